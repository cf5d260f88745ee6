"""Registration and login with a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, acts, factors, fields, profile, records, sessions, settings, white_lists
from authing.server.rules.accounts import Holder, new_account, require_unused
from authing.server.rules.passwords import require_length
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.access import Tenant
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


TAKEN_AT_REGISTRATION: Mapping[str, Code] = {f"accounts.{name}": Code.USER_EXISTS for name in profile.IDENTIFIERS}


@dataclass(frozen=True)
class Identity:
    """What somebody registers or logs in with: a value for one of `username`, `email`, `phone`."""

    column: str
    value: str

    @property
    def source(self) -> str:
        """How a user registered with this is marked."""
        return f"basic:{self.column}"


def _checked(column: str, value: str) -> Identity:
    if not value:
        raise Refusal(Code.INCOMPLETE, f"{column} is empty")
    if column == "email" and not profile.is_email(value):
        raise Refusal(Code.LOGIN_EMAIL_MALFORMED)
    return Identity(column, value.lower() if column == "email" else value)


def register(
    context: Context,
    column: str,
    value: str,
    encrypted: str,
    *,
    values: dict[str, Any] | None = None,
    force_login: bool = False,
    generate_token: bool = False,
    client_ip: str | None = None,
    params: str | None = None,
    **options: object,
) -> Holder:
    """Make the caller an account, with values of user-defined fields from `params` and from the profile's `udf`.

    With `force_login` it is also logged in, with `generate_token` it only gets a token, with neither none.
    """
    require_unused(**options)
    values = values or {}
    own_values = fields.given(params, values.pop("udf", ()))
    identity = _checked(column, value)
    password = context.service.transport.decrypt(encrypted)
    with context.reading() as db:
        tenant = access.tenant(db, context)
    return _registered(
        context,
        tenant,
        identity,
        password,
        values,
        own_values,
        client_ip,
        logs_in=force_login,
        gets_token=generate_token,
    )


def _registered(
    context: Context,
    tenant: Tenant,
    identity: Identity,
    password: str,
    values: dict[str, Any],
    own_values: Sequence[tuple[str, str]],
    client_ip: str | None,
    *,
    logs_in: bool,
    gets_token: bool,
) -> Holder:
    if tenant.pool.register_disabled or (tenant.application and tenant.application.register_disabled):
        raise Refusal(Code.REGISTRATION_DISABLED)
    require_length(password)
    if values.get("email") and not profile.is_email(values["email"]):
        raise Refusal(Code.LOGIN_EMAIL_MALFORMED)
    named_ip = values.pop("ip", None)
    address = client_ip or named_ip or context.caller.ip
    described = {"last_ip": address, **values, identity.column: identity.value}
    white_lists.require_listed(context, tenant.pool, described)
    records.require_infrequent(context, tenant.pool, address)
    account = new_account(
        tenant.pool, context.service.now(), identity.source, described, context.service.passwords.hash(password)
    )
    token = None
    context.act.is_by(account, acts.REGISTER, address)
    with context.writing(taken=TAKEN_AT_REGISTRATION) as db:
        accounts.add(db, account)
        fields.keep(db, account, own_values)
        if logs_in:
            accounts.record_login(db, account, _seen(context, address))
        if logs_in or gets_token:
            opened = sessions.open_session(db, context, account, tenant.pool, tenant.application)
            token, account.token_expired_at = opened.token, opened.expires_at
    return Holder(account, token)


def log_in(
    context: Context,
    column: str,
    value: str,
    encrypted: str,
    *,
    auto_register: bool = False,
    client_ip: str | None = None,
    params: str | None = None,
    **options: object,
) -> Holder:
    """Log a user in and set values of user-defined fields from `params`; with `auto_register`, an unknown one is made with this password.

    The hash is computed between two transactions, so that logins run side by side; the second one looks whether the account is
    still the one that was checked. An unknown account costs as much time as a wrong password.
    """
    require_unused(**options)
    own_values = fields.given(params)
    identity = _checked(column, value)
    password = context.service.transport.decrypt(encrypted)
    with context.reading() as db:
        tenant = access.tenant(db, context)
        account = accounts.find(db, tenant.pool.id, {identity.column: identity.value})
    if account is None and auto_register:
        return _registered(
            context, tenant, identity, password, {}, own_values, client_ip, logs_in=True, gets_token=True
        )
    context.act.is_by(account, acts.LOGIN, client_ip)
    passwords = context.service.passwords
    stored = account.password_hash if account else None
    with context.logging_refusals():
        if not passwords.verify(stored, password) or account is None or stored is None:
            raise _wrong(context, account)
        sessions.require_active(account)
        if identity.column == "email" and not account.email_verified:
            _require_unverified_allowed(tenant)
        if account.has_second_factor:
            raise factors.needed(context, account, tenant.pool, tenant.application)
    changes = _seen(context, client_ip or context.caller.ip)
    if passwords.is_outdated(stored):
        changes["password_hash"] = passwords.hash(password)
    with context.logging_refusals(), context.writing() as db:
        opened = sessions.open_session(db, context, account, tenant.pool, tenant.application)
        if not accounts.record_login(db, account, changes | {"token_expired_at": opened.expires_at}):
            # Deleted, locked or given another password since the look above.
            raise _wrong(context, account)
        fields.keep(db, account, own_values)
    return Holder(account, opened.token)


def _require_unverified_allowed(tenant: Tenant) -> None:
    """Refuse an e-mail address that is not verified, where it has to be."""
    if settings.get(tenant.pool, "login_require_email_verified"):
        raise Refusal(Code.FORBIDDEN, "the e-mail address has to be verified first")


def _seen(context: Context, ip: str | None) -> dict[str, Any]:
    return {
        "last_login": context.service.now(),
        "last_ip": ip,
        "browser": (context.caller.user_agent or "")[:500] or None,
    }


def _wrong(context: Context, account: Account | None) -> Refusal:
    if not context.service.settings.classic_login_codes:
        return Refusal(Code.CREDENTIALS_WRONG)
    return Refusal(Code.USER_UNKNOWN if account is None else Code.PASSWORD_WRONG)
