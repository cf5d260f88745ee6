"""The paths of the REST door."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from authing.server import wire
from authing.server.rest.envelope import endpoint, text
from authing.server.rules import accounts, pools, sessions
from authing.server.rules.accounts import require_unused

if TYPE_CHECKING:
    from datetime import datetime

    from authing.server.rules.service import Context, Service
    from authing.server.storage.tables import Account

Answer = tuple[Any, str]


def moment(value: datetime) -> str:
    """A point in time, such as `2021-09-24T07:29:51.000Z`."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shaped(account: Account, token: str | None = None) -> dict[str, Any]:
    return wire.user(account, token, moment)


def me(context: Context, _: dict[str, Any]) -> Answer:
    found = accounts.me(context)
    return shaped(found.account, found.token), "ok"


def user(context: Context, values: dict[str, Any]) -> Answer:
    require_unused(with_custom_data=values.get("with_custom_data") in ("1", "true"))
    account = accounts.managed(context, values["id"])
    return shaped(account) if account else None, "ok"


def log_out(context: Context, values: dict[str, Any]) -> Answer:
    sessions.log_out(context, values.get("app_id"))
    return None, "logged out"


def log_user_out(context: Context, values: dict[str, Any]) -> Answer:
    sessions.log_user_out(context, text(values, "userId"), values.get("appId"))
    return None, "logged out"


def published_key(context: Context, _: dict[str, Any]) -> Answer:
    return {"publicKey": context.service.transport.public_pem}, "ok"


def judge_password(context: Context, values: dict[str, Any]) -> Answer:
    return [wire.strength(is_valid=pools.judge_as_manager(context, text(values, "password")))], "ok"


def routes(service: Service) -> list[Route]:
    """All routes of the REST door."""
    table = [
        ("GET", "/api/v2/.well-known", published_key),
        ("GET", "/api/v2/users/me", me),
        ("GET", "/api/v2/users/{id}", user),
        ("GET", "/api/v2/logout", log_out),
        ("GET", "/logout", log_user_out),
        ("POST", "/api/v2/password/check", judge_password),
    ]
    return [Route(path, endpoint(service, answer), methods=[method]) for method, path, answer in table]
