"""The import path of authing 4 for the options."""

from authing.v2.options import AuthenticationClientOptions

__all__ = ["AuthenticationClientOptions"]
