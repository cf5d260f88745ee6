"""Logins at Logto, blocking and awaited: through the browser, and what tokens come of them."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from logto_logins import BACK, RESOURCE, Logins
from logto_modes import Mode
from logto_server import LogtoServer

from authing.core.errors import ArgumentError, AuthingException, Forbidden, Invalid, NotLoggedIn, UnexpectedAnswer
from authing.core.oidc_answers import LoginRequest
from authing.logto import AsyncAuthenticationClient, AuthenticationClient, PrivateKey, scopes

SCOPES = ["openid", "profile", "offline_access", scopes.ORGANIZATIONS, scopes.ROLES]


class Shop:
    """An application, its client, and the provider that it logs users in at."""

    def __init__(self, mode: Mode, server: LogtoServer) -> None:
        self.mode, self.server, self.logins = mode, server, Logins(server)
        self.logins.add_application("shop", "hush")
        self.client = self.made("shop", "hush")

    def made(self, client_id: str, secret: str | None = None, **arguments: Any) -> Any:
        kind = AuthenticationClient if self.mode.name == "blocking" else AsyncAuthenticationClient
        given = {"redirect_uri": BACK, "scopes": SCOPES, "resources": RESOURCE, **arguments}
        return kind(self.server.endpoint, client_id, secret, **given)

    def run(self, result: Any) -> Any:
        return self.mode.run(result)

    def begin(self, client: Any = None, **more: Any) -> LoginRequest:
        request: LoginRequest = self.run((client or self.client).start_login(**more))
        return request

    def log_in(self, client: Any = None, **more: Any) -> Any:
        client = client or self.client
        request = self.begin(client, **more)
        return self.run(client.finish_login(dict(request), self.logins.browse(request.url)))

    def refused(self, kind: type[AuthingException], operation: Any, *args: Any, **kwargs: Any) -> AuthingException:
        with pytest.raises(kind) as caught:
            self.run(operation(*args, **kwargs))
        return caught.value

    def verified(self, token: str, **more: Any) -> Any:
        return self.run(self.client.verify_access_token(token, **more))

    def bad(self, token: str, code: str = "invalid_token", **more: Any) -> AuthingException:
        with pytest.raises(NotLoggedIn) as caught:
            self.verified(token, **more)
        assert caught.value.code == code
        return caught.value


@pytest.fixture
def shop(mode: Mode, logto: LogtoServer) -> Shop:
    return Shop(mode, logto)


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


# -- the way through the browser ----------------------------------------------------------------------


def test_a_login_asks_for_what_is_wanted(shop: Shop) -> None:
    request = shop.begin(
        resources=[RESOURCE, "https://api.example/other"],
        login_hint="ada@example.com",
        first_screen="identifier:sign_in",
        identifiers=["email", "phone"],
        direct_sign_in="social:google",
        organization_id="o1",
        one_time_token="ott",
        ui_locales=["de", "en"],
        max_age=60,
        response_mode="form_post",
    )
    query = query_of(request.url)
    assert request.url.startswith(f"{shop.server.endpoint}/oidc/auth?")
    assert {name: values for name, values in query.items() if name not in ("state", "nonce", "code_challenge")} == {
        "client_id": ["shop"],
        "redirect_uri": [BACK],
        "response_type": ["code"],
        "scope": [" ".join(SCOPES)],
        "resource": [RESOURCE, "https://api.example/other"],
        "prompt": ["consent"],
        "login_hint": ["ada@example.com"],
        "first_screen": ["identifier:sign_in"],
        "identifier": ["email phone"],
        "direct_sign_in": ["social:google"],
        "organization_id": ["o1"],
        "one_time_token": ["ott"],
        "ui_locales": ["de en"],
        "max_age": ["60"],
        "response_mode": ["form_post"],
        "code_challenge_method": ["S256"],
    }
    assert query["state"] == [request.state]
    assert query["nonce"] == [request.nonce]
    assert request.code_verifier not in request.url


def test_consent_is_asked_for_where_a_refresh_token_needs_it(shop: Shop) -> None:
    assert query_of(shop.begin(scopes="openid").url).get("prompt") is None
    assert query_of(shop.begin(scopes="openid offline_access").url)["prompt"] == ["consent"]
    assert query_of(shop.begin(prompt="login consent").url)["prompt"] == ["login consent"]


def test_a_login_asks_for_the_clients_resources_or_for_others(shop: Shop) -> None:
    assert query_of(shop.begin().url)["resource"] == [RESOURCE]
    assert query_of(shop.begin(resources="urn:other").url)["resource"] == ["urn:other"]
    assert "resource" not in query_of(shop.begin(shop.made("shop", "hush", resources=None)).url)


def test_a_user_logs_in(shop: Shop) -> None:
    login = shop.log_in()
    claims = login.claims
    assert (claims.subject, claims.issuer, claims.audience) == ("u1", f"{shop.server.endpoint}/oidc", ("shop",))
    assert (claims.username, claims.roles, claims.organizations) == ("ada", ["buyer"], ["o1", "o2"])
    assert claims.roles_in("o1") == {"admin", "member"}
    assert claims.roles_in("o3") == frozenset()
    assert claims.created_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert claims.updated_at.isoformat() == "2026-01-02T03:04:05.678000+00:00"
    assert claims.custom_data == {"plan": "gold"}
    assert "gold" not in repr(claims)
    assert claims.organization_id is None
    assert login.refresh_token
    assert shop.client.get_token() == login.access_token
    assert shop.logins.asked[-1].keys() == {"grant_type", "code", "redirect_uri", "code_verifier"}


def test_a_login_for_a_refresh_token_without_consent_gets_none(shop: Shop) -> None:
    assert shop.log_in(prompt="login").refresh_token is None


def test_a_client_proves_itself_in_each_way(shop: Shop) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shop.logins.add_application("public")
    shop.logins.add_application("an odd:id", "a secret: with %41 + & ☂")
    shop.logins.add_application("keyed", public_key=key.public_key())
    ways = {
        "client_secret_basic": shop.made("an odd:id", "a secret: with %41 + & ☂"),
        "client_secret_post": shop.made("shop", "hush", auth_method="client_secret_post"),
        "private_key_jwt": shop.made("keyed", private_key=PrivateKey(pem, algorithm="ES384")),
        "none": shop.made("public"),
    }
    for auth_method, client in ways.items():
        assert client.options.auth_method == auth_method
        assert shop.log_in(client).claims.subject == "u1"
    error = shop.refused(Forbidden, shop.made("shop", "wrong").revoke_token, "x")
    assert (error.code, error.status) == ("invalid_client", 401)


def test_the_keys_may_be_rsa(shop: Shop) -> None:
    shop.server.issuer.rotate("RS256")
    assert shop.log_in().claims.subject == "u1"


def test_the_endpoints_are_asked_for_once(shop: Shop) -> None:
    for _ in range(3):
        shop.log_in(shop.made("shop", "hush"))
    paths = [seen.path for seen in shop.server.requests]
    assert paths.count("/oidc/.well-known/openid-configuration") == 1
    assert paths.count("/oidc/jwks") == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "another"}, "state_mismatch"),
        ({"state": ""}, "state_mismatch"),
        ({"iss": "https://evil.example/oidc"}, "issuer_mismatch"),
        ({"iss": ""}, "issuer_mismatch"),
        ({"code": ""}, "invalid_callback"),
    ],
)
def test_a_callback_of_another_login_is_refused(shop: Shop, changes: dict[str, str], code: str) -> None:
    shop.logins.answers = lambda given: {**given, **changes}
    request = shop.begin()
    error = shop.refused(NotLoggedIn, shop.client.finish_login, request, shop.logins.browse(request.url))
    assert error.code == code
    assert shop.logins.asked == []
    assert shop.client.get_token() is None


def test_what_logto_refuses_in_the_browser_is_told(shop: Shop) -> None:
    request = shop.begin(resources="urn:unknown")
    error = shop.refused(Invalid, shop.client.finish_login, request, shop.logins.browse(request.url))
    assert error.code == "invalid_target"


def test_a_code_is_good_once_and_for_whom_it_was_made(shop: Shop) -> None:
    request = shop.begin()
    callback = shop.logins.browse(request.url)
    other = dict(request) | {"code_verifier": "another-verifier-of-forty-three-letters-or-more"}
    assert shop.refused(NotLoggedIn, shop.client.finish_login, other, callback).code == "invalid_grant"
    assert shop.refused(NotLoggedIn, shop.client.finish_login, request, callback).code == "invalid_grant"
    assert shop.refused(NotLoggedIn, shop.client.finish_login, None, callback).code == "no_login_request"


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example/oidc"},
        {"at_hash": "AAAA"},
        {"exp": 1},
        {"iat": 4102444800},
        {"sub": ""},
        {"scope": "all"},
    ],
)
def test_an_id_token_that_is_not_of_this_login_is_refused(shop: Shop, changes: dict[str, Any]) -> None:
    shop.logins.claims = lambda given: {**given, **changes}
    request = shop.begin()
    shop.refused(NotLoggedIn, shop.client.finish_login, request, shop.logins.browse(request.url))
    assert shop.client.get_token() is None


def test_an_id_token_that_is_signed_otherwise_is_refused(shop: Shop) -> None:
    stranger = ec.generate_private_key(ec.SECP384R1())
    kid = shop.server.issuer.keys[0].kid
    forgeries: list[Any] = [
        lambda claims: jwt.encode(claims, stranger, "ES384", {"kid": kid}),
        lambda claims: jwt.encode(claims, "", "none", {"kid": kid}),
        lambda claims: jwt.encode(claims, "x" * 64, "HS256", {"kid": kid}),
        lambda claims: shop.server.issuer.sign(claims, "at+jwt"),
    ]
    for forged in forgeries:
        shop.logins.id_tokens = forged
        request = shop.begin()
        error = shop.refused(NotLoggedIn, shop.client.finish_login, request, shop.logins.browse(request.url))
        assert error.code == "invalid_token"


def test_a_login_that_has_to_be_new_is_looked_at(shop: Shop) -> None:
    assert shop.log_in(max_age=60).claims.authenticated_at is not None
    shop.logins.claims = lambda given: {**given, "auth_time": int(time.time()) - 3600}
    request = shop.begin(max_age=60)
    shop.refused(NotLoggedIn, shop.client.finish_login, request, shop.logins.browse(request.url))


def test_a_provider_that_calls_itself_otherwise_is_not_believed(shop: Shop) -> None:
    client = shop.made("shop", "hush", issuer="https://id.example/oidc")
    assert "https://id.example/oidc" in str(shop.refused(UnexpectedAnswer, client.start_login))


def test_the_browsers_session_at_logto_is_ended(shop: Shop) -> None:
    url = shop.run(shop.client.build_logout_url("https://app.example/bye", state="s"))
    assert url.startswith(f"{shop.server.endpoint}/oidc/session/end?")
    told = {"client_id": ["shop"], "post_logout_redirect_uri": ["https://app.example/bye"], "state": ["s"]}
    assert query_of(url) == told
    assert query_of(shop.run(shop.client.build_logout_url(id_token="t"))) == {"id_token_hint": ["t"]}


def test_an_id_token_is_verified_by_itself(shop: Shop) -> None:
    request = shop.begin()
    login = shop.run(shop.client.finish_login(request, shop.logins.browse(request.url)))
    verify = shop.client.verify_id_token
    told = shop.run(verify(login.id_token, nonce=request.nonce, access_token=login.access_token, max_age=60))
    assert told == login.claims
    assert shop.refused(NotLoggedIn, verify, login.id_token, nonce="another").code == "invalid_token"
    assert shop.refused(NotLoggedIn, verify, login.id_token, access_token="another").code == "invalid_token"
    assert shop.refused(NotLoggedIn, shop.made("another").verify_id_token, login.id_token).code == "invalid_token"
    later = shop.refused(NotLoggedIn, verify, login.id_token, clock=lambda: time.time() + 7200)
    assert later.code == "token_expired"


# -- more tokens --------------------------------------------------------------------------------------


def test_a_refresh_token_brings_a_token_for_a_resource(shop: Shop) -> None:
    login = shop.log_in()
    tokens = shop.run(
        shop.client.get_new_access_token_by_refresh_token(
            login.refresh_token, resource=RESOURCE, scopes=["read", "write"]
        )
    )
    asked = shop.logins.asked[-1]
    assert (asked["resource"], asked["scope"], asked["grant_type"]) == (RESOURCE, "read write", "refresh_token")
    claims = shop.verified(tokens.access_token, scopes="read")
    assert (claims.subject, claims.audience, claims.client_id) == ("u1", (RESOURCE,), "shop")
    assert claims.scopes == {"read", "write"}
    assert claims.organization_id is None
    assert shop.client.get_token() == login.access_token  # that of the resource is not the user's


def test_a_refresh_token_brings_a_token_for_an_organization(shop: Shop) -> None:
    login = shop.log_in()
    renewed = shop.client.get_new_access_token_by_refresh_token
    tokens = shop.run(renewed(login.refresh_token, organization_id="o1"))
    claims = shop.verified(tokens.access_token, organization_id="o1")
    assert (claims.audience, claims.organization_id, claims.scope) == (("urn:logto:organization:o1",), "o1", "invite")
    within = shop.run(renewed(login.refresh_token, organization_id="o1", resource=RESOURCE)).access_token
    assert shop.verified(within, audience=RESOURCE, organization_id="o1").organization_id == "o1"
    assert shop.verified(within, organization_id="*").organization_id == "o1"
    assert shop.verified(tokens.access_token, audience="urn:logto:organization:o1").organization_id == "o1"


def test_a_token_of_an_organization_is_not_good_everywhere(shop: Shop) -> None:
    """Its scopes are those of the user's roles in it: the owner of one organization is no administrator of all."""
    login = shop.log_in(scopes=["openid", "offline_access", scopes.ORGANIZATIONS])
    tokens = shop.run(
        shop.client.get_new_access_token_by_refresh_token(login.refresh_token, organization_id="o1", resource=RESOURCE)
    )
    for more in ({}, {"audience": RESOURCE}, {"scopes": "read"}):
        assert "an organization alone" in shop.bad(tokens.access_token, **more).message
    everywhere = shop.run(shop.client.get_new_access_token_by_refresh_token(login.refresh_token, resource=RESOURCE))
    assert shop.verified(everywhere.access_token, organization_id="*").organization_id is None


def test_a_new_access_token_is_the_users_from_now_on(shop: Shop) -> None:
    login = shop.log_in()
    tokens = shop.run(shop.client.get_new_access_token_by_refresh_token(login.refresh_token))
    assert tokens.access_token != login.access_token
    assert shop.client.get_token() == tokens.access_token


@pytest.mark.parametrize(
    ("wanted", "kind", "code", "status"),
    [
        ({"resource": "urn:unknown"}, Invalid, "invalid_target", 400),
        ({"organization_id": "o9"}, Forbidden, "access_denied", 400),
        ({"organization_id": "o2"}, Forbidden, "access_denied", 403),
    ],
)
def test_what_the_user_may_not_have_is_refused(
    shop: Shop, wanted: dict[str, str], kind: type[AuthingException], code: str, status: int
) -> None:
    shop.logins.second_factor.add("o2")
    login = shop.log_in()
    error = shop.refused(kind, shop.client.get_new_access_token_by_refresh_token, login.refresh_token, **wanted)
    assert (error.code, error.status, error.data["code"]) == (code, status, f"oidc.{code}")
    assert shop.client.get_token() == login.access_token


def test_a_refresh_token_that_is_not_good_is_refused(shop: Shop) -> None:
    error = shop.refused(NotLoggedIn, shop.client.get_new_access_token_by_refresh_token, "gone")
    assert error.code == "invalid_grant"


def test_a_program_gets_a_token_for_itself(shop: Shop) -> None:
    tokens = shop.run(shop.client.get_access_token_by_client_credentials(resource=RESOURCE, scopes=["read"]))
    assert shop.verified(tokens.access_token).scopes == {"read"}
    tokens = shop.run(shop.client.get_access_token_by_client_credentials(organization_id="o1"))
    assert shop.verified(tokens.access_token, organization_id="o1").organization_id == "o1"
    assert shop.client.get_token() is None


def test_a_personal_access_token_is_exchanged(shop: Shop) -> None:
    by_pat = shop.client.get_access_token_by_personal_access_token
    tokens = shop.run(by_pat("pat_good", resource=RESOURCE, scopes="write"))
    assert shop.verified(tokens.access_token).scopes == {"write"}
    assert shop.logins.asked[-1] == {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": "pat_good",
        "subject_token_type": "urn:logto:token-type:personal_access_token",
        "resource": RESOURCE,
        "scope": "write",
    }
    assert shop.refused(NotLoggedIn, by_pat, "sub_good").code == "invalid_grant"


def test_a_subject_token_is_exchanged(shop: Shop) -> None:
    by_subject = shop.client.get_access_token_by_subject_token
    tokens = shop.run(by_subject("sub_good", actor_token="mine", organization_id="o1"))
    assert shop.verified(tokens.access_token, organization_id="o1").subject == "u1"
    assert shop.logins.asked[-1] == {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": "sub_good",
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "actor_token": "mine",
        "actor_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "organization_id": "o1",
    }
    assert shop.refused(NotLoggedIn, by_subject, "pat_good").code == "invalid_grant"


# -- whose they are -----------------------------------------------------------------------------------


def test_the_userinfo_is_told(shop: Shop) -> None:
    login = shop.log_in()
    user = shop.run(shop.client.get_user_info_by_access_token(subject=login.claims.subject))
    assert (user.sub, user.name, user.picture, user.email_verified) == ("u1", "Ada", None, True)
    assert user.updated_at.isoformat() == "2026-01-02T03:04:05.678000+00:00"
    assert user.custom_data == {"plan": "gold"}
    assert user.roles_in("o2") == {"member"}
    assert user.identities == {}
    shop.refused(UnexpectedAnswer, shop.client.get_user_info_by_access_token, login.access_token, subject="u2")
    assert shop.refused(NotLoggedIn, shop.client.get_user_info_by_access_token, "gone").code == "invalid_token"


def test_an_opaque_token_can_be_asked_about(shop: Shop) -> None:
    login = shop.log_in()
    told = shop.run(shop.client.introspect_token(login.access_token))
    assert (told.active, told.sub, told.client_id) == (True, "u1", "shop")
    assert shop.run(shop.client.introspect_token("gone")).active is False
    shop.bad(login.access_token)


def test_a_token_is_revoked(shop: Shop) -> None:
    login = shop.log_in()
    assert shop.run(shop.client.revoke_token(login.refresh_token)) is True
    assert shop.client.get_token() == login.access_token
    assert shop.run(shop.client.revoke_token()) is True
    assert shop.client.get_token() is None
    shop.refused(NotLoggedIn, shop.client.revoke_token)
    shop.refused(NotLoggedIn, shop.client.get_new_access_token_by_refresh_token, login.refresh_token)


def test_a_token_for_something_else_is_refused(shop: Shop) -> None:
    issue = shop.server.issuer.issue
    here = issue("shop", "read", aud=RESOURCE)
    assert shop.verified(here, audience=["urn:x", RESOURCE]).client_id == "shop"
    shop.bad(here, audience="urn:x")
    shop.bad(here, organization_id="o1")
    shop.bad(here, audience=RESOURCE, organization_id="o1")
    shop.bad(issue("shop", "read", aud="urn:logto:organization:o2"), organization_id="o1")
    shop.bad(issue("shop", "read", aud=RESOURCE, organization_id="o2"), audience=RESOURCE, organization_id="o1")
    shop.bad(issue("shop", "read", aud=RESOURCE, iss="https://evil.example/oidc"))
    shop.bad(issue("shop", "read", aud=RESOURCE, exp=1), "token_expired")
    shop.bad(issue("m2m"))  # the Management API's
    shop.bad(shop.log_in().id_token)
    shop.bad(shop.log_in().id_token, audience="shop")


def test_a_forged_token_is_refused(shop: Shop) -> None:
    issuer = shop.server.issuer
    kid = issuer.keys[0].kid
    claims = jwt.decode(issuer.issue("shop", "read", aud=RESOURCE), options={"verify_signature": False})
    headers = {"kid": kid, "typ": "at+jwt"}
    stranger = ec.generate_private_key(ec.SECP384R1())
    shop.bad(jwt.encode(claims, stranger, "ES384", headers))
    shop.bad(jwt.encode(claims, stranger, "ES384", {**headers, "kid": "unknown"}))
    shop.bad(jwt.encode(claims, "", "none", headers))
    shop.bad(jwt.encode(claims, "x" * 64, "HS512", headers))
    good = issuer.issue("shop", "read", aud=RESOURCE)
    head, payload, signature = good.split(".")
    shop.bad(f"{head}.{payload}.{signature[:-4]}AAAA")
    shop.bad(f"{head}.{payload}")
    shop.bad(f"{head}.{payload}.{signature}.x.y")
    shop.bad("☂.☂.☂")
    shop.bad("")


def test_a_token_without_the_scope_is_no_login_problem(shop: Shop) -> None:
    token = shop.server.issuer.issue("shop", "read", aud=RESOURCE)
    with pytest.raises(Forbidden) as caught:
        shop.verified(token, scopes=["read", "write", "admin"])
    assert (caught.value.code, caught.value.message) == (
        "insufficient_scope",
        "the token is without the scope admin write",
    )
    claims = jwt.decode(token, options={"verify_signature": False})
    empty = shop.server.issuer.sign({**claims, "scope": ""})
    assert shop.verified(empty).scopes == frozenset()


def test_keys_that_are_new_are_fetched(shop: Shop) -> None:
    old = shop.server.issuer.issue("shop", "read", aud=RESOURCE)
    assert shop.verified(old).subject == "shop"
    for algorithm in ("ES384", "RS256"):
        fresh = Shop(shop.mode, shop.server)  # another way to the host, so that its keys were not looked for yet
        fresh.client = fresh.made("shop", "hush", headers={"x-test": algorithm})
        assert fresh.verified(shop.server.issuer.issue("shop", "read", aud=RESOURCE)).subject == "shop"
        shop.server.issuer.rotate(algorithm)
        assert fresh.verified(shop.server.issuer.issue("shop", "read", aud=RESOURCE)).subject == "shop"
    assert shop.verified(old).subject == "shop"


# -- mistakes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"first_screen": "signin"}, "first_screen must be one of sign_in, register"),
        ({"identifiers": ["email", "fax"]}, "identifiers must be some of email, phone, username"),
        ({"identifiers": []}, "identifiers must be a text, or a list of them"),
        ({"direct_sign_in": "google"}, "direct_sign_in must be social: or sso:"),
        ({"direct_sign_in": "sso:"}, "direct_sign_in must be social: or sso:"),
        ({"direct_sign_in": ""}, "direct_sign_in must be a text"),
        ({"response_mode": "fragment"}, "response_mode must be query or form_post"),
        ({"max_age": -1}, "max_age is seconds"),
        ({"max_age": True}, "max_age is seconds"),
        ({"resources": [""]}, "resources must be a text, or a list of them"),
        ({"resources": {"a": 1}}, "resources must be a text, or a list of them"),
        ({"scopes": []}, "scopes must not be empty"),
        ({"scopes": 1}, "scopes are texts, not a int"),
        ({"scopes": ["open id"]}, "each of the scopes must be of visible letters"),
        ({"scopes": [1]}, "each of the scopes must be a text"),
        ({"prompt": ""}, "prompt must be a text"),
        ({"prompt": "login always"}, "prompt must be some of login, consent, none"),
    ],
)
def test_a_mistake_in_a_login_is_told_before_anything_is_sent(
    shop: Shop, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ArgumentError, match=f"^{words}"):
        shop.begin(**arguments)
    assert shop.server.requests == []


def test_a_mistake_about_a_token_is_told_before_anything_is_sent(shop: Shop) -> None:
    client, public, bare = (
        shop.client,
        shop.made("public"),
        shop.made("shop", "hush", resources=None, redirect_uri=None),
    )
    mistakes: list[tuple[Any, str]] = [
        (lambda: bare.start_login(), "redirect_uri must be given"),
        (lambda: bare.verify_access_token("a.b.c"), "audience or organization_id must be given"),
        (lambda: client.verify_access_token(b"a.b.c"), "a token is a text, not a bytes"),
        (lambda: client.verify_access_token("a.b.c", audience=[]), "audience must be a text"),
        (lambda: client.verify_access_token("a.b.c", leeway=301), "leeway is seconds"),
        (lambda: public.introspect_token("x"), "to introspect tokens a client needs"),
        (lambda: client.introspect_token(""), "token must be a text"),
        (lambda: public.get_access_token_by_client_credentials(resource="r"), "a client without client_secret"),
        (lambda: client.get_access_token_by_client_credentials(), "resource or organization_id must be given"),
        (lambda: client.get_new_access_token_by_refresh_token(None), "refresh_token must be a text"),
        (lambda: client.get_access_token_by_personal_access_token("", resource="r"), "personal_access_token must be"),
        (lambda: client.get_access_token_by_subject_token("s", resource=""), "resource must be a text"),
    ]
    for made, words in mistakes:
        with pytest.raises(ArgumentError, match=f"^{words}"):
            shop.run(made())
    assert shop.server.requests == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"client_id": ""}, "client_id must be a text"),
        ({"client_id": "a", "auth_method": "client_secret_post"}, "auth_method is for a client_secret"),
        ({"client_id": "a", "client_secret": "s", "auth_method": "none"}, "auth_method is for a client_secret"),
        ({"client_id": "a", "private_key": "pem"}, "private_key must be a PrivateKey, not a str"),
        ({"client_id": "a", "client_secret": ""}, "client_secret must be a text"),
        ({"client_id": "a", "issuer": ""}, "issuer must be a text"),
        ({"client_id": "a", "token": "t\n"}, "the token is empty, or has characters"),
    ],
)
def test_a_client_that_cannot_be_is_not_made(shop: Shop, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{words}"):
        AuthenticationClient(shop.server.endpoint, **arguments)


def test_an_application_has_one_proof(shop: Shop) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    made = PrivateKey(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), algorithm="ES384")
    with pytest.raises(ArgumentError, match=r"^an application has a client_secret or a private_key, not both"):
        shop.made("shop", "hush", private_key=made)


def test_a_client_shows_no_secret(shop: Shop) -> None:
    client = shop.made("shop", "hush-hush", token="tok-tok")
    assert "hush-hush" not in f"{client!r} {client.options!r}"
    assert "tok-tok" not in f"{client!r} {client.options!r}"
    assert repr(client).endswith(f"for shop at {shop.server.endpoint}>")


def test_a_client_forgets_its_user(shop: Shop) -> None:
    client = shop.made("shop", "hush", token="t")
    assert client.get_token() == "t"
    client.set_token("u")
    assert client.get_token() == "u"
    if shop.mode.name == "blocking":
        with client as same:
            assert same is client
    else:

        async def within() -> None:
            async with client as same:
                assert same is client

        shop.run(within())
    assert client.get_token() is None
