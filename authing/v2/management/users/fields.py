"""User-defined fields of users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2 import udv
from authing.v2.arguments import maybe_text, text
from authing.v2.compat import with_old_names
from authing.v2.fields import python_values
from authing.v2.models.answer import done
from authing.v2.models.field import FieldTarget, FieldValue
from authing.v2.wire import rest

__all__ = ["Fields"]


@with_old_names
class Fields(Resource[Mode]):
    """The values of user-defined fields of users. The fields themselves are defined by `client.udf`."""

    @operation
    def list_udv(self, user_id: str) -> Call[Sequence[FieldValue]]:
        """List the values of a user, with the types and labels of their fields (GraphQL `udv`).

        Raises:
            NotFound: No user has this id.
        """
        return udv.read(FieldTarget.USER, user_id, FieldValue.many)

    @operation
    def get_udf_value(self, user_id: str) -> Call[dict[str, Any]]:
        """Read the values of a user by key, in the Python types of their fields (GraphQL `udv`).

        Raises:
            NotFound: No user has this id.
        """
        return udv.read(FieldTarget.USER, user_id, python_values)

    @operation
    def get_udf_value_batch(self, user_ids: Sequence[str]) -> Call[dict[str, dict[str, Any]]]:
        """Read the values of several users: `{user_id: {key: value}}`; unknown users are left out (GraphQL `udfValueBatch`)."""
        return udv.read_many(FieldTarget.USER, "user_ids", user_ids)

    @operation
    def set_udv(self, user_id: str, key: str, value: Any) -> Call[Sequence[FieldValue]]:
        """Set a value of a user, and list all of them (GraphQL `setUdv`).

        Args:
            user_id: The user.
            key: The field.
            value: A text, number, bool, datetime, mapping or list, as the type of the field demands.

        Raises:
            NotFound: There is no such user or field.
            Invalid: The value does not have the type of the field.
        """
        return udv.set_one(FieldTarget.USER, user_id, key, value)

    @operation
    def set_udf_value(self, user_id: str, data: Mapping[str, Any]) -> Call[bool]:
        """Set several values of a user, all or none (GraphQL `setUdvBatch`); the answer is True.

        Args:
            user_id: The user.
            data: The values by key, at least one.

        Raises:
            NotFound: There is no such user or field.
            Invalid: A value does not have the type of its field.
        """
        return udv.set_several(FieldTarget.USER, user_id, udv.pairs_of(data), done)

    @operation
    def set_udf_value_batch(self, data: Mapping[str, Mapping[str, Any]]) -> Call[bool]:
        """Set values of several users, all or none (GraphQL `setUdfValueBatch`); the answer is True.

        Args:
            data: `{user_id: {key: value}}`.

        Raises:
            NotFound: There is no such user or field.
            Invalid: A value does not have the type of its field.
        """
        return udv.set_many(FieldTarget.USER, data)

    @operation
    def remove_udv(self, user_id: str, key: str) -> Call[Sequence[FieldValue]]:
        """Remove a value of a user, and list those that remain (GraphQL `removeUdv`).

        Raises:
            NotFound: There is no such user or field.
        """
        return udv.remove(FieldTarget.USER, user_id, key, FieldValue.many)

    @operation
    def remove_udf_value(self, user_id: str, key: str) -> Call[None]:
        """Remove a value of a user (GraphQL `removeUdv`).

        Raises:
            NotFound: There is no such user or field.
        """
        return udv.remove(FieldTarget.USER, user_id, key, lambda _: None)

    @operation
    def get_udf_field_user_num(self, defined_field_key: str, app_id: str | None = None) -> Call[int]:
        """Count the users who have a value of a field (GET /api/v2/analysis/exist-defined-field-count).

        Args:
            defined_field_key: The field.
            app_id: Count only the users of this application.
        """
        params = {
            "definedFieldKey": text("defined_field_key", defined_field_key),
            "appId": maybe_text("app_id", app_id),
        }
        return rest("GET", "/api/v2/analysis/exist-defined-field-count", int, params=params)
