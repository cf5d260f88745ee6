"""The administrator's client, awaited: many calls in flight over a few connections, and all pages by `async for`."""

from __future__ import annotations

import asyncio

from authing import AsyncManagementClient
from authing.server import LocalServer


async def main(management: AsyncManagementClient) -> None:
    """Do what an administrator does, all at once."""
    users = await asyncio.gather(*(management.users.create({"username": f"user{number:02}"}) for number in range(30)))
    print("created", len(users), "users")

    names = sorted([user.username or "" async for user in management.users.iterate(limit=10)])
    print("from", names[0], "to", names[-1])

    await management.roles.create("editor")
    await management.roles.add_users("editor", [user.id for user in users[:3]])
    print("editors:", (await management.roles.list_users("editor")).total_count)


async def run(server: LocalServer) -> None:
    """Make the client, and close it at the end."""
    async with AsyncManagementClient(
        user_pool_id=server.user_pool_id, secret=server.secret, host=server.host
    ) as management:
        await main(management)


if __name__ == "__main__":
    with LocalServer() as server:
        asyncio.run(run(server))
