"""Second factors: who they were bound for, used one-time passwords, attempts, spent tokens, and which ones applications ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("authenticators", sa.Column("source", sa.String(20), nullable=False, server_default="SELF"))
    op.add_column("authenticators", sa.Column("last_step", sa.BigInteger))
    op.add_column("applications", sa.Column("second_factors", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "factor_attempts",
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.BigInteger),
    )
    op.create_table(
        "spent_tokens",
        sa.Column("token_id", sa.String(50), primary_key=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_spent_tokens_expires_at", "spent_tokens", ["expires_at"])
