"""Methods that perform what they describe."""

from __future__ import annotations

import asyncio
import inspect
import pydoc
from collections.abc import Coroutine
from typing import Any

import pytest

from authing.core.binding import Async, Mode, Resource, Runner, Sync, describe, operation, pages
from authing.core.call import Call, Flow, Reply, path
from authing.core.model import Model
from authing.core.paging import Book, Contents, by_number


class User(Model):
    id: str


class Users(Resource[Mode]):
    """Who is there."""

    @operation
    def detail(self, user_id: str, /, deep: bool = False, *, lang: str = "en") -> Call[User]:
        """One user.

        Args:
            user_id: Which one.
        """
        return Call("GET", path("/users/{}", user_id), read, params={"deep": deep, "lang": lang})

    @operation
    def first(self) -> Flow[User | None]:
        """The first user, or None."""
        found = yield from Call("GET", "/users", Reply.json)
        return (yield from Call("GET", path("/users/{}", found[0]["id"]), read)) if found else None

    @operation
    def untold(self):  # type: ignore[no-untyped-def]
        return Call("GET", "/untold", Reply.json)

    @pages
    def iterate(self, *, limit: int = 50) -> Book[User]:
        """All users."""

        def page(number: int) -> Call[Contents[User]]:
            return Call("GET", "/users", contents, params={"page": number, "limit": limit})

        return by_number(page)


def read(reply: Reply) -> User:
    return User.of(reply.json())


def contents(reply: Reply) -> Contents[User]:
    return User.many(reply.json()["list"]), None


class Recording(Runner[Sync]):
    """Says what it was asked for."""

    def run(self, described: Any) -> Any:
        return ("run", described)

    def walk(self, book: Book[Any]) -> Any:
        return ("walk", book)


class RecordingAwaited(Runner[Async]):
    async def run(self, described: Any) -> Any:
        return ("run", described)

    def walk(self, book: Book[Any]) -> Any:
        return ("walk", book)


def users() -> Users[Sync]:
    return Users(Recording())


def test_an_operation_gives_its_description_to_the_runner() -> None:
    done: Any = users().detail("u/1", deep=True)
    assert done[0] == "run"
    assert (done[1].path, done[1].params) == ("/users/u%2F1", {"deep": True, "lang": "en"})


def test_an_awaited_operation_is_a_coroutine() -> None:
    awaited = Users(RecordingAwaited()).detail("u1")
    assert isinstance(awaited, Coroutine)
    done: Any = asyncio.run(awaited)
    assert done[1].path == "/users/u1"


def test_pages_give_their_book_to_the_runner() -> None:
    walked: Any = users().iterate(limit=5)
    assert walked[0] == "walk"
    assert walked[1].page(3).params == {"page": 3, "limit": 5}


@pytest.mark.parametrize("resource", [Users(Recording()), Users(RecordingAwaited())])
def test_signature_and_documentation_are_the_descriptions_with_the_result_as_type(resource: Any) -> None:
    assert str(inspect.signature(resource.detail)) == (
        "(user_id: 'str', /, deep: 'bool' = False, *, lang: 'str' = 'en') -> 'User'"
    )
    assert str(inspect.signature(resource.first)) == "() -> 'User | None'"
    assert str(inspect.signature(resource.iterate)) == "(*, limit: 'int' = 50) -> 'Iterator[User]'"
    assert str(inspect.signature(resource.untold)) == "() -> ''"
    assert resource.detail.__name__ == "detail"
    assert resource.detail.__qualname__ == "Users.detail"
    assert inspect.getdoc(resource.detail) == "One user.\n\nArgs:\n    user_id: Which one."
    assert resource.detail.__annotations__["return"] == "User"


def test_help_shows_what_the_caller_gets() -> None:
    shown = pydoc.plain(pydoc.render_doc(Users))
    assert "detail(self, user_id: 'str', /, deep: 'bool' = False, *, lang: 'str' = 'en') -> 'User'" in shown
    assert "iterate(self, *, limit: 'int' = 50) -> 'Iterator[User]'" in shown
    assert "Call[" not in shown


def test_the_description_keeps_its_own_annotations() -> None:
    description: Any = users().detail
    assert description.__description__.__annotations__["return"] == "Call[User]"


@pytest.mark.parametrize("resource", [Users(Recording()), Users(RecordingAwaited())])
def test_describe_tells_what_would_be_sent_without_sending_it(resource: Any) -> None:
    call = describe(resource.detail, "a/b", lang="zh")
    assert (call.method, call.path, call.params) == ("GET", "/users/a%2Fb", {"deep": False, "lang": "zh"})
    steps = describe(resource.first)
    assert next(steps).path == "/users"
    steps.close()
    assert describe(resource.iterate).page(1).params == {"page": 1, "limit": 50}


@pytest.mark.parametrize("other", [print, None, "text", Users.__init__, vars(Users)["detail"]])
def test_describe_refuses_what_is_no_operation_of_a_client(other: Any) -> None:
    with pytest.raises(TypeError, match=r"^not an operation of a client: "):
        describe(other)


def test_wrong_arguments_are_refused_as_by_any_function() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'nonsense'"):
        users().detail("u1", nonsense=1)  # type: ignore[call-arg]


def test_an_operation_may_close_over_its_surroundings() -> None:
    prefix = "/inside"

    class Local(Resource[Mode]):
        @operation
        def detail(self) -> Call[User]:
            """Local."""
            return Call("GET", prefix, read)

    assert describe(Local(Recording()).detail).path == "/inside"
    assert str(inspect.signature(Local(Recording()).detail)) == "() -> 'User'"


def test_a_runner_has_to_say_how_it_runs() -> None:
    bare: Runner[Sync] = Runner()
    with pytest.raises(NotImplementedError):
        bare.run(Call("GET", "/x", read))
    with pytest.raises(NotImplementedError):
        bare.walk(by_number(lambda _: Call("GET", "/x", contents)))
    with pytest.raises(NotImplementedError):
        bare.poll(list, bool, ())
    with pytest.raises(NotImplementedError):
        bare.close()
