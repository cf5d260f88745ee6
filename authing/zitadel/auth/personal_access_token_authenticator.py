"""Where zitadel_client has `PersonalAccessTokenAuthenticator`."""

from authing.zitadel.authenticators import PersonalAccessTokenAuthenticator as PersonalAccessTokenAuthenticator

__all__ = ["PersonalAccessTokenAuthenticator"]
