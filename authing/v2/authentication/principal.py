"""Proving which person or enterprise a user is: `client.principal`."""

from __future__ import annotations

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.models.answer import done
from authing.v2.models.record import Principal, PrincipalType
from authing.v2.principals import proof
from authing.v2.wire import rest

__all__ = ["OwnPrincipal"]

_PATH = "/api/v2/users/principal_authentication"


class OwnPrincipal(Resource[Mode]):
    """Who the user has proved to be."""

    @operation
    def detail(self) -> Call[Principal | None]:
        """Read who the user has proved to be; None for nobody (GET /api/v2/users/principal_authentication)."""
        return rest("GET", _PATH, Principal.maybe)

    @operation
    def authenticate(self, type: PrincipalType | str, name: str, id_card: str, ext: str) -> Call[bool]:
        """Prove who the user is (POST /api/v2/users/principal_authentication); the answer is True.

        Args:
            type: P for a person, E for an enterprise.
            name: The name of the person or enterprise.
            id_card: The number of the identity card, or of the enterprise's registration.
            ext: The number of the person's bank card, or the name of the enterprise's legal person.
        """
        return rest("POST", _PATH, done, json=proof(type, name, id_card, ext))
