"""What `client.graphql` and `client.rest` send."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row
from sgqlc.operation import Operation

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.core.call import Reply
from authing.v2 import schema
from authing.v2.management.own_requests import OwnRequests

DOCUMENT = "query roles($page: Int) { roles(page: $page) { totalCount } }"
CHANGE = 'mutation { deleteRole(code: "a") { code } }'
TABLE = [
    Row("graphql", (DOCUMENT,), variables={}, safe=True),
    Row("graphql", (DOCUMENT, {"page": 2}), variables={"page": 2}, safe=True),
    Row("graphql", ("\n  { roles { totalCount } }",), variables={}, safe=True),
    Row("graphql", (CHANGE,), variables={}),
    Row("graphql", (f"# query\n{CHANGE}",), variables={}),
    Row("graphql", (f"query {{ roles {{ totalCount }} }} {CHANGE}",), variables={}),
    Row("rest", ("GET", "/api/v2/x"), method="GET", path="/api/v2/x", safe=True),
    Row("rest", ("GET", "/x"), {"params": {"a": 1}}, method="GET", path="/x", params={"a": 1}, safe=True),
    Row("rest", ("POST", "/x"), {"json": {"a": [1]}}, path="/x", body={"a": [1]}),
    Row("rest", ("PATCH", "/x"), {"json": {}}, method="PATCH", path="/x", body={}),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE)
def test_what_is_sent(client: OwnRequests[Any], row: Row) -> None:
    call = describe(getattr(client, row.name), *row.args, **row.kwargs)
    assert (call.method, call.path, call.params, call.auth, call.safe) == (
        row.method, row.path, row.params, True, row.safe,
    )  # fmt: skip
    if row.name == "graphql":
        assert call.json == {"query": row.args[0], "variables": row.variables}
    else:
        assert call.json == row.body


def test_an_sgqlc_operation_is_sent_as_text_and_read_as_objects() -> None:
    operation: Any = Operation(schema.Query)
    operation.users(page=1, limit=2).list().username()
    call = describe(BLOCKING.graphql, operation)
    assert call.json["query"].split() == [
        "query",
        "{",
        "users(page:",
        "1,",
        "limit:",
        "2)",
        "{",
        "list",
        "{",
        "username",
        "}",
        "}",
        "}",
    ]
    assert call.safe
    answer = call.read(Reply(200, {}, b'{"data": {"users": {"list": [{"username": "bob"}]}}}'))
    assert answer.users.list[0].username == "bob"


def test_a_change_by_sgqlc_is_not_repeated() -> None:
    operation: Any = Operation(schema.Mutation)
    operation.delete_user(id="u1").code()
    assert not describe(BLOCKING.graphql, operation).safe


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("graphql", ("",)),
        ("graphql", (None,)),
        ("graphql", (b"query { x }",)),
        ("graphql", (DOCUMENT, [1])),
        ("graphql", (DOCUMENT, "page")),
        ("rest", ("get", "/x")),
        ("rest", ("TRACE", "/x")),
        ("rest", ("GET", "x")),
        ("rest", ("GET", "https://elsewhere.example/x")),
        ("rest", ("GET", "")),
    ],
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(BLOCKING, name), *args)
