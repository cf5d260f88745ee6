"""Values of the pool's own fields that a user has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.v2 import udv
from authing.v2.arguments import text
from authing.v2.fields import python_values, value_text
from authing.v2.models.answer import done
from authing.v2.models.field import FieldTarget, FieldValue

from .end_user import EndUser

__all__ = ["CustomFields"]

T = TypeVar("T")


class CustomFields(EndUser[Mode]):
    """The user's own values of user-defined fields.

    The first call of a client that was made with a token alone also reads who the user is.
    """

    @operation
    def get_udf_value(self) -> Flow[dict[str, Any]]:
        """Read all values of the user by key, in the Python types of their fields (GraphQL `udv`)."""
        return self._of_myself(lambda user_id: udv.read(FieldTarget.USER, user_id, python_values))

    @operation
    def list_udv(self) -> Flow[Sequence[FieldValue]]:
        """List all values of the user (GraphQL `udv`)."""
        return self._of_myself(lambda user_id: udv.read(FieldTarget.USER, user_id, FieldValue.many))

    @operation
    def set_udf_value(self, data: Mapping[str, Any]) -> Flow[bool]:
        """Set values of the user by key, all or none (GraphQL `setUdvBatch`); the answer is True.

        Args:
            data: At least one value: a text, number, bool, datetime, dict or list, as the field wants it.

        Raises:
            NotFound: There is no such field.
            Invalid: A value does not have the type of its field.
        """
        pairs = udv.pairs_of(data)
        return self._of_myself(lambda user_id: udv.set_several(FieldTarget.USER, user_id, pairs, done))

    @operation
    def set_udv(self, key: str, value: Any) -> Flow[Sequence[FieldValue]]:
        """Set a value of the user, and list all of them (GraphQL `setUdv`).

        Args:
            key: The field.
            value: A text, number, bool, datetime, dict or list, as the field wants it.

        Raises:
            NotFound: There is no such field.
            Invalid: The value does not have the type of the field.
        """
        value_text(text("key", key), value)  # what cannot be sent is told before anything is
        return self._of_myself(lambda user_id: udv.set_one(FieldTarget.USER, user_id, key, value))

    @operation
    def remove_udv(self, key: str) -> Flow[Sequence[FieldValue]]:
        """Remove a value of the user, and list those that remain (GraphQL `removeUdv`).

        Raises:
            NotFound: There is no such field.
        """
        return self._without(key, FieldValue.many)

    @operation
    def remove_udf_value(self, key: str) -> Flow[bool]:
        """Remove a value of the user (GraphQL `removeUdv`); the answer is True.

        Raises:
            NotFound: There is no such field.
        """
        return self._without(key, done)

    def _without(self, key: str, read: Callable[[Any], T]) -> Flow[T]:
        text("key", key)
        return self._of_myself(lambda user_id: udv.remove(FieldTarget.USER, user_id, key, read))
