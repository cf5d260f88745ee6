"""Introspection and userinfo, and what ZITADEL tells about a user beyond the standard."""

from __future__ import annotations

from typing import Any

import pytest
from connect_server import Answer
from login_provider import INTROSPECT, USERINFO
from zitadel_login_kit import KINDS, SECRET, Desk

from authing.core.errors import ArgumentError, Forbidden, NotLoggedIn
from authing.zitadel import scopes
from authing.zitadel.authentication import Claims, Introspection, RoleGrant, UserInfo

ROLES = "urn:zitadel:iam:org:project:roles"
ALL = f"openid profile {scopes.PROJECTS_ROLES} {scopes.USER_METADATA} {scopes.USER_RESOURCE_OWNER}"


@pytest.mark.parametrize("kind", ["basic", "post", "key"])
def test_a_good_token_is_told_about(kind: str, desk: Desk) -> None:
    client = desk.of_kind(kind)
    token = desk.provider.opaque(desk.provider.granted(KINDS[kind], scope=ALL))
    told = desk.run(client.introspect_token(token))
    assert isinstance(told, Introspection)
    assert (told.active, told.sub, told.username) == (True, "ada", "ada@acme.example")
    assert (told.client_id, told.token_type, told.iss) == (KINDS[kind], "Bearer", desk.server.issuer)
    assert told.aud == [KINDS[kind], "shop-project"]
    assert (told.resource_owner_id, told.resource_owner_name, told.resource_owner_domain) == (
        "org1",
        "Acme",
        "acme.example",
    )
    assert told.metadata == {"shoe-size": b"\x00\xff 39", "empty": b""}
    assert told.roles() == {"admin"}


def test_the_secret_is_sent_as_the_server_reads_it(desk: Desk) -> None:
    desk.provider.add_application("odd id:+", secret=SECRET)
    token = desk.provider.opaque(desk.provider.granted("odd id:+"))
    assert desk.run(desk.client("odd id:+").introspect_token(token)).active
    sent = desk.server.asked(INTROSPECT)[-1]
    assert sent.headers["authorization"].startswith("Basic ")
    assert sent.form == {"token": token}


def test_a_key_proves_the_application_anew_each_time(desk: Desk) -> None:
    client = desk.of_kind("key")
    for _ in range(2):
        assert desk.run(client.introspect_token("unknown")).active is False
    first, second = (seen.form["client_assertion"] for seen in desk.server.asked(INTROSPECT))
    assert first != second


def test_a_bad_token_is_an_answer(desk: Desk) -> None:
    told = desk.run(desk.client().introspect_token("never was one"))
    assert (told.active, told.sub, told.roles(), told.metadata) == (False, None, frozenset(), {})


def test_a_program_that_is_not_known_is_told_so(desk: Desk) -> None:
    stranger = desk.server.add_service_user("stranger", kind="application")
    for client in (desk.client(client_secret="wrong"), desk.of_kind("key", private_key=stranger)):
        with pytest.raises(Forbidden) as caught:
            desk.run(client.introspect_token("abc"))
        assert caught.value.code == "unauthorized_client"
        assert SECRET not in f"{caught.value!r}"


def test_an_assertion_for_another_instance_is_refused(desk: Desk) -> None:
    assert desk.run(desk.of_kind("key").introspect_token("abc")).active is False
    desk.server.issuer = "https://id.example"
    with pytest.raises(Forbidden):
        desk.run(desk.of_kind("key").introspect_token("abc"))


def test_without_a_secret_nothing_is_sent(desk: Desk) -> None:
    with pytest.raises(ArgumentError, match="private_key"):
        desk.run(desk.of_kind("public").introspect_token("abc"))
    for token in ("", None, 1):
        with pytest.raises(ArgumentError):
            desk.run(desk.client().introspect_token(token))
    assert not desk.server.requests


# -- userinfo -------------------------------------------------------------------------------------


def test_userinfo_has_what_the_scope_asked_for(desk: Desk) -> None:
    client = desk.client()
    desk.logged_in(client, scopes=f"{ALL} email")
    user = desk.run(client.get_user_info_by_access_token())
    assert isinstance(user, UserInfo)
    assert (user.sub, user.email, user.email_verified, user.preferred_username) == (
        "ada",
        "ada@example.com",
        True,
        "ada@acme.example",
    )
    assert user.roles("shop-project", organization_id="org2") == {"admin"}
    desk.logged_in(client, scopes="openid")
    assert dict(desk.run(client.get_user_info_by_access_token())) == {"sub": "ada"}


@pytest.mark.parametrize("body", [{"error": "access_denied"}, {"error": "invalid_token"}, {}])
def test_a_refused_token_is_nobody_logged_in_whatever_the_word(body: Any, desk: Desk) -> None:
    desk.server.reply(USERINFO, Answer.of(body, 401))
    with pytest.raises(NotLoggedIn):
        desk.run(desk.client(token="abc").get_user_info_by_access_token())


# -- what is said of roles ------------------------------------------------------------------------


def test_roles_are_told_by_project_and_organisation() -> None:
    claims = Claims.of(
        {
            ROLES: {"admin": {"1": "acme.example"}, "reader": {"1": "acme.example", "2": "other.example"}},
            "urn:zitadel:iam:org:project:77:roles": {"admin": {"1": "acme.example"}},
            "urn:zitadel:iam:org:project:88:roles": {"owner": {"2": "other.example"}},
        }
    )
    assert claims.roles() == {"admin", "reader"}
    assert claims.roles(organization_id="2") == {"reader"}
    assert claims.roles("88") == {"owner"}
    assert claims.roles("88", organization_id="1") == frozenset()
    assert claims.roles("99") == frozenset()
    assert claims.role_grants == (
        RoleGrant("admin", "1", "acme.example", None),
        RoleGrant("reader", "1", "acme.example", None),
        RoleGrant("reader", "2", "other.example", None),
        RoleGrant("admin", "1", "acme.example", "77"),
        RoleGrant("owner", "2", "other.example", "88"),
    )


@pytest.mark.parametrize(
    "told",
    [
        {},
        {ROLES: None},
        {ROLES: ["admin"]},
        {ROLES: {"admin": "1"}},
        {ROLES: {"admin": {}}},
        {"urn:zitadel:iam:org:project::roles": {"admin": {"1": "x"}}},
        {f"x{ROLES}": {"admin": {"1": "x"}}},
        {f"{ROLES}\n": {"admin": {"1": "x"}}},
        {"roles": {"admin": {"1": "x"}}},
    ],
)
def test_what_is_not_told_as_zitadel_tells_it_is_no_role(told: dict[str, Any]) -> None:
    assert Claims.of(told).roles() == frozenset()
    assert Claims.of(told).roles("") == frozenset()


def test_metadata_is_decoded_and_not_shown() -> None:
    name = "urn:zitadel:iam:user:metadata"
    user = UserInfo.of({"sub": "1", name: {"a": "AP8", "b": "_-8=", "c": "", "d": "not base64!"}})
    assert {**user.metadata, "d": b""} == {"a": b"\x00\xff", "b": b"\xff\xef", "c": b"", "d": b""}
    assert user[name]["a"] == "AP8"
    assert "AP8" not in repr(user)
    assert UserInfo.of({"sub": "1"}).metadata == {}


def test_unknown_claims_are_kept() -> None:
    claims = Claims.of({"sub": "1", "new": {"a": 1}, "aud": "x"})
    assert (claims.subject, claims["new"], claims.audience) == ("1", {"a": 1}, ("x",))
