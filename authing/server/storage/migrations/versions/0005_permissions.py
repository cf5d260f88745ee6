"""Resources, policies and who has them, and what is granted to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NAMESPACED = ("resources", "policies")
TARGETS = {"account_id": "accounts", "role_id": "roles", "group_id": "groups", "node_id": "nodes"}


def upgrade() -> None:
    op.create_table(
        "resources",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("namespace_id", sa.Integer, sa.ForeignKey("namespaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("type", sa.String(10), nullable=False),
        sa.Column("description", sa.String(500)),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.Column("api_identifier", sa.String(2000)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("namespace_id", sa.Integer, sa.ForeignKey("namespaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("description", sa.String(500)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    for table in NAMESPACED:
        op.create_index(f"{table}_unique_code", table, ["namespace_id", "code"], unique=True)
    op.create_table(
        "policy_statements",
        sa.Column("policy_id", sa.String(24), sa.ForeignKey("policies.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("resource", sa.String(300), nullable=False),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.Column("effect", sa.String(5), nullable=False),
        sa.Column("condition", sa.JSON, nullable=False),
    )
    op.create_table(
        "permission_targets",
        sa.Column("id", sa.Integer, primary_key=True),
        *(
            sa.Column(column, sa.String(24), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"))
            for column, table in TARGETS.items()
        ),
    )
    for column in TARGETS:
        op.create_index(f"permission_targets_unique_{column}", "permission_targets", [column], unique=True)
    op.create_table(
        "policy_assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.String(24), sa.ForeignKey("policies.id", ondelete="CASCADE"), nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("permission_targets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("inherit_by_children", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_policy_assignments_target_id", "policy_assignments", ["target_id"])
    op.create_index("policy_assignments_unique_target", "policy_assignments", ["policy_id", "target_id"], unique=True)
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("namespace_id", sa.Integer, sa.ForeignKey("namespaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("permission_targets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("resource", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(300), nullable=False),
        sa.Column("resource_type", sa.String(10)),
        sa.Column("actions", sa.JSON),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("grants_unique_resource", "grants", ["target_id", "namespace_id", "resource"], unique=True)
    op.create_index("grants_by_resource", "grants", ["namespace_id", "resource"])
