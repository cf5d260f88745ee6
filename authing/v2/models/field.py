"""User-defined fields and their values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from authing.core.model import Model
from authing.v2.fields import python_value, python_values

__all__ = ["DataType", "FieldDefinition", "FieldTarget", "FieldValue", "FieldValues"]


class FieldTarget(str, Enum):
    """What may have fields of its own."""

    USER = "USER"
    ROLE = "ROLE"
    ORG = "ORG"
    NODE = "NODE"
    USERPOOL = "USERPOOL"
    PERMISSION = "PERMISSION"
    APPLICATION = "APPLICATION"


class DataType(str, Enum):
    """What the values of a field are."""

    STRING = "STRING"
    NUMBER = "NUMBER"
    DATETIME = "DATETIME"
    BOOLEAN = "BOOLEAN"
    OBJECT = "OBJECT"
    SELECT = "SELECT"


class FieldDefinition(Model):
    """A user-defined field (GraphQL type `UserDefinedField`); `options` is JSON text: what a SELECT is one of."""

    key: str
    target_type: FieldTarget | str
    data_type: DataType | str
    label: str | None = None
    options: str | None = None


class FieldValue(Model):
    """The value of a user-defined field (GraphQL type `UserDefinedData`); `.raw["value"]` is the text as it came."""

    key: str
    data_type: DataType | str
    label: str | None = None

    @cached_property
    def value(self) -> Any:
        """The value in the Python type of its field: a text, number, bool, aware datetime, dict or list."""
        return python_value(self.raw.get("value"), self.raw.get("dataType"))

    def __getitem__(self, key: str) -> Any:
        return self.value if key == "value" else super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a wire name, or the default; `value` in its Python type."""
        return self.value if key == "value" else super().get(key, default)


class FieldValues(Model):
    """The values of one user, role or the like (GraphQL type `UserDefinedDataMap`)."""

    target_id: str
    data: Sequence[FieldValue]

    @cached_property
    def by_key(self) -> dict[str, Any]:
        """The values in their Python types, by key."""
        return python_values(self.raw["data"])
