"""An instance with an organisation that has users and remembers what is done to them: for the pages and examples.

    with Acme.running(folder) as (acme, host, key_file):
        ...

It answers what those use: users, their keys and metadata, sessions, and requests of a login page. As ZITADEL's, its reads
lag: a new user is found at the second look. The other operations answer samples, as the server does by itself.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from connect_server import Answer, ConnectServer
from login_provider import ORGANISATION, LoginProvider
from refusing import Refused, answering, detail
from typing_extensions import Self
from zitadel_samples import operations

HOME = "https://app.example.com"
"""Where its application is."""

SERVICE_USER = "reporter"
PASSWORD = "Alice-in-2026"

_TEXT_METHODS: dict[str, Callable[[str, str], bool]] = {
    "EQUALS": str.__eq__,
    "CONTAINS": str.__contains__,
    "STARTS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
}


class Acme:
    """The organisation. Its methods answer the operations of their names.

    Attributes:
        key_file: What its service user proves itself by, as the file that ZITADEL gives.
        secret: Its client secret; the client id is `SERVICE_USER`.
        token: Its personal access token.
        alice: The id of a user, whose password is `PASSWORD`, and who sits at the browser.
        provider: Where users log in at its application.
        shop: The application.
    """

    def __init__(self, server: ConnectServer) -> None:
        self._server, self._numbers = server, count(310000000000000001)
        self._lock = Lock()
        self._users: dict[str, dict[str, Any]] = {}
        self._passwords: dict[str, str] = {}
        self._failures: dict[str, int] = {}
        self._codes: dict[str, str] = {}
        self._metadata: dict[str, dict[str, str]] = {}
        self._keys: dict[str, str] = {}
        self._unseen: set[str] = set()
        self._sessions: dict[str, dict[str, Any]] = {}
        self._session_tokens: dict[str, str] = {}
        for operation in operations():
            method = getattr(self, operation.name, None)
            if method and not operation.service.startswith("beta_"):
                server.answer(operation.facts["path"], self._alone(answering(method)))
        self.secret, self.token = "a secret + a sign", server.allow("a-personal-access-token")
        machine = self.create_user({"username": SERVICE_USER, "machine": {"name": "Reporter"}})["id"]
        self.key_file = server.add_service_user(machine, client_id=SERVICE_USER, secret=self.secret)
        profile = {"givenName": "Alice", "familyName": "Liddell"}
        email = {"email": "alice@example.com", "isVerified": True}
        human = {"profile": profile, "email": email, "password": {"password": PASSWORD}}
        self.alice: str = self.create_user({"username": "alice", "human": human})["id"]
        self._unseen.clear()
        self.provider = LoginProvider(server)
        self.provider.user_id = self.alice
        self.shop = self.provider.add_application(
            "shop", secret="hush", redirect_uris=[f"{HOME}/callback"], with_jwt=True
        )

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[tuple[Self, str, Path]]:
        """An instance that runs, its URL, and a key file in this folder."""
        with ConnectServer() as server:
            acme, file = cls(server), folder / "key.json"
            file.write_text(json.dumps(acme.key_file), encoding="utf-8")
            yield acme, server.host, file

    def _alone(self, operation: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
        """An operation that no other one runs beside: the server has a thread for each connection."""

        def answer(given: dict[str, Any]) -> Answer:
            with self._lock:
                return operation(given)

        return answer

    def values(self, host: str, key_file: Path) -> dict[str, str]:
        """What the placeholders of the guide stand for."""
        told = {
            "key.json": str(key_file),
            "SERVICE_ID": SERVICE_USER,
            "SERVICE_SECRET": self.secret,
            "ACCESS_TOKEN": self.token,
            "ORG_ID": ORGANISATION["id"],
            "PROJECT_ID": self.shop.project_id,
            "CLIENT_ID": self.shop.client_id,
            "CLIENT_SECRET": self.shop.secret,
            "ALICE_ID": self.alice,
        }
        return {"https://example.us1.zitadel.cloud": host, **{f'"{name}"': repr(value) for name, value in told.items()}}

    def list_organizations(self, _: dict[str, Any]) -> dict[str, Any]:
        return _listed([{"id": ORGANISATION["id"], "name": ORGANISATION["name"]}], "result", "details", 1)

    # -- users ----------------------------------------------------------------------------------------

    def create_user(self, given: dict[str, Any]) -> dict[str, Any]:
        user_id = given.get("userId") or str(next(self._numbers))
        human = given.get("human")
        username = given.get("username") or (human["email"]["email"] if human else user_id)
        if user_id in self._users or any(user["username"] == username for user in self._users.values()):
            raise _refused("already_exists", "User already exists", "V3-DKcYh")
        login_name = f"{username}@acme.zitadel.cloud"
        user: dict[str, Any] = {
            "userId": user_id,
            "details": {
                "sequence": "1",
                "creationDate": _now(),
                "changeDate": _now(),
                "resourceOwner": ORGANISATION["id"],
            },
            "state": "USER_STATE_ACTIVE",
            "username": username,
            "loginNames": [login_name],
            "preferredLoginName": login_name,
        }
        told: dict[str, Any] = {"id": user_id, "creationDate": _now()}
        if human:
            user["human"] = {"profile": dict(human["profile"]), "email": {"email": human["email"]["email"]}}
            if human["email"].get("isVerified"):
                user["human"]["email"]["isVerified"] = True
            elif "returnCode" in human["email"]:
                told["emailCode"] = self._codes[user_id] = "HV7KQ2"
            self._passwords[user_id] = human.get("password", {}).get("password", "")
        else:
            user["machine"] = dict(given["machine"])
        self._users[user_id] = user
        self._unseen.add(user_id)
        return told

    def add_human_user(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"userId": self.create_user({"username": given["username"], "human": given})["id"]}

    def get_user_by_id(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["userId"] in self._unseen:
            self._unseen.remove(given["userId"])
            raise _refused("not_found", "User could not be found", "QUERY-Dfbg2")
        return {"user": self._user(given)}

    def list_users(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [
            user
            for user in self._users.values()
            if user["userId"] not in self._unseen and all(_fits(user, each) for each in given.get("queries", ()))
        ]
        self._unseen.clear()
        if given.get("sortingColumn") == "USER_FIELD_NAME_EMAIL":
            found.sort(key=_email)
        window = given.get("query", {})
        if not window.get("asc"):
            found.reverse()
        begin, limit = int(window.get("offset", 0)), window.get("limit") or len(found)
        return _listed(found[begin : begin + limit], "result", "details", len(found))

    def update_user(self, given: dict[str, Any]) -> dict[str, Any]:
        user = self._user(given)
        human = given.get("human", {})
        user.get("human", {}).get("profile", {}).update(human.get("profile", {}))
        password = human.get("password", {})
        if "verificationCode" in password and password["verificationCode"] != self._codes.pop(user["userId"], None):
            raise _refused("invalid_argument", "Code is invalid", "CODE-woT0xc")
        if password:
            self._passwords[user["userId"]] = password["password"]["password"]
        return {"changeDate": _now()}

    def delete_user(self, given: dict[str, Any]) -> dict[str, Any]:
        del self._users[self._user(given)["userId"]]
        return {"details": {"changeDate": _now()}}

    def verify_email(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["verificationCode"] != self._codes.pop(given["userId"], None):
            raise _refused("invalid_argument", "Code is invalid", "CODE-woT0xc")
        self._user(given)["human"]["email"]["isVerified"] = True
        return {"details": {"changeDate": _now()}}

    def deactivate_user(self, given: dict[str, Any]) -> dict[str, Any]:
        self._user(given)["state"] = "USER_STATE_INACTIVE"
        return {"details": {"changeDate": _now()}}

    def reactivate_user(self, given: dict[str, Any]) -> dict[str, Any]:
        self._user(given)["state"] = "USER_STATE_ACTIVE"
        return {"details": {"changeDate": _now()}}

    def password_reset(self, given: dict[str, Any]) -> dict[str, Any]:
        self._codes[self._user(given)["userId"]] = "R3S3TC"
        return {"verificationCode": "R3S3TC"} if "returnCode" in given else {}

    def _user(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given["userId"] not in self._users:
            raise _refused("not_found", "User could not be found", "QUERY-Dfbg2")
        return self._users[given["userId"]]

    # -- keys and metadata ----------------------------------------------------------------------------

    def add_key(self, given: dict[str, Any]) -> dict[str, Any]:
        key_id = str(next(self._numbers))
        file = self._server.add_service_user(given["userId"], key_id=key_id)
        self._keys[key_id] = given["userId"]
        content = json.dumps({**file, "expirationDate": given["expirationDate"]}).encode()
        return {"keyId": key_id, "creationDate": _now(), "keyContent": b64encode(content).decode()}

    def list_keys(self, given: dict[str, Any]) -> dict[str, Any]:
        owners = [each["userIdFilter"]["id"] for each in given.get("filters", ())]
        found = [{"id": key, "userId": user} for key, user in self._keys.items() if not owners or user in owners]
        return _listed(found[int(given.get("pagination", {}).get("offset", 0)) :], "result", "pagination", len(found))

    def remove_key(self, given: dict[str, Any]) -> dict[str, Any]:
        del self._keys[given["keyId"]]
        return {"deletionDate": _now()}

    def set_user_metadata(self, given: dict[str, Any]) -> dict[str, Any]:
        kept = self._metadata.setdefault(self._user(given)["userId"], {})
        kept.update({entry["key"]: entry["value"] for entry in given["metadata"]})
        return {"setDate": _now()}

    def list_user_metadata(self, given: dict[str, Any]) -> dict[str, Any]:
        wanted = [each["keyFilter"]["key"] for each in given.get("filters", ())]
        kept = self._metadata.get(given["userId"], {})
        found = [{"key": key, "value": value} for key, value in kept.items() if not wanted or key in wanted]
        return _listed(found[int(given.get("pagination", {}).get("offset", 0)) :], "metadata", "pagination", len(found))

    def delete_user_metadata(self, given: dict[str, Any]) -> dict[str, Any]:
        for key in given["keys"]:
            del self._metadata[given["userId"]][key]
        return {"deletionDate": _now()}

    # -- sessions -------------------------------------------------------------------------------------

    def create_session(self, given: dict[str, Any]) -> dict[str, Any]:
        session_id = str(next(self._numbers))
        session = {"id": session_id, "creationDate": _now(), "factors": {}}
        if "lifetime" in given:
            session["expirationDate"] = _now(float(given["lifetime"].removesuffix("s")))
        told = self._checked(session, given)
        self._sessions[session_id] = session
        return {"sessionId": session_id, **told}

    def set_session(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._checked(self._session(given), given)

    def get_session(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"session": self._session(given)}

    def list_sessions(self, given: dict[str, Any]) -> dict[str, Any]:
        owners = [each["userIdQuery"]["id"] for each in given.get("queries", ())]
        found = [each for each in self._sessions.values() if each["factors"]["user"]["id"] in owners]
        return _listed(found[int(given.get("query", {}).get("offset", 0)) :], "sessions", "details", len(found))

    def delete_session(self, given: dict[str, Any]) -> dict[str, Any]:
        del self._sessions[self._session(given)["id"]]
        return {"details": {"changeDate": _now()}}

    def _session(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given["sessionId"] not in self._sessions:
            raise _refused("not_found", "Session does not exist", "QUERY-SFeaa")
        if given.get("sessionToken") not in (None, "", self._session_tokens[given["sessionId"]]):
            raise _refused("permission_denied", "Session Token is invalid", "COMMAND-sGr42")
        return self._sessions[given["sessionId"]]

    def _checked(self, session: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        checks, factors = given.get("checks", {}), session["factors"]
        if "user" in checks:
            user = self._found(checks["user"])
            factors["user"] = {
                "verifiedAt": _now(),
                "id": user["userId"],
                "loginName": user["preferredLoginName"],
                "displayName": " ".join(user["human"]["profile"].values()),
                "organizationId": ORGANISATION["id"],
            }
        owner = factors.get("user", {}).get("id")
        if "password" in checks and checks["password"]["password"] != self._passwords.get(owner):
            failed = self._failures[owner] = self._failures.get(owner, 0) + 1
            raise _refused("invalid_argument", "Password is invalid", "COMMAND-3M0fs", failed)
        if "totp" in checks and checks["totp"]["code"] != "123456":
            raise _refused("invalid_argument", "Invalid code", "EVENT-8isk2")
        for check in checks.keys() & {"password", "totp", "webAuthN"}:
            factors[check] = {"verifiedAt": _now(), **({"userVerified": True} if check == "webAuthN" else {})}
        token = self._session_tokens[session["id"]] = f"token-{next(self._numbers)}"
        wanted = given.get("challenges", {}).get("webAuthN")
        if not wanted:
            return {"sessionToken": token}
        options = {
            "publicKey": {"challenge": "c29tZSBvY3RldHM", "rpId": wanted["domain"], "userVerification": "required"}
        }
        return {"sessionToken": token, "challenges": {"webAuthN": {"publicKeyCredentialRequestOptions": options}}}

    def _found(self, search: Mapping[str, str]) -> dict[str, Any]:
        for user in self._users.values():
            if search.get("userId") == user["userId"] or search.get("loginName") in user["loginNames"]:
                return user
        raise _refused("not_found", "User could not be found", "QUERY-Dfbg2")

    # -- requests of a login page ---------------------------------------------------------------------

    def get_auth_request(self, given: dict[str, Any]) -> dict[str, Any]:
        shop = {"clientId": "shop", "scope": ["openid", "profile"], "redirectUri": "https://app.example.com/callback"}
        return {"authRequest": {"id": given["authRequestId"], "creationDate": _now(), **shop}}

    def create_callback(self, given: dict[str, Any]) -> dict[str, Any]:
        self._session(given["session"])
        return {"callbackUrl": f"https://app.example.com/callback?code={given['authRequestId']}&state=s"}


def _fits(user: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    ((kind, told),) = query.items()
    if kind in ("orQuery", "andQuery"):
        return (any if kind == "orQuery" else all)(_fits(user, each) for each in told["queries"])
    if kind == "notQuery":
        return not _fits(user, told["query"])
    if kind == "stateQuery":
        return bool(user["state"] == told["state"])
    if kind == "typeQuery":
        return told["type"].removeprefix("TYPE_").lower() in user
    if kind == "inUserIdsQuery":
        return user["userId"] in told["userIds"]
    texts = {
        "userNameQuery": ("userName", user["username"]),
        "loginNameQuery": ("loginName", user["preferredLoginName"]),
        "emailQuery": ("emailAddress", _email(user)),
    }
    name, text = texts[kind]
    method = told.get("method", "").removeprefix("TEXT_QUERY_METHOD_") or "EQUALS"
    return _TEXT_METHODS[method](text, told[name])


def _email(user: Mapping[str, Any]) -> str:
    return str(user["human"]["email"]["email"]) if "human" in user else ""


def _listed(items: list[Any], name: str, about: str, total: int) -> dict[str, Any]:
    # Like ZITADEL, it leaves out what is empty or 0.
    return (
        {name: items, about: {"totalResult": str(total)}}
        if items
        else {about: {"totalResult": str(total)} if total else {}}
    )


def _refused(code: str, words: str, error_id: str, failed_attempts: int | None = None) -> Refused:
    return Refused(code, f"{words} ({error_id})", detail(error_id, failed_attempts, message=words))


def _now(later: float = 0.0) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.123456Z", time.gmtime(time.time() + later))
