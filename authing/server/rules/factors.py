"""Which second factors a login asks for: the user's own authenticator, or else one of those that the application wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rules import tokens
from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.storage import factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.access import Tenant
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application

SMS, EMAIL, OTP, FACE = "SMS", "EMAIL", "OTP", "FACE"
KINDS = (SMS, EMAIL, OTP, FACE)
POLICY = {"mfaPolicy", "status", "sort"}
LARGEST_PLACE = 1000


def checked_policies(value: Any) -> list[dict[str, Any]]:
    """What an application is told to ask for: one of each kind at most, in its order; `status` 0 switches one off.

    Raises:
        Refusal: MALFORMED, or NOT_AVAILABLE for a face.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) and each.keys() <= POLICY for each in value):
        raise Refusal(Code.MALFORMED, f"applicationMfa must be a list of objects with {', '.join(sorted(POLICY))}")
    policies = [{"mfaPolicy": None, "status": 1, "sort": place, **each} for place, each in enumerate(value)]
    kinds = [each["mfaPolicy"] for each in policies]
    if not all(kind in KINDS for kind in kinds) or len(set(kinds)) < len(kinds):
        raise Refusal(Code.MALFORMED, f"each mfaPolicy must be another one of {', '.join(KINDS)}")
    for policy in policies:
        if policy["status"] not in (0, 1) or isinstance(policy["status"], bool):
            raise Refusal(Code.MALFORMED, "status must be 0 or 1")
        if type(policy["sort"]) is not int or not 0 <= policy["sort"] <= LARGEST_PLACE:
            raise Refusal(Code.MALFORMED, f"sort must be a whole number up to {LARGEST_PLACE}")
        if policy["mfaPolicy"] == FACE and policy["status"]:
            raise unavailable("a face as second factor")
    return sorted(policies, key=lambda policy: policy["sort"])


def asked_for(account: Account, application: Application | None) -> list[str]:
    """The kinds of factors of which a login must show one; none where one factor will do.

    Who has an authenticator is asked for that and for nothing else: a weaker factor must not open what it protects.
    """
    if account.has_second_factor:
        return [OTP]
    return [policy["mfaPolicy"] for policy in _policies(application)]


def _policies(application: Application | None) -> list[dict[str, Any]]:
    return [policy for policy in application.second_factors if policy["status"]] if application else []


def set_up(db: Session, account: Account, kinds: Sequence[str]) -> set[str]:
    """Those of the kinds that the user could show now."""
    return {
        kind
        for kind in kinds
        if (kind == SMS and account.phone)
        or (kind == EMAIL and account.email)
        or (kind == OTP and factors.has_enabled(db, account.id))
    }


def require_none(context: Context, account: Account, tenant: Tenant, means: Sequence[str]) -> None:
    """Refuse to let in who has a second factor still to show, after a first one by these means."""
    kinds = asked_for(account, tenant.application)
    if kinds:
        raise _needed(context, account, tenant, means, kinds)


def _needed(context: Context, account: Account, tenant: Tenant, means: Sequence[str], kinds: Sequence[str]) -> Refusal:
    """The refusal of a login whose first factor was right; it carries the token with which it goes on, and what there is to do."""
    with context.reading() as db:
        present = set_up(db, account, kinds)
    issued = tokens.step_token(
        tokens.SECOND_FACTOR,
        account,
        tenant.pool,
        tenant.application,
        context.service.now(),
        means=" ".join(means),
        password=tokens.digest(account.password_hash or ""),
    )
    data = {
        "mfaToken": issued.token,
        "nickname": account.nickname,
        "username": account.username,
        "email": account.email,
        "mfaEmail": account.email,
        "phone": account.phone,
        "mfaPhone": account.phone,
        "phoneCountryCode": account.phone_country_code,
        "mfaPhoneCountryCode": account.phone_country_code,
        "avatar": account.photo,
        "totpMfaEnabled": OTP in present,
        "faceMfaEnabled": False,
    }
    if account.has_second_factor:
        return Refusal(Code.FACTOR_NEEDED, data=data)
    return Refusal(Code.APPLICATION_FACTOR_NEEDED, data={**data, "applicationMfa": _policies(tenant.application)})
