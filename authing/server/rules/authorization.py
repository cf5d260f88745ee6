"""Authorization requests (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1): checked, kept waiting, and answered.

Whatever is wrong before client and redirect URI are known to belong together is told to the user on a page, never to the
address of the request (RFC 9700, section 4.11.2): that could be anybody's. Everything else is told to the client.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749.errors import (
    AccessDeniedError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc7636.challenge import CODE_CHALLENGE_PATTERN
from authlib.oidc.core.errors import ConsentRequiredError, LoginRequiredError

from authing.server.rules import browser_sessions, claims, clients, grants, interactions, tokens
from authing.server.rules.application_settings import RESPONSE_TYPES
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import oidc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.browser_sessions import BrowserSession
    from authing.server.rules.clients import Client
    from authing.server.rules.cookies import Cookie
    from authing.server.rules.interactions import Underway
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

CODE, TOKEN, ID_TOKEN = "code", "token", "id_token"
QUERY, FRAGMENT, FORM_POST = "query", "fragment", "form_post"
LOGIN, CONSENT, SELECT_ACCOUNT, SILENT = "login", "consent", "select_account", "none"
KNOWN = [frozenset(each.split()) for each in RESPONSE_TYPES]
LONGEST = 2000
LIMITS = {"nonce": 1000}
"""Characters that a parameter may have: this, or for all others `LONGEST`; tokens may be longer."""


@dataclass(frozen=True)
class Asked:
    """A request that is good so far as its client, its redirect URI and its form are concerned.

    Attributes:
        params: All of its parameters.
        response_types: What is asked for: code, token, id_token.
        mode: How the answer comes: "query", "fragment" or "form_post".
    """

    client: Client
    params: Mapping[str, str] = field(repr=False)
    redirect_uri: str
    response_types: frozenset[str]
    mode: str

    @property
    def prompts(self) -> frozenset[str]:
        """What the user is to be asked for in any case."""
        return frozenset(self.params.get("prompt", "").split())

    @property
    def scopes(self) -> list[str]:
        """What is granted: the scopes that the server knows (OpenID Connect Core, section 3.1.2.1: others "SHOULD be ignored")."""
        known = [each for each in dict.fromkeys(self.params.get("scope", "").split()) if each in claims.SCOPES]
        # Section 11: without a code, or without prompt=consent, "the Authorization Server MUST ignore the offline_access request".
        is_offline = CODE in self.response_types and CONSENT in self.prompts
        return [each for each in known if each != claims.OFFLINE_ACCESS or is_offline]


@dataclass(frozen=True)
class Answer:
    """Where the browser goes next: with `values` back to the client, or to a page for an interaction.

    Attributes:
        values: What the client is told, at its redirect URI and in the mode of the request.
        interaction_id: The request that waits.
        asks_consent: Whether it waits for the user's consent, not for a login.
    """

    asked: Asked
    values: dict[str, Any] | None = None
    interaction_id: str | None = None
    asks_consent: bool = False
    cookies: tuple[Cookie, ...] = ()


# -- checking -------------------------------------------------------------------------------------


def ask(db: Session, context: Context, protocol: str, params: Mapping[str, str]) -> Asked:
    """The request that these parameters make.

    Raises:
        Refusal: Its client or its redirect URI is not good: the user must not be sent on.
    """
    for name, value in params.items():
        if len(value) > (tokens.LONGEST if name == "id_token_hint" else LIMITS.get(name, LONGEST)):
            raise Refusal(Code.MALFORMED, f"{name if name.isprintable() else 'a parameter'} is too long")
    try:
        client = clients.find(db, context, params.get("client_id"), protocol)
    except UnauthorizedClientError as error:
        raise Refusal(Code.FORBIDDEN, error.description) from None
    if client is None:
        raise Refusal(Code.APPLICATION_UNKNOWN)
    redirect_uri = params.get("redirect_uri")
    # RFC 9700, section 2.1: "authorization servers MUST utilize exact string matching" of redirect URIs.
    if redirect_uri not in client.application.redirect_uris or redirect_uri is None:
        raise Refusal(Code.MALFORMED, "the redirect_uri is not registered: add it to the application's redirectUris")
    response_types = frozenset(params.get("response_type", "").split())
    # OAuth 2.0 Multiple Response Type Encoding Practices, section 5: tokens come in the fragment.
    mode = params.get("response_mode") or (QUERY if response_types <= {CODE} else FRAGMENT)
    return Asked(client, params, redirect_uri, response_types, mode)


def require_good(asked: Asked) -> None:
    """Refuse what the client may not ask for; one check for each parameter.

    Raises:
        OAuth2Error: Told to the client.
    """
    for check in CHECKS:
        check(asked, asked.params)


def _check_response_type(asked: Asked, params: Mapping[str, str]) -> None:
    # RFC 6749, section 3.1.1: "If an authorization request is missing the response_type parameter, or if the response type is
    # not understood, the authorization server MUST return an error response".
    if "response_type" not in params:
        raise InvalidRequestError("response_type is missing")
    if asked.response_types not in KNOWN:
        raise OAuth2Error("this response_type is not known here", error="unsupported_response_type")
    if not asked.client.allows_response(asked.response_types):
        raise UnauthorizedClientError("the application is not set up for this response_type")


def _check_response_mode(asked: Asked, params: Mapping[str, str]) -> None:
    if asked.mode not in (QUERY, FRAGMENT, FORM_POST):
        raise InvalidRequestError("response_mode must be query, fragment or form_post")
    # Multiple Response Type Encoding Practices, section 3: tokens "MUST NOT be encoded in the query".
    if asked.mode == QUERY and not asked.response_types <= {CODE}:
        raise InvalidRequestError("tokens cannot be in a query")


def _check_scope(asked: Asked, params: Mapping[str, str]) -> None:
    # OpenID Connect Core, section 3.1.2.1: "OpenID Connect requests MUST contain the openid scope value".
    if ID_TOKEN in asked.response_types and claims.OPENID not in asked.scopes:
        raise InvalidScopeError("an id_token needs the scope openid")
    if not asked.scopes:
        raise InvalidScopeError("the scope has nothing that is known here")


def _check_nonce(asked: Asked, params: Mapping[str, str]) -> None:
    # Sections 3.2.2.1 and 3.3.2.11: the nonce is REQUIRED where an id_token comes from the authorization endpoint.
    if ID_TOKEN in asked.response_types and "nonce" not in params:
        raise InvalidRequestError("nonce is missing")


def _check_code_challenge(asked: Asked, params: Mapping[str, str]) -> None:
    challenge, method = params.get("code_challenge"), params.get("code_challenge_method")
    if challenge is None and method is not None:
        raise InvalidRequestError("code_challenge is missing")
    if challenge is not None and not CODE_CHALLENGE_PATTERN.match(challenge):
        raise InvalidRequestError("code_challenge must have 43 to 128 unreserved characters")
    if method not in (None, "plain", "S256"):
        raise InvalidRequestError("code_challenge_method must be S256 or plain")
    # RFC 9700, section 2.1.1: "Public clients MUST use PKCE".
    if challenge is None and CODE in asked.response_types and asked.client.is_public:
        raise InvalidRequestError("an application without a secret needs a code_challenge")


def _check_prompt(asked: Asked, params: Mapping[str, str]) -> None:
    if not asked.prompts <= {LOGIN, CONSENT, SELECT_ACCOUNT, SILENT}:
        raise InvalidRequestError("prompt must be of none, login, consent, select_account")
    # Section 3.1.2.1: "If this parameter contains none with any other value, an error is returned."
    if SILENT in asked.prompts and len(asked.prompts) > 1:
        raise InvalidRequestError("prompt=none goes with nothing else")
    if not params.get("max_age", "0").isascii() or not params.get("max_age", "0").isdigit():
        raise InvalidRequestError("max_age must be a number of seconds")


def _check_unsupported(asked: Asked, params: Mapping[str, str]) -> None:
    # Section 6: what is asked for in an object or at an address that nobody reads would be lost silently.
    for name in ("request", "request_uri", "registration"):
        if name in params:
            raise OAuth2Error(f"{name} is not supported", error=f"{name}_not_supported")


CHECKS = (
    _check_unsupported,
    _check_response_type,
    _check_response_mode,
    _check_scope,
    _check_nonce,
    _check_code_challenge,
    _check_prompt,
)


# -- answering ------------------------------------------------------------------------------------


def begin(context: Context, protocol: str, params: Mapping[str, str]) -> Answer:
    """Answer a request at once, or let it wait for its user.

    Raises:
        Refusal: It is not good, and the user must not be sent on.
    """
    with context.writing() as db:
        asked = ask(db, context, protocol, params)
        try:
            require_good(asked)
            # Who has to log in again may do so as somebody else: nothing that is wrong with the present session counts.
            session = None if asked.prompts & {LOGIN, SELECT_ACCOUNT} else _session(db, context, asked)
            if session is None or _is_login_due(context, asked, session):
                return _wait(db, context, asked, LoginRequiredError())
            if _is_consent_due(db, asked, session.account):
                return _wait(db, context, asked, ConsentRequiredError(), asks_consent=True)
            return Answer(asked, _granted(db, context, asked, session))
        except OAuth2Error as error:
            return Answer(asked, told(error))


def resume(context: Context, protocol: str, interaction_id: str) -> Answer:
    """Answer a request that has waited, in the browser that it came with; once.

    Raises:
        Refusal: Nothing waits there.
    """
    with context.writing() as db:
        underway = interactions.get(db, context, interaction_id, lock=True)
        if underway.kind != protocol:
            raise Refusal(Code.NOT_FOUND, interactions.GONE)
        asked = ask(db, context, protocol, underway.params)
        try:
            values = _resumed(db, context, asked, underway)
        except OAuth2Error as error:
            values = told(error)
        if isinstance(values, Answer):
            return values
        interactions.finish(db, underway)
        return Answer(asked, values)


def _resumed(db: Session, context: Context, asked: Asked, underway: Underway) -> dict[str, Any] | Answer:
    require_good(asked)
    session = _session(db, context, asked)
    # A login for this very request is as new as any can be.
    is_new = session is not None and session.id == underway.login_id
    if session is None or (not is_new and _is_login_due(context, asked, session)):
        if underway.login_id is not None:
            # Somebody has logged in, but not the user whom the client expects: asking again would go round in circles.
            raise LoginRequiredError
        return Answer(asked, interaction_id=underway.id)
    if underway.has_consented is False:
        raise AccessDeniedError
    if underway.has_consented:
        _keep_consent(db, context, asked, session.account)
    elif _is_consent_due(db, asked, session.account):
        return Answer(asked, interaction_id=underway.id, asks_consent=True)
    return _granted(db, context, asked, session)


def told(error: OAuth2Error) -> dict[str, Any]:
    """An error as the client is told it (RFC 6749, section 4.1.2.1)."""
    return {"error": error.error, "error_description": error.get_error_description() or None}


def _wait(db: Session, context: Context, asked: Asked, silent: OAuth2Error, *, asks_consent: bool = False) -> Answer:
    """Let the user be asked, or tell the client that this would be needed (OpenID Connect Core, section 3.1.2.6)."""
    if SILENT in asked.prompts:
        raise silent
    waiting, cookie = interactions.start(db, context, asked.client.application, asked.client.protocol, asked.params)
    return Answer(asked, interaction_id=waiting, asks_consent=asks_consent, cookies=(cookie,))


def _session(db: Session, context: Context, asked: Asked) -> BrowserSession | None:
    """The browser's session, if it is that of the user whom the client expects.

    Raises:
        AccessDeniedError: Its user may not enter the application.
    """
    client, hint = asked.client, asked.params.get("id_token_hint")
    try:
        session = browser_sessions.current(db, context, client.pool, client.application)
    except Refusal as refusal:
        raise AccessDeniedError(grants.plain(refusal)) from None
    if session is None or hint is None:
        return session
    found = tokens.hinted(db, hint, client.application)
    if found is None:
        raise InvalidRequestError("id_token_hint is not an id_token for this application")
    # Section 3.1.2.1: the server answers positively only "if the End-User identified by the ID Token is logged in".
    return session if session.account.id == found else None


def _is_login_due(context: Context, asked: Asked, session: BrowserSession) -> bool:
    """Whether a user who is logged in has to log in again."""
    if asked.prompts & {LOGIN, SELECT_ACCOUNT}:
        return True
    # "If the elapsed time is greater than this value, the OP MUST attempt to actively re-authenticate the End-User."
    age = (context.service.now() - session.authenticated_at).total_seconds()
    return "max_age" in asked.params and age > int(asked.params["max_age"])


def _is_consent_due(db: Session, asked: Asked, account: Account) -> bool:
    """Whether the user has still to agree; those of an application of the pool's own never have to."""
    if asked.client.skips_consent:
        return False
    kept = oidc.consent(db, account.id, asked.client.id)
    return CONSENT in asked.prompts or kept is None or not set(asked.scopes) <= set(kept.scope.split())


def _keep_consent(db: Session, context: Context, asked: Asked, account: Account) -> None:
    kept = oidc.consent(db, account.id, asked.client.id)
    scopes = [*(kept.scope.split() if kept else ()), *asked.scopes]
    values = {
        "account_id": account.id,
        "application_id": asked.client.id,
        "scope": " ".join(dict.fromkeys(scopes)),
        "created_at": context.service.now(),
    }
    oidc.keep_consent(db, values)


def _granted(db: Session, context: Context, asked: Asked, session: BrowserSession) -> dict[str, Any]:
    """Code and tokens, as the client is told them."""
    client, account, params = asked.client, session.account, asked.params
    grant = grants.begin(
        db,
        context,
        client,
        asked.scopes,
        account=account,
        sid=session.id,
        means=session.means,
        authenticated_at=session.authenticated_at,
    )
    values: dict[str, Any] = {}
    if CODE in asked.response_types:
        values["code"] = grants.issue_code(db, context, client, grant, redirect_uri=asked.redirect_uri, asked=params)
    if TOKEN in asked.response_types:
        values |= grants.issue_access_token(db, context, grant, grant.scope, client.access_token_life)
    if ID_TOKEN in asked.response_types:
        values["id_token"] = grants.issue_id_token(
            db,
            context,
            client,
            grant,
            account,
            grant.scope,
            nonce=params.get("nonce"),
            access_token=values.get("access_token"),
            code=values.get("code"),
            state=params.get("state"),
        )
    return values
