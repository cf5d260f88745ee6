"""The organisations of a pool: `client.org`."""

from __future__ import annotations

from authing.core.binding import Mode

from .exchange import Exchange
from .members import Members
from .nodes import Nodes
from .trees import Trees

__all__ = ["Organisations"]


class Organisations(Trees[Mode], Nodes[Mode], Members[Mode], Exchange[Mode]):
    """Organisations: trees of departments, each of which is a node; the root has the name of the organisation."""
