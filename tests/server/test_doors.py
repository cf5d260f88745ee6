"""What both doors do with whatever comes in."""

from __future__ import annotations

import json
import logging
import socket
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from graphql import GraphQLObjectType, build_client_schema, build_schema, get_named_type
from raw_client import RawClient, code_of

from authing.server import LocalServer
from authing.server.graphql.binding import CONTRACT, DOMAINS, bound_schema

CLASSIC_INTROSPECTION = """
  query IntrospectionQuery {
    __schema {
      queryType { name }
      mutationType { name }
      subscriptionType { name }
      types { ...FullType }
      directives { name description locations args { ...InputValue } }
    }
  }
  fragment FullType on __Type {
    kind name description
    fields(includeDeprecated: true) {
      name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
    }
    inputFields { ...InputValue }
    interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...TypeRef }
  }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
  fragment TypeRef on __Type {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name ofType { kind name } } } } } } }
  }
"""


def error_of(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert set(error) == {"message", "locations", "path"}
    assert set(error["message"]) == {"code", "message", "data"}
    message: dict[str, Any] = error["message"]
    return message


def test_the_contract_is_whole() -> None:
    schema = build_schema(CONTRACT.read_text(encoding="utf-8"))
    assert schema.query_type
    assert schema.mutation_type
    assert len(schema.query_type.fields) + len(schema.mutation_type.fields) == 129


def _literal(argument: Any) -> str:
    named: Any = get_named_type(argument.type)
    values = {"String": '"x"', "Int": "1", "Boolean": "true", "Object": '"x"'}
    if hasattr(named, "values"):
        value = next(iter(named.values))
    elif hasattr(named, "fields"):
        value = (
            "{" + ", ".join(f"{n}: {_literal(f)}" for n, f in named.fields.items() if str(f.type).endswith("!")) + "}"
        )
    else:
        value = values[named.name]
    return f"[{value}]" if "[" in str(argument.type) else value


def test_root_fields_without_rules_say_so(api: RawClient) -> None:
    schema = bound_schema()
    there = {name for domain in DOMAINS for kind in ("Query", "Mutation") for name in domain.RESOLVERS.get(kind, ())}
    assert len(there) == 100
    missing = 0
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root
        for name, field in root.fields.items():
            if name in there:
                continue
            missing += 1
            given = ", ".join(f"{a}: {_literal(d)}" for a, d in field.args.items() if str(d.type).endswith("!"))
            selection = "{ __typename }" if isinstance(get_named_type(field.type), GraphQLObjectType) else ""
            answer = api.answer(f"{kind} {{ {name}{f'({given})' if given else ''} {selection} }}", api.management_token)
            message = answer["errors"][0]["message"]
            assert message == {"code": 501, "message": f"{name} is not available in the local server", "data": None}
            assert answer["errors"][0]["path"] == [name]
    assert missing == 129 - 100


def test_introspection_for_old_clients(api: RawClient) -> None:
    first = api.answer(CLASSIC_INTROSPECTION)
    assert api.answer(CLASSIC_INTROSPECTION) == first
    schema = build_client_schema(first["data"])
    assert schema.query_type
    assert "users" in schema.query_type.fields
    assert first["data"]["__schema"]["subscriptionType"] is None
    assert api.answer("{ __schema { queryType { name } } __typename }")["data"]["__typename"] == "Query"


def test_an_answer_about_the_schema_is_kept_only_if_it_is_one(api: RawClient) -> None:
    document = "{ __schema { mutationType { name } } }"
    wrong = {"query": document, "operationName": "Nope"}
    assert error_of(api.post("/graphql/v2", json=wrong).json())["code"] == 400
    assert api.answer(document) == {"data": {"__schema": {"mutationType": {"name": "Mutation"}}}}
    assert error_of(api.post("/graphql/v2", json=wrong).json())["code"] == 400


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ users { totalCount }", {}),
        ("{ users(page: " + "9" * 5000 + ") { totalCount } }", {}),
        ("{ users { ...F } } fragment F on PaginatedUsers { " + "totalCount " * 3001 + "}", {}),
        ("{ __typename } fragment F on PaginatedUsers { " + "totalCount " * 2900 + "...F }", {}),
        ("{ ...Missing }", {}),
        ("{ nope }", {}),
        ("{ users { totalCoun } }", {}),
        ("{ role { id } }", {}),
        ("query($code: String!) { role(code: $code) { id } }", {}),
        ("query($code: String!) { role(code: $code) { id } }", {"code": None}),
        ("query($page: Int) { users(page: $page) { totalCount } }", {"page": "one"}),
        ("query($page: Int) { users(page: $page) { totalCount } }", {"page": 2**31}),
        ("query($by: SortByEnum) { users(sortBy: $by) { totalCount } }", {"by": "NAME"}),
        ("subscription { users { totalCount } }", {}),
        ("query A { __typename } query B { __typename }", {}),
        ("", {}),
        ("{ " + "a: __typename " * 21 + "}", {}),
        ("{ users { list " + "{ roles { list { users { list " * 6 + "{ id }" + " } } } }" * 6 + " } }", {}),
        ("{ __typename # " + "x" * 40_000 + "\n }", {}),
        ("{" * 15_000, {}),
        ("{ ... on Query " * 2000 + "{ __typename }" + "}" * 2000, {}),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", {}),
        (
            "{ user { ...F0 } } "
            + " ".join(
                f"fragment F{i} on User {{ a: roles {{ list {{ users {{ list {{ ...F{i + 1} }} }} }} }} b: roles {{ list {{ users {{ list {{ ...F{i + 1} }} }} }} }} }}"
                for i in range(4)
            )
            + " fragment F4 on User { "
            + " ".join(f"x{i}: id" for i in range(300))
            + " }",
            {},
        ),
    ],
)
def test_documents_that_are_wrong(api: RawClient, document: str, variables: dict[str, Any]) -> None:
    message = error_of(api.answer(document, None, **variables))
    assert message["code"] == 400
    assert "Did you mean" not in message["message"]
    assert message["data"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"query": 5}',
        b'{"query": "{a}", "variables": []}',
        b"\xff\xfe",
        b'[{"query": "{__typename}"}]',
        b'{"query": "{ __typename }", "operationName": 5}',
        b"[" * 100_000,
    ],
)
def test_bodies_that_are_wrong(api: RawClient, body: bytes) -> None:
    response = api.post("/graphql/v2", data=body)
    assert response.status_code == 200
    assert error_of(response.json())["code"] == 400
    enveloped = api.post("/api/v2/password/check", data=body if body != b"{}" else b"[]", headers=api.headers)
    assert enveloped.json()["code"] in {400, 2020, 2231}


def test_bodies_that_are_too_long(api: RawClient) -> None:
    for size in (1024 * 1024 + 1, 10 * 1024 * 1024):
        body = json.dumps({"query": "{ __typename }", "variables": {"x": "x" * size}}).encode()
        response = api.post("/graphql/v2", data=body)
        assert (response.status_code, error_of(response.json())["code"]) == (200, 413)
        chunked = api.post("/api/v2/password/check", data=iter([body[:1000], body[1000:]]))
        assert (chunked.status_code, chunked.json()["code"]) == (413, 413)
    fits = json.dumps({"query": "{ __typename }", "variables": {"x": "x" * 1_000_000}}).encode()
    assert api.post("/graphql/v2", data=fits).json() == {"data": {"__typename": "Query"}}


def test_unknown_variables_and_nulls_do_not_matter(api: RawClient) -> None:
    document = "query($page: Int, $limit: Int) { users(page: $page, limit: $limit) { totalCount } }"
    assert api.manage(document, page=None, limit=None, namespace="x") == {"totalCount": 0}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nope"),
        ("POST", "/api/v2/users/me"),
        ("GET", "/graphql/v2"),
        ("DELETE", "/api/v2/users/x/orgs"),
        ("GET", "/"),
    ],
)
def test_unknown_paths_are_named(api: RawClient, method: str, path: str) -> None:
    answer = api.rest(method, f"{path}?token=secret")
    assert answer == {"code": 404, "message": f"{method} {path} is not available in the local server", "data": None}


def test_the_published_key(api: RawClient) -> None:
    answer = api.rest("GET", "/api/v2/.well-known")
    assert answer["code"] == 200
    assert answer["data"]["publicKey"].startswith("-----BEGIN PUBLIC KEY-----\n")
    assert api.key.key_size == 2048


def test_the_log_has_no_secrets(app_api: RawClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="authing"):
        user = app_api.signed_in()
        app_api.rest("GET", f"/api/v2/users/x?token={user['token']}", app_api.management_token)
        app_api.me(user["token"])
    text = caplog.text
    assert "POST /graphql/v2 200" in text
    assert "GET /api/v2/users/me 200" in text
    for secret in (user["token"], app_api.secret, app_api.management_token, "Passw0rd!", "?"):
        assert secret not in text


def test_failures_are_numbered_and_logged(
    api: RawClient, server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    from authing.server.failures import describe

    refusal = describe(ZeroDivisionError("with a secret"))
    assert (refusal.code, refusal.data["requestId"] in caplog.text) == (500, True)
    assert "secret" not in refusal.message


def test_limits_come_before_validation(api: RawClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Validation compares all fields of a selection with each other: 152 s for 8 KB with graphql-core 3.2.3.
    def validate(*_: object) -> None:
        raise AssertionError("validated")

    monkeypatch.setattr("authing.server.graphql.execution.validate", validate)
    for document in ("{" + " a" * 4000 + "}", "{ __typename } fragment F on User {" + " a" * 4000 + "}"):
        assert "more than" in error_of(api.answer(document))["message"]


def test_a_body_that_breaks_off_is_no_failure(
    api: RawClient, server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="authing"):
        host, _, port = server.host.removeprefix("http://").partition(":")
        for path in ("/graphql/v2", "/api/v2/password/check"):
            with closing(socket.create_connection((host, int(port)), timeout=5)) as connection:
                connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
        latest = monotonic() + 20
        while "/api/v2/password/check" not in caplog.text or "/graphql/v2" not in caplog.text:
            assert monotonic() < latest
            sleep(0.01)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


HOSTS_THAT_ARE_NONE = (
    "evil.example/x",
    "[",
    "[::1",
    "x:99999999",
    "a b",
    "é",
    "localhost@evil.example",
    "localhost#x",
    "",
)


def test_hosts_can_be_restricted(tmp_path: Path) -> None:
    from two_pools import CHEAP

    from authing.server import Settings

    settings = Settings(
        database=str(tmp_path / "x.db"), argon2=CHEAP, allowed_hosts=("127.0.0.1",), local_switches=False
    )
    with LocalServer(settings) as server, requests.Session() as session:
        url = f"{server.host}/api/v2/.well-known"
        assert session.get(url, timeout=5).json()["code"] == 200
        refused = session.get(url, headers={"Host": "evil.example"}, timeout=5)
        assert (refused.json()["code"], refused.headers["x-authing-local"]) == (400, "1")
        for host in HOSTS_THAT_ARE_NONE:
            headers: dict[str, str | bytes | None] = {"Host": host.encode()}
            assert session.get(url, headers=headers, timeout=5).json()["code"] == 400, host
        assert session.get(f"{server.host}/_local/outbox", timeout=5).json()["code"] == 404
        assert session.post(f"{server.host}/_local/reset", timeout=5).json()["code"] == 404


def test_development_switches(api: RawClient) -> None:
    assert api.session.get(f"{api.host}/_local/outbox", timeout=5).json() == []
    token, user = api.management_token, api.signed_in()
    assert api.rest("POST", "/_local/reset")["code"] == 200
    assert api.run("{ users { totalCount } }", token) == {"totalCount": 0}
    assert api.me(user["token"])["code"] == 2020
    assert api.rest("GET", "/_local/reset")["code"] == 404
    assert api.session.get(f"{api.host}/_local/outbox", headers={"Host": "localhost:1"}, timeout=5).json() == []
    for method, path in (("POST", "/_local/reset"), ("GET", "/_local/outbox")):
        response = api.session.request(method, api.host + path, headers={"Origin": "http://127.0.0.1"}, timeout=5)
        assert response.json()["code"] == 1001


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", *HOSTS_THAT_ARE_NONE]
)
def test_a_server_for_this_machine_answers_to_its_names_only(api: RawClient, host: str) -> None:
    headers: dict[str, str | bytes | None] = {"Host": host.encode()}
    for path in ("/_local/reset", "/graphql/v2"):
        response = api.session.post(api.host + path, json={"query": "{ __typename }"}, headers=headers, timeout=5)
        assert (response.status_code, response.json()["code"]) == (400, 400)
    for name in ("localhost", "app.localhost:80", "[::1]:1", "127.1.2.3"):
        assert api.session.get(f"{api.host}/api/v2/.well-known", headers={"Host": name}, timeout=5).status_code == 200


def test_switches_are_for_this_machine_where_other_names_are_served(tmp_path: Path) -> None:
    with LocalServer(allow_remote=True) as server, requests.Session() as session:
        for headers, code in (({"Host": "id.example"}, 1001), ({}, 200)):
            assert session.post(f"{server.host}/_local/reset", headers=headers, timeout=5).json()["code"] == code
        answer = session.get(f"{server.host}/api/v2/.well-known", headers={"Host": "id.example"}, timeout=5)
        assert answer.json()["code"] == 200


def test_business_errors_have_http_status_200(api: RawClient) -> None:
    answer = api.session.post(
        f"{api.host}/api/v2/password/check", json={"password": 5}, timeout=5, headers=api._headers(api.management_token)
    )
    assert (answer.status_code, answer.json()["code"]) == (200, 400)
    answer = api.session.post(f"{api.host}/api/v2/password/check", data="{", timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_odd_values_are_refused_and_not_failures(api: RawClient) -> None:
    search = "query($k: String!) { searchNodes(keyword: $k) { id } }"
    assert code_of(api.manage, search, k="\ud800") == 2014
    condition = '{param: "AppId", operator: "StringEquals", value: $v}'
    statement = f'{{resource: "a", actions: ["b"], condition: [{condition}]}}'
    policy = f'mutation($v: Object!) {{ createPolicy(code: "x", statements: [{statement}]) {{ code }} }}'
    nested: object = "x"
    for _ in range(900):
        nested = [nested]
    assert code_of(api.manage, policy, v=nested) == 400
    many = 'query($f: [String], $g: [SearchUserGroupOpt]) { searchUser(query: "a", fields: $f, groupOpts: $g) { totalCount } }'
    assert api.manage(many, f=["username"] * 2000)["totalCount"] == 0
    assert code_of(api.manage, many, g=[{"code": "x"}] * 101) == 400
    assert code_of(api.run, "query($p: String!) { checkPasswordStrength(password: $p) { valid } }", p="x" * 246) == 400
    settings = b'{"ext": [NaN, 1e400]}'
    path = f"{api.host}/api/v2/applications/{api.app_id}"
    answer = api.session.post(path, data=settings, headers=api._headers(api.management_token), timeout=5)
    assert answer.json()["code"] == 400
