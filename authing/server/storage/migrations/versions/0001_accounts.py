"""Pools, applications, accounts and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXTS = {
    "username": 100,
    "email": 254,
    "phone": 50,
    "phone_country_code": 10,
    "external_id": 200,
    "unionid": 200,
    "openid": 200,
    "password_hash": 200,
    "last_ip": 100,
    "oauth": 2000,
    "device": 500,
    "browser": 500,
    "nickname": 200,
    "photo": 2000,
    "company": 200,
    "name": 200,
    "given_name": 200,
    "family_name": 200,
    "middle_name": 200,
    "profile": 2000,
    "preferred_username": 200,
    "website": 2000,
    "gender": 50,
    "birthdate": 50,
    "zoneinfo": 100,
    "locale": 100,
    "address": 1000,
    "formatted": 1000,
    "street_address": 500,
    "locality": 200,
    "region": 200,
    "postal_code": 50,
    "city": 200,
    "province": 200,
    "country": 200,
}
UNIQUE = ("username", "email", "phone", "external_id", "unionid")


def identifier() -> sa.Column[str]:
    return sa.Column("id", sa.String(24), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(24), sa.ForeignKey(target, ondelete="CASCADE"), nullable=nullable)


def text(name: str, limit: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(limit), nullable=nullable)


def flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def instants(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]


def upgrade() -> None:
    op.create_table(
        "server_state",
        sa.Column("name", sa.String(50), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "pools",
        identifier(),
        text("name", 100),
        text("domain", 100),
        text("description", 500, nullable=True),
        text("logo", 2000),
        text("owner_id", 24),
        text("secret", 64),
        text("jwt_secret", 64),
        text("management_key", 64),
        *flags("email_verified_default", "register_disabled"),
        sa.Column("token_expires_after", sa.Integer, nullable=False),
        sa.Column("password_strength", sa.Integer, nullable=False),
        *instants("created_at", "updated_at"),
    )
    op.create_table(
        "applications",
        identifier(),
        reference("pool_id", "pools.id"),
        text("name", 100),
        text("secret", 64),
        sa.Column("token_expires_after", sa.Integer, nullable=False),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_applications_pool_id", "applications", ["pool_id"])
    op.create_table(
        "accounts",
        identifier(),
        reference("pool_id", "pools.id"),
        text("status", 20),
        *flags("is_deleted", "blocked", "email_verified", "phone_verified"),
        *(text(name, limit, nullable=True) for name, limit in TEXTS.items()),
        sa.Column("register_source", sa.JSON, nullable=False),
        sa.Column("logins_count", sa.Integer, nullable=False),
        *instants("signed_up", "created_at", "updated_at"),
        *instants("last_login", "token_expired_at", "expired_at", nullable=True),
    )
    is_live = sa.column("is_deleted", sa.Boolean).is_(sa.false())
    for name in UNIQUE:
        op.create_index(
            f"accounts_unique_{name}",
            "accounts",
            ["pool_id", name],
            unique=True,
            sqlite_where=is_live,
            postgresql_where=is_live,
        )
    op.create_index("accounts_by_creation", "accounts", ["pool_id", "is_deleted", "created_at", "id"])
    op.create_table(
        "sessions",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        reference("pool_id", "pools.id"),
        reference("account_id", "accounts.id"),
        reference("application_id", "applications.id", nullable=True),
        *instants("created_at", "expires_at"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
