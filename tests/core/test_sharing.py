"""Things that are kept for those who come and go."""

from __future__ import annotations

import threading

import pytest

from authing.core.options import Options
from authing.core.sharing import ByRoute, Shelf


def test_a_thing_is_made_once_for_its_key() -> None:
    shelf: Shelf[object] = Shelf()
    first = shelf.take("a", object)
    assert shelf.take("a", object) is first
    assert shelf.take("b", object) is not first


def test_the_thing_used_longest_ago_makes_room() -> None:
    shelf: Shelf[str] = Shelf(room=2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ["a", "b", "a", "c", "a", "b"]:
        assert shelf.take(name, lambda name=name: make(name)) == name  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_a_thing_that_cannot_be_made_is_tried_again() -> None:
    shelf: Shelf[int] = Shelf()

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        shelf.take("a", fail)
    assert shelf.take("a", lambda: 1) == 1


def test_any_number_of_threads_get_the_same_thing() -> None:
    shelf: Shelf[object] = Shelf()
    got: list[object] = []
    start = threading.Barrier(20)

    def take() -> None:
        start.wait()
        got.append(shelf.take("a", object))

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 20
    assert len(set(map(id, got))) == 1


def test_after_a_fork_a_lock_that_another_thread_held_is_none() -> None:
    shelf: Shelf[int] = Shelf()
    entered, leave = threading.Event(), threading.Event()

    def slowly() -> int:
        entered.set()
        leave.wait()
        return 1

    other = threading.Thread(target=shelf.take, args=("slow", slowly))
    other.start()
    entered.wait()
    shelf.after_fork()  # what the child does; it does not have the other thread
    assert shelf.take("b", lambda: 2) == 2
    leave.set()
    other.join()


class Session:
    """A session of the user's own."""


def test_what_clients_have_in_common_goes_by_their_way_to_the_host() -> None:
    things: ByRoute[object] = ByRoute()
    plain, session = Options(host="https://id.example"), Session()
    through = Options(host="https://id.example", http_client=session)
    first, second = things.take(plain, "a", object), things.take(through, "a", object)
    assert first is not second
    for options, thing in ((plain, first), (through, second)):
        assert things.take(options, "a", object) is thing
        assert things.take(options, "b", object) is not thing
    things._after_fork()  # with new locks, and the same things
    assert (things.take(plain, "a", object), things.take(through, "a", object)) == (first, second)


def test_hundreds_of_hosts_take_no_room_from_each_other() -> None:
    things: ByRoute[object] = ByRoute()
    hosts = [Options(host=f"https://tenant{number}.example") for number in range(500)]
    kept = [things.take(options, "a", object) for options in hosts]
    assert [things.take(options, "a", object) for options in hosts] == kept
