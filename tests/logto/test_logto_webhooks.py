"""Webhooks: what Logto has signed is taken, once and in time, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from authing.core.errors import ArgumentError, AuthingException, Conflict, Forbidden, Invalid
from authing.logto import webhooks
from authing.logto.models.hooks import HookEvent
from authing.logto.webhooks import SeenInMemory, WebhookEvent, verify

KEY, OTHER = "zE4kQ0-hush", "another key"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
CREATED = {
    "event": "User.Created",
    "hookId": "h1",
    "createdAt": "2026-03-01T11:59:59.500Z",
    "userAgent": "curl/8",
    "ip": "10.0.0.1",
    "path": "/users",
    "method": "POST",
    "status": 200,
    "params": {},
    "matchedRoute": "/users",
    "data": {"id": "u1", "name": "Ada"},
}
SIGNED_IN = {
    "event": "PostSignIn",
    "hookId": "h1",
    "createdAt": "2026-03-01T12:00:00.000Z",
    "interactionEvent": "SignIn",
    "userId": "u1",
    "user": {"id": "u1", "username": "ada"},
    "application": {"id": "shop", "name": "Shop"},
    "sessionId": "s1",
    "userIp": "10.0.0.2",
}


def body(told: Any = CREATED, **changes: Any) -> bytes:
    return json.dumps({**told, **changes} if isinstance(told, dict) else told, ensure_ascii=False).encode()


def signature(raw: bytes, key: str = KEY) -> str:
    return hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()


def taken(raw: bytes, key: Any = KEY, *, signed_by: str = KEY, **more: Any) -> WebhookEvent:
    return verify(raw, signature(raw, signed_by), key, **{"clock": NOW.timestamp, **more})


def refused(kind: type[AuthingException], code: str, *args: Any, **more: Any) -> AuthingException:
    with pytest.raises(kind) as caught:
        verify(*args, **{"clock": NOW.timestamp, **more})
    assert caught.value.code == code
    assert KEY not in f"{caught.value!r} {caught.value}"
    return caught.value


def test_what_the_management_api_did_is_told() -> None:
    event = taken(body())
    assert event.event is HookEvent.USER_CREATED
    assert (event.hook_id, event.method, event.status, event.matched_route) == ("h1", "POST", 200, "/users")
    assert event.created_at == NOW - timedelta(seconds=0.5)
    assert event.created_at.tzinfo is not None
    assert event.data == {"id": "u1", "name": "Ada"}
    assert event.user is None
    assert event.added_user_ids == []


def test_a_login_is_told() -> None:
    event = taken(body(SIGNED_IN))
    assert event.event is HookEvent.POST_SIGN_IN
    assert (event.user_id, event.session_id, event.user_ip) == ("u1", "s1", "10.0.0.2")
    assert event.user == {"id": "u1", "username": "ada"}
    assert event.application == {"id": "shop", "name": "Shop"}
    assert event["interactionEvent"] == event.interaction_event == "SignIn"


def test_an_event_that_is_newer_than_this_package_arrives_as_its_name() -> None:
    event = taken(body(event="Moon.Eclipsed", phase="total"))
    assert event.event == "Moon.Eclipsed"
    assert event["phase"] == "total"


def test_the_bytes_count_as_they_came() -> None:
    raw = body(data={"name": "Ädá ☂"})
    for form in (raw, bytearray(raw), memoryview(raw)):
        assert verify(form, signature(raw), KEY, clock=NOW.timestamp).data == {"name": "Ädá ☂"}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    again = json.dumps(json.loads(raw)).encode()  # the same JSON, written otherwise
    refused(Forbidden, "signature_mismatch", again, signature(raw), KEY)


def test_while_a_key_is_rotated_both_are_good() -> None:
    for signed_by in (KEY, OTHER):
        assert taken(body(), [OTHER, KEY], signed_by=signed_by).hook_id == "h1"
        assert taken(body(), iter([OTHER, KEY]), signed_by=signed_by).hook_id == "h1"
    raw = body()
    refused(Forbidden, "signature_mismatch", raw, signature(raw, OTHER), [KEY])


@pytest.mark.parametrize("missing", [None, ""])
def test_what_is_not_signed_is_refused(missing: str | None) -> None:
    refused(Forbidden, "signature_missing", body(), missing, KEY)


@pytest.mark.parametrize(
    "forged",
    [
        "0" * 64,
        signature(body(), OTHER),
        signature(body()).upper(),
        signature(body())[:-1],
        f"{signature(body())} ",
        f"sha256={signature(body())}",
        "☂" * 64,
        "\ud800",
        hashlib.sha256(body()).hexdigest(),
        hmac.new(b"", body(), hashlib.sha256).hexdigest(),
    ],
)
def test_what_is_signed_otherwise_is_refused(forged: str) -> None:
    refused(Forbidden, "signature_mismatch", body(), forged, KEY)


def test_one_byte_more_is_another_webhook() -> None:
    raw = body()
    for changed in (raw + b" ", b" " + raw, raw.replace(b"u1", b"u2"), b""):
        refused(Forbidden, "signature_mismatch", changed, signature(raw), KEY)


@pytest.mark.parametrize(("seconds", "good"), [(-299, True), (-301, False), (59, True), (61, False)])
def test_the_event_is_near_the_present(seconds: int, good: bool) -> None:
    raw = body(createdAt=(NOW + timedelta(seconds=seconds)).isoformat())
    if good:
        assert taken(raw).hook_id == "h1"
    else:
        refused(Forbidden, "webhook_outdated", raw, signature(raw), KEY)
    assert taken(raw, clock=lambda: (NOW + timedelta(seconds=seconds)).timestamp()).hook_id == "h1"


def test_how_old_it_may_be_is_the_users_to_say() -> None:
    raw = body(createdAt=(NOW - timedelta(seconds=20)).isoformat())
    assert taken(raw, max_age=30).hook_id == "h1"
    refused(Forbidden, "webhook_outdated", raw, signature(raw), KEY, max_age=10)


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert taken(body(createdAt="2026-03-01T12:00:00")).created_at == NOW


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no JSON",
        b"\xff\xfe",
        body([CREATED]),
        body("text"),
        b"null",
        b"[" * 100_000,
        body(createdAt=None),
        body(createdAt="yesterday"),
        body(createdAt={"a": 1}),
        body(createdAt=1e300),
        body(event=None),
        body(event=["User.Created"]),
    ],
)
def test_what_is_signed_and_tells_no_event_is_refused(raw: bytes) -> None:
    refused(Invalid, "webhook_malformed", raw, signature(raw), KEY)


# -- once ---------------------------------------------------------------------------------------------


def test_a_webhook_is_taken_once() -> None:
    seen = SeenInMemory()
    raw = body()
    assert taken(raw, seen=seen).hook_id == "h1"
    refused(Conflict, "webhook_replayed", raw, signature(raw), KEY, seen=seen)
    assert taken(body(hookId="h2"), seen=seen).hook_id == "h2"


def test_what_is_refused_is_not_remembered() -> None:
    seen = SeenInMemory()
    raw = body()
    refused(Forbidden, "signature_mismatch", raw, signature(raw, OTHER), KEY, seen=seen)
    refused(Forbidden, "webhook_outdated", raw, signature(raw), KEY, seen=seen, max_age=0.1)
    assert len(seen) == 0
    assert taken(raw, seen=seen).hook_id == "h1"


def test_of_many_at_once_one_is_taken() -> None:
    seen, raw = SeenInMemory(), body()
    outcomes: list[str] = []
    start = threading.Barrier(16)

    def deliver() -> None:
        start.wait()
        try:
            taken(raw, seen=seen)
            outcomes.append("taken")
        except Conflict:
            outcomes.append("replayed")

    threads = [threading.Thread(target=deliver) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["replayed"] * 15 + ["taken"]


def test_a_signature_is_remembered_for_as_long_as_it_would_be_taken() -> None:
    now = [0.0]
    seen = SeenInMemory(clock=lambda: now[0])
    raw = body(createdAt=(NOW - timedelta(seconds=100)).isoformat())
    taken(raw, seen=seen)
    now[0] = 200.5  # seconds later; the event is 300.5 seconds old then, and too old anyhow
    refused(Conflict, "webhook_replayed", raw, signature(raw), KEY, seen=seen)
    now[0] = 202.0
    refused(Forbidden, "webhook_outdated", raw, signature(raw), KEY, seen=seen, clock=lambda: NOW.timestamp() + now[0])
    assert seen.add("x", 1.0)
    assert len(seen) == 1  # what can no longer be taken is forgotten


def test_the_memory_is_bounded() -> None:
    seen = SeenInMemory(room=3)
    assert all(seen.add(str(number), 60) for number in range(10))
    assert len(seen) == 3
    assert not seen.add("9", 60)
    assert seen.add("0", 60)


def test_a_store_of_the_users_own_is_asked() -> None:
    class Kept(dict[str, float]):
        def add(self, signature: str, seconds: float) -> bool:
            return self.setdefault(signature, seconds) is seconds

    kept, raw = Kept(), body()
    taken(raw, seen=kept, max_age=60)
    assert kept == {signature(raw): pytest.approx(60.5)}
    refused(Conflict, "webhook_replayed", raw, signature(raw), KEY, seen=kept)


# -- mistakes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", [], [""], [KEY, ""], None, 1, [b"key"], b"key"])
def test_a_key_that_is_none_is_the_programs_mistake(key: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^key must be the signing key of the hook") as caught:
        taken(body(), key)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("raw", ["text", None, CREATED])
def test_only_bytes_can_be_verified(raw: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^raw_body must be the bytes that came"):
        verify(raw, "0" * 64, KEY)


@pytest.mark.parametrize("max_age", [0, -1, float("nan"), float("inf"), True, "60", None])
def test_an_age_that_is_none_is_refused(max_age: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^max_age is seconds"):
        taken(body(), max_age=max_age)


def test_a_signature_is_a_text() -> None:
    with pytest.raises(ArgumentError, match=r"^signature must be a text, not a bytes"):
        verify(body(), b"0" * 64, KEY)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("room", [0, -1, True, 1.5])
def test_a_memory_holds_at_least_one(room: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^room must be an int of 1 or more"):
        SeenInMemory(room)


def test_the_header_has_its_name() -> None:
    assert webhooks.SIGNATURE_HEADER == "logto-signature-sha-256"
