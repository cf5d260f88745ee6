"""Resolvers about mails."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import mail

if TYPE_CHECKING:
    from authing.server.rules.service import Context

SENT = "发送成功"


def send_email(context: Context, email: str, scene: str) -> Any:
    mail.send(context, email, scene)
    return shapes.done(SENT)


def send_first_login_verify_email(context: Context, user_id: str, app_id: str) -> Any:
    mail.send_first_login(context, user_id, app_id)
    return shapes.done(SENT)


RESOLVERS = {
    "Mutation": {
        "sendEmail": send_email,
        "sendFirstLoginVerifyEmail": send_first_login_verify_email,
    },
}
