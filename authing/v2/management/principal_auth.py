"""Principal authentication: persons and enterprises behind users."""

from __future__ import annotations

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage
from authing.v2.models.record import Principal, PrincipalType
from authing.v2.principals import proof
from authing.v2.wire import rest

__all__ = ["PrincipalAuth"]

_PATH = "/api/v2/users/{}/management/principal_authentication"


@with_old_names
class PrincipalAuth(Resource[Mode]):
    """Proofs that users are who they say."""

    @operation
    def detail(self, user_id: str) -> Call[Principal | None]:
        """Read who a user has proved to be; None for nobody (GET /api/v2/users/{id}/management/principal_authentication).

        Raises:
            NotFound: No user has this id.
        """
        return rest("GET", path(_PATH, user_id), Principal.maybe)

    @operation
    def authenticate(
        self, user_id: str, type: PrincipalType | str, name: str, id_card: str, ext: str
    ) -> Call[CommonMessage]:
        """Prove who a user is (POST /api/v2/users/{id}/management/principal_authentication).

        Args:
            user_id: The user.
            type: P for a person, E for an enterprise.
            name: The name of the person or enterprise.
            id_card: The number of the identity card, or of the enterprise's registration.
            ext: The number of the person's bank card, or the name of the enterprise's legal person.

        Raises:
            NotFound: No user has this id.
        """
        return rest("POST", path(_PATH, user_id), CommonMessage.of, json=proof(type, name, id_card, ext), whole=True)
