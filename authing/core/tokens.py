"""Tokens verified without asking their issuer: id_tokens (OpenID Connect Core) and access tokens (RFC 9068).

    verifier = Verifier(KeySet("https://id.example/oidc"))
    claims = yield from verifier.id_token(token, client_id, nonce=nonce)
    claims = yield from verifier.access_token(token, "https://api.example")

Nothing in a token tells how it is to be verified: its `kid` and `alg` only choose among the keys that its issuer
publishes and the secret that the client shares with it, each good for its own algorithms. `jwk`, `jku`, `x5c` and
`x5u` are not looked at. Nothing here does I/O; keys are fetched by the flow that the caller's runner performs.

The three parts are taken apart here, and PyJWT does the cryptography: its public interface takes each token apart again
after the look at the header, at almost twice the cost of all of this (1.15 times `jwt.decode` instead of 0.65), and from
one of its releases to another it tells differently what is well written.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence, Set
from hashlib import new as new_hash
from hmac import compare_digest
from time import time
from typing import Any, NamedTuple, cast

from .call import Flow
from .errors import ArgumentError, NotLoggedIn
from .jwks import KeySet
from .keys import LONGEST_KEY_ID, PUBLISHED_ALGORITHMS, SECRET_ALGORITHMS, Key, secret_keys
from .oidc_answers import Claims, Introspection

__all__ = ["EXPIRED", "INVALID", "LEEWAY", "Claims", "Verifier"]

LEEWAY = 30.0
"""Seconds by which the clocks of issuer and verifier may differ."""

LARGEST_LEEWAY = 300.0
"""Seconds; with more, the end of a token would mean nothing."""

LONGEST = 16 * 1024
"""Characters of a token; more would not come in a header."""

INVALID = "invalid_token"
"""The code of a token that is not good (RFC 6750, section 3.1)."""

EXPIRED = "token_expired"
"""The code of a token that was good until its end came."""

_LAST_MOMENT = 253402300800  # the year 10000, which no datetime can tell
_ID_TOKEN_TYPES = frozenset({None, "jwt"})
_SURE_ACCESS_TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_ACCESS_TOKEN_TYPES = _ID_TOKEN_TYPES | _SURE_ACCESS_TOKEN_TYPES
_OF_ACCESS_TOKENS = frozenset({"scope", "client_id"})
_OF_ID_TOKENS = frozenset({"at_hash", "c_hash"})  # OpenID Connect Core, sections 3.1.3.6 and 3.3.2.11
_HASHES = {"ES256K": "sha256", "EdDSA": "sha512"}  # of the others their names tell


class Verifier:
    """Verifies the tokens of one issuer.

    Args:
        keys: The keys of the issuer.
        secret: What the client shares with the issuer; without it, tokens signed by a secret are refused.
        leeway: Seconds by which the clocks may differ, at most 300.
        clock: What tells the present time, in seconds since 1970.

    Raises:
        ArgumentError: The leeway is too large, or the clock is none.
    """

    __slots__ = ("_clock", "_keys", "_leeway", "_secret")

    def __init__(
        self,
        keys: KeySet,
        secret: str | None = None,
        *,
        leeway: float = LEEWAY,
        clock: Callable[[], float] = time,
    ) -> None:
        if isinstance(leeway, bool) or not isinstance(leeway, (int, float)) or not 0 <= leeway <= LARGEST_LEEWAY:
            raise ArgumentError(f"leeway is seconds: from 0 to {LARGEST_LEEWAY:.0f}")
        if not callable(clock):
            raise ArgumentError("clock must be a function that tells the time, such as time.time")
        self._keys, self._secret, self._leeway, self._clock = keys, secret, leeway, clock

    def id_token(
        self,
        token: str,
        client_id: str,
        *,
        nonce: str | None = None,
        access_token: str | None = None,
        max_age: float | None = None,
    ) -> Flow[Claims]:
        """The claims of an id_token (OpenID Connect Core, section 3.1.3.7).

        Args:
            token: The token.
            client_id: Whom it must be for.
            nonce: What the login was begun with; then it must be in the token.
            access_token: The one that came with it; it is compared where the token tells which one that was.
            max_age: Seconds since the user logged in; then the token must tell when that was.

        Raises:
            NotLoggedIn: The token is not good.
            ArgumentError: An argument cannot be right.
        """
        is_number = isinstance(max_age, (int, float)) and not isinstance(max_age, bool)
        if max_age is not None and not (is_number and max_age >= 0):  # also refuses NaN, which nothing is older than
            raise ArgumentError("max_age is seconds: 0 or more")
        for name, value in (("nonce", nonce), ("access_token", access_token)):
            if value is not None and (not isinstance(value, str) or not value):
                raise ArgumentError(f"{name} must be a text that is not empty")
        return self._id_token(_text(token), client_id, nonce, access_token, max_age)

    def access_token(
        self, token: str, audience: str | Sequence[str], *, marks: Set[str] = _OF_ACCESS_TOKENS
    ) -> Flow[Claims]:
        """The claims of an access token (RFC 9068, section 4).

        Args:
            token: The token.
            audience: Whom it must be for: one of these.
            marks: Claims of which the issuer's access tokens have one, and its id_tokens none; they count where the
                header does not tell which it is.

        Raises:
            NotLoggedIn: The token is not good.
            ArgumentError: An argument cannot be right.
        """
        return self._access_token(_text(token), (audience,) if isinstance(audience, str) else tuple(audience), marks)

    def introspected(self, answer: Introspection, audience: Sequence[str] | None = None) -> Claims:
        """The claims of a token that its issuer was asked about (RFC 7662, section 4).

        Args:
            answer: What it said.
            audience: Whom the token must be for, one of these; None for whomever the issuer tells it about.

        Raises:
            NotLoggedIn: The token is not good.
        """
        if not answer.active:
            raise _refused("its issuer does not know it, or not for this client")
        raw = dict(answer)
        if audience is not None:
            _check_audience(raw, audience)
        self._check(raw)
        return Claims.of(raw)

    def _id_token(
        self, token: str, client_id: str, nonce: str | None, access_token: str | None, max_age: float | None
    ) -> Flow[Claims]:
        parsed = _parsed(token)
        # RFC 8725, section 3.11: a token of one kind is not one of another. Where the header does not tell, the scope does.
        if parsed.kind not in _ID_TOKEN_TYPES:
            raise _refused("it is no id_token (typ)")
        claims = yield from self._verified(parsed, (client_id,))
        if "scope" in claims:
            raise _refused("it is an access token (scope)")
        # OpenID Connect Core, section 3.1.3.7, points 4 and 5: of several audiences one has logged the user in.
        party = claims.get("azp")
        if party != client_id and (party is not None or len(claims.audience) > 1):
            raise _refused("it was made for another application (azp)")
        # The same, point 11: the login that was begun here, and not another one.
        if nonce is not None and not _same(nonce, claims.get("nonce")):
            raise _refused("it is not of this login (nonce)")
        # The same, section 3.1.3.8: another user's access token must not be taken for this user's.
        told = claims.get("at_hash")
        if (
            access_token is not None
            and told is not None
            and not _same(_half_hash(access_token, parsed.algorithm), told)
        ):
            raise _refused("the access token is not the one that came with it (at_hash)")
        # The same, section 3.1.3.7, point 13.
        if max_age is not None:
            since = _seconds(claims.raw, "auth_time")
            if since is None or since + max_age + self._leeway < self._clock():
                raise _refused("the user logged in too long ago, or it does not tell when (auth_time)")
        return claims

    def _access_token(self, token: str, audiences: tuple[str, ...], marks: Set[str]) -> Flow[Claims]:
        parsed = _parsed(token)
        if parsed.kind not in _ACCESS_TOKEN_TYPES:
            raise _refused("it is no access token (typ)")
        claims = yield from self._verified(parsed, audiences)
        # RFC 9068, section 4: an id_token is no access token, although it may be for the same application.
        if not claims.keys().isdisjoint(_OF_ID_TOKENS):
            raise _refused("it is an id_token (at_hash, c_hash)")
        if parsed.kind not in _SURE_ACCESS_TOKEN_TYPES and claims.keys().isdisjoint(marks):
            raise _refused(f"it is no access token (it has none of {', '.join(sorted(marks))})")
        return claims

    def _verified(self, token: _Parsed, audiences: tuple[str, ...]) -> Flow[Claims]:
        key = yield from self._key(token.key_id, token.algorithm)
        if not key.verifies(token.signed, token.signature):
            raise _refused("its signature is wrong")
        raw = _object(token.payload, "payload")
        _check_audience(raw, audiences)
        self._check(raw)
        return Claims.of(raw)

    def _key(self, kid: str | None, algorithm: str) -> Flow[Key]:
        if algorithm in PUBLISHED_ALGORITHMS:
            key = self._keys.known(kid, algorithm) or (yield from self._keys.find(kid, algorithm))
            if key is None:
                raise _refused("its issuer publishes no key for it")
            return key
        if algorithm not in SECRET_ALGORITHMS:
            raise _refused("it is not signed by an algorithm that can be trusted")
        key = secret_keys(self._secret).get(algorithm) if self._secret else None
        if key is None:
            raise _refused(f"it is signed by a secret, and this client has none that is long enough for {algorithm}")
        return key

    def _check(self, raw: Mapping[str, Any]) -> None:
        if raw.get("iss") != self._keys.issuer:
            raise _refused("it is of another issuer")
        subject = raw.get("sub")
        if not isinstance(subject, str) or not subject:
            raise _refused("it does not tell whom it is about (sub)")
        now = self._clock()
        expires, issued, begins = _seconds(raw, "exp"), _seconds(raw, "iat"), _seconds(raw, "nbf")
        if expires is None or issued is None:
            raise _refused("it does not tell its time (exp, iat)")
        if issued > now + self._leeway or (begins is not None and begins > now + self._leeway):
            raise _refused("it is not good yet (iat, nbf)")
        if expires + self._leeway <= now:
            raise NotLoggedIn(EXPIRED, "the token has expired")


def _check_audience(raw: Mapping[str, Any], audiences: Sequence[str]) -> None:
    told = raw.get("aud")
    named = told if isinstance(told, list) else [told]
    if not any(isinstance(one, str) and one in audiences for one in named):
        raise _refused("it is for another audience")
    if not all(isinstance(one, str) for one in named):
        raise _refused("its audience is malformed")


class _Parsed(NamedTuple):
    """The parts of a token, not verified yet."""

    algorithm: str
    key_id: str | None
    kind: str | None
    signed: bytes
    payload: bytes
    signature: bytes


def _text(token: str) -> str:
    if not isinstance(token, str):
        raise ArgumentError(f"a token is a text, not a {type(token).__name__}")
    return token


def _parsed(token: str) -> _Parsed:
    if len(token) > LONGEST:
        raise _refused(f"it has more than {LONGEST} characters")
    if not token.isascii():
        raise _refused("it is malformed")
    parts = token.encode().split(b".", 5)
    if len(parts) == 5:
        raise _refused("it is encrypted, which is not supported")
    if len(parts) != 3:
        raise _refused("it is malformed")
    header = _object(parts[0], "header")
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ")
    if not isinstance(algorithm, str):
        raise _refused("its algorithm is no text (alg)")
    if kid is not None and (not isinstance(kid, str) or len(kid) > LONGEST_KEY_ID):
        raise _refused("its key id is no text, or too long (kid)")
    # RFC 7515, section 4.1.11: what is critical must be understood. There is nothing of the kind that we do.
    if "crit" in header:
        raise _refused("its header has critical parts that are not understood (crit)")
    if kind is not None and not isinstance(kind, str):
        raise _refused("its kind is no text (typ)")
    signed = token[: -len(parts[2]) - 1].encode()
    return _Parsed(algorithm, kid, kind and kind.lower(), signed, parts[1], _decoded(parts[2]))


def _object(segment: bytes, what: str) -> dict[str, Any]:
    text = _decoded(segment)
    try:
        found = json.loads(text.decode())
    except (ValueError, RecursionError):
        raise _refused(f"its {what} is malformed") from None
    if not isinstance(found, dict):
        raise _refused(f"its {what} is malformed")
    return found


def _decoded(segment: bytes) -> bytes:
    try:
        decoded = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except ValueError:
        raise _refused("it is malformed") from None
    # Python's decoder passes over letters that do not belong; one token must not be written in two ways.
    if urlsafe_b64encode(decoded).rstrip(b"=") != segment:
        raise _refused("it is malformed")
    return decoded


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    """A moment in seconds since 1970, or None."""
    value = claims.get(name)
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 <= value < _LAST_MOMENT:  # also refuses NaN
        raise _refused(f"its {name} is no time")
    return cast("float", value)


def _half_hash(access_token: str, algorithm: str) -> str:
    """What an id_token tells of the access token that came with it (OpenID Connect Core, section 3.1.3.6)."""
    digest = new_hash(
        _HASHES.get(algorithm) or f"sha{algorithm[-3:]}", access_token.encode(errors="surrogatepass")
    ).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _same(expected: str, told: Any) -> bool:
    return isinstance(told, str) and compare_digest(
        expected.encode(errors="surrogatepass"), told.encode(errors="surrogatepass")
    )


def _refused(words: str) -> NotLoggedIn:
    return NotLoggedIn(INVALID, f"the token is not good: {words}")
