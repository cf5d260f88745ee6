"""What registrations and logins send besides who somebody is, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.v2.arguments import fields, flag, given, json_text, maybe_text, pairs_text

__all__ = ["login", "registration"]


def registration(
    profile: Mapping[str, Any] | None,
    force_login: bool,
    generate_token: bool,
    client_ip: str | None,
    custom_data: Mapping[str, Any] | None,
    context: Mapping[str, Any] | None,
    *,
    phone_token: str | None = None,
    email_token: str | None = None,
) -> dict[str, Any]:
    """The part of a registration's input that all ways to register have; None is left out."""
    return {
        **given(profile=None if profile is None else fields("profile", profile)),
        "forceLogin": flag("force_login", force_login),
        "generateToken": flag("generate_token", generate_token),
        **login(client_ip, custom_data, context),
        **given(
            phoneToken=maybe_text("phone_token", phone_token),
            emailToken=maybe_text("email_token", email_token),
        ),
    }


def login(
    client_ip: str | None, custom_data: Mapping[str, Any] | None, context: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The part of a login's input that all ways to log in have; None is left out."""
    return given(
        clientIp=maybe_text("client_ip", client_ip),
        params=pairs_text(custom_data),
        context=None if context is None else json_text(fields("context", context)),
    )
