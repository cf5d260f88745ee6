"""Accounts: making, finding, changing and deleting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, Flow, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import fields as checked_fields
from authing.v2.arguments import flag, mappings, one_given, page_arguments, pairs_text, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import tokens
from authing.v2.documents import users as documents
from authing.v2.encryption import PasswordKey
from authing.v2.models.answer import CommonMessage, RefreshedToken, truth
from authing.v2.models.page import contents_of
from authing.v2.models.user import User, UserPage
from authing.v2.wire import graphql, rest

__all__ = ["Accounts"]

T = TypeVar("T")

_AT_ONCE = 80
_IDENTIFIERS = ("id", "username", "email", "phone", "externalId")


@with_old_names
class Accounts(Resource[Mode]):
    """The accounts of a pool."""

    _key: PasswordKey

    @operation
    def list(
        self, page: int = 1, limit: int = 10, with_custom_data: bool = False, *, exclude_users_in_org: bool = False
    ) -> Call[UserPage]:
        """List one page of the users, the newest first (GraphQL `users`).

        Args:
            page: Counted from 1.
            limit: Users per page.
            with_custom_data: Also read their `custom_data`.
            exclude_users_in_org: Only those who are in no department.
        """
        return _users(page, limit, with_custom_data, exclude_users_in_org, UserPage.of)

    @pages
    def iterate(
        self, *, limit: int = 50, with_custom_data: bool = False, exclude_users_in_org: bool = False
    ) -> Book[User]:
        """Iterate over all users, the newest first, fetched page by page (GraphQL `users`).

        Args:
            limit: Users per request.
            with_custom_data: Also read their `custom_data`.
            exclude_users_in_org: Only those who are in no department.
        """
        return by_number(lambda page: _users(page, limit, with_custom_data, exclude_users_in_org, contents_of(User)))

    @operation
    def create(
        self,
        user_info: Mapping[str, Any],
        keep_password: bool = False,
        custom_data: Mapping[str, Any] | None = None,
        *,
        reset_password_on_first_login: bool = False,
        identity: Mapping[str, Any] | None = None,
    ) -> Flow[User]:
        """Create a user (GraphQL `createUser`).

        Args:
            user_info: The fields by their wire names, such as `givenName`; at least one of username, email, phone,
                externalId. The password is encrypted on the way; the mapping is left as it is.
            keep_password: Store the password as it is given, to import hashes.
            custom_data: Values of user-defined fields; the answer has them as `custom_data`.
            reset_password_on_first_login: Let the first login fail until the user has chosen another password (1639).
            identity: An account elsewhere that the user has: `{"provider": …, "userIdInIdp": …}`.

        Raises:
            Conflict: The user name (2034), phone (2035) or e-mail (2200) is taken.
            Invalid: No identifier is given, or a value is not acceptable.
        """
        params = pairs_text(custom_data)
        keep = flag("keep_password", keep_password)
        reset = flag("reset_password_on_first_login", reset_password_on_first_login)
        document = documents.CREATE_USER if custom_data is None else documents.CREATE_USER_WITH_CUSTOM_DATA
        belongs_to = None if identity is None else checked_fields("identity", identity)

        def send(fields: Mapping[str, Any]) -> Call[User]:
            return graphql(
                document,
                "createUser",
                User.of,
                userInfo=fields,
                keepPassword=keep or None,
                params=params,
                resetPasswordOnFirstLogin=reset or None,
                identity=belongs_to,
            )

        return self._with_sealed_password(user_info, send)

    @operation
    def update(self, user_id: str, updates: Mapping[str, Any]) -> Flow[User]:
        """Change fields of a user (GraphQL `updateUser`).

        Args:
            user_id: The user.
            updates: The new values by their wire names; what is not named stays as it is.

        Raises:
            NotFound: No user has this id.
            Conflict: A unique value is taken.
        """

        user_id = text("user_id", user_id)

        def send(fields: Mapping[str, Any]) -> Call[User]:
            return graphql(documents.UPDATE_USER, "updateUser", User.of, id=user_id, input=fields)

        return self._with_sealed_password(updates, send)

    @operation
    def detail(self, user_id: str, with_custom_data: bool = False) -> Call[User | None]:
        """Read one user (GET /api/v2/users/{id}); None if no user has this id.

        Args:
            user_id: The user.
            with_custom_data: Also read the user's `custom_data`.
        """
        params = {"with_custom_data": 1 if with_custom_data else 0}
        return rest("GET", path("/api/v2/users/{}", user_id), User.maybe, params=params)

    @operation
    def find(
        self,
        email: str | None = None,
        username: str | None = None,
        phone: str | None = None,
        external_id: str | None = None,
        with_custom_data: bool = False,
        *,
        identity: Mapping[str, Any] | None = None,
    ) -> Call[User | None]:
        """Find a user by exactly this value (GraphQL `findUser`); None if there is none.

        Args:
            email: The e-mail address.
            username: The user name.
            phone: The phone number.
            external_id: The id in a system of your own.
            with_custom_data: Also read the user's `custom_data`.
            identity: An account elsewhere: `{"provider": …, "userIdInIdp": …}`.

        Raises:
            ArgumentError: Nothing to find by is given.
        """
        belongs_to = None if identity is None else checked_fields("identity", identity)
        values = {"email": email, "username": username, "phone": phone, "external_id": external_id}
        given = {} if belongs_to and not any(values.values()) else one_given(**values)
        document = documents.FIND_USER_WITH_CUSTOM_DATA if with_custom_data else documents.FIND_USER
        return graphql(document, "findUser", User.maybe, identity=belongs_to, **given)

    @operation
    def search(
        self,
        query: str,
        page: int = 1,
        limit: int = 10,
        department_opts: Sequence[Mapping[str, Any]] | None = None,
        group_opts: Sequence[Mapping[str, Any]] | None = None,
        role_opts: Sequence[Mapping[str, Any]] | None = None,
        with_custom_data: bool = False,
        *,
        fields: Sequence[str] | None = None,
    ) -> Call[UserPage]:
        """Search users for a part of their names, e-mail, phone and the like (GraphQL `searchUser`).

        Args:
            query: What to look for; letter case does not matter.
            page: Counted from 1.
            limit: Users per page.
            department_opts: Only members of these: `{"departmentId": …, "includeChildrenDepartments": bool}`.
            group_opts: Only members of these: `{"code": …}`.
            role_opts: Only those with these: `{"code": …, "namespace": …}`.
            with_custom_data: Also read their `custom_data`.
            fields: Where to look, by wire names; by default in the fields that name a person.
        """
        wanted = _wanted(query, department_opts, group_opts, role_opts, fields)
        return _found(UserPage.of, page, limit, with_custom_data, wanted)

    @pages
    def iterate_found(
        self,
        query: str,
        *,
        department_opts: Sequence[Mapping[str, Any]] | None = None,
        group_opts: Sequence[Mapping[str, Any]] | None = None,
        role_opts: Sequence[Mapping[str, Any]] | None = None,
        fields: Sequence[str] | None = None,
        with_custom_data: bool = False,
        limit: int = 50,
    ) -> Book[User]:
        """Iterate over all users that `search` finds, fetched page by page (GraphQL `searchUser`).

        Args:
            query: What to look for; letter case does not matter.
            department_opts: Only members of these, as for `search`.
            group_opts: Only members of these.
            role_opts: Only those with these.
            fields: Where to look, by wire names.
            with_custom_data: Also read their `custom_data`.
            limit: Users per request.
        """
        wanted = _wanted(query, department_opts, group_opts, role_opts, fields)
        return by_number(lambda page: _found(contents_of(User), page, limit, with_custom_data, wanted))

    @operation
    def batch_get(
        self, identifiers: Sequence[str], query_field: str = "id", with_custom_data: bool = False
    ) -> Call[Sequence[User]]:
        """Read several users at once, in the order asked for; unknown ones are left out (GraphQL `userBatch`).

        Args:
            identifiers: At most 80.
            query_field: What they are: id, username, email, phone or externalId.
            with_custom_data: Also read their `custom_data`.

        Raises:
            ArgumentError: More than 80, or another field.
        """
        document = documents.USER_BATCH_WITH_CUSTOM_DATA if with_custom_data else documents.USER_BATCH
        return graphql(document, "userBatch", User.many, **batch_of(identifiers, query_field))

    @operation
    def exists(
        self,
        username: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        external_id: str | None = None,
    ) -> Call[bool]:
        """Tell whether there is such a user (GraphQL `isUserExists`).

        Raises:
            ArgumentError: Nothing to look for is given.
        """
        given = one_given(username=username, email=email, phone=phone, external_id=external_id)
        return graphql(documents.IS_USER_EXISTS, "isUserExists", truth, **given)

    @operation
    def delete(self, user_id: str) -> Call[CommonMessage]:
        """Delete a user; the account is archived (GraphQL `deleteUser`).

        Raises:
            NotFound: No user has this id.
        """
        return graphql(documents.DELETE_USER, "deleteUser", CommonMessage.of, id=text("user_id", user_id))

    @operation
    def delete_many(self, user_ids: Sequence[str]) -> Call[CommonMessage]:
        """Delete several users, all or none (GraphQL `deleteUsers`).

        Raises:
            NotFound: One of them does not exist; none is deleted.
        """
        return graphql(documents.DELETE_USERS, "deleteUsers", CommonMessage.of, ids=texts("user_ids", user_ids))

    @operation
    def refresh_token(self, user_id: str) -> Call[RefreshedToken]:
        """Make a token for a user (GraphQL `refreshToken`), to act in the user's name.

        Raises:
            NotFound: No user has this id.
        """
        return graphql(tokens.REFRESH_TOKEN, "refreshToken", RefreshedToken.of, id=text("user_id", user_id))

    def _with_sealed_password(
        self, given: Mapping[str, Any], send: Callable[[dict[str, Any]], Call[User]]
    ) -> Flow[User]:
        values = checked_fields("the user", given)
        password = values.get("password")
        if password is None:
            return (yield from send(values))
        return (yield from self._key.sealing([password], lambda sealed: send({**values, "password": sealed})))


def _users(
    page: int, limit: int, with_custom_data: bool, exclude_users_in_org: bool, read: Callable[[Any], T]
) -> Call[T]:
    return graphql(
        documents.USERS_WITH_CUSTOM_DATA if with_custom_data else documents.USERS,
        "users",
        read,
        excludeUsersInOrg=flag("exclude_users_in_org", exclude_users_in_org) or None,
        **page_arguments(page, limit),
    )


def _wanted(
    query: str,
    department_opts: Sequence[Mapping[str, Any]] | None,
    group_opts: Sequence[Mapping[str, Any]] | None,
    role_opts: Sequence[Mapping[str, Any]] | None,
    fields: Sequence[str] | None,
) -> dict[str, Any]:
    return {
        "query": text("query", query, or_empty=True),
        "fields": None if fields is None else texts("fields", fields),
        "departmentOpts": mappings("department_opts", department_opts),
        "groupOpts": mappings("group_opts", group_opts),
        "roleOpts": mappings("role_opts", role_opts),
    }


def _found(
    read: Callable[[Any], T], page: int, limit: int, with_custom_data: bool, wanted: Mapping[str, Any]
) -> Call[T]:
    document = documents.SEARCH_USER_WITH_CUSTOM_DATA if with_custom_data else documents.SEARCH_USER
    return graphql(document, "searchUser", read, **wanted, **page_arguments(page, limit))


def batch_of(identifiers: Sequence[str], query_field: str) -> dict[str, Any]:
    """Which users are asked for at once: at most 80, by one of the fields that identify them."""
    ids = texts("identifiers", identifiers, or_none=True)
    if len(ids) > _AT_ONCE:
        raise ArgumentError(f"at most {_AT_ONCE} users can be read at once, not {len(ids)}")
    if query_field not in _IDENTIFIERS:
        raise ArgumentError(f"query_field must be one of {', '.join(_IDENTIFIERS)}")
    return {"ids": ids, "type": query_field}
