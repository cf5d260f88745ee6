"""Identities of users elsewhere, and what else accounts have."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
