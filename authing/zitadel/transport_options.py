"""Where zitadel_client has `TransportOptions`."""

from authing.zitadel.options import TransportOptions as TransportOptions

__all__ = ["TransportOptions"]
