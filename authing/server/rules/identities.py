"""Identities: which accounts elsewhere are a user's. A provider's account is known by the provider's name and its own id there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from authing.server.rules import tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import identities
from authing.server.storage.tables.identities import UserIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


class Linked(NamedTuple):
    """An identity with the provider's tokens in clear."""

    identity: UserIdentity
    access_token: str | None
    refresh_token: str | None


def new_identity(context: Context, account: Account, given: Mapping[str, Any]) -> UserIdentity:
    """An identity of a user, with the provider's tokens sealed; not yet in the database."""
    values = dict(given)
    identity_id = tokens.new_id()
    for name in ("access_token", "refresh_token"):
        if clear := values.pop(name, None):
            values[f"sealed_{name}"] = _sealed(context, clear, identity_id)
    if not values["provider"] or not values["user_id_in_idp"]:
        raise Refusal(Code.INCOMPLETE, "an identity needs a provider and the account's id there")
    return UserIdentity(
        id=identity_id,
        pool_id=account.pool_id,
        account_id=account.id,
        created_at=context.service.now(),
        **{"is_social": True} | values,
    )


def _sealed(context: Context, clear: str, owner: str) -> str:
    try:
        return context.service.vault.seal(clear, owner)
    except UnicodeEncodeError:
        raise Refusal(Code.MALFORMED, "a token is not valid Unicode text") from None


def wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an identity that is looked for must have; `identifier` is another word for the provider.

    Raises:
        Refusal: INCOMPLETE without a provider or an id there.
    """
    found = {"provider": values.get("identifier"), **values}
    found.pop("identifier", None)
    if not found["provider"] or not found.get("user_id_in_idp"):
        raise Refusal(Code.INCOMPLETE, "an identity is found by its provider and the account's id there")
    return found


def of_users(context: Context, account_ids: Sequence[str]) -> Mapping[str, Sequence[Linked]]:
    """The identities of users whom the caller may see, by user."""

    def opened(sealed: str | None, owner: str) -> str | None:
        return sealed and context.service.vault.unseal(sealed, owner)

    with context.reading() as db:
        found = identities.of_accounts(db, account_ids)
    return {
        account_id: [
            Linked(each, opened(each.sealed_access_token, each.id), opened(each.sealed_refresh_token, each.id))
            for each in linked
        ]
        for account_id, linked in found.items()
    }
