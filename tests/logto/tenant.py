"""A Logto whose users, roles, organizations and webhooks are remembered: for the pages and examples.

    with Tenant.running() as tenant:
        ...                                 # a client of tenant.endpoint, with M2M_ID and M2M_SECRET

It knows one user, `ada`, who also sits at the browser, two organizations that she is in, and the applications of the
guide. Operations other than those of its collections answer samples, as the server does by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex
from threading import RLock
from typing import Any
from urllib.parse import parse_qs, unquote

from logto_logins import USER, Logins
from logto_rules import Odd
from logto_server import LogtoServer, Seen
from typing_extensions import Self

__all__ = ["M2M_ID", "M2M_SECRET", "Tenant"]

ENDPOINT = "https://logto.example.com"
ADMIN_ENDPOINT = "https://logto-admin.example.com"
ORDERS = "https://api.example.com/orders"
"""The API resource that its application's users have access to."""

M2M_ID, M2M_SECRET = "m2m", "a secret + a sign"
"""Its machine-to-machine application."""

Rows = dict[str, dict[str, Any]]

_USER: dict[str, Any] = {
    "username": None,
    "primaryEmail": None,
    "primaryPhone": None,
    "name": None,
    "avatar": None,
    "customData": {},
    "identities": {},
    "lastSignInAt": None,
    "profile": {},
    "applicationId": None,
    "isSuspended": False,
}
_ORGANIZATION: dict[str, Any] = {
    "description": None,
    "customData": {},
    "isMfaRequired": False,
    "color": {},
    "branding": {},
}
_TAKEN = {"username": "user.username_already_in_use", "primaryEmail": "user.email_already_in_use"}


class Tenant:
    """The tenant.

    Attributes:
        endpoint: Its URL.
        server: What answers.
        ada: The id of the user.
        logins: Where users log in.
    """

    def __init__(self, server: LogtoServer) -> None:
        self.server, self.endpoint = server, server.endpoint
        self.ada = str(USER["sub"])
        self._lock = RLock()  # the server has a thread for each connection
        self._passwords: dict[str, str] = {}
        self._members: dict[str, dict[str, list[str]]] = {}
        self._assigned: dict[str, list[str]] = {}
        self._users = self._collection("User", _USER, self._check_user)
        self._roles = self._collection("Role", {"isDefault": False, "type": "User"})
        self._organizations = self._collection("Organization", _ORGANIZATION)
        self._organization_roles = self._collection("OrganizationRole", {"description": None, "type": "User"})
        self._hooks = self._collection("Hook", {"name": "", "event": None, "enabled": True}, self._sign)
        for operation_id, answer in (
            ("CreateUser", self._create_user),
            ("ListUsers", self._list_users),
            ("UpdateUserCustomData", self._merge("customData")),
            ("UpdateUserProfile", self._merge("profile")),
            ("UpdateUserIsSuspended", self._change(self._users)),
            ("UpdateUserPassword", self._set_password),
            ("VerifyUserPassword", self._verify_password),
            ("AssignUserRoles", self._assign_roles),
            ("ListUserRoles", lambda seen: [self._roles[role] for role in self._assigned.get(_id(seen), ())]),
            ("ListUserOrganizations", self._organizations_of),
            ("AddOrganizationUsers", self._add_members),
            ("ListOrganizationUsers", self._list_members),
            ("DeleteOrganizationUser", lambda seen: self._members[_id(seen)].pop(_id(seen, 5))),
            ("AssignOrganizationRolesToUser", self._give_roles),
            ("ListOrganizationUserRoles", self._list_given),
            ("UpdateHookSigningKey", lambda seen: self._sign(self._hooks[_id(seen)])),
        ):
            self._say(operation_id, answer)
        self._populate()
        self.logins = Logins(server)
        self.logins.resources = {ORDERS: ("read:orders", "write:orders")}
        self.logins.add_application("shop", "hush")
        server.add_application(M2M_ID, M2M_SECRET)
        server.add_application("m-default", "of the admin tenant")
        server.add_application("no-role", "hush", scope="")

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """A tenant that runs."""
        with LogtoServer() as server:
            yield cls(server)

    @property
    def values(self) -> dict[str, str]:
        """What the placeholders of the guide stand for."""
        told = {
            "M2M_ID": M2M_ID,
            "M2M_SECRET": M2M_SECRET,
            "M_DEFAULT_SECRET": "of the admin tenant",
            "NO_ROLE_ID": "no-role",
            "NO_ROLE_SECRET": "hush",
            "ACCESS_TOKEN": self.server.issuer.issue(M2M_ID),
            "APP_ID": "shop",
            "APP_SECRET": "hush",
            "ADA_ID": self.ada,
        }
        quoted = {f'"{name}"': repr(value) for name, value in told.items()}
        return {ENDPOINT: self.endpoint, ADMIN_ENDPOINT: self.endpoint, **quoted}

    def _populate(self) -> None:
        ada = {"id": self.ada, "username": "ada", "name": "Ada", "primaryEmail": "ada@example.com"}
        self._add(self._users, _USER, ada)
        for organization_id, name in (("o1", "Acme"), ("o2", "Globex")):
            self._add(self._organizations, _ORGANIZATION, {"id": organization_id, "name": name})
            self._members[organization_id] = {ada["id"]: []}
        for role in ("admin", "member"):
            self._add(self._organization_roles, {"description": None, "type": "User"}, {"id": role, "name": role})

    # -- what all collections do ----------------------------------------------------------------------

    def _collection(
        self,
        kind: str,
        defaults: Mapping[str, Any],
        prepare: Callable[[dict[str, Any]], Any] = lambda row: None,
    ) -> Rows:
        """Rows that are kept, and the five operations on them; `prepare` looks at what is given, and may add to it."""
        rows: Rows = {}

        def create(seen: Seen) -> dict[str, Any]:
            given = seen.json
            prepare(given)
            return self._add(rows, defaults, given)

        def update(seen: Seen) -> dict[str, Any]:
            if not seen.json:
                raise Odd(422, "entity.invalid_input")
            prepare({"id": _id(seen), **seen.json})
            return self._change(rows)(seen)

        self._say(f"Create{kind}", create)
        self._say(f"Get{kind}", lambda seen: _found(rows, seen))
        self._say(f"Update{kind}", update)
        self._say(f"Delete{kind}", lambda seen: rows.pop(_found(rows, seen)["id"]))
        self._say(f"List{kind}s", lambda seen: _containing(seen, [*rows.values()][::-1]))
        return rows

    def _say(self, operation_id: str, answer: Callable[[Seen], Any]) -> None:
        def alone(seen: Seen) -> Any:
            with self._lock:
                return answer(seen)

        self.server.answer(operation_id, alone)

    @staticmethod
    def _add(rows: Rows, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        row_id = given.get("id") or token_hex(6)
        row = {"tenantId": "default", **defaults, "createdAt": _now(), "updatedAt": _now(), **given, "id": row_id}
        rows[row_id] = row
        return row

    @staticmethod
    def _change(rows: Rows) -> Callable[[Seen], dict[str, Any]]:
        def change(seen: Seen) -> dict[str, Any]:
            row = _found(rows, seen)
            row.update({**seen.json, "updatedAt": _now()})
            return row

        return change

    # -- users and their roles ------------------------------------------------------------------------

    def _check_user(self, given: dict[str, Any]) -> None:
        if "@" not in (given.get("primaryEmail") or "@"):
            issue = {"code": "invalid_string", "path": ["primaryEmail"], "message": "Invalid"}
            raise Odd(
                400, "guard.invalid_input", {"name": "ZodError", "issues": [issue]}, "- Invalid at `primaryEmail`"
            )
        for field, code in _TAKEN.items():
            others = (user for user in self._users.values() if user["id"] != given.get("id"))
            if given.get(field) and any(user[field] == given[field] for user in others):
                raise Odd(422, code, message=f"This {field} is associated with an existing account.")

    def _create_user(self, seen: Seen) -> dict[str, Any]:
        self._check_user(seen.json)
        given = seen.json
        password = given.pop("password", "")
        user = self._add(self._users, _USER, given)
        self._passwords[user["id"]] = password
        return user

    def _list_users(self, seen: Seen) -> list[dict[str, Any]]:
        query = parse_qs(seen.query)
        (left_out,) = query.get("excludeOrganizationId", [""])
        return [user for user in [*self._users.values()][::-1] if user["id"] not in self._members.get(left_out, {})]

    def _merge(self, field: str) -> Callable[[Seen], dict[str, Any]]:
        """Merge what stands under a key, at the first level."""

        def merge(seen: Seen) -> dict[str, Any]:
            user = _found(self._users, seen)
            user[field] = {**user[field], **seen.json[field]}
            merged: dict[str, Any] = user[field]
            return merged

        return merge

    def _set_password(self, seen: Seen) -> dict[str, Any]:
        user = _found(self._users, seen)
        self._passwords[user["id"]] = seen.json["password"]
        return user

    def _verify_password(self, seen: Seen) -> None:
        if self._passwords.get(_id(seen)) != seen.json["password"]:
            raise Odd(422, "session.invalid_credentials", message="Incorrect account or password.")

    def _assign_roles(self, seen: Seen) -> dict[str, Any]:
        assigned = self._assigned.setdefault(_found(self._users, seen)["id"], [])
        added = [role for role in seen.json["roleIds"] if role not in assigned]
        assigned.extend(added)
        return {"roleIds": seen.json["roleIds"], "addedRoleIds": added}

    # -- organizations --------------------------------------------------------------------------------

    def _organizations_of(self, seen: Seen) -> list[dict[str, Any]]:
        of_user = [each for each, members in self._members.items() if _id(seen) in members]
        return [{**self._organizations[each], "organizationRoles": self._given(each, _id(seen))} for each in of_user]

    def _add_members(self, seen: Seen) -> dict[str, Any]:
        organization = _found(self._organizations, seen)
        if not all(user in self._users for user in seen.json["userIds"]):
            raise Odd(422, "entity.relation_foreign_key_not_found")
        for user in seen.json["userIds"]:
            self._members.setdefault(organization["id"], {}).setdefault(user, [])
        return {"userIds": seen.json["userIds"]}

    def _list_members(self, seen: Seen) -> list[dict[str, Any]]:
        members = self._members.get(_id(seen), {})
        found = [{**self._users[user], "organizationRoles": self._given(_id(seen), user)} for user in members]
        return _containing(seen, found)

    def _give_roles(self, seen: Seen) -> dict[str, Any]:
        given = self._members[_id(seen)][_id(seen, 5)]
        names = seen.json.get("organizationRoleNames", ())
        wanted = [row["id"] for row in self._organization_roles.values() if row["name"] in names]
        wanted += seen.json.get("organizationRoleIds", [])
        given.extend(role for role in wanted if role not in given)
        return {"organizationRoleIds": wanted}

    def _list_given(self, seen: Seen) -> list[dict[str, Any]]:
        given = self._members[_id(seen)][_id(seen, 5)]
        return [self._organization_roles[role] for role in given]

    def _given(self, organization_id: str, user_id: str) -> list[dict[str, str]]:
        rows = (self._organization_roles[role] for role in self._members[organization_id][user_id])
        return [{"id": row["id"], "name": row["name"]} for row in rows]

    # -- webhooks -------------------------------------------------------------------------------------

    @staticmethod
    def _sign(hook: dict[str, Any]) -> dict[str, Any]:
        hook["signingKey"] = token_hex(16)
        return hook


def _id(seen: Seen, place: int = 3) -> str:
    """What stands in a path: `/api/organizations/{3}/users/{5}`."""
    return unquote(seen.path.split("/")[place])


def _found(rows: Rows, seen: Seen) -> dict[str, Any]:
    if _id(seen) not in rows:
        raise Odd(404, "entity.not_found")
    return rows[_id(seen)]


def _containing(seen: Seen, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have the text of `q` in a name."""
    (text,) = parse_qs(seen.query).get("q", [""])
    return [row for row in rows if text.lower() in f"{row.get('name')} {row.get('username')}".lower()]


def _now() -> int:
    return int(time.time() * 1000)
