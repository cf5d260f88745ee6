"""Agreements: what users of an application are asked to agree to when they register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access
from authing.server.rules.applications import require
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import applications
from authing.server.storage.tables.applications import Agreement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Application

MOST = 100
"""Agreements of one application: their list is not paged."""


@dataclass(frozen=True)
class Wording:
    """What an agreement says: its text (HTML), in which language, and whether one must agree."""

    title: str
    lang: str
    required: bool

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.lang.strip():
            raise Refusal(Code.INCOMPLETE, "an agreement needs a title and a language")


def list_all(context: Context, application_id: str) -> tuple[Application, Sequence[Agreement]]:
    """An application and its agreements, in their order."""
    with context.reading() as db:
        application = require(db, access.manager(db, context), application_id)
        return application, applications.agreements(db, application.id)


def create(context: Context, application_id: str, wording: Wording) -> tuple[Application, Agreement]:
    """Add an agreement after the others."""
    with context.writing() as db:
        application = require(db, access.manager(db, context), application_id, lock=True)
        number, last = applications.last_agreement(db, application.id)
        if number >= MOST:
            raise Refusal(Code.MALFORMED, f"an application has {MOST} agreements at most")
        agreement = Agreement(
            application_id=application.id, order=last + 1, created_at=context.service.now(), **vars(wording)
        )
        applications.add(db, agreement)
    return application, agreement


def update(context: Context, application_id: str, agreement_id: str, wording: Wording) -> tuple[Application, Agreement]:
    """Word an agreement anew."""
    with context.writing() as db:
        application, agreement = _found(db, context, application_id, agreement_id)
        for name, value in vars(wording).items():
            setattr(agreement, name, value)
    return application, agreement


def delete(context: Context, application_id: str, agreement_id: str) -> None:
    """Delete an agreement."""
    with context.writing() as db:
        _, agreement = _found(db, context, application_id, agreement_id)
        applications.discard(db, agreement)


def sort(context: Context, application_id: str, agreement_ids: Sequence[int]) -> None:
    """Put the agreements of an application into this order; all of them must be named, each once."""
    with context.writing() as db:
        application = require(db, access.manager(db, context), application_id, lock=True)
        found = {agreement.id: agreement for agreement in applications.agreements(db, application.id)}
        if len(agreement_ids) != len(found) or set(agreement_ids) != set(found):
            raise Refusal(Code.MALFORMED, "ids must name every agreement of the application once")
        for order, agreement_id in enumerate(agreement_ids, 1):
            found[agreement_id].order = order


def _found(db: Session, context: Context, application_id: str, agreement_id: str) -> tuple[Application, Agreement]:
    application = require(db, access.manager(db, context), application_id)
    number = int(agreement_id) if agreement_id.isascii() and agreement_id.isdecimal() and len(agreement_id) < 10 else 0
    found = applications.agreement(db, application.id, number)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"the application has no agreement {agreement_id}")
    return application, found
