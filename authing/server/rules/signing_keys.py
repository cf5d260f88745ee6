"""The keys that tokens of the OpenID provider are signed with: the server's own pairs by RS256, and applications' secrets by HS256.

The newest pair signs. It is replaced after `LIFE`, or at once by `rotate`; the public half of an older one stays in the JWKS until
the last token that it signed is over. Private halves are sealed in the database.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from authing.server.rules import encryption
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import oidc
from authing.server.storage.tables.oidc import SigningKey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.secrets_at_rest import Vault
    from authing.server.rules.service import Context, Service
    from authing.server.storage.tables.pools import Application

HS256, RS256 = "HS256", "RS256"
LIFE = timedelta(days=90)
"""How long a pair of keys signs."""

GRACE = timedelta(days=1)
"""How long a key whose last token is over is still kept, for those that were signed while another one took over."""


@dataclass(frozen=True)
class Signer:
    """What signs a token.

    Attributes:
        algorithm: HS256 or RS256.
        key: The secret, or the private key.
        kid: The id of the key pair.
    """

    algorithm: str
    key: Any = field(repr=False)
    kid: str | None = None

    def sign(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        """A JWT with these claims; `kind` is its header `typ`."""
        headers = {"typ": kind} | ({"kid": self.kid} if self.kid else {})
        return jwt.encode(claims, self.key, self.algorithm, headers)


def of_application(db: Session, service: Service, application: Application) -> Signer:
    """What signs an application's id_tokens."""
    if application.id_token_algorithm == RS256:
        return current(db, service)
    return Signer(HS256, application.secret)


def current(db: Session, service: Service) -> Signer:
    """The pair of keys that signs, in a transaction that writes: it may be the time for a new one."""
    now = service.now()
    newest = oidc.newest_key(db)
    if newest is None or newest.created_at + LIFE <= now:
        newest = _add(db, service, now)
    return Signer(RS256, _private(service.vault, newest.sealed_private, newest.kid), newest.kid)


def rotate(service: Service) -> str:
    """Sign with a new pair of keys from now on, whose id this returns."""
    with service.database.writing() as db:
        return _add(db, service, service.now()).kid


def _add(db: Session, service: Service, now: datetime) -> SigningKey:
    kid, pem = secrets.token_hex(12), encryption.new_key()
    public = _loaded(pem).public_key()
    made = SigningKey(
        kid=kid,
        sealed_private=service.vault.seal(pem, kid),
        public={**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": kid, "use": "sig", "alg": RS256},
        created_at=now,
    )
    # RFC 7517, section 4.3: "use" and "key_ops" should not be used together.
    made.public.pop("key_ops", None)
    oidc.remove_keys(db, now - GRACE)
    oidc.add_key(db, made)
    return made


@lru_cache(maxsize=16)
def _private(vault: Vault, sealed: str, kid: str) -> rsa.RSAPrivateKey:
    return _loaded(vault.unseal(sealed, kid))


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a signing key must be an RSA key")
    return key


def published(context: Context) -> list[dict[str, Any]]:
    """The public keys (JWKs) of all tokens that may still be good; the first one is made for whoever asks first."""
    service, now = context.service, context.service.now()
    with context.reading() as db:
        found = oidc.published_keys(db, now)
    if not found:
        with context.writing() as db:
            current(db, service)
            found = oidc.published_keys(db, now)
    return [dict(key.public) for key in found]


def public_key(db: Session, kid: object) -> rsa.RSAPublicKey | None:
    """The public key with this id."""
    found = oidc.key(db, kid) if isinstance(kid, str) and len(kid) <= KID_LENGTH else None
    return _public(json.dumps(found.public)) if found else None


KID_LENGTH = 24


@lru_cache(maxsize=16)
def _public(jwk: str) -> rsa.RSAPublicKey:
    key = RSAAlgorithm.from_jwk(jwk)
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("a published key must be public")
    return key


def is_signed(db: Session, token: str, secret: str | None, audience: str | None) -> bool:
    """Whether a token is one of a user's login, signed by RS256 with a key of the server, or by HS256 with this secret; times are not looked at.

    The token says by which of both, but each has keys of its own: a public key never serves as a secret (RFC 8725, section 3.1).
    Keys that a token brings along (`jwk`, `jku`, `x5c`, `x5u`) are never looked at (section 3.10).
    """
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        return False
    algorithm = header.get("alg")
    key = public_key(db, header.get("kid")) if algorithm == RS256 else secret
    # RFC 8725, section 3.11: an access token, which has a type of its own, is not one.
    if algorithm not in (RS256, HS256) or key is None or header.get("typ") != "JWT":
        return False
    return is_signed_by(token, key, algorithm, audience)


def is_signed_by(token: str, key: str | rsa.RSAPublicKey, algorithm: str, audience: str | None) -> bool:
    """Whether a token for this audience is signed with this key; times are compared by the callers, with the service's own clock."""
    try:
        jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=audience,
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "iat"]},
        )
    except jwt.InvalidTokenError:
        return False
    return True


def require_algorithm(value: object) -> str:
    """An algorithm for id_tokens.

    Raises:
        Refusal: MALFORMED for another one than the two.
    """
    if value not in (HS256, RS256):
        raise Refusal(Code.MALFORMED, f"id_token_signed_response_alg must be {HS256} or {RS256}")
    return str(value)
