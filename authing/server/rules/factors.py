"""Second factors: one-time passwords (RFC 6238) that a user has, as the management of a pool sees them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, factors
from authing.server.storage.tables.tenants import Authenticator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application, Pool

TOTP = "totp"
KINDS = ("OTP", "FACE")
"""What a user can have bound, by the names of the protocol; this version has no faces, so none is bound."""

SECRET = re.compile(r"[A-Z2-7]{16,64}\Z")
NO_BYTES = (1, 3, 6)
"""How many characters no last group of base32 has (RFC 4648, section 6)."""

SHORTEST_RECOVERY, LONGEST_RECOVERY = 8, 100


@dataclass(frozen=True)
class Imported:
    """An authenticator with what is shown only now: its secret and its recovery code."""

    authenticator: Authenticator
    secret: str
    recovery_code: str


def status(context: Context, account_id: str) -> dict[str, bool]:
    """What a user of the pool has bound, by kind."""
    with context.reading() as db:
        account = _require(db, access.manager(db, context), account_id)
        return {kind: kind == "OTP" and account.has_second_factor for kind in KINDS}


def unbind(context: Context, account_id: str, kind: str) -> None:
    """Take a second factor from a user, who logs in with the password alone from then on."""
    if kind not in KINDS:
        raise Refusal(Code.MALFORMED, f"type must be one of {', '.join(KINDS)}")
    with context.writing() as db:
        account = _require(db, access.manager(db, context), account_id, lock=True)
        if kind != "OTP" or not account.has_second_factor:
            raise Refusal(Code.NOT_FOUND, f"the user has no {kind} bound")
        factors.remove(db, account.id)
        account.has_second_factor = False


def import_totp(context: Context, account_id: str, secret: str, recovery_code: str | None) -> Imported:
    """Give a user an authenticator whose secret somebody has already; without a recovery code, one is made up."""
    secret = _checked(secret)
    recovery_code = recovery_code or new_recovery_code()
    if not (SHORTEST_RECOVERY <= len(recovery_code) <= LONGEST_RECOVERY and recovery_code.isprintable()):
        raise Refusal(
            Code.MALFORMED, f"a recovery code has {SHORTEST_RECOVERY} to {LONGEST_RECOVERY} printable characters"
        )
    with context.reading() as db:
        _require(db, access.manager(db, context), account_id)
    # Given by people it may be as weak as a password, so it is hashed like one.
    recovery_hash = context.service.passwords.hash(recovery_code)
    now = context.service.now()
    authenticator = Authenticator(
        id=tokens.new_id(),
        account_id=account_id,
        type=TOTP,
        enabled=True,
        recovery_hash=recovery_hash,
        created_at=now,
        updated_at=now,
    )
    authenticator.sealed_secret = context.service.vault.seal(secret, authenticator.id)
    with context.writing() as db:
        account = _require(db, access.manager(db, context), account_id, lock=True)
        account.has_second_factor = True
        factors.add(db, authenticator)
    return Imported(authenticator, secret, recovery_code)


def new_recovery_code() -> str:
    """A new recovery code: six groups of four hexadecimal digits."""
    return "-".join(secrets.token_hex(2) for _ in range(6))


def needed(context: Context, account: Account, pool: Pool, application: Application | None) -> Refusal:
    """The refusal of a login whose password was right: the second factor of the user is still to come."""
    issued = tokens.factor_token(account, pool, application, context.service.now())
    return Refusal(
        Code.FACTOR_NEEDED,
        data={
            "mfaToken": issued.token,
            "nickname": account.nickname,
            "username": account.username,
            "email": account.email,
            "phone": account.phone,
            "phoneCountryCode": account.phone_country_code,
            "avatar": account.photo,
            "totpMfaEnabled": True,
            "faceMfaEnabled": False,
        },
    )


def _require(db: Session, pool: Pool, account_id: str, *, lock: bool = False) -> Account:
    found = accounts.get(db, pool.id, account_id, lock=lock)
    if found is None:
        raise Refusal(Code.USER_UNKNOWN)
    return found


def _checked(secret: str) -> str:
    """The secret in capital letters, if it is 16 to 64 characters of base32 without padding."""
    secret = secret.upper()
    if not SECRET.match(secret) or len(secret) % 8 in NO_BYTES:
        raise Refusal(Code.MALFORMED, "the secret must be 16 to 64 characters of base32 (RFC 4648)")
    return secret
