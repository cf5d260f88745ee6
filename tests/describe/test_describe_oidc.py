"""What the operations of OpenID Connect, OAuth 2.0 and CAS send, and the URLs that are made for browsers."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.v2.authentication.cas import Cas
from authing.v2.authentication.end_user import EndUser
from authing.v2.authentication.oidc import Oidc
from authing.v2.authentication.tokens import Tokens

HOST = "http://idp.test"
BACK = "https://app.example/callback"
ALL = "openid profile email phone address"
GRANT = "http://authing.cn/oidc/grant_type/authing_token"


def options(**more: Any) -> dict[str, Any]:
    return {"app_id": "app", "secret": "hush", "token": "present", "host": HOST, "redirect_uri": BACK, **more}


def client(**more: Any) -> AuthenticationClient:
    return AuthenticationClient(**options(**more))


POSTED = {"client_id": "app", "client_secret": "hush"}
BASIC = {"authorization": f"Basic {b64encode(b'app:hush').decode()}"}
CODE = {"grant_type": "authorization_code", "code": "c", "redirect_uri": BACK}
REFRESH = {"grant_type": "refresh_token", "refresh_token": "RT"}
EXCHANGE = {"grant_type": GRANT, "token": "idt", "redirect_uri": BACK, "scope": ALL, "client_id": "app"}
BOOKS = {"grant_type": "client_credentials", "scope": "book:read", "client_id": "key", "client_secret": "s3cret"}


def posted(name: str, args: tuple[Any, ...], path: str, form: dict[str, str], **more: Any) -> Row:
    """A row of a call to an endpoint of OAuth."""
    return Row(name, args, more.pop("kwargs", {}), path=path, form=form, auth=False, **more)


def login_rows(base: str) -> list[Row]:
    """The rows of the operations that prove the application, for one of the two protocols."""
    token = f"/{base}/token"
    return [
        posted("get_access_token_by_code", ("c",), token, {**CODE, **POSTED}),
        posted("get_access_token_by_code", ("c", "v" * 43), token, {**CODE, **POSTED, "code_verifier": "v" * 43}),
        posted("get_new_access_token_by_refresh_token", ("RT",), token, {**REFRESH, **POSTED}),
        posted("get_access_token_by_client_credentials", ("book:read", "key", "s3cret"), token, BOOKS, safe=True),
        posted("get_access_token_by_id_token", ("idt",), token, EXCHANGE),
        posted("introspect_token", ("AT",), f"{token}/introspection", {"token": "AT", **POSTED}, safe=True),
        posted("revoke_token", ("AT",), f"{token}/revocation", {"token": "AT", **POSTED}, safe=True),
        Row("get_user_info_by_access_token", ("AT",), path=f"/{base}/me", auth="AT", safe=True),
    ]


TABLE = [
    *login_rows("oidc"),
    posted(
        "get_access_token_by_id_token",
        ("idt",),
        "/oidc/token",
        {**EXCHANGE, "redirect_uri": "https://other.example/", "scope": "openid"},
        kwargs={"redirect_uri": "https://other.example/", "scope": "openid"},
    ),
    Row(
        "get_user_info_by_access_token",
        ("AT",),
        {"method": "GET", "token_place": "query", "subject": "u1"},
        method="GET",
        path="/oidc/me",
        params={"access_token": "AT"},
        auth=False,
        safe=True,
    ),
    posted(
        "get_user_info_by_access_token",
        ("AT",),
        "/oidc/me",
        {"access_token": "AT"},
        kwargs={"token_place": "body"},
        safe=True,
    ),
    Row(
        "validate_token",
        (),
        {"access_token": "AT"},
        method="GET",
        path="/api/v2/oidc/validate_token",
        params={"access_token": "AT"},
        auth=False,
        safe=True,
    ),
    Row(
        "validate_token",
        ("idt", "AT"),
        method="GET",
        path="/api/v2/oidc/validate_token",
        params={"id_token": "idt"},
        auth=False,
        safe=True,
    ),
    posted(
        "finish_login",
        ({"state": "s", "code_verifier": "v", "redirect_uri": BACK}, f"{BACK}?code=c&state=s"),
        "/oidc/token",
        {**CODE, **POSTED, "code_verifier": "v"},
    ),
    Row("logout_current", method="GET", path="/logout", params={"appId": "app", "deviceId": "current"}),
]
SERVICE = "https://app.example/cas?a=1&b=ü"
TICKET: dict[str, Any] = {"method": "GET", "auth": False, "params": {"service": SERVICE, "ticket": "ST-1"}}
IN_XML, IN_JSON = ({**TICKET, "params": {**TICKET["params"], "format": kind}} for kind in ("XML", "JSON"))
CAS_TABLE = [
    Row("validate_ticket_v1", ("ST-1", SERVICE), path="/cas-idp/app/validate", **TICKET),
    Row("validate_ticket_v2", ("ST-1", SERVICE), path="/cas-idp/app/serviceValidate", **IN_XML),
    Row("validate_ticket_v2", ("ST-1", SERVICE, "JSON"), path="/cas-idp/app/serviceValidate", **IN_JSON),
    Row("track_session", method="GET", path="/cas/session", auth=False, safe=True),
]


@pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
@pytest.mark.parametrize("row", TABLE + CAS_TABLE, ids=shown)
def test_what_is_sent(make: Any, row: Row) -> None:
    check(sent(getattr(make(**options()), row.name), row), row)


@pytest.mark.parametrize("row", login_rows("oauth"), ids=shown)
def test_an_oauth_application_asks_the_oauth_endpoints(row: Row) -> None:
    check(sent(getattr(client(protocol="oauth"), row.name), row), row)


@pytest.mark.parametrize("owner", [Oidc, Cas])
def test_every_operation_and_argument_has_a_row(owner: type[Any]) -> None:
    table = TABLE if owner is Oidc else CAS_TABLE
    of_others = rows_that_miss(Tokens, ())
    assert rows_that_miss(owner, table) - of_others == set()
    assert unused_arguments(owner, table) == set()
    assert issubclass(AuthenticationClient, owner)
    assert issubclass(owner, EndUser)


# -- how the application proves itself ------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "name", "args", "form"),
    [
        ("token_endpoint_auth_method", "get_access_token_by_code", ("c",), CODE),
        ("token_endpoint_auth_method", "get_new_access_token_by_refresh_token", ("RT",), REFRESH),
        ("introspection_endpoint_auth_method", "introspect_token", ("AT",), {"token": "AT"}),
        ("revocation_endpoint_auth_method", "revoke_token", ("AT",), {"token": "AT"}),
    ],
)
def test_each_endpoint_has_its_own_way(option: str, name: str, args: tuple[str], form: dict[str, str]) -> None:
    ways: list[tuple[str | None, dict[str, str], dict[str, str] | None]] = [
        (None, {**form, **POSTED}, None),
        ("client_secret_post", {**form, **POSTED}, None),
        ("client_secret_basic", form, BASIC),
        ("none", {**form, "client_id": "app"}, None),
    ]
    for method, expected, headers in ways:
        secret = None if method == "none" else "hush"
        call = sent(getattr(client(**{option: method}, secret=secret), name), Row(name, args))
        assert {key: value for key, value in (call.form or {}).items() if value is not None} == expected
        assert call.headers == headers
        assert "hush" not in repr(call)
    with pytest.raises(ArgumentError, match="secret"):
        sent(getattr(client(secret=None), name), Row(name, args))


@pytest.mark.parametrize("protocol", ["cas", "saml"])
def test_a_client_of_another_protocol_logs_nobody_in_by_oidc(protocol: str) -> None:
    other = client(protocol=protocol)
    of_login = [row for row in TABLE if row.name in ("finish_login", "introspect_token", "revoke_token")]
    for row in [*of_login, *login_rows("oidc")[:3], TABLE[4]]:
        with pytest.raises(ArgumentError, match="protocols oidc and oauth"):
            sent(getattr(other, row.name), row)
    with pytest.raises(ArgumentError, match="protocols oidc and oauth"):
        other.start_login()
    # As in 4.5, these two do not ask.
    for row in login_rows("oauth"):
        if row.name in ("get_access_token_by_client_credentials", "get_user_info_by_access_token"):
            check(sent(getattr(other, row.name), row), row)


# -- URLs -----------------------------------------------------------------------------------------


def pairs(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def test_the_authorize_url_has_the_parameters_of_4_5_in_their_order() -> None:
    url = client().build_authorize_url(
        BACK, "code", "query", "st", "no", "openid offline_access", "S256", "challenge", "https://unused.example"
    )
    assert url == (
        "http://idp.test/oidc/auth?nonce=no&state=st&scope=openid+offline_access&client_id=app"
        "&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code&response_mode=query&prompt=consent"
        "&code_challenge=challenge&code_challenge_method=S256"
    )


def test_what_is_not_told_has_its_default() -> None:
    first, second = client().build_authorize_url(), client().build_authorize_url()
    names = ["nonce", "state", "scope", "client_id", "redirect_uri", "response_type"]
    assert [name for name, _ in pairs(first)] == names
    given = dict(pairs(first))
    assert (given["scope"], given["redirect_uri"], given["response_type"]) == (ALL, BACK, "code")
    assert len({dict(pairs(url))[name] for url in (first, second) for name in ("nonce", "state")}) == 4
    assert min(len(given["nonce"]), len(given["state"])) == 43


def test_oauth_knows_less() -> None:
    url = client(protocol="oauth").build_authorize_url(state="st", response_type="token")
    assert url.startswith("http://idp.test/oauth/auth?state=st&scope=user&client_id=app&")
    assert dict(pairs(url))["response_type"] == "token"
    with pytest.raises(ArgumentError, match="response_type"):
        client(protocol="oauth").build_authorize_url(response_type="id_token")


def test_saml_and_cas_have_urls_of_their_own() -> None:
    assert client(protocol="saml").build_authorize_url() == "http://idp.test/api/v2/saml-idp/app"
    cas = client(protocol="cas")
    assert cas.build_authorize_url() == "http://idp.test/cas-idp/app"
    url = cas.build_authorize_url(service=SERVICE)
    assert url == "http://idp.test/cas-idp/app?service=https%3A%2F%2Fapp.example%2Fcas%3Fa%3D1%26b%3D%C3%BC"


@pytest.mark.parametrize(
    ("more", "expert", "expected"),
    [
        ({}, None, "/login/profile/logout?redirect_uri={back}"),
        ({}, False, "/login/profile/logout?redirect_uri={back}"),
        ({}, True, "/oidc/session/end?id_token_hint=idt&post_logout_redirect_uri={back}"),
        ({"protocol": "oauth"}, True, "/login/profile/logout?redirect_uri={back}"),
        ({"protocol": "saml"}, None, "/login/profile/logout?redirect_uri={back}"),
        ({"protocol": "cas"}, None, "/cas-idp/logout?url={back}"),
    ],
)
def test_the_logout_url_ends_what_the_protocol_has(more: dict[str, str], expert: bool | None, expected: str) -> None:
    back = "https://app.example/?a=1&b=2"
    url = client(**more).build_logout_url(expert, back, "idt")
    assert url == HOST + expected.format(back="https%3A%2F%2Fapp.example%2F%3Fa%3D1%26b%3D2")


def test_a_logout_url_needs_no_arguments() -> None:
    assert client().build_logout_url() == "http://idp.test/login/profile/logout"
    assert client(protocol="cas").build_logout_url() == "http://idp.test/cas-idp/logout"
    # The standard asks for one of the two, so that the provider knows which addresses are the application's.
    assert client().build_logout_url(expert=True, redirect_uri=BACK) == (
        "http://idp.test/oidc/session/end?client_id=app&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fcallback"
    )


def test_the_login_is_at_the_host_of_the_application() -> None:
    of_application = client(host="https://core.authing.cn", app_host="https://shop.authing.cn")
    assert of_application.build_authorize_url().startswith("https://shop.authing.cn/oidc/auth?")
    for make_url in ("build_authorize_url", "build_logout_url", "start_login"):
        with pytest.raises(ArgumentError, match="app_host"):
            getattr(client(host=None), make_url)()


def test_a_verifier_and_its_digest() -> None:
    verifier = client().generate_code_challenge()
    assert len(verifier) == 43
    assert len(client().generate_code_challenge(100)) == 100
    digest = client().generate_code_challenge_digest(verifier)
    assert digest == client().generate_code_challenge_digest(verifier, "S256") != verifier
    assert client().generate_code_challenge_digest(verifier, "plain") == verifier


# -- a login that begins --------------------------------------------------------------------------


def test_a_login_begins_with_everything_that_protects_it() -> None:
    request = client().start_login()
    query = parse_qs(urlsplit(request.url).query)
    assert set(query) == {
        *("nonce", "state", "scope", "client_id", "redirect_uri", "response_type"),
        *("code_challenge", "code_challenge_method"),
    }
    assert (query["scope"], query["redirect_uri"], query["code_challenge_method"]) == ([ALL], [BACK], ["S256"])
    assert query["code_challenge"] == [client().generate_code_challenge_digest(request.code_verifier)]
    assert "hush" not in request.url


def test_a_login_may_be_told_more() -> None:
    request = client().start_login(
        "https://other.example/",
        scope="openid offline_access",
        response_mode="form_post",
        login_hint="bob",
        tenant_id="t1",
    )
    query = {name: value for name, value in pairs(request.url) if name not in ("nonce", "state", "code_challenge")}
    assert query == {
        "scope": "openid offline_access",
        "client_id": "app",
        "redirect_uri": "https://other.example/",
        "response_type": "code",
        "response_mode": "form_post",
        "prompt": "consent",  # without it there would be no refresh token
        "login_hint": "bob",
        "tenant_id": "t1",
        "code_challenge_method": "S256",
    }
    assert dict(pairs(client().start_login(scope="offline_access", prompt="login").url))["prompt"] == "login"


def test_a_login_by_oauth_has_no_nonce() -> None:
    request = client(protocol="oauth").start_login()
    assert (request.nonce, dict(pairs(request.url))["scope"]) == (None, "user")
    assert request.url.startswith("http://idp.test/oauth/auth?")


# -- what is refused ------------------------------------------------------------------------------

TEXTS = ("", 5, ["x"], b"x")
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[("get_access_token_by_code", (code,), {}) for code in (*TEXTS, None)],
    *[("get_access_token_by_code", ("c", verifier), {}) for verifier in TEXTS],
    *[("get_new_access_token_by_refresh_token", (token,), {}) for token in (*TEXTS, None)],
    *[("get_access_token_by_client_credentials", (scope, "k", "s"), {}) for scope in (*TEXTS, None)],
    *[("get_access_token_by_client_credentials", ("s", key, "s"), {}) for key in (*TEXTS, None)],
    *[("get_access_token_by_client_credentials", ("s", "k", key), {}) for key in (*TEXTS, None)],
    *[("get_access_token_by_id_token", (token,), {}) for token in (*TEXTS, None)],
    *[("get_access_token_by_id_token", ("t",), {"redirect_uri": uri}) for uri in TEXTS],
    *[("get_access_token_by_id_token", ("t",), {"scope": scope}) for scope in TEXTS],
    *[("get_user_info_by_access_token", (token,), {}) for token in (*TEXTS, None, "a\nb")],
    *[("get_user_info_by_access_token", ("t",), {"method": method}) for method in ("PUT", "get", None)],
    *[("get_user_info_by_access_token", ("t",), {"token_place": place}) for place in ("cookie", "", None)],
    ("get_user_info_by_access_token", ("t",), {"method": "GET", "token_place": "body"}),
    *[("get_user_info_by_access_token", ("t",), {"subject": subject}) for subject in TEXTS],
    *[("introspect_token", (token,), {}) for token in (*TEXTS, None)],
    *[("revoke_token", (token,), {}) for token in (*TEXTS, None)],
    ("validate_token", (), {}),
    *[("validate_token", (token,), {}) for token in TEXTS],
    *[("validate_token", (None, token), {}) for token in TEXTS],
    *[("finish_login", (request, f"{BACK}?code=c"), {}) for request in ("x", 5, {}, {"state": "s"})],
    *[("finish_login", (client().start_login(), callback), {}) for callback in (None, 5, ["x"])],
    *[("validate_ticket_v1", (ticket, SERVICE), {}) for ticket in (*TEXTS, None)],
    *[("validate_ticket_v1", ("ST-1", service), {}) for service in (*TEXTS, None)],
    *[("validate_ticket_v2", (ticket, SERVICE), {}) for ticket in (*TEXTS, None)],
    *[("validate_ticket_v2", ("ST-1", service), {}) for service in (*TEXTS, None)],
    *[("validate_ticket_v2", ("ST-1", SERVICE, kind), {}) for kind in ("xml", "", None, 5, ["XML"])],
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), REFUSED, ids=[f"{name}{args!r}{kwargs!r}"[:70] for name, args, kwargs in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        next(iter(describe(getattr(client(), name), *args, **kwargs)))


NO_URLS: list[tuple[str, dict[str, Any]]] = [
    *[
        ("build_authorize_url", {argument: value})
        for argument in ("redirect_uri", "response_mode", "state", "nonce", "scope", "code_challenge", "service")
        for value in TEXTS
    ],
    *[("build_authorize_url", {"response_type": value}) for value in ("", "cookie", 5, ["code"])],
    *[("build_authorize_url", {"code_challenge_method": value}) for value in ("", "s256", 5, ["S256"])],
    *[
        ("start_login", {argument: value})
        for argument in ("redirect_uri", "scope", "prompt", "login_hint", "tenant_id", "response_mode")
        for value in TEXTS
    ],
    ("start_login", {"response_mode": "fragment"}),
    *[("build_logout_url", {argument: value}) for argument in ("redirect_uri", "id_token") for value in TEXTS],
    ("build_logout_url", {"expert": "true"}),
    ("build_logout_url", {"expert": 1}),
    *[("generate_code_challenge", {"length": value}) for value in (42, 129)],
    ("generate_code_challenge", {"length": "43"}),
    ("generate_code_challenge_digest", {"code_challenge": "short"}),
    ("generate_code_challenge_digest", {"code_challenge": "x" * 43, "method": "S512"}),
]


@pytest.mark.parametrize(("name", "kwargs"), NO_URLS)
def test_what_no_url_is_made_of(name: str, kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        getattr(client(), name)(**kwargs)


def test_what_the_client_was_not_given_is_asked_for() -> None:
    homeless = client(redirect_uri=None)
    for use in (
        homeless.build_authorize_url,
        homeless.start_login,
        lambda: sent(homeless.get_access_token_by_code, Row("get_access_token_by_code", ("c",))),
    ):
        with pytest.raises(ArgumentError, match="redirect_uri"):
            use()
    nameless = client(app_id=None, user_pool_id="pool")
    for use in (
        nameless.build_authorize_url,
        client(app_id=None, user_pool_id="pool", protocol="cas").build_authorize_url,
        nameless.start_login,
        lambda: sent(nameless.validate_ticket_v1, CAS_TABLE[0]),
        lambda: sent(nameless.revoke_token, Row("revoke_token", ("AT",))),
    ):
        with pytest.raises(ArgumentError, match="app_id"):
            use()
