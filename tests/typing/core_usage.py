"""What type checkers must infer, and which mistakes they must see. Checked by test_core_typing.py, never run.

Each mistake is excused by name; an excuse that nobody needs is an error itself (`warn_unused_ignores`,
`reportUnnecessaryTypeIgnoreComment`), so what is no longer seen is seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from typing_extensions import assert_type

from authing.core.binding import Async, Mode, Resource, Runner, Sync, operation, pages
from authing.core.call import Call, Flow, Reply, path
from authing.core.model import Model
from authing.core.paging import Book, Contents, by_number


class Status(str, Enum):
    ACTIVE = "Activated"


class User(Model):
    id: str
    phone_verified: bool = False
    status: Status | str | None = None
    created_at: datetime | None = None


class UserPage(Model):
    list: Sequence[User]
    total_count: int


class Users(Resource[Mode]):
    @operation
    def detail(self, user_id: str, *, with_custom_data: bool = False) -> Call[User]:
        return Call("GET", path("/users/{}", user_id), read_user, params={"custom": with_custom_data})

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[UserPage]:
        return Call("GET", "/users", read_page, params={"page": page, "limit": limit})

    @operation
    def find(self, name: str) -> Flow[User | None]:
        page = assert_type((yield from Call("GET", "/users", read_page)), UserPage)
        found = [user for user in page.list if user["username"] == name]
        return (yield from Call("GET", path("/users/{}", found[0].id), read_user)) if found else None

    @operation
    def delete(self, user_id: str) -> Call[None]:
        return Call("DELETE", path("/users/{}", user_id), nothing)

    @pages
    def iterate(self, *, limit: int = 50) -> Book[User]:
        return by_number(page_of)


def read_user(reply: Reply) -> User:
    return assert_type(User.of(reply.json()), User)


def read_page(reply: Reply) -> UserPage:
    return UserPage.of(reply.json())


def nothing(_: Reply) -> None: ...


def page_of(number: int) -> Call[Contents[User]]:
    def contents(reply: Reply) -> Contents[User]:
        page = UserPage.of(reply.json())
        return page.list, page.total_count

    return Call("GET", "/users", contents, params={"page": number})


def blocking(runner: Runner[Sync]) -> None:
    users = assert_type(Users(runner), Users[Sync])
    assert_type(users.detail("u1", with_custom_data=True), User)
    assert_type(users.list(page=2), UserPage)
    assert_type(users.list(2, 5).list, Sequence[User])
    assert_type(users.find("bob"), User | None)
    assert_type(users.delete("u1"), None)
    assert_type(users.iterate(limit=5), Iterator[User])
    for user in users.iterate():
        assert_type(user, User)
        assert_type(user.phone_verified, bool)
        assert_type(user.status, Status | str | None)
        assert_type(user.created_at, datetime | None)
    keep: Callable[[str], User] = users.detail
    assert_type(keep("u1"), User)


async def awaited(runner: Runner[Async]) -> None:
    users = assert_type(Users(runner), Users[Async])
    _ = assert_type(users.detail("u1"), Coroutine[Any, Any, User])
    assert_type(await users.detail("u1", with_custom_data=True), User)
    assert_type(await users.list(page=2), UserPage)
    assert_type(await users.find("bob"), User | None)
    assert_type(await users.delete("u1"), None)
    assert_type(users.iterate(limit=5), AsyncIterator[User])
    async for user in users.iterate():
        assert_type(user, User)


def models() -> None:
    user = User(id="1", phone_verified=True)
    assert_type(user.id, str)
    assert_type(User.maybe(None), User | None)
    assert_type(User.many([]), list[User])
    assert_type(user["anything"], Any)
    user.id = "2"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    User(ident="1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    User(phone_verified=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    User(id=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _ = user.nonsense  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def wrong_arguments_are_seen(runner: Runner[Sync]) -> None:
    users = Users(runner)
    users.detail()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    users.detail(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.detail("u1", True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    users.detail("u1", nonsense=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    _ = users.detail("u1").nonsense  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    users.iterate(limit="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.nonsense()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


async def a_forgotten_await_is_seen(runner: Runner[Async]) -> None:
    users = Users(runner)
    users.detail("u1")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    _ = users.detail("u1").id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    for _ in users.iterate():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


def a_needless_await_is_seen(runner: Runner[Sync]) -> None:
    async def inner() -> None:
        await Users(runner).detail("u1")  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]

    del inner


class WrongDescriptions(Resource[Mode]):
    @operation  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    def no_call(self) -> User:
        return User(id="1")

    @pages  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    def no_book(self) -> Call[User]:
        return Call("GET", "/x", read_user)

    @operation
    def another_result(self) -> Call[User]:
        return Call("GET", "/x", read_page)  # type: ignore[arg-type]  # pyright: ignore[reportReturnType]
