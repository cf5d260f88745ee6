"""Policies: what their targets may and may not do, and who has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.conditions import require_conditions
from authing.server.rules.paging import require_few, require_few_pairs
from authing.server.rules.patterns import require_pattern
from authing.server.rules.permissions import require_actions, require_namespace
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import DEFAULT
from authing.server.rules.subjects import require_targets, require_type
from authing.server.storage import policies, targets
from authing.server.storage.tables.permissions import Policy, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.policies import Assigned

CODE = re.compile(r"[\w.:-]{1,100}\Z")
MOST_STATEMENTS = 100


def _statements(documents: Sequence[Mapping[str, Any]]) -> list[Statement]:
    if not documents:
        raise Refusal(Code.INCOMPLETE, "a policy needs a statement")
    if len(documents) > MOST_STATEMENTS:
        raise Refusal(Code.MALFORMED, f"a policy may have {MOST_STATEMENTS} statements at most")
    return [_statement(position, **document) for position, document in enumerate(documents)]


def _statement(
    position: int,
    resource: str,
    actions: list[str],
    effect: str = "ALLOW",
    condition: Sequence[dict[str, Any]] = (),
) -> Statement:
    require_pattern("a resource", resource)
    if not actions:
        raise Refusal(Code.INCOMPLETE, "a statement needs an action")
    require_actions(actions)
    require_few(condition)
    require_conditions(condition)
    return Statement(position=position, resource=resource, actions=actions, effect=effect, condition=list(condition))


def _checked(code: str) -> str:
    if not CODE.match(code):
        raise Refusal(Code.MALFORMED, "the code of a policy has 1 to 100 letters, digits and . : _ -")
    return code


def _found(db: Session, pool_id: str, namespace: str, codes: Sequence[str], *, lock: bool = False) -> dict[str, Policy]:
    if not codes:
        raise Refusal(Code.INCOMPLETE, "the code of a policy is needed")
    require_few(codes)
    found = policies.find(db, pool_id, namespace, codes, lock=lock)
    for code in codes:
        if code not in found:
            raise Refusal(Code.NOT_FOUND, f"there is no policy {code} in the namespace {namespace}")
    return found


def page(context: Context, namespace: str, part: Slice) -> Page[Policy]:
    """A page of the policies of a namespace."""
    with context.reading() as db:
        return policies.page(db, access.manager(db, context).id, namespace, part)


def find(context: Context, code: str, namespace: str = DEFAULT) -> Policy | None:
    """The policy with this code, or None."""
    with context.reading() as db:
        return policies.find(db, access.manager(db, context).id, namespace, [code]).get(code)


def create(
    context: Context,
    code: str,
    statements: Sequence[Mapping[str, Any]],
    namespace: str = DEFAULT,
    description: str | None = None,
) -> Policy:
    """Make a policy."""
    now = context.service.now()
    with context.writing() as db:
        policy = Policy(
            id=tokens.new_id(),
            namespace=require_namespace(db, access.manager(db, context).id, namespace),
            code=_checked(code),
            description=description,
            statements=_statements(statements),
            created_at=now,
            updated_at=now,
        )
        policies.add(db, policy)
    return policy


def update(
    context: Context,
    code: str,
    namespace: str = DEFAULT,
    description: str | None = None,
    statements: Sequence[Mapping[str, Any]] | None = None,
    new_code: str | None = None,
) -> Policy:
    """Give a policy other statements, describe it anew, or rename it."""
    with context.writing() as db:
        policy = _found(db, access.manager(db, context).id, namespace, [code], lock=True)[code]
        if new_code is not None:
            policy.code = _checked(new_code)
        if description is not None:
            policy.description = description
        if statements is not None:
            policy.statements = _statements(statements)
        policy.updated_at = context.service.now()
    return policy


def delete(context: Context, codes: Sequence[str], namespace: str = DEFAULT) -> None:
    """Delete policies, all of them or none; nobody has them any more."""
    with context.writing() as db:
        found = _found(db, access.manager(db, context).id, namespace, codes)
        policies.remove(db, [policy.id for policy in found.values()])


def assign(
    context: Context,
    codes: Sequence[str],
    target_type: str,
    identifiers: Sequence[str],
    inherit_by_children: bool | None = None,
    namespace: str = DEFAULT,
) -> None:
    """Give each policy to each target; nothing happens if one of them does not exist."""
    with context.writing() as db:
        pool = access.manager(db, context)
        found = _found(db, pool.id, namespace, codes)
        ids = require_targets(db, pool.id, namespace, target_type, identifiers)
        require_few_pairs(len(found) * len(ids))
        kept = targets.kept(db, target_type, ids)
        policies.assign(
            db,
            [found[code].id for code in dict.fromkeys(codes)],
            [kept[each] for each in ids],
            inherit_by_children,
            context.service.now(),
        )


def unassign(
    context: Context, codes: Sequence[str], target_type: str, identifiers: Sequence[str], namespace: str = DEFAULT
) -> None:
    """Take each policy from each target; who does not have one does not miss it."""
    with context.writing() as db:
        pool = access.manager(db, context)
        found = _found(db, pool.id, namespace, codes)
        ids = require_targets(db, pool.id, namespace, target_type, identifiers)
        policies.unassign(db, [policy.id for policy in found.values()], targets.found(target_type, ids))


def enable(
    context: Context, code: str, target_type: str, identifier: str, namespace: str = DEFAULT, *, enabled: bool
) -> None:
    """Let a policy count for a target that has it, or let it not count."""
    with context.writing() as db:
        pool = access.manager(db, context)
        policy = _found(db, pool.id, namespace, [code])[code]
        ids = require_targets(db, pool.id, namespace, target_type, [identifier])
        if not policies.enable(db, policy.id, targets.found(target_type, ids), enabled=enabled):
            raise Refusal(Code.NOT_FOUND, f"{identifier} does not have the policy {code}")


def assignments(
    context: Context,
    part: Slice,
    namespace: str = DEFAULT,
    code: str | None = None,
    target_type: str | None = None,
    target_identifier: str | None = None,
) -> Page[Assigned]:
    """A page of the assignments of a policy, of a target, or of both."""
    if code is None and (target_type is None or target_identifier is None):
        raise Refusal(Code.INCOMPLETE, "the code of a policy, or the type and the identifier of a target are needed")
    with context.reading() as db:
        pool = access.manager(db, context)
        policy_id = None if code is None else _found(db, pool.id, namespace, [code])[code].id
        target_id = None
        if target_type is not None and target_identifier is not None:
            (target_id,) = require_targets(db, pool.id, namespace, target_type, [target_identifier])
        return policies.assignments(db, pool.id, namespace, part, policy_id, target_type, target_id)


def with_assignments(
    context: Context, code: str, target_type: str, namespace: str, part: Slice
) -> tuple[Policy, Page[Assigned]]:
    """A policy, and a page of its assignments to targets of one type."""
    require_type(target_type)
    with context.reading() as db:
        pool = access.manager(db, context)
        policy = _found(db, pool.id, namespace, [code])[code]
        return policy, policies.assignments(db, pool.id, namespace, part, policy.id, target_type)
