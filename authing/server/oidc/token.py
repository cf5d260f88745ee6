"""The token endpoint (`/oidc/token`, `/oauth/token`), introspection and revocation: Authlib's grants, filled in by the rules."""

# Authlib has no types of its own, and those that pyright knows are of the bodies and requests of other frameworks:
# pyright: reportArgumentType=false, reportAssignmentType=false, reportAttributeAccessIssue=false
# pyright: reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false, reportOperatorIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import grants as authlib_grants
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc6749.grants import BaseGrant, TokenEndpointMixin
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from starlette.concurrency import run_in_threadpool

from authing.server import wire
from authing.server.body import read_form
from authing.server.oidc.answers import NO_STORE, as_oauth, failed
from authing.server.oidc.origins import readable
from authing.server.oidc.server import Provider, ProviderRequest
from authing.server.rules import clients, direct_grants, grants
from authing.server.rules.application_settings import AUTHING_TOKEN
from authing.server.rules.service import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service

    Told = tuple[int, dict[str, Any], dict[str, str]]

LIMIT = 128 * 1024
"""Bytes of a form."""


class AuthorizationCode(authlib_grants.AuthorizationCodeGrant):
    """Tokens for a code (RFC 6749, section 4.1.3)."""

    def query_authorization_code(self, code: str, client: clients.Client) -> grants.Code:
        """The code, if it is good."""
        return grants.find_code(self.server.context, client, code)

    def create_token_response(self) -> Told:
        """Use the code up; Authlib would not notice that somebody else is faster."""
        return 200, grants.redeem(self.server.context, self.client, self.request.authorization_code), NO_STORE


class RefreshToken(authlib_grants.RefreshTokenGrant):
    """New tokens for a refresh token (RFC 6749, section 6)."""

    def authenticate_refresh_token(self, refresh_token: str) -> grants.Refreshing:
        """The refresh token, if it is good."""
        return grants.find_refresh_token(self.server.context, self.client, refresh_token)

    def _validate_request_token(self, client: clients.Client) -> grants.Refreshing:
        self.request.client = client
        return self.authenticate_refresh_token(_needed(self.request, "refresh_token"))

    def create_token_response(self) -> Told:
        """Use the token up."""
        scope = self.request.payload.scope
        return 200, grants.refresh(self.server.context, self.client, self.request.refresh_token, scope), NO_STORE


class _Direct(BaseGrant, TokenEndpointMixin):
    """A grant for which the client has all that is needed at once."""

    def validate_token_request(self) -> None:
        """Let the client prove itself."""
        client = self.server.authenticate_client(self.request)
        if not client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError("the application is not set up for this grant_type")


class Password(_Direct):
    """Tokens for a password (RFC 6749, section 4.3)."""

    GRANT_TYPE = "password"

    def create_token_response(self) -> Told:
        """Log the user in."""
        form = self.request.form
        named = [column for column in ("username", "email", "phone") if column in form]
        if len(named) != 1:
            raise InvalidRequestError("one of username, email and phone is needed")
        password, scope = _needed(self.request, "password"), form.get("scope", "")
        answer = direct_grants.by_password(
            self.server.context, self.client, named[0], form[named[0]], password, scope=scope
        )
        return 200, answer, NO_STORE


class LoginToken(_Direct):
    """Tokens for the token of a login, without a secret: the token is the proof."""

    GRANT_TYPE = AUTHING_TOKEN

    def validate_token_request(self) -> None:
        """Find the client, which has no secret at hand where a browser or a phone asks."""
        context, form = self.server.context, self.request.form
        with context.reading() as db:
            client = clients.find(db, context, form.get("client_id"), self.server.protocol)
        if client is None:
            raise InvalidClientError("the client is unknown", status_code=401)
        if not client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError("the application is not set up for this grant_type")
        # The platform's clients send it along; it is of use to nobody, but a wrong one is a sign of a mistake.
        if form.get("redirect_uri") not in (None, *client.application.redirect_uris):
            raise InvalidGrantError("redirect_uri is none of those that the application has registered")
        self.request.client = client

    def create_token_response(self) -> Told:
        """Look at the token, and issue others."""
        context, form = self.server.context, self.request.form
        token = _needed(self.request, "token")
        return 200, direct_grants.by_login_token(context, self.client, token, form.get("scope", "")), NO_STORE


class ClientCredentials(BaseGrant, TokenEndpointMixin):
    """Tokens for a programmatic access account (RFC 6749, section 4.4)."""

    GRANT_TYPE = "client_credentials"

    def validate_token_request(self) -> None:
        """Nothing is to be seen before the account has proven itself."""

    def create_token_response(self) -> Told:
        """Let the account prove itself, and issue a token."""
        if "Authorization" in self.request.headers:
            raise InvalidClientError("the key pair of the account belongs into the form", status_code=401)
        form, server = self.request.form, self.server
        answer = direct_grants.by_program(
            server.context,
            server.protocol,
            form.get("client_id", ""),
            form.get("client_secret", ""),
            form.get("scope", ""),
        )
        return 200, answer, NO_STORE


class Revocation(RevocationEndpoint):
    """Revocation (RFC 7009)."""

    def create_endpoint_response(self, request: ProviderRequest) -> Told:
        """Revoke; `{}` instead of nothing, because old clients read the body."""
        client = self.server.authenticate_client(request, endpoint=self.ENDPOINT_NAME)
        grants.revoke(self.server.context, client, _needed(request, "token"))
        return 200, {}, NO_STORE


class Introspection(IntrospectionEndpoint):
    """Introspection (RFC 7662)."""

    def create_endpoint_response(self, request: ProviderRequest) -> Told:
        """Tell what the client may know: section 4 warns of others who ask about tokens."""
        client = self.server.authenticate_client(request, endpoint=self.ENDPOINT_NAME)
        found = grants.find_token(self.server.context, _needed(request, "token"))
        if found is None or not grants.is_of(client, found[1]):
            # Section 2.2: "the authorization server MUST return an introspection response with the active field set to false."
            return 200, {"active": False}, NO_STORE
        return 200, {"active": True, **grants.described(self.server.context, *found)}, NO_STORE


def _needed(request: ProviderRequest, name: str) -> str:
    value = request.form.get(name)
    if value is None:
        raise InvalidRequestError(f"{name} is missing")
    return value


# -- endpoints ------------------------------------------------------------------------------------


def _token(provider: Provider, request: ProviderRequest) -> Response:
    if request.payload.grant_type is None:
        raise InvalidRequestError("grant_type is missing")
    # RFC 9700, section 2.1.1: public clients must use PKCE, and so a verifier.
    provider.register_grant(AuthorizationCode, [CodeChallenge(required=True)])
    for grant in (RefreshToken, Password, LoginToken, ClientCredentials):
        provider.register_grant(grant)
    answer: Response = provider.create_token_response(request)
    return answer


def _introspection(provider: Provider, request: ProviderRequest) -> Response:
    provider.register_endpoint(Introspection)
    answer: Response = provider.create_endpoint_response(Introspection.ENDPOINT_NAME, request)
    return answer


def _revocation(provider: Provider, request: ProviderRequest) -> Response:
    provider.register_endpoint(Revocation)
    answer: Response = provider.create_endpoint_response(Revocation.ENDPOINT_NAME, request)
    return answer


ENDPOINTS: dict[str, Callable[[Provider, ProviderRequest], Response]] = {
    "/token": _token,
    "/token/introspection": _introspection,
    "/token/revocation": _revocation,
}


def endpoint(service: Service, protocol: str, path: str) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for programs, which post a form."""

    async def respond(request: Request) -> Response:
        context = Context(service, wire.caller(request))
        try:
            values = await read_form(request, LIMIT)
            posted = ProviderRequest(values, request.headers.get("authorization"))
            response = await run_in_threadpool(ENDPOINTS[path], Provider(context, protocol), posted)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            response = failed(as_oauth(error))
        return await readable(request, context, response)

    return respond
