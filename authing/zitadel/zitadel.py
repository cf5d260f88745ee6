"""Where zitadel_client has `Zitadel`."""

from authing.zitadel.client import Zitadel as Zitadel

__all__ = ["Zitadel"]
