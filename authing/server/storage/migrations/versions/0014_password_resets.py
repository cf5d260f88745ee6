"""Which users have to choose another password, and since when they have the present one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("owes_password", sa.Boolean, nullable=False, server_default=sa.false()))
    # Unknown for the users who are there: nothing is written into a million rows, and the day of their making stands in.
    op.add_column("accounts", sa.Column("password_set_at", sa.BigInteger))
