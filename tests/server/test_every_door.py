"""Every endpoint and every root field, called by those who may not, and with what belongs to another pool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from door_values import asked, furnished
from graphql import GraphQLObjectType, get_named_type
from raw_client import RawClient
from sqlalchemy import select

from authing.server.graphql.binding import DOMAINS as GRAPHQL
from authing.server.graphql.binding import ROOTS, bound_schema
from authing.server.rest.routes import DOMAINS as REST
from authing.server.storage.tables.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authing.server import LocalServer

    Values = dict[str, Any]

SCHEMA = bound_schema()
NOT_AVAILABLE, FORBIDDEN, NOT_LOGGED_IN, NOT_OWN_DATA = 501, 1001, 2020, 2202
UNKNOWN = {404, 2004, 2011, 2210, 3003, 3005}
"""How it is told that there is no such thing: the same for what another pool has."""

ANYBODY = {
    "accessToken",
    "checkLoginStatus",
    "checkPasswordStrength",
    "isUserExists",
    "loginByEmail",
    "loginByPhoneCode",
    "loginByPhonePassword",
    "loginBySubAccount",
    "loginByUsername",
    "registerByEmail",
    "registerByPhoneCode",
    "registerByUsername",
    "resetPassword",
    "resetPasswordByFirstLoginToken",
    "resetPasswordByForceResetToken",
    "sendEmail",
    "GET /api/v2/.well-known",
    "GET /api/v2/applications/{id}/public-config",
    "GET /api/v2/qrcode/check",
    "GET /api/v3/generate-link-extidp-url",
    "GET /connection/social/wechat:mobile/{pool}/callback",
    "GET /connections/social/{provider}",
    "POST /api/v2/ad/verify-user",
    "POST /api/v2/connections/oidc/start-interaction",
    "POST /api/v2/ldap/verify-user",
    "POST /api/v2/login/email-code",
    "POST /api/v2/qrcode/gene",
    "POST /api/v2/qrcode/userinfo",
    "POST /api/v2/register/email-code",
    "POST /api/v2/sms/send",
    "POST /api/v2/upload",
    "POST /api/v3/signin",
}
USERS = {
    "bindEmail",
    "bindPhone",
    "unbindEmail",
    "unbindPhone",
    "updateEmail",
    "updatePassword",
    "updatePhone",
    "DELETE /api/v2/mfa/totp/associate",
    "GET /api/v2/logout",
    "GET /api/v2/mfa/authenticator",
    "GET /api/v2/users/me",
    "GET /api/v2/users/me/applications/allowed",
    "GET /api/v2/users/me/orgs",
    "GET /api/v2/users/me/security-level",
    "GET /api/v2/users/principal_authentication",
    "GET /api/v3/get-identities",
    "GET /api/v3/mydevices/list",
    "POST /api/v2/applications/mfa/check",
    "POST /api/v2/applications/mfa/email/verify",
    "POST /api/v2/applications/mfa/sms/verify",
    "POST /api/v2/mfa/face/associate",
    "POST /api/v2/mfa/face/verify",
    "POST /api/v2/mfa/totp/associate",
    "POST /api/v2/mfa/totp/associate/confirm",
    "POST /api/v2/mfa/totp/recovery",
    "POST /api/v2/mfa/totp/verify",
    "POST /api/v2/qrcode/cancel",
    "POST /api/v2/qrcode/confirm",
    "POST /api/v2/qrcode/scanned",
    "POST /api/v2/users/link",
    "POST /api/v2/users/principal_authentication",
    "POST /api/v2/users/unlink",
    "POST /api/v3/create-device",
    "POST /api/v3/mydevices/revoke-session",
    "POST /api/v3/mydevices/unbind",
    "POST /api/v3/pub-userEvent",
    "POST /api/v3/unlink-extidp",
}
"""For users only, about themselves."""

BOTH = {
    "refreshToken",
    "removeUdv",
    "setUdfValueBatch",
    "setUdv",
    "setUdvBatch",
    "udfValueBatch",
    "udv",
    "updateUser",
    "user",
}
"""For managers, and for users about themselves."""


def call(client: RawClient, door: str, values: Values, token: str | None) -> tuple[int, str]:
    """The code and the text of an answer."""
    if " " not in door:
        answer = client.answer(document(door, values), token, **values)
        code = answer["errors"][0]["message"]["code"] if "errors" in answer else 200
        return code, str(answer)
    method, path = door.split()
    inside = set(re.findall(r"\{(\w+)\}", path))
    rest = {name: value for name, value in values.items() if name not in inside}
    options: Values = {"params": rest} if method in ("GET", "DELETE") else {"json": rest}
    url = client.host + path.format(**values)
    response = client.session.request(method, url, headers=client._headers(token), timeout=20, **options)
    body = response.json()
    return body.get("apiCode") or body.get("code") or body["statusCode"], response.text


def document(field: str, values: Values) -> str:
    """A document with one root field that asks for all there is to know, and for some of what is below that."""
    kind = next(root for root in ROOTS if field in root_fields(root))
    definition = root_fields(kind)[field]
    declared = ", ".join(f"${name}: {definition.args[name].type}" for name in values)
    given = ", ".join(f"{name}: ${name}" for name in values)
    head = f"{kind.lower()}({declared}) {{ {field}({given})" if values else f"{kind.lower()} {{ {field}"
    return f"{head} {selection(definition.type, 3)} }}"


def root_fields(kind: str) -> dict[str, Any]:
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return dict(found.fields)


def selection(of: Any, levels: int) -> str:
    """All fields of an object, and those of the objects below it for so many levels."""
    kind = get_named_type(of)
    if not isinstance(kind, GraphQLObjectType):
        return ""
    shown = []
    for name, field in kind.fields.items():
        is_object = isinstance(get_named_type(field.type), GraphQLObjectType)
        below = selection(field.type, levels - 1) if is_object and levels else ""
        if below or not is_object:
            shown.append(f"{name} {below}".strip())
    return f"{{ {' '.join(shown)} }}" if shown else ""


# -- who may --------------------------------------------------------------------------------------


@pytest.fixture
def home(api: RawClient) -> Values:
    """What the server's own pool has."""
    return furnished(api)


def test_every_door_is_asked(home: Values) -> None:
    doors = {f"{method} {path}" for domain in REST for method, path, _ in domain.TABLE}
    doors |= {name for domain in GRAPHQL for root in ROOTS for name in domain.RESOLVERS.get(root, {})}
    assert set(asked(home)) == doors
    assert doors >= ANYBODY | USERS | BOTH


def codes(client: RawClient, doors: dict[str, Values], token: str | None) -> dict[str, int]:
    return {door: call(client, door, values, token)[0] for door, values in doors.items()}


def test_without_a_token(server: LocalServer, api: RawClient, home: Values) -> None:
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY}
    before = kept(server)
    assert codes(api, doors, None) == dict.fromkeys(doors, NOT_LOGGED_IN)
    assert kept(server) == before


def test_as_another_user(server: LocalServer, api: RawClient, home: Values) -> None:
    token = api.signed_in("eve")["token"]
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY | USERS}
    before = kept(server)
    refused = codes(api, doors, token)
    assert {door for door in doors if refused[door] not in (FORBIDDEN, NOT_OWN_DATA)} == set()
    assert {door for door in doors if refused[door] == NOT_OWN_DATA} <= BOTH
    assert kept(server) == before
    # Devices are named by their ids; all else of these doors is about the caller anyway.
    mine = {door: values for door, values in asked(home).items() if "mydevices/" in door and values}
    assert codes(api, mine, token) == dict.fromkeys(mine, 404)


def test_as_a_manager_in_the_place_of_a_user(api: RawClient, home: Values) -> None:
    doors = {door: values for door, values in asked(home).items() if door in USERS}
    assert codes(api, doors, api.management_token) == dict.fromkeys(doors, NOT_LOGGED_IN)


def test_as_the_manager_of_another_pool(
    server: LocalServer, api: RawClient, neighbour: RawClient, home: Values
) -> None:
    """With the header of the home pool: nothing at all."""
    doors = {door: values for door, values in asked(home).items() if door not in ANYBODY | USERS}
    before = kept(server)
    assert codes(api, doors, neighbour.management_token) == dict.fromkeys(doors, FORBIDDEN)
    assert kept(server) == before


def test_with_what_another_pool_has(server: LocalServer, neighbour: RawClient, home: Values) -> None:
    """In the own pool, with everything of the home pool, and with each one thing of it among the own ones."""
    ours = {row for row in kept(server) if neighbour.pool_id not in row}
    own = furnished(neighbour)
    foreign = {each for each in home.values() if isinstance(each, str)}
    before = kept(server)
    wrong = {}
    for door, values in asked(own).items():
        if door in ANYBODY | USERS:
            continue
        for tried in mixed(values, asked(home)[door]):
            code, answer = call(neighbour, door, tried, neighbour.management_token)
            told = {each for each in foreign if each in answer and not (code in UNKNOWN and each in str(tried))}
            # Numbers of agreements are no secret: the order of the own ones is given wholly or not at all.
            known = {200, NOT_AVAILABLE, FORBIDDEN, *UNKNOWN} | ({400} if door.endswith("agreements/sort") else set())
            if told or code not in known:
                wrong[door, str(tried)] = code, answer
    assert wrong == {}
    after = kept(server)
    assert ours - after == set()
    assert {row for row in after - before if not foreign.isdisjoint(row)} == set()


def mixed(own: Values, foreign: Values) -> Iterator[Values]:
    """The foreign values, and the own ones with each one of the foreign among them; the own ones where they are the same."""
    if own != foreign:
        yield foreign
    others = [name for name in own if own[name] != foreign[name]]
    for name in others:
        yield {**own, name: foreign[name]}
    if not others:
        yield own


def kept(server: LocalServer) -> set[tuple[str, ...]]:
    """All rows of all tables but the log and the sessions."""
    assert server._service is not None
    with server._service.database.reading() as db:
        return {
            (table.name, *map(str, row))
            for table in Base.metadata.sorted_tables
            if table.name not in ("records", "sessions", "account_counts")
            for row in db.execute(select(table))
        }
