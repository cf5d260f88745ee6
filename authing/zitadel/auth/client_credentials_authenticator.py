"""Where zitadel_client has `ClientCredentialsAuthenticator`."""

from authing.zitadel.authenticators import ClientCredentialsAuthenticator as ClientCredentialsAuthenticator
from authing.zitadel.authenticators import (
    ClientCredentialsAuthenticatorBuilder as ClientCredentialsAuthenticatorBuilder,
)

__all__ = ["ClientCredentialsAuthenticator", "ClientCredentialsAuthenticatorBuilder"]
