"""Where zitadel_client has `WebTokenAuthenticator`."""

from authing.zitadel.authenticators import WebTokenAuthenticator as WebTokenAuthenticator
from authing.zitadel.authenticators import WebTokenAuthenticatorBuilder as WebTokenAuthenticatorBuilder

__all__ = ["WebTokenAuthenticator", "WebTokenAuthenticatorBuilder"]
