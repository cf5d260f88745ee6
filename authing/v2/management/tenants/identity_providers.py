"""Identity providers elsewhere, and the connections by which users log in with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, Flow, path
from authing.v2.arguments import fields as checked_fields
from authing.v2.arguments import flag, given, mappings, maybe_text, one_given, text, texts
from authing.v2.exceptions import NotFound
from authing.v2.models.answer import done
from authing.v2.models.tenant import ExternalIdp, ExternalIdpConnection
from authing.v2.wire import rest

__all__ = ["IdentityProviders"]


class IdentityProviders(Resource[Mode]):
    """The identity providers of tenants and of the pool."""

    @operation
    def list_ext_idp(self, tenant_id: str | None = None) -> Call[Sequence[ExternalIdp]]:
        """List the identity providers of a tenant (GET /api/v2/extIdp), each connection with whether it is on there.

        Args:
            tenant_id: The tenant; without one, the identity providers that belong to no tenant.
        """
        params = given(tenantId=maybe_text("tenant_id", tenant_id))
        return rest("GET", "/api/v2/extIdp", ExternalIdp.many, params=params)

    @operation
    def ext_idp_detail(self, ext_idp_id: str) -> Call[ExternalIdp]:
        """Read an identity provider with the fields of its connections (GET /api/v2/extIdp/{id}).

        Raises:
            NotFound: No identity provider has this id.
        """
        return rest("GET", path("/api/v2/extIdp/{}", ext_idp_id), ExternalIdp.of)

    @operation
    def create_ext_idp(
        self, name: str, type: str, connections: Sequence[Mapping[str, Any]] = (), *, tenant_id: str | None = None
    ) -> Call[ExternalIdp]:
        """Create an identity provider (POST /api/v2/extIdp).

        Args:
            name: What people call it.
            type: What it is, such as `wechat` or `lark`.
            connections: Its connections, each with `type`, `identifier`, `displayName` and `fields`; `userMatchFields` and
                `logo` may be there.
            tenant_id: The tenant that it belongs to; without one it is the pool's.

        Raises:
            Conflict: The identifier of a connection is taken.
            NotFound: The tenant does not exist.
        """
        body = given(tenantId=maybe_text("tenant_id", tenant_id))
        described = {"name": text("name", name), "type": text("type", type)}
        items = [checked_fields("connections", each) for each in mappings("connections", connections) or ()]
        return rest("POST", "/api/v2/extIdp", ExternalIdp.of, json={**described, "connections": items, **body})

    @operation
    def update_ext_idp(self, ext_idp_id: str, name: str) -> Call[bool]:
        """Rename an identity provider (PUT /api/v2/extIdp/{id}).

        Raises:
            NotFound: No identity provider has this id.
        """
        return rest("PUT", path("/api/v2/extIdp/{}", ext_idp_id), done, json={"name": text("name", name)})

    @operation
    def delete_ext_idp(self, ext_idp_id: str) -> Call[bool]:
        """Delete an identity provider with its connections (DELETE /api/v2/extIdp/{id}).

        Raises:
            NotFound: No identity provider has this id.
        """
        return rest("DELETE", path("/api/v2/extIdp/{}", ext_idp_id), done)

    @operation
    def create_ext_idp_connection(
        self,
        ext_idp_id: str,
        type: str,
        identifier: str,
        display_name: str,
        fields: Mapping[str, Any],
        *,
        user_match_fields: Sequence[str] | None = None,
        logo: str | None = None,
    ) -> Call[ExternalIdpConnection]:
        """Create a connection of an identity provider (POST /api/v2/extIdpConn).

        Args:
            ext_idp_id: The identity provider.
            type: How it connects, such as `wechat:pc`.
            identifier: What to call it; no other connection of the pool is called so.
            display_name: What the login page calls it.
            fields: Its settings: what the identity provider asks for, such as `clientID` and `clientSecret`.
            user_match_fields: Fields by which users who log in are found among those of the pool.
            logo: The address of an image.

        Raises:
            Conflict: The identifier is taken.
            NotFound: No identity provider has this id.
        """
        body = {
            "extIdpId": text("ext_idp_id", ext_idp_id),
            "type": text("type", type),
            "identifier": text("identifier", identifier),
            **_described(display_name, fields, user_match_fields, logo),
        }
        return rest("POST", "/api/v2/extIdpConn", ExternalIdpConnection.of, json=body)

    @operation
    def update_ext_idp_connection(
        self,
        connection_id: str,
        display_name: str,
        fields: Mapping[str, Any],
        *,
        user_match_fields: Sequence[str] | None = None,
        logo: str | None = None,
    ) -> Call[bool]:
        """Change a connection (PUT /api/v2/extIdpConn/{id}).

        Args:
            connection_id: The connection.
            display_name: What the login page calls it.
            fields: All of its settings.
            user_match_fields: As for a new connection; None leaves them as they are.
            logo: The address of an image; None leaves it as it is.

        Raises:
            NotFound: No connection has this id.
        """
        body = _described(display_name, fields, user_match_fields, logo)
        return rest("PUT", path("/api/v2/extIdpConn/{}", connection_id), done, json=body)

    @operation
    def delete_ext_idp_connection(self, connection_id: str) -> Call[bool]:
        """Delete a connection (DELETE /api/v2/extIdpConn/{id}).

        Raises:
            NotFound: No connection has this id.
        """
        return rest("DELETE", path("/api/v2/extIdpConn/{}", connection_id), done)

    @operation
    def check_ext_idp_connection_identifier_unique(self, identifier: str) -> Flow[bool]:
        """Tell whether no connection is called this yet (POST /api/v2/check/extIdpConn/identifier)."""
        body = {"identifier": text("identifier", identifier)}
        return _is_free(rest("POST", "/api/v2/check/extIdpConn/identifier", done, json=body, safe=True))

    @operation
    def change_ext_idp_connection_state(
        self, connection_id: str, enabled: bool, *, app_id: str | None = None, tenant_id: str | None = None
    ) -> Call[bool]:
        """Switch a connection on or off (PUT /api/v2/extIdpConn/{id}/state).

        Args:
            connection_id: The connection.
            enabled: Whether it is on.
            app_id: The application for which; one of the two is needed.
            tenant_id: The tenant for which.

        Raises:
            NotFound: The connection, the application or the tenant does not exist.
        """
        where = path("/api/v2/extIdpConn/{}/state", connection_id)
        return rest("PUT", where, done, json=_state(enabled, app_id, tenant_id))

    @operation
    def batch_change_ext_idp_connection_state(
        self, ext_idp_id: str, enabled: bool, *, app_id: str | None = None, tenant_id: str | None = None
    ) -> Call[bool]:
        """Switch all connections of an identity provider on or off (PUT /api/v2/extIdp/{id}/connState).

        Args:
            ext_idp_id: The identity provider.
            enabled: Whether they are on.
            app_id: The application for which; one of the two is needed.
            tenant_id: The tenant for which.

        Raises:
            NotFound: The identity provider, the application or the tenant does not exist.
        """
        where = path("/api/v2/extIdp/{}/connState", ext_idp_id)
        return rest("PUT", where, done, json=_state(enabled, app_id, tenant_id))


def _described(
    display_name: str, fields: Mapping[str, Any], user_match_fields: Sequence[str] | None, logo: str | None
) -> dict[str, Any]:
    if user_match_fields is not None:
        user_match_fields = texts("user_match_fields", user_match_fields, or_none=True)
    return {
        "displayName": text("display_name", display_name),
        "fields": checked_fields("fields", fields),
        **given(userMatchFields=user_match_fields, logo=maybe_text("logo", logo, or_empty=True)),
    }


def _state(enabled: bool, app_id: str | None, tenant_id: str | None) -> dict[str, Any]:
    targets = one_given(app_id=app_id, tenant_id=tenant_id)
    return {"enabled": flag("enabled", enabled), **{name: text(name, each) for name, each in targets.items()}}


def _is_free(taken: Call[bool]) -> Flow[bool]:
    """The platform finds the identifier, and refuses where there is nothing to find."""
    try:
        yield from taken
    except NotFound:
        return True
    return False
