"""User-defined fields: which there are, and the values of whatever has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.v2 import udv
from authing.v2.arguments import json_text, mappings, member, needed, text
from authing.v2.compat import with_old_names
from authing.v2.documents import fields as documents
from authing.v2.fields import value_text
from authing.v2.models.answer import CommonMessage
from authing.v2.models.field import DataType, FieldDefinition, FieldTarget, FieldValue
from authing.v2.wire import graphql

__all__ = ["Udf"]


@with_old_names
class Udf(Resource[Mode]):
    """The definitions of user-defined fields, each known by its key within a kind of target: USER, ROLE, ORG, NODE, …."""

    @operation
    def list(self, target_type: FieldTarget | str) -> Call[Sequence[FieldDefinition]]:
        """List the fields that a kind of target has (GraphQL `udf`)."""
        kind = member("target_type", target_type, FieldTarget)
        return graphql(documents.UDF, "udf", FieldDefinition.many, targetType=kind)

    @operation
    def set(
        self,
        target_type: FieldTarget | str,
        key: str,
        data_type: DataType | str,
        label: str | None = None,
        *,
        options: Sequence[str | Mapping[str, Any]] | None = None,
    ) -> Call[FieldDefinition]:
        """Define a field, or define it anew (GraphQL `setUdf`).

        Args:
            target_type: What has the field.
            key: What the field is called in programs.
            data_type: What its values are.
            label: What people call it; by default the key.
            options: What a SELECT is one of: texts, or mappings with a `value` and more.

        Raises:
            Conflict: There are values already, and they are of another type.
        """
        return graphql(
            documents.SET_UDF,
            "setUdf",
            FieldDefinition.of,
            targetType=member("target_type", target_type, FieldTarget),
            key=text("key", key),
            dataType=member("data_type", data_type, DataType),
            label=key if label is None else text("label", label, or_empty=True),
            options=None if options is None else _options(options),
        )

    @operation
    def remove(self, target_type: FieldTarget | str, key: str) -> Call[CommonMessage]:
        """Remove a field, and all its values with it (GraphQL `removeUdf`).

        Raises:
            NotFound: There is no such field.
        """
        kind = member("target_type", target_type, FieldTarget)
        return graphql(documents.REMOVE_UDF, "removeUdf", CommonMessage.of, targetType=kind, key=text("key", key))

    @operation
    def list_udf_value(self, target_type: FieldTarget | str, target_id: str) -> Call[Sequence[FieldValue]]:
        """List the values of a user, role, department or the like (GraphQL `udv`).

        Args:
            target_type: What it is.
            target_id: Its id.

        Raises:
            NotFound: There is nothing with this id.
        """
        return udv.read(target_type, target_id, FieldValue.many)

    @operation
    def set_udf_value_batch(
        self, target_type: FieldTarget | str, target_id: str, udf_value_list: Sequence[Mapping[str, str]]
    ) -> Call[Sequence[FieldValue]]:
        """Set values that are JSON text already, and list all values (GraphQL `setUdvBatch`).

        Args:
            target_type: What has the values.
            target_id: Its id.
            udf_value_list: `{"key": …, "value": …}`; each value is sent as it is: the number 22 as `"22"`, a text in
                quotes of its own. To have Python values encoded, use `set_udv_batch`.

        Raises:
            NotFound: There is nothing with this id, or no such field.
            Invalid: A value does not have the type of its field.
        """
        pairs = [{"key": key, "value": text("value", value)} for key, value in _pairs("udf_value_list", udf_value_list)]
        return udv.set_several(target_type, target_id, pairs, FieldValue.many)

    @operation
    def set_udv_batch(
        self, target_type: FieldTarget | str, target_id: str, udv_list: Sequence[Mapping[str, Any]]
    ) -> Call[Sequence[FieldValue]]:
        """Set values, all or none, and list all values (GraphQL `setUdvBatch`).

        Args:
            target_type: What has the values.
            target_id: Its id.
            udv_list: `{"key": …, "value": …}`, with values in Python types.

        Raises:
            NotFound: There is nothing with this id, or no such field.
            Invalid: A value does not have the type of its field.
        """
        pairs = [{"key": key, "value": value_text(key, value)} for key, value in _pairs("udv_list", udv_list)]
        return udv.set_several(target_type, target_id, pairs, FieldValue.many)


def _pairs(name: str, values: Any) -> list[tuple[str, Any]]:
    rows = mappings(name, values)
    if not rows:
        raise ArgumentError(f"{name} must hold at least one pair of key and value")
    return [(text("key", needed(row, "key")), row.get("value")) for row in rows]


def _options(options: Any) -> str:
    if not isinstance(options, (list, tuple)) or not all(isinstance(option, (str, Mapping)) for option in options):
        raise ArgumentError("options must be a list of texts, or of mappings with a value")
    return json_text(options)
