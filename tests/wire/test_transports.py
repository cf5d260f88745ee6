"""What holds on the wire for every way to send."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from traceback import format_exception
from typing import Any

import pytest
from wire_clients import ALL, OURS, Secret, client, get, post
from wire_server import (
    Behaviour,
    Seen,
    answer,
    chunked,
    dead_port,
    drip,
    echo,
    hang,
    hang_after,
    head,
    html,
    json,
    raw,
    serving,
    slam,
    slow,
    truncated,
    zipped,
)

from authing.core.call import Call, Reply
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    NetworkError,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)

every_kind = pytest.mark.parametrize("kind", ALL)


@every_kind
def test_a_request_arrives_as_it_was_described(kind: str) -> None:
    with serving(echo) as server, client(kind, server.url, headers={"X-Mine": "1"}) as run:
        told = run(post("/a%2Fb/c", params={"q": "x y&z"}, json={"name": "你好 😀"}, headers={"x-call": "2"}))
    assert (told["method"], told["target"]) == ("POST", "/a%2Fb/c?q=x+y%26z")
    assert told["body"] == '{"name":"你好 😀"}'
    headers = told["headers"]
    assert headers["authorization"] == "Bearer mine"
    assert headers["content-type"] == "application/json"
    assert (headers["x-mine"], headers["x-call"]) == ("1", "2")
    assert headers["host"] == server.url.removeprefix("http://")


@every_kind
def test_the_host_header_may_be_another(kind: str) -> None:
    with serving(echo) as server, client(kind, server.url, headers={"Host": "virtual.example"}) as run:
        assert run(get())["headers"]["host"] == "virtual.example"


@every_kind
def test_calls_go_below_the_prefix_of_the_host(kind: str) -> None:
    with serving(echo) as server, client(kind, f"{server.url}/tenant/") as run:
        assert run(get("/x"))["target"] == "/tenant/x"


@every_kind
def test_a_whole_url_may_be_without_path(kind: str) -> None:
    with serving(echo) as server, client(kind, "http://127.0.0.1:1") as run:
        assert run(get(server.url, auth=False))["target"] == "/"
        assert run(get(f"{server.url}?x=/y", auth=False))["target"] == "/?x=/y"


@every_kind
def test_connections_are_used_again(kind: str) -> None:
    with serving(echo) as server, client(kind, server.url) as run:
        for _ in range(5):
            run(get())
        assert server.connections == 1
        assert len(server.seen) == 5


@every_kind
def test_connections_end_with_the_client(kind: str) -> None:
    with serving(echo) as server:
        with client(kind, server.url) as run:
            run(get())
        assert server.until_open(0) == 0


@pytest.mark.parametrize("kind", OURS)
def test_a_closed_client_opens_its_connections_again(kind: str) -> None:
    from wire_clients import HEADERS, options

    from authing.core import awaiting, blocking
    from authing.core.credentials import StaticToken

    with serving(echo) as server:
        if kind == "blocking":
            runner = blocking.BlockingRunner(
                options(server.url), HEADERS, StaticToken("t"), blocking.transport_for(options(server.url))
            )
            for _ in range(2):
                runner.run(get())
                runner.close()
                assert server.until_open(0) == 0
        else:
            import asyncio

            async def main() -> None:
                awaited = awaiting.AwaitingRunner(
                    options(server.url), HEADERS, StaticToken("t"), awaiting.transport_for(options(server.url))
                )
                for _ in range(2):
                    await awaited.run(get())
                    await awaited.close()
                    assert await asyncio.to_thread(server.until_open, 0) == 0
                await awaited.close()

            asyncio.run(main())
        assert server.connections == 2


@every_kind
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(kind: str, status: int) -> None:
    with serving(answer(b"", status, location="/elsewhere")) as server, client(kind, server.url) as run:
        with pytest.raises(AuthingException) as error:
            run(post(json={"password": "s3cret"}))
        assert error.value.status == status
        assert server.targets() == ["/things"]


@every_kind
def test_an_empty_answer_is_one(kind: str) -> None:
    with serving(raw(head(204, {}), keep=True)) as server, client(kind, server.url) as run:
        assert run(get()) is None
        assert run(get()) is None
        assert server.connections == 1


@every_kind
def test_answers_in_chunks_and_compressed_are_put_together(kind: str) -> None:
    text = b'["' + b"x" * 200_000 + b'"]'
    script = [chunked(b'{"a"', b": [1,", b" 2]}"), zipped(text), zipped(b""), answer(text)]
    with serving(*script) as server, client(kind, server.url) as run:
        assert run(get()) == {"a": [1, 2]}
        assert run(get()) == ["x" * 200_000]
        assert run(get()) is None
        assert run(get()) == ["x" * 200_000]
        assert server.connections == 1


@every_kind
def test_ten_megabytes_go_out_and_come_back(kind: str) -> None:
    text = "é" * 5_000_000

    def back(seen: Seen) -> Behaviour:
        return answer(seen.body, content_type="application/json")

    with serving(by=back) as server, client(kind, server.url) as run:
        assert run(post(json={"text": text})) == {"text": text}


@every_kind
def test_a_refused_token_is_renewed_and_the_call_sent_once_more(kind: str) -> None:
    granted = iter(["one", "two"])

    def script(seen: Seen) -> Behaviour:
        if seen.target == "/token":
            assert seen.body == b"client_secret=hush"
            return json({"token": next(granted)})
        return json({}, 401) if seen.token == "one" else echo

    with serving(by=script) as server, client(kind, server.url, credentials=Secret()) as run:
        assert run(get())["headers"]["authorization"] == "Bearer two"
        run(get())
        assert server.targets() == ["/token", "/thing", "/token", "/thing", "/thing"]


@every_kind
def test_a_given_token_that_is_refused_is_not_sent_again(kind: str) -> None:
    with serving(json({}, 401)) as server, client(kind, server.url) as run:
        with pytest.raises(NotLoggedIn):
            run(get())
        assert len(server.seen) == 1


@every_kind
@pytest.mark.parametrize("asked", ["0", "Sun, 06 Nov 1994 08:49:37 GMT"])
def test_too_many_requests_are_repeated_after_the_time_that_is_asked_for(kind: str, asked: str) -> None:
    with serving(json({}, 429, retry_after=asked), echo) as server, client(kind, server.url) as run:
        assert run(post())["method"] == "POST"
        assert len(server.seen) == 2


@every_kind
def test_a_long_wait_is_left_to_the_caller(kind: str) -> None:
    with serving(json({}, 429, retry_after="3600")) as server, client(kind, server.url) as run:
        with pytest.raises(RateLimited) as error:
            run(get())
        assert error.value.retry_after == 3600.0
        assert len(server.seen) == 1


@every_kind
def test_a_failing_gateway_is_tried_again(kind: str) -> None:
    with serving(html(503), echo) as server, client(kind, server.url) as run:
        assert run(get())["target"] == "/thing"
        assert len(server.seen) == 2


@every_kind
def test_a_refusal_keeps_status_path_and_request_id(kind: str) -> None:
    with (
        serving(json({}, 404, X_Request_Id="r1")) as server,
        client(kind, server.url) as run,
        pytest.raises(NotFound) as error,
    ):
        run(get("/u", params={"token": "s3cret"}))
    told = error.value
    assert (told.status, told.method, told.path, told.request_id) == (404, "GET", "/u", "r1")


@every_kind
@pytest.mark.parametrize(
    "long",
    [answer(b"x" * 5001), chunked(*[b"x" * 1000] * 6), zipped(b"0" * 50_000_000), answer(b"x" * 3_000_000)],
    ids=["by length", "in chunks", "bomb", "much"],
)
def test_an_answer_over_the_limit_is_refused(kind: str, long: Behaviour) -> None:
    with serving(long) as server, client(kind, server.url, max_body=5000) as run:
        with pytest.raises(UnexpectedAnswer, match=r"the answer is longer than 5000 bytes$"):
            run(get())
        assert len(server.seen) == 1


@every_kind
def test_an_answer_of_the_limit_is_read_and_the_next_call_works_after_a_longer_one(kind: str) -> None:
    script = [answer(b"x" * 5001), answer(b'"' + b"x" * 4998 + b'"')]
    with serving(*script) as server, client(kind, server.url, max_body=5000) as run:
        with pytest.raises(UnexpectedAnswer):
            run(get())
        assert run(get()) == "x" * 4998


@every_kind
def test_html_is_an_unexpected_answer_and_its_text_is_nowhere(kind: str) -> None:
    with serving(html()) as server, client(kind, server.url) as run:
        with pytest.raises(UnexpectedAnswer) as error:
            run(get())
        assert len(server.seen) == 1
    told = error.value
    assert told.message == "GET /thing: the answer (200, text/html) does not have the platform's form"
    assert "s3cret" not in f"{told!s}{told!r}{''.join(format_exception(told))}"


BROKEN = {
    "closed without an answer": slam,
    "cut off": truncated(b'{"a": ', 100),
    "cut off between chunks": chunked(b'{"a": ', end=False),
    "cut off in a chunk": raw(head(200, {"transfer-encoding": "chunked"}) + b"ff\r\nabc"),
}


@every_kind
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_an_answer_that_breaks_off_is_a_network_error(kind: str, broken: Behaviour) -> None:
    with serving(broken) as server, client(kind, server.url, retries=1) as run:
        with pytest.raises(NetworkError, match="POST /things: ") as error:
            run(post())
        assert (error.value.unsent, error.value.retryable) == (False, True)
        assert len(server.seen) == 1
        with pytest.raises(NetworkError):
            run(get())
        # The user's own session of aiohttp sends once more by itself when a connection is closed.
        assert len(server.seen) in ((3, 5) if kind == "aiohttp.ClientSession" else (3,))


@every_kind
def test_a_harmless_call_survives_a_broken_answer(kind: str) -> None:
    with serving(truncated(b"{", 9), echo) as server, client(kind, server.url) as run:
        assert run(get())["target"] == "/thing"


GARBAGE = {
    "cut off in the head": raw(b"HTTP/1.1 200 OK\r\ncontent-le"),
    "no HTTP": raw(b"220 mail.example ESMTP\r\n"),
    "broken gzip": answer(b"no gzip", content_encoding="gzip"),
    "a length that is none": raw(head(200, {"content-length": "many"})),
    "a chunk that is none": raw(head(200, {"transfer-encoding": "chunked"}) + b"zz\r\n"),
}


@every_kind
@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_told_as_such_and_never_a_result(kind: str, garbage: Behaviour) -> None:
    with serving(garbage) as server, client(kind, server.url) as run:
        with pytest.raises((NetworkError, UnexpectedAnswer), match="POST /things: "):
            run(Call("POST", "/things", Reply.json))
        assert len(server.seen) == 1


@every_kind
def test_nobody_at_the_port_is_an_unsent_network_error(kind: str) -> None:
    with client(kind, f"http://127.0.0.1:{dead_port()}", retries=1) as run, pytest.raises(NetworkError) as error:
        run(post())
    assert (error.value.unsent, error.value.retryable) == (True, True)


@every_kind
def test_a_call_with_effects_is_repeated_when_nobody_was_there(kind: str) -> None:
    port, opened = dead_port(), []
    told: list[Any] = []

    def listen(_: object) -> None:
        told.append(1)
        if len(told) == 1:
            listener = socket.create_server(("127.0.0.1", port))
            opened.append(listener)

    from authing.core.options import Hooks

    with contextlib.ExitStack() as stack:
        run = stack.enter_context(
            client(kind, f"http://127.0.0.1:{port}", hooks=Hooks(on_response=listen), timeout=0.1, retries=1)
        )
        with pytest.raises(Timeout) as error:  # the listener says nothing
            run(post())
        for listener in opened:
            stack.enter_context(listener)
    assert error.value.unsent is False
    assert len(told) == 2


@every_kind
def test_a_name_that_does_not_exist_is_a_network_error(kind: str) -> None:
    with client(kind, "http://nonexistent.invalid", retries=0) as run, pytest.raises(NetworkError) as error:
        run(post())
    assert error.value.unsent is True


@every_kind
def test_an_answer_that_does_not_come_in_time_is_a_timeout(kind: str) -> None:
    with serving(hang) as server, client(kind, server.url, timeout=0.1, retries=0) as run:
        with pytest.raises(Timeout) as error:
            run(get())
        assert error.value.unsent is False


@every_kind
def test_a_body_that_stops_coming_is_a_timeout(kind: str) -> None:
    stops = hang_after(head(200, {"content-length": "9"}) + b"{")
    with serving(stops) as server, client(kind, server.url, timeout=0.1, retries=0) as run, pytest.raises(Timeout):
        run(get())


@every_kind
def test_a_server_that_drips_does_not_outlive_the_deadline(kind: str) -> None:
    began = time.monotonic()
    with (
        serving(drip(b"x" * 10_000, 0.01)) as server,
        client(kind, server.url, deadline=0.2) as run,
        pytest.raises(Timeout),
    ):
        run(get())
    assert time.monotonic() - began < 5


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port whose queue of connections is full: the kernel drops what else comes."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@every_kind
def test_a_connection_that_does_not_come_about_in_time_is_an_unsent_timeout(kind: str) -> None:
    with (
        deaf_port() as port,
        client(kind, f"http://127.0.0.1:{port}", connect_timeout=0.1, retries=0) as run,
        pytest.raises(Timeout) as error,
    ):
        run(post())
    assert error.value.unsent is True


@pytest.mark.parametrize("kind", OURS)
def test_the_deadline_holds_for_the_token_and_the_call_together(kind: str) -> None:
    def script(seen: Seen) -> Behaviour:
        return slow(0.1, json({"token": "one"})) if seen.target == "/token" else hang

    began = time.monotonic()
    with serving(by=script) as server, client(kind, server.url, credentials=Secret(), deadline=0.4) as run:
        with pytest.raises(Timeout):
            run(get())
        assert server.targets() == ["/token", "/thing"]
    assert time.monotonic() - began < 5


@every_kind
def test_a_failing_renewal_ends_the_call(kind: str) -> None:
    def script(seen: Seen) -> Behaviour:
        return json({}, 500) if seen.target == "/token" else echo

    with serving(by=script) as server, client(kind, server.url, credentials=Secret()) as run:
        with pytest.raises(ServerError) as error:
            run(get())
        assert error.value.path == "/token"
        assert server.targets() == ["/token"]


@pytest.fixture
def netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    file = tmp_path / "netrc"
    file.write_text("default login thief password s3cret\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))


@every_kind
@pytest.mark.usefixtures("netrc")
def test_netrc_never_replaces_a_token_or_stands_in_for_none(kind: str) -> None:
    user: Any = {"trust_env": True}
    with serving(echo) as server, client(kind, server.url, user=user) as run:
        if kind == "aiohttp.ClientSession":  # it does not let us choose; told, rather than the token replaced
            with pytest.raises(ArgumentError, match="Cannot combine AUTHORIZATION header"):
                run(get())
            return
        assert run(get())["headers"]["authorization"] == "Bearer mine"
        assert "authorization" not in run(get(auth=False))["headers"]


@pytest.mark.parametrize("kind", OURS)
def test_cookies_are_not_kept(kind: str) -> None:
    with serving(json({}, set_cookie="sid=s3cret; Path=/"), echo) as server, client(kind, server.url) as run:
        run(get())
        assert "cookie" not in run(get())["headers"]


@pytest.mark.parametrize("kind", OURS)
def test_a_proxy_for_plain_http_is_told_the_whole_url_and_its_own_password(kind: str) -> None:
    with serving(echo) as proxy:
        through = proxy.url.replace("http://", "http://user:p4ss@")
        with client(kind, "http://id.example:8080/prefix", proxy=through) as run:
            told = run(get("/x", params={"q": 1}))
    assert told["target"] == "http://id.example:8080/prefix/x?q=1"
    assert told["headers"]["host"] == "id.example:8080"
    assert told["headers"]["proxy-authorization"] == "Basic dXNlcjpwNHNz"
    assert told["headers"]["authorization"] == "Bearer mine"


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, kind: str, name: str) -> None:
    with serving(echo) as proxy:
        for other in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(other, raising=False)
        monkeypatch.setenv(name, proxy.url.removeprefix("http://"))
        with client(kind, "http://id.example", proxy=None) as run:
            assert run(get())["target"] == "http://id.example/thing"


@pytest.mark.parametrize("kind", OURS)
def test_a_dead_proxy_is_an_unsent_network_error_that_does_not_tell_its_password(kind: str) -> None:
    with (
        client(kind, "http://id.example", proxy=f"http://user:p4ss@127.0.0.1:{dead_port()}", retries=0) as run,
        pytest.raises(NetworkError) as error,
    ):
        run(post())
    assert error.value.unsent is True
    assert "p4ss" not in f"{error.value!s}{''.join(format_exception(error.value))}"


@pytest.mark.parametrize("kind", OURS)
def test_a_proxy_that_refuses_the_tunnel_is_an_unsent_network_error(kind: str) -> None:
    refusal = raw(head(407, {"content-length": "0"}))
    with serving(refusal) as proxy:
        through = proxy.url.replace("http://", "http://user:p4ss@")
        with (
            client(kind, "https://id.example", proxy=through, retries=0) as run,
            pytest.raises(NetworkError) as error,
        ):
            run(post())
        assert [(seen.method, seen.target) for seen in proxy.seen] == [("CONNECT", "id.example:443")]
    assert "p4ss" not in f"{error.value!s}{''.join(format_exception(error.value))}"


@pytest.mark.parametrize("kind", OURS)
def test_what_is_lost_behind_a_proxy_is_not_sent_again(kind: str) -> None:
    with serving(by=lambda _: slam) as proxy, client(kind, "http://id.example", proxy=proxy.url) as run:
        with pytest.raises(NetworkError) as error:
            run(post())
        assert error.value.unsent is False
        assert len(proxy.seen) == 1


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize(
    "proxy", ["http://", "http://u:p4ss@[x", "http://u:p4ss@x:99999", "socks5://u:p4ss@127.0.0.1:1"]
)
def test_a_proxy_that_cannot_be_used_is_refused_without_telling_its_password(kind: str, proxy: str) -> None:
    with pytest.raises(ArgumentError) as error, client(kind, "http://id.example", proxy=proxy) as run:
        run(get())
    assert "p4ss" not in str(error.value)
