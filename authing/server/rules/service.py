"""What the rules work with: the service, the same for all requests, and the context of one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from authing.server.rules.refusal import Code, Refusal
from authing.server.storage.database import Busy, Taken
from authing.server.storage.tables.base import Unstorable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.encryption import TransportKey
    from authing.server.rules.passwords import Passwords
    from authing.server.rules.seed import Seeds
    from authing.server.settings import Settings
    from authing.server.storage.database import Database

TAKEN: Mapping[str, Code] = {
    "accounts.username": Code.USERNAME_TAKEN,
    "accounts.email": Code.EMAIL_TAKEN,
    "accounts.phone": Code.PHONE_TAKEN,
    "accounts.external_id": Code.USER_EXISTS,
    "accounts.unionid": Code.USER_EXISTS,
}


@dataclass(frozen=True)
class Service:
    """The parts that live as long as the server."""

    settings: Settings
    database: Database
    passwords: Passwords
    transport: TransportKey
    seeds: Seeds

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Caller:
    """Who sent a request, and what its headers say.

    Attributes:
        base_url: Under which address the server was reached, without a slash at the end.
        ip: The address that the request came from.
        pool_id: Header `x-authing-userpool-id`.
        application_id: Header `x-authing-app-id`.
        token: The bearer token of the Authorization header.
        user_agent: Header `user-agent`.
    """

    base_url: str
    ip: str | None = None
    pool_id: str | None = None
    application_id: str | None = None
    token: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True)
class Context:
    """One request: the service and its caller."""

    service: Service
    caller: Caller

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with refusing(TAKEN), self.service.database.reading() as db:
            yield db

    @contextmanager
    def writing(self, *, taken: Mapping[str, Code] = TAKEN) -> Iterator[Session]:
        """A transaction that writes; `taken` tells the codes of broken uniqueness by `table.column`."""
        with refusing(taken), self.service.database.writing() as db:
            yield db


@contextmanager
def refusing(taken: Mapping[str, Code] = TAKEN) -> Iterator[None]:
    """Tell what the storage raises as refusals."""
    try:
        yield
    except Unstorable as error:
        raise Refusal(Code.MALFORMED, str(error)) from None
    except Taken as error:
        raise Refusal(taken.get(str(error), Code.CONFLICT)) from None
    except Busy as error:
        raise Refusal(Code.BUSY) from error
