"""Agreements, access records and programmatic access accounts of applications; more of their settings."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def identifier() -> sa.Column[str]:
    return sa.Column("id", sa.String(24), primary_key=True)


def application() -> sa.Column[str]:
    target = sa.ForeignKey("applications.id", ondelete="CASCADE")
    return sa.Column("application_id", sa.String(24), target, nullable=False)


def instants(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def upgrade() -> None:
    extend_applications()
    op.create_index("sessions_by_application", "sessions", ["application_id", "account_id"])
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer, primary_key=True),
        application(),
        sa.Column("lang", sa.String(20), nullable=False),
        sa.Column("title", sa.String(10_000), nullable=False),
        sa.Column("required", sa.Boolean, nullable=False),
        sa.Column("order", sa.Integer, nullable=False),
        *instants("created_at"),
    )
    op.create_index("ix_agreements_application_id", "agreements", ["application_id"])
    op.create_table(
        "access_records",
        identifier(),
        application(),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("permission_targets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("effect", sa.String(5), nullable=False),
        sa.Column("inherit_by_children", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_access_records_target_id", "access_records", ["target_id"])
    op.create_index("access_records_unique_target_id", "access_records", ["application_id", "target_id"], unique=True)
    op.create_table(
        "programmatic_accounts",
        identifier(),
        application(),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("remarks", sa.String(500)),
        sa.Column("token_lifetime", sa.Integer, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        *instants("created_at", "updated_at"),
    )
    op.create_index("ix_programmatic_accounts_application_id", "programmatic_accounts", ["application_id"])
    # As text: Alembic would add the reference by itself, which SQLite cannot do.
    op.execute(
        "ALTER TABLE permission_targets ADD COLUMN access_key_id VARCHAR(24) "
        "REFERENCES programmatic_accounts (id) ON DELETE CASCADE"
    )
    op.create_index("permission_targets_unique_access_key_id", "permission_targets", ["access_key_id"], unique=True)


def extend_applications() -> None:
    # Added one by one, not in a batch: that would make the table anew, and dropping the old one empties what refers to it.
    for column in (
        sa.Column("identifier", sa.String(100), nullable=False, server_default=""),
        sa.Column("description", sa.String(140)),
        sa.Column("logo", sa.String(2000)),
        sa.Column("app_type", sa.String(20), nullable=False, server_default="INDIVIDUAL"),
        sa.Column("is_default", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("sso_enabled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("register_disabled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("default_strategy", sa.String(20), nullable=False, server_default="ALLOW_ALL"),
        sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("redirect_uris", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("logout_redirect_uris", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("settings", sa.JSON, nullable=False, server_default="{}"),
    ):
        op.add_column("applications", column)
    # Until now a pool had one application: the one that it was made with.
    op.execute("UPDATE applications SET identifier = id, is_default = true")
    for name in ("name", "identifier"):
        op.create_index(f"applications_unique_{name}", "applications", ["pool_id", name], unique=True)
