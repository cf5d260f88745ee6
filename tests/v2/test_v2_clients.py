"""The clients as a whole, over a socket: blocks, walks over pages, headers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from v2_kit import USER, Platform, perform, refusal

from authing import (
    AsyncAuthenticationClient,
    AsyncManagementClient,
    AuthenticationClient,
    AuthingException,
    ManagementClient,
)

MANAGEMENT = pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])
TOTAL = 7


def page_of_users(seen: Any) -> dict[str, Any]:
    page, limit = seen.variables["page"], seen.variables["limit"]
    return {
        "totalCount": TOTAL,
        "list": [{"id": f"u{number}"} for number in range(TOTAL)][(page - 1) * limit : page * limit],
    }


def page_of_roles(seen: Any) -> dict[str, Any]:
    return page_of_users(seen) if seen.variables.get("namespace") == "ns" else {"totalCount": 0, "list": []}


def ids(walk: Any) -> list[str]:
    """The ids of all that is walked over, in either mode."""

    async def awaited() -> list[str]:
        return [item.id async for item in walk]

    return asyncio.run(awaited()) if hasattr(walk, "__aiter__") else [item.id for item in walk]


@MANAGEMENT
@pytest.mark.parametrize(("limit", "requests"), [(3, 3), (7, 1), (50, 1), (1, 7)])
def test_iterate_walks_all_pages(make: Any, limit: int, requests: int) -> None:
    everybody = [f"u{number}" for number in range(TOTAL)]
    with Platform({"users": page_of_users, "roles": page_of_roles}) as platform:
        client = make(user_pool_id="pool", secret="secret", host=platform.host)
        assert ids(client.users.iterate(limit=limit)) == everybody
        assert ids(client.roles.iterate(limit=limit, namespace="ns")) == everybody
        assert ids(client.roles.iterate()) == []
        perform(client.close())
    assert platform.names == ["accessToken", *["users"] * requests, *["roles"] * (requests + 1)]


def test_iterate_fetches_no_page_that_is_not_needed() -> None:
    with (
        Platform({"users": page_of_users}) as platform,
        ManagementClient(user_pool_id="pool", secret="secret", host=platform.host) as client,
    ):
        walk = client.users.iterate(limit=2)
        assert platform.seen == []
        assert next(walk).id == "u0"
        assert next(walk).id == "u1"
    assert platform.names == ["accessToken", "users"]


@MANAGEMENT
def test_a_walk_tells_what_went_wrong_on_its_way(make: Any) -> None:
    answers = [page_of_users, refusal(500, "broken")]
    with Platform({"users": answers}) as platform:
        client = make(user_pool_id="pool", secret="secret", host=platform.host, retries=0)
        with pytest.raises(AuthingException, match="500 broken"):
            ids(client.users.iterate(limit=2))
        perform(client.close())


def test_the_awaited_block() -> None:
    async def main(host: str) -> str | None:
        async with AsyncManagementClient(user_pool_id="pool", secret="secret", host=host) as client:
            user = await client.users.detail("u1")
        return user.id if user else None

    with Platform({"GET /api/v2/users/u1": USER}) as platform:
        assert asyncio.run(main(platform.host)) == "u1"
    assert platform.seen[-1].path.endswith("/api/v2/users/u1?with_custom_data=0")


def test_a_closed_client_opens_new_connections() -> None:
    with Platform({"GET /api/v2/users/u1": USER}) as platform:
        client = ManagementClient(user_pool_id="pool", secret="secret", host=platform.host)
        for _ in range(2):
            client.users.detail("u1")
            client.close()
    assert platform.names == ["accessToken", *["GET /api/v2/users/u1"] * 2]


@pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
def test_headers_of_every_call(make: Any) -> None:
    with Platform({"GET /api/v2/users/me": USER, "updateUser": USER}) as platform:
        client = make(
            app_id="app",
            user_pool_id="pool",
            token="token-of-bob",
            lang="en-US",
            host=platform.host,
            headers={"X-Own": "1"},
        )
        perform(client.update_profile({"nickname": "Nick"}))
    for seen in platform.seen:
        assert seen.headers["x-authing-app-id"] == "app"
        assert seen.headers["x-authing-userpool-id"] == "pool"
        assert seen.headers["x-authing-lang"] == "en-US"
        assert seen.headers["x-authing-request-from"] == "sdk"
        assert seen.headers["x-own"] == "1"
        assert seen.headers["user-agent"].startswith("authing-python/")
        assert seen.token == "token-of-bob"
    assert len(platform.seen) == 2
