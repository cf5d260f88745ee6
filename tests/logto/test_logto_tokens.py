"""Tokens of Logto for programs: how they are asked for, when anew, and what is told where one is of no use."""

from __future__ import annotations

import logging
import pickle
from base64 import b64decode
from collections.abc import Callable
from traceback import format_exception
from typing import Any

import httpx
import jwt
import pytest
from logto_issuer import TOKEN
from logto_modes import Mode
from logto_samples import operations
from logto_server import Answer, LogtoServer

import authing
from authing.core.errors import ArgumentError
from authing.logto import AsyncLogto, Logto, TokenManager
from authing.logto.credentials import resource_of

GET = "GetUser"


def read(mode: Mode, client: Any) -> Any:
    return mode.run(client.users.get("u1"))


def refused(mode: Mode, client: Any, kind: type[Any] = authing.AuthingException) -> Any:
    with pytest.raises(kind) as caught:
        read(mode, client)
    return caught.value


def answering(logto: LogtoServer, **told: Any) -> None:
    """Answer the token endpoint's requests with a token, and these members."""
    logto.route("POST", TOKEN, lambda _: Answer.of({"access_token": logto.issuer.issue("m2m"), **told}))


# -- asking -------------------------------------------------------------------------------------------


def test_one_token_serves_all_calls(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for _ in range(3):
        assert read(mode, client).id
    (asked,) = logto.asked(TOKEN)
    assert asked.form == {"grant_type": "client_credentials", "resource": logto.issuer.resource, "scope": "all"}
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    kind, _, pair = asked.headers["authorization"].partition(" ")
    assert (kind, b64decode(pair)) == ("Basic", b"m2m:hush")
    assert len({seen.token for seen in logto.asked(GET)}) == 1
    assert len(logto.requests) == 4  # nothing else is asked


def test_a_secret_of_any_letters_arrives_as_it_is(mode: Mode, logto: LogtoServer) -> None:
    logto.add_application("m2m:é", "a%3A b+c:ü")
    assert read(mode, mode.kept(mode.kind(logto.endpoint, "m2m:é", "a%3A b+c:ü"))).id


def test_a_token_is_renewed_before_its_end(mode: Mode, logto: LogtoServer) -> None:
    logto.issuer.lifetime = 2  # of whole seconds, as tokens have it: the first of them may be almost over
    client = mode.client(logto)
    read(mode, client)
    mode.pause(1.85)
    read(mode, client)
    first, second = logto.asked(GET)
    assert first.token != second.token
    assert len(logto.asked(TOKEN)) == 2


def test_a_token_without_a_lifetime_is_kept_too(mode: Mode, logto: LogtoServer) -> None:
    answering(logto, scope="all", token_type="Bearer")
    client = mode.client(logto)
    read(mode, client)
    read(mode, client)
    assert len(logto.asked(TOKEN)) == 1


@pytest.mark.parametrize("algorithm", ["ES384", "RS256"])
def test_tokens_of_either_algorithm_are_carried_as_they_are(algorithm: str, mode: Mode, logto: LogtoServer) -> None:
    logto.issuer.rotate(algorithm)
    assert read(mode, mode.client(logto)).id
    token = logto.requests[-1].token
    assert jwt.get_unverified_header(token)["alg"] == algorithm
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"


@pytest.mark.parametrize(
    ("host", "resource"),
    [
        ("https://logto.example.com", "https://default.logto.app/api"),
        ("https://abc-123.logto.app", "https://abc-123.logto.app/api"),
        ("https://abc123.logto.app.example.com", "https://default.logto.app/api"),
    ],
)
def test_the_resource_is_what_it_is_called_at_the_endpoint(host: str, resource: str, logto: LogtoServer) -> None:
    class Loopback(httpx.HTTPTransport):
        """Goes to the server in place of the host."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.url = httpx.URL(logto.endpoint).copy_with(raw_path=request.url.raw_path)
            return super().handle_request(request)

    logto.issuer.resource = resource
    logto.add_application("m2m", "hush")
    with httpx.Client(transport=Loopback()) as http_client:
        Logto(host, "m2m", "hush", http_client=http_client).users.get("u1")
    assert logto.asked(TOKEN)[0].form["resource"] == resource
    assert TokenManager(host, "m2m", "hush").fields["resource"] == resource


def test_the_resource_is_that_of_the_tenant_whatever_the_host_is(mode: Mode, logto: LogtoServer) -> None:
    logto.issuer.resource = resource_of("abc123")
    logto.add_application("m2m", "hush")
    cloud = mode.kept(mode.kind.cloud("abc123", "m2m", "hush", endpoint=logto.endpoint))
    assert read(mode, cloud).id
    assert logto.asked(TOKEN)[0].form["resource"] == "https://abc123.logto.app/api"
    other = mode.kept(mode.kind(logto.endpoint, "m2m", "hush", resource="https://abc123.logto.app/api"))
    assert read(mode, other).id


def test_a_tenant_in_the_cloud_has_a_host_of_its_own() -> None:
    with Logto.cloud("abc123", "m2m", "hush") as client:
        assert client.options.host == "https://abc123.logto.app"
    for wrong in ("", "a.b", "a/b", "a@b", "ä", None):
        with pytest.raises(ArgumentError, match="tenant"):
            AsyncLogto.cloud(wrong, "m2m", "hush")  # type: ignore[arg-type]


def test_a_token_of_the_admin_tenant_opens_the_default_tenant(mode: Mode, logto: LogtoServer) -> None:
    with LogtoServer() as admin:  # the tenants trust each other's keys
        admin.issuer.keys, admin.issuer.issuer = logto.issuer.keys, logto.issuer.issuer
        admin.add_application("m-default", "hush")
        token_endpoint = f"{admin.endpoint}{TOKEN}"
        client = mode.kept(mode.kind(logto.endpoint, "m-default", "hush", token_endpoint=token_endpoint))
        assert read(mode, client).id
        assert len(admin.asked(TOKEN)) == 1
    assert not logto.asked(TOKEN)


@pytest.mark.parametrize("name", ["client_id", "client_secret", "resource", "scope"])
@pytest.mark.parametrize("value", ["", "  ", 1])
def test_what_a_token_is_asked_for_with_must_be_there(name: str, value: Any, mode: Mode) -> None:
    given: dict[str, Any] = {"client_id": "m2m", "client_secret": "hush"} | {name: value}
    with pytest.raises(ArgumentError, match=name):
        mode.kind("https://logto.example.com", **given)


def test_a_token_endpoint_must_be_a_url(mode: Mode) -> None:
    with pytest.raises(ArgumentError, match="URL"):
        mode.kind("https://logto.example.com", "m2m", "hush", token_endpoint="/oidc/token")


# -- the scope ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("granted", ["", "other"])
def test_a_token_without_the_scope_is_told_at_once(granted: str, mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.add_application("m2m", "hush", granted)
    error = refused(mode, client, authing.Forbidden)
    assert error.code == "scope_not_granted"
    assert "machine-to-machine role" in error.message
    assert logto.issuer.resource in error.message
    assert "m2m" in error.message
    assert not logto.asked(GET)


@pytest.mark.parametrize("scope", [5, ["all"], {"all": True}, None])
def test_a_scope_that_is_no_text_is_none(scope: Any, mode: Mode, logto: LogtoServer) -> None:
    answering(logto, scope=scope)
    assert refused(mode, mode.client(logto), authing.Forbidden).code == "scope_not_granted"


def test_once_the_role_is_given_the_same_client_works(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.add_application("m2m", "hush", "")
    refused(mode, client, authing.Forbidden)
    logto.add_application("m2m", "hush", "all")
    assert read(mode, client).id


def test_a_token_is_good_until_its_end_even_if_its_application_is_gone(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    read(mode, client)
    logto.issuer.applications.clear()
    assert read(mode, client).id
    assert len(logto.asked(TOKEN)) == 1


def test_who_may_not_is_not_given_another_token(mode: Mode, logto: LogtoServer) -> None:
    client = mode.by_token(logto, lambda: logto.issuer.issue("m2m", ""))
    error = refused(mode, client, authing.Forbidden)
    assert (error.code, error.status) == ("auth.forbidden", 403)
    assert "role" in error.message
    assert len(logto.requests) == 1


# -- the token endpoint's errors ----------------------------------------------------------------------


def _wrong_secret(logto: LogtoServer) -> dict[str, Any]:
    return {"client_id": "m2m", "client_secret": "wr0ng-secret"}


def _unknown(logto: LogtoServer) -> dict[str, Any]:
    return {"client_id": "nobody", "client_secret": "wr0ng-secret"}


def _resource(logto: LogtoServer) -> dict[str, Any]:
    return {"client_id": "m2m", "client_secret": "hush", "resource": "https://other.logto.app/api"}


@pytest.mark.parametrize(
    ("given", "kind", "code", "status", "remedy"),
    [
        (_wrong_secret, authing.Forbidden, "invalid_client", 401, "machine-to-machine application"),
        (_unknown, authing.Forbidden, "invalid_client", 400, "machine-to-machine application"),
        (_resource, authing.Invalid, "invalid_target", 400, "https://default.logto.app/api"),
    ],
)
def test_what_is_wrong_with_the_request_for_a_token_is_told(
    given: Callable[[LogtoServer], dict[str, Any]],
    kind: type[Any],
    code: str,
    status: int,
    remedy: str,
    mode: Mode,
    logto: LogtoServer,
) -> None:
    logto.add_application("m2m", "hush")
    error = refused(mode, mode.kept(mode.kind(logto.endpoint, **given(logto))), kind)
    assert (error.code, error.status) == (code, status)
    assert error.data["code"] == f"oidc.{code}"
    assert remedy in error.message
    assert len(error.request_id) == 16
    assert error.path.endswith(TOKEN)
    assert len(logto.requests) == 1
    assert "wr0ng-secret" not in "".join(format_exception(error)) + repr(error)


def test_the_other_errors_of_the_token_endpoint_have_their_kinds(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto, retries=0)
    for code, kind in [("unsupported_grant_type", authing.Invalid), ("invalid_request", authing.Invalid)]:
        logto.reply(f"POST {TOKEN}", logto.issuer.refusal(code, "words"))
        error = refused(mode, client, kind)
        assert (error.code, error.message) == (code, "words")
    logto.reply(f"POST {TOKEN}", Answer(404, {"content-type": "text/plain"}, b"Not Found"))
    assert refused(mode, client, authing.UnexpectedAnswer).status == 404


def test_the_token_endpoint_is_asked_again_if_it_fails(mode: Mode, logto: LogtoServer) -> None:
    logto.drop(f"POST {TOKEN}")
    assert read(mode, mode.client(logto)).id
    assert len(logto.asked(TOKEN)) == 2


# -- refused tokens -----------------------------------------------------------------------------------


def worn_out(logto: LogtoServer, how: str) -> None:
    """Let the token that a client has come to its end."""
    if how == "expired":
        logto.clock_offset = 3700.0
    else:
        logto.issuer.rotate()
        logto.issuer.rotate()


@pytest.mark.parametrize("how", ["expired", "key"])
def test_a_token_that_is_no_longer_good_is_replaced_and_the_call_replayed(
    how: str, mode: Mode, logto: LogtoServer
) -> None:
    client = mode.client(logto)
    read(mode, client)
    worn_out(logto, how)
    mode.run(client.users.create(username="ada"))  # also what is not to be sent twice: it was not executed
    assert len(logto.asked("CreateUser")) == 2
    assert len(logto.asked(TOKEN)) == 2


def test_one_rotation_of_keys_is_not_noticed(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    read(mode, client)
    logto.issuer.rotate("RS256")
    read(mode, client)
    assert len(logto.asked(TOKEN)) == 1


def test_it_is_replayed_once(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 401, "auth.unauthorized", "Unauthorized.", {"code": "ERR_JWT_EXPIRED"}, times=9)
    error = refused(mode, mode.client(logto), authing.NotLoggedIn)
    assert (error.code, error.data) == ("auth.unauthorized", {"code": "ERR_JWT_EXPIRED"})
    assert len(logto.asked(GET)) == 2
    assert len(logto.asked(TOKEN)) == 2


@pytest.mark.parametrize(("claim", "word"), [("aud", "resource"), ("iss", "host")])
def test_a_token_for_somebody_else_is_a_mistake_of_the_settings(
    claim: str, word: str, mode: Mode, logto: LogtoServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = logto.issuer.issue("m2m", **{claim: "https://elsewhere.example", "email": "ada@secret.example"})
    error = refused(mode, mode.by_token(logto, lambda: token), authing.Forbidden)
    assert (error.code, error.status) == ("auth.unauthorized", 401)
    assert word in error.message
    assert len(logto.requests) == 1
    assert error.data["payload"]["email"] == "ada@secret.example"
    told = caplog.text + "".join(format_exception(error)) + repr(error) + str(error)
    assert "secret.example" not in told
    assert token not in told
    assert pickle.loads(pickle.dumps(error)).data == error.data


@pytest.mark.parametrize("code", ["auth.authorization_header_missing", "auth.authorization_token_type_not_supported"])
def test_a_missing_or_strange_header_is_not_mended_by_another_token(code: str, mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 401, code, data={"supportedTypes": ["Bearer"]})
    assert refused(mode, mode.client(logto), authing.NotLoggedIn).code == code
    assert len(logto.asked(TOKEN)) == 1


def test_a_token_that_is_none_is_refused_and_not_replaced(mode: Mode, logto: LogtoServer) -> None:
    for token in ("pat_abcdefgh", "opaque"):
        error = refused(mode, mode.by_token(logto, token), authing.NotLoggedIn)
        assert error.data == {"code": "ERR_JWS_INVALID"}
    assert len(logto.requests) == 2


def test_the_scheme_is_written_as_logto_wants_it(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    read(mode, client)
    assert logto.requests[-1].headers["authorization"].startswith("Bearer ")
    wrong = {"authorization": logto.requests[-1].headers["authorization"].replace("Bearer", "bearer")}
    with pytest.raises(authing.NotLoggedIn) as caught:
        mode.run(client.users.get("u1", _headers=wrong))
    assert caught.value.code == "auth.authorization_token_type_not_supported"


def test_a_proxy_s_401_does_not_cost_the_token(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, Answer(401, {"content-type": "text/html"}, b"<html>who are you?</html>"))
    assert refused(mode, mode.client(logto), authing.NotLoggedIn).code is None
    assert len(logto.asked(TOKEN)) == 1


def test_a_wrong_password_of_a_user_does_not_cost_the_token(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.refuse("VerifyUserPassword", 422, "session.invalid_credentials", "Incorrect account or password.")
    with pytest.raises(authing.NotLoggedIn) as caught:
        mode.run(client.users.verify_password("u1", password="wr0ng"))
    assert (caught.value.status, len(logto.asked("VerifyUserPassword"))) == (422, 1)
    assert mode.run(client.users.verify_password("u1", password="right")) is None
    assert len(logto.asked(TOKEN)) == 1


# -- tokens from elsewhere ----------------------------------------------------------------------------


def test_a_function_is_asked_for_the_token_of_each_request(mode: Mode, logto: LogtoServer) -> None:
    tokens = [logto.issuer.issue("m2m") for _ in range(2)]
    client = mode.by_token(logto, iter(tokens).__next__)
    read(mode, client)
    read(mode, client)
    assert [seen.token for seen in logto.requests] == tokens


def test_a_function_that_has_another_token_is_asked_once_more(mode: Mode, logto: LogtoServer) -> None:
    old, new = logto.issuer.issue("m2m", exp=1), logto.issuer.issue("m2m")
    told = iter([old, new, new])
    assert read(mode, mode.by_token(logto, lambda: next(told))).id
    assert [seen.token for seen in logto.requests] == [old, new]


def test_a_token_that_does_not_change_is_refused_once(mode: Mode, logto: LogtoServer) -> None:
    old = logto.issuer.issue("m2m", exp=1)
    for source in (old, lambda: old):
        assert refused(mode, mode.by_token(logto, source), authing.NotLoggedIn).data["code"] == "ERR_JWT_EXPIRED"
    assert len(logto.requests) == 2


def test_the_function_must_be_a_plain_one_and_tell_a_text(mode: Mode) -> None:
    async def awaited() -> str:
        return "token"

    with pytest.raises(ArgumentError, match="await"):
        mode.kind.with_token("https://logto.example.com", awaited)
    for wrong in ("", "a\nb", None, b"x"):
        client = mode.kept(mode.kind.with_token("http://127.0.0.1:9", lambda wrong=wrong: wrong))
        with pytest.raises(ArgumentError, match="token"):
            read(mode, client)


# -- no token -----------------------------------------------------------------------------------------


def test_what_is_public_is_asked_for_without_a_token(mode: Mode, logto: LogtoServer) -> None:
    assert sum(operation.facts.get("anonymous", False) for operation in operations()) == 16
    mode.run(mode.client(logto).status.get())
    (seen,) = logto.requests
    assert "authorization" not in seen.headers
