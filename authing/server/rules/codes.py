"""Codes and links with which somebody proves that an address is theirs: what is kept of them, and how they are proven and spent.

The address is of mail or a phone number; the rules are the same.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import settings, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.mail import VerificationCode
    from authing.server.storage.tables.pools import Pool

DIGITS = "0123456789"
CODE_LIFE = timedelta(minutes=5)
LINK_LIFE = timedelta(days=1)

REGISTER = ("register", "REGISTER_VERIFY_CODE")
LOGIN = ("login", "LOGIN_VERIFY_CODE")
RESET = ("reset", "RESET_PASSWORD", "RESET_PASSWORD_VERIFY_CODE")
BIND = (
    "bind",
    "complete-phone",
    "CHANGE_EMAIL",
    "EMAIL_BIND_VERIFY_CODE",
    "INFORMATION_COMPLETION_VERIFY_CODE",
)
UNBIND = ("unbind", "CHANGE_EMAIL", "EMAIL_UNBIND_VERIFY_CODE")
SECOND_FACTOR = ("mfa-bind", "mfa-verify", "MFA_VERIFY", "MFA_VERIFY_CODE")
"""Of which scenes a code must be for which purpose: those of SMS in small letters, those of mails in capitals."""

NO_SCENE = ""
ANY_PURPOSE = (NO_SCENE, "VERIFY_CODE")
"""Scenes whose codes are good for everything: the clients of old name none."""

MOST_ATTEMPTS = 5
"""How often a code may be tried where the pool does not say (`verifyCodeMaxAttempts`)."""

MOST_FAILURES, FAILURES_COUNT_FOR = 50, timedelta(days=1)
"""How many wrong codes an address may be given before none is looked at. A newer code begins anew with its attempts, so that
without this, whoever may ask for codes could try all of them; and of four digits there are only 10,000."""


def issue(db: Session, pool: Pool, address: str, scene: str, now: datetime, life: timedelta = CODE_LIFE) -> str:
    """A new code for an address and a scene; from now on an older one is not good any more."""
    code = "".join(secrets.choice(DIGITS) for _ in range(settings.get(pool, "verify_code_length")))
    _keep(db, pool, address, scene, digest(pool.id, address, scene, code), now, life)
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
    # Not at once: they are told to have expired, and the failures count for a while.
    codes.remove_expired(db, now - FAILURES_COUNT_FOR)
    codes.keep(db, {**values, "digest": found, "created_at": now, "expires_at": now + life})


@dataclass(frozen=True)
class Proof:
    """A right code for an address, which is good until it is spent.

    Attributes:
        pool_id: The pool.
        address: Whose address is proven: of mail, or a phone number as `sms.canonical` writes it.
        digest: Which code it was.
    """

    pool_id: str
    address: str
    digest: str

    def spend(self, db: Session) -> None:
        """Mark the code as used, in the transaction of what it is used for.

        Raises:
            Refusal: CODE_WRONG if it was used, or replaced by a newer one, in the meantime.
        """
        if not codes.spend(db, self.pool_id, self.address, self.digest):
            raise Refusal(Code.CODE_WRONG)


def prove(context: Context, pool: Pool, address: str, scenes: Sequence[str], code: str) -> Proof:
    """The proof that a code was sent to an address for one of the scenes, or for any purpose.

    The attempt is counted in a transaction of its own, before the code is looked at: neither a refusal nor many attempts at
    the same time leave one out. The work is the same for an address that was sent nothing.

    Raises:
        Refusal: CODE_WRONG also for one that is used or was tried too often; CODE_EXPIRED for the right one too late.
    """
    now = context.service.now()
    most = settings.get(pool, "verify_code_max_attempts") or MOST_ATTEMPTS
    with context.counting() as db:
        found = codes.attempt(
            db, pool.id, address, [*scenes, *ANY_PURPOSE], most, MOST_FAILURES, now - FAILURES_COUNT_FOR
        )
        right = next((each for each in found if _is(each, code)), None)
        if right is None:
            codes.count_failure(db, found, now, now - FAILURES_COUNT_FOR)
    if right is None:
        raise Refusal(Code.CODE_WRONG)
    if right.expires_at <= now:
        raise Refusal(Code.CODE_EXPIRED)
    return Proof(pool.id, address, right.digest)


def _is(kept: VerificationCode, code: str) -> bool:
    return code.isascii() and secrets.compare_digest(kept.digest, digest(kept.pool_id, kept.address, kept.scene, code))
