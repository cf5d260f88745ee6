"""Passwords on the wire: RSA PKCS#1 v1.5 with a key that the host publishes, base64."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from authing.core.call import Call, Flow
from authing.core.errors import ArgumentError, AuthingException, NotFound

from .options import PlatformOptions, is_public_cloud
from .wire import rest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

__all__ = ["PasswordKey", "encrypted"]

T = TypeVar("T")

PUBLIC_CLOUD_KEY = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC4xKeUgQ+Aoz7TLfAfs9+paePb5KIofVthEopwrXFkp8OCeocaTHt9ICjTT2QeJh6cZaDaArfZ"
    "873GPUn00eOIZ7Ae+TiA2BKHbCvloW3w5Lnqm70iSsUi5Fmu9/2+68GZRH9L7Mlh8cFksCicW2Y2W2uMGKl64GDcIq3au+aqJQIDAQAB"
)
_NOT_DECRYPTABLE = 2016
_PADDING = 11  # bytes that PKCS#1 v1.5 takes (RFC 8017, section 7.2.1)
_HOSTS_LIMIT = 256
# The way to a host -> its key. Shared, because end users' clients are made per request; but what came over an unverified
# connection, or through a session whose settings we do not know, serves no client that reaches the host otherwise.
_published: dict[tuple[object, ...], str] = {}
_published_through: WeakKeyDictionary[Any, dict[tuple[object, ...], str]] = WeakKeyDictionary()


class PasswordKey:
    """The key of one client: given, built in for Authing's own cloud, or published by the host."""

    __slots__ = ("_given", "_host", "_known", "_route")

    def __init__(self, options: PlatformOptions) -> None:
        self._host = options.host
        self._route = options.route
        session = options.http_client
        self._known = _published if session is None else _published_through.setdefault(session, {})
        self._given = options.enc_public_key

    def sealing(self, passwords: Sequence[str], send: Callable[..., Call[T]]) -> Flow[T]:
        """Encrypt passwords and send them; once more with the key read anew if the host cannot decrypt them.

        Args:
            passwords: The passwords; for none, no key is needed.
            send: Describes the call that carries them; takes as many arguments, encrypted.

        Raises:
            ArgumentError: One of them is empty, no text, or too long for one block of the key.
        """
        for password in passwords:
            _checked(password)
        if not passwords:
            return (yield from send())
        key, published = yield from self._key()
        try:
            return (yield from send(*[encrypted(password, key) for password in passwords]))
        except AuthingException as error:
            if error.code != _NOT_DECRYPTABLE or not published:
                raise
        self._known.pop(self._route, None)
        key, _ = yield from self._key()
        return (yield from send(*[encrypted(password, key) for password in passwords]))

    def _key(self) -> Flow[tuple[str, bool]]:
        if self._given:
            return self._given, False
        if is_public_cloud(self._host):
            return PUBLIC_CLOUD_KEY, False
        key = self._known.get(self._route)
        if key is None:
            try:
                key = yield from rest("GET", "/api/v2/.well-known", _public_key, auth=False)
            except NotFound:
                key = PUBLIC_CLOUD_KEY  # a deployment older than the publication: it has the well-known key
            if len(self._known) >= _HOSTS_LIMIT:
                self._known.clear()
            self._known[self._route] = key
        return key, True


def encrypted(password: str, key: str) -> str:
    """A password as the platform takes it.

    Args:
        password: The password.
        key: An RSA public key: PEM, or the base64 body of one.

    Raises:
        ArgumentError: It is no text, or too long for one block of the key, or the key is none.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    plain = _checked(password)
    public_key = _loaded(key)
    room = public_key.key_size // 8 - _PADDING
    if len(plain) > room:
        raise ArgumentError(f"the password is too long: the key takes {room} bytes of UTF-8")
    return base64.b64encode(public_key.encrypt(plain, PKCS1v15())).decode("ascii")


def _checked(password: str) -> bytes:
    if not isinstance(password, str) or not password:
        raise ArgumentError("the password must be a text that is not empty")
    try:
        return password.encode("utf-8")
    except UnicodeEncodeError:
        raise ArgumentError("the password is not valid Unicode") from None


@lru_cache(maxsize=64)
def _loaded(key: str) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    body = "".join(line for line in key.split() if line).replace("-----BEGINPUBLICKEY-----", "")
    body = body.replace("-----ENDPUBLICKEY-----", "")
    try:
        loaded = load_der_public_key(base64.b64decode(body, validate=True))
    except ValueError:
        raise ArgumentError("enc_public_key is no public key: give PEM, or its base64 body") from None
    if not isinstance(loaded, RSAPublicKey):
        raise ArgumentError("enc_public_key is no RSA key")
    return loaded


def _public_key(data: Any) -> str:
    key = data["publicKey"]
    if not isinstance(key, str):
        raise TypeError("publicKey is no text")
    _loaded(key)  # what is no key must not be kept
    return key
