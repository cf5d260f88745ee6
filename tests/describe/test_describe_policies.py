"""What every operation of `client.policies` sends."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.policies import Policies
from authing.v2.models import Effect, PolicyStatement, TargetType

READ = {"resource": "books:*", "actions": ["books:read"]}
DENY = {
    **READ,
    "effect": "DENY",
    "condition": [{"param": "UserId", "operator": "StringEquals", "value": "u"}],
}
PAIR = {"policies": ["p"], "targetType": "ROLE", "targetIdentifiers": ["r"]}
ONE = {"policy": "p", "targetType": "USER", "targetIdentifier": "u"}

TABLE = [
    Row("list", field="policies", variables={"page": 1, "limit": 10}, safe=True),
    Row(
        "list",
        (2, 5),
        {"namespace": "ns", "exclude_default": True},
        field="policies",
        variables={"page": 2, "limit": 5, "namespace": "ns", "excludeDefault": True},
        safe=True,
    ),
    Row("iterate", field="policies", variables={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate",
        (),
        {"namespace": "ns", "exclude_default": False, "limit": 3},
        field="policies",
        variables={"page": 1, "limit": 3, "namespace": "ns", "excludeDefault": False},
        safe=True,
    ),
    Row("create", ("p", [READ]), field="createPolicy", variables={"code": "p", "statements": [READ]}),
    Row(
        "create",
        ("p", ({**DENY, "effect": Effect.DENY}, READ), ""),
        {"namespace": "ns"},
        field="createPolicy",
        variables={"code": "p", "statements": [DENY, READ], "description": "", "namespace": "ns"},
    ),
    Row(
        "create",
        ("p", [PolicyStatement.of({**READ, "effect": None, "condition": None})]),
        field="createPolicy",
        variables={"code": "p", "statements": [{**READ, "effect": None, "condition": None}]},
    ),
    Row("detail", ("p",), field="policy", variables={"code": "p"}, safe=True),
    Row(
        "detail",
        ("..",),
        {"namespace": "ns"},
        field="policy",
        variables={"code": "..", "namespace": "ns"},
        safe=True,
    ),
    Row("update", ("p", [DENY]), field="updatePolicy", variables={"code": "p", "statements": [DENY]}),
    Row(
        "update",
        ("p", None, "words"),
        {"new_code": "q", "namespace": "ns"},
        field="updatePolicy",
        variables={"code": "p", "description": "words", "newCode": "q", "namespace": "ns"},
    ),
    Row("delete", ("p",), field="deletePolicy", variables={"code": "p"}),
    Row("delete", ("p",), {"namespace": "ns"}, field="deletePolicy", variables={"code": "p", "namespace": "ns"}),
    Row("delete_many", (["p", "q"],), field="deletePolicies", variables={"codeList": ["p", "q"]}),
    Row(
        "delete_many",
        (("p",),),
        {"namespace": "ns"},
        field="deletePolicies",
        variables={"codeList": ["p"], "namespace": "ns"},
    ),
    Row(
        "list_assignments",
        ("p",),
        field="policyAssignments",
        variables={"code": "p", "page": 1, "limit": 10},
        safe=True,
    ),
    Row(
        "list_assignments",
        ("p", 2, 5),
        {"namespace": "ns"},
        field="policyAssignments",
        variables={"code": "p", "page": 2, "limit": 5, "namespace": "ns"},
        safe=True,
    ),
    Row(
        "iterate_assignments",
        ("p",),
        {"namespace": "ns", "limit": 3},
        field="policyAssignments",
        variables={"code": "p", "page": 1, "limit": 3, "namespace": "ns"},
        safe=True,
    ),
    Row("add_assignments", (["p"], "ROLE", ["r"]), field="addPolicyAssignments", variables=PAIR),
    Row(
        "add_assignments",
        (["p"], TargetType.ORG, ["r"]),
        {"inherit_by_children": True, "namespace": "ns"},
        field="addPolicyAssignments",
        variables={**PAIR, "targetType": "ORG", "inheritByChildren": True, "namespace": "ns"},
    ),
    Row("remove_assignments", (["p"], TargetType.ROLE, ["r"]), field="removePolicyAssignments", variables=PAIR),
    Row(
        "remove_assignments",
        (["p"], "AK_SK", ["r"]),
        {"namespace": "ns"},
        field="removePolicyAssignments",
        variables={**PAIR, "targetType": "AK_SK", "namespace": "ns"},
    ),
    Row("enable_assignment", ("p", "USER", "u"), field="enablePolicyAssignment", variables=ONE),
    Row(
        "enable_assignment",
        ("p", TargetType.USER, "u", "ns"),
        field="enablePolicyAssignment",
        variables={**ONE, "namespace": "ns"},
    ),
    Row("disable_assignment", ("p", "USER", "u"), field="disbalePolicyAssignment", variables=ONE),
    Row(
        "disable_assignment",
        ("p", "GROUP", "u", "ns"),
        field="disbalePolicyAssignment",
        variables={**ONE, "targetType": "GROUP", "namespace": "ns"},
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
policies: Any = BLOCKING.policies


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.policies, row.name), row), row)


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Policies, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Policies, TABLE) == set()


def test_the_callers_statements_are_left_as_they_are() -> None:
    given = {"resource": "books:1", "actions": ("books:read",), "effect": Effect.DENY}
    sent(policies.create, Row("create", ("p", [given])))
    assert given == {"resource": "books:1", "actions": ("books:read",), "effect": Effect.DENY}


NO_TEXT: list[Any] = ["", None, 5, ["a"], b"p"]
NO_TEXTS: list[Any] = [[], "abc", b"abc", None, 5, [""], [None], ["a", 5], {"a": "b"}]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]
NO_TARGET: list[Any] = ["", "user", "NODE", None, 5, ["USER"], Effect.ALLOW]
NO_STATEMENTS: list[Any] = [
    [],
    "abc",
    READ,
    5,
    [None],
    ["books:*"],
    [{}],
    [{"resource": "books:*"}],
    [{"actions": ["books:read"]}],
    [{"resource": "", "actions": ["books:read"]}],
    [{"resource": 5, "actions": ["books:read"]}],
    [{**READ, "actions": "books:read"}],
    [{**READ, "actions": []}],
    [{**READ, "effect": "PERMIT"}],
    [{**READ, "effect": "allow"}],
    [{**READ, "condition": "never"}],
    [{**READ, "condition": ["never"]}],
]

REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[("list", (page,), {}) for page in NO_PAGE],
    *[("list", (1, limit), {}) for limit in NO_PAGE],
    *[("iterate", (), {"limit": limit}) for limit in NO_PAGE],
    *[(name, (code,), {}) for code in NO_TEXT for name in ("detail", "delete", "list_assignments", "iterate_assignments")],
    *[("list_assignments", ("p", page), {}) for page in NO_PAGE],
    *[("iterate_assignments", ("p",), {"limit": limit}) for limit in NO_PAGE],
    *[(name, (code, [READ]), {}) for code in NO_TEXT for name in ("create", "update")],
    *[(name, ("p", statements), {}) for statements in NO_STATEMENTS for name in ("create", "update")],
    ("create", ("p", None), {}),
    *[("delete_many", (codes,), {}) for codes in NO_TEXTS],
    *[(name, (codes, "USER", ["u"]), {}) for codes in NO_TEXTS for name in ("add_assignments", "remove_assignments")],
    *[(name, (["p"], "USER", ids), {}) for ids in NO_TEXTS for name in ("add_assignments", "remove_assignments")],
    *[(name, (["p"], kind, ["u"]), {}) for kind in NO_TARGET for name in ("add_assignments", "remove_assignments")],
    *[(name, (code, "USER", "u"), {}) for code in NO_TEXT for name in ("enable_assignment", "disable_assignment")],
    *[(name, ("p", "USER", who), {}) for who in NO_TEXT for name in ("enable_assignment", "disable_assignment")],
    *[(name, ("p", kind, "u"), {}) for kind in NO_TARGET for name in ("enable_assignment", "disable_assignment")],
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), REFUSED, ids=[f"{name}{args!r}{kwargs!r}"[:70] for name, args, kwargs in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(policies, name), *args, **kwargs)


def test_the_old_keywords_are_understood() -> None:
    with (
        pytest.warns(DeprecationWarning, match="is called target_") as told,
        pytest.raises(ArgumentError, match="target_type"),
    ):
        policies.add_assignments(["p"], targetType="nobody", targetIdentifiers=["u"])
    assert [str(each.message) for each in told] == [
        "targetType= is called target_type= now",
        "targetIdentifiers= is called target_identifiers= now",
    ]
