"""Who the bearer of a token is: verified on the spot by the instance's keys, or asked of the instance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from time import time

from authing.core import oidc_answers
from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.core.end_user import maybe_text, text, texts
from authing.core.errors import ArgumentError, NotLoggedIn
from authing.core.oidc_answers import LoginRequest, TokenSet
from authing.core.tokens import INVALID, LEEWAY, LONGEST, Verifier

from .application import Application
from .claims import Claims, Introspection, UserInfo

__all__ = ["Tokens"]

_ACCESS_TOKEN_MARKS = frozenset({"jti"})
"""ZITADEL's id_tokens have a client_id as its access tokens have, and those have no scope."""

_ID_TOKEN_MARKS = frozenset({"at_hash", "auth_time", "nonce"})

_OPAQUE = re.compile(r"[A-Za-z0-9~+/_-]+=*")
"""RFC 6750, section 2.1, without the dot that a JWT has."""


class Tokens(Application[Mode]):
    """Verification, introspection and revocation."""

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
        """Verify the id_token of a login, and tell what it says (nothing is sent but, rarely, for the instance's keys).

        Args:
            token: An id_token of a login with this application.
            nonce: What the login was begun with; then the token must hold it.
            access_token: The one that came with it; it is compared where the token tells which one that was (`at_hash`).
            max_age: Seconds since the user logged in, at most; then the token must tell when that was.
            leeway: Seconds by which the clocks of ZITADEL and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            NetworkError: The instance, whose keys are needed, was not reached.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
            ArgumentError: An argument is not usable.
        """
        verified = self._verifier(leeway, clock).id_token(
            token, self.options.client_id, nonce=nonce, access_token=access_token, max_age=max_age
        )
        return _of_id_token(verified)

    @operation
    def verify_access_token(
        self,
        token: str,
        *,
        audience: str | Sequence[str] | None = None,
        leeway: float = LEEWAY,
        clock: Callable[[], float] = time,
    ) -> Flow[Claims]:
        """Verify an access token, and tell whose it is: a JWT on the spot, an opaque one by introspection.

        A JWT is good until its end, whether it was revoked or not: `introspect_token` tells. An opaque one, such as a
        personal access token, is asked about each time (POST /oauth/v2/introspect), which needs a client with a secret or
        a key.

        Args:
            token: The token, as it came in a request to your program.
            audience: Whom it must be for, one of these: by default this client's application, or its project where the
                client was made with `project_id`. An opaque token is by default for whom ZITADEL says that it is.
            leeway: Seconds by which the clocks of ZITADEL and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            Forbidden: The application is not known by its secret or key.
            NetworkError: The instance was not reached.
            ServerError: It failed.
            UnexpectedAnswer: It did not answer as it should.
            ArgumentError: An argument is not usable.
        """
        if not isinstance(token, str):
            raise ArgumentError(f"a token is a text, not a {type(token).__name__}")
        accepted = None if audience is None else texts("audience", audience)
        verifier = self._verifier(leeway, clock)
        if "." not in token:
            return self._introspected(token, accepted, verifier)
        options = self.options
        own = (options.client_id, options.project_id) if options.project_id else (options.client_id,)
        return _of_access_token(verifier.access_token(token, accepted or own, marks=_ACCESS_TOKEN_MARKS))

    @operation
    def introspect_token(self, token: str) -> Flow[Introspection]:
        """Ask whether an access token is good, and for whom (POST /oauth/v2/introspect).

        ZITADEL tells it to an application of a project that the token is for; to others every token is a bad one.

        Args:
            token: The token. A bad one is an answer, not an error.

        Raises:
            Forbidden: The application is not known by its secret or key (unauthorized_client, invalid_client).
            ArgumentError: The client was made without a secret and without a key.
        """
        if self.options.auth_method == "none":
            raise ArgumentError(
                "to introspect tokens a client needs the client_secret or private_key of an application"
            )
        return self._introspection(text("token", token))

    @operation
    def get_user_info_by_access_token(
        self, access_token: str | None = None, *, subject: str | None = None
    ) -> Flow[UserInfo]:
        """Tell who the user of an access token is (GET /oidc/v1/userinfo).

        Args:
            access_token: The token; by default the client's.
            subject: `claims.subject` of the login that the token came with: an answer about somebody else is refused.

        Raises:
            NotLoggedIn: The token is no longer good.
        """
        return self._user_info(self._own_or(access_token), maybe_text("subject", subject))

    @operation
    def revoke_token(self, token: str | None = None) -> Flow[bool]:
        """Make a token good for nothing (POST /oauth/v2/revoke).

        Args:
            token: An access or refresh token of this application; with a refresh token the access token ends too. By
                default the client's access token. Whether it was good is not told.

        Raises:
            Forbidden: The application is not known by its secret or key.
        """
        return self._revoked(self._own_or(token))

    # -- what they have in common ---------------------------------------------------------------------

    def _verified_login(self, tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
        return _of_id_token(
            self._verifier(LEEWAY).id_token(
                tokens.id_token or "",
                self.options.client_id,
                nonce=request.nonce,
                access_token=tokens.access_token,
                max_age=request.max_age,
            )
        )

    def _introspected(self, token: str, accepted: Sequence[str] | None, verifier: Verifier) -> Flow[Claims]:
        # Whatever a stranger sends as a token is no error of this program.
        if len(token) > LONGEST or not _OPAQUE.fullmatch(token):
            raise NotLoggedIn(INVALID, "the token is not good: it is malformed")
        if self.options.auth_method == "none":
            raise NotLoggedIn(INVALID, "the token is not good: it is opaque, and this client has no secret to ask with")
        answer = yield from self._introspection(token)
        return Claims.of(dict(verifier.introspected(answer, accepted)))

    def _introspection(self, token: str) -> Flow[Introspection]:
        party = yield from self._party()
        return Introspection.of(dict((yield from party.introspect(token))))

    def _user_info(self, token: str, subject: str | None) -> Flow[UserInfo]:
        party = yield from self._party()
        return UserInfo.of(dict((yield from party.userinfo(token, subject=subject))))

    def _revoked(self, token: str) -> Flow[bool]:
        party = yield from self._party()
        done = yield from party.revoke(token)
        if token == self._token.token:
            self._token.replace(None)
        return done


def _of_id_token(verified: Flow[oidc_answers.Claims]) -> Flow[Claims]:
    claims = Claims.of(dict((yield from verified)))
    if claims.keys().isdisjoint(_ID_TOKEN_MARKS):
        raise NotLoggedIn(INVALID, "the token is not good: it is no id_token (it does not tell of a login)")
    return claims


def _of_access_token(verified: Flow[oidc_answers.Claims]) -> Flow[Claims]:
    return Claims.of(dict((yield from verified)))
