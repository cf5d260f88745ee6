"""Files as the body of a request, read back by the parser of the standard library."""

from __future__ import annotations

import re
from email.parser import BytesParser
from email.policy import HTTP

import pytest
from plan_driver import Desk, post, reply

from authing.core.errors import ArgumentError
from authing.core.multipart import File, encoded_files
from authing.core.plan import Request

PNG = b"\x89PNG\r\n\x1a\n\x00--\r\n"


def made(**files: File) -> Request:
    at = Desk()
    at.run(post(files=files), reply())
    return at.requests[0]


def read(request: Request) -> dict[str, tuple[str | None, str, bytes]]:
    """Name of the file, media type and content, by the name of the field."""
    assert request.body is not None
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    assert message.defects == []
    found = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        field = part["content-disposition"].params["name"]
        found[field] = (part.get_filename(), part.get_content_type(), content)
    return found


def test_files_are_sent_as_they_are() -> None:
    request = made(file=File("bob.png", PNG, "image/png"), other=File("x", b""))
    assert read(request) == {"file": ("bob.png", "image/png", PNG), "other": ("x", "application/octet-stream", b"")}
    assert request.headers["authorization"] == "Bearer mine"


def test_the_boundary_is_in_no_file() -> None:
    first = made(file=File("a", b"content"))
    assert first.body is not None
    again = made(file=File("a", first.body))
    assert read(again)["file"][2] == first.body


@pytest.mark.parametrize(
    ("name", "sent"), [('a".png', "a%22.png"), ("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1"), ("é.png", "é.png")]
)
def test_a_name_cannot_end_its_header(name: str, sent: str) -> None:
    body, _ = encoded_files({"fi\neld": File(name, b"")})
    assert f'name="fi%0Aeld"; filename="{sent}"\r\n'.encode() in body
    assert len(re.findall(rb"(?m)^X-Evil", body)) == 0


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ArgumentError, match="not valid Unicode"):
        encoded_files({"file": File("\ud800", b"")})


@pytest.mark.parametrize("kind", ["image/png\r\nX-Evil: 1", "imagé/png", "a\0b"])
def test_what_is_no_media_type_is_refused(kind: str) -> None:
    with pytest.raises(ArgumentError, match="media type"):
        encoded_files({"file": File("a", b"", kind)})
