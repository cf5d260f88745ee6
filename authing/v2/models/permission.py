"""Namespaces, resources, policies, and what they allow to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from authing.core.model import Model

__all__ = [
    "AclResource",
    "AclResourcePage",
    "AuthorizedResource",
    "AuthorizedResourcePage",
    "AuthorizedTarget",
    "AuthorizedTargetPage",
    "Effect",
    "Namespace",
    "NamespacePage",
    "Policy",
    "PolicyAssignment",
    "PolicyAssignmentPage",
    "PolicyCondition",
    "PolicyPage",
    "PolicyStatement",
    "PolicyTargets",
    "ResourceAction",
    "ResourceType",
    "TargetType",
]


class ResourceType(str, Enum):
    """What kind of thing a resource is."""

    DATA = "DATA"
    API = "API"
    MENU = "MENU"
    UI = "UI"
    BUTTON = "BUTTON"


class TargetType(str, Enum):
    """Who can be given a permission: a user, a role, a group, a department, an access key."""

    USER = "USER"
    ROLE = "ROLE"
    GROUP = "GROUP"
    ORG = "ORG"
    AK_SK = "AK_SK"


class Effect(str, Enum):
    """Whether a statement permits or forbids; what one statement forbids no other can permit."""

    ALLOW = "ALLOW"
    DENY = "DENY"


class AuthorizedResource(Model):
    """A resource, and what may be done with it: all where `actions` is None, nothing where it is empty."""

    code: str
    type: ResourceType | str | None = None
    actions: Sequence[str] | None = None
    api_identifier: str | None = None


class AuthorizedResourcePage(Model):
    """Resources that somebody may use, and how many there are."""

    total_count: int
    list: Sequence[AuthorizedResource]


class AuthorizedTarget(Model):
    """Somebody who may use a resource, and what may be done: all where `actions` is None, nothing where it is empty."""

    target_type: TargetType | str
    target_identifier: str
    actions: Sequence[str] | None = None


class AuthorizedTargetPage(Model):
    """Those who may use a resource, and how many there are."""

    total_count: int
    list: Sequence[AuthorizedTarget]


class PolicyCondition(Model):
    """When a statement applies: if the parameter compares to the value as the operator says."""

    param: str
    operator: str
    value: Any = None


class PolicyStatement(Model):
    """What a policy says about a resource and actions."""

    resource: str
    actions: Sequence[str] = ()
    effect: Effect | str | None = None
    condition: Sequence[PolicyCondition] = ()


class Policy(Model):
    """A policy, known by its code within its namespace (GraphQL type `Policy`)."""

    code: str
    namespace: str | None = None
    is_default: bool | None = None
    description: str | None = None
    statements: Sequence[PolicyStatement] = ()
    assignments_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class PolicyPage(Model):
    """One page of policies, and how many there are on all pages."""

    total_count: int
    list: Sequence[Policy]


class PolicyAssignment(Model):
    """That somebody has a policy; `code` is the policy's."""

    code: str
    target_type: TargetType | str
    target_identifier: str


class PolicyAssignmentPage(Model):
    """One page of assignments, and how many there are on all pages."""

    total_count: int
    list: Sequence[PolicyAssignment]


class PolicyTargets(Model):
    """A policy with its conditions, and those of one kind who have it: users, roles, groups or departments."""

    code: str
    policy: Policy
    target_type: TargetType | str
    targets: Sequence[Any] = ()
    policy_id: str | None = None
    namespace: str | None = None


class Namespace(Model):
    """What the codes of roles, resources and policies are unique in; each application has one called after its id."""

    id: int
    code: str
    name: str | None = None
    description: str | None = None
    status: int | None = None
    app_id: str | None = None
    app_name: str | None = None


class NamespacePage(Model):
    """One page of namespaces, and how many there are on all pages, under two names."""

    _wire = {"total": ("total", "totalCount"), "total_count": ("total", "totalCount")}

    total: int
    total_count: int
    list: Sequence[Namespace]


class ResourceAction(Model):
    """An action that a resource knows, such as `book:read`."""

    name: str
    description: str | None = None


class AclResource(Model):
    """A resource of the catalogue, known by its code within its namespace."""

    code: str
    id: str | None = None
    type: ResourceType | str | None = None
    actions: Sequence[ResourceAction] = ()
    description: str | None = None
    api_identifier: str | None = None
    namespace: str | None = None
    namespace_id: int | None = None
    user_pool_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class AclResourcePage(Model):
    """One page of resources, and how many there are on all pages."""

    total_count: int
    list: Sequence[AclResource]
