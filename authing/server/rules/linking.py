"""Accounts elsewhere, as users themselves link and unlink them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, accounts
from authing.server.rules import identities as linked_identities
from authing.server.rules.accounts import require_users
from authing.server.rules.addresses import require_another_way_in
from authing.server.rules.refusal import Code, Refusal, unconfigured
from authing.server.rules.tokens import Fault, SignedIn
from authing.server.storage import identities, identity_providers, pools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.identities import Linked
    from authing.server.rules.service import Context


def merge(context: Context, primary_token: str, secondary_token: str) -> None:
    """Give the calling user, whose token the first one is, the accounts elsewhere of another one, who is deleted."""
    with context.writing() as db:
        primary = _primary(db, context, primary_token)
        secondary = _bearer(db, context, secondary_token)
        if secondary.pool.id != primary.pool.id:
            raise Refusal(Code.LOGIN_INVALID)
        if secondary.account.id == primary.account.id:
            raise Refusal(Code.IDENTITY_LINKED, "both tokens are the same user's")
        # Both are locked: neither can be deleted, nor give its accounts to a third one, at the same moment.
        require_users(db, primary.pool.id, [primary.account.id, secondary.account.id], lock=True)
        if not identities.move(db, secondary.account.id, primary.account.id):
            raise Refusal(Code.IDENTITY_UNKNOWN, "the second user has no account elsewhere")
        accounts.archive_locked(db, [secondary.account.id], context.service.now())
        # Looking at the second token has put its user there.
        context.act.is_in(primary.pool, primary.application, primary.account.id)


def unlink_provider(context: Context, primary_token: str, provider: str) -> None:
    """Take the accounts of a provider from the calling user, whose token this is."""
    with context.writing() as db:
        _unlink(db, _primary(db, context, primary_token), provider=provider)


def unlink_identity_provider(context: Context, provider_id: str) -> None:
    """Take the accounts at an identity provider of the pool from the calling user."""
    with context.writing() as db:
        _unlink(db, access.signed_in(db, context), ext_idp_id=provider_id)


def _unlink(db: Session, caller: SignedIn, **values: str | bool) -> None:
    # Locked: of two that are unlinked at the same moment, one could be the last.
    account = require_users(db, caller.pool.id, [caller.account.id], lock=True)[caller.account.id]
    if not identities.remove(db, account.id, values):
        raise Refusal(Code.IDENTITY_UNKNOWN)
    if not identities.of_accounts(db, [account.id]):
        require_another_way_in(account)


def mine(context: Context) -> Sequence[Linked]:
    """The accounts elsewhere of the calling user."""
    with context.reading() as db:
        account_id = access.signed_in(db, context).account.id
    return linked_identities.of_users(context, [account_id]).get(account_id, ())


def require_linkable(context: Context, token: str, application_id: str, identifier: str) -> None:
    """Refuse who is not logged in, an application that there is not, and a connection that the pool does not have."""
    with context.reading() as db:
        pool_id = _bearer(db, context, token).pool.id
        _require_application(db, pool_id, application_id)
        if identity_providers.having_identifier(db, pool_id, identifier) is None:
            raise Refusal(Code.NOT_FOUND, f"no connection is called {identifier}")


def start_interaction(context: Context, pool_id: str, application_id: str, kind: str, identifier: str) -> None:
    """Let a login by a connection begin, if the pool has it and it is switched on for the application."""
    with context.reading() as db:
        _require_application(db, pool_id, application_id)
        found = identity_providers.having_identifier(db, pool_id, identifier)
    if found is None or found.type != kind or all(each.application_id != application_id for each in found.applications):
        raise unconfigured(f"the connection {identifier}")


def _require_application(db: Session, pool_id: str, application_id: str) -> None:
    found = pools.application(db, application_id)
    if found is None or found.pool_id != pool_id:
        raise Refusal(Code.APPLICATION_UNKNOWN)


def _primary(db: Session, context: Context, token: str) -> SignedIn:
    """The calling user, if the token is this user's too."""
    caller, primary = access.signed_in(db, context), _bearer(db, context, token)
    if primary.account.id != caller.account.id:
        raise Refusal(Code.NOT_OWN_DATA)
    return primary


def _bearer(db: Session, context: Context, token: str) -> SignedIn:
    """The user of a token other than the request's own."""
    found = access.bearer(db, context, token) if token else Fault.MISSING
    if not isinstance(found, SignedIn):
        raise Refusal(Code.LOGIN_EXPIRED if found is Fault.EXPIRED else Code.LOGIN_INVALID)
    return found
