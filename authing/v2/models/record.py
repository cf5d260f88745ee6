"""What happened in a pool: logins of users, operations of users and administrators, principal authentication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from authing.core.model import Model

from .user import User

__all__ = [
    "ActionApplication",
    "ActionUser",
    "AuditRecord",
    "AuditRecordPage",
    "LoginApplication",
    "Place",
    "Principal",
    "PrincipalType",
    "UserAction",
    "UserActionPage",
    "UserLoginState",
]


class Place(Model):
    """Where an address is, as far as the platform knows."""

    _wire = {"country_name": "country_name", "region_name": "region_name", "city_name": "city_name"}

    ip: str | None = None
    country_name: str | None = None
    region_name: str | None = None
    city_name: str | None = None


class ActionUser(Model):
    """Who did it."""

    id: str
    user_pool_id: str | None = None
    display_name: str | None = None
    photo: str | None = None


class ActionApplication(Model):
    """By way of which application."""

    id: str
    name: str | None = None


class UserAction(Model):
    """Something that a user did.

    `result_code` is told by the local server only: 200, or the code of the refusal.
    """

    # The log speaks two dialects: an older one, and the one of the audit log.
    _wire = {
        "operator_arn": "operator_arn",
        "user_pool_id": ("userpool_id", "userPoolId"),
        "app_id": ("app_id", "appId"),
        "operation_name": ("operation_name", "eventType"),
        "operation_desc": ("operation_desc", "eventDetails"),
        "client_ip": ("clientip", "clientIp"),
        "user_agent": ("user_agent", "userAgent"),
        "request_id": ("request_id", "requestId"),
        "result_code": ("result_code", "eventResultCode"),
    }

    operator_arn: str | None = None
    timestamp: datetime | None = None
    user_pool_id: str | None = None
    app_id: str | None = None
    operation_name: str | None = None
    operation_desc: str | None = None
    client_ip: str | None = None
    user_agent: str | None = None
    geoip: Place | None = None
    request_id: str | None = None
    path: str | None = None
    message: str | None = None
    result_code: int | None = None
    user: ActionUser | None = None
    app: ActionApplication | None = None


class UserActionPage(Model):
    """One page of what users did, and how much there is on all pages."""

    total_count: int
    list: Sequence[UserAction]


class AuditRecord(Model):
    """Something that an administrator did; `event_result_code` is 200 where it succeeded."""

    log_id: str | None = None
    timestamp: datetime | None = None
    user_pool_id: str | None = None
    user_pool_name: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    photo_url: str | None = None
    client_ip: str | None = None
    user_agent: str | None = None
    geoip: Place | None = None
    app_id: str | None = None
    app_name: str | None = None
    app_logo: str | None = None
    event_type: str | None = None
    event_details: str | None = None
    event_result_code: int | None = None
    event_result_msg: str | None = None
    operation_param: str | None = None
    operation_mode: str | None = None
    operation_type: str | None = None
    request_id: str | None = None


class AuditRecordPage(Model):
    """One page of what administrators did, and how much there is on all pages."""

    total_count: int
    list: Sequence[AuditRecord]


class LoginApplication(Model):
    """An application that a user is logged in to."""

    id: str
    name: str | None = None
    logo: str | None = None
    domain: str | None = None


class UserLoginState(Model):
    """Whether a user is logged in somewhere, and where."""

    is_login: bool
    user: User | None = None
    application: Sequence[LoginApplication] = ()


class PrincipalType(str, Enum):
    """What stands behind a user."""

    PERSON = "P"
    ENTERPRISE = "E"


class Principal(Model):
    """The person or enterprise that a user has proved to be."""

    id: str
    user_id: str
    user_pool_id: str | None = None
    principal_type: PrincipalType | str | None = None
    principal_name: str | None = None
    principal_code: str | None = None
    authentication_time: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
