"""Grants without a browser: for a password, for the token of a login, and for the key pair of a programmatic access account."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidGrantError, InvalidScopeError

from authing.server.rules import access, claims, clients, entrance, factors, grants, login, programmatic_access, tokens
from authing.server.rules.application_access import require_entry
from authing.server.rules.clients import OIDC, Client
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import DEFAULT
from authing.server.rules.service import Context
from authing.server.rules.tokens import SignedIn
from authing.server.storage import oidc

if TYPE_CHECKING:
    from collections.abc import Mapping

WRONG = {Code.CREDENTIALS_WRONG, Code.USER_UNKNOWN, Code.PASSWORD_WRONG}
UNTOLD = {Code.BUSY, Code.FAILED, Code.MALFORMED, Code.INCOMPLETE}
"""Refusals that are about the request or the server, not about the grant."""

EVERYTHING = "*"
LONGEST_SCOPE = 2000


def by_password(
    context: Context, client: Client, column: str, value: str, password: str, *, scope: str
) -> dict[str, Any]:
    """Log a user in with a password in clear: failures count, and whoever owes something else first is refused.

    Raises:
        InvalidGrantError: The user is not let in.
    """
    context, scopes = _for(context, client), _known(client, scope)
    try:
        proven = login.by_password(context, column, value, password)
        entrance.require_enterable(context, proven)
        with context.logging_refusals(), context.writing() as db:
            require_entry(db, client.application, proven.account)
            entrance.record(db, context, proven)
            now = context.service.now()
            grant = grants.begin(
                db, context, client, scopes, account=proven.account, means=proven.means, authenticated_at=now
            )
            return grants.issue_all(db, context, client, grant, proven.account)
    except Refusal as refusal:
        if refusal.code in UNTOLD:
            raise
        told = "invalid credentials provided" if refusal.code in WRONG else grants.plain(refusal)
        raise InvalidGrantError(told) from None


def by_login_token(context: Context, client: Client, token: str, scope: str) -> dict[str, Any]:
    """Tokens for whoever is logged in to this application, or to the pool without one.

    Raises:
        InvalidGrantError: The token is no login, or one to another application: that one must not act here for its users.
    """
    context, scopes = _for(context, client), _known(client, scope)
    with context.writing() as db:
        found = access.bearer(db, context, token)
        if not isinstance(found, SignedIn) or found.pool.id != client.pool.id:
            raise InvalidGrantError("the token is not a valid login")
        if found.application is not None and found.application.id != client.id:
            raise InvalidGrantError("the token is a login to another application")
        if not grants.is_active(found.account):
            raise InvalidGrantError("the user is locked")
        # A login to the pool was asked for the user's own second factor, and for none that the application wants.
        if factors.asked_for(found.account, client.application) != factors.asked_for(found.account, found.application):
            raise InvalidGrantError("the application asks for a second factor: log in to it")
        try:
            require_entry(db, client.application, found.account)
        except Refusal as refusal:
            raise InvalidGrantError(grants.plain(refusal)) from None
        grant = grants.begin(db, context, client, scopes, account=found.account, authenticated_at=found.issued_at)
        return grants.issue_all(db, context, client, grant, found.account)


def _for(context: Context, client: Client) -> Context:
    """The context of a request that names its application in the form, not in a header."""
    caller = replace(context.caller, pool_id=client.pool.id, application_id=client.id, token=None)
    return Context(context.service, caller, context.act)


def _known(client: Client, scope: str) -> list[str]:
    asked = dict.fromkeys((scope or (claims.OPENID if client.protocol == OIDC else claims.USER)).split())
    known = [each for each in asked if each in claims.SCOPES]
    if not known:
        raise InvalidScopeError("the scope has nothing that is known here")
    return known


def by_program(context: Context, protocol: str, account_id: str, secret: str, scope: str) -> dict[str, Any]:
    """A token for a program; what it asks for and does not get is told as `rejected_scope`.

    Raises:
        InvalidClientError: There is no such account, its secret is another one, or it is switched off.
    """
    if len(scope) > LONGEST_SCOPE:
        raise InvalidScopeError("the scope is too long")
    with context.writing() as db:
        program = oidc.program(db, account_id) if tokens.ID.match(account_id) else None
        digest = programmatic_access.digest(secret)
        if program is None or not hmac.compare_digest(program.secret_digest, digest) or not program.enabled:
            raise InvalidClientError("there is no such account, or its secret is another one", status_code=401)
        client = clients.find(db, context, program.application_id, protocol)
        if client is None:
            raise InvalidClientError("there is no such account, or its secret is another one", status_code=401)
        asked = list(dict.fromkeys(scope.split()))
        kinds = {each.partition(":")[0] for each in asked}
        there = oidc.actions(db, client.pool.id, [client.id, DEFAULT], kinds)
        granted = [each for each in asked if is_there(there, each)]
        grant = grants.begin(db, context, client, granted, program=program)
        answer = grants.issue_access_token(db, context, grant, grant.scope, program.token_lifetime)
    rejected = [each for each in asked if each not in granted]
    return {**answer, "rejected_scope": " ".join(rejected)} if rejected else answer


def is_there(resources: Mapping[str, set[str]], item: str) -> bool:
    """Whether an item of a scope is about resources of the catalogue: `kind`, `kind:action` or `kind:id:action`, `*` for all."""
    kind, *rest = item.split(":")
    if kind == EVERYTHING:
        return len(rest) < 3 and all(each == EVERYTHING for each in rest)
    if kind not in resources or len(rest) > 2 or not all(rest):
        return False
    action = rest[-1] if rest else EVERYTHING
    # The catalogue names actions with or without what they are for.
    return action == EVERYTHING or not resources[kind].isdisjoint((action, f"{kind}:{action}"))
