"""Principal authentication: persons and enterprises behind users."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["PrincipalAuth"]


class PrincipalAuth(Resource[Mode]):
    """Proofs that users are who they say."""
