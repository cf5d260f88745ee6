"""Queries about users; all but `archived` see only those that are not deleted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import bindparam, exists, false, func, or_, select, true, update
from sqlalchemy.orm.attributes import set_committed_value

from authing.server.storage import identities, memberships
from authing.server.storage.bulk import chunks
from authing.server.storage.tables.accounts import ACCOUNTS, IS_LIVE, Account, AccountCount
from authing.server.storage.tables.organisations import NodeMember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class Slice:
    """Which rows of an ordered list are wanted."""

    offset: int
    limit: int
    column: str = "created_at"
    descending: bool = True


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and how many there are in all."""

    total: int
    rows: Sequence[Row]


def page_of(
    db: Session, model: type[Row], statement: Select[Row], part: Slice, *, total: Select[int] | None = None
) -> Page[Row]:
    """Count a statement's rows and fetch a slice of them, ordered by creation or change and then by id.

    `total` is a cheaper statement for the count, where there is one.
    """
    entity: Any = model
    order = [getattr(entity, part.column), entity.id]
    if total is None:
        total = select(func.count()).select_from(statement.order_by(None).with_only_columns(entity.id).subquery())
    ordered = statement.order_by(*(column.desc() if part.descending else column.asc() for column in order))
    return Page(db.scalar(total) or 0, db.scalars(ordered.offset(part.offset).limit(part.limit)).all())


def _live(pool_id: str) -> Select[Account]:
    return select(Account).where(Account.pool_id == pool_id, IS_LIVE)


def get(db: Session, pool_id: str, account_id: str, *, lock: bool = False) -> Account | None:
    """The user with this id; with `lock`, nobody else changes it until the transaction ends."""
    statement = _live(pool_id).where(Account.id == account_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def find(db: Session, pool_id: str, values: dict[str, str]) -> Account | None:
    """A user who has all of these values in these columns; the oldest when there are several."""
    return db.scalar(_finder(tuple(values)), {"pool": pool_id, **values})


@lru_cache
def _finder(columns: tuple[str, ...]) -> Select[Account]:
    """The statement of `find`: putting one together takes longer than SQLite needs to run it."""
    wanted = (getattr(Account, column) == bindparam(column) for column in columns)
    statement = select(Account).where(Account.pool_id == bindparam("pool"), IS_LIVE, *wanted)
    return statement.order_by(Account.created_at, Account.id).limit(1)


def having(
    db: Session, pool_id: str, column: str, values: Iterable[str], *, lock: bool = False, keep: bool = False
) -> dict[str, Account]:
    """The users with any of these values in a column, by that value.

    With `lock`, nobody else changes them until the transaction ends; with `keep`, nobody deletes them.
    """
    attribute = getattr(Account, column)
    statement = _live(pool_id).order_by(Account.id)
    if lock or keep:
        statement = statement.with_for_update(read=not lock, key_share=not lock)
    # In one order everywhere, so that two who lock several users do not wait for each other.
    return {
        getattr(account, column): account
        for some in chunks(sorted(set(values)))
        for account in db.scalars(statement.where(attribute.in_(some)))
    }


def find_by_identity(
    db: Session, pool_id: str, values: dict[str, str], identity: Mapping[str, str | bool]
) -> Account | None:
    """A user as `find` would, who also has an identity with all of these values."""
    statement = _finder(tuple(values)).where(Account.id.in_(identities.owners(pool_id, identity)))
    return db.scalar(statement, {"pool": pool_id, **values})


def page(db: Session, pool_id: str, part: Slice, *, outside_departments: bool = False) -> Page[Account]:
    """A page of the users of a pool, or of those who are in no department."""
    if outside_departments:
        return page_of(db, Account, _live(pool_id).where(~exists().where(NodeMember.account_id == Account.id)), part)
    return page_of(db, Account, _live(pool_id), part, total=_counted(pool_id, is_deleted=False))


def archived(db: Session, pool_id: str, part: Slice) -> Page[Account]:
    """A page of the deleted users of a pool."""
    statement = select(Account).where(Account.pool_id == pool_id, Account.is_deleted.is_(true()))
    return page_of(db, Account, statement, part, total=_counted(pool_id, is_deleted=True))


def _counted(pool_id: str, *, is_deleted: bool) -> Select[int]:
    return select(AccountCount.count).where(AccountCount.pool_id == pool_id, AccountCount.is_deleted == is_deleted)


@dataclass(frozen=True)
class Among:
    """Who is searched: users with one of the roles, in one of the groups, and in one of the departments.

    What is empty does not matter.

    Attributes:
        roles: Namespaces and codes.
        groups: Codes.
        departments: Ids, each with whether the departments below count too.
    """

    roles: Sequence[tuple[str, str]] = ()
    groups: Sequence[str] = ()
    departments: Sequence[tuple[str, bool]] = ()


def search(db: Session, pool_id: str, query: str, columns: Iterable[str], among: Among, part: Slice) -> Page[Account]:
    """Users with `query` somewhere in one of the columns."""
    statement = _live(pool_id).where(matching(query, columns))
    if among.roles:
        statement = statement.where(Account.id.in_(memberships.with_roles(pool_id, among.roles)))
    if among.groups:
        statement = statement.where(Account.id.in_(memberships.in_groups(pool_id, among.groups)))
    if among.departments:
        statement = statement.where(Account.id.in_(memberships.in_departments(pool_id, among.departments)))
    return page_of(db, Account, statement, part)


def matching(query: str, columns: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text, in any case of letters, is somewhere in one of the columns."""
    return or_(*(_contains(getattr(Account, column), query) for column in columns))


def _contains(column: Any, text: str) -> ColumnElement[bool]:
    return func.lower(column).like(f"%{_escaped(text.lower())}%", escape="\\")


OPERATORS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "equal": lambda column, value: column == value,
    "contains": _contains,
    "startsWith": lambda column, value: func.lower(column).like(f"{_escaped(value.lower())}%", escape="\\"),
    "in": lambda column, value: column.in_(value),
    "greater": lambda column, value: column > value,
    "less": lambda column, value: column < value,
}
"""How a column of a user may be compared with a value."""


def filtered(db: Session, pool_id: str, conditions: Iterable[tuple[str, str, Any]], part: Slice) -> Page[Account]:
    """A page of the users for whom all conditions (column, operator, value) hold."""
    wanted = (OPERATORS[operator](getattr(Account, column), value) for column, operator, value in conditions)
    return page_of(db, Account, _live(pool_id).where(*wanted), part)


def _escaped(query: str) -> str:
    for special in ("\\", "%", "_"):
        query = query.replace(special, f"\\{special}")
    return query


RECORDED = ("last_login", "last_ip", "browser", "token_expired_at", "password_hash")
RECORD_LOGIN = (
    update(ACCOUNTS)
    .where(
        ACCOUNTS.c.id == bindparam("account"),
        # Who came by a code may have none.
        ACCOUNTS.c.password_hash.is_not_distinct_from(bindparam("checked")),
        ACCOUNTS.c.is_deleted.is_(false()),
        ACCOUNTS.c.blocked.is_(false()),
        ACCOUNTS.c.status == "Activated",
    )
    .values(logins_count=ACCOUNTS.c.logins_count + 1, **{name: bindparam(f"new_{name}") for name in RECORDED})
    .returning(ACCOUNTS.c.logins_count)
)


def record_login(db: Session, account: Account, changes: dict[str, Any]) -> bool:
    """Count a login of a user and set columns, if the user is still as it was read: with this password, not deleted,
    blocked or resigned.

    One statement, so that logins at the same time neither wait for each other nor lose a count. `account` is changed as well.
    """
    values = {name: getattr(account, name) for name in RECORDED} | changes
    renamed = {f"new_{name}": value for name, value in values.items()}
    count = db.connection().scalar(RECORD_LOGIN, {"account": account.id, "checked": account.password_hash, **renamed})
    if count is None:
        return False
    for column, value in {**values, "logins_count": count}.items():
        set_committed_value(account, column, value)
    return True


def archive(db: Session, account_ids: Iterable[str], now: datetime) -> None:
    """Delete users; as archived rows they stay."""
    for some in chunks(account_ids):
        statement = update(ACCOUNTS).where(ACCOUNTS.c.id.in_(some))
        db.execute(statement.values(is_deleted=True, status="Archived", updated_at=now))


def add(db: Session, account: Account) -> None:
    """Insert a user; raises Taken when the transaction ends if another one has its name, e-mail …."""
    db.add(account)
    db.flush()
