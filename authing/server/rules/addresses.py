"""The addresses of a user who is logged in: giving itself an e-mail address or phone number, changing it, and doing without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, codes, settings
from authing.server.rules.accounts import Holder
from authing.server.rules.code_login import Address
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from authing.server.rules.codes import Proof
    from authing.server.rules.service import Context
    from authing.server.rules.tokens import SignedIn
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Pool

NAMES = {"email": "e-mail address", "phone": "phone number"}
TAKEN = {"email": Code.EMAIL_TAKEN, "phone": Code.PHONE_TAKEN}
SAME = {"email": Code.EMAIL_SAME, "phone": Code.PHONE_SAME}
OLD_WRONG = {"email": Code.OLD_EMAIL_WRONG, "phone": Code.OLD_PHONE_WRONG}
OLD_UNPROVEN = {"email": Code.OLD_EMAIL_UNPROVEN, "phone": Code.OLD_PHONE_UNPROVEN}
MISSING = {"email": Code.EMAIL_MISSING, "phone": Code.NOT_FOUND}


def bind(context: Context, address: Address, code: str) -> Holder:
    """Give the calling user an address, if it has none of the kind."""
    caller = _caller(context)
    if getattr(caller.account, address.column):
        raise Refusal(TAKEN[address.column], "the user has one already: change it instead")
    proof = codes.prove(context, caller.pool, address.canonical, codes.BIND, code)
    return _given(context, caller, address, [proof])


def change(
    context: Context, address: Address, code: str, old: Address | None = None, old_code: str | None = None
) -> Holder:
    """Give the calling user another address, or a first one; the present one has to be proven too, unless the pool does not ask."""
    caller = _caller(context)
    if address.is_of(caller.account):
        raise Refusal(SAME[address.column])
    if old and not old.is_of(caller.account):
        raise Refusal(OLD_WRONG[address.column])
    proofs = []
    if getattr(caller.account, address.column) and _is_strict(caller.pool, address.column):
        if not (old and old_code):
            raise Refusal(OLD_UNPROVEN[address.column])
        proofs.append(codes.prove(context, caller.pool, old.canonical, codes.UNBIND, old_code))
    proofs.append(codes.prove(context, caller.pool, address.canonical, codes.BIND, code))
    return _given(context, caller, address, proofs)


def _is_strict(pool: Pool, column: str) -> bool:
    return bool(settings.get(pool, f"change_{column}_strategy")[f"verify_old_{column}"])


def unbind(context: Context, column: str) -> Holder:
    """Take an address from the calling user, who must be able to log in without it."""
    caller = _caller(context)
    with context.writing() as db:
        account = accounts.get(db, caller.pool.id, caller.account.id, lock=True)
        if account is None:
            raise Refusal(Code.NOT_LOGGED_IN)
        if not getattr(account, column):
            raise Refusal(MISSING[column], f"the user has no {NAMES[column]}")
        require_another_way_in(account, column)
        _set(context, account, {column: None, f"{column}_verified": False})
        if column == "phone":
            account.phone_country_code = None
    return Holder(account, caller.token)


def require_another_way_in(account: Account, without: str | None = None) -> None:
    """Refuse to take something from a user who could not log in any more without it.

    An address is a way in by itself, because codes are sent to it; a user name is one with a password.
    """
    ways = {"email": account.email, "phone": account.phone, "username": account.username and account.password_hash}
    if not any(way for name, way in ways.items() if name != without):
        raise Refusal(Code.LAST_WAY_IN)


def _caller(context: Context) -> SignedIn:
    with context.reading() as db:
        return access.signed_in(db, context)


def _given(context: Context, caller: SignedIn, address: Address, proofs: Iterable[Proof]) -> Holder:
    with context.writing() as db:
        for proof in proofs:
            proof.spend(db)
        account = accounts.get(db, caller.pool.id, caller.account.id, lock=True)
        # What was looked at must be what is changed.
        if account is None or getattr(account, address.column) != getattr(caller.account, address.column):
            raise Refusal(Code.BUSY)
        _set(context, account, address.proven())
    return Holder(account, caller.token)


def _set(context: Context, account: Account, values: dict[str, object]) -> None:
    for column, value in values.items():
        setattr(account, column, value)
    account.updated_at = context.service.now()
