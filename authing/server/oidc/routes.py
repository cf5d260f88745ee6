"""The paths of the OpenID provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from authing.server.oidc import authorization, claims, discovery, logout, origins, token
from authing.server.rules.clients import OAUTH, OIDC

if TYPE_CHECKING:
    from authing.server.rules.service import Service

PROTOCOLS = (OIDC, OAUTH)


def routes(service: Service) -> list[Route]:
    """All routes of this door."""
    both = [route for protocol in PROTOCOLS for route in _routes(service, protocol)]
    return [
        Route("/oidc/.well-known/openid-configuration", discovery.discovery(service), methods=["GET"]),
        Route("/oidc/.well-known/jwks.json", discovery.jwks(service), methods=["GET"]),
        Route(logout.PATH, logout.endpoint(service), methods=["GET", "POST"]),
        Route("/api/v2/oidc/validate_token", claims.validation(service), methods=["GET"]),
        *both,
    ]


def _routes(service: Service, protocol: str) -> list[Route]:
    """What both protocols have."""
    path = f"/{protocol}"
    read_by_pages = [f"{path}/me", *(f"{path}{each}" for each in token.ENDPOINTS)]
    return [
        *(Route(each, origins.preflight, methods=["OPTIONS"]) for each in read_by_pages),
        Route(f"{path}/auth", authorization.endpoint(service, protocol), methods=["GET", "POST"]),
        Route(f"{path}/auth/{{id}}", authorization.resumption(service, protocol), methods=["GET"]),
        Route(f"{path}/me", claims.endpoint(service, protocol), methods=["GET", "POST"]),
        *(
            Route(f"{path}{each}", token.endpoint(service, protocol, each), methods=["POST"])
            for each in token.ENDPOINTS
        ),
    ]
