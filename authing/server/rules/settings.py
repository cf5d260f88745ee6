"""The settings of a pool: their defaults, how they are changed, and its variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.naming import KINDS, camel_case
from authing.server.rules.passwords import is_strong
from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.storage import pools
from authing.server.storage import settings as stored
from authing.server.storage.tables.settings import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool

FREQUENCY = {"time_interval": 300, "limit": 50, "enabled": False}
DEFAULTS: Mapping[str, Any] = {
    "userpool_types": [],
    "send_welcome_email": True,
    "app_sso_enabled": False,
    "allowed_origins": "",
    "frequent_register_check": FREQUENCY,
    "login_fail_check": FREQUENCY,
    "login_password_fail_check": FREQUENCY,
    "login_fail_strategy": "captcha",
    "password_update_policy": {"enabled": False, "forced_cycle": None, "difference_cycle": None},
    "change_phone_strategy": {"verify_old_phone": True},
    "change_email_strategy": {"verify_old_email": True},
    "qrcode_login_strategy": {
        "qrcode_expires_after": 120,
        "ticket_expires_after": 300,
        "return_full_user_info": False,
        "allow_exchange_user_info_from_browser": True,
    },
    "app2_wxapp_login_strategy": {"ticket_exprires_after": 120, "ticket_exchange_user_info_need_secret": None},
    "whitelist": {"phone_enabled": False, "email_enabled": False, "username_enabled": False},
    "custom_smsprovider": {"enabled": False, "provider": None, "config": None},
    "custom_password_strength": {"regex": None, "message": None, "enabled": False},
    "login_require_email_verified": False,
    "verify_code_length": 4,
    "verify_code_max_attempts": None,
    "package_type": -1,
    "use_custom_user_store": False,
}
"""What a pool has that changed nothing; `Pool.settings` holds the rest."""

COLUMNS = (
    "name",
    "logo",
    "domain",
    "description",
    "email_verified_default",
    "register_disabled",
    "token_expires_after",
)
"""Settings that are columns of the pool."""

LARGEST = 2**31 - 1
CODE_LENGTHS = range(4, 13)
LONGEST_PASSWORD = 245
"""What the key that passwords are encrypted with can take (RFC 8017, section 7.2.1: 11 bytes less than its modulus)."""


@dataclass(frozen=True)
class Verdict:
    """Whether a password satisfies the rule of a pool, and in the pool's own words why not, if it has any."""

    is_valid: bool
    complaint: str | None = None


def get(pool: Pool, name: str) -> Any:
    """A setting that is no column; one that has members with all of them."""
    default = DEFAULTS[name]
    given = pool.settings.get(name, default)
    return {**default, **given} if isinstance(default, dict) else given


def everything(pool: Pool) -> dict[str, Any]:
    """All settings of a pool, the columns among them."""
    return merged(DEFAULTS, pool.settings) | {name: getattr(pool, name) for name in (*COLUMNS, "password_strength")}


def merged(present: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with some of them changed; those that have members change member by member."""
    return {
        **present,
        **{
            name: {**present.get(name, {}), **value} if isinstance(value, dict) else value
            for name, value in changes.items()
        },
    }


def require_valid(changes: Mapping[str, Any]) -> None:
    """Refuse settings that do not exist, are of another type than their default, or out of range.

    Raises:
        Refusal: MALFORMED, naming the setting.
    """
    for name, value in changes.items():
        if name not in DEFAULTS:
            raise Refusal(Code.MALFORMED, f"there is no setting {camel_case(name)}")
        _require_like(name, DEFAULTS[name], value)
    if changes.get("verify_code_length", CODE_LENGTHS.start) not in CODE_LENGTHS:
        raise Refusal(Code.MALFORMED, f"verifyCodeLength must be from {CODE_LENGTHS.start} to {CODE_LENGTHS.stop - 1}")
    if not isinstance(changes.get("password_update_policy", {}).get("forced_cycle"), (int, type(None))):
        raise Refusal(Code.MALFORMED, "passwordUpdatePolicy.forcedCycle must be a number of days")
    if changes.get("password_update_policy", {}).get("difference_cycle") is not None:
        raise unavailable("passwordUpdatePolicy.differenceCycle")
    custom = changes.get("custom_password_strength", {})
    try:
        re.compile(custom.get("regex") or "")
    except (re.error, TypeError):
        raise Refusal(Code.MALFORMED, "customPasswordStrength.regex is no regular expression") from None


def _require_like(name: str, default: Any, value: Any) -> None:
    if default is not None and type(value) is not type(default):
        raise Refusal(Code.MALFORMED, f"{camel_case(name)} must be {KINDS[type(default)]}")
    if isinstance(default, dict):
        for member, each in value.items():
            if member not in default:
                raise Refusal(Code.MALFORMED, f"there is no setting {camel_case(name)}.{camel_case(member)}")
            _require_like(f"{name}.{member}", default[member], each)
    elif type(value) is int and not 0 < value <= LARGEST:
        raise Refusal(Code.MALFORMED, f"{camel_case(name)} must be between 1 and {LARGEST}")


def update(context: Context, changes: dict[str, Any]) -> Pool:
    """Change settings of the pool that the caller manages; what is not given stays as it is."""
    columns = {name: changes.pop(name) for name in COLUMNS if name in changes}
    for name in ("name", "domain"):
        if columns.get(name) == "":
            raise Refusal(Code.INCOMPLETE, f"{name} is empty")
    if columns.get("token_expires_after", 1) < 1:
        raise Refusal(Code.MALFORMED, f"tokenExpiresAfter must be between 1 and {LARGEST}")
    require_valid(changes)
    with context.writing() as db:
        pool = access.manager(db, context)
        pools.lock(db, pool)
        for name, value in columns.items():
            setattr(pool, name, value)
        pool.settings = merged(pool.settings, changes)
        pool.updated_at = context.service.now()
    return pool


def verdict(pool: Pool, password: str) -> Verdict:
    """What the rule of a pool says about a password in clear: its own regular expression, or else its level.

    Raises:
        Refusal: MALFORMED for what is too long to be a password; an expression may take the square of the length, or worse.
    """
    if len(password) > LONGEST_PASSWORD:
        raise Refusal(Code.MALFORMED, f"a password has at most {LONGEST_PASSWORD} characters")
    custom = get(pool, "custom_password_strength")
    if custom["enabled"] and custom["regex"]:
        return Verdict(re.search(custom["regex"], password) is not None, custom["message"])
    return Verdict(is_strong(password, pool.password_strength))


def variables(context: Context) -> Sequence[Variable]:
    """The variables of the pool, the newest first."""
    with context.reading() as db:
        return stored.variables(db, access.manager(db, context).id)


def set_variable(context: Context, key: str, value: str) -> Variable:
    """Give a variable of the pool a value, be it there already or not."""
    if not key:
        raise Refusal(Code.INCOMPLETE, "key is empty")
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        found = stored.variable(db, pool.id, key)
        if found is None:
            found = Variable(id=tokens.new_id(), pool_id=pool.id, key=key, value=value, created_at=now, updated_at=now)
            stored.add_variable(db, found)
        else:
            found.value, found.updated_at = value, now
    return found


def remove_variable(context: Context, key: str) -> None:
    """Delete a variable of the pool."""
    with context.writing() as db:
        found = stored.variable(db, access.manager(db, context).id, key)
        if found is None:
            raise Refusal(Code.NOT_FOUND, f"there is no variable {key!r}")
        stored.remove_variable(db, found)
