"""Logging in with one request that is answered by tokens of the OpenID provider, or by a code for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, claims, clients, code_login, entrance, fields, grants, login, registration
from authing.server.rules.application_access import require_entry
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import Context
from authing.server.storage import applications

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.clients import Client
    from authing.server.rules.entrance import Proven

NONE, RSA = "none", "rsa"
"""How a password comes."""

TOKEN, CODE = "token", "code"
"""What the answer is."""

COLUMNS = ("username", "email", "phone")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to have from a login.

    Attributes:
        scope: What the tokens are to be good for, separated by spaces.
        response_type: TOKEN or CODE.
        redirect_uri: Where a code is for.
        own_values: Values of user-defined fields, which the login sets.
        client_ip: From where, if it is not the caller's address.
    """

    scope: str = claims.OPENID
    response_type: str = TOKEN
    redirect_uri: str | None = None
    own_values: Sequence[tuple[str, str]] = ()
    client_ip: str | None = None


def inside(context: Context, application_id: str | None, secret: str | None) -> Context:
    """The same request, as if its headers named the application; with its secret, if it came.

    Raises:
        Refusal: APPLICATION_ID_MISSING, APPLICATION_UNKNOWN, or FORBIDDEN for another secret.
    """
    named = application_id or context.caller.application_id
    if not named:
        raise Refusal(Code.APPLICATION_ID_MISSING)
    found = Context(context.service, replace(context.caller, application_id=named, token=None), context.act)
    if secret is not None and not _client(found).has_secret(secret):
        raise Refusal(Code.FORBIDDEN, "this is not the secret of the application")
    return found


def by_password(
    context: Context,
    payload: Mapping[str, str],
    encryption: str,
    *,
    auto_register: bool = False,
    captcha_code: str | None = None,
    client_ip: str | None = None,
) -> Proven:
    """Who has a name, address or number, and the password; an unknown user is made with `auto_register`."""
    password = _needed(payload, "password")
    if encryption not in (NONE, RSA):
        raise Refusal(Code.MALFORMED, f"passwordEncryptType must be {NONE} or {RSA}")
    if encryption == RSA:
        password = context.service.transport.decrypt(password)
    if "account" in payload:
        identity = login.Identity.of_account(payload["account"])
    else:
        identity = login.Identity.of(*_one(payload, COLUMNS))
    if auto_register:
        with context.reading() as db:
            tenant, account = identity.owner(db, context)
        if account is None:
            registration.register(context, tenant, identity.wish(password, {}, client_ip=client_ip))
    return login.by_password(
        context, identity.column, identity.value, password, captcha_code=captcha_code, client_ip=client_ip
    )


def by_code(context: Context, payload: Mapping[str, str]) -> Proven:
    """Who has an address or a number that a code was sent to; an unknown user is made."""
    code = _needed(payload, "passCode")
    with context.reading() as db:
        tenant = access.tenant(db, context)
    kind, value = _one(payload, COLUMNS[1:])
    if kind == "email":
        return code_login.by_email_code(context, tenant, value, code)
    return code_login.by_phone_code(context, tenant, value, code, payload.get("phoneCountryCode"))


def enter(context: Context, proven: Proven, wanted: Wanted) -> dict[str, Any]:
    """Let a user in, and give what the token endpoint would, or a code for that.

    Raises:
        Refusal: What `entrance.require_enterable` raises; MALFORMED for what cannot be given.
    """
    client = _client(context)
    scopes = [each for each in dict.fromkeys(wanted.scope.split()) if each in claims.SCOPES]
    if not scopes:
        raise Refusal(Code.MALFORMED, "the scope has nothing that is known here")
    if wanted.response_type not in (TOKEN, CODE):
        raise Refusal(Code.MALFORMED, f"responseType must be {TOKEN} or {CODE}")
    uri = wanted.redirect_uri or ""
    # RFC 9700, section 2.1: redirect URIs are compared exactly.
    if wanted.response_type == CODE and uri not in client.application.redirect_uris:
        raise Refusal(Code.MALFORMED, "redirectUri is none of those that the application has registered")
    with context.logging_refusals():
        entrance.require_enterable(context, proven)
    with context.logging_refusals(), context.writing() as db:
        require_entry(db, client.application, proven.account)
        entrance.record(db, context, proven, wanted.client_ip)
        fields.keep(db, proven.account, wanted.own_values)
        now = context.service.now()
        grant = grants.begin(
            db, context, client, scopes, account=proven.account, means=proven.means, authenticated_at=now
        )
        if wanted.response_type == CODE:
            return {"code": grants.issue_code(db, context, client, grant, redirect_uri=uri, asked={})}
        return grants.issue_all(db, context, client, grant, proven.account)


def _client(context: Context) -> Client:
    with context.reading() as db:
        tenant = access.tenant(db, context)
        # With its details: the tenant has only what every login needs.
        application = applications.get(db, tenant.pool.id, tenant.application.id) if tenant.application else None
    if application is None:
        raise Refusal(Code.APPLICATION_ID_MISSING)
    return clients.Client(application, tenant.pool, clients.OIDC)


def _needed(payload: Mapping[str, str], name: str) -> str:
    if not payload.get(name):
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    return payload[name]


def _one(payload: Mapping[str, str], names: Sequence[str]) -> tuple[str, str]:
    given = [(name, payload[name]) for name in names if name in payload]
    if len(given) != 1:
        raise Refusal(Code.INCOMPLETE, f"one of {', '.join(names)} is needed")
    return given[0]
