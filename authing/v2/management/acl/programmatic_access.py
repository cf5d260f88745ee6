"""Programmatic access accounts: ids and secrets for programs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import given, maybe_text, page_arguments, text
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage
from authing.v2.models.application import ProgrammaticAccessAccount, ProgrammaticAccessAccountPage
from authing.v2.models.page import contents_of
from authing.v2.wire import rest

__all__ = ["ProgrammaticAccess"]

T = TypeVar("T")

_ANY = "/api/v2/applications/programmatic-access-accounts"
_ALPHABET = "abcdefhijkmnprstwxyz2345678"  # the platform's own: without letters and digits that look alike
_LENGTH = 32


@with_old_names
class ProgrammaticAccess(Resource[Mode]):
    """Accounts of programs."""

    @operation
    def programmatic_access_account_list(
        self, app_id: str, page: int = 1, limit: int = 10
    ) -> Call[ProgrammaticAccessAccountPage]:
        """List one page of an application's accounts (GET /api/v2/applications/{id}/programmatic-access-accounts).

        Raises:
            NotFound: There is no such application.
        """
        return _page(ProgrammaticAccessAccountPage.of, app_id, page, limit)

    @pages
    def iterate_programmatic_access_accounts(self, app_id: str, *, limit: int = 50) -> Book[ProgrammaticAccessAccount]:
        """Iterate over all of an application's accounts (GET /api/v2/applications/{id}/programmatic-access-accounts).

        Args:
            app_id: The application.
            limit: Accounts per request.
        """
        return by_number(lambda page: _page(contents_of(ProgrammaticAccessAccount), app_id, page, limit))

    @operation
    def create_programmatic_access_account(
        self, app_id: str, remarks: str | None = None, token_lifetime: int = 600
    ) -> Call[ProgrammaticAccessAccount]:
        """Make an account (POST /api/v2/applications/{id}/programmatic-access-accounts); keep the secret it comes with.

        Args:
            app_id: The application that it is for.
            remarks: What it is for.
            token_lifetime: How many seconds its tokens are valid.

        Raises:
            NotFound: There is no such application.
        """
        if not isinstance(token_lifetime, int) or isinstance(token_lifetime, bool) or token_lifetime < 1:
            raise ArgumentError(f"token_lifetime must be a whole number of seconds from 1 on, not {token_lifetime!r}")
        body = given(tokenLifetime=token_lifetime, remarks=maybe_text("remarks", remarks, or_empty=True))
        return rest("POST", _of_application(app_id), ProgrammaticAccessAccount.of, json=body)

    @operation
    def disable_programmatic_access_account(
        self, programmatic_access_account_id: str
    ) -> Call[ProgrammaticAccessAccount]:
        """Keep an account from getting tokens (PATCH /api/v2/applications/programmatic-access-accounts).

        Raises:
            NotFound: There is no such account.
        """
        return _changed(programmatic_access_account_id, enabled=False)

    @operation
    def delete_programmatic_access_account(self, programmatic_access_account_id: str) -> Call[CommonMessage]:
        """Delete an account (DELETE /api/v2/applications/programmatic-access-accounts).

        Raises:
            NotFound: There is no such account.
        """
        return rest("DELETE", _ANY, CommonMessage.of, params={"id": _id(programmatic_access_account_id)}, whole=True)

    @operation
    def enable_programmatic_access_account(
        self, programmatic_access_account_id: str
    ) -> Call[ProgrammaticAccessAccount]:
        """Let an account get tokens again (PATCH /api/v2/applications/programmatic-access-accounts).

        Raises:
            NotFound: There is no such account.
        """
        return _changed(programmatic_access_account_id, enabled=True)

    @operation
    def refresh_programmatic_access_account_secret(
        self, programmatic_access_account_id: str, secret: str | None = None
    ) -> Call[ProgrammaticAccessAccount]:
        """Give an account another secret (PATCH /api/v2/applications/programmatic-access-accounts).

        Args:
            programmatic_access_account_id: The account.
            secret: The new secret; by default a random one, another for each call.

        Raises:
            NotFound: There is no such account.
        """
        chosen = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) if secret is None else secret
        return _changed(programmatic_access_account_id, secret=text("secret", chosen))


def _of_application(app_id: str) -> str:
    return path("/api/v2/applications/{}/programmatic-access-accounts", app_id)


def _page(read: Callable[[Any], T], app_id: str, page: int, limit: int) -> Call[T]:
    return rest("GET", _of_application(app_id), read, params=page_arguments(page, limit))


def _id(account_id: str) -> str:
    return text("programmatic_access_account_id", account_id)


def _changed(account_id: str, **changes: Any) -> Call[ProgrammaticAccessAccount]:
    return rest("PATCH", _ANY, ProgrammaticAccessAccount.of, json={"id": _id(account_id), **changes})
