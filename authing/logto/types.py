"""What programs of logto-admin import from its module of this name."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import BinaryIO, Generic, TypeVar

from authing.core import multipart
from authing.core.call import UNSET, Unset

__all__ = ["UNSET", "File", "Response", "Unset"]

T = TypeVar("T")


class Response(Generic[T]):
    """The answer to an operation.

    Attributes:
        status_code: The HTTP status.
        content: The body as it came. Never part of `repr`.
        headers: The headers.
        parsed: The result; None if the answer has none.
    """

    def __init__(self, status_code: HTTPStatus, content: bytes, headers: Mapping[str, str], parsed: T | None) -> None:
        self.status_code, self.content, self.headers, self.parsed = status_code, content, headers, parsed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {int(self.status_code)}>"


class File:
    """A file to send.

    Args:
        payload: What is in it, open for reading.
        file_name: What it is called.
        mime_type: Its media type, such as `image/png`.
    """

    def __init__(self, payload: BinaryIO, file_name: str | None = None, mime_type: str | None = None) -> None:
        self.payload, self.file_name, self.mime_type = payload, file_name, mime_type

    def read(self) -> multipart.File:
        """The file as operations take it."""
        return multipart.File(
            self.file_name or "file", self.payload.read(), self.mime_type or "application/octet-stream"
        )
