"""Tenants, identity providers elsewhere, devices, second factors and events."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass
