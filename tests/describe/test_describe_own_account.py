"""What the operations about the user's own account send: its data, what it belongs to, accounts elsewhere, devices, QR codes."""

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.core.call import Call, Reply
from authing.core.multipart import File
from authing.v2.authentication.belongings import Belongings
from authing.v2.authentication.custom_fields import CustomFields
from authing.v2.authentication.devices import OwnDevices
from authing.v2.authentication.enterprise import Enterprise
from authing.v2.authentication.events import OwnEvents
from authing.v2.authentication.linking import Linking
from authing.v2.authentication.principal import OwnPrincipal
from authing.v2.authentication.profile import Profile
from authing.v2.authentication.qr_codes import QrCodes
from authing.v2.authentication.social import Social
from authing.v2.models import PrincipalType, QrCodeScene, QrCodeStatus, ResourceType
from authing.version import __version__

ME = {"targetType": "USER", "targetId": "u1"}
MINE = "/api/v2/users/me/applications/allowed"
PRINCIPAL = "/api/v2/users/principal_authentication"
WECHAT = "/connection/social/wechat:mobile/pool/callback"
LINK = "/api/v3/generate-link-extidp-url"
CHECK = "/api/v2/qrcode/check"
CODE: dict[str, Any] = {"autoMergeQrCode": False, "scene": "APP_AUTH", "withCustomData": False}

PROFILE = [
    Row("update_avatar", (b"png",), path="/api/v2/upload", params={"folder": "avatar"}),
    Row("update_avatar", (b"jpg", "me.jpg"), path="/api/v2/upload", params={"folder": "avatar"}),
    Row("update_avatar", (b"webp", "me.webp"), path="/api/v2/upload", params={"folder": "avatar"}),
    Row("get_security_level", method="GET", path="/api/v2/users/me/security-level", safe=True),
    Row("is_user_exists", ("bob",), field="isUserExists", variables={"username": "bob"}, safe=True),
    Row(
        "is_user_exists",
        (),
        {"user_name": "bob", "email": "b@x", "phone": "1", "external_id": "e"},
        field="isUserExists",
        variables={"username": "bob", "email": "b@x", "phone": "1", "externalId": "e"},
        safe=True,
    ),
]
CUSTOM_FIELDS = [
    Row("get_udf_value", field="udv", variables=ME, safe=True),
    Row("list_udv", field="udv", variables=ME, safe=True),
    Row(
        "set_udf_value",
        ({"age": 3, "name": "Böb"},),
        field="setUdvBatch",
        variables={**ME, "udvList": [{"key": "age", "value": "3"}, {"key": "name", "value": '"Böb"'}]},
    ),
    Row("set_udv", ("age", 3), field="setUdv", variables={**ME, "key": "age", "value": "3"}),
    Row("remove_udv", ("age",), field="removeUdv", variables={**ME, "key": "age"}),
    Row("remove_udf_value", ("age",), field="removeUdv", variables={**ME, "key": "age"}),
]
BELONGINGS = [
    Row("list_orgs", method="GET", path="/api/v2/users/me/orgs", safe=True),
    Row("list_departments", field="user", variables={"id": "u1"}, safe=True),
    Row("list_departments", (), {"org_id": "o"}, field="user", variables={"id": "u1", "orgId": "o"}, safe=True),
    Row("list_roles", field="user", variables={"id": "u1"}, safe=True),
    Row("list_roles", ("shop",), field="user", variables={"id": "u1", "namespace": "shop"}, safe=True),
    Row("has_role", ("clerk",), field="user", variables={"id": "u1"}, safe=True),
    Row("has_role", ("clerk", "shop"), field="user", variables={"id": "u1", "namespace": "shop"}, safe=True),
    Row("list_applications", method="GET", path=MINE, params={"page": 1, "limit": 10}, safe=True),
    Row("list_applications", (2, 5), method="GET", path=MINE, params={"page": 2, "limit": 5}, safe=True),
    Row("iterate_applications", method="GET", path=MINE, params={"page": 1, "limit": 50}, safe=True),
    Row("iterate_applications", (), {"limit": 5}, method="GET", path=MINE, params={"page": 1, "limit": 5}, safe=True),
    Row("list_authorized_resources", ("shop",), field="user", variables={"id": "u1", "namespace": "shop"}, safe=True),
    *[
        Row(
            "list_authorized_resources",
            ("shop", kind),
            field="user",
            variables={"id": "u1", "namespace": "shop", "resourceType": "DATA"},
            safe=True,
        )
        for kind in ("DATA", ResourceType.DATA)
    ],
]
LINKING = [
    Row(
        "link_account",
        ("first", "second"),
        path="/api/v2/users/link",
        body={"primaryUserToken": "first", "secondaryUserToken": "second"},
    ),
    Row(
        "unlink_account",
        ("first", "github"),
        path="/api/v2/users/unlink",
        body={"primaryUserToken": "first", "provider": "github"},
    ),
    Row("wechat_login", ("c",), method="GET", path=WECHAT, params={"code": "c"}, auth=False),
    Row(
        "wechat_login",
        ("c", "CN", "zh_CN", "s"),
        method="GET",
        path=WECHAT,
        params={"code": "c", "country": "CN", "lang": "zh_CN", "state": "s"},
        auth=False,
    ),
]
PRINCIPALS = [
    Row("detail", method="GET", path=PRINCIPAL, safe=True),
    *[
        Row(
            "authenticate",
            (kind, "Bob", "1", ""),
            path=PRINCIPAL,
            body={"type": "P", "name": "Bob", "idCard": "1", "ext": ""},
        )
        for kind in ("P", PrincipalType.PERSON)
    ],
]
SOCIAL = [
    Row(
        "generate_link_ext_idp_url",
        ("github",),
        method="GET",
        path=LINK,
        params={"ext_idp_conn_identifier": "github", "id_token": "present", "app_id": "app"},
        auth="present",
        safe=True,
    ),
    Row(
        "generate_link_ext_idp_url",
        ("github", "other"),
        method="GET",
        path=LINK,
        params={"ext_idp_conn_identifier": "github", "id_token": "other", "app_id": "app"},
        auth="other",
        safe=True,
    ),
    Row("unlink_ext_idp", ("p",), path="/api/v3/unlink-extidp", body={"extIdpId": "p"}),
    Row("get_identities", method="GET", path="/api/v3/get-identities", safe=True),
]
CONFIG = "/api/v2/applications/app/public-config"
ENTERPRISE = [
    Row("get_public_config", method="GET", path=CONFIG, auth=False, safe=True),
    Row("start_interaction", ("acme",), method="GET", path=CONFIG, auth=False, safe=True),
    Row(
        "start_interaction",
        ("acme", "saml"),
        {"state": "s", "referer": "https://shop.example"},
        method="GET",
        path=CONFIG,
        auth=False,
        safe=True,
    ),
]
QR_CODES = [
    Row("generate", path="/api/v2/qrcode/gene", body=CODE, auth=False),
    *[
        Row("generate", (scene,), path="/api/v2/qrcode/gene", body={**CODE, "scene": "WXAPP_AUTH"}, auth=False)
        for scene in ("WXAPP_AUTH", QrCodeScene.MINI_PROGRAM)
    ],
    Row(
        "generate",
        (),
        {"context": {"a": 1}, "custom_data": {"age": 3}, "with_custom_data": True, "ext_idp_conn_id": "c"},
        path="/api/v2/qrcode/gene",
        body={
            **CODE,
            "withCustomData": True,
            "context": '{"a":1}',
            "params": '[{"key":"age","value":3}]',
            "extIdpConnId": "c",
        },
        auth=False,
    ),
    Row("check_status", ("r",), method="GET", path=CHECK, params={"random": "r"}, auth=False, safe=True),
    Row("poll", ("r",), method="GET", path=CHECK, params={"random": "r"}, auth=False, safe=True),
    Row("poll", ("r", 2), method="GET", path=CHECK, params={"random": "r"}, auth=False, safe=True),
    Row("exchange_user_info", ("t",), path="/api/v2/qrcode/userinfo", body={"ticket": "t"}, auth=False),
]
DEVICES = [
    Row("create", ("d1",), path="/api/v3/create-device", body={"deviceUniqueId": "d1"}),
    Row(
        "create",
        ("d1", "Phone"),
        {"type": "mobile", "details": {"os": "Linux", "name": "lost"}},
        path="/api/v3/create-device",
        body={"deviceUniqueId": "d1", "name": "Phone", "type": "mobile", "os": "Linux"},
    ),
    Row("list", method="GET", path="/api/v3/mydevices/list", params={"page": 1, "limit": 10}, safe=True),
    Row("list", (2, 5), method="GET", path="/api/v3/mydevices/list", params={"page": 2, "limit": 5}, safe=True),
    Row("iterate", method="GET", path="/api/v3/mydevices/list", params={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate",
        (),
        {"limit": 5},
        method="GET",
        path="/api/v3/mydevices/list",
        params={"page": 1, "limit": 5},
        safe=True,
    ),
    Row("unbind", ("d",), path="/api/v3/mydevices/unbind", body={"deviceId": "d"}),
    Row("log_out", ("d",), path="/api/v3/mydevices/revoke-session", body={"deviceId": "d"}),
]
EVENTS = [
    Row(
        "publish",
        ("paid", {"n": 1}),
        path="/api/v3/pub-userEvent",
        body={"eventType": "paid", "source": "sdk", "eventData": {"n": 1}},
    ),
    Row(
        "publish",
        ("paid", {}),
        {"source": "shop"},
        path="/api/v3/pub-userEvent",
        body={"eventType": "paid", "source": "shop", "eventData": {}},
    ),
]
TABLES: dict[str, tuple[type[Any], list[Row]]] = {
    "": (Profile, PROFILE),
    "custom_fields": (CustomFields, CUSTOM_FIELDS),
    "belongings": (Belongings, BELONGINGS),
    "linking": (Linking, LINKING),
    "principal": (OwnPrincipal, PRINCIPALS),
    "social": (Social, SOCIAL),
    "enterprise": (Enterprise, ENTERPRISE),
    "qrcode": (QrCodes, QR_CODES),
    "devices": (OwnDevices, DEVICES),
    "events": (OwnEvents, EVENTS),
}
SUB_CLIENTS = ("principal", "social", "enterprise", "qrcode", "devices", "events")
SETTINGS: dict[str, Any] = {"app_id": "app", "user_pool_id": "pool", "host": "http://idp.test"}


def logged_in(kind: Any) -> Any:
    """A client whose user is known."""
    client = kind(**SETTINGS)
    client.set_current_user({"id": "u1", "token": "present"})
    return client


BLOCKING, AWAITED = logged_in(AuthenticationClient), logged_in(AsyncAuthenticationClient)


def owner(client: Any, table: str) -> Any:
    return getattr(client, table) if table in SUB_CLIENTS else client


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize(("table", "row"), [(name, row) for name, (_, rows) in TABLES.items() for row in rows], ids=[f"{name}.{shown(row)}" for name, (_, rows) in TABLES.items() for row in rows])  # fmt: skip
def test_what_is_sent(client: Any, table: str, row: Row) -> None:
    check(sent(getattr(owner(client, table), row.name), row), row)


@pytest.mark.parametrize("table", [name for name in TABLES if name])
def test_every_operation_and_every_argument_is_in_a_row(table: str) -> None:
    assert rows_that_miss(*TABLES[table]) == set()
    assert unused_arguments(*TABLES[table]) == set()


def test_every_argument_of_the_profile_is_in_a_row() -> None:
    assert unused_arguments(*TABLES[""]) == set()


@pytest.mark.parametrize("row", CUSTOM_FIELDS + [row for row in BELONGINGS if row.field], ids=shown)
def test_who_the_user_is_is_asked_first_where_only_a_token_is_known(row: Row) -> None:
    client = AuthenticationClient(token="present", host="http://idp.test")
    call = sent(getattr(client, row.name), row)
    assert (call.method, call.path) == ("GET", "/api/v2/users/me")


def test_nobody_is_named_by_a_token_where_nobody_is_logged_in() -> None:
    call = describe(AuthenticationClient(app_id="app", host="http://idp.test").is_user_exists, "bob")
    assert call.auth is False


# -- several requests -----------------------------------------------------------------------------


def answer(data: Any) -> Reply:
    return Reply(200, {}, dumps({"code": 200, "message": "", "data": data}).encode())


def test_an_avatar_is_uploaded_and_then_shown() -> None:
    calls = iter(describe(BLOCKING.update_avatar, b"\x89PNG", "me.png"))
    upload: Call[Any] = next(calls)
    assert upload.files == {"file": File("me.png", b"\x89PNG", "image/png")}
    change = calls.send(upload.read(answer({"url": "https://files.example/me.png"})))
    assert change.json["variables"] == {"id": "u1", "input": {"photo": "https://files.example/me.png"}}


def test_a_login_by_an_enterprise_tells_the_application_and_its_pool() -> None:
    calls = iter(describe(BLOCKING.enterprise.start_interaction, "acme", state="s", referer="https://shop.example"))
    config: Call[Any] = next(calls)
    start = calls.send(config.read(answer({"id": "app", "name": "Shop", "userPoolId": "pool"})))
    assert (start.method, start.path, start.auth, start.safe) == (
        "POST", "/api/v2/connections/oidc/start-interaction", False, False,
    )  # fmt: skip
    assert start.json == {
        "state": "s",
        "protocol": "oidc",
        "userPoolId": "pool",
        "appId": "app",
        "referer": "https://shop.example",
        "connection": {"providerIentifier": "acme"},
    }
    assert start.read(answer(None)) == "s"


def states(interval: float, *answers: int) -> tuple[list[Call[Any]], Any]:
    """What polling sends while it is answered so, and its result."""
    calls = iter(describe(BLOCKING.qrcode.poll, "r", interval))
    asked = [next(calls)]
    try:
        for status in answers:
            asked.append(calls.send(asked[-1].read(answer({"random": "r", "status": status}))))
    except StopIteration as end:
        return asked, end.value
    raise AssertionError("it asks on")


@pytest.mark.parametrize("final", [QrCodeStatus.EXPIRED, QrCodeStatus.AUTHORIZED, QrCodeStatus.CANCELLED, 4, 5, 17])
def test_polling_ends_with_a_final_status(final: int) -> None:
    asked, state = states(0.5, 0, 1, final)
    assert [call.delay for call in asked] == [0.0, 0.5, 0.5]
    assert state.status == final
    assert state.is_final


# -- a URL for the browser ------------------------------------------------------------------------


def query(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def test_the_url_of_a_social_login() -> None:
    begun = BLOCKING.social.build_authorize_url("wechat:pc")
    assert begun.uuid not in repr(begun)
    assert begun.url.startswith("http://idp.test/connections/social/wechat%3Apc?from_guard=1&")
    assert query(begun.url) == {
        "from_guard": "1",
        "app_id": "app",
        "authorization_params": "{}",
        "with_identities": "0",
        "with_custom_data": "0",
        "protocol": "oidc",
        "uuid": begun.uuid,
        "relay_method": "web_message",
        "guard_version": f"python:{__version__}",
    }


def test_the_url_of_a_social_login_tells_everything_that_is_given() -> None:
    begun = BLOCKING.social.build_authorize_url(
        "github",
        uuid="u",
        target_url="https://shop.example/?a=1&b=2",
        authorization_params={"scope": "user"},
        with_identities=True,
        with_custom_data=True,
        protocol="oauth",
        relay_method="query",
        context={"a": "é"},
        custom_data={"age": 3},
        tenant_id="t",
    )
    told = query(begun.url)
    assert begun.uuid == "u"
    assert {name: told[name] for name in told.keys() - {"from_guard", "app_id", "guard_version"}} == {
        "uuid": "u",
        "target_url": "https://shop.example/?a=1&b=2",
        "authorization_params": '{"scope":"user"}',
        "with_identities": "1",
        "with_custom_data": "1",
        "protocol": "oauth",
        "relay_method": "query",
        "context": '{"a":"é"}',
        "custom_data": '[{"key":"age","value":3}]',
        "tenant_id": "t",
    }


def test_no_two_logins_are_called_the_same() -> None:
    assert len({BLOCKING.social.build_authorize_url("github").uuid for _ in range(20)}) == 20


# -- what is refused ------------------------------------------------------------------------------

NO_TEXT: list[Any] = ["", None, 5, b"t", ["t"]]
NO_MAPPING: list[Any] = ["x", 5, [1]]
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[("update_avatar", (bad,), {}) for bad in (b"", None, "png", 5)],
    *[("update_avatar", (b"png", bad), {}) for bad in (*NO_TEXT, "avatar", "avatar.txt", "avatar.svgx")],
    ("is_user_exists", (), {}),
    *[("is_user_exists", (5,), {})],
    *[("set_udf_value", (bad,), {}) for bad in (None, {}, {"": 1}, {"a": None}, {"a": object()}, *NO_MAPPING)],
    *[("set_udv", (bad, 1), {}) for bad in NO_TEXT],
    *[("set_udv", ("a", bad), {}) for bad in (None, object())],
    *[(name, (bad,), {}) for name in ("remove_udv", "remove_udf_value", "has_role") for bad in NO_TEXT],
    *[("list_applications", page, {}) for bad in (0, -1, "1", True, None) for page in ((bad,), (1, bad))],
    *[("iterate_applications", (), {"limit": 0})],
    *[("list_authorized_resources", (bad,), {}) for bad in NO_TEXT],
    *[("list_authorized_resources", ("a", bad), {}) for bad in ("data", 5, "")],
    *[(name, (bad, "x"), {}) for name in ("link_account", "unlink_account") for bad in NO_TEXT],
    *[(name, ("x", bad), {}) for name in ("link_account", "unlink_account") for bad in NO_TEXT],
    *[("wechat_login", (bad,), {}) for bad in NO_TEXT],
    *[("principal.authenticate", ("X", "n", "1", "2"), {})],
    *[("principal.authenticate", ("P", bad, "1", "2"), {}) for bad in NO_TEXT],
    *[("social.generate_link_ext_idp_url", (bad,), {}) for bad in NO_TEXT],
    *[("social.unlink_ext_idp", (bad,), {}) for bad in NO_TEXT],
    *[("enterprise.start_interaction", (bad,), {}) for bad in NO_TEXT],
    *[("enterprise.start_interaction", ("a",), {"state": bad}) for bad in ("", 5)],
    *[("qrcode.generate", (bad,), {}) for bad in ("APP", "", None, 5)],
    *[("qrcode.generate", (), {name: bad}) for name in ("context", "custom_data") for bad in NO_MAPPING],
    *[("qrcode.generate", (), {"with_custom_data": "yes"}), ("qrcode.generate", (), {"ext_idp_conn_id": ""})],
    *[(f"qrcode.{name}", (bad,), {}) for name in ("check_status", "poll", "exchange_user_info") for bad in NO_TEXT],
    *[("qrcode.poll", ("r", bad), {}) for bad in (0, -1, True, "1", None, float("inf"), float("nan"))],
    *[("devices.create", (bad,), {}) for bad in NO_TEXT],
    *[("devices.create", ("d",), {"details": bad}) for bad in NO_MAPPING],
    *[(f"devices.{name}", (bad,), {}) for name in ("unbind", "log_out") for bad in NO_TEXT],
    *[("events.publish", (bad, {}), {}) for bad in NO_TEXT],
]


@pytest.mark.parametrize(("name", "args", "kwargs"), REFUSED)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    bound: Any = BLOCKING
    for part in name.split("."):
        bound = getattr(bound, part)
    with pytest.raises(ArgumentError):
        describe(bound, *args, **kwargs)


@pytest.mark.parametrize(
    "arguments",
    [
        {"uuid": ""},
        {"with_identities": 1},
        {"with_custom_data": "yes"},
        {"authorization_params": [1]},
        {"context": "x"},
        {"custom_data": {"a": None}},
        {"relay_method": ""},
        {"tenant_id": 5},
    ],
)
def test_no_url_is_built_of_what_does_not_fit(arguments: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        BLOCKING.social.build_authorize_url("github", **arguments)


@pytest.mark.parametrize("provider", ["", ".."])
def test_a_provider_is_one_segment(provider: str) -> None:
    with pytest.raises(ArgumentError):
        BLOCKING.social.build_authorize_url(provider)


def test_what_needs_an_application_or_a_pool_says_so() -> None:
    client = AuthenticationClient(token="present", host="http://idp.test")
    attempts: list[tuple[str, Callable[[], Any]]] = [
        ("app_id", lambda: client.social.build_authorize_url("github")),
        ("app_id", lambda: describe(client.social.generate_link_ext_idp_url, "github")),
        ("app_id", lambda: describe(client.enterprise.get_public_config)),
        ("user_pool_id", lambda: describe(client.wechat_login, "c")),
    ]
    for name, attempt in attempts:
        with pytest.raises(ArgumentError, match=f"{name} of the client"):
            attempt()


def test_what_is_secret_is_not_shown() -> None:
    calls = iter(describe(BLOCKING.qrcode.check_status, "r4nd0m"))
    state = next(calls).read(answer({"random": "r4nd0m", "status": 2, "ticket": "t1ck3t"}))
    assert "t1ck3t" not in repr(state)
    assert "r4nd0m" not in repr(state)
