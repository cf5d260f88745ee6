"""How often wrong codes were given for an address, and when codes can be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("verification_codes", sa.Column("failures", sa.Integer, nullable=False, server_default="0"))
    op.add_column("verification_codes", sa.Column("failing_since", sa.BigInteger))
    op.create_index("ix_verification_codes_expires_at", "verification_codes", ["expires_at"])
