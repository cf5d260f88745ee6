"""The login page and its steps."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from authing.server.rules import sign_in
from authing.server.rules.refusal import Code, Refusal
from authing.server.web.pages import Page, Redirect, leading, status

if TYPE_CHECKING:
    from collections.abc import Callable

    from authing.server.rules.interactions import Underway
    from authing.server.rules.service import Context
    from authing.server.rules.sign_in import Entered
    from authing.server.web.pages import Answer

REGISTER, FORGOTTEN = "register", "forgotten"
NAMES = {
    sign_in.PASSWORD: "Password",
    sign_in.PHONE_CODE: "Code by SMS",
    sign_in.EMAIL_CODE: "Code by e-mail",
}
FACTORS = {
    sign_in.TOTP: "Use an authenticator app",
    sign_in.RECOVERY: "Use a recovery code",
    sign_in.SMS: "Get a code by SMS",
    sign_in.MAIL: "Get a code by e-mail",
}
REASONS = {
    sign_in.FIRST_PASSWORD: "This is your first login: choose a password of your own.",
    sign_in.NEW_PASSWORD: "Your password is too old: choose another one.",
}
LOST = {Code.LOGIN_EXPIRED, Code.LOGIN_INVALID}
"""What a step's token is refused with when it is too late for the step."""

TOO_LATE = "this took too long: log in again"


def address_of(page: str, interaction_id: str) -> str:
    """The address of a page for a request that waits."""
    return f"{page}?{urlencode({'interaction': interaction_id})}"


def address(interaction_id: str) -> str:
    """The address of the login page for a request that waits."""
    return address_of("/login", interaction_id)


def show(context: Context, values: dict[str, str]) -> Answer:
    """Show the form that is next, or the one that is asked for."""
    found = sign_in.state(context, values.get("interaction", ""))
    view = values.get("view")
    if view is None and found.is_done:
        return Redirect(address_to_continue(found.underway))
    if view is None and found.step:
        return _step(found.underway, found.step, values)
    return _form(context, found.underway, {**values, "view": view or sign_in.tabs(found.underway.application)[0]})


def submit(context: Context, values: dict[str, str]) -> Answer:
    """Take a form."""
    underway = sign_in.opened(context, values.get("interaction", ""), values.get("proof", ""))
    try:
        return SUBMITTED.get(values.get("view", ""), _password)(context, underway, values)
    except Refusal as refusal:
        if refusal.code in LOST and values.get("view") in STEPS:
            refusal, values = Refusal(refusal.code, TOO_LATE), {"view": sign_in.PASSWORD}
        step = sign_in.state(context, underway.id).step
        if step and values.get("view") in STEPS:
            return _step(underway, step, values, refusal)
        return _form(context, underway, values, refusal)


def address_to_continue(underway: Underway) -> str:
    """The address of the page that leads from a form back to the application."""
    return address_of("/login/continue", underway.id)


def lead_on(context: Context, values: dict[str, str]) -> Answer:
    """Lead the browser back to the request."""
    underway = sign_in.state(context, values.get("interaction", "")).underway
    return leading(underway.resumed_at)


def _step(underway: Underway, step: dict[str, Any], values: dict[str, str], refusal: Refusal | None = None) -> Page:
    """The form of a step."""
    shown = {**_shown(underway, values, refusal), "view": step["step"]}
    if step["step"] != sign_in.FACTOR:
        reason = {"reason": REASONS[step["step"]], "asks_for_old": step["step"] == sign_in.NEW_PASSWORD}
        return Page("new_password.html", {**shown, **reason}, status(refusal))
    offered = sign_in.offered_factors(step)
    factor = values.get("factor") if values.get("factor") in offered else next(iter(offered), None)
    own = sign_in.address_of_factor(step, factor) if factor in (sign_in.SMS, sign_in.MAIL) else None
    hidden = own and _hidden(own)
    return Page(
        "factor.html",
        {**shown, "factor": factor, "factors": offered, "names": FACTORS, "own_address": hidden},
        status(refusal),
    )


def _form(context: Context, underway: Underway, values: dict[str, str], refusal: Refusal | None = None) -> Page:
    """A form at the beginning of a login."""
    tabs = sign_in.tabs(underway.application)
    view = values.get("view", "")
    may_register = sign_in.may_register(underway)
    if view == REGISTER and not may_register:
        refusal = Refusal(Code.REGISTRATION_DISABLED)
    if view not in (*tabs, FORGOTTEN) and not (view == REGISTER and may_register):
        view = tabs[0]
    shown = {**_shown(underway, values, refusal), "view": view}
    if view in TEMPLATES:
        return Page(TEMPLATES[view], shown, status(refusal))
    hint = underway.params.get("login_hint")
    return Page(
        "login.html",
        {
            **shown,
            "account": values.get("account") or (hint if isinstance(hint, str) else ""),
            "tabs": tabs,
            "names": NAMES,
            "may_register": may_register,
            "captcha": _captcha(context, underway) if refusal and _asks_for_letters(values, refusal) else None,
        },
        status(refusal),
    )


def _asks_for_letters(values: dict[str, str], refusal: Refusal) -> bool:
    """Whether letters are needed for the next attempt: they are for this one, or were."""
    return refusal.code == Code.CAPTCHA_NEEDED or "captcha_code" in values


def _captcha(context: Context, underway: Underway) -> str:
    picture = base64.b64encode(sign_in.captcha(context, underway).encode()).decode()
    return f"data:image/svg+xml;base64,{picture}"


def _shown(underway: Underway, values: dict[str, str], refusal: Refusal | None) -> dict[str, Any]:
    return {
        "underway": underway,
        "account": values.get("account", ""),
        "address": values.get("address", ""),
        "sent": "sent" in values,
        "error": refusal and refusal.message,
    }


def _hidden(own: str) -> str:
    """Enough of an address for its owner to know it, and for nobody else."""
    name, at, domain = own.partition("@")
    return f"{name[:2]}…{at}{domain}" if at else f"…{own[-3:]}"


def _next(underway: Underway, entered: Entered | None) -> Answer:
    if entered is None:
        return Redirect(address(underway.id))
    if entered.recovery_code is not None:
        shown = {"recovery_code": entered.recovery_code, "target": underway.resumed_at}
        return Page("recovery.html", shown, cookies=(entered.cookie,))
    return Redirect(address_to_continue(underway), (entered.cookie,))


def _needed(values: dict[str, str], *names: str) -> list[str]:
    if missing := [name for name in names if not values.get(name)]:
        raise Refusal(Code.INCOMPLETE, f"{missing[0]} is needed")
    return [values[name] for name in names]


def _chosen(values: dict[str, str]) -> str:
    new, again = _needed(values, "new", "again")
    if new != again:
        raise Refusal(Code.MALFORMED, "the two passwords are not the same")
    return new


def _password(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    given, password = _needed(values, "account", "password")
    captcha_code = values.get("captcha_code")
    return _next(underway, sign_in.by_password(context, underway, given.strip(), password, captcha_code))


def _code(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    (to,) = _needed(values, "address")
    if _is_sent(values):
        (code,) = _needed(values, "code")
        return _next(underway, sign_in.by_code(context, underway, values["view"], to.strip(), code.strip()))
    sign_in.send_code(context, underway, values["view"], to.strip())
    return _form(context, underway, {**values, "sent": "1"})


def _factor(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    (factor,) = _needed(values, "factor")
    if factor in (sign_in.SMS, sign_in.MAIL) and not _is_sent(values):
        sign_in.send_factor_code(context, underway, factor, values.get("address"))
        return _step(underway, sign_in.state(context, underway.id).step or {}, {**values, "sent": "1"})
    (code,) = _needed(values, "code")
    return _next(underway, sign_in.by_factor(context, underway, factor, code.strip(), values.get("address")))


def _owed(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    return _next(underway, sign_in.choose_password(context, underway, values.get("old", ""), _chosen(values)))


def _forgotten(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    (to,) = _needed(values, "address")
    if _is_sent(values):
        (code,) = _needed(values, "code")
        new = _chosen(values)
        return _next(underway, sign_in.reset_password(context, underway, to.strip(), code.strip(), new))
    sign_in.send_reset_code(context, underway, to.strip())
    return _form(context, underway, {**values, "sent": "1"})


def _register(context: Context, underway: Underway, values: dict[str, str]) -> Answer:
    (given,) = _needed(values, "account")
    return _next(underway, sign_in.register(context, underway, given.strip(), _chosen(values)))


def _is_sent(values: dict[str, str]) -> bool:
    """Whether the form is the one for a code that has been sent, and not another one is asked for."""
    return "sent" in values and "resend" not in values


SUBMITTED: dict[str, Callable[[Context, Underway, dict[str, str]], Answer]] = {
    sign_in.PASSWORD: _password,
    sign_in.PHONE_CODE: _code,
    sign_in.EMAIL_CODE: _code,
    sign_in.FACTOR: _factor,
    sign_in.FIRST_PASSWORD: _owed,
    sign_in.NEW_PASSWORD: _owed,
    FORGOTTEN: _forgotten,
    REGISTER: _register,
}
STEPS = (sign_in.FACTOR, sign_in.FIRST_PASSWORD, sign_in.NEW_PASSWORD)
TEMPLATES = {FORGOTTEN: "forgotten.html", REGISTER: "register.html"}
