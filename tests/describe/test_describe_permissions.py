"""What the operations of `client.users` and `client.roles` about policies and resources send."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, AuthingException, ManagementClient, NotFound
from authing.core.binding import describe
from authing.core.call import Reply
from authing.core.plan import encoded_json
from authing.v2.management.roles.permissions import Permissions as OfRoles
from authing.v2.management.users.permissions import Permissions as OfUsers
from authing.v2.models import ResourceType

USER = {"targetType": "USER", "targetIdentifier": "u"}
ROLE = {"targetType": "ROLE", "targetIdentifier": "r"}
TO_USER = {"policies": ["p"], "targetType": "USER", "targetIdentifiers": ["u"]}
TO_ROLE = {"policies": ["p", "q"], "targetType": "ROLE", "targetIdentifiers": ["r"]}
BATCH = "/api/v2/acl/check-resource-permission-batch"
KIND = "/api/v2/acl/get-authorized-resources-of-resource-kind"

USERS = [
    Row("list_policies", ("u",), field="policyAssignments", variables={**USER, "page": 1, "limit": 10}, safe=True),
    Row(
        "list_policies",
        ("u", 2, 5),
        {"namespace": "ns"},
        field="policyAssignments",
        variables={**USER, "page": 2, "limit": 5, "namespace": "ns"},
        safe=True,
    ),
    Row("iterate_policies", ("u",), field="policyAssignments", variables={**USER, "page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_policies",
        ("u",),
        {"namespace": "ns", "limit": 3},
        field="policyAssignments",
        variables={**USER, "page": 1, "limit": 3, "namespace": "ns"},
        safe=True,
    ),
    Row("add_policies", ("u", ["p"]), field="addPolicyAssignments", variables=TO_USER),
    Row(
        "add_policies",
        ("u", ("p",)),
        {"namespace": "ns"},
        field="addPolicyAssignments",
        variables={**TO_USER, "namespace": "ns"},
    ),
    Row("remove_policies", ("u", ["p"]), field="removePolicyAssignments", variables=TO_USER),
    Row(
        "remove_policies",
        ("u", ["p"]),
        {"namespace": "ns"},
        field="removePolicyAssignments",
        variables={**TO_USER, "namespace": "ns"},
    ),
    Row("list_authorized_resources", ("u",), field="user", variables={"id": "u"}, safe=True),
    Row(
        "list_authorized_resources",
        ("u", "ns", "DATA"),
        field="user",
        variables={"id": "u", "namespace": "ns", "resourceType": "DATA"},
        safe=True,
    ),
    Row(
        "check_resource_permission_batch",
        ("u", "ns", ["books:1", "books:*"]),
        path=BATCH,
        body={"userId": "u", "namespace": "ns", "resources": ["books:1", "books:*"]},
        safe=True,
    ),
    Row(
        "list_authorized_resources_of_resource_kind",
        ("u", "ns", "books"),
        path=KIND,
        body={"userId": "u", "namespace": "ns", "resource": "books"},
        safe=True,
    ),
]
ROLES = [
    Row("list_policies", ("r",), field="policyAssignments", variables={**ROLE, "page": 1, "limit": 10}, safe=True),
    Row(
        "list_policies",
        ("r", 2, 5),
        {"namespace": "ns"},
        field="policyAssignments",
        variables={**ROLE, "page": 2, "limit": 5, "namespace": "ns"},
        safe=True,
    ),
    Row(
        "iterate_policies",
        ("r",),
        {"namespace": "ns", "limit": 3},
        field="policyAssignments",
        variables={**ROLE, "page": 1, "limit": 3, "namespace": "ns"},
        safe=True,
    ),
    Row("add_policies", ("r", ["p", "q"]), field="addPolicyAssignments", variables=TO_ROLE),
    Row(
        "add_policies",
        ("r", ["p", "q"]),
        {"namespace": "ns"},
        field="addPolicyAssignments",
        variables={**TO_ROLE, "namespace": "ns"},
    ),
    Row("remove_policies", ("r", ["p", "q"]), field="removePolicyAssignments", variables=TO_ROLE),
    Row(
        "remove_policies",
        ("r", ["p", "q"]),
        {"namespace": "ns"},
        field="removePolicyAssignments",
        variables={**TO_ROLE, "namespace": "ns"},
    ),
    Row("list_authorized_resources", ("r", None), field="role", variables={"code": "r"}, safe=True),
    Row(
        "list_authorized_resources",
        ("r", "ns", ResourceType.MENU),
        field="role",
        variables={"code": "r", "namespace": "ns", "resourceType": "MENU"},
        safe=True,
    ),
]
ALL = [("users", row) for row in USERS] + [("roles", row) for row in ROLES]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
CLIENT: Any = BLOCKING


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize(("part", "row"), ALL, ids=[f"{part}.{shown(row)}" for part, row in ALL])
def test_what_is_sent(client: Any, part: str, row: Row) -> None:
    check(sent(getattr(getattr(client, part), row.name), row), row)


@pytest.mark.parametrize(("owner", "table"), [(OfUsers, USERS), (OfRoles, ROLES)], ids=["users", "roles"])
def test_every_operation_and_argument_has_a_row(owner: type[Any], table: list[Row]) -> None:
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


NO_TEXT: list[Any] = ["", None, 5, ["a"], b"u"]
NO_TEXTS: list[Any] = [[], "abc", None, 5, [""], [None], {"a": "b"}]
NO_TYPE: list[Any] = ["", "data", "FILE", 5, ["DATA"]]
BOTH = ("users", "roles")

REFUSED: list[tuple[str, str, tuple[Any, ...]]] = [
    *[(part, name, (who,)) for who in NO_TEXT for name in ("list_policies", "iterate_policies") for part in BOTH],
    *[(part, "list_policies", ("x", page)) for page in (0, "1", None) for part in BOTH],
    *[(part, name, (who, ["p"])) for who in NO_TEXT for name in ("add_policies", "remove_policies") for part in BOTH],
    *[(part, name, ("x", codes)) for codes in NO_TEXTS for name in ("add_policies", "remove_policies") for part in BOTH],
    *[(part, "list_authorized_resources", (who, "ns")) for who in NO_TEXT for part in BOTH],
    *[(part, "list_authorized_resources", ("x", "ns", kind)) for kind in NO_TYPE for part in BOTH],
    *[("users", "check_resource_permission_batch", (who, "ns", ["r:1"])) for who in NO_TEXT],
    *[("users", "check_resource_permission_batch", ("u", where, ["r:1"])) for where in NO_TEXT],
    *[("users", "check_resource_permission_batch", ("u", "ns", resources)) for resources in NO_TEXTS],
    *[("users", "list_authorized_resources_of_resource_kind", (who, "ns", "r")) for who in NO_TEXT],
    *[("users", "list_authorized_resources_of_resource_kind", ("u", where, "r")) for where in NO_TEXT],
    *[("users", "list_authorized_resources_of_resource_kind", ("u", "ns", kind)) for kind in NO_TEXT],
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "name", "args"), REFUSED, ids=[f"{part}.{name}{args!r}"[:70] for part, name, args in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(part: str, name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(getattr(CLIENT, part), name), *args)


@pytest.mark.parametrize(("part", "field", "code"), [("users", "user", 2004), ("roles", "role", 404)])
def test_nobody_has_no_resources(part: str, field: str, code: int) -> None:
    call = sent(getattr(CLIENT, part).list_authorized_resources, Row("", ("nobody", "ns")))
    with pytest.raises(NotFound) as caught:
        call.read(Reply(200, {}, encoded_json({"data": {field: None}})))
    assert caught.value.code == code
    assert isinstance(caught.value, AuthingException)
