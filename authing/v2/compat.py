"""What authing 4.5 called differently: one table, read by every class that had another name for something.

A program written for 4.5 runs on; each old name warns once where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from authing.core.caller import warn_caller

__all__ = ["OLD_NAMES", "OldNames", "with_old_names"]

C = TypeVar("C", bound=type)


class OldNames(NamedTuple):
    """The old names of one class.

    Attributes:
        keywords: For each method, what its arguments were called.
        methods: What methods were called that have another name now.
        attributes: What attributes were called that have another name now.
    """

    keywords: Mapping[str, Mapping[str, str]] = {}
    methods: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}


_USER = {"userId": "user_id"}
_USERS = {"userIds": "user_ids"}
_TARGETS = {"targetType": "target_type", "targetIdentifiers": "target_identifiers"}

OLD_NAMES: dict[str, OldNames] = {
    "management.client": OldNames(
        attributes={
            "userPool": "user_pool",
            "whiteList": "white_list",
            "auditLog": "audit_log",
            "principalAuth": "principal_auth",
        }
    ),
    "management.users.accounts": OldNames(
        keywords={
            "create": {"userInfo": "user_info"},
            "update": _USER,
            "delete": _USER,
            "delete_many": _USERS,
            "refresh_token": _USER,
            "batch_get": {"userIds": "identifiers"},
        },
        methods={"batch": "batch_get"},
    ),
    "management.users.sessions": OldNames(keywords={"list_user_actions": {"operato_arn": "operator_arn"}}),
    "management.users.memberships": OldNames(
        keywords=dict.fromkeys(
            ("list_roles", "add_roles", "remove_roles", "list_groups", "add_group", "remove_group"), _USER
        )
    ),
    "management.users.fields": OldNames(keywords={"list_udv": _USER, "set_udv": _USER, "remove_udv": _USER}),
    "management.udf": OldNames(
        keywords={
            "list": {"targetType": "target_type"},
            "set": {"targetType": "target_type", "dataType": "data_type"},
            "remove": {"targetType": "target_type"},
        },
    ),
    "management.users.permissions": OldNames(
        keywords={"list_policies": _USER, "add_policies": _USER, "remove_policies": _USER}
    ),
    "management.policies": OldNames(keywords={"add_assignments": _TARGETS, "remove_assignments": _TARGETS}),
    "management.roles.catalogue": OldNames(
        keywords={
            "create": {"parentCode": "parent"},
            "update": {"newCode": "new_code"},
            "add_users": _USERS,
            "remove_users": _USERS,
        },
    ),
    "management.acl.programmatic_access": OldNames(
        keywords={"create_programmatic_access_account": {"remark": "remarks"}}
    ),
}
"""Old name -> new name, by the module of the class."""


def with_old_names(cls: C) -> C:
    """Let a class answer to the names that the table holds for it."""
    old = OLD_NAMES[cls.__module__.removeprefix("authing.v2.")]
    for method, keywords in old.keywords.items():
        setattr(cls, method, _translating(cls.__dict__[method], keywords))
    for name, method in old.methods.items():
        setattr(cls, name, _renamed(cls, name, method))
    for name, attribute in old.attributes.items():
        setattr(cls, name, _moved(name, attribute))
    return cls


def _translating(perform: Any, keywords: Mapping[str, str]) -> Any:
    @wraps(perform)
    def accept(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not kwargs.keys().isdisjoint(keywords):
            for old, new in keywords.items():
                if old in kwargs:
                    warn_caller(f"{old}= is called {new}= now", DeprecationWarning)
                    if new in kwargs:
                        raise TypeError(f"{old} and {new} are the same argument: give one")
                    kwargs[new] = kwargs.pop(old)
        return perform(self, *args, **kwargs)

    return accept


def _renamed(cls: type, old: str, new: str) -> Callable[..., Any]:
    method = cls.__dict__[new]

    @wraps(method)
    def perform(self: Any, *args: Any, **kwargs: Any) -> Any:
        warn_caller(f"{old} is called {new} now", DeprecationWarning)
        return method(self, *args, **kwargs)

    return perform


def _moved(old: str, new: str) -> property:
    def read(self: Any) -> Any:
        warn_caller(f"{old} is called {new} now", DeprecationWarning)
        return getattr(self, new)

    return property(read, doc=f"The old name of `{new}`.")
