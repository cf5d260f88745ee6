"""User tokens and management tokens: how they are made, and what is wrong with a bad one.

Both are JWTs, but with keys that never meet: a user token is signed by HS256 with the secret of its application (or of its pool), or
by RS256 with a key of the server where the application wants that (see `signing_keys`), a management token with a key of its pool that never leaves the server. Tokens on the way to a login, which prove a right password
and nothing more, share this key, each purpose under an audience of its own. The kind is read from the claims only to find the
key; the signature then proves it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeGuard

import jwt

from authing.server.rules import signing_keys
from authing.server.rules.arn import user_arn
from authing.server.rules.signing_keys import HS256, is_signed_by
from authing.server.storage import accounts, pools, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.signing_keys import Signer
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application, Pool

MANAGEMENT = "management"
SECOND_FACTOR, FIRST_LOGIN, FORCED_RESET = "second-factor", "first-login", "forced-reset"
"""What has to be done between a right password and a login."""

STEP_LIFE = 600
"""Seconds to do it in."""

ID = re.compile(r"[0-9a-f]{24}\Z")
LONGEST = 16 * 1024
"""Characters of a token; without the profile, every token is shorter."""


class Fault(Enum):
    """What is wrong with a token."""

    MISSING = "missing"
    INVALID = "invalid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True)
class Issued:
    """A token with the times inside it, in UTC."""

    token: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Manager:
    """The bearer of a good management token: may do everything within one pool."""

    pool: Pool


@dataclass(frozen=True)
class SignedIn:
    """The bearer of a good user token: may do some things to itself."""

    account: Account
    pool: Pool
    application: Application | None
    token: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Step:
    """The bearer of a good token of one step: a user whose password was right, and what the token was given besides."""

    account: Account
    pool: Pool
    application: Application | None
    data: dict[str, Any]
    token_id: str


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_id() -> str:
    """A new id: 24 hexadecimal digits."""
    return secrets.token_hex(12)


def new_secret() -> str:
    """A new secret: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def management_token(pool: Pool, now: datetime, life: int) -> Issued:
    """A token with which all of a pool can be managed."""
    issued_at, expires_at = times(now, life)
    claims = {
        "aud": MANAGEMENT,
        "sub": pool.id,
        "iat": issued_at,
        "exp": expires_at,
        "data": {"id": pool.owner_id, "email": None},
    }
    return Issued(jwt.encode(claims, pool.management_key, HS256), issued_at, expires_at)


def user_token(
    account: Account,
    pool: Pool,
    application: Application | None,
    issuer: str,
    now: datetime,
    signer: Signer,
    profile: Mapping[str, Any],
) -> Issued:
    """A token for one user: an id_token of the application with its profile, or the shorter form of the pool."""
    data = {
        "type": "user",
        "userPoolId": pool.id,
        "appId": application.id if application else None,
        "id": account.id,
        "userId": account.id,
        "_id": account.id,
        "arn": user_arn(account.pool_id, account.id),
        "phone": account.phone,
        "email": account.email,
        "username": account.username,
        "unionid": account.unionid,
        "openid": account.openid,
        "clientId": pool.id,
    }
    if application:
        return id_token(account, application, issuer, now, signer, {"data": data, "userpool_id": pool.id}, profile)
    issued_at, expires_at = times(now, pool.token_expires_after)
    claims = {"jti": secrets.token_hex(8), "iat": issued_at, "exp": expires_at, "data": data}
    return Issued(signer.sign(claims), issued_at, expires_at)


def id_token(
    account: Account,
    application: Application,
    issuer: str,
    now: datetime,
    signer: Signer,
    claims: Mapping[str, Any],
    profile: Mapping[str, Any],
) -> Issued:
    """An id_token (OpenID Connect Core, section 2), with further claims and as much of the profile as a header can carry."""
    issued_at, expires_at = times(now, application.token_expires_after)
    said = {
        # Two logins within a second must not give one token, or ending one would end the other.
        "jti": secrets.token_hex(8),
        "iat": issued_at,
        "exp": expires_at,
        "sub": account.id,
        "aud": application.id,
        "iss": issuer,
        **claims,
    }
    token = signer.sign({**profile, **said})
    if len(token) > LONGEST:
        # It would not come back in a header; what is left out is in users/me.
        token = signer.sign(said)
    return Issued(token, issued_at, expires_at)


def step_token(
    step: str, account: Account, pool: Pool, application: Application | None, now: datetime, **data: str
) -> Issued:
    """A token for one user whose password was right and who has this step still to take; it logs nobody in."""
    issued_at, expires_at = times(now, STEP_LIFE)
    claims = {
        "aud": step,
        "sub": account.id,
        "jti": secrets.token_hex(8),
        "iat": issued_at,
        "exp": expires_at,
        "data": {**data, "userPoolId": pool.id, "appId": application.id if application else None},
    }
    return Issued(jwt.encode(claims, pool.management_key, HS256), issued_at, expires_at)


def times(now: datetime, life: int) -> tuple[datetime, datetime]:
    """When a token is issued and when it expires, in whole seconds as JWTs tell it."""
    issued_at = now.replace(microsecond=0)
    return issued_at, issued_at + timedelta(seconds=life)


def bearer(db: Session, token: str | None, now: datetime) -> Manager | SignedIn | Fault:
    """Who a token belongs to, or what is wrong with it."""
    if not token:
        return Fault.MISSING
    claims = _claims(token)
    if claims is None:
        return Fault.INVALID
    if claims.get("aud") == MANAGEMENT:
        return _manager(db, token, claims, now)
    return _signed_in(db, token, claims, now)


def bearer_at(db: Session, step: str, token: str, now: datetime) -> Step | Fault:
    """Who has this step still to take, or what is wrong with the token."""
    claims = _claims(token)
    data = claims.get("data") if claims else None
    pool_id = data.get("userPoolId") if isinstance(data, dict) else None
    pool = pools.pool(db, pool_id) if _is_id(pool_id) else None
    if claims is None or data is None or pool is None or not is_signed_by(token, pool.management_key, HS256, step):
        return Fault.INVALID
    if _is_over(claims, now):
        return Fault.EXPIRED
    account = accounts.get(db, pool.id, claims["sub"])
    application = pools.application(db, data["appId"]) if data["appId"] else None
    return Step(account, pool, application, data, claims["jti"]) if account else Fault.REVOKED


def hinted(db: Session, token: str, application: Application) -> str | None:
    """The id of the user of an id_token that was issued to an application, expired or not."""
    claims = _claims(token)
    if claims is None or not signing_keys.is_signed(db, token, application.secret, application.id):
        return None
    return claims.get("sub")


def audience(token: str) -> str | None:
    """The application that a token says it is for, which nothing proves yet."""
    claims = _claims(token)
    found = claims.get("aud") if claims else None
    return found if isinstance(found, str) else None


def _claims(token: str) -> dict[str, Any] | None:
    """What a token says, which nothing proves yet."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, RecursionError):
        return None


def _manager(db: Session, token: str, claims: dict[str, Any], now: datetime) -> Manager | Fault:
    subject = claims.get("sub")
    pool = pools.pool(db, subject) if _is_id(subject) else None
    if pool is None or not is_signed_by(token, pool.management_key, HS256, MANAGEMENT):
        return Fault.NOT_ALLOWED
    return Fault.NOT_ALLOWED if _is_over(claims, now) else Manager(pool)


def _signed_in(db: Session, token: str, claims: dict[str, Any], now: datetime) -> SignedIn | Fault:
    opened = sessions.find(db, digest(token))
    if opened is None:
        return _lost(db, token, claims, now)
    application, session = opened.application, opened.session
    key = application.secret if application else opened.pool.jwt_secret
    if not signing_keys.is_signed(db, token, key, application.id if application else None):
        return Fault.INVALID
    if session.expires_at <= now:
        return Fault.EXPIRED
    return SignedIn(opened.account, opened.pool, application, token, session.created_at, session.expires_at)


def _lost(db: Session, token: str, claims: dict[str, Any], now: datetime) -> Fault:
    """Why a token has no session: it never was one of ours, it has expired, or it was revoked."""
    audience = claims.get("aud")
    key = _application_key(db, audience) if audience is not None else _pool_key(db, claims.get("data"))
    if key is None or not signing_keys.is_signed(db, token, key, audience):
        return Fault.INVALID
    return Fault.EXPIRED if _is_over(claims, now) else Fault.REVOKED


def _application_key(db: Session, audience: object) -> str | None:
    application = pools.application(db, audience) if _is_id(audience) else None
    return application.secret if application else None


def _pool_key(db: Session, data: object) -> str | None:
    pool_id = data.get("userPoolId") if isinstance(data, dict) else None
    pool = pools.pool(db, pool_id) if _is_id(pool_id) else None
    return pool.jwt_secret if pool else None


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and ID.match(value) is not None


def _is_over(claims: dict[str, Any], now: datetime) -> bool:
    """Whether a token has expired; whoever knows an application's secret can sign anything in place of the number."""
    expiry = claims["exp"]
    return not (isinstance(expiry, (int, float)) and expiry > now.timestamp())
