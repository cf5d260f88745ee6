"""Organisations, departments and their members, and the roles of departments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("logo", sa.String(2000)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("organisations_by_creation", "organisations", ["pool_id", "created_at", "id"])
    op.create_table(
        "nodes",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "organisation_id", sa.String(24), sa.ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("parent_id", sa.String(24), sa.ForeignKey("nodes.id", ondelete="CASCADE")),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_i18n", sa.String(2000)),
        sa.Column("description", sa.String(500)),
        sa.Column("description_i18n", sa.String(2000)),
        sa.Column("code", sa.String(100)),
        sa.Column("order", sa.Integer),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_nodes_parent_id", "nodes", ["parent_id"])
    op.create_index("nodes_unique_code", "nodes", ["organisation_id", "code"], unique=True)
    is_root = sa.column("parent_id", sa.String).is_(None)
    for name, columns in (("root", ["organisation_id"]), ("root_code", ["pool_id", "code"])):
        op.create_index(
            f"nodes_unique_{name}", "nodes", columns, unique=True, sqlite_where=is_root, postgresql_where=is_root
        )
    op.create_index("nodes_by_code", "nodes", ["pool_id", "code"])
    op.create_index("nodes_by_creation", "nodes", ["pool_id", "created_at", "id"])
    op.create_table(
        "node_ancestors",
        sa.Column("node_id", sa.String(24), sa.ForeignKey("nodes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("ancestor_id", sa.String(24), sa.ForeignKey("nodes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("distance", sa.Integer, nullable=False),
    )
    op.create_index("ix_node_ancestors_ancestor_id", "node_ancestors", ["ancestor_id"])
    op.create_table(
        "node_members",
        sa.Column("node_id", sa.String(24), sa.ForeignKey("nodes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("is_leader", sa.Boolean, nullable=False),
        sa.Column("is_main", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_node_members_account_id", "node_members", ["account_id"])
    is_main = sa.column("is_main", sa.Boolean).is_(sa.true())
    op.create_index(
        "node_members_unique_main",
        "node_members",
        ["account_id"],
        unique=True,
        sqlite_where=is_main,
        postgresql_where=is_main,
    )
    op.create_table(
        "node_roles",
        sa.Column("role_id", sa.String(24), sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("node_id", sa.String(24), sa.ForeignKey("nodes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_node_roles_node_id", "node_roles", ["node_id"])
