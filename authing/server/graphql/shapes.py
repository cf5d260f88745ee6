"""How rules' results look in GraphQL answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from authing.server import wire
from authing.server.rules.arn import role_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from authing.server.rules.accounts import Holder
    from authing.server.rules.departments import Seat
    from authing.server.storage.accounts import Page, Row
    from authing.server.storage.organisations import Placed
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.groups import Group
    from authing.server.storage.tables.organisations import Organisation
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.roles import Role


Owner = TypeVar("Owner")

SIBLINGS = ("siblings",)
"""The key under which an object holds those that stand beside it; no field has such a name."""


def moment(value: datetime) -> str:
    """A point in time, such as `2021-09-24T07:29:51+00:00`."""
    return value.isoformat(timespec="seconds")


def user(account: Account, token: str | None = None) -> dict[str, Any]:
    """A user."""
    shown = wire.user(account, token, moment)
    shown["lastIP"] = shown.pop("lastIp")
    return shown


def holder(found: Holder | None) -> dict[str, Any] | None:
    """A user with its token, or nothing."""
    return user(found.account, found.token) if found else None


def role(found: Role | None) -> dict[str, Any] | None:
    """A role, or nothing."""
    if found is None:
        return None
    return {
        "id": found.id,
        "namespace": found.namespace.code,
        "code": found.code,
        "arn": role_arn(found.namespace.pool_id, found.id),
        "description": found.description,
        "isSystem": found.is_system,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }


def group(found: Group | None) -> dict[str, Any] | None:
    """A group, or nothing; `id` is for the resolvers of what belongs to it."""
    if found is None:
        return None
    return {
        "id": found.id,
        "code": found.code,
        "name": found.name,
        "description": found.description,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }


def organisation(found: Organisation) -> dict[Any, Any]:
    """An organisation, without its departments."""
    return {"id": found.id, "tenantId": found.tenant_id}


def node(found: Placed | None, depth: int | None = None) -> dict[Any, Any] | None:
    """A department, or nothing; `userPoolId` is for the resolvers of what belongs to it."""
    if found is None:
        return None
    node = found.node
    return {
        "id": node.id,
        "userPoolId": node.pool_id,
        "orgId": node.organisation_id,
        "name": node.name,
        "nameI18n": node.name_i18n,
        "description": node.description,
        "descriptionI18n": node.description_i18n,
        "order": node.order,
        "code": node.code,
        "root": node.parent_id is None,
        "depth": depth,
        "path": [step.id for step in found.line],
        "codePath": [step.code for step in found.line],
        "namePath": [step.name for step in found.line],
        "children": found.children,
        "isVirtualNode": False,
        "createdAt": moment(node.created_at),
        "updatedAt": moment(node.updated_at),
    }


def seat(found: Seat) -> dict[Any, Any]:
    """A department of a user."""
    return {
        "department": node(found.department),
        "isMainDepartment": found.membership.is_main,
        "joinedAt": moment(found.membership.created_at),
    }


def page(found: Page[Row], shape: Callable[[Row], Any]) -> dict[str, Any]:
    """A page of a list."""
    return {"totalCount": found.total, "list": listed(found.rows, shape)}


def whole(rows: Sequence[Row], shape: Callable[[Row], Any]) -> dict[str, Any]:
    """A list that is told at once, in the form of a page."""
    return counted(listed(rows, shape))


def counted(shown: Sequence[Any]) -> dict[str, Any]:
    """Objects that are shaped already, in the form of a page."""
    return {"totalCount": len(shown), "list": shown}


def listed(rows: Iterable[Row], shape: Callable[[Row], Any]) -> list[Any]:
    """Objects that stand side by side and know of each other, see `together`."""
    return by_owner({None: rows}, shape)[None]


def by_owner(rows: Mapping[Owner, Iterable[Row]], shape: Callable[[Row], Any]) -> dict[Owner, list[Any]]:
    """Objects of several owners that stand side by side, all of them, and know of each other."""
    shown = {owner: [shape(row) for row in owned] for owner, owned in rows.items()}
    siblings = [each for owned in shown.values() for each in owned]
    for each in siblings:
        each[SIBLINGS] = siblings
    return shown


def together(parent: dict[Any, Any], key: tuple[Any, ...], load: Callable[[list[str]], Mapping[str, Any]]) -> Any:
    """What belongs to an object, loaded by the ids of all that stand beside it, so that a page costs one query and not one each.

    Args:
        parent: The object; `key` is not yet in it, or was put there for one of its siblings.
        key: What tells this from all else that belongs to such objects: the field, and its arguments.
        load: Finds by ids what belongs to each; an id without anything may be missing.
    """
    if key not in parent:
        siblings = parent.get(SIBLINGS, [parent])
        found = load(list({each["id"]: None for each in siblings}))
        for each in siblings:
            each[key] = found.get(each["id"], ())
    return parent[key]


def pool(found: Pool) -> dict[str, Any]:
    """A user pool with all its settings."""
    return wire.pool(found, moment)


def done(message: str) -> dict[str, Any]:
    """The answer of an operation that has nothing else to say."""
    return {"code": 200, "message": message}
