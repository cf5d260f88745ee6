"""Key files, as ZITADEL's console and the operation `add_key` give them: JSON with a private key in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authing.core.assertions import BACKDATED, LIFETIME, PrivateKey
from authing.core.errors import ArgumentError, NotLoggedIn
from authing.core.model import moment
from authing.core.options import Frozen

if TYPE_CHECKING:
    from typing import TypeAlias

    KeySource: TypeAlias = str | os.PathLike[str] | Mapping[str, Any]

__all__ = ["KeyFile"]

_LARGEST = 64 * 1024
_SUBJECTS = {"serviceaccount": "userId", "application": "clientId"}
"""Who the owner of a key is, by the kind of the file."""


class KeyFile(Frozen):
    """A private key, and whom it belongs to.

    Attributes:
        kind: `serviceaccount` (a service user's) or `application`.
        subject: The id of the user, or the client id of the application.
        key_id: What ZITADEL calls the key.
        expires_at: When the key ends, in UTC; None where the file does not tell.
    """

    kind: str
    subject: str
    key_id: str
    expires_at: datetime | None
    private_key: PrivateKey

    def __init__(self, source: KeySource, *, lifetime: float = LIFETIME, leeway: float = BACKDATED) -> None:
        """Read a key.

        Args:
            source: The path of the file, its text, or what is in it as a dict.
            lifetime: Seconds that an assertion made with the key is good for.
            leeway: Seconds by which the clock of this machine may be ahead of ZITADEL's.

        Raises:
            ArgumentError: It cannot be read, or is no such file; nothing of the key is told.
        """
        told = _object(source)
        kind = told.get("type", "serviceaccount")
        if not isinstance(kind, str) or kind not in _SUBJECTS:
            raise ArgumentError("the key file is of no known type: it must be 'serviceaccount' or 'application'")
        subject, key_id, pem = (_text(told, name) for name in (_SUBJECTS[kind], "keyId", "key"))
        self.__dict__.update(
            kind=kind,
            subject=subject,
            key_id=key_id,
            expires_at=_moment(told.get("expirationDate")),
            private_key=PrivateKey(pem, key_id, lifetime=lifetime, backdated=leeway),
        )

    def check_time(self) -> None:
        """Refuse a key whose time is over.

        Raises:
            NotLoggedIn: It is.
        """
        if self.expires_at is not None and self.expires_at <= datetime.now(timezone.utc):
            raise NotLoggedIn(
                "key_expired",
                f"the key {self.key_id} ended at {self.expires_at}: make a new one and replace the key file",
            )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kind} {self.subject}, key {self.key_id}>"


def _object(source: Any) -> Mapping[str, Any]:
    if isinstance(source, Mapping):
        return source
    if isinstance(source, str) and source.lstrip().startswith(("{", "-----BEGIN")):
        return _parsed(source)
    path = os.fspath(source) if isinstance(source, (str, os.PathLike)) else None
    if not isinstance(path, str) or not path:
        given = "an empty text" if source == "" else f"a {type(source).__name__}"
        raise ArgumentError(f"a key file is a path, a JSON text or a dict, not {given}")
    shown = repr(path) if len(path) < 300 and "-----" not in path else "…"  # it may be a key in place of its path
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise ArgumentError(f"the key file {shown} cannot be read: {reason}") from None
    if len(content) > _LARGEST:
        raise ArgumentError(f"{shown} is no key file: it is too large")
    try:
        return _parsed(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ArgumentError(f"{shown} is no key file: it is no text") from None


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None  # the error of the parser carries the whole text
    if not isinstance(told, dict):
        raise ArgumentError("the key file is no JSON object: take the file as ZITADEL gave it, not the PEM key alone")
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise ArgumentError(f"the key file has no {name}")
    return value


def _moment(told: Any) -> datetime | None:
    if told is None:
        return None
    try:
        return moment(told if isinstance(told, str) else "")
    except ValueError:
        raise ArgumentError("the expirationDate of the key file is no time") from None
