"""Where zitadel_client has `Authenticator` and `Token`."""

from authing.zitadel.authenticators import Authenticator as Authenticator
from authing.zitadel.authenticators import Token as Token

__all__ = ["Authenticator", "Token"]
