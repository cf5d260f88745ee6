"""What the operations of `client.acl` about applications send: who may enter, and accounts of programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import Runner, describe
from authing.v2.management.acl.application_access import ApplicationAccess
from authing.v2.management.acl.programmatic_access import ProgrammaticAccess
from authing.v2.models import DefaultStrategy, TargetType

ONE = "/api/v2/applications/app"
ACCESS = f"{ONE}/authorization"
RECORDS = f"{ACCESS}/records"
PROGRAMS = f"{ONE}/programmatic-access-accounts"
ANY = "/api/v2/applications/programmatic-access-accounts"
DECISIONS = {
    "enable_application_access_policies": "enable-effect",
    "disable_application_access_policies": "disable-effect",
    "delete_application_access_policies": "revoke",
    "allow_access_application": "allow",
    "deny_access_application": "deny",
}

ENTERED = [
    *[
        Row(
            name,
            ("app", "ROLE", ["editor", "clerk"], "ns", False),
            path=f"{ACCESS}/{what}",
            body={
                "targetType": "ROLE",
                "targetIdentifiers": ["editor", "clerk"],
                "namespace": "ns",
                "inheritByChildren": False,
            },
        )
        for name, what in DECISIONS.items()
    ],
    Row(
        "allow_access_application",
        ("app", TargetType.USER, ("u",), None, None),
        path=f"{ACCESS}/allow",
        body={"targetType": "USER", "targetIdentifiers": ["u"]},
    ),
    Row(
        "update_default_application_access_policy",
        ("app", DefaultStrategy.ALLOW_ALL),
        path=ONE,
        body={"permissionStrategy": {"defaultStrategy": "ALLOW_ALL"}},
    ),
    Row(
        "get_application_access_policies",
        ("app", 2, 5),
        method="GET",
        path=RECORDS,
        params={"page": 2, "limit": 5},
        safe=True,
    ),
    Row(
        "iterate_application_access_policies",
        ("app",),
        {"limit": 3},
        method="GET",
        path=RECORDS,
        params={"page": 1, "limit": 3},
        safe=True,
    ),
]

PROGRAMMED = [
    Row(
        "programmatic_access_account_list",
        ("app",),
        method="GET",
        path=PROGRAMS,
        params={"page": 1, "limit": 10},
        safe=True,
    ),
    Row(
        "programmatic_access_account_list",
        ("app", 2, 5),
        method="GET",
        path=PROGRAMS,
        params={"page": 2, "limit": 5},
        safe=True,
    ),
    Row(
        "iterate_programmatic_access_accounts",
        ("app",),
        {"limit": 3},
        method="GET",
        path=PROGRAMS,
        params={"page": 1, "limit": 3},
        safe=True,
    ),
    Row("create_programmatic_access_account", ("app",), path=PROGRAMS, body={"tokenLifetime": 600}),
    Row(
        "create_programmatic_access_account",
        ("app", "for the printer", 60),
        path=PROGRAMS,
        body={"tokenLifetime": 60, "remarks": "for the printer"},
    ),
    Row(
        "disable_programmatic_access_account",
        ("id",),
        method="PATCH",
        path=ANY,
        body={"id": "id", "enabled": False},
    ),
    Row("enable_programmatic_access_account", ("id",), method="PATCH", path=ANY, body={"id": "id", "enabled": True}),
    Row("delete_programmatic_access_account", ("id",), method="DELETE", path=ANY, params={"id": "id"}, safe=True),
    Row(
        "refresh_programmatic_access_account_secret",
        ("id", "s" * 32),
        method="PATCH",
        path=ANY,
        body={"id": "id", "secret": "s" * 32},
    ),
]

TABLE = [*ENTERED, *PROGRAMMED]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
acl: Any = BLOCKING.acl


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.acl, row.name), row), row)


@pytest.mark.parametrize(("owner", "table"), [(ApplicationAccess, ENTERED), (ProgrammaticAccess, PROGRAMMED)])
def test_every_operation_and_argument_has_a_row(owner: type[Any], table: list[Row]) -> None:
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


def test_a_refreshed_secret_is_another_one_for_each_call() -> None:
    row = Row("refresh_programmatic_access_account_secret", ("id",))
    made = {sent(acl.refresh_programmatic_access_account_secret, row).json["secret"] for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch("[abcdefhijkmnprstwxyz2345678]{32}", secret) for secret in made)


class Recorder(Runner[Any]):
    """Keeps what it should perform."""

    def run(self, described: Any) -> Any:
        return described


def test_the_remark_of_authing_4_reaches_the_platform_now() -> None:
    access: Any = ProgrammaticAccess(Recorder())
    with pytest.warns(DeprecationWarning, match="remark= is called remarks= now"):
        call = access.create_programmatic_access_account("app", remark="for the printer")
    assert call.json == {"tokenLifetime": 600, "remarks": "for the printer"}


NO_ID: list[Any] = ["", None, 5, ["app"], b"app"]
NO_PATH: list[Any] = [*NO_ID, ".", ".."]
NO_TEXTS: list[Any] = [[], "abc", b"abc", None, 5, [""], [None], ["a", 5], {"a": "b"}]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[(name, (app_id, "USER", ["u"], None, None)) for app_id in NO_PATH for name in DECISIONS],
    *[(name, ("app", kind, ["u"], None, None)) for kind in ("", None, "user", 5, "AK_SK") for name in DECISIONS],
    *[(name, ("app", "USER", ids, None, None)) for ids in NO_TEXTS for name in DECISIONS],
    *[(name, ("app", "ROLE", ["r"], namespace, None)) for namespace in ("", 5, ["ns"]) for name in DECISIONS],
    *[(name, ("app", "ORG", ["n"], None, inherit)) for inherit in ("yes", 1, 0) for name in DECISIONS],
    *[("update_default_application_access_policy", ("app", strategy)) for strategy in ("", None, "ALLOW", 5)],
    *[(name, (app_id,)) for app_id in NO_PATH for name in ("get_application_access_policies", "iterate_application_access_policies", "programmatic_access_account_list", "iterate_programmatic_access_accounts", "create_programmatic_access_account")],
    *[(name, ("app", page)) for page in NO_PAGE for name in ("get_application_access_policies", "programmatic_access_account_list")],
    *[("create_programmatic_access_account", ("app", None, life)) for life in (0, -1, "600", 1.5, True, None)],
    *[("create_programmatic_access_account", ("app", remarks)) for remarks in (5, ["x"])],
    *[(name, (account_id,)) for account_id in NO_ID for name in ("enable_programmatic_access_account", "disable_programmatic_access_account", "delete_programmatic_access_account", "refresh_programmatic_access_account_secret")],
    *[("refresh_programmatic_access_account_secret", ("id", secret)) for secret in ("", 5, ["s"])],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[f"{name}{args!r}"[:60] for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(acl, name), *args)
