"""Registration and login with a code that was sent to an address, and passwords chosen anew with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, acts, codes, entrance, fields, registration, sms
from authing.server.rules.accounts import choose_password, require_unused
from authing.server.rules.entrance import Proven
from authing.server.rules.passwords import require_length
from authing.server.rules.profile import is_email
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.registration import Wish
from authing.server.rules.sessions import require_active
from authing.server.storage import accounts, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.access import Tenant
    from authing.server.rules.accounts import Holder
    from authing.server.rules.codes import Proof
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


@dataclass(frozen=True)
class Address:
    """Where a code is sent: an e-mail address, or a phone number with its country.

    Attributes:
        column: The column of a user that holds it, `email` or `phone`.
        value: It, as that column has it.
        country_code: The country of a phone number, as it was given.
        canonical: It, as codes are kept for it.
    """

    column: str
    value: str
    country_code: str | None
    canonical: str

    @classmethod
    def email(cls, given: str, malformed: Code = Code.EMAIL_MALFORMED) -> Address:
        """An e-mail address.

        Raises:
            Refusal: `malformed`.
        """
        if not is_email(given):
            raise Refusal(malformed)
        return cls("email", given.lower(), None, given.lower())

    @classmethod
    def phone(cls, given: str, country_code: str | None = None) -> Address:
        """A phone number.

        Raises:
            Refusal: PHONE_MALFORMED, or MALFORMED for the country.
        """
        return cls("phone", given, country_code, sms.canonical(given, country_code))

    @property
    def means(self) -> str:
        """How somebody proves who it is with a code for it."""
        return entrance.MAIL if self.column == "email" else entrance.SMS

    @property
    def source(self) -> str:
        """How a user is marked who registered with a code for it."""
        return "basic:email" if self.column == "email" else "basic:phone-code"

    def proven(self) -> dict[str, Any]:
        """The columns of a user whose address this is from now on, because a code has proven it."""
        country = {} if self.column == "email" else {"phone_country_code": self.country_code}
        return {self.column: self.value, f"{self.column}_verified": True, **country}

    def owner(self, db: Session, pool_id: str) -> Account | None:
        """The user of a pool who has it, locked; the same number of another country is somebody else's."""
        found = accounts.having(db, pool_id, self.column, [self.value], lock=True).get(self.value)
        return found if found and self.is_of(found) else None

    def is_of(self, account: Account) -> bool:
        """Whether a user has it."""
        if self.column == "email":
            return account.email == self.value
        return sms.is_of(account, self.canonical)


def register(
    context: Context,
    address: Address,
    code: str,
    *,
    encrypted: str | None = None,
    values: Mapping[str, Any] | None = None,
    force_login: bool = False,
    generate_token: bool = False,
    client_ip: str | None = None,
    own_values: Sequence[tuple[str, str]] = (),
    **options: object,
) -> Holder:
    """Make the caller an account with an address that a code has proven, with or without a password.

    With `force_login` it is also logged in, with `generate_token` it only gets a token, with neither none.
    """
    require_unused(**options)
    password = None if encrypted is None else context.service.transport.decrypt(encrypted)
    if password is not None:
        require_length(password)
    with context.reading() as db:
        tenant = access.tenant(db, context)
    proof = codes.prove(context, tenant.pool, address.canonical, codes.REGISTER, code)
    wish = Wish(
        address.source,
        {**(values or {}), **address.proven()},
        own_values,
        password,
        proof,
        client_ip,
        logs_in=force_login,
        gets_token=generate_token,
    )
    return registration.register(context, tenant, wish)


def log_in(
    context: Context,
    address: Address,
    code: str,
    *,
    auto_register: bool = True,
    client_ip: str | None = None,
    params: str | None = None,
) -> Holder:
    """Log a user in by a code, and set values of user-defined fields from `params`; an unknown one is made, if it may."""
    own_values = fields.given(params)
    with context.reading() as db:
        tenant = access.tenant(db, context)
    proven = _by_code(context, tenant, address, code, client_ip, auto_register=auto_register)
    with context.logging_refusals():
        entrance.require_enterable(context, proven)
    return entrance.let_in(context, proven, client_ip=client_ip, own_values=own_values)


def by_phone_code(context: Context, tenant: Tenant, phone: str, code: str, country_code: str | None = None) -> Proven:
    """Who has this phone number, if the code is right; an unknown user is made."""
    return _by_code(context, tenant, Address.phone(phone, country_code), code)


def by_email_code(context: Context, tenant: Tenant, email: str, code: str) -> Proven:
    """Who has this e-mail address, if the code is right; an unknown user is made."""
    return _by_code(context, tenant, Address.email(email, Code.LOGIN_EMAIL_MALFORMED), code)


def _by_code(
    context: Context,
    tenant: Tenant,
    address: Address,
    code: str,
    client_ip: str | None = None,
    *,
    auto_register: bool = True,
) -> Proven:
    # Before anybody is looked for: whoever has no code learns nothing about who has an account.
    context.act.is_by(None, acts.LOGIN, client_ip)
    with context.logging_refusals():
        proof = codes.prove(context, tenant.pool, address.canonical, codes.LOGIN, code)
    account = _verified(context, tenant, address, proof)
    if account is None:
        if not auto_register:
            raise Refusal(Code.USER_UNKNOWN)
        wish = Wish(address.source, address.proven(), proof=proof, client_ip=client_ip)
        account = registration.register(context, tenant, wish).account
    context.act.is_by(account, acts.LOGIN, client_ip)
    return Proven(tenant, account, (address.means,))


def _verified(context: Context, tenant: Tenant, address: Address, proof: Proof) -> Account | None:
    """The user who has an address, if there is one: the code is spent for it, and the address is verified from now on."""
    with context.counting() as db:
        account = address.owner(db, tenant.pool.id)
        if account is not None:
            proof.spend(db)
            setattr(account, f"{address.column}_verified", True)
    return account


def reset_password(context: Context, address: Address, code: str, encrypted: str) -> None:
    """Give the user who has an address another password, which comes encrypted; see `choose_by_code`."""
    choose_by_code(context, address, code, context.service.transport.decrypt(encrypted))


def choose_by_code(context: Context, address: Address, code: str, password: str) -> None:
    """Give the user who has an address another password, which ends all its logins.

    Raises:
        Refusal: CODE_WRONG or CODE_EXPIRED; USER_UNKNOWN only for the right code of an address that nobody has.
    """
    require_length(password)
    with context.reading() as db:
        tenant = access.tenant(db, context)
    proof = codes.prove(context, tenant.pool, address.canonical, codes.RESET, code)
    password_hash = context.service.passwords.hash(password)
    with context.writing() as db:
        proof.spend(db)
        account = address.owner(db, tenant.pool.id)
        if account is None:
            raise Refusal(Code.USER_UNKNOWN)
        context.act.operator_id = account.id
        require_active(account)
        setattr(account, f"{address.column}_verified", True)
        choose_password(account, password_hash, context.service.now())
        sessions.end(db, [account.id])
