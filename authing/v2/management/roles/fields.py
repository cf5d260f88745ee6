"""User-defined fields of roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2 import udv
from authing.v2.arguments import text
from authing.v2.fields import python_values
from authing.v2.models.answer import done
from authing.v2.models.field import FieldTarget

__all__ = ["Fields"]


class Fields(Resource[Mode]):
    """The values of user-defined fields of roles, each role named by its `id` (not by its code)."""

    @operation
    def get_udf_value(self, id: str) -> Call[dict[str, Any]]:
        """Read the values of a role by key, in the Python types of their fields (GraphQL `udv`).

        Raises:
            NotFound: No role has this id.
        """
        return udv.read(FieldTarget.ROLE, id, python_values)

    @operation
    def get_udf_value_batch(self, ids: Sequence[str]) -> Call[dict[str, dict[str, Any]]]:
        """Read the values of several roles: `{id: {key: value}}`; unknown roles are left out (GraphQL `udfValueBatch`)."""
        return udv.read_many(FieldTarget.ROLE, "ids", ids)

    @operation
    def get_specific_udf_value(self, id: str, key: str) -> Call[Any]:
        """Read one value of a role (GraphQL `udv`); None if it has none.

        Raises:
            NotFound: No role has this id.
        """
        key = text("key", key)
        return udv.read(FieldTarget.ROLE, id, lambda raw: python_values(raw).get(key))

    @operation
    def set_udf_value(self, id: str, data: Mapping[str, Any]) -> Call[bool]:
        """Set values of a role, all or none (GraphQL `setUdvBatch`); the answer is True.

        Args:
            id: The role.
            data: The values by key, at least one.

        Raises:
            NotFound: There is no such role or field.
            Invalid: A value does not have the type of its field.
        """
        return udv.set_several(FieldTarget.ROLE, id, udv.pairs_of(data), done)

    @operation
    def set_udf_value_batch(self, data: Mapping[str, Mapping[str, Any]]) -> Call[bool]:
        """Set values of several roles, all or none (GraphQL `setUdfValueBatch`); the answer is True.

        Args:
            data: `{id: {key: value}}`.

        Raises:
            NotFound: There is no such role or field.
            Invalid: A value does not have the type of its field.
        """
        return udv.set_many(FieldTarget.ROLE, data)

    @operation
    def remove_udf_value(self, id: str, key: str) -> Call[bool]:
        """Remove a value of a role (GraphQL `removeUdv`); the answer is True.

        Raises:
            NotFound: There is no such role or field.
        """
        return udv.remove(FieldTarget.ROLE, id, key, done)
