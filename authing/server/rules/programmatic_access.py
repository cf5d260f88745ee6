"""Programmatic access accounts: ids and secrets with which programs ask for tokens of an application."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.applications import require
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import applications
from authing.server.storage.tables.applications import ProgrammaticAccount

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice

ALPHABET = "abcdefhijkmnprstwxyz2345678"
LENGTH = 32
SECRET = re.compile(r"[!-~]{32,128}\Z")
LONGEST_LIFE = 2**31 - 1


@dataclass(frozen=True)
class Shown:
    """An account with its secret, where this is the one moment at which there is one to show."""

    account: ProgrammaticAccount
    secret: str | None = None


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def page(context: Context, application_id: str, part: Slice) -> Page[ProgrammaticAccount]:
    """A page of the accounts of an application; nobody can read their secrets any more."""
    with context.reading() as db:
        application = require(db, access.manager(db, context), application_id)
        return applications.programs(db, application.id, part)


def create(context: Context, application_id: str, remarks: str | None, token_lifetime: int) -> Shown:
    """Make an account; its secret is in the answer and nowhere else."""
    if not 1 <= token_lifetime <= LONGEST_LIFE:
        raise Refusal(Code.MALFORMED, f"tokenLifetime must be between 1 and {LONGEST_LIFE}")
    secret = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    now = context.service.now()
    with context.writing() as db:
        account = ProgrammaticAccount(
            id=tokens.new_id(),
            application_id=require(db, access.manager(db, context), application_id).id,
            secret_digest=digest(secret),
            remarks=remarks,
            token_lifetime=token_lifetime,
            enabled=True,
            created_at=now,
            updated_at=now,
        )
        applications.add(db, account)
    return Shown(account, secret)


def update(context: Context, account_id: str, *, enabled: bool | None = None, secret: str | None = None) -> Shown:
    """Switch an account on or off, or give it a secret of the caller's choice."""
    if secret is not None and not SECRET.match(secret):
        raise Refusal(Code.MALFORMED, "a secret must have 32 to 128 printable characters")
    with context.writing() as db:
        account = _found(db, context, account_id)
        if enabled is not None:
            account.enabled = enabled
        if secret is not None:
            account.secret_digest = digest(secret)
        account.updated_at = context.service.now()
    return Shown(account, secret)


def delete(context: Context, account_id: str) -> None:
    """Delete an account."""
    with context.writing() as db:
        applications.discard(db, _found(db, context, account_id))


def _found(db: Session, context: Context, account_id: str) -> ProgrammaticAccount:
    found = applications.program(db, access.manager(db, context).id, account_id)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "there is no such programmatic access account")
    return found
