"""What the rules work with: the service, the same for all requests, and the context of one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from authing.server.rules.acts import Act
from authing.server.rules.clock import Clock
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage.database import Busy, Taken
from authing.server.storage.tables.base import Unstorable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.encryption import TransportKey
    from authing.server.rules.passwords import Passwords
    from authing.server.rules.relay import Relay
    from authing.server.rules.secrets_at_rest import Vault
    from authing.server.rules.seed import Seeds
    from authing.server.settings import Settings
    from authing.server.storage.database import Database

TAKEN: Mapping[str, Code] = {
    "accounts.username": Code.USERNAME_TAKEN,
    "accounts.email": Code.EMAIL_TAKEN,
    "accounts.phone": Code.PHONE_TAKEN,
    "accounts.external_id": Code.USER_EXISTS,
    "accounts.unionid": Code.USER_EXISTS,
    "applications.name": Code.APPLICATION_NAME_TAKEN,
    "applications.identifier": Code.DOMAIN_TAKEN,
    "identities.user_id_in_idp": Code.IDENTITY_TAKEN,
}

THERE: Mapping[str, str] = {
    "authenticators": "an authenticator of this user",
    "connections": "a connection with this identifier",
    "fields": "a field with this key",
    "groups": "a group with this code",
    "namespaces": "a namespace with this code",
    "nodes": "a department with this code",
    "policies": "a policy with this code",
    "resources": "a resource with this code",
    "roles": "a role with this code",
}
"""What is in the way where a conflict has no code of its own, by table."""


@dataclass(frozen=True)
class Service:
    """The parts that live as long as the server."""

    settings: Settings
    database: Database
    passwords: Passwords
    transport: TransportKey
    vault: Vault
    seeds: Seeds
    clock: Clock = field(default_factory=Clock)
    relay: Relay | None = None

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self.clock.now()


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
        path: The path of the request.
        request_id: What the request is called in the log.
        cookies: What the browser keeps for this server, by name.
    """

    base_url: str
    ip: str | None = None
    pool_id: str | None = None
    application_id: str | None = None
    token: str | None = None
    user_agent: str | None = None
    path: str = ""
    request_id: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def issuer(self) -> str:
        """Who issues tokens, as claim `iss` tells it."""
        return f"{self.base_url}/oidc"


@dataclass(frozen=True)
class Context:
    """One operation of a request: the service, the caller, and what is done."""

    service: Service
    caller: Caller
    act: Act = field(default_factory=Act)

    def doing(self, operation: str) -> Context:
        """The same request, for one of its operations by name."""
        return Context(self.service, self.caller, Act(operation))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with refusing(TAKEN), self.service.database.reading() as db:
            yield db

    @contextmanager
    def writing(self, *, taken: Mapping[str, Code] = TAKEN) -> Iterator[Session]:
        """A transaction that writes, and logs that; `taken` tells the codes of broken uniqueness by `table.column`."""
        with refusing(taken), self.service.database.writing() as db:
            yield db
            self.act.write(db, self.caller, self.service.now())

    @contextmanager
    def counting(self) -> Iterator[Session]:
        """A transaction of what must stay even if the operation is refused afterwards; it logs nothing."""
        with refusing(TAKEN), self.service.database.writing() as db:
            yield db

    @contextmanager
    def logging_refusals(self) -> Iterator[None]:
        """A block whose refusals are as good to know as its success; each is logged in a transaction of its own."""
        try:
            yield
        except Refusal as refusal:
            with refusing(), self.service.database.writing() as db:
                self.act.write(db, self.caller, self.service.now(), refusal.code)
            raise


@contextmanager
def refusing(taken: Mapping[str, Code] = TAKEN) -> Iterator[None]:
    """Tell what the storage raises as refusals."""
    try:
        yield
    except Unstorable as error:
        raise Refusal(Code.MALFORMED, str(error)) from None
    except Taken as error:
        if str(error) in taken:
            raise Refusal(taken[str(error)]) from None
        raise Refusal(Code.CONFLICT, f"there is {THERE.get(error.table, 'such a thing')} already") from None
    except Busy as error:
        raise Refusal(Code.BUSY) from error
