"""Resolvers about user-defined fields."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import fields

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.storage.tables.fields import Field


def shaped(field: Field) -> dict[str, Any]:
    return {
        "targetType": field.target_type,
        "dataType": field.data_type,
        "key": field.key,
        "label": field.label,
        "options": field.options,
    }


def udf(context: Context, target_type: str) -> Any:
    return [shaped(field) for field in fields.defined(context, target_type)]


def set_udf(context: Context, **arguments: Any) -> Any:
    return shaped(fields.define(context, **arguments))


def remove_udf(context: Context, target_type: str, key: str) -> Any:
    fields.undefine(context, target_type, key)
    return shapes.done("the field is removed")


def udv(context: Context, target_type: str, target_id: str) -> Any:
    return wire.values(fields.of_target(context, target_type, target_id))


def udf_value_batch(context: Context, target_type: str, target_ids: list[str]) -> Any:
    found = fields.of_targets(context, target_type, target_ids)
    return [{"targetId": target_id, "data": wire.values(values)} for target_id, values in found.items()]


def set_udv(context: Context, target_type: str, target_id: str, key: str, value: str) -> Any:
    return set_udv_batch(context, target_type, target_id, [{"key": key, "value": value}])


def set_udv_batch(
    context: Context, target_type: str, target_id: str, udv_list: list[dict[str, str]] | None = None
) -> Any:
    # A value that is null, and so not here, is no JSON text.
    rows = [(target_id, row["key"], row.get("value", "")) for row in udv_list or []]
    fields.set_values(context, target_type, rows)
    return udv(context, target_type, target_id)


def set_udf_value_batch(context: Context, target_type: str, input: list[dict[str, str]]) -> Any:
    fields.set_values(context, target_type, [(row["target_id"], row["key"], row["value"]) for row in input])
    return shapes.done("the values are set")


def remove_udv(context: Context, target_type: str, target_id: str, key: str) -> Any:
    fields.unset_value(context, target_type, target_id, key)
    return udv(context, target_type, target_id)


def custom_data_of_user(parent: dict[str, Any], context: Context) -> Any:
    return wire.values(shapes.together(parent, ("customData",), lambda ids: fields.of_users(context, ids)))


RESOLVERS = {
    "Query": {"udf": udf, "udv": udv, "udfValueBatch": udf_value_batch},
    "Mutation": {
        "setUdf": set_udf,
        "removeUdf": remove_udf,
        "setUdv": set_udv,
        "setUdvBatch": set_udv_batch,
        "setUdfValueBatch": set_udf_value_batch,
        "removeUdv": remove_udv,
    },
    "User": {"customData": custom_data_of_user},
}
