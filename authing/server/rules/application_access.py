"""Who may enter an application: its records about users, roles, groups and departments, and its strategy for all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, applications, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.subjects import require_targets
from authing.server.storage import application_access, roles, targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.application_access import Record
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application
    from authing.server.storage.tables.roles import Namespace

ALLOW, DENY = "ALLOW", "DENY"
TYPES = tuple(application_access.KINDS)


@dataclass(frozen=True)
class Targets:
    """Whom records are about: several of one type.

    Attributes:
        type: One of USER, ROLE, GROUP, ORG.
        names: Ids of users and departments, codes of groups, ids or codes of roles.
        namespace: Where the roles are; None is the application's own.
        inherit_by_children: Whether the departments below are meant as well.

    Raises:
        Refusal: MALFORMED for another type.
    """

    type: str
    names: Sequence[str]
    namespace: str | None = None
    inherit_by_children: bool = False

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise Refusal(Code.MALFORMED, f"targetType must be one of {', '.join(TYPES)}")

    def ids(self, db: Session, application: Application) -> list[str]:
        """Their ids; each of them is in the application's pool."""
        return require_targets(db, application.pool_id, self.namespace or application.id, self.type, self.names)


def may_enter(db: Session, application: Application, account: Account) -> bool:
    """Whether a user may log in to an application: nothing denies it, and something allows it or everybody may.

    Records count for the user, for roles however they are had, for groups and for departments. An application that could keep
    nobody out is not looked at any further, because every login asks.
    """
    return not application.restricted or application_access.admits(db, application.id, account.id)


def require_entry(db: Session, application: Application | None, account: Account) -> None:
    """Refuse a user whom the application does not let in."""
    if application is not None and not may_enter(db, application, account):
        raise Refusal(Code.FORBIDDEN, "the user may not log in to this application")


def page(context: Context, application_id: str, part: Slice) -> tuple[Application, Namespace | None, Page[Record]]:
    """A page of the records of an application, with it and its namespace."""
    with context.reading() as db:
        application = applications.require(db, access.manager(db, context), application_id)
        namespace = roles.namespace(db, application.pool_id, application.id)
        return application, namespace, application_access.page(db, application.id, part)


def decide(context: Context, application_id: str, effect: str, who: Targets) -> None:
    """Allow or deny targets to enter; for one that has a record already, this is the new decision, and it is enabled."""
    now = context.service.now()
    with context.writing() as db:
        application = applications.require(db, access.manager(db, context), application_id, lock=True)
        ids = who.ids(db, application)
        decision: dict[str, Any] = {
            "application_id": application.id,
            "effect": effect,
            "inherit_by_children": who.inherit_by_children,
            "enabled": True,
            "created_at": now,
            "updated_at": now,
        }
        application_access.put(db, who.type, ids, [{"id": tokens.new_id(), **decision} for _ in ids])
        application.restricted = True


def switch(context: Context, application_id: str, who: Targets, *, enabled: bool) -> None:
    """Let the records about targets count, or not."""
    with context.writing() as db:
        application, recorded = _recorded(db, context, application_id, who)
        changes = {"enabled": enabled, "updated_at": context.service.now()}
        application_access.change(db, application.id, recorded, changes)


def forget(context: Context, application_id: str, who: Targets) -> None:
    """Delete the records about targets."""
    with context.writing() as db:
        application, recorded = _recorded(db, context, application_id, who)
        application_access.remove(db, application.id, recorded)
        application.restricted = applications.is_restricted(db, application)


def _recorded(db: Session, context: Context, application_id: str, who: Targets) -> tuple[Application, Select[int]]:
    """The application, and the targets; it has a record about each of them."""
    application = applications.require(db, access.manager(db, context), application_id, lock=True)
    ids = who.ids(db, application)
    recorded = targets.found(who.type, ids)
    if application_access.count(db, application.id, recorded) != len(ids):
        raise Refusal(Code.NOT_FOUND, "the application has no record about one of them")
    return application, recorded
