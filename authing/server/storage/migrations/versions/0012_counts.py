"""How many users each pool has, kept by the database itself: counting a million of them takes longer than showing ten."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

SQLITE = [
    """
    CREATE TRIGGER accounts_counted_insert AFTER INSERT ON accounts BEGIN
      INSERT INTO account_counts (pool_id, is_deleted, count) VALUES (NEW.pool_id, NEW.is_deleted, 1)
      ON CONFLICT (pool_id, is_deleted) DO UPDATE SET count = count + 1;
    END
    """,
    """
    CREATE TRIGGER accounts_counted_delete AFTER DELETE ON accounts BEGIN
      UPDATE account_counts SET count = count - 1 WHERE pool_id = OLD.pool_id AND is_deleted = OLD.is_deleted;
    END
    """,
    """
    CREATE TRIGGER accounts_counted_update AFTER UPDATE OF is_deleted ON accounts
    WHEN OLD.is_deleted <> NEW.is_deleted BEGIN
      UPDATE account_counts SET count = count - 1 WHERE pool_id = OLD.pool_id AND is_deleted = OLD.is_deleted;
      INSERT INTO account_counts (pool_id, is_deleted, count) VALUES (NEW.pool_id, NEW.is_deleted, 1)
      ON CONFLICT (pool_id, is_deleted) DO UPDATE SET count = count + 1;
    END
    """,
]

# By statement: thousands of steps of one count in one transaction take longer the more there are.
POSTGRESQL = [
    """
    CREATE FUNCTION count_new_accounts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO account_counts AS known (pool_id, is_deleted, count)
      SELECT pool_id, is_deleted, count(*) FROM new_rows GROUP BY pool_id, is_deleted ORDER BY pool_id, is_deleted
      ON CONFLICT (pool_id, is_deleted) DO UPDATE SET count = known.count + EXCLUDED.count;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION count_old_accounts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      UPDATE account_counts AS known SET count = known.count - gone.count
      FROM (SELECT pool_id, is_deleted, count(*) AS count FROM old_rows GROUP BY pool_id, is_deleted) AS gone
      WHERE known.pool_id = gone.pool_id AND known.is_deleted = gone.is_deleted;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION count_changed_accounts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO account_counts AS known (pool_id, is_deleted, count)
      SELECT pool_id, is_deleted, sum(step) FROM (
        SELECT pool_id, is_deleted, 1 AS step FROM new_rows UNION ALL SELECT pool_id, is_deleted, -1 FROM old_rows
      ) AS steps GROUP BY pool_id, is_deleted HAVING sum(step) <> 0 ORDER BY pool_id, is_deleted
      ON CONFLICT (pool_id, is_deleted) DO UPDATE SET count = known.count + EXCLUDED.count;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER accounts_counted_insert AFTER INSERT ON accounts
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_new_accounts()
    """,
    """
    CREATE TRIGGER accounts_counted_delete AFTER DELETE ON accounts
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_old_accounts()
    """,
    """
    CREATE TRIGGER accounts_counted_update AFTER UPDATE ON accounts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_accounts()
    """,
]


def upgrade() -> None:
    op.create_table(
        "account_counts",
        sa.Column("pool_id", sa.String(24), sa.ForeignKey("pools.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("is_deleted", sa.Boolean, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO account_counts (pool_id, is_deleted, count) "
        "SELECT pool_id, is_deleted, count(*) FROM accounts GROUP BY pool_id, is_deleted"
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement))
