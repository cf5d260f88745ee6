"""Logging in by directories of enterprises, by sub-accounts, and by credentials of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.core.errors import ArgumentError
from authing.v2.arguments import fields, flag, given, maybe_text, needed, text
from authing.v2.documents import authentication as documents
from authing.v2.models.signed_in import SignedIn
from authing.v2.models.user import User
from authing.v2.wire import graphql, rest

from .end_user import EndUser

__all__ = ["Credentials"]

_PAYLOADS = {"PASSWORD": "passwordPayload", "PASSCODE": "passCodePayload", "LDAP": "ldapPayload", "AD": "adPayload"}


class Credentials(EndUser[Mode]):
    """Who is known elsewhere, or comes with what the other ways do not take."""

    @operation
    def login_by_ldap(
        self, username: str, password: str, *, client_ip: str | None = None, with_custom_data: bool = False
    ) -> Call[User]:
        """Log in by the LDAP directory of an enterprise (POST /api/v2/ldap/verify-user); the user is this client's user from now on.

        The password is sent as it is, protected by TLS alone: the directory has to see it.

        Args:
            username: The name in the directory.
            password: The password there.
            client_ip: The user's address, where the platform would see another.
            with_custom_data: Whether the answer has the values of user-defined fields.

        Raises:
            NotLoggedIn: The directory does not know them (2333).
            ServerError: The directory cannot be reached (2820002), or none is configured.
        """
        return self._verified("/api/v2/ldap/verify-user", username, password, client_ip, with_custom_data)

    @operation
    def login_by_ad(
        self, username: str, password: str, *, client_ip: str | None = None, with_custom_data: bool = False
    ) -> Call[User]:
        """Log in by an Active Directory (POST /api/v2/ad/verify-user, at `websocket_host`); the user is this client's user from now on.

        The arguments and the errors are those of `login_by_ldap`.
        """
        url = f"{self._websocket_host()}/api/v2/ad/verify-user"
        return self._verified(url, username, password, client_ip, with_custom_data)

    @operation
    def login_by_sub_account(
        self, account: str, password: str, captcha_code: str | None = None, client_ip: str | None = None
    ) -> Flow[User]:
        """Log in by a sub-account (GraphQL `loginBySubAccount`); the user is this client's user from now on.

        Args:
            account: What the sub-account is called.
            password: Its password.
            captcha_code: The letters of the picture, where the platform asks for it (2000).
            client_ip: The user's address, where the platform would see another.

        Raises:
            NotLoggedIn: The account does not exist or the password is wrong (2333).
            NotFound: The account does not exist, where the platform tells (2004).
            Forbidden: The application takes no sub-accounts.
        """
        told = given(
            account=text("account", account),
            captchaCode=maybe_text("captcha_code", captcha_code),
            clientIp=maybe_text("client_ip", client_ip),
        )

        def send(sealed: str) -> Call[User]:
            document, field = documents.LOGIN_BY_SUB_ACCOUNT, "loginBySubAccount"
            return graphql(document, field, self._becomes, auth=False, password=sealed, **told)

        return self._key.sealing([password], send)

    @operation
    def signin_by_credentials(self, params: Mapping[str, Any]) -> Flow[SignedIn]:
        """Log in with one request that is answered by tokens of OpenID Connect, or by a code for them (POST /api/v3/signin).

            tokens = client.signin_by_credentials(
                {"connection": "PASSWORD", "passwordPayload": {"username": "bob", "password": password}}
            )

        The client's own user stays who it was: these tokens are for the interfaces of the OpenID provider.

        Args:
            params: What the platform takes: `connection` is PASSWORD, PASSCODE, LDAP or AD, and the payload that belongs to it
                tells who it is. `options` may have `scope`, `responseType` (token or code), `redirectUri`, `state`,
                `clientIp`, `customData`, `autoRegister`, `captchaCode` and `passwordEncryptType`: without the last,
                a password of PASSWORD is encrypted here; with `none` it is sent as it is.

        Raises:
            ArgumentError: The connection or its payload is missing.
            NotLoggedIn: The account does not exist or the password is wrong (2333).
            MfaRequired: A second factor is needed (1635, 1636).
            ResetRequired: The password has to be changed first (1639, 2058).
        """
        told = fields("params", params)
        connection = told.get("connection")
        if connection not in _PAYLOADS:
            raise ArgumentError(f"connection must be one of {', '.join(_PAYLOADS)}, not {connection!r}")
        name = _PAYLOADS[connection]
        payload, options = fields(name, needed(told, name)), fields("options", told.get("options") or {})
        body = {**given(client_id=self.options.app_id, client_secret=self.options.secret), **told}
        sealed = connection == "PASSWORD" and "passwordEncryptType" not in options
        if sealed:
            options["passwordEncryptType"] = "rsa"

        def send(*passwords: str) -> Call[SignedIn]:
            whole = {**payload, "password": passwords[0]} if passwords else payload
            json = {**body, name: whole, **({"options": options} if options else {})}
            return rest("POST", "/api/v3/signin", SignedIn.of, json=json, auth=False)

        return self._key.sealing([text("password", needed(payload, "password"))] if sealed else [], send)

    def _verified(
        self, where: str, username: str, password: str, client_ip: str | None, with_custom_data: bool
    ) -> Call[User]:
        body = {
            "username": text("username", username),
            "password": text("password", password),
            **given(clientIp=maybe_text("client_ip", client_ip)),
            **({"withCustomData": True} if flag("with_custom_data", with_custom_data) else {}),
        }
        return rest("POST", where, self._becomes, json=body, auth=False)

    def _websocket_host(self) -> str:
        """Where Active Directories are asked: `ws.` in place of the first label of the host's name, if it has more than two."""
        if self.options.websocket_host:
            return self.options.websocket_host.rstrip("/")
        name = urlsplit(self.options.host).hostname or ""
        labels = name.split(".")
        if labels[-1].isdecimal() or ":" in name:
            return self.options.host  # an IP address has no name beside it
        return f"https://ws.{'.'.join(labels[1:] if len(labels) > 2 else labels)}"
