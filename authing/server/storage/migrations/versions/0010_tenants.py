"""Tenants, identity providers elsewhere, devices, second factors and events."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def identifier() -> sa.Column[str]:
    return sa.Column("id", sa.String(24), primary_key=True)


def reference(name: str, target: str, *, key: bool = False, nullable: bool = False) -> sa.Column[str]:
    foreign = sa.ForeignKey(target, ondelete="CASCADE")
    return sa.Column(name, sa.String(24), foreign, primary_key=key, nullable=nullable)


def text(name: str, limit: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(limit), nullable=nullable)


def flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def instants(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]


def upgrade() -> None:
    op.add_column("accounts", sa.Column("has_second_factor", sa.Boolean, nullable=False, server_default=sa.false()))
    make_tenants()
    make_identity_providers()
    make_devices()
    op.create_table(
        "authenticators",
        identifier(),
        reference("account_id", "accounts.id"),
        text("type", 20),
        *flags("enabled"),
        text("sealed_secret", 500),
        text("recovery_hash", 200),
        *instants("created_at", "updated_at"),
    )
    op.create_index("authenticators_unique_account_id", "authenticators", ["account_id"], unique=True)
    op.create_table(
        "events",
        identifier(),
        reference("pool_id", "pools.id"),
        reference("account_id", "accounts.id", nullable=True),
        text("type", 100),
        text("source", 100, nullable=True),
        sa.Column("data", sa.JSON, nullable=False),
        *instants("created_at"),
    )
    op.create_index("ix_events_account_id", "events", ["account_id"])
    op.create_index("events_by_creation", "events", ["pool_id", "created_at", "id"])


def make_tenants() -> None:
    op.create_table(
        "tenants",
        identifier(),
        reference("pool_id", "pools.id"),
        text("name", 100),
        text("logo", 2000, nullable=True),
        text("description", 500, nullable=True),
        text("css", 20_000, nullable=True),
        sa.Column("sso_page_settings", sa.JSON, nullable=False),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_tenants_pool_id", "tenants", ["pool_id"])
    # As text: Alembic would add the reference by itself, which SQLite cannot do.
    op.execute("ALTER TABLE organisations ADD COLUMN tenant_id VARCHAR(24) REFERENCES tenants (id) ON DELETE SET NULL")
    op.create_index("organisations_by_tenant", "organisations", ["tenant_id"])
    op.create_table(
        "tenant_applications",
        reference("tenant_id", "tenants.id", key=True),
        reference("application_id", "applications.id", key=True),
    )
    op.create_index("ix_tenant_applications_application_id", "tenant_applications", ["application_id"])
    op.create_table(
        "tenant_members",
        identifier(),
        reference("tenant_id", "tenants.id"),
        reference("account_id", "accounts.id"),
        *flags("is_enabled", "is_admin"),
        *instants("created_at"),
    )
    op.create_index("ix_tenant_members_account_id", "tenant_members", ["account_id"])
    op.create_index("tenant_members_unique_account_id", "tenant_members", ["tenant_id", "account_id"], unique=True)


def make_identity_providers() -> None:
    op.create_table(
        "identity_providers",
        identifier(),
        reference("pool_id", "pools.id"),
        reference("tenant_id", "tenants.id", nullable=True),
        text("name", 100),
        text("type", 50),
        *instants("created_at", "updated_at"),
    )
    for name in ("pool_id", "tenant_id"):
        op.create_index(f"ix_identity_providers_{name}", "identity_providers", [name])
    op.create_table(
        "connections",
        identifier(),
        reference("pool_id", "pools.id"),
        reference("provider_id", "identity_providers.id"),
        text("type", 100),
        text("identifier", 100),
        text("display_name", 100),
        sa.Column("sealed_fields", sa.Text, nullable=False),
        sa.Column("user_match_fields", sa.JSON, nullable=False),
        text("logo", 2000, nullable=True),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_connections_provider_id", "connections", ["provider_id"])
    op.create_index("connections_unique_identifier", "connections", ["pool_id", "identifier"], unique=True)
    for owner in ("tenant", "application"):
        table = f"{owner}_connections"
        op.create_table(
            table,
            reference("connection_id", "connections.id", key=True),
            reference(f"{owner}_id", f"{owner}s.id", key=True),
        )
        op.create_index(f"ix_{table}_{owner}_id", table, [f"{owner}_id"])


def make_devices() -> None:
    op.create_table(
        "devices",
        identifier(),
        reference("pool_id", "pools.id"),
        text("unique_id", 200),
        text("name", 200, nullable=True),
        text("type", 50, nullable=True),
        sa.Column("details", sa.JSON, nullable=False),
        text("status", 20),
        *instants("suspended_until", nullable=True),
        *instants("created_at", "updated_at"),
    )
    op.create_index("devices_by_creation", "devices", ["pool_id", "created_at", "id"])
    op.create_index("devices_unique_unique_id", "devices", ["pool_id", "unique_id"], unique=True)
    op.create_table(
        "device_users",
        identifier(),
        reference("device_id", "devices.id"),
        reference("account_id", "accounts.id"),
        text("status", 20),
        *instants("suspended_until", nullable=True),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_device_users_account_id", "device_users", ["account_id"])
    op.create_index("device_users_unique_account_id", "device_users", ["device_id", "account_id"], unique=True)
    op.create_table(
        "device_sessions",
        sa.Column(
            "token_digest",
            sa.String(64),
            sa.ForeignKey("sessions.token_digest", ondelete="CASCADE"),
            primary_key=True,
        ),
        reference("device_id", "devices.id", key=False),
    )
    op.create_index("ix_device_sessions_device_id", "device_sessions", ["device_id"])
