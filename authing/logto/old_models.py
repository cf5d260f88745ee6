"""The classes of logto-admin's `models`, found by what their names say.

    from authing.logto.models import PostApiUsersBody           # is UserCreate
    from authing.logto.models import GetApiRolesType            # is RoleType

A name is a path: an operation, then its body, its answer or one of its parameters, then fields within it. It leads to
the class that stands there here; where anything may stand, that is `FreeObject`. Unlike logto-admin's, objects of these
classes cannot be changed once they are made: `PostApiUsersBody(name="Ada")`, or a dict in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from importlib import import_module
from types import SimpleNamespace, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from authing.core.call import Call
from authing.core.message import OneKind
from authing.core.model import Model

from .services.operations import OLD_MODULES

__all__ = ["FreeObject", "found"]

_STEPS = re.compile(r"Response20\d|Body")
_ALTERNATIVE = re.compile(r"Type(\d+)")


class FreeObject(dict[str, Any]):
    """An object whose fields are the program's own."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> FreeObject:
        """Take the fields of a mapping."""
        return cls(src_dict)

    def to_dict(self) -> dict[str, Any]:
        """The fields."""
        return dict(self)

    @property
    def additional_properties(self) -> FreeObject:
        """The fields: there are no others."""
        return self


def found(name: str) -> Any:
    """The class that logto-admin calls so; None if there is none."""
    for old, where in OLD_MODULES.items():
        operation = _pascal(old.partition(".")[2])
        if name.startswith(operation):
            kind = _in_operation(where, name.removeprefix(operation))
            if kind is not None:
                return kind
    return None


def _in_operation(where: str, rest: str) -> Any:
    service, _, method = where.partition(".")
    module = import_module(f"authing.logto.services.{service}")
    description = getattr(getattr(module, _pascal(service)), method).__description__
    # Without `others`, whose type only checkers see.
    written = {name: hint for name, hint in description.__annotations__.items() if name != "others"}
    hints = get_type_hints(SimpleNamespace(__annotations__=written), description.__globals__, include_extras=True)
    answer = hints.pop("return")
    if step := _STEPS.match(rest):
        kind = hints.get("request", Call[None]) if step[0] == "Body" else answer
        # What it yields; of a body, the class that stands before the mapping in its place.
        return _within(kind if get_origin(kind) is Mapping else get_args(kind)[0], rest[step.end() :])
    for parameter, hint in hints.items():
        if rest.startswith(_pascal(parameter)):
            kind = _within(hint, rest.removeprefix(_pascal(parameter)))
            if kind is not None:
                return kind
    return None


def _within(kind: Any, rest: str) -> Any:
    """The class at the end of a path within a type."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated and isinstance(args[1], OneKind):
        return _one_of(args[1], rest)
    if origin in (Union, UnionType):
        return next((each for each in (_within(arg, rest) for arg in args) if each is not None), None)
    if alternative := _ALTERNATIVE.match(rest):
        return _within(kind, rest[alternative.end() :])
    if isinstance(origin, type) and issubclass(origin, (Sequence, Mapping)):
        if issubclass(origin, Mapping) and not rest:
            return FreeObject
        step = "AdditionalProperty" if issubclass(origin, Mapping) else "Item"
        return _within(args[-1], rest.removeprefix(step)) if rest.startswith(step) else None
    if not isinstance(kind, type) or not issubclass(kind, (Model, Enum)):
        return None
    if not rest:
        return kind
    for field, planned in kind._planned().items() if issubclass(kind, Model) else ():
        if rest.startswith(_pascal(field)):
            inner = _within(planned.hint, rest.removeprefix(_pascal(field)))
            if inner is not None:
                return inner
    return None


def _one_of(kinds: OneKind, rest: str) -> Any:
    classes = list(kinds._classes())
    alternative = _ALTERNATIVE.match(rest)
    if alternative is None:
        return next((each for each in (_within(kind, rest) for kind in classes) if each is not None), None)
    number = int(alternative[1])
    return _within(classes[number], rest[alternative.end() :]) if number < len(classes) else None


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
