"""The catalogue of resources: what permissions can be given for. A permission does not need an entry here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.paging import require_few
from authing.server.rules.permissions import TYPES
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import catalogue
from authing.server.storage.tables.permissions import Resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice


@dataclass(frozen=True)
class Description:
    """What is told of a resource that is to be made.

    Attributes:
        namespace: The code of the namespace that it is to be in.
        code: What it is to be called.
        type: DATA, API, MENU, UI or BUTTON.
        actions: What can be done with it, each with a name.
        description: What it is for.
        api_identifier: The address of an API.
    """

    namespace: str
    code: str
    type: str
    actions: list[dict[str, Any]]
    description: str | None = None
    api_identifier: str | None = None


def page(context: Context, namespace: str, kind: str | None, part: Slice) -> Page[Resource]:
    """A page of the resources of a namespace, perhaps of one type."""
    with context.reading() as db:
        pool = access.manager(db, context)
        return catalogue.resources(db, pool.id, namespace, kind and require_type(kind), part)


def find(context: Context, namespace: str, code: str) -> Resource | None:
    """The resource with this code, or None."""
    with context.reading() as db:
        return catalogue.resource(db, access.manager(db, context).id, namespace, code)


def find_by_id(context: Context, resource_id: str) -> Resource | None:
    """The resource with this id, or None."""
    with context.reading() as db:
        return catalogue.resource_with_id(db, access.manager(db, context).id, resource_id)


def create(context: Context, *told: Description) -> Sequence[Resource]:
    """Make resources, all of them or none."""
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        require_few(told)
        homes = catalogue.with_codes(db, pool.id, {each.namespace for each in told})
        made = []
        for each in told:
            if each.namespace not in homes:
                raise Refusal(Code.NOT_FOUND, f"there is no namespace {each.namespace}")
            made.append(
                Resource(
                    id=tokens.new_id(),
                    namespace=homes[each.namespace],
                    code=_coded(each.code),
                    type=require_type(each.type),
                    description=each.description,
                    actions=each.actions,
                    api_identifier=each.api_identifier,
                    created_at=now,
                    updated_at=now,
                )
            )
        catalogue.add(db, *made)
    return made


def update(
    context: Context,
    namespace: str,
    code: str,
    kind: str | None = None,
    actions: list[dict[str, Any]] | None = None,
    description: str | None = None,
    api_identifier: str | None = None,
) -> Resource:
    """Describe a resource anew; what is None stays as it is."""
    with context.writing() as db:
        found = _found(db, access.manager(db, context).id, namespace, code)
        if kind is not None:
            found.type = require_type(kind)
        if actions is not None:
            found.actions = actions
        if description is not None:
            found.description = description
        if api_identifier is not None:
            found.api_identifier = api_identifier
        found.updated_at = context.service.now()
    return found


def delete(context: Context, namespace: str, code: str) -> None:
    """Take a resource out of the catalogue; the permissions for it stay."""
    with context.writing() as db:
        catalogue.remove_resource(db, _found(db, access.manager(db, context).id, namespace, code).id)


def require_type(kind: str) -> str:
    """A type of resources.

    Raises:
        Refusal: MALFORMED for any other text.
    """
    if kind not in TYPES:
        raise Refusal(Code.MALFORMED, f"type must be one of {', '.join(TYPES)}")
    return kind


def _coded(code: str) -> str:
    if not code.strip():
        raise Refusal(Code.MALFORMED, "a resource needs a code")
    return code


def _found(db: Session, pool_id: str, namespace: str, code: str) -> Resource:
    found = catalogue.resource(db, pool_id, namespace, code)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no resource {code} in the namespace {namespace}")
    return found
