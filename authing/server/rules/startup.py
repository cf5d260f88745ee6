"""Opening a service on its database, and putting the database back to its beginning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authing.server.rules import encryption, secrets_at_rest, seed
from authing.server.rules.encryption import TransportKey
from authing.server.rules.passwords import Passwords
from authing.server.rules.refusal import Refusal
from authing.server.rules.relay import Relay
from authing.server.rules.secrets_at_rest import Vault
from authing.server.rules.seed import SeedError, Seeds
from authing.server.rules.service import Service, refusing
from authing.server.storage import pools, sessions
from authing.server.storage.database import Busy, Database, Taken, Unavailable
from authing.server.storage.tables.base import Unstorable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from authing.server.settings import Settings

TRANSPORT_KEY = "transport_key"
STORAGE_KEY = "storage_key"
HOME_POOL = "home_pool"
HOME_APPLICATION = "home_application"


def open_service(settings: Settings) -> Service:
    """Open the database, bring it up to date, and fill it if it is new.

    Raises:
        Unavailable: the database cannot be used.
        SeedError: the seed cannot be used, or belongs to another database.
        RelayError: the URL of the mail server cannot be used.
    """
    if settings.database is None:
        raise Unavailable("the settings name no database")
    relay = Relay.of(settings.smtp) if settings.smtp else None
    documents = seed.read(settings.seed)
    passwords = Passwords(settings.argon2)
    database = Database(settings.database, busy_timeout=settings.busy_timeout)
    try:
        database.upgrade()
        return replace(_filled(settings, documents, passwords, database), relay=relay)
    except BaseException:
        database.close()
        raise


def _filled(settings: Settings, documents: list[Any], passwords: Passwords, database: Database) -> Service:
    hashes: dict[str, str] = {}
    try:
        with database.reading() as db:
            known = _known(db)
        draft = seed.prepare(documents, settings, passwords, known, hashes)
        if not known:
            draft.hash_passwords()
        with database.writing(alone=True) as db:
            known = _known(db)  # again: another server may have been first
            seeds = seed.prepare(documents, settings, passwords, known, hashes)
            transport = TransportKey(_key(db, TRANSPORT_KEY, encryption.new_key))
            vault = Vault(_key(db, STORAGE_KEY, secrets_at_rest.new_key))
            service = Service(settings, database, passwords, transport, vault, seeds)
            sessions.end_expired(db, service.now())
            if not known:
                _load(db, service)
            elif _differs(known, seeds):
                raise SeedError(
                    f"the database {database.label} already holds another pool or application than the seed"
                )
    except Refusal as error:
        raise seed.as_error(error) from error
    except Taken as error:
        raise SeedError(f"seed: {error} occurs twice") from error
    except Unstorable as error:
        raise SeedError(f"seed: {error}") from error
    except Busy as error:
        raise Unavailable(f"cannot open the database {database.label}: {error}") from error
    return service


def _key(db: Session, name: str, new: Callable[[], str]) -> str:
    """A key of the server itself, made when it is first asked for."""
    key = pools.remembered(db, name)
    if key is None:
        key = new()
        pools.remember(db, name, key)
    return key


def _known(db: Session) -> dict[str, Any]:
    """The ids, secrets and keys of the pools that the database has, by their ids, and the first of these ids as `home`.

    Empty for a new database.
    """
    home = pools.remembered(db, HOME_POOL)
    home_application = pools.remembered(db, HOME_APPLICATION)
    names = ("id", "secret", "jwt_secret", "management_key", "owner_id")
    known: dict[str, Any] = {}
    for pool, application in pools.pools_with_applications(db):
        if pool.id not in known or application.id == home_application:
            known[pool.id] = {
                "pool": {name: getattr(pool, name) for name in names},
                "application": {name: getattr(application, name) for name in ("id", "secret")},
            }
    return {**known, "home": home} if home in known else {}


def _differs(known: dict[str, Any], seeds: Seeds) -> bool:
    home = known[known["home"]]
    return any(
        getattr(seeds.home, kind)[name] != home[kind][name]
        for kind in ("pool", "application")
        for name in ("id", "secret")
    )


def _load(db: Session, service: Service) -> None:
    pools.wipe(db)
    service.seeds.load(db, service.now())
    pools.remember(db, HOME_POOL, service.seeds.home.pool["id"])
    pools.remember(db, HOME_APPLICATION, service.seeds.home.application["id"])


def reset(service: Service) -> None:
    """Forget everything that happened since the first start; ids, secrets and keys stay as they are, and it is now again."""
    service.clock.reset()
    service.seeds.hash_passwords()
    with refusing(), service.database.writing(alone=True) as db:
        _load(db, service)
