"""Making methods that perform what they describe, blocking and awaited, from one description.

    class Users(Resource[Mode]):
        @operation
        def detail(self, user_id: str) -> Call[User]: ...           # one request: return a Call

        @operation
        def find_or_create(self, name: str) -> Flow[User]: ...      # several: a generator that yields from Calls

        @pages
        def iterate(self, *, limit: int = 50) -> Book[User]: ...    # a list in pages

On a `Resource[Sync]` they return `User`, `User` and an iterator of users; on a `Resource[Async]` an awaitable of the
first two, and an asynchronous iterator.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import update_wrapper
from types import FunctionType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from .call import Describes
from .paging import Book

__all__ = ["Async", "Mode", "Resource", "Runner", "Sync", "describe", "operation", "pages"]

T = TypeVar("T")
P = ParamSpec("P")


class Sync:
    """Type-level mark: the caller waits for the result."""


class Async:
    """Type-level mark: the caller awaits the result."""


Mode = TypeVar("Mode", Sync, Async)


class Runner(Generic[Mode]):
    """Obeys the steps of a plan. What `run` returns is T or an awaitable of T, as `Operation` tells the checker."""

    def run(self, described: Describes[Any]) -> Any:
        """Perform an operation."""
        raise NotImplementedError

    def walk(self, book: Book[Any]) -> Any:
        """Iterate over all items of all pages."""
        raise NotImplementedError

    def poll(self, read: Any, until: Any, pauses: Any) -> Any:
        """Read again and again until it is as it should be."""
        raise NotImplementedError

    def close(self) -> Any:
        """Close the connections that belong to this runner alone."""
        raise NotImplementedError


class Resource(Generic[Mode]):
    """A group of operations bound to one runner."""

    _runner: Runner[Mode]

    def __init__(self, runner: Runner[Mode]) -> None:
        self._runner = runner


if TYPE_CHECKING:

    class Operation(Generic[P, T]):
        """A method that performs what it describes."""

        @overload
        def __get__(self, resource: Resource[Sync], owner: type[Any]) -> Callable[P, T]: ...
        @overload
        def __get__(self, resource: Resource[Async], owner: type[Any]) -> Callable[P, Coroutine[Any, Any, T]]: ...
        @overload
        def __get__(self, resource: Resource[Any], owner: type[Any]) -> Callable[P, Any]: ...
        def __get__(self, resource: Any, owner: type[Any]) -> Any: ...

    class Pages(Generic[P, T]):
        """A method that iterates over what it describes."""

        @overload
        def __get__(self, resource: Resource[Sync], owner: type[Any]) -> Callable[P, Iterator[T]]: ...
        @overload
        def __get__(self, resource: Resource[Async], owner: type[Any]) -> Callable[P, AsyncIterator[T]]: ...
        @overload
        def __get__(self, resource: Resource[Any], owner: type[Any]) -> Callable[P, Any]: ...
        def __get__(self, resource: Any, owner: type[Any]) -> Any: ...


def operation(describe: Callable[Concatenate[Any, P], Describes[T]]) -> Operation[P, T]:
    """Make a method that performs the `Call` or `Flow` that the function describes."""

    def perform(self: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> Any:
        return self._runner.run(describe(self, *args, **kwargs))

    return cast("Operation[P, T]", _shown_as(perform, describe, "{}"))


def pages(describe: Callable[Concatenate[Any, P], Book[T]]) -> Pages[P, T]:
    """Make a method that iterates over all items of the `Book` that the function describes."""

    def perform(self: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> Any:
        return self._runner.walk(describe(self, *args, **kwargs))

    return cast("Pages[P, T]", _shown_as(perform, describe, "Iterator[{}]"))


def _shown_as(perform: Any, describe: Any, result: str) -> Any:
    """Give `perform` the name, documentation and parameters of `describe`, and the type of the result as its own."""
    update_wrapper(perform, describe)
    # `inspect.signature` and `help` follow __wrapped__: to a twin of the description that tells the result's type
    # (`User`, not `Call[User]`). A copy of a function costs a hundredth of building a Signature for each.
    shown = FunctionType(
        describe.__code__, describe.__globals__, describe.__name__, describe.__defaults__, describe.__closure__
    )
    shown.__kwdefaults__ = describe.__kwdefaults__
    told = str(describe.__annotations__.get("return", ""))
    inner = told.partition("[")[2].rpartition("]")[0]
    shown.__annotations__ = {**describe.__annotations__, "return": result.format(inner or told)}
    perform.__annotations__ = shown.__annotations__
    perform.__wrapped__ = shown
    perform.__description__ = describe
    return perform


def describe(bound: Any, *args: Any, **kwargs: Any) -> Any:
    """What an operation would send, without sending it: `describe(client.users.detail, "id")`."""
    try:
        description, resource = bound.__description__, bound.__self__
    except AttributeError:
        raise TypeError(f"not an operation of a client: {bound!r}") from None
    return description(resource, *args, **kwargs)
