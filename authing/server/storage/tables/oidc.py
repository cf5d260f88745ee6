"""The OpenID provider: its keys, what users let applications do, and the codes and tokens that were issued for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class SigningKey(Base):
    """A pair of keys of the server; the newest one signs.

    Attributes:
        kid: Its id, which tokens name in their header.
        sealed_private: The private key as PEM, sealed.
        public: The public key as a JWK.
        published_until: When the last token that it signed is over; None for the newest key.
    """

    __tablename__ = "signing_keys"

    kid: Mapped[str] = bounded(24, primary_key=True)
    sealed_private: Mapped[str] = mapped_column(Text)
    public: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = instant()
    published_until: Mapped[datetime | None] = instant()


class Grant(Base):
    """That an application may act for a user, or for a program: all codes and tokens that came of one authorization end with it.

    Attributes:
        protocol: "oidc" or "oauth".
        program_id: The programmatic access account, where there is no user.
        scope: What may be done, separated by spaces.
        sid: The id of the browser session that it came of.
        means: How the user had proven who it is.
        authenticated_at: When it had.
    """

    __tablename__ = "oidc_grants"

    id: Mapped[str] = bounded(24, primary_key=True)
    protocol: Mapped[str] = bounded(5)
    pool_id: Mapped[str] = reference("pools.id")
    application_id: Mapped[str] = reference("applications.id", index=True)
    account_id: Mapped[str | None] = reference("accounts.id", index=True)
    program_id: Mapped[str | None] = reference("programmatic_accounts.id", index=True)
    scope: Mapped[str] = bounded(2000)
    sid: Mapped[str | None] = bounded(24, index=True)
    means: Mapped[list[str]] = mapped_column(JSON)
    authenticated_at: Mapped[datetime | None] = instant()
    created_at: Mapped[datetime] = instant()
    expires_at: Mapped[datetime] = instant(index=True)


class AuthorizationCode(Base):
    """A code for an application's server, kept as a digest; a used one stays, so that a second use is noticed."""

    __tablename__ = "oidc_codes"

    digest: Mapped[str] = bounded(64, primary_key=True)
    grant_id: Mapped[str] = reference("oidc_grants.id", index=True)
    redirect_uri: Mapped[str] = bounded(2000)
    nonce: Mapped[str | None] = bounded(1000)
    code_challenge: Mapped[str | None] = bounded(128)
    code_challenge_method: Mapped[str | None] = bounded(5)
    expires_at: Mapped[datetime] = instant()
    used: Mapped[bool]


class IssuedToken(Base):
    """A token of a grant, kept as a digest; `kind` is "access", "refresh" or "id". A used refresh token stays, like a code."""

    __tablename__ = "oidc_tokens"

    digest: Mapped[str] = bounded(64, primary_key=True)
    grant_id: Mapped[str] = reference("oidc_grants.id", index=True)
    kind: Mapped[str] = bounded(7)
    scope: Mapped[str] = bounded(2000)
    issued_at: Mapped[datetime] = instant()
    expires_at: Mapped[datetime] = instant()
    used: Mapped[bool]


class Consent(Base):
    """What a user has agreed that an application may know or do."""

    __tablename__ = "oidc_consents"

    account_id: Mapped[str] = reference("accounts.id", primary_key=True)
    application_id: Mapped[str] = reference("applications.id", primary_key=True, index=True)
    scope: Mapped[str] = bounded(2000)
    created_at: Mapped[datetime] = instant()
