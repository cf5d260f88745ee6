"""Organisations as a whole."""

from __future__ import annotations

from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, Flow
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_text, page_arguments, text
from authing.v2.documents import organisations as documents
from authing.v2.models.answer import CommonMessage
from authing.v2.models.organisation import (
    Organisation,
    OrganisationPage,
    OrganisationRecord,
    OrganisationRecordPage,
    OrganisationTree,
    OrganisationTreePage,
)
from authing.v2.models.page import contents_of
from authing.v2.wire import graphql, rest

__all__ = ["Trees", "organisation_reader"]


class Trees(Resource[Mode]):
    """Organisations as a whole."""

    @operation
    def list(self, page: int = 1, limit: int = 10, treeify: bool = False) -> Call[OrganisationPage]:
        """List one page of the organisations with all their departments (GraphQL `orgs`).

        Args:
            page: Counted from 1.
            limit: Organisations per page.
            treeify: Nest the departments within each other, as `Organisation.treeify` does; the answer is an
                `OrganisationTreePage` then.
        """
        read = _nested_page if treeify else OrganisationPage.of
        return graphql(documents.ORGS, "orgs", read, **page_arguments(page, limit))

    @pages
    def iterate(self, *, limit: int = 10) -> Book[Organisation]:
        """Iterate over all organisations with all their departments, fetched page by page (GraphQL `orgs`).

        Args:
            limit: Organisations per request.
        """
        read = contents_of(Organisation)
        return by_number(lambda page: graphql(documents.ORGS, "orgs", read, **page_arguments(page, limit)))

    @operation
    def create(
        self, name: str, code: str | None = None, description: str | None = None, *, tenant_id: str | None = None
    ) -> Call[Organisation]:
        """Create an organisation with its root (GraphQL `createOrg`).

        Args:
            name: The name of the organisation, and of its root.
            code: The code of the root.
            description: What it is for.
            tenant_id: The tenant that it belongs to.

        Raises:
            Conflict: Another organisation has the code.
        """
        return _create(name, code, description, tenant_id)

    @operation
    def create_org(self, name: str, code: str | None = None, description: str | None = None) -> Call[Organisation]:
        """Do the same as `create`, as another name in authing 4 says it."""
        return _create(name, code, description, None)

    @operation
    def find_by_id(self, org_id: str, treeify: bool = False) -> Call[Organisation]:
        """Read an organisation with all its departments (GraphQL `org`).

        Args:
            org_id: The organisation.
            treeify: Nest the departments within each other, as `Organisation.treeify` does; the answer is an
                `OrganisationTree` then.

        Raises:
            NotFound: There is no such organisation.
        """
        return graphql(documents.ORG, "org", organisation_reader(treeify), id=text("org_id", org_id))

    @operation
    def delete_by_id(self, id: str) -> Call[CommonMessage]:
        """Delete an organisation with all its departments; their members stay users (GraphQL `deleteOrg`).

        Raises:
            NotFound: There is no such organisation.
        """
        return graphql(documents.DELETE_ORG, "deleteOrg", CommonMessage.of, id=text("id", id))

    @operation
    def get_all_orgs(self, page: int = 1, limit: int = 10) -> Flow[OrganisationRecordPage]:
        """List one page of the organisations without their departments (GET /api/v2/orgs, after /api/v2/orgs/count).

        Args:
            page: Counted from 1.
            limit: Organisations per page.
        """
        wanted = page_arguments(page, limit)
        count = yield from rest("GET", "/api/v2/orgs/count", _count)
        records = yield from rest("GET", "/api/v2/orgs", OrganisationRecord.many, params=wanted)
        return OrganisationRecordPage(total_count=count, list=records)

    @pages
    def iterate_all_orgs(self, *, limit: int = 50) -> Book[OrganisationRecord]:
        """Iterate over all organisations without their departments, fetched page by page (GET /api/v2/orgs).

        Args:
            limit: Organisations per request.
        """
        return by_number(
            lambda page: rest(
                "GET",
                "/api/v2/orgs",
                lambda raw: (OrganisationRecord.many(raw), None),
                params=page_arguments(page, limit),
            )
        )

    @operation
    def get_org_by_tenant_id(self, tenant_id: str) -> Call[OrganisationRecord | None]:
        """Read the organisation of a tenant (GET /api/v2/orgs/by-tenant); None if it has none."""
        params = {"tenant_id": text("tenant_id", tenant_id)}
        return rest("GET", "/api/v2/orgs/by-tenant", OrganisationRecord.maybe, params=params)


def organisation_reader(treeify: bool) -> Any:
    """What reads an organisation as it comes, or nested."""
    return _nested if treeify else Organisation.of


def _nested(raw: Any) -> OrganisationTree:
    return Organisation.of(raw).treeify()


def _nested_page(raw: Any) -> OrganisationTreePage:
    return OrganisationTreePage.of({**raw, "list": [_nested(each).raw for each in raw["list"]]})


def _create(name: str, code: str | None, description: str | None, tenant_id: str | None) -> Call[Organisation]:
    return graphql(
        documents.CREATE_ORG,
        "createOrg",
        Organisation.of,
        name=text("name", name),
        code=maybe_text("code", code),
        description=maybe_text("description", description, or_empty=True),
        tenantId=maybe_text("tenant_id", tenant_id),
    )


def _count(raw: Any) -> int:
    count = raw["count"]
    if not isinstance(count, int):
        raise TypeError("count is no number")
    return count
