"""QR codes: somebody logs in by a code that an app scans, whose user is logged in already.

The browser has a code made and shows it. The app scans it and its user confirms or cancels. The browser, which asks again and
again, gets a ticket for a confirmed code, and a login for the ticket.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from authing.server.rules import access, acts, entrance, settings, tokens
from authing.server.rules.access import Tenant
from authing.server.rules.entrance import Proven
from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal, unconfigured
from authing.server.storage import accounts, pools, qr_codes
from authing.server.storage.tables.qr_codes import QrCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.accounts import Holder
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

APP, WECHAT = "APP_AUTH", ("WXAPP_AUTH", "WECHATMP_AUTH")
TOLD_FOR = timedelta(hours=1)
"""How long a code is still told to have expired; then there is none."""

SEVERAL_CHANNELS = "mca"
"""What a user has proven itself by who confirms on another device: a value of the claim `amr` (RFC 8176)."""


class Status(IntEnum):
    """What became of a code, as the protocol numbers it."""

    EXPIRED = -1
    UNUSED = 0
    SCANNED = 1
    AUTHORIZED = 2
    CANCELLED = 3


@dataclass(frozen=True)
class Made:
    """A new code with what names it, and what the picture says."""

    random: str
    content: str


@dataclass(frozen=True)
class State:
    """What became of a code: who scanned it, and its ticket while that can be used."""

    status: Status
    account: Account | None = None
    ticket: str | None = None
    shows_user: bool = False


def make(
    context: Context, scene: str, own_values: Sequence[tuple[str, str]] = (), *, with_custom_data: bool = False
) -> Made:
    """A new code for the application of the request; who logs in by it is given values of user-defined fields."""
    if scene in WECHAT:
        raise unconfigured(f"WeChat ({scene})")
    if scene != APP:
        raise Refusal(Code.MALFORMED, f"scene must be one of {', '.join((APP, *WECHAT))}")
    require_few(own_values)
    random, now = secrets.token_urlsafe(32), context.service.now()
    with context.writing() as db:
        tenant = access.tenant(db, context)
        life = settings.get(tenant.pool, "qrcode_login_strategy")["qrcode_expires_after"]
        qr_codes.remove_expired(db, tenant.pool.id, now - TOLD_FOR)
        code = QrCode(
            digest=tokens.digest(random),
            pool_id=tenant.pool.id,
            application_id=tenant.application.id if tenant.application else None,
            status=Status.UNUSED,
            own_values=[list(pair) for pair in own_values],
            with_custom_data=with_custom_data,
            expires_at=now + timedelta(seconds=life),
        )
        qr_codes.add(db, code)
    told = {"scene": scene, "random": random, "userPoolId": tenant.pool.id, "expiresIn": life}
    return Made(random, json.dumps(told, separators=(",", ":")))


def state(context: Context, random: str) -> State:
    """What became of a code, for whoever knows it."""
    with context.reading() as db:
        pool = access.tenant(db, context).pool
        code = _require(db, pool.id, random)
        account = accounts.get(db, pool.id, code.account_id) if code.account_id else None
    status = _status(context, code)
    if status is Status.EXPIRED or account is None:
        return State(status)
    ticket = code.sealed_ticket and context.service.vault.unseal(code.sealed_ticket, code.digest)
    shows_user = settings.get(pool, "qrcode_login_strategy")["return_full_user_info"]
    return State(status, account, ticket, shows_user and status is Status.AUTHORIZED)


def scan(context: Context, random: str) -> None:
    """Note that the calling user has scanned a code."""
    with context.writing() as db:
        code, caller = _scannable(db, context, random)
        code.account_id, code.status = caller.account.id, Status.SCANNED


def confirm(context: Context, random: str) -> None:
    """Let the calling user be logged in where a code is shown that it has scanned."""
    ticket = secrets.token_urlsafe(32)
    with context.writing() as db:
        code, caller = _scannable(db, context, random, scanned=True)
        life = settings.get(caller.pool, "qrcode_login_strategy")["ticket_expires_after"]
        code.status, code.expires_at = Status.AUTHORIZED, context.service.now() + timedelta(seconds=life)
        code.ticket_digest = tokens.digest(ticket)
        code.sealed_ticket = context.service.vault.seal(ticket, code.digest)


def cancel(context: Context, random: str) -> None:
    """Let nobody be logged in by a code that the calling user has scanned."""
    with context.writing() as db:
        code, _ = _scannable(db, context, random, scanned=True)
        code.status = Status.CANCELLED


def log_in(context: Context, ticket: str) -> tuple[Holder, bool]:
    """Log the user in who confirmed a code, and tell whether its values of user-defined fields are asked for."""
    # Spent in a transaction of its own: a ticket is good once, also for a login that is refused.
    with context.counting() as db:
        tenant = access.tenant(db, context)
        if not settings.get(tenant.pool, "qrcode_login_strategy")["allow_exchange_user_info_from_browser"]:
            access.manager(db, context)
        code = qr_codes.having_ticket(db, tenant.pool.id, tokens.digest(ticket))
        if code is None:
            raise Refusal(Code.LOGIN_INVALID, "the ticket does not exist, or has been used")
        if code.expires_at <= context.service.now():
            raise Refusal(Code.LOGIN_EXPIRED, "the ticket has expired")
        code.ticket_digest = code.sealed_ticket = None
        account = accounts.get(db, tenant.pool.id, code.account_id) if code.account_id else None
        application = pools.application(db, code.application_id) if code.application_id else None
    if account is None:
        raise Refusal(Code.USER_UNKNOWN)
    context.act.is_in(tenant.pool, application)
    context.act.is_by(account, acts.LOGIN, None)
    proven = Proven(Tenant(tenant.pool, application), account, (SEVERAL_CHANNELS,))
    with context.logging_refusals():
        entrance.require_enterable(context, proven)
    own_values = [(key, value) for key, value in code.own_values]
    return entrance.let_in(context, proven, own_values=own_values), code.with_custom_data


def _scannable(db: Session, context: Context, random: str, *, scanned: bool = False) -> tuple[QrCode, tokens.SignedIn]:
    """A code that is still open, and the calling user; nobody else may have scanned it, and the user must have if `scanned`."""
    caller = access.signed_in(db, context)
    code = _require(db, caller.pool.id, random, lock=True)
    status = _status(context, code)
    if status is Status.EXPIRED:
        raise Refusal(Code.QR_CODE_UNKNOWN, "the QR code has expired")
    if status not in (Status.UNUSED, Status.SCANNED):
        raise Refusal(Code.CONFLICT, "it is decided already what becomes of the QR code")
    if code.account_id not in (None, caller.account.id):
        raise Refusal(Code.CONFLICT, "another user has scanned the QR code")
    if scanned and code.account_id is None:
        raise Refusal(Code.CONFLICT, "scan the QR code first")
    return code, caller


def _require(db: Session, pool_id: str, random: str, *, lock: bool = False) -> QrCode:
    found = qr_codes.get(db, pool_id, tokens.digest(random), lock=lock)
    if found is None:
        raise Refusal(Code.QR_CODE_UNKNOWN)
    return found


def _status(context: Context, code: QrCode) -> Status:
    is_over = code.status != Status.CANCELLED and code.expires_at <= context.service.now()
    return Status.EXPIRED if is_over else Status(code.status)
