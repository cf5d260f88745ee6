"""The log of what users and managers did: reading it, and the limit on registrations that it supports."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from authing.server.rules import access, acts, settings
from authing.server.rules.paging import require_few
from authing.server.rules.profile import moment
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import records
from authing.server.storage.records import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.records import Record

DONE = acts.DONE
DESCRIPTIONS = {
    acts.LOGIN: "log in",
    acts.REGISTER: "register",
    acts.LOGOUT: "log out",
    acts.VERIFY: "verify a second factor",
    "updateUserinfo": "change a user",
    "updatePassword": "change the password",
    "updateEmail": "change the e-mail address",
    "updatePhone": "change the phone number",
    "refreshToken": "renew a token",
    "createUser": "create a user",
    "deleteUser": "delete a user",
    "deleteUsers": "delete users",
    "importUser": "import users",
    "userpool:UpdateConfig": "change the settings of the pool",
}
"""What operations are, in words."""


def page(
    context: Context,
    part: Slice,
    *,
    by_manager: bool,
    client_ip: str = "",
    operations: Sequence[str] = (),
    operators: Sequence[str] = (),
    application_ids: Sequence[str] = (),
    start: str = "",
    end: str = "",
    of_applications: bool = False,
) -> tuple[Pool, Page[Record]]:
    """A page of what users, or managers, did in the pool, the newest first; an empty filter is none.

    Args:
        context: The request of a manager.
        part: Which page.
        by_manager: Whether the managers' operations are wanted, or the users'.
        client_ip: From this address.
        operations: One of these.
        operators: By one of these users, told by id or by resource name.
        application_ids: By way of one of these applications.
        start: Not before this moment: ISO 8601, or milliseconds since 1970.
        end: Not after this moment.
        of_applications: Only by way of an application, be it which it may.
    """
    for values in (operations, operators, application_ids):
        require_few(values)
    wanted = Filter(
        by_manager,
        client_ip,
        operations,
        [operator.rpartition(":user:")[2] for operator in operators],
        application_ids,
        _moment("start", start),
        _moment("end", end),
        of_applications,
    )
    with context.reading() as db:
        pool = access.manager(db, context)
        return pool, records.page(db, pool.id, wanted, part)


def _moment(name: str, given: str) -> datetime | None:
    if not given:
        return None
    if not given.isdecimal():
        return moment(name, given)
    try:
        return datetime.fromtimestamp(int(given) / 1000, timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise Refusal(Code.MALFORMED, f"{name} is no time") from None


def users_logged_in(context: Context, application_id: str) -> int:
    """How many users have logged in to an application of the pool."""
    with context.reading() as db:
        return records.users_logged_in(db, access.manager(db, context).id, application_id, acts.LOGIN)


def require_infrequent(context: Context, pool: Pool, client_ip: str | None) -> None:
    """Refuse a further registration from an address, where the pool limits them."""
    check = settings.get(pool, "frequent_register_check")
    if not check["enabled"]:
        return
    since = context.service.now() - timedelta(seconds=check["time_interval"])
    with context.reading() as db:
        if records.registrations(db, pool.id, client_ip, since) >= check["limit"]:
            raise Refusal(Code.REGISTERED_TOO_OFTEN)
