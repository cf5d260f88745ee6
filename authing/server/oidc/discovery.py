"""What the provider says about itself: discovery (OpenID Connect Discovery, section 4) and its public keys (RFC 7517)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from authing.server import wire
from authing.server.oidc.answers import as_json, as_oauth, failed
from authing.server.rules import claims, signing_keys
from authing.server.rules.application_settings import CLIENT_AUTHENTICATION, GRANT_TYPES, RESPONSE_TYPES
from authing.server.rules.service import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service

# Public, the same for everybody, and wanted by applications in browsers.
PUBLIC = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
OF_TOKENS = (
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "jti",
    "auth_time",
    "nonce",
    "amr",
    "sid",
    "at_hash",
    "c_hash",
    "s_hash",
)


def document(issuer: str) -> dict[str, Any]:
    """The discovery document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/auth",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/me",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "introspection_endpoint": f"{issuer}/token/introspection",
        "revocation_endpoint": f"{issuer}/token/revocation",
        "end_session_endpoint": f"{issuer}/session/end",
        "scopes_supported": list(claims.SCOPES),
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": list(GRANT_TYPES),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [signing_keys.HS256, signing_keys.RS256],
        "token_endpoint_auth_methods_supported": list(CLIENT_AUTHENTICATION),
        "introspection_endpoint_auth_methods_supported": list(CLIENT_AUTHENTICATION),
        "revocation_endpoint_auth_methods_supported": list(CLIENT_AUTHENTICATION),
        "code_challenge_methods_supported": ["S256", "plain"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claim_types_supported": ["normal"],
        "claims_supported": [*OF_TOKENS, *claims.CLAIMS],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }


def discovery(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the discovery document."""

    async def respond(request: Request) -> Response:
        return as_json(document(wire.caller(request).issuer), headers=PUBLIC)

    return respond


def jwks(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the public keys."""

    async def respond(request: Request) -> Response:
        try:
            context = Context(service, wire.caller(request))
            return as_json({"keys": await run_in_threadpool(signing_keys.published, context)}, headers=PUBLIC)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            return failed(as_oauth(error))

    return respond
