"""Users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from authing.core.model import Model
from authing.v2.fields import python_values

__all__ = ["Identity", "User", "UserPage", "UserStatus"]


class UserStatus(str, Enum):
    """Whether an account is in use. Only an activated user who is not blocked can log in."""

    ACTIVATED = "Activated"
    SUSPENDED = "Suspended"
    RESIGNED = "Resigned"
    ARCHIVED = "Archived"


class Identity(Model):
    """An account elsewhere that belongs to a user."""

    openid: str | None = None
    user_id_in_idp: str | None = None
    user_id: str | None = None
    connection_id: str | None = None
    is_social: bool | None = None
    provider: str | None = None
    type: str | None = None
    user_pool_id: str | None = None
    ext_idp_id: str | None = None


class User(Model):
    """A user of a pool (GraphQL type `User`, and the user of the REST interface).

    All datetimes are aware. `token` is set in the answers of a login and of the user's own operations only;
    `password` is never readable.
    """

    _wire = {"last_ip": ("lastIP", "lastIp")}  # GraphQL, REST

    id: str
    arn: str | None = None
    user_pool_id: str | None = None
    status: UserStatus | str | None = None
    username: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    phone: str | None = None
    phone_verified: bool | None = None
    phone_country_code: str | None = None
    unionid: str | None = None
    openid: str | None = None
    external_id: str | None = None
    identities: Sequence[Identity] = ()
    nickname: str | None = None
    register_source: Sequence[str] = ()
    photo: str | None = None
    password: str | None = None
    oauth: str | None = None
    token: str | None = None
    token_expired_at: datetime | None = None
    logins_count: int | None = None
    last_login: datetime | None = None
    last_ip: str | None = None
    signed_up: datetime | None = None
    blocked: bool | None = None
    is_deleted: bool | None = None
    device: str | None = None
    browser: str | None = None
    company: str | None = None
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    middle_name: str | None = None
    profile: str | None = None
    preferred_username: str | None = None
    website: str | None = None
    gender: str | None = None
    birthdate: str | None = None
    zoneinfo: str | None = None
    locale: str | None = None
    address: str | None = None
    formatted: str | None = None
    street_address: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @cached_property
    def custom_data(self) -> Mapping[str, Any]:
        """The values of user-defined fields by key, in the Python types of their fields.

        Empty unless they were asked for, by `with_custom_data=True`.
        """
        found = self.raw.get("customData") or {}
        return found if isinstance(found, Mapping) else python_values(found)

    def __getitem__(self, key: str) -> Any:
        # As in 4.5, where the list that comes was made a dict.
        return self.custom_data if key == "customData" and key in self.raw else super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a wire name, or the default."""
        return self[key] if key in self.raw else default


class UserPage(Model):
    """One page of users, and how many there are on all pages."""

    total_count: int
    list: Sequence[User]
