"""Grants of the OpenID provider: the codes and tokens that come of them, how they are used up, and how all of one end together."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from authlib.oauth2.rfc6749.errors import InvalidGrantError
from authlib.oidc.core.util import create_half_hash

from authing.server.rules import claims, sessions, signing_keys, tokens
from authing.server.rules.application_access import may_enter
from authing.server.rules.clients import OIDC, Client
from authing.server.storage import oidc
from authing.server.storage.tables.oidc import AuthorizationCode, Grant, IssuedToken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.refusal import Refusal
    from authing.server.rules.service import Context
    from authing.server.storage.oidc import Granted
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.applications import ProgrammaticAccount

ACCESS, REFRESH, ID = "access", "refresh", "id"
AT_JWT = "at+jwt"
"""RFC 9068, section 2.1: with a type of its own, an access token is not taken for an id_token."""


@dataclass(frozen=True)
class Code:
    """A good authorization code: what Authlib's grant and its PKCE extension look at, and whose it is."""

    row: AuthorizationCode
    granted: Granted
    account: Account

    def get_redirect_uri(self) -> str:
        """The redirect URI of the request that it answered."""
        return self.row.redirect_uri

    @property
    def code_challenge(self) -> str | None:
        """The challenge of PKCE, if the request had one."""
        return self.row.code_challenge

    @property
    def code_challenge_method(self) -> str | None:
        """`plain` or `S256`."""
        return self.row.code_challenge_method


@dataclass(frozen=True)
class Refreshing:
    """A good refresh token."""

    row: IssuedToken
    granted: Granted
    account: Account

    def get_scope(self) -> str:
        """What it stands for."""
        return self.row.scope


def begin(
    db: Session,
    context: Context,
    client: Client,
    scopes: Sequence[str],
    *,
    account: Account | None = None,
    program: ProgrammaticAccount | None = None,
    sid: str | None = None,
    means: Sequence[str] = (),
    authenticated_at: datetime | None = None,
) -> Grant:
    """Let a client act for a user or a program."""
    now = context.service.now()
    grant = Grant(
        id=tokens.new_id(),
        protocol=client.protocol,
        pool_id=client.pool.id,
        application_id=client.id,
        account_id=account.id if account else None,
        program_id=program.id if program else None,
        scope=" ".join(scopes),
        sid=sid,
        means=list(means),
        authenticated_at=authenticated_at,
        created_at=now,
        # Nothing has come of it yet; each code and token keeps it for longer.
        expires_at=now + timedelta(minutes=1),
    )
    oidc.add_grant(db, grant)
    return grant


# -- issuing --------------------------------------------------------------------------------------


def issue_code(
    db: Session, context: Context, client: Client, grant: Grant, *, redirect_uri: str, asked: Mapping[str, str]
) -> str:
    """A new authorization code; it is bound to the redirect URI, and to nonce and challenge of the request."""
    value, until = secrets.token_urlsafe(32), context.service.now() + timedelta(seconds=client.code_life)
    challenge = asked.get("code_challenge")
    code = AuthorizationCode(
        digest=tokens.digest(value),
        grant_id=grant.id,
        redirect_uri=redirect_uri,
        nonce=asked.get("nonce"),
        code_challenge=challenge,
        # RFC 7636, section 4.3: the method "defaults to plain if not present in the request".
        code_challenge_method=asked.get("code_challenge_method", "plain") if challenge else None,
        expires_at=until,
        used=False,
    )
    oidc.add(db, code)
    oidc.extend(db, grant.id, until)
    return value


def issue_access_token(
    db: Session, context: Context, grant: Grant, scope: str, life: int, *, issuer: str | None = None
) -> dict[str, Any]:
    """A new access token, as it is told: a JWT by RS256 in OpenID Connect, 40 hexadecimal digits in OAuth."""
    issued_at, expires_at = tokens.times(context.service.now(), life)
    if grant.protocol == OIDC:
        signer = signing_keys.current(db, context.service)
        token = signer.sign(
            {
                "jti": secrets.token_hex(8),
                "sub": grant.account_id or grant.program_id,
                "iat": issued_at,
                "exp": expires_at,
                "scope": scope,
                "iss": issuer or context.caller.issuer,
                "aud": grant.program_id or grant.application_id,
                "client_id": grant.program_id or grant.application_id,
            },
            AT_JWT,
        )
    else:
        token = secrets.token_hex(20)
    _keep(db, grant, ACCESS, token, scope, issued_at, expires_at)
    return {"access_token": token, "token_type": "Bearer", "expires_in": life, "scope": scope}


def issue_id_token(
    db: Session,
    context: Context,
    client: Client,
    grant: Grant,
    account: Account,
    scope: str,
    *,
    nonce: str | None = None,
    access_token: str | None = None,
    code: str | None = None,
    state: str | None = None,
) -> str:
    """A new id_token, with which its user is logged in to the application."""
    signer = signing_keys.of_application(db, context.service, client.application)
    # OpenID Connect Core, section 3.3.2.11, and Financial-grade API, part 2, section 5.1.1 for s_hash.
    hashed = {"at_hash": access_token, "c_hash": code, "s_hash": state if code else None}
    authenticated_at = grant.authenticated_at
    said = {
        "nonce": nonce,
        "auth_time": int(authenticated_at.timestamp()) if authenticated_at else None,
        "amr": grant.means or None,
        "sid": grant.sid,
        **{name: _half_hash(value, signer.algorithm) for name, value in hashed.items()},
    }
    known = {name: value for name, value in said.items() if value is not None}
    profile = claims.known(db, account, scope.split())
    application, issuer = client.application, context.caller.issuer
    issued = tokens.id_token(account, application, issuer, context.service.now(), signer, known, profile)
    sessions.remember(db, account, client.application, issued)
    _keep(db, grant, ID, issued.token, scope, issued.issued_at, issued.expires_at)
    return issued.token


def _half_hash(value: str | None, algorithm: str) -> str | None:
    found = create_half_hash(value, algorithm) if value else None
    return found.decode() if found else None


def _issue_refresh_token(db: Session, context: Context, client: Client, grant: Grant, scope: str) -> str:
    token = secrets.token_urlsafe(32)
    _keep(db, grant, REFRESH, token, scope, *tokens.times(context.service.now(), client.refresh_token_life))
    return token


def _keep(
    db: Session, grant: Grant, kind: str, token: str, scope: str, issued_at: datetime, expires_at: datetime
) -> None:
    row = IssuedToken(
        digest=tokens.digest(token),
        grant_id=grant.id,
        kind=kind,
        scope=scope,
        issued_at=issued_at,
        expires_at=expires_at,
        used=False,
    )
    oidc.add(db, row)
    oidc.extend(db, grant.id, expires_at)


def issue_all(
    db: Session,
    context: Context,
    client: Client,
    grant: Grant,
    account: Account,
    *,
    scope: str | None = None,
    nonce: str | None = None,
) -> dict[str, Any]:
    """The answer of the token endpoint for a user: access token, id_token with `openid`, refresh token where there is to be one."""
    scope = grant.scope if scope is None else scope
    answer = issue_access_token(db, context, grant, scope, client.access_token_life)
    if client.protocol == OIDC and claims.OPENID in scope.split():
        access_token = answer["access_token"]
        answer["id_token"] = issue_id_token(
            db, context, client, grant, account, scope, nonce=nonce, access_token=access_token
        )
    # OpenID Connect Core, section 11; in OAuth 2.0 the platform gives one with every code.
    is_offline = client.protocol != OIDC or claims.OFFLINE_ACCESS in grant.scope.split()
    if is_offline and client.check_grant_type("refresh_token"):
        # What is refreshed stays what was granted, even if less is asked for this time (RFC 6749, section 6).
        answer["refresh_token"] = _issue_refresh_token(db, context, client, grant, grant.scope)
    return answer


# -- using up -------------------------------------------------------------------------------------


def find_code(context: Context, client: Client, value: str) -> Code:
    """The code, if this client may redeem it.

    Raises:
        InvalidGrantError: It may not. A used code ends what was issued for it.
    """
    with context.reading() as db:
        found = oidc.code(db, tokens.digest(value))
    # RFC 6749, section 4.1.3: "ensure that the authorization code was issued to the authenticated confidential client".
    if found is None or not is_of(client, found[1]):
        raise InvalidGrantError("the code is unknown")
    row, granted = found
    if row.used:
        _refuse_replay(context, granted, "the code has been used")
    if row.expires_at <= context.service.now():
        raise InvalidGrantError("the code has expired")
    return Code(row, granted, _enterable(context, granted))


def redeem(context: Context, client: Client, code: Code) -> dict[str, Any]:
    """Tokens for a code, which is used up."""
    with context.writing() as db:
        # "The client MUST NOT use the authorization code more than once" (section 4.1.2): one of two at the same time is second.
        if oidc.use(db, AuthorizationCode, code.row.digest):
            return issue_all(db, context, client, code.granted.grant, code.account, nonce=code.row.nonce)
    return _refuse_replay(context, code.granted, "the code has been used")


def find_refresh_token(context: Context, client: Client, value: str) -> Refreshing:
    """The refresh token, if this client may use it.

    Raises:
        InvalidGrantError: It may not. A used one ends the whole family.
    """
    with context.reading() as db:
        found = oidc.token(db, tokens.digest(value))
    # RFC 6749, section 6: "validate the refresh token" and that "it was issued to the authenticated client" (section 10.4).
    if found is None or found[0].kind != REFRESH or not is_of(client, found[1]):
        raise InvalidGrantError("the refresh token is unknown")
    row, granted = found
    if row.used:
        _refuse_replay(context, granted, "the refresh token has been used")
    if row.expires_at <= context.service.now():
        raise InvalidGrantError("the refresh token has expired")
    return Refreshing(row, granted, _enterable(context, granted))


def refresh(context: Context, client: Client, token: Refreshing, scope: str | None) -> dict[str, Any]:
    """New tokens for a refresh token, which is used up; a narrower scope is that of the new access token and id_token."""
    with context.writing() as db:
        if oidc.use(db, IssuedToken, token.row.digest):
            oidc.remove_expired(db, token.granted.grant.id, context.service.now())
            return issue_all(db, context, client, token.granted.grant, token.account, scope=scope)
    return _refuse_replay(context, token.granted, "the refresh token has been used")


def is_of(client: Client, granted: Granted) -> bool:
    """Whether a grant is this client's."""
    return (granted.application.id, granted.grant.protocol) == (client.id, client.protocol)


def _refuse_replay(context: Context, granted: Granted, description: str) -> NoReturn:
    """RFC 9700, section 4.14.2: nobody can tell the thief from the client, so nothing of the family is good any more."""
    with context.writing() as db:
        oidc.end_grant(db, granted.grant.id)
    raise InvalidGrantError(description)


def _enterable(context: Context, granted: Granted) -> Account:
    account = granted.account
    with context.reading() as db:
        if account is None or not is_active(account) or not may_enter(db, granted.application, account):
            raise InvalidGrantError("the user may not log in any more")
    return account


def plain(refusal: Refusal) -> str:
    """The text of a refusal, in the characters that a description of OAuth may have (RFC 6749, section 5.2)."""
    return "".join(each if " " <= each <= "~" and each not in '"\\' else "'" for each in refusal.message)


def is_active(account: Account) -> bool:
    """Whether a user is not locked."""
    return not account.blocked and account.status == "Activated"


# -- looking at tokens, and ending them -----------------------------------------------------------


def find_access_token(context: Context, token: str | None) -> tuple[IssuedToken, Granted] | None:
    """A good access token; the user is not locked, the program not switched off."""
    found = find_token(context, token)
    return found if found and found[0].kind == ACCESS else None


def find_token(context: Context, token: str | None) -> tuple[IssuedToken, Granted] | None:
    """A good token of any kind."""
    if not token or len(token) > tokens.LONGEST:
        return None
    with context.reading() as db:
        found = oidc.token(db, tokens.digest(token))
    if found is None:
        return None
    row, granted = found
    context.act.is_in(granted.pool, granted.application, granted.grant.account_id)
    if row.used or row.expires_at <= context.service.now():
        return None
    if granted.account is not None and not is_active(granted.account):
        return None
    if granted.program is not None and not granted.program.enabled:
        return None
    return row, granted


def described(context: Context, row: IssuedToken, granted: Granted) -> dict[str, Any]:
    """What there is to say about a token (RFC 7662, section 2.2)."""
    grant = granted.grant
    said = {
        "sub": grant.account_id or grant.program_id,
        "client_id": grant.program_id or grant.application_id,
        "exp": int(row.expires_at.timestamp()),
        "iat": int(row.issued_at.timestamp()),
        "iss": context.caller.issuer,
        "jti": row.digest[:16],
        "scope": row.scope,
    }
    return {**said, "token_type": "Bearer"} if row.kind == ACCESS else said


def revoke(context: Context, client: Client, token: str) -> None:
    """End a token; a refresh token or an id_token with all that came of the same authorization (RFC 7009, section 2.1).

    Raises:
        InvalidGrantError: The token is another client's.
    """
    digest = tokens.digest(token)
    with context.writing() as db:
        found = oidc.token(db, digest)
        if found is None:
            return
        row, granted = found
        if not is_of(client, granted):
            raise InvalidGrantError("the token was issued to another client")
        if row.kind == ACCESS:
            oidc.end_token(db, digest)
        else:
            oidc.end_grant(db, granted.grant.id)


def end_of_browser(db: Session, sids: Sequence[str]) -> None:
    """End what came of sessions of a browser."""
    for grant_id in oidc.grants_of_browser(db, sids):
        oidc.end_grant(db, grant_id)
