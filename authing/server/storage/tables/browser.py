"""Browsers: single sign-on sessions, logins under way, and CAS tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class BrowserLogin(Base):
    """A user who is logged in with a browser; its cookie is kept only as a digest.

    Attributes:
        realm: What the session is good for: the id of an application, or of the pool whose applications share it.
        means: How the user has proven who it is.
    """

    __tablename__ = "browser_logins"

    id: Mapped[str] = bounded(24, primary_key=True)
    cookie_digest: Mapped[str] = bounded(64, unique=True)
    pool_id: Mapped[str] = reference("pools.id")
    account_id: Mapped[str] = reference("accounts.id", index=True)
    realm: Mapped[str] = bounded(24)
    means: Mapped[list[str]] = mapped_column(JSON)
    authenticated_at: Mapped[datetime] = instant()
    expires_at: Mapped[datetime] = instant(index=True)


class Interaction(Base):
    """A request of an application that waits until its user has logged in and agreed.

    Attributes:
        id_digest: What is kept of the id, which is a secret of the browser's address line.
        browser_digest: What is kept of the cookie of the browser that came with the request.
        kind: The protocol.
        params: The request, which has been checked.
        step: What the user has proven so far, sealed; None before and after.
        login_id: The session that was begun for this request.
        has_consented: What the user answered to the question, if it was asked.
    """

    __tablename__ = "interactions"

    id_digest: Mapped[str] = bounded(64, primary_key=True)
    browser_digest: Mapped[str] = bounded(64)
    application_id: Mapped[str] = reference("applications.id")
    kind: Mapped[str] = bounded(10)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    step: Mapped[str | None] = mapped_column(Text)
    login_id: Mapped[str | None] = reference("browser_logins.id", on_delete="SET NULL", index=True)
    has_consented: Mapped[bool | None]
    expires_at: Mapped[datetime] = instant(index=True)


class Ticket(Base):
    """A CAS service ticket, kept as a digest: that a browser's user logged in for one service."""

    __tablename__ = "cas_tickets"

    digest: Mapped[str] = bounded(64, primary_key=True)
    application_id: Mapped[str] = reference("applications.id")
    login_id: Mapped[str] = reference("browser_logins.id", index=True)
    service: Mapped[str] = mapped_column(Text)
    is_new_login: Mapped[bool]
    expires_at: Mapped[datetime] = instant(index=True)
