"""Applications of a pool: making, finding, changing and deleting them, and who is logged in to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rules import access, factors, tokens
from authing.server.rules import application_settings as settings
from authing.server.rules.paging import LONGEST
from authing.server.rules.pools import add_application
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.signing_keys import HS256
from authing.server.storage import application_access as records
from authing.server.storage import applications
from authing.server.storage.tables.pools import Application, Pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.tenants import Tenant

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 140


def require(db: Session, pool: Pool, application_id: str, *, lock: bool = False) -> Application:
    """The application of a pool with this id.

    Raises:
        Refusal: APPLICATION_UNKNOWN, also for one of another pool.
    """
    found = applications.get(db, pool.id, application_id, lock=lock)
    if found is None:
        raise Refusal(Code.APPLICATION_UNKNOWN)
    return found


def is_restricted(db: Session, application: Application) -> bool:
    """Whether there could be users whom an application does not let in."""
    return application.default_strategy != settings.STRATEGIES[0] or records.count(db, application.id) > 0


def page(context: Context, part: Slice) -> Page[Application]:
    """A page of the pool's applications."""
    with context.reading() as db:
        return applications.page(db, access.manager(db, context).id, part)


def get(context: Context, application_id: str) -> Application:
    """An application of the pool that the caller manages."""
    with context.reading() as db:
        return require(db, access.manager(db, context), application_id)


def public(context: Context, application_id: str) -> Application:
    """An application, for the page on which its users log in: it need not say who it is."""
    with context.reading() as db:
        found = applications.published(db, application_id)
    if found is None or context.caller.pool_id not in (None, found.pool_id):
        raise Refusal(Code.APPLICATION_UNKNOWN)
    return found


def create(context: Context, values: Mapping[str, Any]) -> Application:
    """Make an application, with a namespace for its roles."""
    now = context.service.now()
    with context.writing() as db:
        application = Application(
            id=tokens.new_id(),
            pool_id=access.manager(db, context).id,
            name="",
            secret=tokens.new_secret(),
            token_expires_after=context.service.settings.application_token_life,
            id_token_algorithm=HS256,
            identifier="",
            description=None,
            logo=None,
            app_type=settings.APP_TYPES[0],
            is_default=False,
            sso_enabled=False,
            register_disabled=False,
            default_strategy=settings.STRATEGIES[0],
            second_factors=[],
            redirect_uris=[],
            logout_redirect_uris=[],
            settings={},
            created_at=now,
            updated_at=now,
        )
        _apply(application, {"name": None, "identifier": None, **values})
        application.restricted = is_restricted(db, application)
        add_application(db, application, now)
    return application


def update(context: Context, application_id: str, values: Mapping[str, Any]) -> Application:
    """Change what is named of an application; whatever else is in `values` is left alone."""
    with context.writing() as db:
        application = require(db, access.manager(db, context), application_id, lock=True)
        _apply(application, values)
        application.restricted = is_restricted(db, application)
        application.updated_at = context.service.now()
    return application


def _apply(application: Application, values: Mapping[str, Any]) -> None:
    if "name" in values:
        application.name = _named(values)
    if "identifier" in values:
        given = settings.text(values, "identifier")
        if given is None:
            raise Refusal(Code.INCOMPLETE, "an application needs an identifier")
        application.identifier = settings.require_identifier(given)
    if "description" in values:
        application.description = settings.text(values, "description", Code.DESCRIPTION_MALFORMED)
        if len(application.description or "") > LONGEST_DESCRIPTION:
            raise Refusal(Code.DESCRIPTION_TOO_LONG)
    if "logo" in values:
        application.logo = settings.text(values, "logo")
    for name, column in (("redirectUris", "redirect_uris"), ("logoutRedirectUris", "logout_redirect_uris")):
        if name in values:
            setattr(application, column, settings.require_redirect_uris(name, values[name]))
    if "appType" in values:
        if values["appType"] not in settings.APP_TYPES:
            raise Refusal(Code.APPLICATION_TYPE_UNKNOWN)
        application.app_type = values["appType"]
    application.sso_enabled = settings.flag(values, "ssoEnabled", default=application.sso_enabled)
    application.register_disabled = settings.flag(values, "registerDisabled", default=application.register_disabled)
    application.default_strategy = _strategy(values, application.default_strategy)
    application.token_expires_after = settings.token_life(values, application.token_expires_after)
    application.id_token_algorithm = settings.id_token_algorithm(values, application.id_token_algorithm)
    if "applicationMfa" in values:
        application.second_factors = factors.checked_policies(values["applicationMfa"])
    application.settings = settings.changed_settings(application.settings, values)
    application.password_logins = settings.password_logins(application.settings)


def _named(values: Mapping[str, Any]) -> str:
    name = settings.text(values, "name", Code.APPLICATION_NAME_MALFORMED)
    if name is None:
        raise Refusal(Code.INCOMPLETE, "an application needs a name")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Refusal(Code.APPLICATION_NAME_MALFORMED)
    return name


def _strategy(values: Mapping[str, Any], present: str) -> str:
    given = values.get("permissionStrategy", {})
    found = given.get("defaultStrategy", present) if isinstance(given, dict) else None
    if found not in settings.STRATEGIES:
        raise Refusal(
            Code.MALFORMED, f"permissionStrategy.defaultStrategy must be one of {', '.join(settings.STRATEGIES)}"
        )
    return str(found)


def delete(context: Context, application_id: str) -> None:
    """Delete an application with all that is in it; the one that its pool was made with stays."""
    with context.writing() as db:
        application = require(db, access.manager(db, context), application_id, lock=True)
        if application.is_default:
            # The server announces it at every start, and clients could not even register without one.
            raise Refusal(Code.FORBIDDEN, "the application that the user pool was made with cannot be deleted")
        applications.remove(db, application.id)


def refresh_secret(context: Context, application_id: str) -> Application:
    """Give an application another secret; what was signed with the old one ends with it."""
    with context.writing() as db:
        application = require(db, access.manager(db, context), application_id, lock=True)
        application.secret = tokens.new_secret()
        application.updated_at = context.service.now()
        applications.end_sessions(db, application.id)
    return application


def active_users(context: Context, application_id: str, part: Slice) -> Page[Account]:
    """A page of the users who are logged in to an application."""
    with context.reading() as db:
        application = require(db, access.manager(db, context), application_id)
        return applications.users(db, application.id, context.service.now(), part)


def with_tenants(context: Context, application_id: str) -> tuple[Application, Sequence[Tenant]]:
    """An application and the tenants that it is open to."""
    with context.reading() as db:
        application = require(db, access.manager(db, context), application_id)
        return application, applications.tenants(db, application.id, LONGEST)


def open_to_me(context: Context, part: Slice) -> Page[Application]:
    """A page of the applications that the calling user may enter."""
    with context.reading() as db:
        caller = access.signed_in(db, context)
        return records.open_to(db, caller.pool.id, caller.account.id, part)
