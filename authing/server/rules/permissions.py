"""Permissions: granting and revoking resources, and who may do what with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from authing.server.rules import access, conditions
from authing.server.rules.accounts import require_users
from authing.server.rules.paging import require_few, require_few_pairs
from authing.server.rules.patterns import EVERYTHING, REST, around_resource, class_of, covers, kind_of, require_pattern
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import DEFAULT
from authing.server.rules.subjects import require_targets
from authing.server.storage import permissions, roles, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Subquery
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.permissions import Holder, Said
    from authing.server.storage.tables.roles import Namespace

TYPES = ("DATA", "API", "MENU", "UI", "BUTTON")
IN_ALL_NAMESPACES = ("GROUP", "ORG")
"""Targets whose resources are those of all namespaces where a request names none; for others it is the default one."""

MOST_ACTIONS = 100
MOST_RESOURCES = 100
MOST_TARGETS = 100


@dataclass(frozen=True)
class Wanted:
    """A resource for targets of one type.

    Attributes:
        actions: None for all.
        resource_type: What the resource is called, if the catalogue does not have it.
    """

    target_type: str
    identifiers: Sequence[str]
    resource: str
    actions: Sequence[str] | None = None
    resource_type: str | None = None


@dataclass(frozen=True)
class Item:
    """A resource that somebody may use.

    Attributes:
        actions: None for all.
    """

    code: str
    actions: list[str] | None
    type: str | None = None
    api_identifier: str | None = None


def require_actions(actions: Sequence[str]) -> None:
    """Refuse what are no actions, or too many of them.

    Raises:
        Refusal: MALFORMED.
    """
    if len(actions) > MOST_ACTIONS:
        raise Refusal(Code.MALFORMED, f"a list may have {MOST_ACTIONS} actions at most")
    for action in actions:
        require_pattern("an action", action)


def require_namespace(db: Session, pool_id: str, code: str) -> Namespace:
    """The namespace of a pool with this code.

    Raises:
        Refusal: NOT_FOUND.
    """
    found = roles.namespace(db, pool_id, code)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no namespace {code}")
    return found


def grant(context: Context, wanted: Sequence[Wanted], namespace: str = DEFAULT) -> None:
    """Grant resources, all of them or none; a target that has one already keeps its actions and gets the new ones."""
    _require_wanted(wanted)
    for each in wanted:
        require_pattern("a resource", each.resource)
        require_actions(each.actions or ())
        _require_type(each.resource_type)
    with context.writing() as db:
        pool = access.manager(db, context)
        home = require_namespace(db, pool.id, namespace)
        ids = [require_targets(db, pool.id, namespace, each.target_type, each.identifiers) for each in wanted]
        kept = _kept(db, zip(wanted, ids, strict=True))
        for each, found in zip(wanted, ids, strict=True):
            _grant(db, context, home, [kept[each.target_type, target_id] for target_id in found], each)


def _kept(db: Session, named: Iterable[tuple[Wanted, Sequence[str]]]) -> dict[tuple[str, str], int]:
    """The targets for types and ids; all of a type at once, and the types in one order, so that nobody waits for each other."""
    ids: dict[str, set[str]] = defaultdict(set)
    for each, found in named:
        ids[each.target_type].update(found)
    return {
        (target_type, target_id): target
        for target_type, found in sorted(ids.items())
        for target_id, target in targets.kept(db, target_type, found).items()
    }


def _require_wanted(wanted: Sequence[Wanted]) -> None:
    if not wanted:
        raise Refusal(Code.INCOMPLETE, "a resource and somebody to have it are needed")
    require_few(wanted)
    require_few_pairs(sum(len(each.identifiers) for each in wanted))


def _require_type(resource_type: str | None) -> None:
    if resource_type not in (None, *TYPES):
        raise Refusal(Code.MALFORMED, f"the type of a resource must be one of {', '.join(TYPES)}")


def _grant(db: Session, context: Context, home: Namespace, target_ids: Sequence[int], wanted: Wanted) -> None:
    resource = class_of(wanted.resource)
    actions = None if wanted.actions is None else list(dict.fromkeys(wanted.actions))
    found = permissions.having(db, target_ids, home.id, resource)
    for held in found.values():
        held.actions = _merged([held.actions, actions])
        require_actions(held.actions or ())
        held.resource_type = wanted.resource_type or held.resource_type
    permissions.add(
        db,
        [target_id for target_id in target_ids if target_id not in found],
        context.service.now(),
        namespace_id=home.id,
        resource=resource,
        kind=kind_of(resource),
        resource_type=wanted.resource_type,
        actions=actions,
    )


def _merged(lists: Iterable[Sequence[str] | None]) -> list[str] | None:
    """All actions of all lists; None, which are all there are, stays so."""
    merged: dict[str, None] = {}
    for actions in lists:
        if actions is None:
            return None
        merged.update(dict.fromkeys(actions))
    return list(merged)


def revoke(context: Context, wanted: Sequence[Wanted], namespace: str = DEFAULT) -> None:
    """Take resources away: exactly the named ones, or for a bare code all of that kind; who has none does not miss it."""
    _require_wanted(wanted)
    with context.writing() as db:
        pool = access.manager(db, context)
        home = require_namespace(db, pool.id, namespace)
        for each in wanted:
            ids = require_targets(db, pool.id, namespace, each.target_type, each.identifiers)
            of_targets = targets.found(each.target_type, ids)
            if class_of(each.resource) == each.resource:
                permissions.remove(db, of_targets, home.id, resource=each.resource)
            else:
                permissions.remove(db, of_targets, home.id, kind=each.resource)


def is_allowed(context: Context, account_id: str, resource: str, action: str, namespace: str = DEFAULT) -> bool:
    """Whether something allows a user an action on a resource, and nothing denies it."""
    return _effects(context, account_id, resource, action, namespace) == {"ALLOW"}


def is_denied(context: Context, account_id: str, resource: str, action: str, namespace: str = DEFAULT) -> bool:
    """Whether a policy denies a user an action on a resource."""
    return "DENY" in _effects(context, account_id, resource, action, namespace)


def _effects(context: Context, account_id: str, resource: str, action: str, namespace: str) -> set[str]:
    said = _said_to_user(context, account_id, [resource], namespace)
    return {each.effect for each in said if covers(each.actions, action)}


def allowed_of(context: Context, account_id: str, resources: Sequence[str], namespace: str = DEFAULT) -> list[Item]:
    """Those of the resources that a user may do anything with, and what, in the same order."""
    if len(resources) > MOST_RESOURCES:
        raise Refusal(Code.MALFORMED, f"at most {MOST_RESOURCES} resources can be asked for at once")
    said = _said_to_user(context, account_id, resources, namespace)
    found = []
    for resource in resources:
        about = _about(said, resource)
        allowed = [each.actions for each in about if each.effect == "ALLOW"]
        if allowed and (item := _undenied(Item(resource, _merged(allowed)), _denying(about))):
            found.append(item)
    return found


def _about(said: Iterable[Said], resource: str) -> list[Said]:
    patterns = around_resource(resource)
    return [each for each in said if each.resource in patterns]


def _denying(said: Iterable[Said]) -> list[Said]:
    return [each for each in said if each.effect == "DENY"]


def _said_to_user(context: Context, account_id: str, resources: Sequence[str], namespace: str) -> list[Said]:
    """What is said about resources to a user, by a grant or by a policy whose conditions hold."""
    with context.reading() as db:
        pool = access.manager(db, context)
        require_users(db, pool.id, [account_id])
        home = roles.namespace(db, pool.id, namespace)
        if home is None:
            return []
        patterns = {pattern for resource in resources for pattern in around_resource(resource)}
        said = permissions.said(db, targets.around_user(account_id), home.id, patterns)
    return [each for each in said if conditions.hold(context, each.condition)]


def of_user(
    context: Context,
    pool_id: str,
    account_id: str,
    namespace: str = DEFAULT,
    resource_type: str | None = None,
) -> list[Item]:
    """What is granted to a user, whom the caller may see, and to all that gives the user what it has."""
    with context.reading() as db:
        return _listed(db, context, pool_id, targets.around_user(account_id), namespace, resource_type)


def of_kind(context: Context, account_id: str, kind: str, namespace: str = DEFAULT) -> list[Item]:
    """What is granted to a user of one kind of resources."""
    with context.reading() as db:
        pool = access.manager(db, context)
        require_users(db, pool.id, [account_id])
        found = _listed(db, context, pool.id, targets.around_user(account_id), namespace, kind=kind)
    return [item for item in found if item.code.startswith(f"{kind}:")]


def of_targets(
    context: Context,
    named: Sequence[tuple[str, str]],
    namespace: str | None = None,
    resource_type: str | None = None,
) -> list[list[Item]]:
    """What is granted to each of some targets itself, which are told by type and identifier."""
    if len(named) > MOST_TARGETS:
        raise Refusal(Code.MALFORMED, f"at most {MOST_TARGETS} targets can be asked for at once")
    found = []
    with context.reading() as db:
        pool = access.manager(db, context)
        for target_type, identifier in named:
            (target_id,) = require_targets(db, pool.id, namespace or DEFAULT, target_type, [identifier])
            found.append(_of_id(db, context, pool.id, target_type, target_id, namespace, resource_type))
    return found


def of_id(
    context: Context, target_type: str, target_id: str, namespace: str | None = None, resource_type: str | None = None
) -> list[Item]:
    """What is granted to a target itself, by its id."""
    with context.reading() as db:
        pool = access.manager(db, context)
        return _of_id(db, context, pool.id, target_type, target_id, namespace, resource_type)


def _of_id(
    db: Session,
    context: Context,
    pool_id: str,
    target_type: str,
    target_id: str,
    namespace: str | None,
    resource_type: str | None,
) -> list[Item]:
    if namespace is None and target_type not in IN_ALL_NAMESPACES:
        namespace = DEFAULT
    return _listed(db, context, pool_id, targets.itself(target_type, target_id), namespace, resource_type)


def _listed(
    db: Session,
    context: Context,
    pool_id: str,
    subjects: Subquery,
    namespace: str | None,
    resource_type: str | None = None,
    kind: str | None = None,
) -> list[Item]:
    """What is granted to subjects, in the order of granting: a resource of a namespace once, with the actions not denied."""
    _require_type(resource_type)
    home = None if namespace is None else roles.namespace(db, pool_id, namespace)
    if namespace is not None and home is None:
        return []
    within = home.id if home else None
    found: dict[tuple[int, str], Item] = {}
    for each in permissions.granted(db, subjects, within, resource_type, kind):
        key = (each.namespace_id, each.resource)
        before = [found[key].actions] if key in found else []
        code = each.resource if each.type == "DATA" else each.resource.removesuffix(REST)
        found[key] = Item(code, _merged([*before, each.actions]), each.type, each.api_identifier)
    denials = [each for each in permissions.denials(db, subjects, within) if conditions.hold(context, each.condition)]
    return [
        left
        for (namespace_id, resource), item in found.items()
        if (left := _undenied(item, _about((each for each in denials if each.namespace_id == namespace_id), resource)))
    ]


def _undenied(item: Item, denials: Iterable[Said]) -> Item | None:
    """The item without the actions that are denied, or None if they all are; all there are is less only where all are denied."""
    denied = [action for each in denials for action in each.actions or ()]
    if EVERYTHING in denied:
        return None
    if not item.actions:
        return item
    left = [action for action in item.actions if not covers(denied, action)]
    return replace(item, actions=left) if left else None


def holders(
    context: Context,
    namespace: str,
    resource: str,
    resource_type: str,
    target_type: str | None = None,
    operator: str = "OR",
    actions: Sequence[str] = (),
) -> list[Holder]:
    """Who is granted exactly this resource, in the order of granting; with actions, those who have all (AND) or any (OR) of them."""
    with context.reading() as db:
        pool = access.manager(db, context)
        home = roles.namespace(db, pool.id, namespace)
        found = permissions.holders(db, home.id, class_of(resource), resource_type, target_type) if home else []
    enough = all if operator == "AND" else any
    return [each for each in found if not actions or enough(covers(each.actions, action) for action in actions)]
