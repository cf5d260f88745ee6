"""Codes and links with which somebody proves that an address is theirs: how they are made and what is kept of them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import settings, tokens
from authing.server.storage import mail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.storage.tables.pools import Pool

DIGITS = "0123456789"
CODE_LIFE = timedelta(minutes=5)
LINK_LIFE = timedelta(days=1)


def issue(db: Session, pool: Pool, address: str, scene: str, now: datetime) -> str:
    """A new code for an address and a scene; from now on an older one is not good any more."""
    code = "".join(secrets.choice(DIGITS) for _ in range(settings.get(pool, "verify_code_length")))
    _keep(db, pool, address, scene, digest(pool.id, address, scene, code), now, CODE_LIFE)
    return code


def issue_token(db: Session, pool: Pool, address: str, scene: str, now: datetime) -> str:
    """The token of a new link, which takes the place of an older one just so."""
    token = secrets.token_urlsafe(32)
    _keep(db, pool, address, scene, tokens.digest(token), now, LINK_LIFE)
    return token


def digest(pool_id: str, address: str, scene: str, code: str) -> str:
    """What is kept of a code, salted with what it is for.

    A formality: so few digits are found by trial, and the outbox beside it tells them. Their short life and the count of
    attempts are what protects them; a token is too long to be guessed, and is found by its digest alone.
    """
    return tokens.digest(f"{pool_id}:{address}:{scene}:{code}")


def _keep(db: Session, pool: Pool, address: str, scene: str, found: str, now: datetime, life: timedelta) -> None:
    values = {"pool_id": pool.id, "address": address, "scene": scene}
    mail.keep_code(db, {**values, "digest": found, "created_at": now, "expires_at": now + life})
