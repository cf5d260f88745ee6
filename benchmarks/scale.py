"""What the local server's answers cost when the pool is large: they must not grow with it.

    python benchmarks/scale.py [USERS …]        by default 10000 100000 1000000

A database is filled for each size, with as many permissions as users up to 100,000, and with a tree of a hundredth as many
departments. The largest takes a minute or two to fill. Ratios are to the smallest.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert
from timing import row

from authing import ManagementClient
from authing.server import Argon2Costs, LocalServer, Settings
from authing.server.storage.database import Database
from authing.server.storage.tables import Base

BEGAN = datetime(2026, 1, 1, tzinfo=timezone.utc)
AT_ONCE = 10_000
MOST_GRANTS = 100_000
ROUNDS = 60


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def put(database: Database, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows past all rules, which is what makes a million of them possible."""
    pending = iter(rows)
    while chunk := list(islice(pending, AT_ONCE)):
        with database.writing() as db:
            db.connection().execute(insert(table(name)), chunk)


def account(pool_id: str, number: int) -> dict[str, Any]:
    moment = BEGAN + timedelta(seconds=number)
    return {
        "id": f"{number:024x}",
        "pool_id": pool_id,
        "status": "Activated",
        "is_deleted": False,
        "blocked": False,
        "username": f"user-{number}",
        "email": f"user-{number}@example.com",
        "email_verified": False,
        "phone_verified": False,
        "register_source": ["import:manual"],
        "signed_up": moment,
        "logins_count": 0,
        "created_at": moment,
        "updated_at": moment,
    }


@contextmanager
def filled(size: int) -> Iterator[ManagementClient]:
    """A server whose pool has this many users."""
    with tempfile.TemporaryDirectory() as directory:
        location = str(Path(directory, "authing.db"))
        settings = Settings(database=location, argon2=Argon2Costs(memory_kib=64, iterations=1))
        with LocalServer(settings) as server:
            database = Database(location)
            put(database, "accounts", (account(server.user_pool_id, number) for number in range(size)))
            grants = min(size, MOST_GRANTS)
            put(database, "permission_targets", ({"id": 1 + n, "account_id": f"{n:024x}"} for n in range(grants // 10)))
            put(
                database,
                "grants",
                (
                    {
                        "namespace_id": 2,
                        "target_id": 1 + n // 10,
                        "resource": f"books:{n}",
                        "kind": "books",
                        "resource_type": "DATA",
                        "actions": ["books:read"],
                        "created_at": BEGAN,
                    }
                    for n in range(grants // 10 * 10)
                ),
            )
            database.close()
            with ManagementClient(
                user_pool_id=server.user_pool_id, secret=server.secret, host=server.host, deadline=600, timeout=600
            ) as client:
                grow_tree(client, size // 100)
                yield client


def grow_tree(client: ManagementClient, nodes: int) -> None:
    """An organisation whose every department has ten below it, the first of which has the first user."""
    names = [f"department-{number}" for number in range(nodes)]
    trees: list[dict[str, Any]] = [{"name": name, "code": name, "children": []} for name in names]
    for number, tree in enumerate(trees[1:], 1):
        trees[(number - 1) // 10]["children"].append(tree)
    client.org.import_by_json(trees[0])


def jobs(client: ManagementClient) -> dict[str, Callable[[], object]]:
    user = f"{1:024x}"
    organisation = client.org.list(1, 1).list[0]
    root = organisation.root_node.id
    leaf = client.org.create_node("leaf", organisation.id, root).id
    client.org.add_members(leaf, [user])

    def add_and_delete() -> None:
        node = client.org.create_node("new", organisation.id, leaf)
        client.org.delete_node(organisation.id, node.id)

    return {
        "a page of 10 users": lambda: client.users.list(1, 10),
        "one user": lambda: client.users.detail(user),
        "a user's authorised resources": lambda: client.users.list_authorized_resources(user, "default"),
        "may a user do this": lambda: client.acl.is_allowed(user, "books:read", "books:7", "default"),
        "a department's members": lambda: client.org.list_members(leaf),
        "a new department, and away": add_and_delete,
    }


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    print("| what | measured | ratio | bound |\n| --- | --- | --- | --- |")
    first: dict[str, float] = {}
    for size in sizes:
        with filled(size) as client:
            for name, job in jobs(client).items():
                times = []
                for _ in range(ROUNDS):
                    began = time.perf_counter()
                    job()
                    times.append(time.perf_counter() - began)
                median = statistics.median(times)
                label = f"{name}, {size:,} users"
                row(label, f"{median * 1000:.1f} ms", median / first.setdefault(name, median), "does not grow")


if __name__ == "__main__":
    main()
