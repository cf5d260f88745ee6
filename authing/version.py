"""The version of this package."""

__version__ = "5.0.0.dev0"
