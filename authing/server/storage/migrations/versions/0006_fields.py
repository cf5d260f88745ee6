"""User-defined fields and their values."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
