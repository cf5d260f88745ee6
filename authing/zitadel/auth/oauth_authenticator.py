"""Where zitadel_client has `OAuthAuthenticator`."""

from authing.zitadel.authenticators import OAuthAuthenticator as OAuthAuthenticator
from authing.zitadel.authenticators import OAuthAuthenticatorBuilder as OAuthAuthenticatorBuilder

__all__ = ["OAuthAuthenticator", "OAuthAuthenticatorBuilder"]
