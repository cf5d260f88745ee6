"""Resources that permissions are given for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import (
    given,
    mappings,
    maybe_member,
    maybe_text,
    member,
    needed,
    page_arguments,
    some_mappings,
    text,
)
from authing.v2.compat import with_old_names
from authing.v2.models.answer import done
from authing.v2.models.page import contents_of
from authing.v2.models.permission import AclResource, AclResourcePage, ResourceType
from authing.v2.wire import rest

__all__ = ["Resources"]

_RESOURCES = "/api/v2/resources"


@with_old_names
class Resources(Resource[Mode]):
    """The catalogue of resources."""

    @operation
    def create_resource(
        self,
        namespace: str,
        code: str,
        resource_type: ResourceType | str,
        actions: Sequence[Mapping[str, Any]],
        description: str | None = None,
        api_identifier: str | None = None,
    ) -> Call[AclResource]:
        """Describe a resource (POST /api/v2/resources). Permissions can be given without that.

        Args:
            namespace: Where to put it.
            code: Unique within the namespace.
            resource_type: What it is.
            actions: What can be done with it, each `{"name": …, "description": …}`.
            description: What it is for.
            api_identifier: The URL of an API.

        Raises:
            Conflict: The code is taken.
            NotFound: There is no such namespace.
        """
        body = _checked(
            {
                "namespace": namespace,
                "code": code,
                "type": resource_type,
                "actions": actions,
                "description": description,
                "apiIdentifier": api_identifier,
            }
        )
        return rest("POST", _RESOURCES, AclResource.of, json=body)

    @operation
    def create_resources(self, resources: Sequence[Mapping[str, Any]]) -> Call[bool]:
        """Describe several resources, all or none (POST /api/v2/resources/bulk).

        Args:
            resources: Each `{"namespace": …, "code": …, "type": …, "actions": […]}`, and `description` and
                `apiIdentifier` where there are any.

        Raises:
            Conflict: A code is taken.
            NotFound: There is no such namespace.
        """
        bulk = [_checked(dict(each)) for each in some_mappings("resources", resources)]
        return rest("POST", f"{_RESOURCES}/bulk", done, json={"bulk": bulk})

    @operation
    def update_resource(
        self,
        namespace: str,
        code: str,
        resource_type: ResourceType | str | None = None,
        actions: Sequence[Mapping[str, Any]] | None = None,
        description: str | None = None,
        api_identifier: str | None = None,
    ) -> Call[AclResource]:
        """Change a resource (POST /api/v2/resources/{code}); what is None stays as it is.

        Args:
            namespace: Where it is.
            code: The resource.
            resource_type: What it is from now on.
            actions: All that can be done with it from now on.
            description: What it is for.
            api_identifier: The URL of an API.

        Raises:
            NotFound: There is no such resource.
        """
        body = given(
            namespace=text("namespace", namespace),
            type=maybe_member("resource_type", resource_type, ResourceType),
            actions=None if actions is None else _actions(actions),
            **_described(description, api_identifier),
        )
        return rest("POST", path(_RESOURCES + "/{}", code), AclResource.of, json=body)

    @operation
    def list_resources(
        self, namespace: str, resource_type: ResourceType | str | None = None, page: int = 1, limit: int = 10
    ) -> Call[AclResourcePage]:
        """List one page of the resources of a namespace (GET /api/v2/resources).

        Args:
            namespace: Where to look.
            resource_type: Only those of this type.
            page: Counted from 1.
            limit: Resources per page.
        """
        return rest("GET", _RESOURCES, AclResourcePage.of, params=_wanted(namespace, resource_type, page, limit))

    @operation
    def get_resources(
        self, namespace: str, resource_type: ResourceType | str | None = None, page: int = 1, limit: int = 10
    ) -> Call[AclResourcePage]:
        """Do the same as `list_resources`, as the other SDKs of the platform call it."""
        return rest("GET", _RESOURCES, AclResourcePage.of, params=_wanted(namespace, resource_type, page, limit))

    @pages
    def iterate_resources(
        self, namespace: str, *, resource_type: ResourceType | str | None = None, limit: int = 50
    ) -> Book[AclResource]:
        """Iterate over the resources of a namespace, fetched page by page (GET /api/v2/resources).

        Args:
            namespace: Where to look.
            resource_type: Only those of this type.
            limit: Resources per request.
        """
        wanted = _wanted(namespace, resource_type, 1, limit)
        read = contents_of(AclResource)
        return by_number(lambda page: rest("GET", _RESOURCES, read, params={**wanted, "page": page}))

    @operation
    def get_resource_by_id(self, id: str) -> Call[AclResource | None]:
        """Read one resource (GET /api/v2/resources/detail); None if there is none of this id."""
        return rest("GET", f"{_RESOURCES}/detail", AclResource.maybe, params={"id": text("id", id)})

    @operation
    def get_resource_by_code(self, namespace: str, code: str) -> Call[AclResource | None]:
        """Read one resource (GET /api/v2/resources/detail); None if there is none of this code in the namespace."""
        wanted = {"namespace": text("namespace", namespace), "code": text("code", code)}
        return rest("GET", f"{_RESOURCES}/detail", AclResource.maybe, params=wanted)

    @operation
    def delete_resource(self, namespace: str, code: str) -> Call[bool]:
        """Delete a resource (DELETE /api/v2/resources/{code}).

        Raises:
            NotFound: There is no such resource.
        """
        where = {"namespace": text("namespace", namespace)}
        return rest("DELETE", path(_RESOURCES + "/{}", code), done, params=where)


def _wanted(namespace: str, resource_type: ResourceType | str | None, page: int, limit: int) -> dict[str, Any]:
    kind = maybe_member("resource_type", resource_type, ResourceType)
    return {"namespace": text("namespace", namespace), "type": kind, **page_arguments(page, limit)}


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """A new resource as it is sent."""
    known = {
        "namespace": text("namespace", needed(values, "namespace")),
        "code": text("code", needed(values, "code")),
        "type": member("the type of a resource", needed(values, "type"), ResourceType),
        "actions": _actions(values.get("actions")),
        **_described(values.get("description"), values.get("apiIdentifier")),
    }
    return given(**{**values, **known})


def _described(description: str | None, api_identifier: str | None) -> dict[str, str | None]:
    return {
        "description": maybe_text("description", description, or_empty=True),
        "apiIdentifier": maybe_text("api_identifier", api_identifier, or_empty=True),
    }


def _actions(values: Any) -> list[dict[str, Any]]:
    found = mappings("actions", values)
    if found is None:
        raise ArgumentError("actions must be a list of mappings")
    for each in found:
        text("the name of an action", needed(each, "name"))
    return [dict(each) for each in found]
