"""Organisations as others keep them: the ways to users' departments, trees given out and taken in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authing.server.rules import access
from authing.server.rules.accounts import require_users
from authing.server.rules.organisations import found, new_node, new_organisation, require_room
from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.storage import departments, organisations
from authing.server.storage.tables.organisations import IS_ROOT, Node, Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Slice
    from authing.server.storage.tables.accounts import Account

MOST_IMPORTED = 10_000
"""The most departments of one import."""

LARGEST_ORDER = 2**31 - 1
TEXTS = {"code": "code", "description": "description", "nameI18n": "name_i18n", "descriptionI18n": "description_i18n"}
"""What a tree may tell of a department besides its name, and what we call it."""

NOT_CONNECTED = {"dingtalk": "你还没有配置钉钉通讯录", "wechatwork": "你还没有配置企业微信通讯录"}
"""The platform's words where no address book of the provider is connected; here none ever is."""


@dataclass(frozen=True)
class Way:
    """From an organisation down to one of its departments: its root at first, and who leads them."""

    organisation: Organisation
    nodes: Sequence[Node]
    leaders: Mapping[str, str]


@dataclass(frozen=True)
class Branch:
    """A department with its members and all below it."""

    node: Node
    leader_id: str | None
    members: Sequence[Account]
    children: Sequence[Branch]


# -- ways -----------------------------------------------------------------------------------------


def own_ways(context: Context) -> list[Way]:
    """The ways to the calling user's departments, in the order of joining."""
    with context.reading() as db:
        return _ways(db, access.signed_in(db, context).account.id)


def ways(context: Context, user_id: str) -> list[Way]:
    """The ways to a user's departments, in the order of joining."""
    with context.reading() as db:
        require_users(db, access.manager(db, context).id, [user_id])
        return _ways(db, user_id)


def _ways(db: Session, account_id: str) -> list[Way]:
    lines = organisations.lines(db, [seat.node_id for seat in departments.of_accounts(db, [account_id])])
    owners = organisations.having(db, {line[0].organisation_id for line in lines})
    leaders = organisations.leaders(db, Node.id.in_({node.id for line in lines for node in line}))
    return [Way(owners[line[0].organisation_id], line, leaders) for line in lines]


def roots(context: Context, part: Slice) -> list[Way]:
    """Some of the organisations of the pool, each with the way to its root."""
    with context.reading() as db:
        return _roots(db, organisations.page(db, access.manager(db, context).id, part).rows)


def root_of_tenant(context: Context, tenant_id: str) -> Way | None:
    """The organisation of a tenant, with the way to its root."""
    with context.reading() as db:
        organisation = organisations.of_tenant(db, access.manager(db, context).id, tenant_id)
        return _roots(db, [organisation])[0] if organisation else None


def _roots(db: Session, wanted: Sequence[Organisation]) -> list[Way]:
    condition = IS_ROOT & Node.organisation_id.in_([each.id for each in wanted])
    nodes = {node.organisation_id: node for node in organisations.nodes(db, condition)}
    leaders = organisations.leaders(db, condition)
    return [Way(each, [nodes[each.id]], leaders) for each in wanted]


# -- giving out -----------------------------------------------------------------------------------


def give_out(context: Context) -> list[Branch]:
    """All organisations of the pool, the newest first."""
    with context.reading() as db:
        return _branches(db, Node.pool_id == access.manager(db, context).id)


def give_out_one(context: Context, organisation_id: str) -> Branch:
    """An organisation of the pool."""
    with context.reading() as db:
        organisation = found(db, access.manager(db, context).id, organisation_id)
        return _branches(db, Node.organisation_id == organisation.id)[0]


def _branches(db: Session, wanted: ColumnElement[bool]) -> list[Branch]:
    """The trees whose departments are exactly those for which a condition holds."""
    nodes = organisations.nodes(db, wanted)
    leaders = organisations.leaders(db, wanted)
    members: dict[str, list[Account]] = {node.id: [] for node in nodes}
    for node_id, account in departments.everybody(db, wanted):
        members[node_id].append(account)
    below: dict[str | None, list[Branch]] = {None: [], **{node.id: [] for node in nodes}}
    for node in nodes:
        below[node.parent_id].append(Branch(node, leaders.get(node.id), members[node.id], below[node.id]))
    return below[None]


# -- taking in ------------------------------------------------------------------------------------


def take_in(context: Context, file_type: str, file: object) -> Branch:
    """Make an organisation of a tree, given as an object or as its JSON text: all of it or nothing.

    Raises:
        Refusal: MALFORMED for anything but a tree, and for too many departments or levels.
    """
    now = context.service.now()
    with context.writing() as db:
        organisation = new_organisation(access.manager(db, context), now)
        if file_type != "json":
            raise Refusal(Code.MALFORMED, "filetype must be json")
        organisations.add(db, organisation, _rows(organisation, now, _parsed(file)))
        return _branches(db, Node.organisation_id == organisation.id)[0]


def _parsed(file: object) -> object:
    if not isinstance(file, str):
        return file
    try:
        return json.loads(file)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, "file is not valid JSON") from None


def _rows(organisation: Organisation, now: datetime, tree: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    waiting: list[tuple[object, str | None, int]] = [(tree, None, 0)]
    while waiting:
        values, parent_id, depth = waiting.pop()
        if not isinstance(values, dict):
            raise Refusal(Code.MALFORMED, "a department must be an object")
        if len(rows) == MOST_IMPORTED:
            raise Refusal(Code.MALFORMED, f"a tree may have at most {MOST_IMPORTED} departments")
        require_room(depth)
        # The newest child is the first one: with a moment between any two, they keep the order of the file.
        moment = now - timedelta(microseconds=len(rows))
        rows.append(new_node(organisation, moment, parent_id=parent_id, **_fields(values)))
        below = [] if values.get("children") is None else values["children"]
        if not isinstance(below, list):
            raise Refusal(Code.MALFORMED, "children must be a list")
        waiting += [(child, rows[-1]["id"], depth + 1) for child in reversed(below)]
    return rows


def _fields(values: Mapping[str, object]) -> dict[str, Any]:
    if not isinstance(values.get("name"), str):
        raise Refusal(Code.MALFORMED, "a department needs a name")
    texts = {ours: values.get(name) for name, ours in TEXTS.items()}
    if not all(isinstance(value, (str, type(None))) for value in texts.values()):
        raise Refusal(Code.MALFORMED, f"{', '.join(TEXTS)} of a department must be texts")
    order = values.get("order")
    if order is not None and (type(order) is not int or abs(order) > LARGEST_ORDER):
        raise Refusal(Code.MALFORMED, "the order of a department must be a whole number")
    return {"name": values["name"], "order": order, **texts}


# -- other platforms ------------------------------------------------------------------------------


def synchronise(context: Context, provider: str) -> None:
    """Refuse to take over an address book: this server is connected to none."""
    with context.reading() as db:
        access.manager(db, context)
    if provider in NOT_CONNECTED:
        raise Refusal(Code.NOT_AVAILABLE, NOT_CONNECTED[provider])
    raise unavailable(f"synchronisation with {provider}")
