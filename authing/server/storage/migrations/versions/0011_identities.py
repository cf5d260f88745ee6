"""Identities of users elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("provider", sa.String(100), nullable=False),
        sa.Column("user_id_in_idp", sa.String(200), nullable=False),
        sa.Column("is_social", sa.Boolean, nullable=False),
        sa.Column("type", sa.String(50)),
        sa.Column("openid", sa.String(200)),
        sa.Column("connection_id", sa.String(100)),
        sa.Column("ext_idp_id", sa.String(100)),
        sa.Column("sealed_access_token", sa.String(6000)),
        sa.Column("sealed_refresh_token", sa.String(6000)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_identities_account_id", "identities", ["account_id"])
    op.create_index(
        "identities_unique_user_id_in_idp", "identities", ["pool_id", "provider", "user_id_in_idp"], unique=True
    )
