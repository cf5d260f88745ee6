"""ZITADEL's credentials of a service user: an access token, client credentials, or a private key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from authing.core.call import Flow
from authing.core.credentials import Grant
from authing.core.errors import ArgumentError, AuthingException
from authing.core.grants import Assertion, ClientCredentials

from .key_file import KeyFile

__all__ = ["API_SCOPES", "ServiceKey", "ServiceSecret", "scope_of"]

API_SCOPES = ("openid", "urn:zitadel:iam:org:project:id:zitadel:aud")
"""What a token has to be asked for with, to be good for ZITADEL's own interface."""


class ServiceSecret(ClientCredentials):
    """A service user's client id and secret, exchanged for a token."""


class ServiceKey(Assertion):
    """A private key, exchanged for a token."""

    def __init__(self, issuer: str, file: KeyFile, scope: str, audience: str | None = None) -> None:
        super().__init__(issuer, file.private_key, file.subject, scope, audience=audience)
        self._file = file

    def renewal(self) -> Flow[Grant]:
        """Ask for a token."""
        self._file.check_time()
        try:
            return (yield from super().renewal())
        except AuthingException as error:
            if error.status is not None and 400 <= error.status < 500:
                error.message += (
                    f" (the assertion was made by key {self._file.key_id} of {self._file.subject} for the audience"
                    f" {self._audience}: that must be exactly what the instance calls itself, the key must not be"
                    " deleted or over, and the clock of this machine must not be more than a minute ahead)"
                )
            raise


def scope_of(scopes: Iterable[str] | None) -> str:
    """The scopes as a request has them; by default those of ZITADEL's own interface.

    Raises:
        ArgumentError: One of them is no scope, or there is none.
    """
    given: Any = API_SCOPES if scopes is None else scopes
    found = given.split() if isinstance(given, str) else list(given)
    if not found or not all(isinstance(each, str) and each and " " not in each for each in found):
        raise ArgumentError("scopes are texts without spaces, at least one; openid has to be among them")
    return " ".join(dict.fromkeys(found))
