"""Registration and login with a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import (
    access,
    acts,
    application_settings,
    attempts,
    entrance,
    fields,
    profile,
    registration,
    settings,
)
from authing.server.rules.accounts import require_unused
from authing.server.rules.entrance import Proven
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.registration import Wish
from authing.server.storage import accounts, applications

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.access import Tenant
    from authing.server.rules.accounts import Holder
    from authing.server.rules.attempts import Attempt
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


@dataclass(frozen=True)
class Identity:
    """What somebody registers or logs in with: a value for one of `username`, `email`, `phone`."""

    column: str
    value: str

    @classmethod
    def of(cls, column: str, value: str) -> Identity:
        """An identity, with its value as that column has it.

        Raises:
            Refusal: INCOMPLETE or LOGIN_EMAIL_MALFORMED.
        """
        if not value:
            raise Refusal(Code.INCOMPLETE, f"{column} is empty")
        if column == "email" and not profile.is_email(value):
            raise Refusal(Code.LOGIN_EMAIL_MALFORMED)
        return cls(column, value.lower() if column == "email" else value)

    @classmethod
    def of_account(cls, value: str) -> Identity:
        """The identity that a text looks like: an e-mail address, or else a user name."""
        return cls.of("email" if profile.is_email(value) else "username", value)

    def wish(self, password: str, values: dict[str, Any], **more: Any) -> Wish:
        """An account with this identity and a password."""
        return Wish(f"basic:{self.column}", {**values, self.column: self.value}, password=password, **more)

    def owner(self, db: Session, context: Context) -> tuple[Tenant, Account | None]:
        """The pool and application of a request, and the user there who has this identity."""
        tenant = access.tenant(db, context)
        return tenant, accounts.find(db, tenant.pool.id, {self.column: self.value})


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
    identity = Identity.of(column, value)
    password = context.service.transport.decrypt(encrypted)
    with context.reading() as db:
        tenant = access.tenant(db, context)
    wish = identity.wish(
        password, values, own_values=own_values, client_ip=client_ip, logs_in=force_login, gets_token=generate_token
    )
    return registration.register(context, tenant, wish)


def log_in(
    context: Context,
    column: str,
    value: str,
    encrypted: str,
    *,
    auto_register: bool = False,
    captcha_code: str | None = None,
    client_ip: str | None = None,
    params: str | None = None,
    **options: object,
) -> Holder:
    """Log a user in and set values of user-defined fields from `params`; with `auto_register`, an unknown one is made with this password."""
    require_unused(**options)
    own_values = fields.given(params)
    identity = Identity.of(column, value)
    password = context.service.transport.decrypt(encrypted)
    with context.counting() as db:
        tenant, account = identity.owner(db, context)
        attempt = (
            None
            if account is None and auto_register
            else _counted(db, context, tenant, identity, account, captcha_code)
        )
    if attempt is None:
        wish = identity.wish(password, {}, own_values=own_values, client_ip=client_ip, logs_in=True, gets_token=True)
        return registration.register(context, tenant, wish)
    proven = _proven(context, tenant, identity, account, password, attempt, client_ip)
    with context.logging_refusals():
        entrance.require_enterable(context, proven)
    return entrance.let_in(context, proven, client_ip=client_ip, own_values=own_values)


def log_in_by_sub_account(context: Context, account: str, encrypted: str, **options: Any) -> Holder:
    """Log a user in to an application that takes sub-accounts: users who are told by their e-mail address or user name alike."""
    with context.reading() as db:
        tenant = access.tenant(db, context)
        application = tenant.application and applications.get(db, tenant.pool.id, tenant.application.id)
    if application is None or not application_settings.settings_of(application)["enableSubAccount"]:
        raise Refusal(Code.FORBIDDEN, "the application takes no sub-accounts (enableSubAccount)")
    identity = Identity.of_account(account)
    return log_in(context, identity.column, identity.value, encrypted, **options)


def by_password(
    context: Context,
    column: str,
    value: str,
    password: str,
    *,
    captcha_code: str | None = None,
    client_ip: str | None = None,
) -> Proven:
    """Who has this user name, e-mail address or phone number, if the password, which comes in clear, is right."""
    identity = Identity.of(column, value)
    with context.counting() as db:
        tenant, account = identity.owner(db, context)
        attempt = _counted(db, context, tenant, identity, account, captcha_code)
    return _proven(context, tenant, identity, account, password, attempt, client_ip)


def _counted(
    db: Session, context: Context, tenant: Tenant, identity: Identity, account: Account | None, captcha_code: str | None
) -> Attempt:
    """The attempt, counted in the transaction that looked for the user: a login has few transactions, and each costs it time."""
    who = account.id if account else f"{identity.column}:{identity.value}"
    return attempts.count(db, context, tenant.pool, who, captcha_code)


def _proven(
    context: Context,
    tenant: Tenant,
    identity: Identity,
    account: Account | None,
    password: str,
    attempt: Attempt,
    client_ip: str | None,
) -> Proven:
    """The user, if the password is right.

    Hashes are computed between transactions, so that logins run side by side; the one that lets the user in looks whether the
    account is still the one that was checked. An unknown account costs as much time as a wrong password.
    """
    context.act.is_by(account, acts.LOGIN, client_ip)
    passwords = context.service.passwords
    stored = account.password_hash if account else None
    with context.logging_refusals():
        _require_allowed(tenant, identity)
        attempt.require_allowed()
        if not passwords.verify(stored, password) or account is None or stored is None:
            attempts.was_wrong(context)
            raise _wrong(context, account)
        if identity.column == "email" and not account.email_verified:
            _require_unverified_allowed(tenant)
    changes = {"password_hash": passwords.hash(password)} if passwords.is_outdated(stored) else {}
    return Proven(tenant, account, (entrance.PASSWORD,), changes, attempt)


def _require_allowed(tenant: Tenant, identity: Identity) -> None:
    """Refuse an identity of a kind that the application does not let anybody log in with."""
    allowed = tenant.application.password_logins if tenant.application else None
    if allowed is not None and identity.column not in allowed:
        raise Refusal(Code.FORBIDDEN, f"nobody logs in to this application by {identity.column} and password")


def _require_unverified_allowed(tenant: Tenant) -> None:
    """Refuse an e-mail address that is not verified, where it has to be."""
    if settings.get(tenant.pool, "login_require_email_verified"):
        raise Refusal(Code.FORBIDDEN, "the e-mail address has to be verified first")


def _wrong(context: Context, account: Account | None) -> Refusal:
    if not context.service.settings.classic_login_codes:
        return Refusal(Code.CREDENTIALS_WRONG)
    return Refusal(Code.USER_UNKNOWN if account is None else Code.PASSWORD_WRONG)
