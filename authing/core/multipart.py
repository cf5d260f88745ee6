"""Files as the body of a request: multipart/form-data (RFC 7578)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from .errors import ArgumentError

__all__ = ["File", "encoded_files"]

_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""As browsers write what would end a name (RFC 7578, section 2)."""


class File(NamedTuple):
    """A file to send.

    Attributes:
        name: What it is called, without a folder.
        content: What is in it.
        type: Its media type, such as `image/png`.
    """

    name: str
    content: bytes
    type: str = "application/octet-stream"


def encoded_files(files: Mapping[str, File]) -> tuple[bytes, str]:
    """The body with these files, by the names of their fields, and its media type.

    Raises:
        ArgumentError: A name is not valid Unicode, or what names the media type of a file is none.
    """
    # No file can hold the digest of itself, so the boundary is in none of them (RFC 2046, section 5.1.1).
    digest = hashlib.sha256()
    for file in files.values():
        digest.update(file.content)
    boundary = f"--{digest.hexdigest()}"
    lines: list[bytes] = []
    for field, file in files.items():
        if not file.type.isascii() or not file.type.isprintable():
            raise ArgumentError("the media type of a file must be printable ASCII, such as image/png")
        told = f'form-data; name="{field.translate(_QUOTED)}"; filename="{file.name.translate(_QUOTED)}"'
        try:
            head = f"--{boundary}\r\nContent-Disposition: {told}\r\nContent-Type: {file.type}\r\n".encode()
        except UnicodeEncodeError:
            raise ArgumentError("the name of a file holds half a surrogate pair: it is not valid Unicode") from None
        lines += [head, file.content]
    return b"\r\n".join([*lines, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
