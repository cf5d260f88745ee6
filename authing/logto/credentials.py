"""Logto's credentials: a machine-to-machine application's secret, or a token from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from authing.core.call import Call, Reply
from authing.core.credentials import Credentials, StaticToken, checked_token
from authing.core.errors import ArgumentError, AuthingException, Forbidden
from authing.core.grants import ClientCredentials
from authing.core.oidc_answers import Provider, TokenSet
from authing.core.options import whole_url

from .exceptions import is_worn_out

__all__ = ["SCOPE", "ApplicationSecret", "TokenSource", "resource_at", "resource_of", "token_from"]

SCOPE = "all"
"""The scope of the Management API."""

OSS_TENANT = "default"
"""The tenant of every self-hosted Logto, whatever its host is called."""

_CLOUD = re.compile(r"https://([A-Za-z0-9-]+)\.logto\.app")

_REMEDIES = {
    "invalid_client": "client_id and client_secret must be those of a machine-to-machine application of this tenant",
    "invalid_target": "`resource` must be what the Management API of this tenant is called:"
    " https://default.logto.app/api if it is self-hosted, https://{tenant id}.logto.app/api in the cloud",
}


class ApplicationSecret(ClientCredentials):
    """The id and secret of a machine-to-machine application, exchanged for a token of the Management API.

    Args:
        issuer: What the provider calls itself.
        client_id: The application's id.
        client_secret: Its secret.
        resource: What the Management API is called.
        scope: What is asked for.
        token_endpoint: Where to ask, if not below the issuer's URL.

    Raises:
        ArgumentError: A value is not usable; none is told.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        resource: str,
        scope: str = SCOPE,
        token_endpoint: str | None = None,
    ) -> None:
        given = {"client_id": client_id, "client_secret": client_secret, "resource": resource, "scope": scope}
        for name, value in given.items():
            if not isinstance(value, str) or not value.strip():
                raise ArgumentError(f"{name} must be a text that is not empty")
        super().__init__(issuer, client_id, client_secret, scope, {"resource": resource})
        # Not discovered: the API takes tokens of its own host alone, whatever that calls itself.
        endpoint = f"{issuer}/token" if token_endpoint is None else whole_url(token_endpoint)
        self._provider = Provider(issuer=issuer, token_endpoint=endpoint)

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        call = super().request(provider)
        read = call.read

        def explained(reply: Reply) -> TokenSet:
            try:
                return read(reply)
            except AuthingException as error:
                if remedy := _REMEDIES.get(str(error.code)):
                    error.message += f" ({remedy})"
                raise

        call.read = explained
        return call

    def check(self, tokens: TokenSet) -> None:
        """Refuse a token that opens nothing: it is granted all the same, without a scope."""
        wanted = set((self.scope or "").split())
        granted = tokens.scope if isinstance(tokens.scope, str) else ""
        if not wanted <= set(granted.split()):
            raise Forbidden(
                "scope_not_granted",
                f"Logto granted a token without the scope {self.scope!r}: give the application {self._client_id}"
                f" a machine-to-machine role with this permission of {self.fields['resource']}",
            )

    def blames_token(self, error: AuthingException, token: str, now: float) -> bool:
        """True if the error says that the token, which was sent, is no longer good."""
        return is_worn_out(error)


class TokenSource(Credentials):
    """A token that a function of the user's tells, each time anew.

    Args:
        source: The function. It is called for each request, and should keep the token that it has.

    Raises:
        ArgumentError: It is a coroutine function: nobody would await it.
    """

    def __init__(self, source: Callable[[], str]) -> None:
        # By its flag (CO_COROUTINE): `inspect` would cost the import of a module.
        if getattr(getattr(source, "__code__", None), "co_flags", 0) & 0x80:
            raise ArgumentError("the token must come from a plain function: nobody would await it")
        self._source = source

    def fresh(self, now: float) -> str | None:
        """The token to send."""
        return checked_token(self._source())

    def forget(self, token: str) -> bool:
        """The platform refused this token. True if the function has another one by now."""
        return self._source() != token

    def blames_token(self, error: AuthingException, token: str, now: float) -> bool:
        """True if the error says that the token, which was sent, is no longer good."""
        return is_worn_out(error)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def token_from(token: str | Callable[[], str] | Credentials) -> Credentials:
    """The credentials for a token from elsewhere, for a function that tells it, or for a `TokenManager`, which is one."""
    if isinstance(token, Credentials):
        return token
    return TokenSource(token) if callable(token) else StaticToken(token)


def resource_at(host: str) -> str:
    """What the Management API at a host is called, unless that is a custom domain of Logto Cloud, which does not tell."""
    tenant = _CLOUD.fullmatch(host)
    return resource_of(tenant[1] if tenant else OSS_TENANT)


def resource_of(tenant: str) -> str:
    """What the Management API of a tenant is called in tokens. It is a name, and no address.

    Raises:
        ArgumentError: It is no tenant.
    """
    if not isinstance(tenant, str) or not tenant.replace("-", "").isalnum() or not tenant.isascii():
        raise ArgumentError("a tenant is called by letters and digits, such as abc123")
    return f"https://{tenant}.logto.app/api"
