"""SMS with a code. None leaves the machine: they go to the outbox."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import access, codes, outbox
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage.tables.mail import Mail

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

SCENES = (
    codes.NO_SCENE,
    "login",
    "register",
    "reset",
    "bind",
    "unbind",
    "mfa-bind",
    "mfa-verify",
    "mfa-unbind",
    "complete-phone",
)
PHONE = re.compile(r"\+?[0-9]{5,20}\Z", re.ASCII)
COUNTRY_CODE = re.compile(r"\+?([0-9]{1,4})\Z", re.ASCII)
HOME = "+86"
"""The country of a number that names none."""


def canonical(phone: str, country_code: str | None = None) -> str:
    """A phone number with its country, as codes are kept for it: the same digits in two countries are two numbers.

    Raises:
        Refusal: PHONE_MALFORMED or MALFORMED.
    """
    if not PHONE.match(phone):
        raise Refusal(Code.PHONE_MALFORMED)
    country = COUNTRY_CODE.match(country_code or HOME)
    if country is None:
        raise Refusal(Code.MALFORMED, "phoneCountryCode must be a number like +86")
    return phone if phone.startswith("+") else f"+{country[1]}{phone}"


def is_of(account: Account, address: str) -> bool:
    """Whether a number, as `canonical` writes it, is that of a user; an administrator may have given the user anything."""
    phone = account.phone or ""
    return bool(PHONE.match(phone)) and canonical(phone, account.phone_country_code) == address


def send(context: Context, phone: str, scene: str | None = None, country_code: str | None = None) -> None:
    """Send a code to whoever asks for it, be there a user with this number or not: nobody learns which.

    Without a scene the code is good for every purpose.

    Raises:
        Refusal: PHONE_MALFORMED, MALFORMED, or SENT_TOO_OFTEN.
    """
    scene = scene or codes.NO_SCENE
    if scene not in SCENES:
        raise Refusal(Code.MALFORMED, f"scene must be one of {', '.join(filter(None, SCENES))}")
    address = canonical(phone, country_code)
    now = context.service.now()
    life = timedelta(seconds=context.service.settings.sms_code_life)
    with context.writing() as db:
        pool = access.tenant(db, context).pool
        code = codes.issue(db, pool, address, scene, now, life)
        outbox.put(
            db,
            Mail(
                pool_id=pool.id,
                kind=outbox.SMS,
                to=address if country_code else phone,
                scene=scene,
                code=code,
                sent_at=now,
            ),
        )
