"""The operations under the names of logto-admin, for programs that were written for it.

    from authing.logto import AuthenticatedClient
    from authing.logto.api.users import get_api_users, patch_api_users_user_id

    client = AuthenticatedClient(base_url="https://logto.example.com/api", token="…")
    users = get_api_users.sync(client=client, page_size=50)
    user = await patch_api_users_user_id.asyncio("u1", client=client, body={"name": "Ada"})
    answer = get_api_users.sync_detailed(client=client)         # status_code, content, headers, parsed

Each of the 168 modules that have an operation here has `sync`, `sync_detailed`, `asyncio` and `asyncio_detailed`; they
perform the operations of `client.logto` and `client.async_logto`. No module is in a file: it is made of the name of the
operation when it is first imported, in any way that modules are.

What differs from logto-admin:

- What Logto refuses raises, as everywhere in this package; nothing comes back as None in its place.
- `base_url` may end with `/api` or not; a call takes 30 seconds at most if nothing else is told; a token is never sent to
  where a redirect leads.
- Times are aware datetimes, and a field that is missing is None.
- The 22 modules of `interaction` and `swagger_json` are not there: they are for Logto's own pages.
- Type checkers do not see the modules.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from inspect import Parameter, signature
from operator import attrgetter
from types import ModuleType
from typing import TYPE_CHECKING, Any

from authing.core.errors import ArgumentError
from authing.logto.services.operations import OLD_MODULES
from authing.logto.types import UNSET, File, Response

if TYPE_CHECKING:
    from authing.core import response
    from authing.logto.authenticated_client import Client

__all__: list[str] = []

_PREFIX = f"{__name__}."
_GROUPS = sorted({name.partition(".")[0] for name in OLD_MODULES})
_YES = ("1", "true", "y", "yes", "yep", "yeah")  # what Logto takes for true


class _Finder(MetaPathFinder, Loader):
    """Makes the modules below this one: a group of operations, or an operation."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of this name, if it is one of them."""
        name = fullname.removeprefix(_PREFIX)
        if name == fullname or (name not in OLD_MODULES and name not in _GROUPS):
            return None
        return ModuleSpec(fullname, self, is_package=name in _GROUPS)

    def exec_module(self, module: ModuleType) -> None:
        """Put into a module what it has."""
        name = module.__name__.removeprefix(_PREFIX)
        if name in _GROUPS:
            inside = [each.partition(".")[2] for each in OLD_MODULES if each.startswith(f"{name}.")]
            module.__dict__.update(_lazy(module.__name__, inside))
        else:
            module.__doc__ = f"`{OLD_MODULES[name]}`, as logto-admin calls it."
            module.__dict__.update(_functions(name))


def _lazy(package: str, inside: Sequence[str]) -> dict[str, Callable[..., Any]]:
    """What makes a package import its modules when they are first used."""

    def find(name: str) -> ModuleType:
        if name not in inside:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return import_module(f"{package}.{name}")

    return {"__getattr__": find, "__dir__": lambda: sorted(inside)}


def _functions(old: str) -> dict[str, Callable[..., Any]]:
    """The four ways to perform an operation."""
    where = OLD_MODULES[old]

    def sync_detailed(*path: Any, client: Client, **given: Any) -> Response[Any]:
        logto = client.logto
        operation = attrgetter(where)(logto)
        args, kwargs = _arguments(operation, old, path, given)
        return _answer(logto.with_response(operation, *args, **kwargs))

    def sync(*path: Any, client: Client, **given: Any) -> Any:
        return sync_detailed(*path, client=client, **given).parsed

    async def asyncio_detailed(*path: Any, client: Client, **given: Any) -> Response[Any]:
        logto = client.async_logto
        operation = attrgetter(where)(logto)
        args, kwargs = _arguments(operation, old, path, given)
        return _answer(await logto.with_response(operation, *args, **kwargs))

    async def asyncio(*path: Any, client: Client, **given: Any) -> Any:
        return (await asyncio_detailed(*path, client=client, **given)).parsed

    found: dict[str, Callable[..., Any]] = {}
    for function in (sync_detailed, sync, asyncio_detailed, asyncio):
        function.__doc__ = f"Perform `{where}`."
        function.__qualname__ = function.__name__
        found[function.__name__] = function
    return found


def _answer(told: response.Response[Any]) -> Response[Any]:
    return Response(HTTPStatus(told.status), told.content, told.headers, told.value)


def _arguments(
    operation: Any, old: str, path: tuple[Any, ...], given: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of an operation, made of those that logto-admin takes for it.

    Raises:
        ArgumentError: One is missing, or there is none of its name.
    """
    known = _parameters(operation.__description__)
    ordered = [name for name, hint in known.items() if hint is _IN_PATH]
    if len(path) > len(ordered):
        raise ArgumentError(f"there are {len(path)} values for the path, which has {len(ordered)}")
    values = dict(zip(ordered, path, strict=False))
    named = {name: value for name, value in given.items() if value is not UNSET and value is not None}
    body = named.pop("body", None)
    if body is not None:
        named |= {"request": _fields(body)} if "request" in known else _keywords(body)
    # What is called otherwise here is in the path, of which the name of the module tells; a slip of the pen is not.
    places = {name: f"{old}_".find(f"_{name.rstrip('_')}_") for name in named if name not in known}
    strange = sorted((name for name in places if places[name] >= 0), key=places.__getitem__)
    free = [name for name in ordered if name not in values and name not in named]
    values |= {own: named.pop(name) for name, own in zip(strange, free, strict=False)}
    values |= {name: named.pop(name) for name in ordered if name in named and name not in values}
    if missing := [name for name in ordered if name not in values]:
        raise ArgumentError(f"{missing[0]} is missing")
    if "page" in known:
        named = {"page": 1, "page_size": 20, **named}
    named = {name: _read(known.get(name), value) for name, value in named.items()}
    return [_read(_IN_PATH, values[name]) for name in ordered], named


def _read(hint: Any, value: Any) -> Any:
    """A value as operations take it: logto-admin has texts for flags, and files that are still to be read."""
    if isinstance(value, str) and "bool" in str(hint):
        return value.lower() in _YES
    return value.read() if isinstance(value, File) else value


_IN_PATH = object()


@cache
def _parameters(description: Callable[..., Any]) -> Mapping[str, Any]:
    """The parameters of an operation, with their types; of those in the path that they are."""
    found = list(signature(description).parameters.values())[1:]  # without self
    in_path = Parameter.POSITIONAL_OR_KEYWORD
    return {
        each.name: _IN_PATH if each.kind is in_path and each.name != "request" else each.annotation for each in found
    }


def _fields(body: Any) -> Any:
    """A body as operations take it: also one of a class that is not of this package."""
    write = getattr(body, "to_dict", None)
    return write() if callable(write) else body


def _keywords(body: Any) -> Mapping[str, Any]:
    """The fields of a body that operations take one by one: files."""
    fields = _fields(body)
    if not isinstance(fields, Mapping):
        raise ArgumentError(f"body must be a mapping of fields, not a {type(body).__name__}")
    return fields


__getattr__ = _lazy(__name__, _GROUPS)["__getattr__"]


def __dir__() -> list[str]:
    return _GROUPS


sys.meta_path.append(_Finder())
