"""Endpoints about organisations."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.users import shaped
from authing.server.rest.values import maybe_text, part
from authing.server.rules import exchange, organisations

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.exchange import Branch, Way
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.organisations import Node


def node(found: Node, leader_id: str | None) -> dict[str, Any]:
    """A department as this interface shows it."""
    return {
        "id": found.id,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "userPoolId": found.pool_id,
        "orgId": found.organisation_id,
        "name": found.name,
        "nameI18n": found.name_i18n,
        "description": found.description,
        "descriptionI18n": found.description_i18n,
        "order": found.order,
        "code": found.code,
        "leaderUserId": leader_id,
    }


def organisation(way: Way) -> dict[str, Any]:
    """An organisation as this interface shows it."""
    found = way.organisation
    return {
        "id": found.id,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "userPoolId": found.pool_id,
        "rootNodeId": way.nodes[0].id,
        "logo": found.logo,
        "tenantId": found.tenant_id,
    }


def elements(way: Way) -> list[dict[str, Any]]:
    """An organisation and the departments on the way to one of them."""
    below = [{"type": "node", **node(each, way.leaders.get(each.id))} for each in way.nodes]
    return [{"type": "org", **organisation(way)}, *below]


def with_root(way: Way) -> dict[str, Any]:
    """An organisation with its root."""
    root = way.nodes[0]
    return {**organisation(way), "rootNode": node(root, way.leaders.get(root.id))}


def member(account: Account) -> dict[str, Any]:
    """A member of a department, without what belongs to other domains."""
    return {name: value for name, value in shaped(account).items() if name != "identities"}


def tree(branch: Branch) -> dict[str, Any]:
    """A department with all below it; no deeper than the rules let it be."""
    found = branch.node
    return {
        **node(found, branch.leader_id),
        "source": None,
        "sourceData": None,
        "dataVersion": None,
        "__id": found.id,
        "__parentid": found.parent_id,
        "__groupid": None,
        "members": [member(account) for account in branch.members],
        "children": [tree(child) for child in branch.children],
    }


def own(context: Context, _: dict[str, Any]) -> Answer:
    return [elements(way) for way in exchange.own_ways(context)], "ok"


def of_user(context: Context, values: dict[str, Any]) -> Answer:
    return [elements(way) for way in exchange.ways(context, values["id"])], "ok"


def count(context: Context, _: dict[str, Any]) -> Answer:
    return {"count": organisations.count(context)}, "ok"


def some(context: Context, values: dict[str, Any]) -> Answer:
    return [with_root(way) for way in exchange.roots(context, part(values))], "ok"


def by_tenant(context: Context, values: dict[str, Any]) -> Answer:
    way = exchange.root_of_tenant(context, text(values, "tenant_id"))
    return with_root(way) if way else None, "ok"


def take_in(context: Context, values: dict[str, Any]) -> Answer:
    return tree(exchange.take_in(context, text(values, "filetype"), values.get("file"))), "导入数据成功"


def give_out(context: Context, values: dict[str, Any]) -> Answer:
    organisation_id = maybe_text(values, "org_id")
    if organisation_id:
        return tree(exchange.give_out_one(context, organisation_id)), "导出数据成功"
    return [tree(branch) for branch in exchange.give_out(context)], "导出数据成功"


def synchronise(context: Context, values: dict[str, Any]) -> Answer:
    exchange.synchronise(context, values["provider"])
    return None, "ok"


def synchronise_ad(context: Context, values: dict[str, Any]) -> Answer:
    text(values, "connectionId")
    exchange.synchronise(context, "ad")
    return None, "ok"


TABLE: list[Endpoint] = [
    ("GET", "/api/v2/users/me/orgs", own),
    ("GET", "/api/v2/users/{id}/orgs", of_user),
    ("GET", "/api/v2/orgs", some),
    ("GET", "/api/v2/orgs/count", count),
    ("GET", "/api/v2/orgs/by-tenant", by_tenant),
    ("POST", "/api/v2/orgs/import", take_in),
    ("GET", "/api/v2/orgs/export", give_out),
    ("POST", "/connections/enterprise/{provider}/start-sync", synchronise),
    ("POST", "/api/v2/ad/sync", synchronise_ad),
]
