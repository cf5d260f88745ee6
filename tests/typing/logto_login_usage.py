"""What type checkers must infer for the end user's side of Logto, webhooks and old programs, and which mistakes they report.

Checked by `test_usage.py`. An ignore that is not needed is an error under both checkers, so each mistake below
is seen by both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from typing_extensions import assert_type

from authing.core.oidc_answers import Introspection, LoginRequest, TokenSet
from authing.logto import (
    AsyncAuthenticationClient,
    AsyncLogto,
    AuthenticatedClient,
    AuthenticationClient,
    Client,
    Logto,
    PrivateKey,
    TokenManager,
    scopes,
    webhooks,
)
from authing.logto.authentication import Claims, Login, UserInfo


def constructors(key: PrivateKey) -> None:
    assert_type(AuthenticationClient("https://l.test", "id"), AuthenticationClient)
    AuthenticationClient("l.test", "id", "secret", redirect_uri="https://a.test", resources="urn:r", scopes=["openid"])
    AsyncAuthenticationClient("l.test", "id", private_key=key, issuer="https://id.test/oidc", retries=0)
    AsyncAuthenticationClient("l.test", "id", "secret", auth_method="client_secret_post", token="t", timeout=3)


def blocking(client: AuthenticationClient) -> None:
    request = client.start_login(
        scopes=["openid", scopes.ORGANIZATIONS], resources=["urn:r"], first_screen="register", identifiers=["email"]
    )
    assert_type(request, LoginRequest)
    login = client.finish_login(dict(request), "https://a.test?code=1")
    assert_type(login, Login)
    assert_type(login.claims, Claims)
    assert_type(login.claims.organizations, Sequence[str])
    assert_type(login.claims.roles_in("o"), frozenset[str])
    assert_type(login.claims.custom_data, Mapping[str, Any])
    assert_type(login.claims.created_at, datetime | None)
    assert_type(login.refresh_token, str | None)
    assert_type(client.verify_access_token("t", organization_id="o", scopes="read").organization_id, str | None)
    assert_type(client.verify_id_token("t", nonce="n"), Claims)
    assert_type(client.introspect_token("t"), Introspection)
    assert_type(client.get_user_info_by_access_token().username, str | None)
    assert_type(client.get_new_access_token_by_refresh_token("t", resource="r", organization_id="o"), TokenSet)
    assert_type(client.get_access_token_by_client_credentials(organization_id="o"), TokenSet)
    assert_type(client.get_access_token_by_personal_access_token("t", resource="r"), TokenSet)
    assert_type(client.get_access_token_by_subject_token("t", actor_token="a", scopes=["s"]), TokenSet)
    assert_type(client.revoke_token(), bool)
    assert_type(client.build_logout_url("https://a.test"), str)
    assert_type(client.get_token(), str | None)


async def awaited(client: AsyncAuthenticationClient) -> None:
    assert_type(await client.start_login(), LoginRequest)
    assert_type(await client.finish_login(None, {"code": "1"}), Login)
    assert_type(await client.verify_access_token("t", audience=["a", "b"]), Claims)
    assert_type(await client.get_user_info_by_access_token("t"), UserInfo)
    async with client as same:
        assert_type(same, AsyncAuthenticationClient)


def hooks(body: bytes, header: str | None, seen: webhooks.Seen) -> None:
    event = webhooks.verify(body, header, ["new", "old"], seen=seen)
    assert_type(event, webhooks.WebhookEvent)
    assert_type(event.created_at, datetime)
    webhooks.verify(body, header, "key", seen=webhooks.SeenInMemory(room=10), max_age=60)


async def old_programs(manager: TokenManager, mine: httpx.Client, theirs: httpx.AsyncClient) -> None:
    assert_type(await manager.fetch_token_info(), dict[str, Any])
    assert_type(manager.token_info["access_token"], str)
    assert_type(manager.get_auth_header(), str)
    client = AuthenticatedClient("https://l.test/api", manager, verify_ssl=False, headers={"a": "b"})
    assert_type(client.with_headers({}).with_cookies({}).with_timeout(httpx.Timeout(3)), AuthenticatedClient)
    assert_type(client.set_httpx_client(mine).set_async_httpx_client(theirs), AuthenticatedClient)
    assert_type(client.get_httpx_client(), httpx.Client)
    assert_type(client.logto, Logto)
    assert_type(Client("https://l.test").async_logto, AsyncLogto)
    assert_type(Logto.with_token("https://l.test", manager), Logto)


def mistakes(client: AuthenticationClient, manager: TokenManager) -> None:
    AuthenticationClient("l.test")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    AuthenticationClient("l.test", "id", private_key="pem")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AuthenticationClient("l.test", "id", resource="r")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.start_login(first_screen=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.verify_access_token("t", resource="r")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_access_token_by_client_credentials("r")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    webhooks.verify("text", "s", "k")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    webhooks.verify(b"", "s", "k", seen=set())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AuthenticatedClient("https://l.test")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    TokenManager("https://l.test", "m2m")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    manager.fetch_token_info().keys()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


async def not_awaited(client: AsyncAuthenticationClient) -> None:
    _ = client.start_login().url  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
