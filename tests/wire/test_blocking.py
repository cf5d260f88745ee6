"""What the blocking runner does beyond what holds for every way to send."""

from __future__ import annotations

import gc
import io
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
import requests
import responses
from requests.adapters import BaseAdapter, HTTPAdapter
from wire_clients import HEADERS, Secret, client, get, options, post, read
from wire_server import Behaviour, Seen, answer, drip, echo, json, serving, slow

from authing.core.blocking import BlockingRunner, Transport, shared_transport, transport_for
from authing.core.call import Call, Flow, Reply
from authing.core.credentials import Grant, StaticToken
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    NetworkError,
    NotFound,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)
from authing.core.options import Hooks, Options, RequestEvent, ResponseEvent
from authing.core.paging import Contents, by_number, by_offset
from authing.core.plan import Request


@pytest.fixture
def closing() -> Iterator[list[Any]]:
    """Things to close at the end."""
    things: list[Any] = []
    yield things
    for thing in things:
        thing.close()


def many(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` gave or raised in each of so many threads that begin together."""
    got: list[Any] = []
    start = threading.Barrier(count)

    def one() -> None:
        start.wait()
        try:
            got.append(work())
        except AuthingException as error:
            got.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_a_hundred_threads_obtain_one_token() -> None:
    def script(seen: Seen) -> Behaviour:
        return slow(0.1, json({"token": "one"})) if seen.target == "/token" else echo

    with serving(by=script) as server, client("blocking", server.url, credentials=Secret()) as run:
        got = many(100, lambda: run(get())["headers"]["authorization"])
        assert got == ["Bearer one"] * 100
        assert server.targets().count("/token") == 1


def test_a_hundred_threads_share_one_failing_renewal() -> None:
    def script(seen: Seen) -> Behaviour:
        return slow(0.3, json({}, 500)) if seen.target == "/token" else echo

    with serving(by=script) as server, client("blocking", server.url, credentials=Secret()) as run:
        got = many(100, lambda: run(get()))
        assert {type(error) for error in got} == {ServerError}
        assert len(set(map(id, got))) == 100
        assert 1 <= len(server.seen) <= 5


def test_with_a_token_that_is_still_good_nobody_waits_for_its_renewal() -> None:
    renewing, go_on = threading.Event(), threading.Event()

    def script(seen: Seen) -> Behaviour:
        if seen.target != "/token":
            return echo
        renewing.set()
        go_on.wait(5)
        return json({"token": "new"})

    import time

    secret = Secret()
    secret.keep(Grant("old", 100), time.time() - 95)
    with serving(by=script) as server, client("blocking", server.url, credentials=secret) as run:
        renewer = threading.Thread(target=run, args=(get(),))
        renewer.start()
        assert renewing.wait(5)
        assert run(get())["headers"]["authorization"] == "Bearer old"
        go_on.set()
        renewer.join()
        assert run(get())["headers"]["authorization"] == "Bearer new"


def test_who_waits_for_a_token_does_not_wait_past_the_deadline() -> None:
    first, renewing, go_on = threading.Event(), threading.Event(), threading.Event()

    def script(seen: Seen) -> Behaviour:
        if seen.target == "/first":
            first.set()
            renewing.wait(5)
            return echo
        renewing.set()
        go_on.wait(5)
        return json({}, 500)

    def two() -> Flow[None]:
        yield from get("/first", auth=False)
        yield from get("/second")

    with serving(by=script) as server, client("blocking", server.url, credentials=Secret(), deadline=0.4) as run:
        failures: list[Any] = []
        early = threading.Thread(target=lambda: failures.extend(many(1, lambda: run(two()))))
        early.start()
        assert first.wait(5)
        late = threading.Thread(target=lambda: many(1, lambda: run(get())))
        late.start()
        early.join()
        go_on.set()
        late.join()
        assert server.targets() == ["/first", "/token"]
    assert [type(failure) for failure in failures] == [Timeout]
    assert failures[0].message == "GET /second: no token was obtained in time"


def test_clients_that_come_and_go_share_one_connection(closing: list[Any]) -> None:
    with serving(echo) as server:
        for number in range(1000):
            given = options(server.url, timeout=10 + number)
            runner = BlockingRunner(given, HEADERS, StaticToken(f"t{number}"), shared_transport(given))
            if number % 100 == 0:
                assert runner.run(get())["headers"]["authorization"] == f"Bearer t{number}"
        closing.append(shared_transport(options(server.url)))
        assert server.connections == 1
        assert len(server.seen) == 10


def test_two_threads_of_passing_clients_open_two_connections_at_most(closing: list[Any]) -> None:
    def work() -> None:
        for _ in range(50):
            given = options(server.url)
            BlockingRunner(given, HEADERS, StaticToken("t"), shared_transport(given)).run(get())

    with serving(echo) as server:
        many(2, work)
        closing.append(shared_transport(options(server.url)))
        assert server.connections <= 2
        assert len(server.seen) == 100


def test_only_clients_that_reach_the_host_alike_share() -> None:
    url = "http://127.0.0.1:1"
    assert shared_transport(options(url)) is shared_transport(options(url, timeout=1, headers={"a": "b"}))
    assert shared_transport(options(url)) is not shared_transport(options(url, pool_size=1))
    assert transport_for(options(url)) is not transport_for(options(url))
    with requests.Session() as session:
        given = options(url, http_client=session)
        assert shared_transport(given) is not shared_transport(given)


@pytest.mark.parametrize("other", ["text", object(), requests])
def test_what_is_no_session_is_refused(other: Any) -> None:
    kind = type(other).__name__
    words = f"^http_client must be a requests.Session or an httpx.Client here, not a {kind}$"
    with pytest.raises(ArgumentError, match=words):
        transport_for(options("http://127.0.0.1:1", http_client=other))


def test_a_client_that_is_dropped_closes_its_connections() -> None:
    with serving(echo) as server:
        given = options(server.url)
        runner = BlockingRunner(given, HEADERS, StaticToken("t"), transport_for(given))
        runner.run(get())
        del runner
        gc.collect()
        assert server.until_open(0) == 0


FORKING = """
import os, sys, threading
from authing.core import awaiting, blocking
from authing.core.options import Hooks
from wire_clients import HEADERS, Secret, get, options

url, moment = sys.argv[1:]
started = threading.Event()
told = lambda event: started.set() if event.path == "/token" else None
given = options(url, hooks=Hooks(on_request=told if moment == "renewing" else None))
transport = blocking.shared_transport(given)
runner = blocking.BlockingRunner(given, HEADERS, Secret(), transport)
if moment == "renewing":
    other = threading.Thread(target=runner.run, args=(get("/other"),))
    other.start()
    started.wait()
else:
    runner.run(get("/first"))
child = os.fork()
if not child:
    runner.run(get("/child"))
    assert blocking.shared_transport(given) is transport
    awaiting.shared_transport(given)
    sys.exit(7)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 7, status
if moment == "renewing":
    other.join()
runner.run(get("/parent"))
"""


def forking(url: str, moment: str) -> None:
    # Python 3.12 warns of every fork of a process with threads; this is about living with it.
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", FORKING, url, moment]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, cwd=Path(__file__).parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_after_a_fork_the_child_uses_connections_of_its_own() -> None:
    def script(seen: Seen) -> Behaviour:
        return json({"token": "one"}) if seen.target == "/token" else echo

    with serving(by=script) as server:
        forking(server.url, "between calls")
        used = {seen.target: seen.connection for seen in server.seen}
        assert server.targets() == ["/token", "/first", "/child", "/parent"]
        assert used["/first"] == used["/parent"] == 1
        assert used["/child"] == 2


def test_a_fork_while_another_thread_renews_the_token_leaves_the_child_free() -> None:
    child_done = threading.Event()
    tokens: list[int] = []

    def script(seen: Seen) -> Behaviour:
        if seen.target == "/child":
            child_done.set()
        if seen.target != "/token":
            return echo
        tokens.append(1)
        if len(tokens) == 1:
            child_done.wait(10)
        return json({"token": f"t{len(tokens)}"})

    with serving(by=script) as server:
        forking(server.url, "renewing")
        assert sorted(server.targets()) == ["/child", "/other", "/parent", "/token", "/token"]


def test_mocks_of_a_passed_session_work() -> None:
    with requests.Session() as session, responses.RequestsMock() as mocks:
        mocks.get("http://id.example/thing", json={"mocked": True})
        mocks.get("http://id.example/thing", body=requests.ConnectTimeout("too slow"))
        mocks.get("http://id.example/thing", status=404, json={})
        given = options("http://id.example", http_client=session, retries=0)
        runner = BlockingRunner(given, HEADERS, StaticToken("mine"), transport_for(given))
        assert runner.run(get()) == {"mocked": True}
        with pytest.raises(Timeout) as error:
            runner.run(get())
        assert error.value.unsent is True
        with pytest.raises(NotFound):
            runner.run(get())
        sent = mocks.calls[0].request
        assert sent.headers["authorization"] == "Bearer mine"
        runner.close()


class Mounted(BaseAdapter):
    """An adapter of the user: whatever it says."""

    def __init__(self, say: Callable[[Any], requests.Response]) -> None:
        super().__init__()
        self._say = say

    def send(self, request: Any, *_: Any, **__: Any) -> requests.Response:
        return self._say(request)

    def close(self) -> None: ...


def mounted(say: Callable[[Any], requests.Response], **given: Any) -> BlockingRunner:
    session = requests.Session()
    session.mount("http://", Mounted(say))
    chosen = options("http://id.example", http_client=session, **given)
    return BlockingRunner(chosen, HEADERS, StaticToken("mine"), transport_for(chosen))


def says(body: bytes) -> Callable[[Any], requests.Response]:
    def say(request: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.raw, response.request = 200, io.BytesIO(body), request
        return response

    return say


def test_an_adapter_of_the_user_may_bring_any_kind_of_body() -> None:
    assert mounted(says(b'["from memory"]')).run(get()) == ["from memory"]
    with pytest.raises(UnexpectedAnswer, match="longer than 70000 bytes"):
        mounted(says(b"x" * 200_000), max_body=70_000).run(get())


@pytest.mark.parametrize(
    ("problem", "kind", "unsent"),
    [
        (requests.ConnectTimeout, Timeout, True),
        (requests.ReadTimeout, Timeout, False),
        (requests.ConnectionError, NetworkError, False),
        (requests.exceptions.ChunkedEncodingError, NetworkError, False),
        (requests.exceptions.InvalidHeader, NetworkError, False),
    ],
)
def test_what_an_adapter_of_the_user_raises_is_told_without_the_query(
    problem: type[requests.RequestException], kind: type[NetworkError], unsent: bool
) -> None:
    def fail(request: Any) -> requests.Response:
        raise problem(f"cannot send {request.url}")

    runner, query = mounted(fail, retries=0), {"token": "s3cret"}
    with pytest.raises(kind) as error:
        runner.run(post(params=query))
    assert type(error.value) is kind
    assert error.value.unsent is unsent
    assert error.value.message == f"POST /things: {problem.__name__}"
    assert "s3cret" not in "".join(format_exception(error.value))
    with pytest.raises(kind) as error:
        runner.run(post())
    assert isinstance(error.value.__cause__, problem)


def test_a_passed_session_keeps_its_headers_cookies_and_adapters() -> None:
    with serving(echo) as server, requests.Session() as session:
        session.headers["x-session"] = "1"
        session.cookies.set("sid", "s")
        session.mount("http://", HTTPAdapter(pool_maxsize=1))
        given = options(server.url, http_client=session)
        runner = BlockingRunner(given, HEADERS, StaticToken("mine"), transport_for(given))
        headers = runner.run(get())["headers"]
        assert (headers["x-session"], headers["cookie"]) == ("1", "sid=s")
        runner.close()
        assert session.get(server.url).status_code == 200  # it is not ours to close
        assert server.connections == 1


def test_the_auth_of_a_passed_session_holds_only_where_there_is_no_token() -> None:
    with serving(echo) as server, client("requests.Session", server.url, user={"auth": ("u", "p")}) as run:
        assert run(get())["headers"]["authorization"] == "Bearer mine"
        assert run(get(auth=False))["headers"]["authorization"] == "Basic dTpw"


def test_an_adapter_that_dawdles_does_not_outlive_the_deadline() -> None:
    class Dawdling(BaseAdapter):
        def send(self, request: Any, *_: Any, **__: Any) -> requests.Response:
            answer = requests.Response()
            answer.status_code, answer.raw = 200, Dawdle()
            return answer

        def close(self) -> None: ...

    class Dawdle:
        def read(self, _: int) -> bytes:
            time.sleep(0.05)
            return b"x"

        def close(self) -> None: ...

    with requests.Session() as session:
        session.mount("http://", Dawdling())
        given = options("http://id.example", http_client=session, deadline=0.12, retries=0)
        runner = BlockingRunner(given, HEADERS, StaticToken("mine"), transport_for(given))
        with pytest.raises(Timeout, match="did not come to its end in time"):
            runner.run(get())


def test_an_unusable_address_in_a_call_is_an_argument_error() -> None:
    with client("blocking", "http://127.0.0.1:1") as run, pytest.raises(ArgumentError, match="cannot be reached"):
        run(get("http://[v1.x]/", auth=False))


def listing(page: int) -> Call[Contents[int]]:
    def contents(reply: Reply) -> Contents[int]:
        told = read(reply)
        return told["list"], told.get("total")

    return Call("GET", "/list", contents, params={"page": page})


def test_a_walk_reads_page_after_page_and_no_page_too_early() -> None:
    script = [json({"list": [1, 2], "total": 5}), json({"list": [3], "total": 5}), json({"list": [4, 5], "total": 5})]
    with serving(*script) as server:
        given = options(server.url)
        runner = BlockingRunner(given, HEADERS, StaticToken("t"), transport_for(given))
        walk = runner.walk(by_number(listing))
        assert server.seen == []
        assert [next(walk), next(walk)] == [1, 2]
        assert server.targets() == ["/list?page=1"]
        assert list(walk) == [3, 4, 5]
        assert server.targets() == ["/list?page=1", "/list?page=2", "/list?page=3"]
        runner.close()


def test_a_walk_without_a_total_ends_with_an_empty_page() -> None:
    script = [json({"list": [1, 2]}), json({"list": [3]}), json({"list": []})]
    with serving(*script) as server:
        given = options(server.url)
        runner = BlockingRunner(given, HEADERS, StaticToken("t"), transport_for(given))
        assert list(runner.walk(by_offset(listing))) == [1, 2, 3]
        assert server.targets() == ["/list?page=0", "/list?page=2", "/list?page=3"]
        runner.close()


def test_hooks_see_every_attempt_and_the_error_once() -> None:
    told: list[Any] = []
    hooks = Hooks(told.append, told.append, told.append)
    with (
        serving(json({}, 503), json({}, 404)) as server,
        client("blocking", server.url, hooks=hooks) as run,
        pytest.raises(NotFound) as error,
    ):
        run(get(name="detail"))
    events = [event._replace(seconds=0.0) if isinstance(event, ResponseEvent) else event for event in told]
    assert events == [
        RequestEvent("GET", "/thing", "detail", 1),
        ResponseEvent("GET", "/thing", "detail", 1, 503, 0.0),
        RequestEvent("GET", "/thing", "detail", 2),
        ResponseEvent("GET", "/thing", "detail", 2, 404, 0.0),
        error.value,
    ]


def test_a_log_line_for_each_attempt_holds_no_token_and_no_query(caplog: pytest.LogCaptureFixture) -> None:
    with (
        serving(json({}, 429, retry_after="0"), echo) as server,
        client("blocking", server.url, credentials=StaticToken("s3cret")) as run,
        caplog.at_level(logging.DEBUG, "authing"),
    ):
        run(post(params={"q": "s3cret"}, json={"password": "s3cret"}))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("authing")]
    assert [line.partition(" in ")[0] for line in lines] == ["POST /things -> 429", "POST /things -> 200"]
    assert "s3cret" not in "".join(lines)


def test_a_transport_has_to_say_how_it_sends() -> None:
    bare = Transport()
    with pytest.raises(NotImplementedError):
        bare.send(Request("GET", "http://x/", {}, None, 1, 1, 1))
    bare.close()


def test_an_interrupted_call_gives_the_turn_back_and_its_connection_up() -> None:
    class Stop(BaseException):
        pass

    stops: list[RequestEvent] = []

    def stop(event: RequestEvent) -> None:
        stops.append(event)
        if len(stops) < 3:
            raise Stop

    def script(seen: Seen) -> Behaviour:
        return json({"token": "one"}) if seen.target == "/token" else echo

    with serving(by=script) as server:
        given = Options(host=server.url, proxy="", hooks=Hooks(on_request=stop))
        runner = BlockingRunner(given, HEADERS, Secret(), transport_for(given))
        for _ in range(2):
            with pytest.raises(Stop):
                runner.run(get())
        assert runner.run(get())["target"] == "/thing"
        assert server.targets() == ["/token", "/thing"]
        runner.close()


def test_a_dripping_body_is_given_up_with_its_connection() -> None:
    with serving(drip(b"x" * 1000, 0.01), answer(b"1")) as server:
        with client("blocking", server.url, deadline=0.15, retries=0) as run:
            with pytest.raises(Timeout):
                run(get())
            assert run(get()) == 1
        assert server.connections == 2
