"""Registration: what a pool asks of somebody who makes an account, be it by password or by a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authing.server.rules import acts, entrance, fields, profile, records, sessions, white_lists
from authing.server.rules.accounts import Holder, new_account
from authing.server.rules.passwords import require_length
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.access import Tenant
    from authing.server.rules.codes import Proof
    from authing.server.rules.service import Context

TAKEN: Mapping[str, Code] = {f"accounts.{name}": Code.USER_EXISTS for name in profile.IDENTIFIERS}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to register with.

    Attributes:
        source: How users who registered this way are marked.
        values: Columns of the user.
        own_values: Values of user-defined fields.
        password: The password in clear, if there is one.
        proof: That the address is theirs, if they came with a code.
        client_ip: From where, if it is not the caller's address.
        logs_in: Whether this is a login, too.
        gets_token: Whether there is a token in any case.
    """

    source: str
    values: dict[str, Any]
    own_values: Sequence[tuple[str, str]] = ()
    password: str | None = field(default=None, repr=False)
    proof: Proof | None = None
    client_ip: str | None = None
    logs_in: bool = False
    gets_token: bool = False


def register(context: Context, tenant: Tenant, wish: Wish) -> Holder:
    """Make an account, if the pool and the application are open to it.

    The hash is computed before the transaction.

    Raises:
        Refusal: REGISTRATION_DISABLED, PASSWORD_TOO_SHORT, LOGIN_EMAIL_MALFORMED, REGISTERED_TOO_OFTEN, USER_EXISTS, or CODE_WRONG for a code
            that somebody else has used in the meantime.
    """
    if tenant.pool.register_disabled or (tenant.application and tenant.application.register_disabled):
        raise Refusal(Code.REGISTRATION_DISABLED)
    if wish.password is not None:
        require_length(wish.password)
    email = wish.values.get("email")
    if email and not profile.is_email(email):
        raise Refusal(Code.LOGIN_EMAIL_MALFORMED)
    values = dict(wish.values)
    named_ip = values.pop("ip", None)
    address = wish.client_ip or named_ip or context.caller.ip
    values.setdefault("last_ip", address)
    white_lists.require_listed(context, tenant.pool, values)
    records.require_infrequent(context, tenant.pool, address)
    password_hash = None if wish.password is None else context.service.passwords.hash(wish.password)
    account = new_account(tenant.pool, context.service.now(), wish.source, values, password_hash)
    token = None
    context.act.is_by(account, acts.REGISTER, address)
    with context.writing(taken=TAKEN) as db:
        if wish.proof:
            wish.proof.spend(db)
        accounts.add(db, account)
        fields.keep(db, account, wish.own_values)
        if wish.logs_in:
            accounts.record_login(db, account, entrance.seen(context, address))
        if wish.logs_in or wish.gets_token:
            opened = sessions.open_session(db, context, account, tenant.pool, tenant.application)
            token, account.token_expired_at = opened.token, opened.expires_at
    return Holder(account, token)
