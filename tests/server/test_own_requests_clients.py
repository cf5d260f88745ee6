"""Requests of the user's own, and the parts that 4.5's client showed, against the local server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from modes import Clients
from sgqlc.operation import Operation

from authing import ArgumentError, AuthingException, ManagementClient, NotLoggedIn
from authing.server import LocalServer
from authing.v2 import schema

COUNT = "query users($page: Int) { users(page: $page) { totalCount } }"


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


def test_a_document_of_ones_own(client: Any) -> None:
    client.users.create({"username": "bob"})
    assert client.graphql(COUNT, {"page": 2}) == {"users": {"totalCount": 1}}


def test_an_operation_built_with_sgqlc(client: Any) -> None:
    client.users.create({"username": "bob"})
    operation: Any = Operation(schema.Query)
    page = operation.users(page=1, limit=2)
    page.total_count()
    page.list().username()
    answer = client.graphql(operation)
    assert (answer.users.total_count, answer.users.list[0].username) == (1, "bob")


def test_refusals_are_those_of_all_operations(client: Any) -> None:
    with pytest.raises(AuthingException, match="nothing"):
        client.graphql("query { nothing }")
    with pytest.raises(AuthingException):
        client.graphql('mutation { deleteUser(id: "0") { code } }')


def test_a_rest_request_of_ones_own(client: Any) -> None:
    user = client.users.create({"username": "bob"})
    assert client.rest("GET", f"/api/v2/users/{user.id}")["username"] == "bob"
    assert "PUBLIC KEY" in client.rest("GET", "/api/v2/.well-known")["publicKey"]


def test_a_client_with_a_token_in_place_of_the_secret(clients: Clients) -> None:
    administrator = clients.management()
    token = administrator.graphql(
        "query t($p: String!, $s: String!) { accessToken(userPoolId: $p, secret: $s) { accessToken } }",
        {"p": clients.server.user_pool_id, "s": clients.server.secret},
    )["accessToken"]["accessToken"]
    assert clients.management(secret=None, access_token=token).users.list().total_count == 0
    with pytest.raises(NotLoggedIn):
        clients.management(secret=None, access_token="stale").users.list()


def test_the_parts_of_4_5(server: LocalServer) -> None:
    with ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client:
        with pytest.warns(DeprecationWarning, match="tokenProvider"):
            token = client.tokenProvider.getAccessToken()
        with pytest.warns(DeprecationWarning, match="graphqlClient"):
            assert client.graphqlClient.request(COUNT, {}, token) == {"users": {"totalCount": 0}}
        with pytest.warns(DeprecationWarning, match="graphqlClient"), pytest.raises(AuthingException):
            client.graphqlClient.request(COUNT)
        with pytest.warns(DeprecationWarning, match="restClient"):
            answer = client.restClient.request("GET", f"{server.host}/api/v2/users/{'0' * 24}", token)
        assert (answer["code"], answer["data"]) == (200, None)
        with pytest.warns(DeprecationWarning, match="check"):
            check = client.check
        check.is_list(["a"], "names")
        check.target_type("USER")
        check.resource_type("DATA")
        check.page_options(1, 10)
        wrongs: tuple[Callable[[], None], ...] = (
            lambda: check.is_list("a", "names"),
            lambda: check.target_type("PERSON"),
            lambda: check.resource_type("THING"),
            lambda: check.page_options(0, 10),
        )
        for wrong in wrongs:
            with pytest.raises(ArgumentError):
                wrong()


def test_the_attributes_of_4_5(server: LocalServer) -> None:
    with ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client:
        for old, new in {
            "userPool": "user_pool",
            "whiteList": "white_list",
            "auditLog": "audit_log",
            "principalAuth": "principal_auth",
        }.items():
            with pytest.warns(DeprecationWarning, match=f"{old} is called {new} now"):
                assert getattr(client, old) is getattr(client, new)
        assert client.orgs is client.org
