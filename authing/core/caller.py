"""Warnings that point at the line of the user's own code."""

from __future__ import annotations

import sys
import warnings

__all__ = ["warn_caller"]


def warn_caller(words: str, category: type[Warning]) -> None:
    """Warn where the user's code called into this package, however deep the warning arises."""
    level, frame = 1, sys._getframe(0)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("authing."):
        level, frame = level + 1, frame.f_back
    warnings.warn(words, category, stacklevel=level)
