"""The database counts the users of each pool by itself."""

from __future__ import annotations

import random

import pytest
from raw_client import RawClient
from sqlalchemy import func, select

from authing.server import LocalServer
from authing.server.storage.database import Database
from authing.server.storage.tables.accounts import Account, AccountCount


def counted_and_there(server: LocalServer, url: str) -> tuple[dict[tuple[str, bool], int], dict[tuple[str, bool], int]]:
    database = Database(url)
    with database.reading() as db:
        kept = db.execute(select(AccountCount.pool_id, AccountCount.is_deleted, AccountCount.count)).all()
        there = db.execute(
            select(Account.pool_id, Account.is_deleted, func.count()).group_by(Account.pool_id, Account.is_deleted)
        ).all()
    database.close()
    return {(a, b): n for a, b, n in kept if n}, {(a, b): n for a, b, n in there}


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_are_those_of_the_rows(server: LocalServer, api: RawClient, postgres_url: str, seed: int) -> None:
    choice = random.Random(seed)
    url = postgres_url if server.database.startswith("postgresql") else server.database
    users: list[str] = []
    for number in range(20):
        if users and choice.random() < 0.4:
            gone = [users.pop() for _ in range(choice.randint(1, len(users)))]
            api.manage("mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code } }", ids=gone)
        else:
            users.append(api.create(username=f"u{number}")["id"])
    kept, there = counted_and_there(server, url)
    assert kept == there
    server.reset()
    kept, there = counted_and_there(server, url)
    assert kept == there
