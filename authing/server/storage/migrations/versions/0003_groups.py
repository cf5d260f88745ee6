"""Groups, their members, and the roles of groups."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(500)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("groups_unique_code", "groups", ["pool_id", "code"], unique=True)
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(24), sa.ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_group_members_account_id", "group_members", ["account_id"])
    op.create_table(
        "group_roles",
        sa.Column("role_id", sa.String(24), sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("group_id", sa.String(24), sa.ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_group_roles_group_id", "group_roles", ["group_id"])
