"""Tokens of the platform verified on the spot, by the application's secret or by the keys that the platform publishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time

from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.core.errors import ArgumentError
from authing.core.jwks import shared_key_set
from authing.core.tokens import LEEWAY, Claims, Verifier
from authing.v2.arguments import text, texts
from authing.v2.options import PUBLIC_CLOUD

from .end_user import EndUser

__all__ = ["Tokens"]


class Tokens(EndUser[Mode]):
    """Who the bearer of a token is, without asking the platform each time.

    Its keys are fetched at first need, and kept for all clients of the process.
    """

    @operation
    def verify_id_token(
        self,
        token: str,
        *,
        nonce: str | None = None,
        access_token: str | None = None,
        max_age: float | None = None,
        leeway: float = LEEWAY,
        clock: Callable[[], float] = time,
    ) -> Flow[Claims]:
        """Verify the token of a login, and tell what it says (nothing is sent but, rarely, GET /oidc/.well-known/jwks.json).

        It must be of this client's host and for its application.

        Args:
            token: An id_token, or the token of a user who logged in with this application.
            nonce: What the login was begun with; then the token must hold it.
            access_token: The one that came with it; it is compared where the token tells which one that was (`at_hash`).
            max_age: Seconds since the user logged in, at most; then the token must tell when that was.
            leeway: Seconds by which the clocks of the platform and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            NetworkError: The platform, whose keys are needed, was not reached.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
            ArgumentError: An argument is not usable, or the client was made without `app_id` or the application's host.
        """
        return self._verifier(leeway, clock).id_token(
            token, self._app_id(), nonce=nonce, access_token=access_token, max_age=max_age
        )

    @operation
    def verify_access_token(
        self,
        token: str,
        *,
        audience: str | Sequence[str] | None = None,
        leeway: float = LEEWAY,
        clock: Callable[[], float] = time,
    ) -> Flow[Claims]:
        """Verify an access token, and tell what it says (nothing is sent but, rarely, GET /oidc/.well-known/jwks.json).

        Args:
            token: An access token of OpenID Connect; those of /oauth/token can only be introspected.
            audience: Whom it must be for, one of these: by default this client's application. Tokens of programmatic
                access accounts are for the account that they were granted to.
            leeway: Seconds by which the clocks of the platform and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            NetworkError: The platform, whose keys are needed, was not reached.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
            ArgumentError: An argument is not usable, or the client was made without `app_id` or the application's host.
        """
        accepted: str | Sequence[str]
        if audience is None:
            accepted = self._app_id()
        elif isinstance(audience, str):
            accepted = text("audience", audience)
        else:
            accepted = texts("audience", audience)
        return self._verifier(leeway, clock).access_token(token, accepted)

    def _verifier(self, leeway: float, clock: Callable[[], float]) -> Verifier:
        options = self.options
        if options.host == PUBLIC_CLOUD:
            raise ArgumentError("tokens are made by the application's own host: give app_host to the client")
        keys = shared_key_set(options, f"{options.host}/oidc")
        return Verifier(keys, options.secret, leeway=leeway, clock=clock)
