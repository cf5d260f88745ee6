"""How services of tests refuse: an exception that becomes an error of Connect, with ZITADEL's details."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from connect_server import STATUS, Answer

__all__ = ["Refused", "answering", "detail"]


class Refused(Exception):
    """What a service refuses."""

    def __init__(self, code: str, message: str, *details: Mapping[str, str]) -> None:
        super().__init__(code)
        self.answer = Answer.of({"code": code, "message": message, "details": list(details)}, STATUS[code])


def answering(operation: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], Answer]:
    """An operation that may raise `Refused`, for `ConnectServer.answer`."""

    def answer(given: dict[str, Any]) -> Answer:
        try:
            return Answer.of(operation(given))
        except Refused as refused:
            return refused.answer

    return answer


def detail(error_id: str, failed_attempts: int | None = None, *, message: str = "") -> dict[str, str]:
    """A detail as Protocol Buffers write it: the number and kind of each field, its length, its octets."""
    texts = (error_id.encode(), message.encode())
    data = b"".join(bytes((number << 3 | 2, len(text))) + text for number, text in enumerate(texts, 1) if text)
    kind = "ErrorDetail" if failed_attempts is None else "CredentialsCheckError"
    data += b"" if failed_attempts is None else bytes((3 << 3, failed_attempts))
    return {"type": f"zitadel.v1.{kind}", "value": b64encode(data).decode().rstrip("=")}
