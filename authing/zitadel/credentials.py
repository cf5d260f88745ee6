"""What a service user or an application is granted tokens by: scopes, and a private key."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from time import time

from authing.core import scopes as oauth
from authing.core.call import Call, Flow, Reply
from authing.core.credentials import Grant
from authing.core.errors import AuthingException
from authing.core.grants import Assertion
from authing.core.oidc_answers import Provider, TokenSet

from .key_file import KeyFile
from .scopes import ZITADEL_AUDIENCE

__all__ = ["API_SCOPES", "ServiceKey", "scope_of"]

API_SCOPES = ("openid", ZITADEL_AUDIENCE)
"""What a token has to be asked for with, to be good for ZITADEL's own interface."""

_ABOUT_ASSERTIONS = frozenset({"server_error", "invalid_request", "invalid_grant"})
"""What an assertion is refused with. Of most that can be wrong with one, ZITADEL tells nothing: a status of 500."""


class ServiceKey(Assertion):
    """A private key, exchanged for a token.

    Args:
        host: The instance's URL.
        file: The key.
        scope: What a token is asked for with, separated by spaces.
        audience: What the instance calls itself, if that is not its URL.
    """

    def __init__(self, host: str, file: KeyFile, scope: str, audience: str | None = None) -> None:
        super().__init__(audience or host, file.private_key, file.subject, scope, host=host)
        self._file = file

    def renewal(self) -> Flow[Grant]:
        """Ask for a token."""
        self._file.check_time()
        return super().renewal()

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        call = super().request(provider)
        read = call.read

        def explained(reply: Reply) -> TokenSet:
            try:
                return read(reply)
            except AuthingException as error:
                if error.code in _ABOUT_ASSERTIONS:
                    error.message += f" ({self._clock_problem(reply) or self._key_problem()})"
                raise

        call.read = explained
        return call

    def _clock_problem(self, reply: Reply) -> str | None:
        """What to say if the assertion was not of ZITADEL's present, as its answer tells it."""
        try:
            ahead = time() - parsedate_to_datetime(reply.headers["date"]).timestamp()
        except (KeyError, ValueError):
            return None  # then it cannot be told
        if -1 <= self.key.backdated - ahead <= self.key.lifetime:
            return None
        if ahead > 0:
            return f"the clock of this machine is {ahead:.0f} seconds ahead of ZITADEL's: set it, or give more leeway"
        return f"the clock of this machine is {-ahead:.0f} seconds behind ZITADEL's: set it"

    def _key_problem(self) -> str:
        return (
            f"signed by key {self.key.key_id} of {self.subject} for {self.issuer}: the key must be of that instance and"
            " that user, neither of them deleted, and the instance must call itself so"
        )


def scope_of(scopes: Iterable[str] | None) -> str:
    """The scopes as a request has them; by default those of ZITADEL's own interface.

    Raises:
        ArgumentError: One of them is no scope, or there is none.
    """
    return oauth.scope_of(API_SCOPES if scopes is None else scopes)
