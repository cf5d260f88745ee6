"""Feeds a plan with replies, under clocks that only the test moves. No socket, no sleep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from json import dumps
from typing import Any, TypeVar

from authing.core.call import Call, Describes, Reply
from authing.core.credentials import Credentials, Grant, Granted, StaticToken
from authing.core.errors import NetworkError, Timeout, kind_for_status
from authing.core.options import Options
from authing.core.plan import Acquire, Gate, NoReply, Pause, Plan, Request, Send

T = TypeVar("T")
HOST = "https://id.example"
MONOTONIC = 5_000.0
WALL = 1_800_000_000.0

Answer = Reply | NoReply | Callable[[Send], Reply | NoReply]


def reply(status: int = 200, body: Any = None, **headers: str) -> Reply:
    """An answer in JSON; `retry_after="3"` is the header retry-after."""
    told = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, told, dumps({} if body is None else body).encode())


def granted(token: str, lifetime: float | None = 3600) -> Reply:
    return reply(200, {"token": token, "lifetime": lifetime})


def lost(*, unsent: bool = False, final: bool = False) -> NoReply:
    return NoReply(OSError("reset"), NetworkError, "the connection broke", unsent=unsent, final=final)


def late(*, unsent: bool = False) -> NoReply:
    return NoReply(TimeoutError("late"), Timeout, "too late", unsent=unsent)


def read(answer: Reply) -> Any:
    """What a platform's dialect does: a refusal by status, else JSON."""
    if answer.status >= 400:
        raise kind_for_status(answer.status)(answer.status, "refused")
    return answer.json()


def get(path: str = "/thing", **arguments: Any) -> Call[Any]:
    return Call("GET", path, read, **arguments)


def post(path: str = "/things", **arguments: Any) -> Call[Any]:
    return Call("POST", path, read, **arguments)


class Secret(Granted):
    """A token in exchange for a secret, as a platform's credentials do it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def renewal(self) -> Describes[Grant]:
        self.asked += 1
        return Call("POST", "/token", _grant, form={"client_secret": "hush"}, auth=False)


def _grant(answer: Reply) -> Grant:
    told = read(answer)
    return Grant(told["token"], told["lifetime"])


class Desk:
    """One plan, its clocks, and a record of what it asked for."""

    def __init__(
        self,
        *,
        credentials: Credentials | None = None,
        headers: Mapping[str, str] | None = None,
        chance: float = 1.0,
        **options: Any,
    ) -> None:
        self.monotonic, self.wall = MONOTONIC, WALL
        self.sent: list[Send] = []
        self.pauses: list[float] = []
        self.turns: list[float] = []
        self.lock = threading.Lock()
        self.gate = Gate(self.lock)
        self.plan = Plan(
            Options(host=HOST, **options),
            headers or {},
            credentials or StaticToken("mine"),
            monotonic=lambda: self.monotonic,
            wall=lambda: self.wall,
            chance=lambda: chance,
        )

    def pass_time(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds

    def run(self, described: Describes[T], *answers: Answer) -> T:
        """Perform an operation with these answers; all of them must be asked for."""
        left = list(answers)
        steps = self.plan.operation(described, self.gate)
        given: Any = None
        try:
            while True:
                step = steps.send(given)
                given = None
                if isinstance(step, Send):
                    self.sent.append(step)
                    assert left, f"nothing is left to answer {step.request!r} with"
                    answer = left.pop(0)
                    given = answer(step) if callable(answer) else answer
                elif isinstance(step, Pause):
                    self.pauses.append(step.seconds)
                    self.pass_time(step.seconds)
                else:
                    assert isinstance(step, Acquire)
                    self.turns.append(step.seconds)
                    given = step.gate.lock is self.lock and self.lock.acquire(blocking=False)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            steps.close()
            assert not left, f"{len(left)} answers were not asked for"

    def by_hand(self, described: Describes[Any]) -> Generator[Any, Any, Any]:
        """The steps of an operation, to be answered one by one."""
        return self.plan.operation(described, self.gate)

    @property
    def requests(self) -> list[Request]:
        return [send.request for send in self.sent]

    @property
    def tokens(self) -> list[str]:
        """The bearer token of each request, or an empty text."""
        return [request.headers.get("authorization", "").removeprefix("Bearer ") for request in self.requests]

    def after(self, seconds: float, answer: Reply | NoReply) -> Answer:
        """An answer that takes its time."""

        def wait(_: Send) -> Reply | NoReply:
            self.pass_time(seconds)
            return answer

        return wait
