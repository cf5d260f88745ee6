"""ZITADEL's session service with the users of a test, for a ConnectServer: it checks what it is shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from connect_server import ConnectServer
from login_provider import LoginProvider
from refusing import Refused, answering, detail

SESSIONS = "/zitadel.session.v2.SessionService"
CREATE, SET, GET, DELETE = (f"{SESSIONS}/{name}Session" for name in ("Create", "Set", "Get", "Delete"))
CALLBACK = "/zitadel.oidc.v2.OIDCService/CreateCallback"
NAME, PASSWORD, TOTP, RECOVERY = "ada@acme.example", "correct horse", "123456", "R-1"
INTENT = {"idpIntentId": "i1", "idpIntentToken": "it"}


class SessionService:
    """The service. There is one user, whose secrets are above.

    Attributes:
        codes: One-time codes that were sent, by the kind of check.
        challenge: What a passkey has to sign.
        ended: The sessions that were ended.
    """

    def __init__(self, server: ConnectServer, provider: LoginProvider) -> None:
        self._provider = provider
        self._tokens: dict[str, str] = {}
        self._sessions: dict[str, dict[str, Any]] = {}
        self.failed = 0
        self.codes: dict[str, str] = {}
        self.challenge: dict[str, Any] | None = None
        self.ended: list[str] = []
        operations = {
            CREATE: self._create,
            SET: self._set,
            GET: self._get,
            DELETE: self._delete,
            CALLBACK: self._callback,
        }
        for path, operation in operations.items():
            server.answer(path, answering(operation))

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        session_id = secrets.token_hex(6)
        session = {"id": session_id, "factors": {}, "metadata": given.get("metadata", {})}
        told = self._step(session, given)
        self._sessions[session_id] = session
        return {"sessionId": session_id, **told}

    def _set(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._step(self._found(given["sessionId"]), given)

    def _get(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"session": self._proved(given)}

    def _delete(self, given: dict[str, Any]) -> dict[str, Any]:
        session = self._sessions.pop(self._proved(given)["id"])
        self.ended.append(session["id"])
        return {"details": {}}

    def _callback(self, given: dict[str, Any]) -> dict[str, Any]:
        request_id = given["authRequestId"]
        if request_id not in self._provider.requests_of_logins:
            raise Refused("not_found", "Auth Request does not exist (COMMAND-Sf3t5)")
        if "error" in given:
            self._provider.refuses = given["error"]["error"].removeprefix("ERROR_REASON_").lower()
            return {"callbackUrl": self._provider.finish_login(request_id, "")}
        session = self._proved(given["session"])
        if "password" not in session["factors"] and "webAuthN" not in session["factors"]:
            raise Refused("permission_denied", "Errors.PermissionDenied (QUERY-1ho2s)")
        return {"callbackUrl": self._provider.finish_login(request_id, session["factors"]["user"]["id"])}

    def _found(self, session_id: str) -> dict[str, Any]:
        if session_id not in self._sessions:
            raise Refused("not_found", "Session does not exist (QUERY-SFeaa)")
        return self._sessions[session_id]

    def _proved(self, given: Mapping[str, Any]) -> dict[str, Any]:
        session = self._found(given["sessionId"])
        if given.get("sessionToken") != self._tokens[session["id"]]:
            raise Refused("permission_denied", "Session Token is invalid (COMMAND-sGr42)")
        return session

    def _step(self, session: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        passed = dict(session["factors"])
        for kind, check in given.get("checks", {}).items():
            self._check(kind, check, passed)
            passed[kind] = {"verifiedAt": "2026-11-22T10:00:00Z", **({"id": "ada"} if kind == "user" else {})}
        session["factors"] = passed
        challenges = {kind: self._challenged(kind, asked) for kind, asked in given.get("challenges", {}).items()}
        token = self._tokens[session["id"]] = secrets.token_urlsafe(16)
        return {"sessionToken": token, "challenges": {kind: told for kind, told in challenges.items() if told}}

    def _check(self, kind: str, check: Mapping[str, Any], passed: Mapping[str, Any]) -> None:
        if kind == "user":
            if check not in ({"loginName": NAME}, {"userId": "ada"}):
                raise Refused("not_found", "User could not be found (QUERY-Dfbg2)", detail("QUERY-Dfbg2"))
            return
        if "user" not in passed:
            raise Refused("failed_precondition", "The user is not checked yet (COMMAND-Df4bw)")
        if kind == "password" and check != {"password": PASSWORD}:
            self.failed += 1
            if self.failed > 3:
                raise Refused("failed_precondition", "User is locked (COMMAND-JLK35)", detail("COMMAND-JLK35"))
            raise Refused(
                "invalid_argument", "Password is invalid (COMMAND-3M0fs)", detail("COMMAND-3M0fs", self.failed)
            )
        right = {
            "password": {"password": PASSWORD},
            "totp": {"code": TOTP},
            "recoveryCode": {"code": RECOVERY},
            "idpIntent": INTENT,
            "otpSms": {"code": self.codes.pop("otpSms", None)},
            "otpEmail": {"code": self.codes.pop("otpEmail", None)},
            "webAuthN": {"credentialAssertionData": {"id": "passkey", "response": {"signed": self.challenge}}},
        }
        if check != right[kind]:
            raise Refused("invalid_argument", "Code is invalid (EVENT-8isk2)", detail("EVENT-8isk2"))

    def _challenged(self, kind: str, asked: Mapping[str, Any]) -> Any:
        if kind == "webAuthN":
            verification = asked["userVerificationRequirement"].rpartition("_")[2].lower()
            self.challenge = {"challenge": "Zm9v", "rpId": asked["domain"], "userVerification": verification}
            return {"publicKeyCredentialRequestOptions": {"publicKey": self.challenge}}
        self.codes[kind] = code = f"{secrets.randbelow(10**6):06}"
        return code if asked.get("returnCode") in (True, {}) else None
