"""Namespaces, roles and their members; pools and applications made before get their namespaces."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "namespaces",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(500)),
        sa.Column("application_id", sa.String(24), sa.ForeignKey("applications.id", ondelete="CASCADE")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("namespaces_unique_code", "namespaces", ["pool_id", "code"], unique=True)
    op.create_table(
        "roles",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("namespace_id", sa.Integer, sa.ForeignKey("namespaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("description", sa.String(500)),
        sa.Column("is_system", sa.Boolean, nullable=False),
        sa.Column("parent_id", sa.String(24), sa.ForeignKey("roles.id", ondelete="SET NULL")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("roles_unique_code", "roles", ["namespace_id", "code"], unique=True)
    op.create_index("ix_roles_parent_id", "roles", ["parent_id"])
    op.create_table(
        "role_members",
        sa.Column("role_id", sa.String(24), sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_role_members_account_id", "role_members", ["account_id"])
    for code in ("system", "default"):
        op.execute(
            "INSERT INTO namespaces (pool_id, code, name, created_at, updated_at) "  # noqa: S608 - two constants
            f"SELECT id, '{code}', '{code}', created_at, created_at FROM pools ORDER BY created_at, id"
        )
    op.execute(
        "INSERT INTO namespaces (pool_id, code, name, application_id, created_at, updated_at) "
        "SELECT pool_id, id, name, id, created_at, created_at FROM applications ORDER BY created_at, id"
    )
