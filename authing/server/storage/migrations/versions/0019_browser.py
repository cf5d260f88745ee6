"""Browsers: single sign-on sessions, logins under way, and CAS tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "browser_logins",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("cookie_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("account_id", sa.String(24), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("realm", sa.String(24), nullable=False),
        sa.Column("means", sa.JSON, nullable=False),
        sa.Column("authenticated_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_browser_logins_account_id", "browser_logins", ["account_id"])
    op.create_index("ix_browser_logins_expires_at", "browser_logins", ["expires_at"])
    op.create_table(
        "interactions",
        sa.Column("id_digest", sa.String(64), primary_key=True),
        sa.Column("browser_digest", sa.String(64), nullable=False),
        sa.Column(
            "application_id", sa.String(24), sa.ForeignKey("applications.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("login_id", sa.String(24), sa.ForeignKey("browser_logins.id", ondelete="SET NULL")),
        sa.Column("has_consented", sa.Boolean),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_interactions_expires_at", "interactions", ["expires_at"])
    op.create_index("ix_interactions_login_id", "interactions", ["login_id"])
    op.create_table(
        "cas_tickets",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "application_id", sa.String(24), sa.ForeignKey("applications.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("login_id", sa.String(24), sa.ForeignKey("browser_logins.id", ondelete="CASCADE"), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("is_new_login", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_cas_tickets_login_id", "cas_tickets", ["login_id"])
    op.create_index("ix_cas_tickets_expires_at", "cas_tickets", ["expires_at"])
