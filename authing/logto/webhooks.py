"""Webhooks: whether what arrived is from Logto, and what it tells.

    from authing.logto import webhooks

    seen = webhooks.SeenInMemory()      # for one process; for several, a store that they share

    @app.post("/logto")
    async def happened(request):
        event = webhooks.verify(
            await request.body(), request.headers.get(webhooks.SIGNATURE_HEADER), SIGNING_KEY, seen=seen
        )
        if event.event == "User.Created":
            ...

The key is the `signing_key` of the hook (`client.hooks.get(…)`). While it is being rotated, give the new and the old one:
Logto signs by the new one at once, and what is under way is signed by the old.

A signature does not tell when it was made, so one that somebody has overheard would be good for ever. Two things are
against that: the event's own time must be near the present, and a signature is taken once. A store of the signatures
taken is anything that has the method of `Seen`; with Redis:

    class SeenInRedis:
        def add(self, signature: str, seconds: float) -> bool:
            return bool(redis.set(f"logto:{signature}", 1, nx=True, px=int(seconds * 1000)))

Where the store must be awaited, call `verify` without one, and then ask it for the signature yourself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from time import monotonic, time
from typing import Any, Protocol

from authing.core.errors import ArgumentError, Conflict, Forbidden, Invalid
from authing.core.model import Model

from .models.hooks import HookEvent

__all__ = ["AHEAD", "MAX_AGE", "SIGNATURE_HEADER", "Seen", "SeenInMemory", "WebhookEvent", "verify"]

SIGNATURE_HEADER = "logto-signature-sha-256"
"""The header that the signature stands in."""

MAX_AGE = 300.0
"""Seconds after an event in which its webhook is taken, where nothing else is told."""

AHEAD = 60.0
"""Seconds by which Logto's clock may be ahead of this machine's."""

_LONGEST_AGE = 7 * 24 * 3600.0


class WebhookEvent(Model):
    """Something that happened; which fields there are depends on the event.

    Attributes:
        event: What happened, such as `User.Created` or `PostSignIn`.
        hook_id: The hook that tells it.
        created_at: When it happened, in UTC.
        user_agent: The program that caused it.
        ip: The address that it came from.
        path: Of an event of the Management API: the path of the call.
        method: Its HTTP method.
        status: Its HTTP status.
        params: What stood in its path.
        matched_route: The path with names in the place of what stood in it.
        data: What was created or changed; None where it was deleted.
        user_id: The user that an event of a login is about.
        user: The same, with what Logto tells of it.
        application: The application that the user logs in to.
        session_id: The login session.
        user_ip: The user's address.
        organization_id: The organization whose members changed.
    """

    event: HookEvent
    hook_id: str
    created_at: datetime
    user_agent: str | None = None
    ip: str | None = None
    path: str | None = None
    method: str | None = None
    status: int | None = None
    params: Mapping[str, Any] | None = None
    matched_route: str | None = None
    data: Any = None
    interaction_event: str | None = None
    user_id: str | None = None
    user: Mapping[str, Any] | None = None
    application_id: str | None = None
    application: Mapping[str, Any] | None = None
    session_id: str | None = None
    user_ip: str | None = None
    organization_id: str | None = None
    added_user_ids: Sequence[str] = ()
    removed_user_ids: Sequence[str] = ()


class Seen(Protocol):
    """Remembers the signatures that were taken."""

    def add(self, signature: str, seconds: float) -> bool:
        """Remember a signature for so many seconds; False if it is remembered already.

        To look and to remember must be one step: two of the same may come at once.
        """
        ...


class SeenInMemory:
    """Remembers signatures in this process, for any number of threads.

    Args:
        room: How many are kept. Only signatures that are right come here, so it is full when that many webhooks come
            within the time that one is taken in; then those that came first are forgotten.
        clock: What measures the time, in seconds.
    """

    def __init__(self, room: int = 100_000, *, clock: Callable[[], float] = monotonic) -> None:
        if isinstance(room, bool) or not isinstance(room, int) or room < 1:
            raise ArgumentError("room must be an int of 1 or more")
        self._room, self._clock = room, clock
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def add(self, signature: str, seconds: float) -> bool:
        """Remember a signature for so many seconds; False if it is remembered already."""
        with self._lock:
            now = self._clock()
            if self._until.get(signature, now) > now:
                return False
            self._until.pop(signature, None)
            self._until[signature] = now + seconds
            while len(self._until) > self._room or next(iter(self._until.values())) <= now:
                self._until.popitem(last=False)
            return True

    def __len__(self) -> int:
        return len(self._until)


def verify(
    raw_body: bytes,
    signature: str | None,
    key: str | Iterable[str],
    *,
    seen: Seen | None = None,
    max_age: float = MAX_AGE,
    clock: Callable[[], float] = time,
) -> WebhookEvent:
    """The event that a webhook tells, if Logto has sent it.

    Args:
        raw_body: The body exactly as it came; written anew from JSON it is not the same.
        signature: The header `Logto-Signature-Sha-256`; None where there is none.
        key: The signing key of the hook; or several, while it is being rotated.
        seen: Remembers signatures, so that each is taken once.
        max_age: Seconds after the event in which its webhook is taken.
        clock: What tells the present time, in seconds since 1970.

    Raises:
        Forbidden: It is not signed (`signature_missing`), by another key or not as it came (`signature_mismatch`), or the
            event was too long ago or is to come (`webhook_outdated`).
        Conflict: It was taken before (`webhook_replayed`).
        Invalid: It is signed, and tells no event (`webhook_malformed`).
        ArgumentError: An argument is not usable.
    """
    if not isinstance(raw_body, (bytes, bytearray, memoryview)):
        raise ArgumentError(f"raw_body must be the bytes that came, not a {type(raw_body).__name__}")
    if isinstance(max_age, bool) or not isinstance(max_age, (int, float)) or not 0 < max_age <= _LONGEST_AGE:
        raise ArgumentError(f"max_age is seconds: more than 0, at most {_LONGEST_AGE:.0f}")
    keys = _keys(key)
    if signature is None or signature == "":
        raise Forbidden("signature_missing", f"the webhook is not signed: it has no header {SIGNATURE_HEADER}")
    if not isinstance(signature, str):
        raise ArgumentError(f"signature must be a text, not a {type(signature).__name__}")
    body, told = bytes(raw_body), signature.encode(errors="replace")
    # All keys, whichever fits: how long it takes tells nothing.
    fits = [hmac.compare_digest(hmac.new(each, body, hashlib.sha256).hexdigest().encode(), told) for each in keys]
    if not any(fits):
        raise Forbidden("signature_mismatch", "the webhook is signed by another key, or is not as it was signed")
    event = _event(body)
    now, happened = clock(), event.created_at.timestamp()
    if not now - max_age <= happened <= now + AHEAD:
        raise Forbidden("webhook_outdated", f"the event is of {event.created_at}, {now - happened:.0f} seconds ago")
    if seen is not None and not seen.add(signature, happened + max_age - now + 1.0):
        raise Conflict("webhook_replayed", "the webhook was taken before")
    return event


def _keys(key: Any) -> list[bytes]:
    given = [key] if isinstance(key, str) else list(key) if isinstance(key, Iterable) else []
    if not given or not all(isinstance(each, str) and each for each in given):
        raise ArgumentError("key must be the signing key of the hook, or a list of them, and not empty")
    return [each.encode() for each in given]


def _event(body: bytes) -> WebhookEvent:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    event = WebhookEvent.of(told if isinstance(told, dict) else {})
    if not isinstance(event.event, str) or not isinstance(event.created_at, datetime):
        raise Invalid("webhook_malformed", "the webhook tells no event with its time")
    return event
