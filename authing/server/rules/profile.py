"""The fields of a user: who may write which, and what their values must look like."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.storage.tables.accounts import UNIQUE_AMONG_LIVE

if TYPE_CHECKING:
    from authing.server.storage.tables.accounts import Account

OWN = frozenset(
    [
        "username",
        "nickname",
        "photo",
        "company",
        "browser",
        "device",
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "profile",
        "preferred_username",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "address",
        "formatted",
        "street_address",
        "locality",
        "region",
        "postal_code",
        "city",
        "province",
        "country",
    ]
)
"""Columns that users may change themselves."""

MANAGED = OWN | frozenset(
    [
        "email",
        "email_verified",
        "phone",
        "phone_verified",
        "phone_country_code",
        "unionid",
        "openid",
        "external_id",
        "register_source",
        "signed_up",
        "last_login",
        "last_ip",
        "logins_count",
        "token_expired_at",
        "expired_at",
        "blocked",
        "oauth",
    ]
)
"""Columns that the management of a pool may change."""

SHOWN = MANAGED | frozenset(["id", "status", "is_deleted", "created_at", "updated_at"])
"""Columns that callers may read; a new one is secret until it is named here."""

IDENTIFIERS = ("username", "email", "phone", "external_id", "unionid", "openid")
"""What a user can be recognised by; every user has at least one."""

LOCKED = {"email": Code.EMAIL_LOCKED, "phone": Code.PHONE_LOCKED}
"""Why users may not change a column themselves; for all others it is FIELD_LOCKED."""

VERIFIED = {"email": "email_verified", "phone": "phone_verified"}
UNAVAILABLE = {"direct_management"}
INSTANTS = {"signed_up", "last_login", "token_expired_at", "expired_at"}

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z")


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return EMAIL.match(text) is not None


def require_own(changes: dict[str, Any]) -> None:
    """Refuse changes that users may not make themselves."""
    for column in changes:
        if column in UNAVAILABLE:
            raise unavailable(column)
        if column not in OWN:
            raise Refusal(
                LOCKED.get(column, Code.FIELD_LOCKED), None if column in LOCKED else f"users may not change {column}"
            )


def apply(account: Account, changes: dict[str, Any]) -> None:
    """Set columns of a user, each in the form in which it is kept; a new e-mail or phone is not verified.

    Raises:
        Refusal: NOT_AVAILABLE or MALFORMED for a column, INCOMPLETE if nothing is left to recognise the user by.
    """
    for column, value in changes.items():
        if column not in MANAGED:
            raise unavailable(column)
        kept = _kept(column, value)
        flag = VERIFIED.get(column)
        if flag and flag not in changes and kept != getattr(account, column):
            setattr(account, flag, False)
        setattr(account, column, kept)
    if not any(getattr(account, name) for name in IDENTIFIERS):
        raise Refusal(Code.INCOMPLETE, "a user needs a user name, e-mail, phone, external id, unionid or openid")


def _kept(column: str, value: Any) -> Any:
    if column in UNIQUE_AMONG_LIVE and not value:
        # Two users without a name are not two users with the same name.
        return None
    if column == "email":
        return value.lower()
    if column in INSTANTS:
        return moment(column, value)
    if column == "birthdate":
        moment(column, value)
    if column == "logins_count" and value < 0:
        raise Refusal(Code.MALFORMED, "logins_count must be 0 or more")
    return value


def moment(name: str, text: str) -> datetime:
    """The time of an ISO 8601 text; without an offset it is UTC.

    Raises:
        Refusal: MALFORMED, naming the field.
    """
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return found.astimezone(timezone.utc) if found.tzinfo else found.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        raise Refusal(Code.MALFORMED, f"{name} is not a date in ISO 8601") from None
