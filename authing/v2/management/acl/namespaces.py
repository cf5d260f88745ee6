"""Namespaces: what the codes of roles and resources are unique in."""

from __future__ import annotations

from typing import Any

from authing.core.binding import Mode, Resource, Runner, operation, pages
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import given, maybe_text, page_arguments, text
from authing.v2.models.answer import done
from authing.v2.models.page import contents_of
from authing.v2.models.permission import Namespace, NamespacePage
from authing.v2.wire import rest

__all__ = ["Namespaces"]


class Namespaces(Resource[Mode]):
    """Namespaces of roles, resources and policies."""

    def __init__(self, runner: Runner[Mode], pool_id: str) -> None:
        self._runner = runner
        self._namespaces = path("/api/v2/resource-namespace/{}", pool_id)

    @operation
    def create_namespace(self, code: str, name: str, description: str | None = None) -> Call[Namespace]:
        """Create a namespace (POST /api/v2/resource-namespace/{pool}).

        Args:
            code: Unique in the pool.
            name: What people call it.
            description: What it is for.

        Raises:
            Conflict: The code is taken.
        """
        return rest(
            "POST", self._namespaces, Namespace.of, json=_body(text("code", code), text("name", name), description)
        )

    @operation
    def list_namespaces(self, page: int = 1, limit: int = 10) -> Call[NamespacePage]:
        """List one page of the namespaces, the oldest first (GET /api/v2/resource-namespace/{pool}).

        Args:
            page: Counted from 1.
            limit: Namespaces per page.
        """
        return rest("GET", self._namespaces, NamespacePage.of, params=page_arguments(page, limit))

    @pages
    def iterate_namespaces(self, *, limit: int = 50) -> Book[Namespace]:
        """Iterate over all namespaces, fetched page by page (GET /api/v2/resource-namespace/{pool}).

        Args:
            limit: Namespaces per request.
        """
        read = contents_of(Namespace, "total")
        return by_number(lambda page: rest("GET", self._namespaces, read, params=page_arguments(page, limit)))

    @operation
    def update_namespace(
        self,
        id: int | str,
        name: str | None = None,
        code: str | None = None,
        description: str | None = None,
    ) -> Call[Namespace]:
        """Change a namespace (PUT /api/v2/resource-namespace/{pool}/{id}); what is None stays as it is.

        Args:
            id: The number of the namespace.
            name: What people call it from now on.
            code: The new code.
            description: What it is for.

        Raises:
            NotFound: There is no such namespace (3005).
            Conflict: The new code is taken.
            Forbidden: It comes with the platform or with an application.
        """
        return rest("PUT", self._numbered(id), Namespace.of, json=_body(code, name, description))

    @operation
    def update_namespace_by_code(
        self,
        code: str,
        name: str | None = None,
        new_code: str | None = None,
        description: str | None = None,
    ) -> Call[Namespace]:
        """Change a namespace (PUT /api/v2/resource-namespace/{pool}/code/{code}); what is None stays as it is.

        Args:
            code: The namespace.
            name: What people call it from now on.
            new_code: The new code.
            description: What it is for.

        Raises:
            NotFound: There is no such namespace (3005).
            Conflict: The new code is taken.
            Forbidden: It comes with the platform or with an application.
        """
        return rest("PUT", self._coded(code), Namespace.of, json=_body(new_code, name, description))

    @operation
    def delete_namespace(self, id: int | str) -> Call[bool]:
        """Delete a namespace with its roles, resources and policies (DELETE /api/v2/resource-namespace/{pool}/{id}).

        Args:
            id: The number of the namespace.

        Raises:
            NotFound: There is no such namespace (3003).
            Forbidden: It comes with the platform or with an application.
        """
        return rest("DELETE", self._numbered(id), done)

    @operation
    def delete_namespace_by_code(self, code: str) -> Call[bool]:
        """Delete a namespace and all that is in it (DELETE /api/v2/resource-namespace/{pool}/code/{code}).

        Raises:
            NotFound: There is no such namespace (3003).
            Forbidden: It comes with the platform or with an application.
        """
        return rest("DELETE", self._coded(code), done)

    def _numbered(self, id: int | str) -> str:
        if isinstance(id, bool) or not isinstance(id, (int, str)) or not str(id).isdecimal():
            raise ArgumentError(f"id must be the number of a namespace, not {id!r}")
        return f"{self._namespaces}/{int(id)}"

    def _coded(self, code: str) -> str:
        return self._namespaces + path("/code/{}", text("code", code))


def _body(code: str | None, name: str | None, description: str | None) -> dict[str, Any]:
    return given(
        code=maybe_text("code", code),
        name=maybe_text("name", name),
        description=maybe_text("description", description, or_empty=True),
    )
