"""Agreements, access records and programmatic access accounts of applications; more of their settings."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
