"""Writing to Logto over a socket: what is sent, what comes back, and what of it is odd."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from logto_modes import Mode
from logto_rules import LARGEST_BODY
from logto_samples import full, operations
from logto_server import Answer, LogtoServer, Seen

import authing
from authing.core.errors import ArgumentError
from authing.core.multipart import File
from authing.logto.models.organizations import Organization

CREATE, UPDATE, DELETE = "CreateUser", "UpdateUser", "DeleteUser"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
OFTEN = 1_767_323_045_678
"""The same moment in milliseconds."""


def sent(logto: LogtoServer, operation_id: str) -> Any:
    """The body of the last request for an operation."""
    return logto.asked(operation_id)[-1].json


# -- what a success looks like ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation_id", "call"),
    [
        (CREATE, lambda client: client.users.create(username="ada")),
        ("CreateRole", lambda client: client.roles.create(name="r", description="d")),
        ("CreateApplication", lambda client: client.applications.create(name="a", type="SPA")),
        ("CreateOrganization", lambda client: client.organizations.create(name="o")),
    ],
)
def test_a_create_succeeds_with_200_and_with_201(
    operation_id: str, call: Callable[[Any], Any], mode: Mode, logto: LogtoServer
) -> None:
    (facts,) = (each.facts for each in operations() if each.facts["id"] == operation_id)
    client = mode.client(logto)
    for status in (200, 201):
        logto.answer(operation_id, {**full(facts["answer"]), "id": f"made with {status}"}, status)
        assert mode.run(call(client)).id == f"made with {status}"


def test_a_put_that_may_create_succeeds_both_times(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for _ in range(2):
        assert mode.run(client.configs.put_jwt_customizer("access-token", {"script": "x"}))
    for status in (201, 201):
        logto.answer("ReplaceCustomPhrase", {"languageTag": "de", "translation": {}}, status)
        mode.run(client.custom_phrases.put("de", {"translation": {}}))


def test_what_is_answered_by_a_word_has_no_result(mode: Mode, logto: LogtoServer) -> None:
    said = [each for each in operations() if each.answer == "empty" and each.facts["statuses"] != [204]]
    assert len(said) == 15
    client = mode.client(logto)
    assert mode.run(client.organization_roles.assign_scopes("r", organization_scope_ids=["s"])) is None
    assert mode.run(client.users.delete("u1")) is None


def test_what_is_answered_by_a_document_comes_as_text(mode: Mode, logto: LogtoServer) -> None:
    logto.answer("ListSamlApplicationMetadata", "<EntityDescriptor>ü</EntityDescriptor>")
    logto.answer("GetSamlApplicationCallback", "<form></form>")
    client = mode.client(logto)
    assert mode.run(client.saml_applications.get_metadata("a")) == "<EntityDescriptor>ü</EntityDescriptor>"
    assert mode.run(client.saml_applications.callback("a", code="c")) == "<form></form>"


def test_some_deletes_tell_what_is_left(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    assert mode.run(client.users.delete_identity("u1", "github")).username
    assert mode.run(client.applications.delete_legacy_secret("a1")).name
    logto.answer("DeleteEmailTemplates", {"rowCount": 3})
    assert mode.run(client.email_templates.delete_many(language_tag="de")).row_count == 3


def test_a_delete_of_all_templates_is_refused_by_the_server(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse("DeleteEmailTemplates", 422, "connector.email_connector.bulk_deletion_no_filter")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).email_templates.delete_many())


def test_an_id_is_chosen_by_the_server_except_that_of_a_connector(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for call in (client.users.create, client.organizations.create, client.roles.create):
        with pytest.raises(ArgumentError, match="id"):
            mode.run(call({"id": "mine", "name": "x", "description": "x"}))
    mode.run(client.connectors.create(id="mine", connector_id="smtp", config={}))
    assert sent(logto, "CreateConnector") == {"id": "mine", "connectorId": "smtp", "config": {}}


@pytest.mark.parametrize(
    "code", ["user.username_already_in_use", "role.name_in_use", "entity.unique_integrity_violation"]
)
def test_a_duplicate_is_a_conflict(code: str, mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(CREATE, 422, code)
    with pytest.raises(authing.Conflict) as caught:
        mode.run(mode.client(logto).users.create(username="ada"))
    assert (caught.value.status, len(logto.asked(CREATE))) == (422, 1)


def test_a_second_delete_finds_nothing(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    mode.run(client.users.delete("u1"))
    with pytest.raises(authing.NotFound) as caught:
        mode.run(client.users.delete("u1"))
    assert caught.value.code == "entity.not_found"
    for _ in range(2):  # these may be deleted as often as one likes
        mode.run(client.captcha_provider.delete())


# -- PATCH --------------------------------------------------------------------------------------------


def test_only_what_is_given_is_sent(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for given, body in (
        ({"name": "Ada"}, {"name": "Ada"}),
        ({"name": None, "avatar": ""}, {"name": None, "avatar": ""}),
        ({"custom_data": {"a": None}}, {"customData": {"a": None}}),
    ):
        mode.run(client.users.update("u1", **given))
        assert sent(logto, UPDATE) == body
    mode.run(client.users.update("u1", {"primaryEmail": None}))
    assert sent(logto, UPDATE) == {"primaryEmail": None}


def test_a_misspelt_field_is_not_sent(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    with pytest.raises(ArgumentError, match="primary_email"):
        mode.run(client.users.update("u1", {"primaryEmial": "a@b.example"}))
    with pytest.raises((ArgumentError, TypeError)):
        mode.run(client.users.update("u1", primary_emial="a@b.example"))
    assert not logto.requests


def test_an_update_with_nothing_is_the_server_s_to_judge(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(UPDATE, 422, "entity.invalid_input")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).users.update("u1"))
    assert sent(logto, UPDATE) == {}


@pytest.mark.parametrize(
    ("call", "missing"),
    [
        (lambda c: c.applications.update("a", oidc_client_metadata={"redirectUris": []}), "post_logout_redirect_uris"),
        (lambda c: c.sign_in_experience.update(color={"primaryColor": "#000000"}), "color"),
        (lambda c: c.hooks.update("h", config={"headers": {}}), "url"),
        (lambda c: c.configs.update_jwt_customizer("access-token", {"environmentVariables": {}}), "known kind|script"),
    ],
)
def test_objects_inside_are_sent_whole(
    call: Callable[[Any], Any], missing: str, mode: Mode, logto: LogtoServer
) -> None:
    with pytest.raises(ArgumentError, match=missing):
        mode.run(call(mode.client(logto)))
    assert not logto.requests


def test_a_user_s_custom_data_is_wrapped_and_an_application_s_is_bare(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("UpdateUserCustomData", {"plan": "pro", "old": 1})
    assert mode.run(client.users.update_custom_data("u1", custom_data={"plan": "pro"})) == {"plan": "pro", "old": 1}
    assert sent(logto, "UpdateUserCustomData") == {"customData": {"plan": "pro"}}
    mode.run(client.users.update_profile("u1", profile={"address": {"country": "DE"}}))
    assert sent(logto, "UpdateUserProfile") == {"profile": {"address": {"country": "DE"}}}
    mode.run(client.applications.update_custom_data("a1", {"plan": None}))
    assert sent(logto, "UpdateApplicationCustomData") == {"plan": None}


def test_null_in_a_profile_is_not_sent(mode: Mode, logto: LogtoServer) -> None:
    mode.run(mode.client(logto).users.update_profile("u1", profile={"nickname": None, "gender": "x"}))
    assert sent(logto, "UpdateUserProfile") == {"profile": {"gender": "x"}}


@pytest.mark.parametrize("field", ["tenantId", "createdAt"])
def test_what_the_server_would_stumble_over_is_not_sent(field: str, mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for call in (client.organizations.update, client.hooks.update, client.applications.update, client.roles.update):
        with pytest.raises(ArgumentError, match=field):
            mode.run(call("x", {"name": "y", field: 1}))
    assert not logto.requests


def test_what_was_read_cannot_be_sent_back_by_mistake(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    read = mode.run(client.organizations.get("o1"))
    assert isinstance(read, Organization)
    with pytest.raises(ArgumentError, match=r"^a OrganizationUpdate is needed, not a Organization"):
        mode.run(client.organizations.update("o1", read))
    assert not logto.asked("UpdateOrganization")


# -- odd ones -----------------------------------------------------------------------------------------


def test_replacing_roles_by_fewer_is_refused_although_it_was_done(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse("ReplaceApplicationRoles", 422, "application.role_exists")
    with pytest.raises(authing.Conflict) as caught:
        mode.run(mode.client(logto).applications.replace_roles("a1", role_ids=[]))
    assert caught.value.code == "application.role_exists"
    assert len(logto.asked("ReplaceApplicationRoles")) == 1


def test_a_scope_that_is_not_there_is_not_found(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse("CreateRole", 404, "entity.not_exists_with_id")
    with pytest.raises(authing.NotFound):
        mode.run(mode.client(logto).roles.create(name="r", description="d", scope_ids=["gone"]))
    assert len(logto.asked("CreateRole")) == 1  # the role is there: sent again it would be a duplicate


def test_who_has_a_role_already_is_a_conflict_on_one_side_only(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.refuse("CreateRoleUser", 422, "role.user_exists")
    with pytest.raises(authing.Conflict):
        mode.run(client.roles.assign_users("r1", user_ids=["u1"]))
    logto.answer("AssignUserRoles", {"roleIds": ["r1"], "addedRoleIds": []})
    assert mode.run(client.users.assign_roles("u1", role_ids=["r1"])).added_role_ids == []
    for _ in range(2):
        mode.run(client.organizations.add_users("o1", user_ids=["u1"]))


def test_a_connector_of_a_kind_that_is_there_replaces_it(mode: Mode, logto: LogtoServer) -> None:
    answers = [{**full("model:connectors.Connector"), "id": name} for name in ("first", "second")]
    logto.answer("CreateConnector", lambda _: answers[len(logto.asked("CreateConnector")) - 1])
    client = mode.client(logto)
    made = [mode.run(client.connectors.create(connector_id="smtp", config={})).id for _ in range(2)]
    assert made == ["first", "second"]


@pytest.mark.parametrize("bound", [-1, 0.5, True])
def test_a_number_that_would_break_the_sign_in_experience_is_not_sent(
    bound: Any, mode: Mode, logto: LogtoServer
) -> None:
    field = {"type": "Number", "name": "age", "label": "Age", "required": False, "config": {"minValue": bound}}
    client = mode.client(logto)
    with pytest.raises(ArgumentError, match="min_value"):
        mode.run(client.custom_profile_fields.create(field))
    with pytest.raises(ArgumentError, match="min_value"):
        mode.run(client.custom_profile_fields.create_many([field]))
    assert not logto.requests


def test_a_failure_of_the_server_is_not_repeated(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse("UpdateSamlApplicationSecret", 500, None, "Internal server error.")
    with pytest.raises(authing.ServerError) as caught:
        mode.run(mode.client(logto).saml_applications.update_secret("a", "s", active=True))
    assert (caught.value.code, len(logto.asked("UpdateSamlApplicationSecret"))) == (None, 1)


def test_a_digest_needs_its_algorithm(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(CREATE, 400, "user.password_algorithm_required")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).users.create(username="ada", password_digest="x"))


@pytest.mark.parametrize("phone", ["+4930123", "49 30", ""])
def test_a_phone_number_is_of_digits_alone(phone: str, mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    mode.run(client.users.create(primary_phone="4930123", primary_email="Ada@A.example"))
    assert sent(logto, CREATE) == {"primaryPhone": "4930123", "primaryEmail": "Ada@A.example"}
    logto.refuse(CREATE, 400, "guard.invalid_input")
    with pytest.raises((ArgumentError, authing.Invalid)):
        mode.run(client.users.create(primary_phone=phone))


def test_secrets_that_come_in_clear_are_not_shown(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    secret = {"applicationId": "a", "name": "n", "value": "s3cret-value", "createdAt": 1, "expiresAt": None}
    logto.answer("ListApplicationSecrets", [{"tenantId": "t", **secret}])
    (found,) = mode.run(client.applications.list_secrets("a"))
    assert found.value == "s3cret-value"
    assert "s3cret" not in repr(found)
    hook = {**full("model:hooks.Hook"), "signingKey": "s3cret-key"}
    logto.answer("UpdateHookSigningKey", hook)
    rotated = mode.run(client.hooks.rotate_signing_key("h"))
    assert rotated.signing_key == "s3cret-key"
    assert "s3cret" not in repr(rotated)


def test_a_key_that_is_to_come_has_its_moment(mode: Mode, logto: LogtoServer) -> None:
    keys = [
        {"id": "k2", "createdAt": OFTEN // 1000, "effectiveAt": OFTEN, "signingKeyAlgorithm": "EC", "status": "Next"},
        {"id": "k1", "createdAt": OFTEN // 1000, "signingKeyAlgorithm": "EC", "status": "Current"},
    ]
    logto.answer("RotateOidcKeys", keys)
    client = mode.client(logto)
    coming, present = mode.run(client.configs.rotate_oidc_keys("private-keys", rotation_grace_period=60))
    assert (coming.status.value, present.status.value) == ("Next", "Current")
    assert coming.effective_at == MOMENT
    assert coming.created_at == MOMENT.replace(microsecond=0)
    logto.refuse("RotateOidcKeys", 422, "oidc.invalid_request")
    with pytest.raises(authing.Invalid):
        mode.run(client.configs.rotate_oidc_keys("private-keys"))


# -- times --------------------------------------------------------------------------------------------


def test_moments_are_milliseconds_both_ways(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("GetUser", {"id": "u1", "createdAt": OFTEN, "lastSignInAt": None})
    user = mode.run(client.users.get("u1"))
    assert (user.created_at, user.last_sign_in_at) == (MOMENT, None)
    for given in (MOMENT, OFTEN, MOMENT.astimezone(timezone(timedelta(hours=8)))):
        mode.run(client.applications.create_secret("a", name="n", expires_at=given))
        assert sent(logto, "CreateApplicationSecret")["expiresAt"] == OFTEN
    with pytest.raises(ArgumentError, match="time zone"):
        mode.run(client.applications.create_secret("a", name="n", expires_at=MOMENT.replace(tzinfo=None)))


def test_some_moments_are_seconds_and_some_are_texts(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    payload = {"accountId": "u", "exp": OFTEN // 1000, "iat": OFTEN // 1000, "jti": "j", "kind": "Session", "uid": "x"}
    logto.answer("GetUserSession", {"payload": {**payload, "loginTs": OFTEN // 1000}, "lastSubmission": None})
    session = mode.run(client.users.get_session("u1", "s1"))
    assert session.payload.exp == session.payload.login_ts == MOMENT.replace(microsecond=0)
    factor = {"id": "f", "type": "Totp", "createdAt": "2026-01-02T03:04:05.678Z"}
    logto.answer("ListUserMfaVerifications", [factor])
    (found,) = mode.run(client.users.list_mfa_verifications("u1"))
    assert found.created_at == MOMENT


# -- bodies -------------------------------------------------------------------------------------------


def test_a_body_of_the_largest_size_is_taken_and_a_larger_one_is_not_sent(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    around = len('{"customData":{"x":""}}')
    mode.run(client.users.update_custom_data("u1", custom_data={"x": "y" * (LARGEST_BODY - around)}))
    assert len(logto.requests[-1].body) == LARGEST_BODY
    count = len(logto.requests)
    with pytest.raises(ArgumentError, match="1048577 bytes"):
        mode.run(client.users.update_custom_data("u1", custom_data={"x": "y" * (LARGEST_BODY - around + 1)}))
    with pytest.raises(ArgumentError, match="bytes"):  # bytes are counted, not letters
        mode.run(client.users.update_custom_data("u1", custom_data={"x": "ü" * (LARGEST_BODY // 2)}))
    assert len(logto.requests) == count


def test_bodies_are_json_and_say_so(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    mode.run(client.users.update("u1", name="Zoë ☂"))
    mode.run(client.applications.update_custom_data("a1", {}))
    for seen in logto.requests[1:]:
        assert seen.headers["content-type"] == "application/json"
    assert logto.asked(UPDATE)[0].body == '{"name":"Zoë ☂"}'.encode()
    assert logto.requests[-1].body == b"{}"


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.users.create(name="a\0b"),
        lambda c: c.users.update_custom_data("u1", custom_data={"deep": [{"er": "\0"}]}),
        lambda c: c.users.update_custom_data("u1", custom_data={"\0": 1}),
        lambda c: c.users.get("u\0"),
        lambda c: c.organizations.list(q="a\0"),
    ],
)
def test_nul_is_not_sent(call: Callable[[Any], Any], mode: Mode, logto: LogtoServer) -> None:
    with pytest.raises(ArgumentError, match=r"U\+0000|path segment"):
        mode.run(call(mode.client(logto)))
    assert not logto.requests


def test_what_only_looks_like_nul_is_sent(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    mode.run(client.users.update("u%00", name="\\u0000"))
    assert logto.requests[-1].path == "/api/users/u%2500"
    assert sent(logto, UPDATE) == {"name": "\\u0000"}


def test_numbers_come_back_as_they_are_told(mode: Mode, logto: LogtoServer) -> None:
    logto.answer("GetUser", {"id": "u1", "customData": {"large": 2**53, "whole": 1}})
    assert mode.run(mode.client(logto).users.get("u1")).custom_data == {"large": 2**53, "whole": 1}


def test_a_file_is_uploaded_if_it_is_one_that_is_taken(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("CreateUserAsset", {"url": "https://assets.example/a.png"})
    large = File("a.png", b"\x00\xff" * 600_000, "image/png")  # more than a body of JSON may have
    assert mode.run(client.user_assets.upload(large)).url == "https://assets.example/a.png"
    assert large.content in logto.requests[-1].body
    for wrong in (File("a.txt", b"x", "text/plain"), File("a.png", b"x" * (20 * 1024 * 1024 + 1), "image/png"), b"x"):
        with pytest.raises(ArgumentError, match="file"):
            mode.run(client.user_assets.upload(wrong))
    assert len(logto.asked("CreateUserAsset")) == 1


def test_values_in_paths_are_encoded_whole(mode: Mode, logto: LogtoServer) -> None:
    mode.run(mode.client(logto).users.get("a/b?c#d ü%"))
    assert logto.requests[-1].path == "/api/users/a%2Fb%3Fc%23d%20%C3%BC%25"


# -- sending codes ------------------------------------------------------------------------------------


def test_too_many_messages_are_told_soon(mode: Mode, logto: LogtoServer) -> None:
    operation_id = "CreateVerificationCode"
    logto.refuse(operation_id, 429, "request.message_rate_limited", "Too many messages.", times=9)
    with pytest.raises(authing.RateLimited) as caught:
        mode.run(mode.client(logto).verification_codes.send({"email": "ada@a.example"}))
    error = caught.value
    assert (error.code, error.status, error.retry_after) == ("request.message_rate_limited", 429, 600)
    assert len(logto.asked(operation_id)) == 1


def test_no_connector_to_send_with(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for code, kind in (("connector.not_found", authing.NotFound), ("connector.not_implemented", authing.ServerError)):
        logto.refuse("CreateVerificationCode", 501, code)
        with pytest.raises(kind):
            mode.run(client.verification_codes.send({"email": "ada@a.example"}))
    assert len(logto.asked("CreateVerificationCode")) == 2


def test_the_answer_can_be_made_of_the_request(mode: Mode, logto: LogtoServer) -> None:
    """What these tests say of the server holds for its functions too."""

    def echoed(seen: Seen) -> Answer | dict[str, Any]:
        return {"id": "u1", **seen.json}

    logto.answer(CREATE, echoed)
    assert mode.run(mode.client(logto).users.create(username="ada")).username == "ada"
