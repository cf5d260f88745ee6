"""Where zitadel_client has `NoAuthAuthenticator`."""

from authing.zitadel.authenticators import NoAuthAuthenticator as NoAuthAuthenticator

__all__ = ["NoAuthAuthenticator"]
