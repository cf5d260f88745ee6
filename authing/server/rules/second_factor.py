"""The second step of a login: whoever has an mfaToken proves to be the user by a second factor.

Every attempt is counted for its user before it is judged, by whatever token and factor it comes: neither many at the same time
nor new tokens give more of them. What was right is used up with the token in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from authing.server.rules import acts, authenticators, codes, entrance, factors, profile, sms, tokens, totp
from authing.server.rules.access import Tenant
from authing.server.rules.entrance import Proven
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.tokens import Step
from authing.server.storage import accounts
from authing.server.storage import factors as stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.accounts import Holder
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.second_factors import FactorAttempts
    from authing.server.storage.tables.tenants import Authenticator

MEANS = {factors.OTP: entrance.ONE_TIME_PASSWORD, factors.SMS: entrance.SMS, factors.EMAIL: entrance.MAIL}
"""How somebody has proven who it is, by the kind of factor."""

COLUMNS = {factors.SMS: "phone", factors.EMAIL: "email"}
"""Where the address of a factor is kept."""

USED = "the token has been used"
MOST = 5
"""Wrong attempts before a user has to wait."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
"""How long: after each further `MOST` twice as long as before, or a million passwords would be tried within a year."""


@dataclass(frozen=True)
class Recovered(Proven):
    """Who has proven it by a recovery code, and the one that takes its place."""

    recovery_code: str = ""


def by_totp(context: Context, token: str | None, password: str | None) -> Proven:
    """The user of an mfaToken, who shows the present password of the authenticator.

    Raises:
        Refusal: TOTP_MISSING, or TOTP_WRONG also for one that was used; as `_attempt`.
    """
    with context.logging_refusals():
        step, authenticator = _attempt_with_authenticator(context, token, password, Code.TOTP_MISSING)
        secret = context.service.vault.unseal(authenticator.sealed_secret, authenticator.id)
        shown = totp.matching_step(secret, password or "", context.service.now())
        with context.writing() as db:
            # RFC 6238, section 5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful
            # validation has been issued for the first OTP".
            if shown is None or not stored.use_step(db, authenticator.id, shown):
                raise Refusal(Code.TOTP_WRONG)
            return _proven(db, context, step)


def by_recovery_code(context: Context, token: str | None, code: str | None) -> Recovered:
    """The user of an mfaToken, who has lost the authenticator and shows the recovery code; another one takes its place.

    Raises:
        Refusal: RECOVERY_CODE_MISSING, or RECOVERY_CODE_WRONG also for one that was used; as `_attempt`.
    """
    with context.logging_refusals():
        step, authenticator = _attempt_with_authenticator(context, token, code, Code.RECOVERY_CODE_MISSING)
        present, new = authenticator.recovery_hash, authenticators.new_recovery_code()
        if not context.service.passwords.verify(present, code or ""):
            raise Refusal(Code.RECOVERY_CODE_WRONG)
        new_hash = context.service.passwords.hash(new)
        with context.writing() as db:
            if not stored.replace_recovery_code(db, authenticator.id, present, new_hash, context.service.now()):
                raise Refusal(Code.RECOVERY_CODE_WRONG)
            proven = _proven(db, context, step)
    return Recovered(proven.tenant, proven.account, proven.means, recovery_code=new)


def by_sms(context: Context, token: str | None, phone: str, code: str, country_code: str | None = None) -> Proven:
    """The user of an mfaToken, who shows the code that was sent to the phone; who has no phone gets this one.

    Raises:
        Refusal: CODE_WRONG, CODE_EXPIRED, PHONE_TAKEN, FORBIDDEN for another phone than the user's; as `_attempt`.
    """
    address = sms.canonical(phone, country_code)
    bound = {"phone": phone, "phone_country_code": country_code}
    return _by_code(context, token, factors.SMS, address, code, bound)


def by_email(context: Context, token: str | None, email: str, code: str) -> Proven:
    """The user of an mfaToken, who shows the code that was sent to the address; who has no address gets this one.

    Raises:
        Refusal: CODE_WRONG, CODE_EXPIRED, EMAIL_TAKEN, FORBIDDEN for another address than the user's; as `_attempt`.
    """
    address = email.lower()
    if not profile.is_email(address):
        raise Refusal(Code.EMAIL_MALFORMED)
    return _by_code(context, token, factors.EMAIL, address, code, {"email": address})


def _by_code(
    context: Context, token: str | None, kind: str, address: str, code: str, bound: Mapping[str, str | None]
) -> Proven:
    with context.logging_refusals():
        step = _attempt(context, token, kind, address)
        proof = codes.prove(context, step.pool, address, codes.SECOND_FACTOR, code)
        with context.writing() as db:
            proof.spend(db)
            return _proven(db, context, step, kind, address, bound)


def is_bindable(context: Context, phone: str | None, email: str | None) -> bool:
    """Whether the user of the request's mfaToken could have this phone or address: it is the user's own, or nobody's."""
    given = {"phone": phone, "email": email and email.lower()}
    values = {column: value for column, value in given.items() if value}
    if not values:
        raise Refusal(Code.INCOMPLETE, "phone or email is needed")
    with context.reading() as db:
        step = _step(db, context, context.caller.token)
        owners = [accounts.find(db, step.pool.id, {column: value}) for column, value in values.items()]
    return all(owner is None or owner.id == step.account.id for owner in owners)


def bind_face(context: Context, photo: str | None, compared: str | None) -> NoReturn:
    """Refuse to bind a face: there is nobody to recognise it."""
    with context.reading() as db:
        authenticators.bearer(db, context, context.caller.token)
    if not photo:
        raise Refusal(Code.FACE_MISSING)
    raise Refusal(Code.FACE_NOT_BOUND if compared else Code.COMPARED_FACE_MISSING)


def by_face(context: Context, photo: str | None) -> NoReturn:
    """Refuse a face: there is nobody to recognise it."""
    with context.logging_refusals():
        with context.reading() as db:
            _step(db, context, context.caller.token)
        raise Refusal(Code.FACE_WRONG if photo else Code.FACE_MISSING)


def enter(context: Context, proven: Proven) -> Holder:
    """Log in whom a second factor has proven; the log tells both."""
    context.act.is_by(proven.account, acts.LOGIN, None)
    with context.logging_refusals():
        entrance.require_enterable(context, proven)
    return entrance.let_in(context, proven)


# -- the steps of all of them ------------------------------------------------------------------------


def _step(db: Session, context: Context, token: str | None) -> Step:
    """Who has a second factor still to show.

    Raises:
        Refusal: NOT_LOGGED_IN, LOGIN_EXPIRED; LOGIN_INVALID if the token is a login already, was used for one, or if the user
            has another password by now.
    """
    found = authenticators.bearer(db, context, token)
    if not isinstance(found, Step):
        raise Refusal(Code.LOGIN_INVALID, "this is the token of a login; an mfaToken is needed")
    if found.data["password"] != tokens.digest(found.account.password_hash or ""):
        raise Refusal(Code.LOGIN_INVALID)
    if stored.is_spent(db, found.token_id):
        raise Refusal(Code.LOGIN_INVALID, USED)
    return found


def _attempt(context: Context, token: str | None, kind: str, address: str | None = None) -> Step:
    """Count an attempt with a factor of this kind, at this address where it has one.

    Raises:
        Refusal: FORBIDDEN for a factor that is not asked for, TRIED_TOO_OFTEN; as `_step`.
    """
    now = context.service.now()
    with context.counting() as db:
        step = _step(db, context, token)
        _require_own(db, step.account, step, kind, address)
        attempts = stored.attempts(db, step.account.id)
        if _is_waiting(attempts, now):
            raise Refusal(Code.TRIED_TOO_OFTEN)
        attempts.count, attempts.last_at = attempts.count + 1, now
    return step


def _attempt_with_authenticator(
    context: Context, token: str | None, shown: str | None, missing: Code
) -> tuple[Step, Authenticator]:
    with context.reading() as db:
        _step(db, context, token)
    if not shown:
        raise Refusal(missing)
    step = _attempt(context, token, factors.OTP)
    with context.reading() as db:
        authenticator = stored.of(db, step.account.id)
    if authenticator is None or not authenticator.enabled:
        raise Refusal(Code.NOT_FOUND, "the user has no authenticator: associate one first")
    return step, authenticator


def _is_waiting(attempts: FactorAttempts, now: datetime) -> bool:
    rounds, inside = divmod(attempts.count, MOST)
    if inside or not rounds or attempts.last_at is None:
        return False
    # No more doublings than it takes: a number of days may be too large for a calendar.
    return bool(now < attempts.last_at + min(FIRST_WAIT * 2 ** min(rounds - 1, 10), LONGEST_WAIT))


def _require_own(db: Session, account: Account, step: Step, kind: str, address: str | None) -> None:
    """Refuse a factor that is not asked for, and a phone or address of somebody who has another one, or another factor.

    Otherwise, whoever knows the password would bind a phone of his own, and the second factor would be none.
    """
    kinds = factors.asked_for(account, step.application)
    if kind not in kinds:
        raise Refusal(Code.FORBIDDEN, f"{kind} is not asked for")
    if address is None:
        return
    present = factors.set_up(db, account, kinds)
    is_own = sms.is_of(account, address) if kind == factors.SMS else account.email == address
    if present and not (kind in present and is_own):
        raise Refusal(Code.FORBIDDEN, "show the second factor that you have, and bind another one when you are in")


def _proven(
    db: Session,
    context: Context,
    step: Step,
    kind: str = factors.OTP,
    address: str | None = None,
    bound: Mapping[str, str | None] | None = None,
) -> Proven:
    """What a right factor comes to: the token is used up, the attempts are forgotten, the address is the user's."""
    now = context.service.now()
    account = accounts.get(db, step.pool.id, step.account.id, lock=True)
    if account is None or not stored.spend(db, step.token_id, now + timedelta(seconds=tokens.STEP_LIFE), now):
        raise Refusal(Code.LOGIN_INVALID, USED)
    if address is not None:
        # Once more, now that nobody else changes the user.
        _require_own(db, account, step, kind, address)
        _bind(account, COLUMNS[kind], bound or {})
    stored.forget_attempts(db, account.id)
    return Proven(
        Tenant(step.pool, step.application), account, (*step.data["means"].split(), MEANS[kind], entrance.SEVERAL)
    )


def _bind(account: Account, column: str, values: Mapping[str, str | None]) -> None:
    """Note that a user's address is verified, and that it is the user's if there was none: it stays as it is written there."""
    if not getattr(account, column):
        for name, value in values.items():
            setattr(account, name, value)
    setattr(account, f"{column}_verified", True)
