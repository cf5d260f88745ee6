"""Resource names: how users, roles and applications are called across pools."""

from __future__ import annotations


def user_arn(pool_id: str, user_id: str) -> str:
    """The resource name of a user."""
    return f"arn:cn:authing:{pool_id}:user:{user_id}"


def application_arn(pool_id: str, application_id: str) -> str:
    """The resource name of an application."""
    return f"arn:cn:authing:{pool_id}:application:{application_id}"


def role_arn(pool_id: str, role_id: str) -> str:
    """The resource name of a role."""
    return f"arn:cn:authing:{pool_id}:role:{role_id}"
