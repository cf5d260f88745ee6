"""The log of operations, and principal authentication."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

REGISTRATIONS = "operation = 'register'"


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("by_manager", sa.Boolean, nullable=False),
        sa.Column("operation", sa.String(200), nullable=False),
        sa.Column("operator_id", sa.String(24)),
        sa.Column("application_id", sa.String(24)),
        sa.Column("client_ip", sa.String(100)),
        sa.Column("user_agent", sa.String(500)),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("result_code", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("records_by_time", "records", ["pool_id", "by_manager", "created_at"])
    op.create_index("records_by_operator", "records", ["pool_id", "operator_id", "by_manager", "created_at"])
    op.create_index(
        "records_of_registrations",
        "records",
        ["pool_id", "client_ip", "created_at"],
        sqlite_where=sa.text(REGISTRATIONS),
        postgresql_where=sa.text(REGISTRATIONS),
    )
    op.create_table(
        "principals",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(1), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("extension", sa.String(200), nullable=False),
        sa.Column("authenticated_at", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("principals_unique_account_id", "principals", ["account_id"], unique=True)
