"""The application that a client is of, at its Logto."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from authing.core.binding import Mode, Runner
from authing.core.call import Flow
from authing.core.credentials import StaticToken
from authing.core.discovery import shared_discovery
from authing.core.end_user import EndUser
from authing.core.jwks import shared_key_set
from authing.core.oidc import RelyingParty
from authing.core.tokens import Verifier

from .options import AuthenticationClientOptions

__all__ = ["Application"]


class Application(EndUser[Mode]):
    """A relying party of Logto, and its user.

    Logto's endpoints and keys are fetched at first need, and kept for all clients of the process.
    """

    options: AuthenticationClientOptions

    def __init__(self, options: AuthenticationClientOptions, runner: Runner[Mode], token: StaticToken) -> None:
        self._runner = runner
        self._token = token
        self.options = options

    def _party(self) -> Flow[RelyingParty]:
        options = self.options
        provider = yield from shared_discovery(options, options.provider_issuer, options.issuer).provider()
        return RelyingParty(
            provider, options.client_id, options.client_secret, options.auth_method, private_key=options.private_key
        )

    def _verifier(self, leeway: float, clock: Callable[[], float] = time) -> Verifier:
        options = self.options
        keys = shared_key_set(options, options.provider_issuer, options.issuer)
        return Verifier(keys, leeway=leeway, clock=clock)
