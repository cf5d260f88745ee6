"""What all models of ZITADEL have in common."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from authing.core import message
from authing.core.message import WireEnum

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Message", "WireEnum"]


class Message(message.Message):
    """A message of ZITADEL's interface, in the JSON form of Protocol Buffers."""

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON has it, under the platform's own names."""
        return dict(self.raw)

    def to_json(self) -> str:
        """The message as a JSON text."""
        return json.dumps(self.raw)

    def to_str(self) -> str:
        """The message as a text for people, without secrets."""
        return repr(self)

    @classmethod
    def from_dict(cls, obj: dict[str, Any] | None) -> Self | None:
        """Read what `to_dict` gave; None from None."""
        return cls.maybe(obj)

    @classmethod
    def from_json(cls, json_str: str) -> Self | None:
        """Read what `to_json` gave."""
        return cls.maybe(json.loads(json_str))
