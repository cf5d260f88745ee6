"""Users by other ways: in bulk, by conditions, by accounts elsewhere; and those who leave or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import flag, given, mappings, maybe_text, page_arguments, text, texts
from authing.v2.documents.users import ARCHIVED_USERS
from authing.v2.models.answer import done
from authing.v2.models.page import contents_of
from authing.v2.models.user import User, UserPage
from authing.v2.wire import graphql, rest

from .accounts import batch_of

__all__ = ["Directory"]

_FILTER = "/api/v2/users/filter"


class Directory(Resource[Mode]):
    """Users in bulk, found by conditions, with their accounts elsewhere; and those who left."""

    @operation
    def batch_read(
        self, ids: Sequence[str], *, query_field: str = "id", with_custom_data: bool = False
    ) -> Call[Sequence[User]]:
        """Read several users as `batch_get` does, by the REST interface (POST /api/v2/users/batch).

        Args:
            ids: At most 80; the answer has their order, and leaves out unknown ones.
            query_field: What they are: id, username, email, phone or externalId.
            with_custom_data: Also read their `custom_data`.

        Raises:
            ArgumentError: More than 80, or another field.
        """
        body = {**batch_of(ids, query_field), "withCustomData": flag("with_custom_data", with_custom_data)}
        return rest("POST", "/api/v2/users/batch", User.many, json=body, safe=True)

    @operation
    def filter(
        self, page: int = 1, limit: int = 10, filters: Sequence[Mapping[str, Any]] | None = None
    ) -> Call[UserPage]:
        """List one page of the users who meet conditions, the newest first (POST /api/v2/users/filter).

        Args:
            page: Counted from 1.
            limit: Users per page.
            filters: Conditions that all must hold: `{"field": "username", "operator": "contains", "value": "bob"}`.
        """
        return rest("POST", _FILTER, UserPage.of, json=_filtered(page, limit, filters), safe=True)

    @pages
    def iterate_filtered(self, *, filters: Sequence[Mapping[str, Any]] | None = None, limit: int = 50) -> Book[User]:
        """Iterate over all users who meet conditions, fetched page by page (POST /api/v2/users/filter).

        Args:
            filters: Conditions as for `filter`.
            limit: Users per request.
        """
        body = _filtered(1, limit, filters)
        return by_number(lambda page: rest("POST", _FILTER, contents_of(User), json={**body, "page": page}, safe=True))

    @operation
    def list_archived_users(self, page: int = 1, limit: int = 10) -> Call[UserPage]:
        """List one page of the deleted users (GraphQL `archivedUsers`)."""
        return graphql(ARCHIVED_USERS, "archivedUsers", UserPage.of, **page_arguments(page, limit))

    @pages
    def iterate_archived_users(self, *, limit: int = 50) -> Book[User]:
        """Iterate over all deleted users, fetched page by page (GraphQL `archivedUsers`).

        Args:
            limit: Users per request.
        """
        read = contents_of(User)
        return by_number(lambda page: graphql(ARCHIVED_USERS, "archivedUsers", read, **page_arguments(page, limit)))

    @operation
    def link_identity(
        self,
        user_id: str,
        *,
        user_id_in_idp: str,
        identifier: str,
        ext_idp_id: str,
        is_social: bool,
        type: str | None = None,
    ) -> Call[bool]:
        """Make an account elsewhere a user's (POST /api/v2/users/identity/link); the answer is True.

        Args:
            user_id: The user.
            user_id_in_idp: The account, as its provider calls it.
            identifier: The connection to the provider, such as `github`.
            ext_idp_id: The provider, by its id.
            is_social: Whether it is a social provider, and not one of an enterprise.
            type: The kind of the connection.

        Raises:
            NotFound: No user has this id.
            Conflict: The account is the user's already (2213), or another user's (2215).
        """
        identity = _connection(user_id, identifier, ext_idp_id, is_social, type)
        body = {**identity, "userIdInIdp": text("user_id_in_idp", user_id_in_idp)}
        return rest("POST", "/api/v2/users/identity/link", done, json=body)

    @operation
    def unlink_identity(
        self, user_id: str, *, identifier: str, ext_idp_id: str, is_social: bool, type: str | None = None
    ) -> Call[bool]:
        """Take a user's account elsewhere from it (POST /api/v2/users/identity/unlink); the answer is True.

        Args:
            user_id: The user.
            identifier: The connection to the provider, such as `github`.
            ext_idp_id: The provider, by its id.
            is_social: Whether it is a social provider, and not one of an enterprise.
            type: The kind of the connection.

        Raises:
            NotFound: No user has this id, or the user has no such account.
        """
        body = _connection(user_id, identifier, ext_idp_id, is_social, type)
        return rest("POST", "/api/v2/users/identity/unlink", done, json=body)

    @operation
    def resign(self, user_id: str) -> Call[bool]:
        """Mark a user as having left, who then cannot log in (POST /api/v3/resign-user); the answer is True.

        Raises:
            NotFound: No user has this id.
        """
        return rest("POST", "/api/v3/resign-user", done, json={"userId": text("user_id", user_id)})

    @operation
    def resign_batch(self, user_ids: Sequence[str]) -> Call[bool]:
        """Mark several users as having left, all or none (POST /api/v3/resign-user-batch); the answer is True.

        Raises:
            NotFound: One of them does not exist.
        """
        return rest("POST", "/api/v3/resign-user-batch", done, json={"userIds": texts("user_ids", user_ids)})


def _filtered(page: int, limit: int, filters: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    return {**page_arguments(page, limit), "filter": [dict(each) for each in mappings("filters", filters) or []]}


def _connection(user_id: str, identifier: str, ext_idp_id: str, is_social: bool, type: str | None) -> dict[str, Any]:
    return {
        "userId": text("user_id", user_id),
        "identifier": text("identifier", identifier),
        "extIdpId": text("ext_idp_id", ext_idp_id),
        "isSocial": flag("is_social", is_social),
        **given(type=maybe_text("type", type)),
    }
