"""What users, applications and organizations keep for others: merged into, or replaced.

    client.users.merge_custom_data("…", {"plan": "pro"})        # all other keys stay
    client.users.replace_custom_data("…", {"plan": "pro"})      # no other key stays

Logto itself has a call that merges for users and for applications, each with a body of its own, and none for
organizations; its `update` calls replace. These two mean the same everywhere, and both tell what there is afterwards.
Merging is about the keys of the first level: the value of a key is replaced whole, and None is stored as null. A key
goes away only by replacing everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authing.core.binding import Mode, Resource, describe, operation
from authing.core.call import Describes, Flow
from authing.core.errors import ArgumentError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from authing.core.arguments import CallArguments

    from .models.applications import Application
    from .models.organizations import Organization
    from .models.users import User

__all__ = ["ApplicationCustomData", "OrganizationCustomData", "UserCustomData"]


class UserCustomData(Resource[Mode]):
    """The custom data of users."""

    update: Any
    update_custom_data: Any

    @operation
    def merge_custom_data(
        self, user_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Describes[Mapping[str, Any]]:
        """Merge into the custom data of a user (PATCH /api/users/{userId}/custom-data).

        Args:
            user_id: The id of the user.
            custom_data: The keys to set; all others stay.
            others: `_headers` and `_request_timeout` (seconds) of this call alone.

        Returns:
            All custom data as it then is.
        """
        merged: Describes[Mapping[str, Any]] = describe(
            self.update_custom_data, user_id, custom_data=_object(custom_data), **others
        )
        return merged

    @operation
    def replace_custom_data(
        self, user_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Flow[Mapping[str, Any]]:
        """Replace the custom data of a user (PATCH /api/users/{userId}).

        Args:
            user_id: The id of the user.
            custom_data: All of it.
            others: `_headers` and `_request_timeout` (seconds) of this call alone.

        Returns:
            All custom data as it then is.
        """
        user: User = yield from describe(self.update, user_id, custom_data=_object(custom_data), **others)
        return user.custom_data


class ApplicationCustomData(Resource[Mode]):
    """The custom data of applications."""

    update: Any
    update_custom_data: Any

    @operation
    def merge_custom_data(
        self, application_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Describes[Mapping[str, Any]]:
        """Merge into the custom data of an application (PATCH /api/applications/{applicationId}/custom-data).

        Args:
            application_id: The id of the application.
            custom_data: The keys to set; all others stay.
            others: `_headers` and `_request_timeout` (seconds) of this call alone.

        Returns:
            All custom data as it then is.
        """
        merged: Describes[Mapping[str, Any]] = describe(
            self.update_custom_data, application_id, _object(custom_data), **others
        )
        return merged

    @operation
    def replace_custom_data(
        self, application_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Flow[Mapping[str, Any]]:
        """Replace the custom data of an application (PATCH /api/applications/{id}).

        Args:
            application_id: The id of the application.
            custom_data: All of it.
            others: `_headers` and `_request_timeout` (seconds) of this call alone.

        Returns:
            All custom data as it then is.
        """
        application: Application = yield from describe(
            self.update, application_id, custom_data=_object(custom_data), **others
        )
        return application.custom_data


class OrganizationCustomData(Resource[Mode]):
    """The custom data of organizations."""

    get: Any
    update: Any

    @operation
    def merge_custom_data(
        self, organization_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Flow[Mapping[str, Any]]:
        """Merge into the custom data of an organization (GET and PATCH /api/organizations/{id}).

        Logto has no call for that: what is there is read, merged here, and written back. What another writes between
        the two is lost.

        Args:
            organization_id: The id of the organization.
            custom_data: The keys to set; all others stay.
            others: `_headers` and `_request_timeout` (seconds) of each of the two calls.

        Returns:
            All custom data as it then is.
        """
        added = _object(custom_data)
        before: Organization = yield from describe(self.get, organization_id, **others)
        merged = {**before.custom_data, **added}
        after: Organization = yield from describe(self.update, organization_id, custom_data=merged, **others)
        return after.custom_data

    @operation
    def replace_custom_data(
        self, organization_id: str, custom_data: Mapping[str, Any], **others: Unpack[CallArguments]
    ) -> Flow[Mapping[str, Any]]:
        """Replace the custom data of an organization (PATCH /api/organizations/{id}).

        Args:
            organization_id: The id of the organization.
            custom_data: All of it.
            others: `_headers` and `_request_timeout` (seconds) of this call alone.

        Returns:
            All custom data as it then is.
        """
        organization: Organization = yield from describe(
            self.update, organization_id, custom_data=_object(custom_data), **others
        )
        return organization.custom_data


def _object(custom_data: Any) -> Mapping[str, Any]:
    if not isinstance(custom_data, Mapping):
        raise ArgumentError(f"custom_data must be a mapping, not {type(custom_data).__name__}")
    return custom_data
