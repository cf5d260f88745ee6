"""Who the bearer of a token is, and tokens for resources and organizations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import time
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.core.end_user import maybe_text, text, texts
from authing.core.errors import ArgumentError, Forbidden, NotLoggedIn
from authing.core.oidc_answers import Claims as CoreClaims
from authing.core.oidc_answers import Introspection, LoginRequest, TokenSet
from authing.core.scopes import scope_of
from authing.core.tokens import INVALID, LEEWAY
from authing.logto.scopes import organization_audience

from .application import Application
from .claims import Claims, UserInfo

__all__ = ["Tokens"]

ANY = "*"
"""In the place of an organization's id: whichever it is."""

_TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - the name of a grant
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a kind of token
_PERSONAL_ACCESS_TOKEN = "urn:logto:token-type:personal_access_token"  # noqa: S105 - a kind of token


class Tokens(Application[Mode]):
    """Verification, introspection, revocation, and the grants that need no browser."""

    # -- whose they are -------------------------------------------------------------------------------

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
        """Verify the id_token of a login, and tell what it says (nothing is sent but, rarely, for Logto's keys).

        Args:
            token: An id_token of a login with this application.
            nonce: What the login was begun with; then the token must hold it.
            access_token: The one that came with it; it is compared where the token tells which one that was (`at_hash`).
            max_age: Seconds since the user logged in, at most; then the token must tell when that was.
            leeway: Seconds by which the clocks of Logto and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            NetworkError: Logto, whose keys are needed, was not reached.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
            ArgumentError: An argument is not usable.
        """
        verified = self._verifier(leeway, clock).id_token(
            token, self.options.client_id, nonce=nonce, access_token=access_token, max_age=max_age
        )
        return _read(verified)

    @operation
    def verify_access_token(
        self,
        token: str,
        *,
        audience: str | Sequence[str] | None = None,
        organization_id: str | None = None,
        scopes: Iterable[str] | str | None = None,
        leeway: float = LEEWAY,
        clock: Callable[[], float] = time,
    ) -> Flow[Claims]:
        """Verify an access token that is a JWT, and tell what it says (nothing is sent but, rarely, for Logto's keys).

        Such are those of an API resource or of an organization; one for neither is opaque, and good for the userinfo alone.
        It is good until its end, whether it was revoked or not.

        Args:
            token: The token, as it came in a request to your program.
            audience: The API resource that it must be for, one of these: by default the client's `resources`.
            organization_id: The organization that it must be good in. Without an `audience` it is a token of the
                organization itself, and with one a token of the resource in that organization. By default it must be of
                no organization: what a token is good for in one is the user's by the roles there, and not everywhere.
                `*` for whichever it is; then look at `claims.organization_id` yourself.
            scopes: What it must be good for; all of them.
            leeway: Seconds by which the clocks of Logto and this machine may differ, at most 300.
            clock: What tells the present time, in seconds since 1970.

        Raises:
            NotLoggedIn: The token is not good; where it was until its end came, the code is `token_expired`.
            Forbidden: It is good, and lacks a scope (`insufficient_scope`).
            NetworkError: Logto, whose keys are needed, was not reached.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
            ArgumentError: An argument is not usable, or nothing tells whom the token must be for.
        """
        if not isinstance(token, str):
            raise ArgumentError(f"a token is a text, not a {type(token).__name__}")
        organization = maybe_text("organization_id", organization_id)
        if audience is not None:
            accepted = texts("audience", audience)
        elif organization in (None, ANY):
            accepted = self.options.resources
        else:
            accepted = (organization_audience(organization),)
        if not accepted:
            raise ArgumentError("audience or organization_id must be given, or the client's resources")
        needed = frozenset(() if scopes is None else scope_of(scopes).split())
        if "." not in token:
            raise NotLoggedIn(INVALID, "the token is not good: it is opaque, and for no resource")
        return _checked(self._verifier(leeway, clock).access_token(token, accepted), accepted, organization, needed)

    @operation
    def introspect_token(self, token: str) -> Flow[Introspection]:
        """Ask whether an opaque access token or a refresh token is good, and for whom (POST /oidc/token/introspection).

        Args:
            token: The token. A bad one is an answer, not an error; so is a JWT.

        Raises:
            Forbidden: The application is not known by its secret or key (invalid_client).
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
        """Tell who the user of an access token is (GET /oidc/me).

        Args:
            access_token: The opaque token of a login; by default the client's.
            subject: `claims.subject` of the login that the token came with: an answer about somebody else is refused.

        Raises:
            NotLoggedIn: The token is no longer good.
        """
        return self._user_info(self._own_or(access_token), maybe_text("subject", subject))

    @operation
    def revoke_token(self, token: str | None = None) -> Flow[bool]:
        """Make a token good for nothing (POST /oidc/token/revocation).

        Args:
            token: An opaque access token, or a refresh token, of this application; by default the client's access token.
                Whether it was good is not told. A JWT lives until its end.

        Raises:
            Forbidden: The application is not known by its secret or key (invalid_client).
        """
        return self._revoked(self._own_or(token))

    # -- more of them ---------------------------------------------------------------------------------

    @operation
    def get_new_access_token_by_refresh_token(
        self,
        refresh_token: str,
        *,
        resource: str | None = None,
        organization_id: str | None = None,
        scopes: Iterable[str] | str | None = None,
    ) -> Flow[TokenSet]:
        """Exchange a refresh token for an access token: a new one, or one for a resource or an organization.

        It goes to POST /oidc/token. Without a resource and an organization the access token is this client's token from
        now on.

        Args:
            refresh_token: The token. The answer may have another one: keep what came.
            resource: The API resource that the access token is for; the login must have asked for it.
            organization_id: The organization that it is good in; the login must have asked for
                `scopes.ORGANIZATIONS`. With a resource it opens that resource in the organization.
            scopes: What it is good for, as far as the user may; by default all of that.

        Raises:
            NotLoggedIn: The refresh token is not good (invalid_grant).
            Invalid: The resource is not known, or the login did not ask for it (invalid_target).
            Forbidden: The user is no member of the organization, or it demands a second factor (access_denied); or the
                application is not known by its secret or key (invalid_client).
        """
        fields = _for(resource, organization_id, scopes)
        return self._refreshed(text("refresh_token", refresh_token), fields)

    @operation
    def get_access_token_by_client_credentials(
        self,
        *,
        resource: str | None = None,
        organization_id: str | None = None,
        scopes: Iterable[str] | str | None = None,
    ) -> Flow[TokenSet]:
        """Obtain a token for the application itself, a machine-to-machine one (POST /oidc/token).

        Args:
            resource: The API resource that it is for.
            organization_id: The organization that it is good in.
            scopes: What is asked for. What was not granted is missing in `scope` of the answer, and is no error.

        Raises:
            Forbidden: The application is not known by its secret or key (invalid_client), or not in the organization.
            Invalid: The resource is not known (invalid_target).
            ArgumentError: There is neither a resource nor an organization; or the client has no secret and no key.
        """
        if resource is None and organization_id is None:
            raise ArgumentError("resource or organization_id must be given")
        if self.options.auth_method == "none":
            raise ArgumentError("a client without client_secret and private_key gets no token for itself")
        return self._granted("client_credentials", _for(resource, organization_id, scopes))

    @operation
    def get_access_token_by_personal_access_token(
        self,
        personal_access_token: str,
        *,
        resource: str | None = None,
        organization_id: str | None = None,
        scopes: Iterable[str] | str | None = None,
    ) -> Flow[TokenSet]:
        """Exchange a user's personal access token for an access token of that user (POST /oidc/token, RFC 8693).

        The application must be allowed to exchange tokens.

        Args:
            personal_access_token: The token, which begins with `pat_`.
            resource: The API resource that the access token is for.
            organization_id: The organization that it is good in.
            scopes: What it is good for.

        Raises:
            NotLoggedIn: The personal access token is not good (invalid_grant).
            Forbidden: The application is not known by its secret or key, or may not exchange tokens.
        """
        token = text("personal_access_token", personal_access_token)
        return self._exchanged(_PERSONAL_ACCESS_TOKEN, token, None, _for(resource, organization_id, scopes))

    @operation
    def get_access_token_by_subject_token(
        self,
        subject_token: str,
        *,
        actor_token: str | None = None,
        resource: str | None = None,
        organization_id: str | None = None,
        scopes: Iterable[str] | str | None = None,
    ) -> Flow[TokenSet]:
        """Act as a user: exchange a token of `subject_tokens.create` for an access token (POST /oidc/token, RFC 8693).

        The application must be allowed to exchange tokens.

        Args:
            subject_token: The token. It is good once, and for ten minutes.
            actor_token: An opaque access token of who acts, with the scope `openid`; then the access token tells that.
            resource: The API resource that the access token is for.
            organization_id: The organization that it is good in.
            scopes: What it is good for.

        Raises:
            NotLoggedIn: The subject token is not good (invalid_grant).
            Forbidden: The application is not known by its secret or key, or may not exchange tokens.
        """
        token, actor = text("subject_token", subject_token), maybe_text("actor_token", actor_token)
        return self._exchanged(_ACCESS_TOKEN, token, actor, _for(resource, organization_id, scopes))

    # -- what they have in common ---------------------------------------------------------------------

    def _verified_login(self, tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
        verified = self._verifier(LEEWAY).id_token(
            tokens.id_token or "",
            self.options.client_id,
            nonce=request.nonce,
            access_token=tokens.access_token,
            max_age=request.max_age,
        )
        return _read(verified)

    def _introspection(self, token: str) -> Flow[Introspection]:
        party = yield from self._party()
        return (yield from party.introspect(token))

    def _user_info(self, token: str, subject: str | None) -> Flow[UserInfo]:
        party = yield from self._party()
        return UserInfo.of(dict((yield from party.userinfo(token, subject=subject))))

    def _revoked(self, token: str) -> Flow[bool]:
        party = yield from self._party()
        done = yield from party.revoke(token)
        if token == self._token.token:
            self._token.replace(None)
        return done

    def _refreshed(self, token: str, fields: dict[str, Any]) -> Flow[TokenSet]:
        tokens = yield from self._granted("refresh_token", {"refresh_token": token, **fields})
        if fields["resource"] is None and fields["organization_id"] is None:
            self._token.replace(tokens.access_token)
        return tokens

    def _exchanged(self, kind: str, token: str, actor: str | None, fields: dict[str, Any]) -> Flow[TokenSet]:
        acting = {"actor_token": actor, "actor_token_type": _ACCESS_TOKEN} if actor else {}
        return self._granted(_TOKEN_EXCHANGE, {"subject_token": token, "subject_token_type": kind, **acting, **fields})

    def _granted(self, grant_type: str, fields: dict[str, Any]) -> Flow[TokenSet]:
        party = yield from self._party()
        return (yield from party.grant(grant_type, **fields))


def _for(resource: str | None, organization_id: str | None, scopes: Iterable[str] | str | None) -> dict[str, Any]:
    """What the access token is for."""
    return {
        "resource": maybe_text("resource", resource),
        "organization_id": maybe_text("organization_id", organization_id),
        "scope": None if scopes is None else scope_of(scopes),
    }


def _read(verified: Flow[CoreClaims]) -> Flow[Claims]:
    return Claims.of(dict((yield from verified)))


def _checked(
    verified: Flow[CoreClaims], accepted: Sequence[str], organization: str | None, needed: frozenset[str]
) -> Flow[Claims]:
    claims = yield from _read(verified)
    told = claims.organization_id
    is_named = told is not None and organization is None and organization_audience(told) in accepted
    if organization not in (ANY, told) and not is_named:
        whose = "another organization, or for none" if organization else "an organization alone (organization_id)"
        raise NotLoggedIn(INVALID, f"the token is not good: it is for {whose}")
    if missing := needed - claims.scopes:
        raise Forbidden("insufficient_scope", f"the token is without the scope {' '.join(sorted(missing))}")
    return claims
