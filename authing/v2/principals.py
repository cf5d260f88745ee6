"""What is sent to prove which person or enterprise a user is."""

from __future__ import annotations

from authing.v2.arguments import member, text
from authing.v2.models.record import PrincipalType

__all__ = ["proof"]


def proof(type: PrincipalType | str, name: str, id_card: str, ext: str) -> dict[str, str]:
    """The body of a principal authentication.

    Raises:
        ArgumentError: The type is unknown, or a text is empty that must not be.
    """
    return {
        "type": member("type", type, PrincipalType),
        "name": text("name", name),
        "idCard": text("id_card", id_card),
        "ext": text("ext", ext, or_empty=True),
    }
