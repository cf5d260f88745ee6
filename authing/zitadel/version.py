"""Where zitadel_client tells its version: it is this package's now. For the server's, see `versioning.py`."""

from authing.version import __version__

__all__ = ["Version"]


class Version:
    """The version of this package."""

    VERSION = __version__
