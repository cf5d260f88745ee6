"""What is said about users in tokens and at the userinfo endpoint: the one table of scopes and claims (OpenID Connect Core, section 5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rules.roles import DEFAULT
from authing.server.storage import fields, roles, tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session

    from authing.server.storage.tables.accounts import Account

OPENID, OFFLINE_ACCESS, USER = "openid", "offline_access", "user"

PROFILE = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
)
SCOPES: Mapping[str, tuple[str, ...]] = {
    OPENID: (),
    "profile": PROFILE,
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
    "address": ("address",),
    "username": ("username",),
    "roles": ("roles",),
    "unionid": ("unionid", "openid"),
    "external_id": ("external_id",),
    "extended_fields": ("extended_fields",),
    "tenant_id": ("tenant_id",),
    OFFLINE_ACCESS: (),
    USER: PROFILE,
}
"""The claims that a scope stands for; `sub` comes with all of them."""

CLAIMS = tuple(dict.fromkeys(claim for claims in SCOPES.values() for claim in claims))
IN_LOGIN_TOKENS = ("profile", "email", "phone", "address", "unionid", "external_id")
"""The scopes whose claims the token of a login has, which no scope was asked for."""

ADDRESS = ("country", "postal_code", "region", "formatted", "street_address", "locality")
COLUMNS = {"picture": "photo", "phone_number": "phone", "phone_number_verified": "phone_verified"}
"""Claims that go by another name in the database."""

MOST_TENANTS = 1


def of(db: Session, account: Account, scopes: Iterable[str]) -> dict[str, Any]:
    """The claims about a user that some scopes stand for, None for what is not known."""
    wanted = [claim for scope in scopes for claim in SCOPES.get(scope, ())]
    return {claim: READERS[claim](db, account) if claim in READERS else _column(account, claim) for claim in wanted}


def known(db: Session, account: Account, scopes: Iterable[str]) -> dict[str, Any]:
    """The same without what is not known: such a claim should not be there at all (OpenID Connect Core, section 5.3.2)."""
    return {claim: value for claim, value in of(db, account, scopes).items() if value is not None}


def _column(account: Account, claim: str) -> Any:
    return getattr(account, COLUMNS.get(claim, claim))


def _updated_at(_: Session, account: Account) -> str:
    return account.updated_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _address(_: Session, account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in ADDRESS}


def _roles(db: Session, account: Account) -> list[str]:
    found = roles.of_accounts(db, account.pool_id, DEFAULT, [account.id])
    return [role.code for role in found.get(account.id, ())]


def _extended_fields(db: Session, account: Account) -> dict[str, str]:
    found = fields.values(db, "USER", [account.id]).get(account.id, [])
    return {field.key: value for field, value in found}


def _tenant_id(db: Session, account: Account) -> str | None:
    found = tenants.of_account(db, account.id, MOST_TENANTS)
    return found[0].id if found else None


READERS: Mapping[str, Callable[[Session, Account], Any]] = {
    "updated_at": _updated_at,
    "address": _address,
    "roles": _roles,
    "extended_fields": _extended_fields,
    "tenant_id": _tenant_id,
}
"""Claims that are no column of a user."""
