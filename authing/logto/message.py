"""What all models of Logto have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.core import message
from authing.core.message import OneKind, WireEnum

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Message", "OneKind", "WireEnum"]


class Message(message.Message):
    """An object of Logto's Management API."""

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it, under the platform's own names."""
        return dict(self.raw)

    @classmethod
    def from_dict(cls, src_dict: dict[str, Any]) -> Self:
        """Read what `to_dict` gave."""
        return cls.of(src_dict)
