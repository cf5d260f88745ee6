"""Endpoints about accounts elsewhere: linking them, and logging in by them."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rest.envelope import text
from authing.server.rest.values import mapping
from authing.server.rules import linking
from authing.server.rules.refusal import unconfigured

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context


def link(context: Context, values: dict[str, Any]) -> Answer:
    linking.merge(context, text(values, "primaryUserToken"), text(values, "secondaryUserToken"))
    return None, "the accounts are linked"


def unlink(context: Context, values: dict[str, Any]) -> Answer:
    linking.unlink_provider(context, text(values, "primaryUserToken"), text(values, "provider"))
    return None, "the account is unlinked"


def unlink_provider(context: Context, values: dict[str, Any]) -> Answer:
    linking.unlink_identity_provider(context, text(values, "extIdpId"))
    return None, "the account is unlinked"


def own_identities(context: Context, _: dict[str, Any]) -> Answer:
    return [wire.identity(each) for each in linking.mine(context)], "ok"


def link_url(context: Context, values: dict[str, Any]) -> Answer:
    identifier = text(values, "ext_idp_conn_identifier")
    linking.require_linkable(context, text(values, "id_token"), text(values, "app_id"), identifier)
    # It is described here and not reached: a URL would lead nowhere.
    raise unconfigured(f"linking by the connection {identifier}")


def start_interaction(context: Context, values: dict[str, Any]) -> Answer:
    connection = mapping(values, "connection")
    text(values, "state")
    # The protocol misspells it.
    identifier = text(connection, "providerIentifier")
    where = text(values, "userPoolId"), text(values, "appId")
    linking.start_interaction(context, *where, text(values, "protocol"), identifier)
    return None, "the login may begin"


def social_login(context: Context, values: dict[str, Any]) -> Answer:
    raise unconfigured(f"the social provider {values['provider']}")


def wechat_login(context: Context, values: dict[str, Any]) -> Answer:
    raise unconfigured("the social provider wechat:mobile")


TABLE: list[Endpoint] = [
    ("POST", "/api/v2/users/link", link),
    ("POST", "/api/v2/users/unlink", unlink),
    ("POST", "/api/v3/unlink-extidp", unlink_provider),
    ("GET", "/api/v3/get-identities", own_identities),
    ("GET", "/api/v3/generate-link-extidp-url", link_url),
    ("POST", "/api/v2/connections/oidc/start-interaction", start_interaction),
    ("GET", "/connections/social/{provider}", social_login),
    ("GET", "/connection/social/wechat:mobile/{pool}/callback", wechat_login),
]
