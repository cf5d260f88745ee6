"""User-defined fields and their values."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TARGETS = {
    "account_id": "accounts.id",
    "role_id": "roles.id",
    "organisation_id": "organisations.id",
    "node_id": "nodes.id",
    "resource_id": "resources.id",
    "application_id": "applications.id",
}


def upgrade() -> None:
    op.create_table(
        "fields",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("target_type", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("data_type", sa.String(20), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("options", sa.String(4000)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("fields_unique_key", "fields", ["pool_id", "target_type", "key"], unique=True)
    op.create_table(
        "field_values",
        sa.Column("field_id", sa.String(24), sa.ForeignKey("fields.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("target_id", sa.String(24), primary_key=True),
        sa.Column("value", sa.String(16_000), nullable=False),
        *(
            sa.Column(name, sa.String(24), sa.ForeignKey(target, ondelete="CASCADE"))
            for name, target in TARGETS.items()
        ),
    )
    for name in ("target_id", *TARGETS):
        op.create_index(f"ix_field_values_{name}", "field_values", [name])
