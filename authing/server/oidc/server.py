"""Authlib's authorization server for one request: the client proves itself, then the grant of the request is carried out."""

# Authlib has no types of its own, and those that pyright knows are of the bodies and requests of other frameworks:
# pyright: reportArgumentType=false, reportAssignmentType=false, reportAttributeAccessIssue=false
# pyright: reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false, reportOperatorIssue=false

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from authing.server.oidc.answers import NO_STORE, as_json
from authing.server.rules import clients, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from authing.server.rules.clients import Client
    from authing.server.rules.service import Context

LONGEST = 4096


class ProviderRequest(OAuth2Request):
    """A form that a client has posted."""

    def __init__(self, values: Mapping[str, str], authorization: str | None) -> None:
        # By https, as far as Authlib is concerned: that is up to what stands in front of this server.
        super().__init__("POST", "https://localhost", headers={"Authorization": authorization} if authorization else {})
        self.payload = BasicOAuth2Payload(dict(values))

    @property
    def form(self) -> dict[str, str]:
        """The values of the form."""
        values: dict[str, str] = self.payload.data
        return values


class Provider(AuthorizationServer):
    """The authorization server of an application, at the endpoints for programs.

    Attributes:
        context: The request.
        protocol: "oidc" or "oauth".
    """

    def __init__(self, context: Context, protocol: str) -> None:
        super().__init__()
        self.context, self.protocol = context, protocol

    def create_oauth2_request(self, request: ProviderRequest) -> ProviderRequest:
        """The request as it is; values that nobody sends are refused."""
        for name, value in request.form.items():
            if len(value) > (tokens.LONGEST if name.endswith("token") else LONGEST):
                raise InvalidRequestError("a parameter is too long")
        return request

    def authenticate_client(self, request: ProviderRequest, methods: object = None, endpoint: str = "token") -> Client:
        """The client, which has proven itself in the way that it is set up for, and in no other one.

        Raises:
            InvalidClientError: It has not.
        """
        method, client_id, secret = _presented(request)
        with self.context.reading() as db:
            client = clients.find(db, self.context, client_id, self.protocol)
        # RFC 6749, section 3.2.1: "Confidential clients or other clients issued client credentials MUST authenticate".
        if client is None or method != client.authentication(endpoint):
            raise InvalidClientError("the client is unknown or does not authenticate as it should", status_code=401)
        if method != clients.NONE and not client.has_secret(secret):
            raise InvalidClientError("the secret is wrong", status_code=401)
        request.client, request.auth_method = client, method
        return client

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        """The response; Authlib gives its parts."""
        return as_json(body, status, {**dict(headers), **NO_STORE})

    def send_signal(self, name: str, *args: Any, **values: Any) -> None:
        """Nobody listens."""


def _presented(request: ProviderRequest) -> tuple[str, str | None, str]:
    """How a client authenticates, its id, and its secret."""
    form, header = request.form, request.headers.get("Authorization")
    if header is None:
        secret = form.get("client_secret")
        return (clients.NONE if secret is None else clients.POST), form.get("client_id"), secret or ""
    # RFC 6749, section 2.3: "The client MUST NOT use more than one authentication method in each request."
    if "client_secret" in form:
        raise InvalidRequestError("the client authenticates twice")
    client_id, secret = basic(header)
    if form.get("client_id", client_id) != client_id:
        raise InvalidRequestError("the client has two ids")
    return clients.BASIC, client_id, secret


def basic(header: str) -> tuple[str, str]:
    """Id and secret of HTTP's basic authentication, each form-encoded before (RFC 6749, section 2.3.1).

    Raises:
        InvalidClientError: The header is something else.
    """
    scheme, _, credentials = header.partition(" ")
    try:
        pair = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        pair = ""
    client_id, colon, secret = pair.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise InvalidClientError("the Authorization header is malformed", status_code=401)
    return unquote_plus(client_id), unquote_plus(secret)
