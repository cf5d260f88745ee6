"""Tokens that a provider of OAuth 2.0 grants to a program for itself: by a secret, or by a key.

The provider's endpoints are discovered at first need, once; the issuer that it tells must be the one that was asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from .assertions import JWT_BEARER, PrivateKey
from .call import Call, Flow
from .credentials import Grant, Granted
from .errors import ArgumentError, NotFound, UnexpectedAnswer
from .oidc import LONGEST_LIFE, RelyingParty, discover
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
        host: Where to ask for its endpoints, if that is another URL.
    """

    def __init__(
        self, issuer: str, scope: str | None, fields: Mapping[str, str] | None = None, *, host: str | None = None
    ) -> None:
        super().__init__()
        self.issuer, self.scope, self.fields, self._host = issuer, scope, dict(fields or {}), host
        self._provider: Provider | None = None

    def renewal(self) -> Flow[Grant]:
        """Ask for a token."""
        try:
            if self._provider is None:
                provider = yield from discover(self.issuer, self._host)
                if not provider.token_endpoint:
                    raise UnexpectedAnswer(None, f"{self.issuer} tells of no token_endpoint")
                self._provider = provider
            tokens = yield from self.request(self._provider)
        except NotFound as error:  # not what the call is about: its caller might go and create that
            told = f"there is no provider of tokens at {self._host or self.issuer}: {error.message}"
            raise UnexpectedAnswer(None, told, status=error.status, method=error.method, path=error.path) from error
        self.check(tokens)
        try:
            lifetime = float(tokens["expires_in"])
        except (KeyError, TypeError, ValueError, OverflowError):
            lifetime = LIFETIME
        # Less than nothing, endless or no number: then it is not told.
        return Grant(tokens.access_token, lifetime if 0 <= lifetime < LONGEST_LIFE else LIFETIME)

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        raise NotImplementedError

    def check(self, tokens: TokenSet) -> None:
        """Refuse what was granted if it is good for nothing."""


class ClientCredentials(ProviderGrant):
    """A token for a client's id and secret (RFC 6749, section 4.4).

    Raises:
        ArgumentError: One of the two is missing.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        scope: str | None,
        fields: Mapping[str, str] | None = None,
        *,
        auth_method: str = "client_secret_basic",
        host: str | None = None,
    ) -> None:
        super().__init__(issuer, scope, fields, host=host)
        for name, value in (("client_id", client_id), ("client_secret", client_secret)):
            if not isinstance(value, str) or not value:
                raise ArgumentError(f"{name} must be a text, and not empty")
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
        host: str | None = None,
    ) -> None:
        super().__init__(issuer, scope, host=host)
        self.key, self.subject = key, subject

    def request(self, provider: Provider) -> Call[TokenSet]:
        """What to send to the token endpoint."""
        assertion = self.key.assertion(self.subject, self.issuer)
        party = RelyingParty(provider, auth_method="none")
        return party.grant(JWT_BEARER, safe=True, assertion=assertion, scope=self.scope)
