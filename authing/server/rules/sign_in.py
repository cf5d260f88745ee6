"""Logging in with a browser, form by form: what a person gives on a page, for a request of an application that waits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from authing.server.rules import (
    application_settings,
    browser_sessions,
    captchas,
    code_login,
    entrance,
    factors,
    interactions,
    login,
    mail,
    password_resets,
    registration,
    second_factor,
    sms,
)
from authing.server.rules.code_login import Address
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.registration import Wish
from authing.server.rules.second_factor import Recovered
from authing.server.rules.service import Context
from authing.server.storage import accounts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from authing.server.rules.cookies import Cookie
    from authing.server.rules.entrance import Proven
    from authing.server.rules.interactions import Underway
    from authing.server.storage.tables.pools import Application

PASSWORD, PHONE_CODE, EMAIL_CODE = "password", "phone-code", "email-code"
TABS = (PASSWORD, PHONE_CODE, EMAIL_CODE)
"""Ways to log in that the page has, by the names that applications call them in `loginTabs`."""

FACTOR, FIRST_PASSWORD, NEW_PASSWORD = "factor", "first-password", "new-password"
STEPS = {
    Code.FACTOR_NEEDED: (FACTOR, "mfaToken"),
    Code.APPLICATION_FACTOR_NEEDED: (FACTOR, "mfaToken"),
    Code.FIRST_PASSWORD_OWED: (FIRST_PASSWORD, "token"),
    Code.NEW_PASSWORD_OWED: (NEW_PASSWORD, "token"),
}
"""What is still to be done after a refused login, and where the refusal has the token for that."""

TOTP, RECOVERY, SMS, MAIL = "totp", "recovery", "sms", "email"

PUNCTUATION = re.compile(r"[\s().-]")
"""What people write into phone numbers."""


@dataclass(frozen=True)
class Entered:
    """A login that is done: the cookie for the browser, and the recovery code in place of one that was used."""

    cookie: Cookie
    recovery_code: str | None = None


@dataclass(frozen=True)
class State:
    """How far a request has come.

    Attributes:
        underway: The request.
        step: What is still to be done after what the user has proven so far; None where nothing is proven.
        is_done: Whether the user has logged in for this request.
    """

    underway: Underway
    step: dict[str, Any] | None
    is_done: bool


def tabs(application: Application) -> list[str]:
    """The ways to log in that an application offers on the page, its own first choice first; a password where it names none."""
    settings = application_settings.settings_of(application)
    offered = [tab for tab in settings["loginTabs"] if tab in TABS] or [PASSWORD]
    return sorted(dict.fromkeys(offered), key=lambda tab: tab != settings["defaultLoginTab"])


def may_register(underway: Underway) -> bool:
    """Whether the page makes accounts."""
    return not (underway.pool.register_disabled or underway.application.register_disabled)


def opened(context: Context, interaction_id: str, proof: str) -> Underway:
    """The request that a form belongs to.

    Raises:
        Refusal: NOT_FOUND, or FORBIDDEN for a form from elsewhere.
    """
    with context.reading() as db:
        underway = interactions.get(db, context, interaction_id)
    interactions.require_proof(underway, proof)
    return underway


def state(context: Context, interaction_id: str) -> State:
    """How far the request with this id has come."""
    with context.reading() as db:
        underway = interactions.get(db, context, interaction_id)
        sessions = {session.id for session in browser_sessions.all_of_caller(db, context, underway.application)}
    return State(underway, interactions.step(context, underway), underway.login_id in sessions)


def by_password(
    context: Context, underway: Underway, given: str, password: str, captcha_code: str | None = None
) -> Entered | None:
    """Log in with a user name, e-mail address or phone number and a password; None if there is a step still to take."""
    column, value = _identity(context, underway, given)
    return _enter(
        context,
        underway,
        lambda inside: login.by_password(inside, column, value, password, captcha_code=captcha_code),
        given=given,
    )


def captcha(context: Context, underway: Underway) -> str:
    """A picture with letters, as SVG."""
    return captchas.give_out(_inside(context, underway))


def send_code(context: Context, underway: Underway, tab: str, address: str) -> None:
    """Send a code for a login."""
    if tab == PHONE_CODE:
        sms.send(_inside(context, underway), phone(address), "login")
    else:
        mail.send(_inside(context, underway), address, "LOGIN_VERIFY_CODE")


def by_code(context: Context, underway: Underway, tab: str, address: str, code: str) -> Entered | None:
    """Log in with a code; None if there is a step still to take."""
    if tab == PHONE_CODE:
        number = phone(address)
        return _enter(context, underway, lambda inside: code_login.by_phone_code(inside, underway.tenant, number, code))
    return _enter(context, underway, lambda inside: code_login.by_email_code(inside, underway.tenant, address, code))


def offered_factors(step: Mapping[str, Any]) -> list[str]:
    """The second factors that a user can show on the page."""
    shown = step["shown"]
    asked = shown.get("applicationMfa")
    if asked is None:
        return [TOTP, RECOVERY]
    kinds = [policy["mfaPolicy"] for policy in asked]
    has = {factors.OTP: shown["totpMfaEnabled"], factors.SMS: shown["phone"], factors.EMAIL: shown["email"]}
    has_one = any(has.get(kind) for kind in kinds)
    # Who has none of them yet binds a phone or an address by showing a code for it.
    return [
        name
        for kind, name in ((factors.OTP, TOTP), (factors.SMS, SMS), (factors.EMAIL, MAIL))
        if kind in kinds and (has[kind] or (not has_one and kind != factors.OTP))
    ]


def address_of_factor(step: Mapping[str, Any], factor: str) -> str | None:
    """The phone or e-mail address that the user has for a second factor."""
    found: str | None = step["shown"]["phone" if factor == SMS else "email"] or None
    return found


def send_factor_code(context: Context, underway: Underway, factor: str, given: str | None) -> None:
    """Send a code as second factor to the address that the user has, or gives now if there is none."""
    step = _step(context, underway, FACTOR)
    to = address_of_factor(step, factor) or given
    if not to:
        raise Refusal(Code.INCOMPLETE, "an address is needed")
    inside = _inside(context, underway)
    if factor == SMS:
        sms.send(inside, phone(to), "mfa-verify", step["shown"]["phoneCountryCode"])
    else:
        mail.send(inside, to, "MFA_VERIFY")


def by_factor(context: Context, underway: Underway, factor: str, code: str, given: str | None) -> Entered | None:
    """Show the second factor."""
    step = _step(context, underway, FACTOR)
    token, to = step["token"], address_of_factor(step, factor) or given or ""
    country = step["shown"]["phoneCountryCode"]
    prove: dict[str, Callable[[Context], Proven]] = {
        TOTP: lambda inside: second_factor.by_totp(inside, token, code),
        RECOVERY: lambda inside: second_factor.by_recovery_code(inside, token, code),
        SMS: lambda inside: second_factor.by_sms(inside, token, phone(to), code, country),
        MAIL: lambda inside: second_factor.by_email(inside, token, to, code),
    }
    if factor not in prove:
        raise Refusal(Code.MALFORMED, "there is no such factor")
    return _enter(context, underway, prove[factor])


def choose_password(context: Context, underway: Underway, old: str, new: str) -> Entered | None:
    """Choose the password that is owed, and log in with it."""
    step = _step(context, underway, FIRST_PASSWORD, NEW_PASSWORD)
    inside = _inside(context, underway)
    if step["step"] == FIRST_PASSWORD:
        password_resets.choose_first(inside, step["token"], new)
    else:
        password_resets.choose_anew(inside, step["token"], old, new)
    return by_password(context, underway, step["given"], new)


def send_reset_code(context: Context, underway: Underway, address: str) -> None:
    """Send a code with which a forgotten password is replaced."""
    mail.send(_inside(context, underway), address, "RESET_PASSWORD")


def reset_password(context: Context, underway: Underway, address: str, code: str, new: str) -> Entered | None:
    """Replace a forgotten password, and log in with the new one."""
    code_login.choose_by_code(_inside(context, underway), Address.email(address), code, new)
    return by_password(context, underway, address, new)


def register(context: Context, underway: Underway, given: str, password: str) -> Entered | None:
    """Make an account with a user name or an e-mail address and a password, and log in."""
    inside = _inside(context, underway)
    address = Address.email(given) if "@" in given else None
    column, value = (address.column, address.value) if address else ("username", given)
    registration.register(inside, underway.tenant, Wish(f"basic:{column}", {column: value}, password=password))
    return _enter(context, underway, lambda inside: login.by_password(inside, column, value, password))


def phone(given: str) -> str:
    """A phone number as people write it, without spaces and the like."""
    return PUNCTUATION.sub("", given)


def _identity(context: Context, underway: Underway, given: str) -> tuple[str, str]:
    """Which identifier somebody gave: the first of the likely ones that is a user's, or the likeliest."""
    settings = application_settings.settings_of(underway.application)
    offered = settings["passwordTabConfig"]["enabledLoginMethods"]
    number = phone(given)
    likely = [("email", given.lower())] if "@" in given else [("phone", number)] if sms.PHONE.match(number) else []
    enabled = [(column, value) for column, value in [*likely, ("username", given)] if f"{column}-password" in offered]
    if not enabled:
        raise Refusal(Code.FORBIDDEN, "this application does not let anybody log in like this")
    with context.reading() as db:
        for column, value in enabled:
            if accounts.find(db, underway.pool.id, {column: value}):
                return column, value
    return enabled[0]


def _inside(context: Context, underway: Underway) -> Context:
    """The same request, as if its headers named the application."""
    caller = replace(context.caller, pool_id=underway.pool.id, application_id=underway.application.id, token=None)
    return Context(context.service, caller, context.act)


def _enter(
    context: Context, underway: Underway, prove: Callable[[Context], Proven], **remembered: str
) -> Entered | None:
    """Let in whoever proves to be a user, or keep what is proven so far if there is a step still to take."""
    inside = _inside(context, underway)
    try:
        proven = prove(inside)
        entrance.require_enterable(inside, proven)
    except Refusal as refusal:
        if refusal.code not in STEPS:
            raise
        step, token = STEPS[refusal.code]
        kept = {**remembered, "step": step, "token": refusal.data[token], "shown": _shown(refusal.data)}
        _keep_step(context, underway, kept)
        return None
    with inside.logging_refusals(), inside.writing() as db:
        present = interactions.get(db, inside, underway.id, lock=True)
        cookie = interactions.log_in(db, inside, present, proven)
    return Entered(cookie, proven.recovery_code if isinstance(proven, Recovered) else None)


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a refusal tells about the factors that a user has."""
    return {name: value for name, value in data.items() if not name.lower().endswith("token")}


def _keep_step(context: Context, underway: Underway, step: dict[str, Any]) -> None:
    with context.writing() as db:
        present = interactions.get(db, context, underway.id, lock=True)
        interactions.set_step(context, present, step)


def _step(context: Context, underway: Underway, *steps: str) -> dict[str, Any]:
    """The step to be taken.

    Raises:
        Refusal: NOT_FOUND if it is another one: the page is an old one.
    """
    found = interactions.step(context, underway)
    if found is None or found["step"] not in steps:
        raise Refusal(Code.NOT_FOUND, interactions.GONE)
    return found
