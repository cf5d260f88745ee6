"""QR codes, and tickets for who scanned them; how strong the passwords of users are."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "qr_codes",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("application_id", sa.String(24), sa.ForeignKey("applications.id", ondelete="CASCADE")),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE")),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("ticket_digest", sa.String(64)),
        sa.Column("sealed_ticket", sa.String(500)),
        sa.Column("own_values", sa.JSON, nullable=False),
        sa.Column("with_custom_data", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_qr_codes_account_id", "qr_codes", ["account_id"])
    op.create_index("qr_codes_unique_ticket_digest", "qr_codes", ["ticket_digest"], unique=True)
    op.create_index("qr_codes_by_expiry", "qr_codes", ["pool_id", "expires_at"])
    # Unknown for the users who are there: their passwords are known by their hashes alone.
    op.add_column("accounts", sa.Column("password_level", sa.Integer))
