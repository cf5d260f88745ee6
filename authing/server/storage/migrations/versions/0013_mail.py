"""The outbox, and verification codes."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("scene", sa.String(50), nullable=False),
        sa.Column("code", sa.String(12)),
        sa.Column("link", sa.String(500)),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("mails_of_pool", "mails", ["pool_id", "id"])
    op.create_table(
        "verification_codes",
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("address", sa.String(254), primary_key=True),
        sa.Column("scene", sa.String(50), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_index("verification_codes_by_digest", "verification_codes", ["digest"])
