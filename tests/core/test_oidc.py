"""The relying party: what it sends, what it believes, and what it does not let itself be told."""

from __future__ import annotations

import json
import pickle
from base64 import b64decode
from datetime import datetime, timezone
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from plan_driver import Desk, reply
from token_kit import rsa_key

from authing.core.assertions import PrivateKey
from authing.core.call import Call, Describes, Flow, Reply
from authing.core.entropy import code_challenge
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    Forbidden,
    Invalid,
    NotLoggedIn,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
)
from authing.core.oidc import OAUTH_ERRORS, RelyingParty, oauth_error
from authing.core.oidc_answers import Introspection, Login, LoginRequest, Provider, TokenSet, UserInfo
from authing.core.tokens import Claims

ISSUER = "https://id.example/oidc"
BACK = "https://app.example/callback"
PROVIDER = Provider(
    issuer=ISSUER,
    authorization_endpoint="https://id.example/oidc/auth",
    token_endpoint="/oidc/token",
    userinfo_endpoint="/oidc/me",
    introspection_endpoint="/oidc/introspection",
    revocation_endpoint="/oidc/revocation",
    end_session_endpoint="https://id.example/oidc/end?theme=dark",
)
NOW = 1_800_000_000.0
TOKENS = {"access_token": "AT-s3cret", "token_type": "Bearer", "expires_in": 3600, "scope": "openid"}


def party(auth_method: str = "client_secret_post", *, provider: Provider = PROVIDER, **more: Any) -> RelyingParty:
    given = {"client_secret": "hush:ü /+", "clock": lambda: NOW, **more}
    return RelyingParty(provider, "my client", auth_method=auth_method, **given)


def verify(tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
    """Stands for a verifier: the token is its own claims."""
    claims = Claims.of(json.loads(str(tokens.id_token)))
    if claims.nonce != request.nonce or tokens.access_token != TOKENS["access_token"]:
        raise NotLoggedIn("invalid_token", "the nonce is another login's")
    yield from ()
    return claims


def perform(described: Describes[Any], *answers: Reply) -> Any:
    return Desk().run(described, *answers)


def failure(described: Describes[Any], answer: Reply) -> AuthingException:
    with pytest.raises(AuthingException) as caught:
        perform(described, answer)
    return caught.value


def come_back(request: LoginRequest, **parameters: str | None) -> str:
    """The URL that the browser comes back to."""
    given = {"code": "SplxlOBeZQ", "state": request.state, **parameters}
    return f"{BACK}?{urlencode({name: value for name, value in given.items() if value is not None})}"


def finished(request: Any, callback: Any, answer: Reply | None = None, *, provider: Provider = PROVIDER) -> Any:
    id_token = json.dumps({"sub": "u1", "nonce": getattr(request, "nonce", None)})
    return perform(
        party(provider=provider).finish(request, callback, verify),
        answer or reply(200, {**TOKENS, "id_token": id_token}),
    )


# -- the way through the browser ------------------------------------------------------------------


def test_a_login_begins_with_all_that_must_be_kept() -> None:
    request = party().begin(BACK, "openid email", prompt=None, login_hint="bob")
    sent = urlsplit(request.url)
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == "https://id.example/oidc/auth"
    assert parse_qs(sent.query) == {
        "nonce": [request.nonce],
        "state": [request.state],
        "scope": ["openid email"],
        "client_id": ["my client"],
        "redirect_uri": [BACK],
        "response_type": ["code"],
        "login_hint": ["bob"],
        "code_challenge": [code_challenge(request.code_verifier)],
        "code_challenge_method": ["S256"],
    }
    assert request.redirect_uri == BACK


def test_no_parameter_takes_the_place_of_what_is_checked() -> None:
    of_others: dict[str, Any] = {
        "state": "s",
        "nonce": "n",
        "client_id": "c",
        "response_type": "token",
        "code_challenge": "plain",
    }
    request = party().begin(BACK, "openid", **of_others)
    assert not set(of_others.values()) & {
        text for texts in parse_qs(urlsplit(request.url).query).values() for text in texts
    }


def test_how_long_ago_the_user_proved_who_they_are_is_kept_to_be_verified() -> None:
    request = party().begin(BACK, "openid", max_age=60)
    assert parse_qs(urlsplit(request.url).query)["max_age"] == ["60"]
    assert LoginRequest.of(json.loads(json.dumps(dict(request)))).max_age == 60
    seen: list[tuple[str | None, int | None]] = []

    def noted(tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
        seen.append((tokens.id_token, request.max_age))
        return verify(tokens, request)

    id_token = json.dumps({"sub": "u1", "nonce": request.nonce})
    perform(party().finish(dict(request), come_back(request), noted), reply(200, {**TOKENS, "id_token": id_token}))
    assert seen == [(id_token, 60)]
    assert party().begin(BACK, "openid").max_age is None


def test_every_login_is_another() -> None:
    made = [party().begin(BACK, "openid") for _ in range(50)]
    assert len({text for each in made for text in (each.state, each.nonce, each.code_verifier)}) == 150


def test_a_login_request_can_be_kept_as_json_or_pickled_and_tells_no_secret() -> None:
    request = party().begin(BACK, "openid")
    assert pickle.loads(pickle.dumps(request)) == request
    assert LoginRequest.of(json.loads(json.dumps(dict(request)))) == request
    with pytest.raises(AttributeError):
        request.state = "other"  # type: ignore[misc]
    assert BACK in repr(request)
    for secret in (request.state, request.nonce, request.code_verifier):
        assert secret
        assert secret not in repr(request)


def test_the_browser_comes_back_and_the_user_is_known() -> None:
    desk, request = Desk(), party().begin(BACK, "openid")
    id_token = json.dumps({"sub": "u1", "nonce": request.nonce})
    login = desk.run(
        party().finish(request, come_back(request), verify), reply(200, {**TOKENS, "id_token": id_token, "x": 1})
    )
    assert isinstance(login, Login)
    assert login.access_token == "AT-s3cret"
    assert login.claims == {"sub": "u1", "nonce": request.nonce}
    assert (login["x"], login.refresh_token) == (1, None)
    (sent,) = desk.requests
    assert (sent.method, sent.url) == ("POST", "https://id.example/oidc/token")
    assert sent.body is not None
    assert parse_qs(sent.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["SplxlOBeZQ"],
        "redirect_uri": [BACK],
        "code_verifier": [request.code_verifier],
        "client_id": ["my client"],
        "client_secret": ["hush:ü /+"],
    }


def test_without_openid_there_is_no_id_token_and_none_is_asked_for() -> None:
    request = party().begin(BACK, "user")
    assert request.nonce is None
    assert "nonce" not in parse_qs(urlsplit(request.url).query)
    login = finished(request, come_back(request), reply(200, {**TOKENS, "claims": {"sub": "mallory"}}))
    with pytest.raises(ArgumentError, match="openid"):
        _ = login.claims


def test_an_id_token_that_was_asked_for_must_be_there() -> None:
    request = party().begin(BACK, "openid")
    for told in ({}, {"id_token": ""}, {"id_token": 5}):
        with pytest.raises(UnexpectedAnswer, match="no id_token"):
            finished(request, come_back(request), reply(200, {**TOKENS, **told}))


class Many(dict[str, str]):
    """As the frameworks have it: one of several values, unless they are asked for the list."""

    def getlist(self, name: str) -> list[str]:
        return self[name].split("|")


class ManyMore(dict[str, str]):
    """As aiohttp has it, by another name."""

    def getall(self, name: str) -> list[str]:
        return self[name].split("|")


@pytest.mark.parametrize("kind", [dict, Many, ManyMore, lambda given: {name: [value] for name, value in given.items()}])
def test_a_callback_may_be_the_parameters_alone(kind: Any) -> None:
    request = party().begin(BACK, "openid")
    given = {"code": "c", "state": request.state, "iss": ISSUER, "session_state": "x"}
    assert finished(request, kind(given)).claims["sub"] == "u1"
    assert finished(
        dict(request), come_back(request), reply(200, {**TOKENS, "id_token": json.dumps({"nonce": request.nonce})})
    )


@pytest.mark.parametrize("state", [None, "", "guessed", "ü", "\ud800"])
def test_a_callback_of_another_browser_is_refused_whatever_it_says(state: str | None) -> None:
    request = party().begin(BACK, "openid")
    for given in ({"code": "c"}, {"error": "access_denied"}):
        with pytest.raises(NotLoggedIn, match="does not belong") as caught:
            perform(party().finish(request, {**given, "state": state}, verify))
        assert caught.value.code == "state_mismatch"


def test_a_callback_of_another_provider_is_refused() -> None:
    request = party().begin(BACK, "openid")
    for given in ({"code": "c"}, {"error": "access_denied"}):
        for issuer in ("https://evil.example/oidc", f"{ISSUER}/"):
            with pytest.raises(NotLoggedIn, match="another provider") as caught:
                perform(party().finish(request, {**given, "state": request.state, "iss": issuer}, verify))
            assert caught.value.code == "issuer_mismatch"


def test_the_issuer_must_be_told_by_a_provider_that_promises_to() -> None:
    promising = Provider.of({**PROVIDER, "authorization_response_iss_parameter_supported": True})
    request = party().begin(BACK, "openid")
    assert finished(request, come_back(request, iss=ISSUER), provider=promising)
    with pytest.raises(NotLoggedIn, match="another provider"):
        perform(party(provider=promising).finish(request, come_back(request), verify))


@pytest.mark.parametrize("name", ["code", "state", "iss"])
def test_a_parameter_that_comes_twice_is_refused(name: str) -> None:
    request = party().begin(BACK, "openid")
    given = {"code": "c", "state": request.state, "iss": ISSUER}
    twice = f"{BACK}?{urlencode(given)}&{name}={given[name]}"
    several = {**given, name: f"{given[name]}|x"}
    for callback in (twice, f"{twice[: twice.rindex('=')]}=", Many(several), ManyMore(several)):
        with pytest.raises(NotLoggedIn, match=f"no single {name}"):
            perform(party().finish(request, callback, verify))


@pytest.mark.parametrize("code", [None, "", [], 5])
def test_a_callback_without_a_code_is_refused(code: Any) -> None:
    request = party().begin(BACK, "openid")
    with pytest.raises(NotLoggedIn) as caught:
        perform(party().finish(request, {"state": request.state, "code": code}, verify))
    assert caught.value.code == "invalid_callback"


@pytest.mark.parametrize("callback", ["http://[", f"{BACK}?{'&'.join(['a=b'] * 200)}"])
def test_a_url_that_cannot_be_read_is_refused(callback: str) -> None:
    with pytest.raises(NotLoggedIn, match="cannot be read"):
        perform(party().finish(party().begin(BACK, "openid"), callback, verify))


def test_without_a_login_that_was_begun_none_is_finished() -> None:
    with pytest.raises(NotLoggedIn, match="no login was begun"):
        perform(party().finish(None, f"{BACK}?code=c&state=s", verify))


@pytest.mark.parametrize("request_", ["state", 5, {}, {"state": ""}, {"state": "s", "redirect_uri": BACK}])
def test_what_is_no_login_request_is_refused(request_: Any) -> None:
    with pytest.raises(ArgumentError, match="login request"):
        perform(party().finish(request_, f"{BACK}?code=c&state=s", verify))


@pytest.mark.parametrize("callback", [None, 5, ["code"]])
def test_what_is_no_callback_is_refused(callback: Any) -> None:
    with pytest.raises(ArgumentError, match="callback"):
        perform(party().finish(party().begin(BACK, "openid"), callback, verify))


def test_what_the_provider_refuses_in_the_callback_is_raised_as_its_kind() -> None:
    request = party().begin(BACK, "openid")
    callback = come_back(request, error="access_denied", error_description="The user\r\nsaid no", code=None)
    with pytest.raises(Forbidden) as refused:
        perform(party().finish(request, callback, verify))
    assert (refused.value.code, refused.value.message) == ("access_denied", "The usersaid no")
    with pytest.raises(AuthingException) as caught:
        perform(party().finish(request, come_back(request, error="of_its_own"), verify))
    assert (type(caught.value), caught.value.code, caught.value.message) == (
        AuthingException,
        "of_its_own",
        "of_its_own",
    )


def test_a_code_of_another_login_is_found_out_by_the_nonce() -> None:
    mine, stolen = party().begin(BACK, "openid"), party().begin(BACK, "openid")
    injected = reply(200, {**TOKENS, "id_token": json.dumps({"sub": "victim", "nonce": stolen.nonce})})
    with pytest.raises(NotLoggedIn, match="nonce"):
        finished(mine, come_back(mine, code="stolen"), injected)


def test_the_browser_is_sent_to_the_end() -> None:
    url = party().logout_url("idt", BACK, "s&s")
    assert url.startswith("https://id.example/oidc/end?theme=dark&")
    assert parse_qs(urlsplit(url).query) == {
        "theme": ["dark"],
        "id_token_hint": ["idt"],
        "post_logout_redirect_uri": [BACK],
        "state": ["s&s"],
    }
    assert parse_qs(urlsplit(party().logout_url()).query) == {"theme": ["dark"], "client_id": ["my client"]}


# -- how the client proves itself -----------------------------------------------------------------


def test_a_secret_goes_into_the_form_or_the_header_and_nowhere_else() -> None:
    posted = party("client_secret_post").refresh("RT")
    assert posted.form == {
        "grant_type": "refresh_token",
        "refresh_token": "RT",
        "scope": None,
        "client_id": "my client",
        "client_secret": "hush:ü /+",
    }
    assert posted.headers is None
    basic = party("client_secret_basic").refresh("RT", "openid")
    assert basic.form == {"grant_type": "refresh_token", "refresh_token": "RT", "scope": "openid"}
    assert basic.headers is not None
    # RFC 6749, section 2.3.1: a colon in an id would otherwise end it.
    assert b64decode(basic.headers["authorization"].removeprefix("Basic ")) == b"my+client:hush%3A%C3%BC+%2F%2B"
    public = party("none").refresh("RT")
    assert public.form == {
        "grant_type": "refresh_token",
        "refresh_token": "RT",
        "scope": None,
        "client_id": "my client",
    }
    for call in (posted, basic, public):
        assert (call.method, call.path, call.auth, call.safe) == ("POST", "/oidc/token", False, False)


def test_a_client_that_cannot_prove_itself_is_not_made() -> None:
    with pytest.raises(ArgumentError, match="client_secret_post, client_secret_basic, private_key_jwt, none"):
        party("tls_client_auth")
    with pytest.raises(ArgumentError, match="needs the client's private key"):
        party("private_key_jwt")
    with pytest.raises(ArgumentError, match="and its id"):
        RelyingParty(PROVIDER, None, None, "private_key_jwt", private_key=own_key())
    for secret in (None, ""):
        with pytest.raises(ArgumentError, match="needs the client's secret"):
            party(client_secret=secret)
    assert party("none", client_secret=None).client_secret is None


@cache
def own_key() -> PrivateKey:
    """The client's own key."""
    form = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    return PrivateKey(rsa_key().private_bytes(*form), "k1")


def test_a_client_with_a_key_proves_itself_by_an_assertion_for_this_provider() -> None:
    client = party("private_key_jwt", client_secret=None, private_key=own_key())
    calls: list[Call[Any]] = [
        client.exchange_code("C", BACK, "V"),
        client.refresh("RT"),
        client.introspect("AT"),
        client.revoke("AT"),
        client.introspect("AT"),
    ]
    seen = set()
    for call in calls:
        form = call.form or {}
        assert not form.keys() & {"client_id", "client_secret"}
        assert call.headers is None
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assertion = str(form["client_assertion"])
        told = jwt.decode(assertion, rsa_key().public_key(), ["RS256"], audience=ISSUER)
        assert (told["iss"], told["sub"], told["aud"]) == ("my client", "my client", ISSUER)
        assert jwt.get_unverified_header(assertion)["kid"] == "k1"
        seen.add(told["jti"])
    assert len(seen) == len(calls)
    assert "PRIVATE" not in repr(client)


def test_a_key_is_used_by_no_other_method() -> None:
    for method in ("none", "client_secret_post", "client_secret_basic"):
        call = party(method, private_key=own_key()).introspect("AT")
        assert "client_assertion" not in (call.form or {})


def test_a_relying_party_is_frozen_and_tells_no_secret() -> None:
    client = party()
    with pytest.raises(AttributeError):
        client.client_id = "other"
    assert "my client" in repr(client)
    assert "hush" not in repr(client)


def test_an_endpoint_that_the_provider_lacks_is_not_used() -> None:
    with pytest.raises(ArgumentError, match="no introspection_endpoint"):
        party(provider=Provider(issuer=ISSUER)).introspect("AT")


# -- tokens ---------------------------------------------------------------------------------------


def test_a_token_set_tells_when_it_ends() -> None:
    tokens = perform(party().refresh("RT"), reply(200, {**TOKENS, "refresh_token": "RT2"}))
    assert isinstance(tokens, TokenSet)
    assert tokens.expires_at == datetime.fromtimestamp(NOW + 3600, timezone.utc)
    assert tokens["expires_at"] == NOW + 3600
    again = TokenSet.of(json.loads(json.dumps(dict(tokens))))
    assert (again.expires_at, again.refresh_token) == (tokens.expires_at, "RT2")
    assert "s3cret" not in repr(tokens)
    assert "RT2" not in repr(tokens)


@pytest.mark.parametrize("lifetime", [None, -1, 1e300, "soon", float("nan")])
def test_a_life_that_cannot_be_told_loses_no_tokens(lifetime: Any) -> None:
    tokens = perform(party().refresh("RT"), reply(200, {**TOKENS, "expires_in": lifetime, "expires_at": "soon"}))
    assert (tokens.access_token, tokens.expires_at) == ("AT-s3cret", None)


@pytest.mark.parametrize(
    "answer",
    [
        {"token_type": "Bearer"},
        {"access_token": None},
        {"access_token": {"a": 1}},
        {"access_token": ""},
        {"access_token": "AT-s3cret\r\nx: y"},
        {"access_token": "AT-s3cret", "token_type": "mac"},
        ["AT-s3cret"],
        "AT-s3cret",
    ],
)
def test_what_is_no_token_set_is_refused(answer: Any) -> None:
    error = failure(party().refresh("RT"), reply(200, answer))
    assert isinstance(error, UnexpectedAnswer)
    assert "s3cret" not in f"{error} {error!r}"


def test_other_grants_are_told_by_their_name() -> None:
    call = party().client_credentials("book:read", resource="https://api.example")
    assert call.safe
    assert call.form == {
        "grant_type": "client_credentials",
        "scope": "book:read",
        "resource": "https://api.example",
        "client_id": "my client",
        "client_secret": "hush:ü /+",
    }
    exchange = party("none").grant("urn:example:grant", subject="u1", actor=None)
    assert exchange.form == {
        "grant_type": "urn:example:grant",
        "subject": "u1",
        "actor": None,
        "client_id": "my client",
    }


def test_introspection_tells_about_a_token() -> None:
    call = party().introspect("AT", "access_token")
    assert call.form is not None
    assert (call.path, call.safe, call.form["token_type_hint"]) == ("/oidc/introspection", True, "access_token")
    found = perform(call, reply(200, {"active": True, "sub": "u1", "exp": 5, "new": 1}))
    assert isinstance(found, Introspection)
    assert (found.active, found.sub, found.exp, found["new"]) == (True, "u1", 5, 1)
    assert perform(party().introspect("AT"), reply(200, {"active": False})).active is False


@pytest.mark.parametrize("body", [{}, {"active": "false"}, {"active": 1}, {"active": None}])
def test_an_introspection_that_tells_neither_is_none(body: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        perform(party().introspect("AT"), reply(200, body))


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>"])
def test_a_revocation_is_done_whatever_its_body(body: bytes) -> None:
    call = party().revoke("RT", "refresh_token")
    assert (call.path, call.safe) == ("/oidc/revocation", True)
    assert perform(call, Reply(200, {}, body)) is True


def test_a_revocation_that_is_refused_is_an_error() -> None:
    assert isinstance(failure(party().revoke("RT"), reply(401, {"error": "invalid_client"})), Forbidden)
    assert isinstance(failure(party().revoke("RT"), Reply(204, {}, b"")), UnexpectedAnswer)


# -- userinfo -------------------------------------------------------------------------------------


def test_the_token_goes_where_it_is_told_to() -> None:
    places = {place: party("none").userinfo("AT", method="POST", place=place) for place in ("header", "body", "query")}
    seen = {place: (call.auth, call.form, call.params) for place, call in places.items()}
    token = {"access_token": "AT"}
    assert seen == {"header": ("AT", None, None), "body": (False, token, None), "query": (False, None, token)}
    assert {(call.method, call.path, call.safe) for call in places.values()} == {("POST", "/oidc/me", True)}


@pytest.mark.parametrize(
    "body", [{"error": "access_denied", "error_description": "no luck"}, {"error": "invalid_token"}, {}]
)
def test_a_token_that_userinfo_refuses_is_nobody_logged_in(body: dict[str, str]) -> None:
    error = failure(party().userinfo("AT"), reply(401, body))
    assert isinstance(error, NotLoggedIn)
    assert (error.code, error.status) == (body.get("error", 401), 401)
    assert isinstance(failure(party().userinfo("AT"), reply(403, {"error": "access_denied"})), Forbidden)


def test_the_userinfo_is_about_the_user_of_the_id_token() -> None:
    user = perform(party().userinfo("AT", subject="u1"), reply(200, {"sub": "u1", "email_verified": True, "x": 1}))
    assert isinstance(user, UserInfo)
    assert (user.sub, user.email_verified, user["x"], user.name) == ("u1", True, 1, None)
    for answer in ({"sub": "mallory"}, {"name": "u1"}, {"sub": None}, {"sub": ["u1"]}):
        with pytest.raises(UnexpectedAnswer, match="not about the user"):
            perform(party().userinfo("AT", subject="u1"), reply(200, answer))
    for answer in ({"name": "nobody"}, {"sub": ""}):
        with pytest.raises(UnexpectedAnswer, match="not about the user"):
            perform(party().userinfo("AT"), reply(200, answer))


@pytest.mark.parametrize("token", ["", "a\nb", None])
def test_a_token_that_cannot_be_sent_is_refused(token: Any) -> None:
    with pytest.raises(ArgumentError):
        party().userinfo(token, place="query")


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "kind"), OAUTH_ERRORS.items())
def test_every_oauth_error_has_its_kind(code: str, kind: type[AuthingException]) -> None:
    error = failure(party().refresh("RT"), reply(400, {"error": code, "error_description": "no"}))
    assert type(error) is kind
    assert (error.code, error.message, error.status) == (code, "no", 400)
    assert (error.method, error.path, error.data["error"]) == ("POST", "/oidc/token", code)
    assert error.retryable == (code in ("temporarily_unavailable", "slow_down"))


def test_the_status_tells_the_kind_of_an_error_that_is_not_known() -> None:
    for status, kind in ((400, AuthingException), (401, NotLoggedIn), (403, Forbidden), (500, ServerError)):
        error = failure(party().refresh("RT"), reply(status, {"error": "of_its_own"}))
        assert (type(error), error.code, error.message) == (kind, "of_its_own", "of_its_own")


def test_an_error_in_a_good_status_is_an_error() -> None:
    assert isinstance(failure(party().refresh("RT"), reply(200, {"error": "invalid_grant"})), NotLoggedIn)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": {"code": 5}}', b"null"])
def test_a_refusal_in_other_words_is_told_by_its_status(body: bytes) -> None:
    for status, kind in ((400, Invalid), (401, NotLoggedIn), (429, RateLimited), (500, ServerError)):
        error = failure(party().exchange_code("c", BACK), Reply(status, {"retry-after": "99"}, body))
        assert (type(error), error.code, error.message) == (kind, status, f"HTTP {status}")


def test_an_answer_that_is_no_json_is_no_answer() -> None:
    assert isinstance(failure(party().refresh("RT"), Reply(200, {}, b"<html>")), UnexpectedAnswer)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_secret_follows_a_redirect(status: int) -> None:
    desk = Desk()
    with pytest.raises(UnexpectedAnswer, match="redirect"):
        desk.run(party().refresh("RT"), reply(status, location="https://evil.example/token"))
    assert len(desk.requests) == 1


def test_a_description_cannot_fill_or_forge_a_log() -> None:
    assert len(oauth_error("x", "y" * 10_000).message) == 500
    assert oauth_error("x", "a\nb\x1b[31m").message == "ab[31m"
    assert oauth_error("x", {"a": 1}).message == "{'a': 1}"


def test_a_code_and_a_refresh_token_are_sent_once() -> None:
    for call in (party().exchange_code("c", BACK), party().refresh("RT")):
        desk = Desk()
        with pytest.raises(ServerError):
            desk.run(call, reply(503))
        assert len(desk.requests) == 1
