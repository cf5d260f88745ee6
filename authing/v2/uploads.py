"""Uploading pictures."""

from __future__ import annotations

from mimetypes import guess_type

from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.core.multipart import File
from authing.v2.arguments import text
from authing.v2.models.answer import UploadedFile
from authing.v2.wire import rest

__all__ = ["upload"]


def upload(
    folder: str, image: bytes, file_name: str, *, private: bool = False, auth: bool | str = True
) -> Call[UploadedFile]:
    """Upload a picture (POST /api/v2/upload).

    Args:
        folder: Where it is put: `avatar` or `face-photo`.
        image: What is in the file.
        file_name: What it is called; its ending tells the media type.
        private: Whether it can be read by its key only.
        auth: Whose token is sent, see `Call`.

    Raises:
        ArgumentError: The image is empty or no bytes, or the name does not end as that of a picture does.
    """
    if not isinstance(image, (bytes, bytearray)) or not image:
        raise ArgumentError("the image must be the bytes of a picture")
    kind, _ = guess_type(text("file_name", file_name), strict=False)  # strictly, only some machines know .webp
    if kind is None or not kind.startswith("image/"):
        raise ArgumentError("file_name must end as the name of a picture does, such as .png or .jpg")
    params = {"folder": folder, "private": private or None}
    files = {"file": File(file_name, bytes(image), kind)}
    return rest("POST", "/api/v2/upload", UploadedFile.of, params=params, files=files, auth=auth)
