"""Giving, taking and asking for permissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.v2.arguments import (
    fields,
    given,
    maybe_member,
    maybe_text,
    member,
    needed,
    one_given,
    some_mappings,
    text,
    texts,
)
from authing.v2.documents import permissions as documents
from authing.v2.models.answer import CommonMessage, done, truth
from authing.v2.models.permission import (
    AuthorizedResourcePage,
    AuthorizedTargetPage,
    PolicyTargets,
    ResourceType,
    TargetType,
)
from authing.v2.wire import graphql, rest

__all__ = ["Grants"]


class _Operator(str, Enum):
    AND = "AND"
    OR = "OR"


class Grants(Resource[Mode]):
    """Who may do what with which resource."""

    @operation
    def allow(
        self,
        resource: str,
        action: str,
        namespace: str | None,
        role: str | None = None,
        user_id: str | None = None,
    ) -> Call[CommonMessage]:
        """Permit a user or a role an action on a resource (GraphQL `allow`).

        Args:
            resource: Such as `books:1`, `books:*` for all of a kind, or `*` for everything.
            action: Such as `books:read`, `books:*`, or `*`.
            namespace: Where the resource and the role are; None for `default`.
            role: The code of the role.
            user_id: The user.

        Raises:
            ArgumentError: Neither a role nor a user is given, or the resource is none of the three.
            NotFound: The user, role or namespace does not exist.
        """
        kind, colon, name = text("resource", resource).partition(":")
        if resource != "*" and not (kind and colon and name):
            raise ArgumentError(f"resource must be `type:id`, `type:*` or `*`, not {resource!r}")
        one_given(role=role, user_id=user_id)
        return graphql(
            documents.ALLOW,
            "allow",
            CommonMessage.of,
            resource=resource,
            action=text("action", action),
            namespace=maybe_text("namespace", namespace),
            roleCode=role,
            userId=user_id,
        )

    @operation
    def is_allowed(
        self, user_id: str, action: str, resource: str, namespace: str | None, *, tenant_id: str | None = None
    ) -> Call[bool]:
        """Tell whether a user may do something with a resource (GraphQL `isActionAllowed`).

        Args:
            user_id: The user.
            action: Such as `books:read`.
            resource: Such as `books:1`.
            namespace: Where the resource is; None for `default`.
            tenant_id: Within this tenant (POST /api/v2/acl/is-allowed).
        """
        question = {
            "userId": text("user_id", user_id),
            "action": text("action", action),
            "resource": text("resource", resource),
        }
        if tenant_id is None:
            return graphql(
                documents.IS_ACTION_ALLOWED,
                "isActionAllowed",
                truth,
                namespace=maybe_text("namespace", namespace),
                **question,
            )
        body = _in_tenant(tenant_id, namespace=maybe_text("namespace", namespace), **question)
        return rest("POST", "/api/v2/acl/is-allowed", lambda data: truth(data["allowed"]), json=body, safe=True)

    @operation
    def list_authorized_resources(
        self,
        namespace: str | None,
        target_type: TargetType | str,
        target_identifier: str,
        resource_type: ResourceType | str | None = None,
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that somebody was given directly (GraphQL `authorizedResources`).

        Args:
            namespace: Where to look; None for `default`.
            target_type: Whether it is a user, a role, a group or a department.
            target_identifier: The id of the user or department, or the code of the role or group.
            resource_type: Only those of this type.
        """
        return graphql(
            documents.AUTHORIZED_RESOURCES,
            "authorizedResources",
            AuthorizedResourcePage.of,
            namespace=maybe_text("namespace", namespace),
            targetType=member("target_type", target_type, TargetType),
            targetIdentifier=text("target_identifier", target_identifier),
            resourceType=maybe_member("resource_type", resource_type, ResourceType),
        )

    @operation
    def list_authorized_resources_batch(
        self,
        namespace: str,
        targets: Sequence[Mapping[str, Any]],
        resource_type: ResourceType | str | None = None,
        *,
        tenant_id: str | None = None,
    ) -> Call[Sequence[AuthorizedResourcePage]]:
        """List the resources of several targets, a page for each (POST /api/v2/acl/list-authorized-resources-batch).

        Args:
            namespace: Where to look.
            targets: Each `{"targetType": …, "targetIdentifier": …}`; the answer has their order.
            resource_type: Only those of this type.
            tenant_id: Within this tenant.
        """
        body = _in_tenant(
            tenant_id,
            namespace=text("namespace", namespace),
            targets=[_target(each) for each in some_mappings("targets", targets)],
            resourceType=maybe_member("resource_type", resource_type, ResourceType),
        )

        def read(data: Any) -> list[AuthorizedResourcePage]:
            return AuthorizedResourcePage.many(data["list"])

        return rest("POST", "/api/v2/acl/list-authorized-resources-batch", read, json=body, safe=True)

    @operation
    def authorize_resource(
        self,
        namespace: str,
        resource: str,
        opts: Sequence[Mapping[str, Any]],
        *,
        resource_type: ResourceType | str | None = None,
    ) -> Call[bool]:
        """Permit targets actions on a resource (GraphQL `authorizeResource`).

        Args:
            namespace: Where the resource is.
            resource: Such as `books:1`, or `books` for all of a kind.
            opts: Each `{"targetType": …, "targetIdentifier": …, "actions": […]}`; without actions it is all of them.
            resource_type: What it is, if it is not in the catalogue.

        Raises:
            NotFound: A target or the namespace does not exist.
        """
        return graphql(
            documents.AUTHORIZE_RESOURCE,
            "authorizeResource",
            done,
            namespace=text("namespace", namespace),
            resource=text("resource", resource),
            resourceType=maybe_member("resource_type", resource_type, ResourceType),
            opts=[_permitted(_target(each)) for each in some_mappings("opts", opts)],
        )

    @operation
    def authorize_resources(
        self, namespace: str, opts: Sequence[Mapping[str, Any]], *, tenant_id: str | None = None
    ) -> Call[bool]:
        """Permit targets actions on several resources, all or none (POST /api/v2/acl/authorize-resources).

        Args:
            namespace: Where the resources are.
            opts: Each `{"targetType": …, "targetIdentifiers": […], "resources": […]}`, and a resource
                `{"code": …, "actions": […], "resourceType": …}`.
            tenant_id: Within this tenant.

        Raises:
            NotFound: A target or the namespace does not exist.
        """
        return rest("POST", "/api/v2/acl/authorize-resources", done, json=_bundles(namespace, opts, tenant_id))

    @operation
    def revoke_resource(self, namespace: str, resource: str, opts: Sequence[Mapping[str, Any]]) -> Call[bool]:
        """Take a resource from targets (POST /api/v2/acl/revoke-resource).

        Args:
            namespace: Where the resource is.
            resource: Such as `books:1`; a kind such as `books` takes each `books:…` too.
            opts: Each `{"targetType": …, "targetIdentifier": …}`.
        """
        body = {
            "namespace": text("namespace", namespace),
            "resource": text("resource", resource),
            "opts": [_target(each) for each in some_mappings("opts", opts)],
        }
        return rest("POST", "/api/v2/acl/revoke-resource", done, json=body)

    @operation
    def revoke_resources(
        self, namespace: str, opts: Sequence[Mapping[str, Any]], *, tenant_id: str | None = None
    ) -> Call[bool]:
        """Take several resources from targets (POST /api/v2/acl/revoke-resources).

        Args:
            namespace: Where the resources are.
            opts: As for `authorize_resources`.
            tenant_id: Within this tenant.
        """
        return rest("POST", "/api/v2/acl/revoke-resources", done, json=_bundles(namespace, opts, tenant_id))

    @operation
    def get_authorized_targets(
        self,
        namespace: str,
        resource_type: ResourceType | str,
        resource: str,
        actions: Mapping[str, Any] | None = None,
        target_type: TargetType | str | None = None,
    ) -> Call[AuthorizedTargetPage]:
        """List who may use a resource (GraphQL `authorizedTargets`).

        Args:
            namespace: Where the resource is.
            resource_type: What it is.
            resource: Such as `books:1`.
            actions: Only those who may do this: `{"op": "AND" or "OR", "list": […]}`.
            target_type: Only targets of this kind.
        """
        return graphql(
            documents.AUTHORIZED_TARGETS,
            "authorizedTargets",
            AuthorizedTargetPage.of,
            namespace=text("namespace", namespace),
            resourceType=member("resource_type", resource_type, ResourceType),
            resource=text("resource", resource),
            actions=None if actions is None else _asked(actions),
            targetType=maybe_member("target_type", target_type, TargetType),
        )

    @operation
    def get_policies_assignments_condition(
        self, namespace: str, policy_code: str, target_type: TargetType | str
    ) -> Call[PolicyTargets]:
        """Read a policy with its conditions, and who of one kind has it (GET /api/v2/policies/assignments/by-target).

        Args:
            namespace: Where the policy is.
            policy_code: The policy.
            target_type: Users, roles, groups or departments.

        Raises:
            NotFound: There is no such policy.
        """
        wanted = {
            "namespace": text("namespace", namespace),
            "policy_code": text("policy_code", policy_code),
            "target_type": member("target_type", target_type, TargetType),
        }
        return rest("GET", "/api/v2/policies/assignments/by-target", PolicyTargets.of, params=wanted)


def _target(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **values,
        "targetType": member("targetType", needed(values, "targetType"), TargetType),
        "targetIdentifier": text("targetIdentifier", needed(values, "targetIdentifier")),
    }


def _permitted(values: dict[str, Any]) -> dict[str, Any]:
    actions = values.pop("actions", None)
    return values if actions is None else {**values, "actions": texts("actions", actions)}


def _bundles(namespace: str, opts: Any, tenant_id: str | None) -> dict[str, Any]:
    bundles = [
        {
            **each,
            "targetType": member("targetType", needed(each, "targetType"), TargetType),
            "targetIdentifiers": texts("targetIdentifiers", needed(each, "targetIdentifiers")),
            "resources": [_resource(dict(one)) for one in some_mappings("resources", each.get("resources"))],
        }
        for each in some_mappings("opts", opts)
    ]
    return _in_tenant(tenant_id, namespace=text("namespace", namespace), opts=bundles)


def _resource(values: dict[str, Any]) -> dict[str, Any]:
    text("the code of a resource", needed(values, "code"))
    kind = maybe_member("resourceType", values.pop("resourceType", None), ResourceType)
    return _permitted(values if kind is None else {**values, "resourceType": kind})


def _asked(actions: Mapping[str, Any]) -> dict[str, Any]:
    values = fields("actions", actions)
    return {
        "op": member("the op of actions", needed(values, "op"), _Operator),
        "list": texts("the list of actions", needed(values, "list")),
    }


def _in_tenant(tenant_id: str | None, **values: Any) -> dict[str, Any]:
    return given(**values, tenantId=maybe_text("tenant_id", tenant_id))
