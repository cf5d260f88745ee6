"""Calls about the values of user-defined fields, whatever has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.v2.arguments import fields, member, text, texts
from authing.v2.documents import fields as documents
from authing.v2.fields import value_text
from authing.v2.models.answer import done
from authing.v2.models.field import FieldTarget, FieldValue, FieldValues
from authing.v2.wire import graphql

__all__ = ["pairs_of", "read", "read_many", "remove", "set_many", "set_one", "set_several"]

T = TypeVar("T")


def read(target: FieldTarget | str, target_id: str, reader: Callable[[Any], T]) -> Call[T]:
    """Read all values of one target."""
    return graphql(documents.UDV, "udv", reader, **_target(target, target_id))


def read_many(target: FieldTarget, name: str, target_ids: Iterable[str]) -> Call[dict[str, dict[str, Any]]]:
    """Read all values of several targets, by their ids and then by key; `name` is what the caller calls the ids."""

    def by_target(raw: Any) -> dict[str, dict[str, Any]]:
        return {found.target_id: found.by_key for found in FieldValues.many(raw)}

    ids = texts(name, target_ids)
    return graphql(documents.UDF_VALUE_BATCH, "udfValueBatch", by_target, targetType=target.value, targetIds=ids)


def set_one(target: FieldTarget, target_id: str, key: str, value: Any) -> Call[Sequence[FieldValue]]:
    """Set one value of a target; the answer is all of them."""
    return graphql(
        documents.SET_UDV,
        "setUdv",
        FieldValue.many,
        **_target(target, target_id),
        key=text("key", key),
        value=value_text(key, value),
    )


def set_several(
    target: FieldTarget | str, target_id: str, pairs: Sequence[Mapping[str, str]], reader: Callable[[Any], T]
) -> Call[T]:
    """Set several values of a target, given as pairs of key and JSON text: all or none."""
    return graphql(documents.SET_UDV_BATCH, "setUdvBatch", reader, **_target(target, target_id), udvList=pairs)


def set_many(target: FieldTarget, data: Mapping[str, Mapping[str, Any]]) -> Call[bool]:
    """Set values of several targets, all or none: `{target_id: {key: value}}`."""
    rows = [
        {"targetId": text("the id of a target", target_id), **pair}
        for target_id, values in fields("data", data).items()
        for pair in pairs_of(values, f"the values of {target_id}")
    ]
    if not rows:
        raise ArgumentError("data must hold at least one value")
    return graphql(documents.SET_UDF_VALUE_BATCH, "setUdfValueBatch", done, targetType=target.value, input=rows)


def pairs_of(data: Mapping[str, Any], name: str = "data") -> list[dict[str, str]]:
    """Values by key as the list of pairs that the platform takes; there must be at least one.

    Args:
        data: The values.
        name: What to call them in an error.

    Raises:
        ArgumentError: It is no mapping, is empty, or there is no JSON for a value.
    """
    pairs = [{"key": text("key", key), "value": value_text(key, value)} for key, value in fields(name, data).items()]
    if not pairs:
        raise ArgumentError(f"{name} must hold at least one value")
    return pairs


def remove(target: FieldTarget, target_id: str, key: str, reader: Callable[[Any], T]) -> Call[T]:
    """Remove one value of a target."""
    return graphql(documents.REMOVE_UDV, "removeUdv", reader, **_target(target, target_id), key=text("key", key))


def _target(target: FieldTarget | str, target_id: str) -> dict[str, str]:
    return {"targetType": member("target_type", target, FieldTarget), "targetId": text("target_id", target_id)}
