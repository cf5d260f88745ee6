"""The OpenID provider: OpenID Connect and OAuth 2.0 at `/oidc/…` and `/oauth/…`."""
