"""Pools, their applications, and what the server itself remembers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference

ON_DEMAND: dict[str, Any] = {"deferred": True, "deferred_group": "details", "deferred_raiseload": True}
"""For columns that only the management of applications wants; nearly every request reads the others."""


class ServerState(Base):
    """What the server itself remembers: the keys that open passwords and sealed secrets, and its first pool."""

    __tablename__ = "server_state"

    name: Mapped[str] = bounded(50, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Pool(Base):
    """A user pool: the tenant that everything else belongs to."""

    __tablename__ = "pools"

    id: Mapped[str] = bounded(24, primary_key=True)
    name: Mapped[str] = bounded(100)
    domain: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    logo: Mapped[str] = bounded(2000)
    owner_id: Mapped[str] = bounded(24)
    secret: Mapped[str] = bounded(64)
    jwt_secret: Mapped[str] = bounded(64)
    management_key: Mapped[str] = bounded(64)
    email_verified_default: Mapped[bool]
    register_disabled: Mapped[bool]
    token_expires_after: Mapped[int]
    password_strength: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class Application(Base):
    """An application of a pool; its secret signs the tokens of users who log in to it, unless a key of the server does.

    Attributes:
        id_token_algorithm: HS256 with the secret, or RS256 with a key of the server.
        restricted: Whether its strategy or a record could keep a user out; where not, a login need not look.
        second_factors: The second factors of which a login asks for one, each `{mfaPolicy, status, sort}`.
        password_logins: By which columns of a user and a password one logs in to it; None where it allows all.
        is_default: Whether the pool was made with it.
        settings: What differs from the defaults, by the names of the protocol.
    """

    __tablename__ = "applications"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id", index=True)
    name: Mapped[str] = bounded(100)
    secret: Mapped[str] = bounded(64)
    token_expires_after: Mapped[int]
    id_token_algorithm: Mapped[str] = bounded(5, default="HS256")
    register_disabled: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    second_factors: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    password_logins: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    default_strategy: Mapped[str] = bounded(20, default="ALLOW_ALL", **ON_DEMAND)
    identifier: Mapped[str] = bounded(100, **ON_DEMAND)
    description: Mapped[str | None] = bounded(140, **ON_DEMAND)
    logo: Mapped[str | None] = bounded(2000, **ON_DEMAND)
    app_type: Mapped[str] = bounded(20, default="INDIVIDUAL", **ON_DEMAND)
    is_default: Mapped[bool] = mapped_column(default=False, **ON_DEMAND)
    sso_enabled: Mapped[bool] = mapped_column(default=False, **ON_DEMAND)
    redirect_uris: Mapped[list[str]] = mapped_column(JSON, default=list, **ON_DEMAND)
    logout_redirect_uris: Mapped[list[str]] = mapped_column(JSON, default=list, **ON_DEMAND)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, **ON_DEMAND)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


for _name in ("name", "identifier"):
    Index(f"applications_unique_{_name}", Application.pool_id, getattr(Application, _name), unique=True)
