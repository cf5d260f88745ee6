"""What the outside may see of a call."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from plan_driver import get, post, reply

from authing.core.call import Call, Reply
from authing.core.errors import NetworkError, NotFound
from authing.core.options import Hooks, RequestEvent, ResponseEvent
from authing.core.plan import NoReply, Request, Send
from authing.core.telemetry import Telemetry

HOST = "https://id.example"


def sent(call: Call[Any], attempt: int = 1) -> Send:
    return Send(Request(call.method, f"{HOST}{call.path}?code=s3cret", {}, b"s3cret", 1, 1, 1), call, attempt)


def test_hooks_are_told_of_requests_answers_and_errors() -> None:
    told: list[Any] = []
    telemetry = Telemetry(HOST, Hooks(told.append, told.append, told.append))
    send = sent(post("/graphql/v2", name="login", json={"password": "s3cret"}), attempt=2)
    telemetry.received(send, reply(200), 0.25, telemetry.sending(send))
    telemetry.received(send, NoReply(None, NetworkError, "lost"), 0.5, None)
    telemetry.received(send, None, 0.75, None)
    error = NotFound(1, "gone")
    telemetry.failed(error)
    assert told == [
        RequestEvent("POST", "/graphql/v2", "login", 2),
        ResponseEvent("POST", "/graphql/v2", "login", 2, 200, 0.25),
        ResponseEvent("POST", "/graphql/v2", "login", 2, None, 0.5),
        ResponseEvent("POST", "/graphql/v2", "login", 2, None, 0.75),
        error,
    ]


def test_without_hooks_nobody_is_told() -> None:
    telemetry = Telemetry(HOST, Hooks())
    send = sent(get())
    telemetry.received(send, reply(200), 0.1, telemetry.sending(send))
    telemetry.failed(NotFound())


def test_it_is_idle_only_when_nobody_watches(caplog: pytest.LogCaptureFixture) -> None:
    assert Telemetry(HOST, Hooks()).idle()
    assert Telemetry(HOST, Hooks(on_error=print)).idle()
    assert not Telemetry(HOST, Hooks(on_request=print)).idle()
    assert not Telemetry(HOST, Hooks(on_response=print)).idle()
    with caplog.at_level(logging.DEBUG, "authing.http"):
        assert not Telemetry(HOST, Hooks()).idle()


def test_a_failing_hook_is_logged_and_disturbs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("the user's own mistake")

    telemetry = Telemetry(HOST, Hooks(fail, fail, fail))
    send = sent(get())
    with caplog.at_level(logging.ERROR, "authing.hooks"):
        telemetry.received(send, reply(200), 0.1, telemetry.sending(send))
    assert [record.getMessage() for record in caplog.records] == ["a hook failed"] * 2
    assert all("the user's own mistake" in str(record.exc_info and record.exc_info[1]) for record in caplog.records)


def test_what_the_hook_for_errors_raises_takes_the_place_of_the_error() -> None:
    def translate(error: object) -> None:
        raise LookupError("ours") from None

    with pytest.raises(LookupError, match="ours"):
        Telemetry(HOST, Hooks(on_error=translate)).failed(NotFound())


def test_a_hook_that_ends_the_program_ends_it() -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Telemetry(HOST, Hooks(on_request=stop)).sending(sent(get()))


def test_a_log_line_tells_the_call_and_nothing_that_could_be_secret(caplog: pytest.LogCaptureFixture) -> None:
    telemetry = Telemetry(HOST, Hooks())
    named = sent(post("/graphql/v2", name="login", json={"p": "s3cret"}, params={"q": "s3cret"}, auth="s3cret"))
    whole = sent(Call("GET", "https://other.example/x?code=s3cret", Reply.json), attempt=3)
    with caplog.at_level(logging.DEBUG, "authing.http"):
        telemetry.received(named, reply(401), 0.0125, None)
        telemetry.received(whole, NoReply(OSError("s3cret"), NetworkError, "s3cret"), 1, None)
        telemetry.received(whole, None, 2, None)
    assert [(record.name, record.levelname, record.getMessage()) for record in caplog.records] == [
        ("authing.http", "DEBUG", "POST /graphql/v2 login -> 401 in 12.5 ms (attempt 1)"),
        ("authing.http", "DEBUG", "GET https://other.example/x -> no answer in 1000.0 ms (attempt 3)"),
        ("authing.http", "DEBUG", "GET https://other.example/x -> no answer in 2000.0 ms (attempt 3)"),
    ]


TRACED = """
import json, sys
sys.path.insert(0, {folder!r})
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from authing.core.errors import NetworkError
from authing.core.options import Hooks
from authing.core.plan import NoReply
from authing.core.telemetry import Telemetry
from plan_driver import get, post, reply
from test_telemetry import HOST, sent

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
telemetry = Telemetry(HOST, Hooks())
assert telemetry.idle()
trace.set_tracer_provider(provider)
assert not telemetry.idle()
for send, outcome in (
    (sent(post("/graphql/v2", name="login"), attempt=2), reply(401)),
    (sent(get("https://other.example/x?code=s3cret")), NoReply(None, NetworkError, "s3cret")),
    (sent(get("/given-up")), None),
    (sent(get("/fine")), reply(200)),
):
    telemetry.received(send, outcome, 0.1, telemetry.sending(send))
print(json.dumps([
    {{"name": span.name, "kind": span.kind.name, "ended": span.end_time is not None,
      "status": span.status.status_code.name, **span.attributes}}
    for span in exporter.get_finished_spans()
]))
"""


def test_each_request_is_a_span_where_opentelemetry_is_used() -> None:
    from pathlib import Path

    script = TRACED.format(folder=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    common = {"kind": "CLIENT", "ended": True, "server.address": "id.example", "status": "ERROR"}
    assert json.loads(done.stdout) == [
        {
            "name": "POST login",
            "http.request.method": "POST",
            "url.path": "/graphql/v2",
            "http.request.resend_count": 1,
            "http.response.status_code": 401,
            "error.type": "401",
        }
        | common,
        {
            "name": "GET",
            "http.request.method": "GET",
            "url.path": "https://other.example/x",
            "http.request.resend_count": 0,
            "error.type": "NetworkError",
        }
        | common,
        {
            "name": "GET",
            "http.request.method": "GET",
            "url.path": "/given-up",
            "http.request.resend_count": 0,
            "error.type": "cancelled",
        }
        | common,
        {
            "name": "GET",
            "http.request.method": "GET",
            "url.path": "/fine",
            "http.request.resend_count": 0,
            "http.response.status_code": 200,
        }
        | common
        | {"status": "UNSET"},
    ]
