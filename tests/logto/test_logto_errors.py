"""Refusals of Logto over a socket: five shapes, the kind of each code, and what is no refusal at all."""

from __future__ import annotations

import copy
import pickle
from traceback import format_exception
from typing import Any

import pytest
from logto_modes import Mode
from logto_server import Answer, LogtoServer

import authing
from authing.core.call import Reply
from authing.core.errors import (
    ArgumentError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotLoggedIn,
    ServerError,
    kind_for_status,
)
from authing.logto.exceptions import InvalidInput, Issue, error_of

GET, CREATE, CHECK = "GetUser", "CreateUser", "CheckPasswordWithDefaultSignInExperience"

SEEN: dict[str, list[tuple[int, type[authing.AuthingException]]]] = {
    "action.general": [(422, Invalid)],
    "application.custom_domain_not_found": [(404, NotFound)],
    "application.invalid_type": [(422, Invalid)],
    "application.no_legacy_secret_found": [(400, NotFound)],
    "application.protected_app_not_configured": [(501, ServerError)],
    "application.protected_application_only": [(422, Invalid)],
    "application.saml.reach_oss_limit": [(403, Forbidden)],
    "application.saml.state_mismatch": [(400, Invalid)],
    "application.secret_name_exists": [(422, Conflict)],
    "auth.authorization_header_missing": [(401, NotLoggedIn)],
    "auth.authorization_token_type_not_supported": [(401, NotLoggedIn)],
    "auth.forbidden": [(403, Forbidden)],
    "auth.unauthorized": [(401, NotLoggedIn)],
    "connector.cannot_overwrite_metadata_for_non_standard_connector": [(400, Invalid)],
    "connector.email_connector.bulk_deletion_no_filter": [(422, Invalid)],
    "connector.invalid_config": [(400, Invalid)],
    "connector.multiple_instances_not_supported": [(422, Invalid)],
    "connector.not_found": [(404, NotFound), (422, NotFound), (501, NotFound)],
    "connector.not_implemented": [(501, ServerError)],
    "custom_profile_fields.name_exists": [(422, Conflict)],
    "domain.domain_in_use": [(422, Conflict)],
    "domain.limit_to_one_domain": [(422, Conflict)],
    "domain.not_configured": [(400, Invalid)],
    "entity.invalid_input": [(422, Invalid)],
    "entity.not_exists": [(404, NotFound)],
    "entity.not_exists_with_id": [(404, NotFound)],
    "entity.not_found": [(404, NotFound)],
    "entity.relation_foreign_key_not_found": [(422, NotFound)],
    "entity.unique_integrity_violation": [(422, Conflict)],
    "entity.value_too_long": [(422, Invalid)],
    "guard.invalid_input": [(400, InvalidInput)],
    "guard.invalid_pagination": [(400, Invalid)],
    "guard.mime_type_not_allowed": [(400, Invalid)],
    "hook.missing_events": [(400, Invalid)],
    "hook.send_test_payload_failed": [(422, Invalid)],
    "jwt_customizer.general": [(422, Invalid)],
    "localization.cannot_delete_default_language": [(409, Conflict)],
    "localization.invalid_translation_structure": [(422, Invalid)],
    "log.invalid_time_window": [(400, Invalid)],
    "oidc.invalid_grant": [(404, NotFound)],
    "oidc.invalid_request": [(400, Invalid), (422, Invalid)],
    "oidc.key_not_found": [(404, NotFound)],
    "oidc.key_required": [(422, Conflict)],
    "oidc.only_previous_key_can_be_deleted": [(422, Conflict)],
    "oidc.session_not_found": [(404, NotFound)],
    "one_time_token.cannot_reactivate_token": [(400, Conflict)],
    "one_time_token.token_consumed": [(400, Conflict)],
    "one_time_token.token_not_found": [(404, NotFound)],
    "organization.require_membership": [(422, Invalid)],
    "organization.role_names_not_found": [(422, NotFound)],
    "request.invalid_input": [(400, Invalid), (422, Invalid)],
    "request.message_rate_limited": [(429, authing.RateLimited)],
    "resource.cannot_delete_management_api": [(400, Invalid)],
    "resource.resource_identifier_in_use": [(422, Conflict)],
    "role.application_exists": [(422, Conflict)],
    "role.name_in_use": [(422, Conflict)],
    "role.scope_exists": [(422, Conflict)],
    "role.user_exists": [(422, Conflict)],
    "scope.name_exists": [(422, Conflict)],
    "scope.name_with_space": [(400, Invalid)],
    "session.invalid_connector_id": [(422, Invalid)],
    "session.invalid_credentials": [(422, NotLoggedIn)],
    "session.not_found": [(400, NotFound)],
    "sign_in_experiences.password_expiration_not_enabled": [(400, Invalid)],
    "sign_in_experiences.password_expiration_requires_forgot_password": [(422, Invalid)],
    "sign_in_experiences.passwordless_requires_verify": [(400, Invalid)],
    "single_sign_on.duplicate_connector_name": [(409, Conflict)],
    "single_sign_on.forbidden_domains": [(422, Invalid)],
    "storage.not_configured": [(400, Invalid)],
    "user.backup_code_already_in_use": [(422, Conflict)],
    "user.email_already_in_use": [(422, Conflict)],
    "user.enterprise_sso_identity_not_exists": [(404, NotFound)],
    "user.identity_not_exist": [(404, NotFound)],
    "user.password_algorithm_required": [(400, Invalid)],
    "user.personal_access_token_name_exists": [(422, Conflict)],
    "user.totp_already_in_use": [(422, Conflict)],
    "user.username_already_in_use": [(422, Conflict)],
    "verification_code.code_mismatch": [(400, Invalid)],
    "verification_code.not_found": [(400, NotFound)],
}
"""The codes that were met, the statuses that they came with, and what they are raised as."""


def refused(mode: Mode, logto: LogtoServer, **arguments: Any) -> Any:
    """The error that reading a user ends with."""
    client = mode.client(logto, **{"retries": 0, **arguments})
    with pytest.raises(authing.AuthingException) as caught:
        mode.run(client.users.get("u1"))
    return caught.value


# -- the kind of a code -------------------------------------------------------------------------------


def test_every_code_that_was_met_has_its_kind(mode: Mode, logto: LogtoServer) -> None:
    assert len(SEEN) == 79
    client = mode.client(logto, retries=0)
    for code, told in SEEN.items():
        for status, kind in told:
            logto.refuse(GET, status, code, "words")
            with pytest.raises(authing.AuthingException) as caught:
                mode.run(client.users.get("u1"))
            assert type(caught.value) is kind, code
            assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 501, 503])
def test_of_a_code_that_is_not_known_the_status_tells_the_kind(status: int, mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, status, "group.of_tomorrow", "words", {"a": 1})
    error = refused(mode, logto)
    assert type(error) is kind_for_status(status)
    assert (error.code, error.message, error.data) == ("group.of_tomorrow", "words", {"a": 1})


@pytest.mark.parametrize("status", [401, 403, 500])
def test_words_that_mislead_do_not_take_the_place_of_a_status_that_does_not(status: int) -> None:
    for code in ("auth.expected_role_not_found", "password.pepper_not_found", "user.password_exists_in_profile"):
        error = error_of(Reply(status, {}, b'{"code":"%s","message":"words"}' % code.encode()))
        assert type(error) is kind_for_status(status)


def test_a_claim_in_the_data_of_another_error_is_no_mistake_of_the_settings(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 422, "entity.invalid_input", "words", {"claim": "aud"})
    assert (type(error := refused(mode, logto)), error.message) == (Invalid, "words")


# -- the shapes ---------------------------------------------------------------------------------------


def test_a_refusal_is_told_with_all_that_came(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 422, "entity.invalid_input", "words", {"field": "value"}, "more words")
    error = refused(mode, logto)
    assert (error.message, error.data, error.details) == ("words", {"field": "value"}, "more words")
    assert (error.method, error.path) == ("GET", "/api/users/u1")
    assert len(error.request_id) == 16
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (twin.code, twin.details, twin.request_id) == (error.code, error.details, error.request_id)
    assert "value" not in "".join(format_exception(error)) + repr(error)


def test_a_refused_input_tells_its_fields(mode: Mode, logto: LogtoServer) -> None:
    issue = {"code": "too_big", "path": ["profile", "address", "locality"], "message": "Too long", "maximum": 128}
    data, summary = {"name": "ZodError", "issues": [issue]}, "Error in body: Too long at profile.address.locality"
    logto.refuse(CREATE, 400, "guard.invalid_input", "The request body is invalid.", data, summary)
    with pytest.raises(InvalidInput) as caught:
        mode.run(mode.client(logto).users.create(username="ada"))
    assert caught.value.issues == (Issue("profile.address.locality", "too_big", "Too long"),)
    assert caught.value.details == summary
    assert pickle.loads(pickle.dumps(caught.value)).issues == caught.value.issues


def test_the_issues_of_alternatives_are_among_them(mode: Mode, logto: LogtoServer) -> None:
    inner = {"code": "invalid_type", "path": ["to", 0], "message": "Expected string"}
    union = {"code": "invalid_union", "path": [], "message": "no", "unionErrors": [{"issues": [inner]}, {"name": "x"}]}
    data = {"name": "ZodError", "issues": [union, "no issue"]}
    logto.refuse(GET, 400, "guard.invalid_input", "The request body is invalid.", data, "Error in body: - no")
    error = refused(mode, logto)
    assert error.issues == (Issue("", "invalid_union", "no"), Issue("to.0", "invalid_type", "Expected string"))
    assert error.details == "Error in body: - no"
    assert isinstance(error, authing.Invalid)
    strange: list[Any] = [None, [], {"issues": None}, "text"]
    for odd in strange:
        logto.refuse(GET, 400, "guard.invalid_input", "words", odd)
        assert refused(mode, logto).issues == ()
    misshapen = {"issues": [{"path": 5, "unionErrors": 5}, {"unionErrors": [5, {"issues": 5}]}]}
    logto.refuse(GET, 400, "guard.invalid_input", "words", misshapen)
    assert refused(mode, logto).issues == (Issue("", "None", "None"),) * 2
    deep: dict[str, Any] = {}
    for _ in range(50):
        deep = {"issues": [{"unionErrors": [deep]}]}
    logto.refuse(GET, 400, "guard.invalid_input", "words", deep)
    assert len(refused(mode, logto).issues) < 50


def test_an_error_of_oauth_keeps_the_code_of_logto(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, logto.issuer.refusal("invalid_grant", "grant request is invalid", 404))
    error = refused(mode, logto)
    assert (type(error), error.code, error.message) == (NotFound, "oidc.invalid_grant", "grant request is invalid")


@pytest.mark.parametrize(("status", "kind"), [(500, ServerError), (400, Invalid)])
def test_a_message_alone(status: int, kind: type[Any], mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, status, None, "Internal server error.")
    error = refused(mode, logto)
    assert (type(error), error.code, error.message) == (kind, None, "Internal server error.")
    assert len(error.request_id) == 16


@pytest.mark.parametrize(
    ("status", "text", "kind"), [(404, b"Not Found", NotFound), (405, b"Method Not Allowed", None)]
)
def test_a_plain_text(status: int, text: bytes, kind: Any, mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, Answer(status, {"content-type": "text/plain; charset=utf-8"}, text))
    error = refused(mode, logto)
    assert type(error) is (kind or authing.AuthingException)
    assert (error.code, error.status, error.message) == (None, status, f"HTTP {status}")
    assert len(str(error.request_id)) == 16


@pytest.mark.parametrize(
    "body", [b"[]", b'"text"', b"null", b'{"code": 7}', b'{"code": null, "message": null}', b"\xff"]
)
def test_strange_bodies_of_errors(body: bytes, mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, Answer(422, {"content-type": "application/json"}, body))
    error = refused(mode, logto)
    assert type(error) is Invalid
    assert error.code in (None, "7")
    assert error.message == "HTTP 422"


# -- no refusals, and no success either ---------------------------------------------------------------

PAGE = Answer(200, {"content-type": "text/html; charset=utf-8"}, b"<!doctype html><title>s3cret</title>")


@pytest.mark.parametrize(
    ("operation_id", "call"),
    [
        (GET, lambda client: client.users.get("u1")),
        ("ListUsers", lambda client: client.users.list()),
        ("ListUsers", lambda client: client.users.iterate()),
        ("DeleteUser", lambda client: client.users.delete("u1")),
        (
            "CreateOrganizationRoleScope",
            lambda client: client.organization_roles.assign_scopes("r", organization_scope_ids=["s"]),
        ),
        ("GetSamlAuthn", lambda client: client.saml.authn("a", saml_request="x", signature="y", sig_alg="z")),
    ],
)
def test_a_page_for_browsers_is_no_answer(operation_id: str, call: Any, mode: Mode, logto: LogtoServer) -> None:
    logto.reply(operation_id, PAGE)
    with pytest.raises(authing.UnexpectedAnswer) as caught:
        mode.run(call(mode.client(logto, retries=0)))
    assert len(str(caught.value.request_id)) == 16
    assert "s3cret" not in "".join(format_exception(caught.value))


def test_a_redirect_is_no_answer_and_is_not_followed(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, Answer(302, {"location": f"{logto.endpoint}/api/status"}))
    assert isinstance(refused(mode, logto), authing.UnexpectedAnswer)
    assert logto.requests[-1].path == "/api/users/u1"


# -- a refused password is an answer ------------------------------------------------------------------


def test_a_password_that_the_policy_refuses_is_an_answer(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    assert mode.run(client.sign_in_experience.check_password(password="correct horse")).result is True
    told = {"result": False, "issues": [{"code": "password_rejected.too_short", "interpolation": {"min": 8}}]}
    logto.answer(CHECK, told, 400)
    answer = mode.run(client.sign_in_experience.check_password(password="short"))
    assert answer.result is False
    assert answer.issues[0].code == "password_rejected.too_short"


def test_a_password_that_could_not_be_checked_is_an_error(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(CHECK, 400, "password.rejected", "words")
    with pytest.raises(Invalid) as caught:
        mode.run(mode.client(logto).sign_in_experience.check_password(password="hush-hush"))
    assert caught.value.code == "password.rejected"


# -- in words -----------------------------------------------------------------------------------------


def test_words_come_in_the_language_that_was_asked_for(mode: Mode, logto: LogtoServer) -> None:
    for lang, words in (("de", "Verboten."), (None, "Forbidden."), ("en-GB", "Forbidden.")):
        client = mode.by_token(logto, logto.issuer.issue("m2m", ""), lang=lang)
        with pytest.raises(Forbidden) as caught:
            mode.run(client.users.get("u1"))
        assert caught.value.message.startswith(words)
        assert caught.value.code == "auth.forbidden"
        assert logto.requests[-1].headers.get("accept-language") == lang


def test_a_language_that_is_none_is_told(mode: Mode, logto: LogtoServer) -> None:
    with pytest.raises(ArgumentError, match="accept-language"):
        mode.client(logto, lang="de\nx: y")
