"""The application that a client is of, as the instance knows it."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from authing.core.binding import Mode, Runner
from authing.core.call import Flow
from authing.core.credentials import StaticToken
from authing.core.discovery import shared_discovery
from authing.core.end_user import EndUser
from authing.core.errors import Forbidden, NotLoggedIn
from authing.core.jwks import shared_key_set
from authing.core.oidc import RelyingParty
from authing.core.tokens import Verifier

from .options import AuthenticationClientOptions

__all__ = ["Application"]


class Application(EndUser[Mode]):
    """A relying party of the instance, and its user.

    The instance's endpoints and keys are fetched at first need, and kept for all clients of the process.
    """

    options: AuthenticationClientOptions

    def __init__(self, options: AuthenticationClientOptions, runner: Runner[Mode], token: StaticToken) -> None:
        self._runner = runner
        self._token = token
        self.options = options

    def _party(self) -> Flow[RelyingParty]:
        """The application, at the instance's endpoints."""
        options = self.options
        provider = yield from shared_discovery(options, options.issuer, options.origin).provider()
        key = options.key
        if key is not None:
            try:
                key.check_time()
            except NotLoggedIn as over:  # it is the program that cannot prove itself, and no login would help
                raise Forbidden(over.code, over.message) from None
        return RelyingParty(
            provider,
            options.client_id,
            options.client_secret,
            options.auth_method,
            private_key=None if key is None else key.private_key,
        )

    def _verifier(self, leeway: float, clock: Callable[[], float] = time) -> Verifier:
        options = self.options
        return Verifier(shared_key_set(options, options.issuer, options.origin), leeway=leeway, clock=clock)
