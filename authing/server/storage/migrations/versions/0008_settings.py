"""Variables and white lists of pools; more of their settings."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
