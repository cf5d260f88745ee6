"""What a database holds at first and after a reset: a seed that was given, or one fresh pool.

A seed is a YAML or JSON file, or the same as mappings. Every key is optional; ids have 24 and secrets 32 or more digits or letters,
and are made up when they are not given. Passwords are in clear and hashed once per process.

    pool:
      id: 5f0000000000000000000001
      secret: "00000000000000000000000000000001"
      name: Example
      registerDisabled: false
      emailVerifiedDefault: false
      passwordStrength: 3
      tokenExpiresAfter: 1296000
      loginRequireEmailVerified: false
      whitelist: {usernameEnabled: false, emailEnabled: false, phoneEnabled: false}
      frequentRegisterCheck: {timeInterval: 300, limit: 50, enabled: false}
      customPasswordStrength: {regex: "^(?=.*[0-9]).{8,}$", message: Eight signs with a digit, enabled: false}
    application:
      id: 5f0000000000000000000002
      secret: "00000000000000000000000000000002"
      name: Web
      identifier: web              # by default its id
      redirectUris: ["https://app.example.com/callback"]
      logoutRedirectUris: ["https://app.example.com/"]
      oauthProviderEnabled: true   # also oidcProviderEnabled, casProviderEnabled
      oidcConfig: {id_token_signed_response_alg: RS256}   # and oauthConfig, as applications have them
      applicationMfa: [{mfaPolicy: SMS, status: 0}]   # second factors that a login asks for: SMS, EMAIL, OTP
    users:
      - id: 5f0000000000000000000003
        username: alice
        email: alice@example.com
        password: Passw0rd!
        nickname: Alice            # and whatever else createUser takes
    roles:
      - code: admin
        namespace: default
        description: May do everything
        users: [alice]             # user names or ids
      - code: editor
        parent: admin              # a role above, of the same namespace

A YAML file may hold several such documents, each with its own pool; the first one is the pool that the server announces, and
all others need ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authing.server.rules import application_settings as settings_of_applications
from authing.server.rules import profile, roles, tokens
from authing.server.rules import settings as settings_of_pools
from authing.server.rules.accounts import new_account
from authing.server.rules.application_settings import require_identifier, require_redirect_uris
from authing.server.rules.factors import checked_policies
from authing.server.rules.naming import KINDS, snake_case
from authing.server.rules.passwords import SHORTEST
from authing.server.rules.pools import STRONGEST, add_application, add_pool
from authing.server.rules.refusal import Refusal
from authing.server.rules.signing_keys import HS256
from authing.server.storage import accounts
from authing.server.storage import roles as stored_roles
from authing.server.storage.tables.accounts import Account
from authing.server.storage.tables.pools import Application, Pool
from authing.server.storage.tables.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.passwords import Passwords
    from authing.server.settings import Seed, Settings

POOL_KEYS = {
    "id": str,
    "secret": str,
    "name": str,
    "domain": str,
    "description": str,
    "registerDisabled": bool,
    "emailVerifiedDefault": bool,
    "passwordStrength": int,
    "tokenExpiresAfter": int,
    "customPasswordStrength": dict,
    "frequentRegisterCheck": dict,
    "loginRequireEmailVerified": bool,
    "whitelist": dict,
}
APPLICATION_KEYS = {
    "id": str,
    "secret": str,
    "name": str,
    "identifier": str,
    "redirectUris": list,
    "logoutRedirectUris": list,
    "tokenExpiresAfter": int,
    "applicationMfa": list,
    "oidcProviderEnabled": bool,
    "oauthProviderEnabled": bool,
    "casProviderEnabled": bool,
    "oidcConfig": dict,
    "oauthConfig": dict,
}
ROLE_KEYS = {"code": str, "namespace": str, "description": str, "parent": str, "isSystem": bool, "users": list}
USER_KEYS = {"id", "password"} | profile.MANAGED
LARGEST = 2**31 - 1
SECRET = re.compile(r"[!-~]{32,64}\Z")


class SeedError(ValueError):
    """A seed that cannot be used; the text is one line that names the place."""


@dataclass(frozen=True)
class Tenancy:
    """A pool with all that a seed puts into it; ids, secrets and keys are fixed when it is made."""

    pool: dict[str, Any]
    application: dict[str, Any]
    users: list[dict[str, Any]] = field(default_factory=list)
    roles: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Seeds:
    """The pools to start with, and the hashes of their users' passwords."""

    tenancies: tuple[Tenancy, ...]
    passwords: Passwords
    hashes: dict[str, str]

    def hash_passwords(self) -> None:
        """Hash what is not hashed yet. Takes its time, so it is done before a transaction and not inside."""
        for tenancy in self.tenancies:
            for user in tenancy.users:
                if (clear := user.get("password")) is not None and clear not in self.hashes:
                    self.hashes[clear] = self.passwords.hash(clear)

    @property
    def home(self) -> Tenancy:
        """The pool that the server announces."""
        return self.tenancies[0]

    def load(self, db: Session, now: datetime) -> None:
        """Put everything into an empty database."""
        for tenancy in self.tenancies:
            _load(db, tenancy, self.hashes, now)


def read(source: Seed | None) -> list[Mapping[str, Any]]:
    """The documents of a seed, one per pool, unchecked.

    Raises:
        SeedError: the file cannot be read, or is no YAML or JSON.
    """
    if source is None:
        return [{}]
    if isinstance(source, Mapping):
        return [source]
    documents = _parsed(Path(source)) if isinstance(source, (str, Path)) else source
    found = [document for document in documents if document is not None]
    if not found:
        raise SeedError("the seed is empty")
    return list(found)


def _parsed(path: Path) -> Sequence[Any]:
    try:
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return [json.loads(content)]
        import yaml

        try:
            return list(yaml.safe_load_all(content))
        except yaml.YAMLError as error:
            raise SeedError(f"cannot read the seed {path}: {' '.join(str(error).split())}") from error
    except RecursionError:
        raise SeedError(f"cannot read the seed {path}: it is nested too deeply") from None
    except (OSError, ValueError) as error:
        if isinstance(error, SeedError):
            raise
        raise SeedError(f"cannot read the seed {path}: {error}") from error


def prepare(
    documents: Sequence[Mapping[str, Any]],
    settings: Settings,
    passwords: Passwords,
    known: dict[str, Any],
    hashes: dict[str, str],
) -> Seeds:
    """Check documents and fix whatever they leave open.

    Args:
        documents: One for each pool.
        settings: What the pools have by default.
        passwords: What hashes the users' passwords.
        known: Ids and secrets of pools that the database has already.
        hashes: Passwords that are hashed already.

    Raises:
        SeedError: unknown keys, wrong types, ids or secrets that are none.
    """
    tenancies = tuple(
        _tenancy(document, settings, known, f"seed {number}: " if len(documents) > 1 else "seed: ", is_home=number == 1)
        for number, document in enumerate(documents, 1)
    )
    return Seeds(tenancies, passwords, hashes)


def _tenancy(document: Any, settings: Settings, known: dict[str, Any], where: str, *, is_home: bool) -> Tenancy:
    if isinstance(document, Mapping) and "policies" in document:
        raise SeedError(f"{where}policies are not available in this version")
    checked = _checked(document, {"pool": dict, "application": dict, "users": list, "roles": list}, where)
    pool = _checked(checked.get("pool", {}), POOL_KEYS, f"{where}pool: ")
    application = _checked(checked.get("application", {}), APPLICATION_KEYS, f"{where}application: ")
    for kind, values in (("pool", pool), ("application", application)):
        _require(values, "id", tokens.ID, f"{where}{kind}: id must be 24 hexadecimal digits")
        _require(values, "secret", SECRET, f"{where}{kind}: secret must have 32 to 64 printable characters")
        if not 1 <= values.get("token_expires_after", 1) <= LARGEST:
            raise SeedError(f"{where}{kind}: tokenExpiresAfter must be between 1 and {LARGEST}")
    require_identifier(application.get("identifier", "0"))
    for name in ("redirectUris", "logoutRedirectUris"):
        require_redirect_uris(name, application.get(snake_case(name), []))
    application |= _configured(application, settings)
    application["second_factors"] = checked_policies(application.pop("application_mfa", []))
    if not 0 <= pool.get("password_strength", STRONGEST) <= STRONGEST:
        raise SeedError(f"{where}pool: passwordStrength must be between 0 and {STRONGEST}")
    pool["settings"] = {name: _snaked(pool.pop(name)) for name in settings_of_pools.DEFAULTS if name in pool}
    settings_of_pools.require_valid(pool["settings"])
    if not is_home and "id" not in pool:
        # The next start would not know which of the pools in the database it was.
        raise SeedError(f"{where}pool: every pool but the first needs an id")
    kept = known.get(pool.get("id") or known.get("home", ""), {})
    users = [_user(user, f"{where}users[{index}]: ") for index, user in enumerate(checked.get("users", []))]
    return Tenancy(
        pool=_pool_defaults(settings) | kept.get("pool", {}) | pool,
        application={"name": "Default application"}
        | {"id": tokens.new_id(), "secret": tokens.new_secret()}
        | kept.get("application", {})
        | application,
        users=users,
        roles=[_role(role, users, f"{where}roles[{index}]: ") for index, role in enumerate(checked.get("roles", []))],
    )


def _configured(application: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The columns for the settings that management would change by the same names; takes these out of the application."""
    names = [name for name in APPLICATION_KEYS if name in settings_of_applications.DEFAULTS]
    values = {name: application.pop(snake_case(name)) for name in names if snake_case(name) in application}
    life = application.get("token_expires_after", settings.application_token_life)
    return {
        "settings": settings_of_applications.changed_settings({}, values),
        "id_token_algorithm": settings_of_applications.id_token_algorithm(values, HS256),
        "token_expires_after": settings_of_applications.token_life(values, life),
    }


def _pool_defaults(settings: Settings) -> dict[str, Any]:
    return {
        "id": tokens.new_id(),
        "secret": tokens.new_secret(),
        "jwt_secret": tokens.new_secret(),
        "management_key": tokens.new_secret(),
        "owner_id": tokens.new_id(),
        "name": "Local user pool",
        "domain": "local",
        "description": None,
        "logo": "",
        "register_disabled": False,
        "email_verified_default": False,
        "password_strength": STRONGEST,
        "token_expires_after": settings.pool_token_life,
    }


def _user(document: Any, where: str) -> dict[str, Any]:
    user = _checked(document, None, where)
    for key in user:
        if key not in USER_KEYS:
            raise SeedError(f"{where}unknown key {key!r}")
    _require(user, "id", tokens.ID, f"{where}id must be 24 hexadecimal digits")
    for key, value in user.items():
        kinds = _user_types(key)
        if not isinstance(value, kinds) or (kinds is int and isinstance(value, bool)):
            raise SeedError(f"{where}{key} must be {KINDS[kinds]}, put texts that look like numbers or dates in quotes")
    if not 0 <= user.get("logins_count", 0) <= LARGEST:
        raise SeedError(f"{where}loginsCount must be between 0 and {LARGEST}")
    if not all(isinstance(source, str) for source in user.get("register_source", [])):
        raise SeedError(f"{where}registerSource must be a list of texts")
    if len(user.get("password", "")) < SHORTEST and "password" in user:
        raise SeedError(f"{where}password must have at least {SHORTEST} characters")
    return {"id": tokens.new_id()} | user


def _user_types(column: str) -> type:
    special = {
        "logins_count": int,
        "register_source": list,
        "blocked": bool,
        "email_verified": bool,
        "phone_verified": bool,
    }
    return special.get(column, str)


def _role(document: Any, users: Sequence[dict[str, Any]], where: str) -> dict[str, Any]:
    role = {"namespace": roles.DEFAULT} | _checked(document, ROLE_KEYS, where)
    if "code" not in role:
        raise SeedError(f"{where}code is missing")
    ids = {user.get("username"): user["id"] for user in users} | {user["id"]: user["id"] for user in users}
    members = role.get("users", [])
    for member in members:
        if not isinstance(member, str) or member not in ids:
            raise SeedError(f"{where}there is no user {member!r} in the seed")
    return role | {"users": [ids[member] for member in members]}


def _checked(document: Any, keys: Mapping[str, type] | None, where: str) -> dict[str, Any]:
    """The document with its keys in snake case, if it is a mapping with no other keys than these."""
    if not isinstance(document, Mapping):
        raise SeedError(f"{where}a mapping is needed here")
    for key, value in document.items():
        if not isinstance(key, str) or (keys is not None and key not in keys):
            raise SeedError(f"{where}unknown key {key!r}")
        if keys is not None and (not isinstance(value, keys[key]) or (keys[key] is int and isinstance(value, bool))):
            raise SeedError(f"{where}{key} must be {KINDS[keys[key]]}")
    return {snake_case(key): value for key, value in document.items() if value is not None}


def _snaked(setting: Any) -> Any:
    return {snake_case(str(key)): value for key, value in setting.items()} if isinstance(setting, dict) else setting


def _require(values: dict[str, Any], key: str, pattern: re.Pattern[str], message: str) -> None:
    if key in values and not (isinstance(values[key], str) and pattern.match(values[key])):
        raise SeedError(f"{message}, in quotes if it looks like a number")


def _load(db: Session, tenancy: Tenancy, hashes: Mapping[str, str], now: datetime) -> None:
    pool = Pool(**tenancy.pool, created_at=now, updated_at=now)
    add_pool(db, pool, now)
    described = {"identifier": tenancy.application["id"]} | tenancy.application
    application = Application(pool_id=pool.id, **described, is_default=True, created_at=now, updated_at=now)
    add_application(db, application, now)
    for document in tenancy.users:
        accounts.add(db, _account(pool, deepcopy(document), hashes, now))
    for role in _parents_first(tenancy.roles):
        _load_role(db, pool.id, role, now)


def _account(pool: Pool, values: dict[str, Any], hashes: Mapping[str, str], now: datetime) -> Account:
    account_id = values.pop("id")
    password = values.pop("password", None)
    account = new_account(pool, now, "import:manual", values, hashes[password] if password is not None else None)
    account.id = account_id
    return account


def _load_role(db: Session, pool_id: str, document: Mapping[str, Any], now: datetime) -> None:
    namespace = stored_roles.namespace(db, pool_id, document["namespace"])
    if namespace is None:
        raise SeedError(f"seed: role {document['code']}: there is no namespace {document['namespace']!r}")
    above: Role | None = None
    if "parent" in document:
        above = stored_roles.find(db, pool_id, namespace.code, [document["parent"]]).get(document["parent"])
    role = roles.new_role(namespace, document["code"], now, document.get("description"), above)
    role.is_system = document.get("is_system", False)
    stored_roles.add(db, role)
    stored_roles.assign(db, [role.id], {"account_id": document["users"]}, now)


def _parents_first(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The roles in such an order that each comes after its parent."""
    ordered: list[dict[str, Any]] = []
    waiting = list(documents)
    while waiting:
        there = {(role["namespace"], role["code"]) for role in ordered}
        ready = [role for role in waiting if "parent" not in role or (role["namespace"], role["parent"]) in there]
        if not ready:
            codes = ", ".join(role["code"] for role in waiting)
            raise SeedError(f"seed: the parents of these roles are missing or go in a circle: {codes}")
        ordered += ready
        waiting = [role for role in waiting if role not in ready]
    return ordered


def as_error(refusal: Refusal) -> SeedError:
    """A rule that a seed breaks, told as a mistake in the seed."""
    return SeedError(f"seed: {refusal.message}")
