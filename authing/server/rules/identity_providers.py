"""Identity providers elsewhere: of a tenant or of the whole pool, with the connections by which users log in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, paging, tenants, tokens
from authing.server.rules.json_values import json_text
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import identity_providers
from authing.server.storage import tenants as stored_tenants
from authing.server.storage.tables.tenants import Connection, IdentityProvider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool

MOST_CONNECTIONS = 100
LONGEST_FIELDS = 20_000
"""Characters of JSON."""


@dataclass(frozen=True)
class Described:
    """What is told about a connection when it is made or changed."""

    display_name: str
    fields: Mapping[str, Any]
    user_match_fields: Sequence[str] | None = None
    logo: str | None = None
    type: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class Opened:
    """A connection with its fields in clear."""

    connection: Connection
    fields: Mapping[str, Any]


def _require(db: Session, pool: Pool, provider_id: str) -> IdentityProvider:
    found = identity_providers.get(db, pool.id, provider_id)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no identity provider {provider_id}")
    return found


def _require_connection(db: Session, pool: Pool, connection_id: str) -> Connection:
    found = identity_providers.connection(db, pool.id, connection_id)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no connection {connection_id}")
    return found


def listed(context: Context, tenant_id: str | None) -> Sequence[IdentityProvider]:
    """The identity providers of a tenant, or of the pool itself."""
    with context.reading() as db:
        pool = access.manager(db, context)
        if tenant_id is not None:
            tenants.require(db, pool, tenant_id)
        return identity_providers.listed(db, pool.id, tenant_id, paging.LONGEST)


def get(context: Context, provider_id: str) -> tuple[IdentityProvider, list[Opened]]:
    """An identity provider with its connections."""
    with context.reading() as db:
        return _opened(context, _require(db, access.manager(db, context), provider_id))


def create(
    context: Context, name: str, kind: str, tenant_id: str | None, connections: Sequence[Described]
) -> tuple[IdentityProvider, list[Opened]]:
    """Make an identity provider with connections, of a tenant if one is named."""
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        if tenant_id is not None:
            tenants.require(db, pool, tenant_id)
        provider = IdentityProvider(
            id=tokens.new_id(),
            pool_id=pool.id,
            tenant_id=tenant_id,
            name=_named("name", name),
            type=_named("type", kind),
            created_at=now,
            updated_at=now,
        )
        _require_room(len(connections))
        provider.connections = [_new(context, pool, provider.id, each) for each in connections]
        identity_providers.add(db, provider)
        return _opened(context, provider)


def rename(context: Context, provider_id: str, name: str) -> None:
    """Give an identity provider another name."""
    with context.writing() as db:
        provider = _require(db, access.manager(db, context), provider_id)
        provider.name, provider.updated_at = _named("name", name), context.service.now()


def delete(context: Context, provider_id: str) -> None:
    """Delete an identity provider with its connections."""
    with context.writing() as db:
        identity_providers.remove(db, _require(db, access.manager(db, context), provider_id).id)


def create_connection(context: Context, provider_id: str, described: Described) -> Opened:
    """Make one more connection of an identity provider."""
    with context.writing() as db:
        pool = access.manager(db, context)
        provider = _require(db, pool, provider_id)
        _require_room(len(provider.connections) + 1)
        connection = _new(context, pool, provider.id, described)
        identity_providers.add(db, connection)
        return Opened(connection, described.fields)


def update_connection(context: Context, connection_id: str, described: Described) -> None:
    """Change all of a connection but what it is and what it is called; match fields and logo only if they are given."""
    with context.writing() as db:
        connection = _require_connection(db, access.manager(db, context), connection_id)
        _describe(context, connection, described)


def delete_connection(context: Context, connection_id: str) -> None:
    """Delete a connection."""
    with context.writing() as db:
        identity_providers.remove_connection(db, _require_connection(db, access.manager(db, context), connection_id).id)


def require_identifier(context: Context, identifier: str) -> None:
    """Refuse, with NOT_FOUND, an identifier that no connection of the pool has."""
    with context.reading() as db:
        if identity_providers.having_identifier(db, access.manager(db, context).id, identifier) is None:
            raise Refusal(Code.NOT_FOUND, f"no connection is called {identifier}")


def switch_connection(context: Context, connection_id: str, targets: Mapping[str, str], *, on: bool) -> None:
    """Switch a connection on or off for a `tenant`, an `application` or both, given by their ids."""
    with context.writing() as db:
        pool = access.manager(db, context)
        connection = _require_connection(db, pool, connection_id)
        provider = _require(db, pool, connection.provider_id)
        _switch(db, pool, provider, [connection.id], targets, on=on)


def switch_all(context: Context, provider_id: str, targets: Mapping[str, str], *, on: bool) -> None:
    """Do the same with all connections of an identity provider."""
    with context.writing() as db:
        pool = access.manager(db, context)
        provider = _require(db, pool, provider_id)
        _switch(db, pool, provider, [each.id for each in provider.connections], targets, on=on)


def _switch(
    db: Session,
    pool: Pool,
    provider: IdentityProvider,
    connection_ids: Sequence[str],
    targets: Mapping[str, str],
    *,
    on: bool,
) -> None:
    if not targets:
        raise Refusal(Code.INCOMPLETE, "the id of a tenant or an application is needed")
    tenant_id, application_id = targets.get("tenant"), targets.get("application")
    if tenant_id is not None:
        tenants.require(db, pool, tenant_id)
        if provider.tenant_id not in (None, tenant_id):
            raise Refusal(Code.FORBIDDEN, "the identity provider belongs to another tenant")
    if application_id is not None and not stored_tenants.known_applications(db, pool.id, [application_id]):
        raise Refusal(Code.APPLICATION_UNKNOWN)
    for target, target_id in targets.items():
        identity_providers.switch(db, connection_ids, target, target_id, on=on)


def _new(context: Context, pool: Pool, provider_id: str, described: Described) -> Connection:
    connection = Connection(
        id=tokens.new_id(),
        pool_id=pool.id,
        provider_id=provider_id,
        type=_named("type", described.type),
        identifier=_named("identifier", described.identifier),
        user_match_fields=[],
        created_at=context.service.now(),
    )
    _describe(context, connection, described)
    return connection


def _describe(context: Context, connection: Connection, described: Described) -> None:
    text = json_text("fields", described.fields, LONGEST_FIELDS)
    connection.sealed_fields = context.service.vault.seal(text, connection.id)
    connection.display_name = _named("displayName", described.display_name)
    connection.updated_at = context.service.now()
    if described.user_match_fields is not None:
        json_text("userMatchFields", described.user_match_fields, LONGEST_FIELDS)
        connection.user_match_fields = list(described.user_match_fields)
    connection.logo = described.logo if described.logo is not None else connection.logo


def _opened(context: Context, provider: IdentityProvider) -> tuple[IdentityProvider, list[Opened]]:
    vault = context.service.vault
    return provider, [
        Opened(each, json.loads(vault.unseal(each.sealed_fields, each.id))) for each in provider.connections
    ]


def _named(name: str, value: str) -> str:
    if not value:
        raise Refusal(Code.INCOMPLETE, f"{name} is empty")
    return value


def _require_room(connections: int) -> None:
    if connections > MOST_CONNECTIONS:
        raise Refusal(Code.MALFORMED, f"an identity provider has {MOST_CONNECTIONS} connections at most")
