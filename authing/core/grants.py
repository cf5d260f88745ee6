"""Tokens that a provider of OAuth 2.0 grants to a program for itself: by a secret, or by a key.

The provider's endpoints are discovered at first need, once; the issuer that it tells must be the one that was asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from .assertions import JWT_BEARER, PrivateKey
from .call import Call, Flow
from .credentials import Grant, Granted
from .oidc import RelyingParty, discover
from .oidc_answers import Provider, TokenSet

__all__ = ["Assertion", "ClientCredentials", "ProviderGrant"]

LIFETIME = 3600.0
"""Seconds that a token is taken to live where the provider does not tell."""


class ProviderGrant(Granted):
    """A token of one provider.

    Args:
        issuer: The provider's URL, exactly as it calls itself.
        scope: What is asked for, separated by spaces.
        fields: What else the request holds, such as the `resource` (RFC 8707).
    """

    def __init__(self, issuer: str, scope: str | None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.issuer, self.scope, self.fields = issuer, scope, dict(fields or {})
        self._provider: Provider | None = None

    def renewal(self) -> Flow[Grant]:
        """Ask for a token."""
        if self._provider is None:
            self._provider = yield from discover(self.issuer)
        tokens = yield from self.request(self._provider)
        return Grant(tokens.access_token, LIFETIME if tokens.expires_in is None else float(tokens.expires_in))

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        raise NotImplementedError


class ClientCredentials(ProviderGrant):
    """A token for a client's id and secret (RFC 6749, section 4.4)."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        scope: str | None,
        fields: Mapping[str, str] | None = None,
        *,
        auth_method: str = "client_secret_basic",
    ) -> None:
        super().__init__(issuer, scope, fields)
        self._client_id, self._client_secret, self._auth_method = client_id, client_secret, auth_method

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        party = RelyingParty(provider, self._client_id, self._client_secret, self._auth_method)
        return party.client_credentials(self.scope, **self.fields)


class Assertion(ProviderGrant):
    """A token for an assertion that a private key has signed (RFC 7523, section 2.1)."""

    def __init__(
        self,
        issuer: str,
        key: PrivateKey,
        subject: str,
        scope: str | None,
        *,
        audience: str | None = None,
    ) -> None:
        super().__init__(issuer, scope)
        self._key, self._subject, self._audience = key, subject, audience or issuer

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        assertion = self._key.assertion(self._subject, self._audience)
        party = RelyingParty(provider, auth_method="none")
        return party.grant(JWT_BEARER, safe=True, assertion=assertion, scope=self.scope)
