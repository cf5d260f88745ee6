"""The OpenID provider: its keys, grants, codes, tokens and consents."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def _to(table: str, column: str, **options: Any) -> sa.Column[str]:
    return sa.Column(column, sa.String(24), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), **options)


def upgrade() -> None:
    op.add_column("applications", sa.Column("id_token_algorithm", sa.String(5), nullable=False, server_default="HS256"))
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(24), primary_key=True),
        sa.Column("sealed_private", sa.Text, nullable=False),
        sa.Column("public", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("published_until", sa.BigInteger),
    )
    op.create_table(
        "oidc_grants",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("protocol", sa.String(5), nullable=False),
        _to("pools", "pool_id", nullable=False),
        _to("applications", "application_id", nullable=False),
        _to("accounts", "account_id"),
        _to("programmatic_accounts", "program_id"),
        sa.Column("scope", sa.String(2000), nullable=False),
        sa.Column("sid", sa.String(24)),
        sa.Column("means", sa.JSON, nullable=False),
        sa.Column("authenticated_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    for column in ("application_id", "account_id", "program_id", "sid", "expires_at"):
        op.create_index(f"ix_oidc_grants_{column}", "oidc_grants", [column])
    op.create_table(
        "oidc_codes",
        sa.Column("digest", sa.String(64), primary_key=True),
        _to("oidc_grants", "grant_id", nullable=False),
        sa.Column("redirect_uri", sa.String(2000), nullable=False),
        sa.Column("nonce", sa.String(1000)),
        sa.Column("code_challenge", sa.String(128)),
        sa.Column("code_challenge_method", sa.String(5)),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_index("ix_oidc_codes_grant_id", "oidc_codes", ["grant_id"])
    op.create_table(
        "oidc_tokens",
        sa.Column("digest", sa.String(64), primary_key=True),
        _to("oidc_grants", "grant_id", nullable=False),
        sa.Column("kind", sa.String(7), nullable=False),
        sa.Column("scope", sa.String(2000), nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_index("ix_oidc_tokens_grant_id", "oidc_tokens", ["grant_id"])
    op.create_table(
        "oidc_consents",
        _to("accounts", "account_id", primary_key=True),
        _to("applications", "application_id", primary_key=True),
        sa.Column("scope", sa.String(2000), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_oidc_consents_application_id", "oidc_consents", ["application_id"])
