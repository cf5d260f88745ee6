"""Resolvers about codes: registration, login and passwords with one, and the addresses that they prove."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import addresses, code_login, fields
from authing.server.rules.code_login import Address
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.rules.service import Context


def register_by_phone_code(context: Context, input: dict[str, Any]) -> Any:
    values = input.get("profile", {})
    found = code_login.register(
        context,
        Address.phone(input["phone"], input.get("phone_country_code")),
        input["code"],
        encrypted=input.get("password"),
        own_values=fields.given(input.get("params"), values.pop("udf", ())),
        values=values,
        force_login=input.get("force_login", False),
        generate_token=input.get("generate_token", False),
        client_ip=input.get("client_ip"),
        emailToken=input.get("email_token"),
    )
    return shapes.holder(found)


def log_in_by_phone_code(context: Context, input: dict[str, Any]) -> Any:
    address = Address.phone(input["phone"], input.get("phone_country_code"))
    found = code_login.log_in(
        context,
        address,
        input["code"],
        auto_register=input.get("auto_register", True),
        client_ip=input.get("client_ip"),
        params=input.get("params"),
    )
    return shapes.holder(found)


def reset_password(
    context: Context,
    code: str,
    new_password: str,
    phone: str | None = None,
    email: str | None = None,
    phone_country_code: str | None = None,
) -> Any:
    if (phone is None) == (email is None):
        raise Refusal(Code.INCOMPLETE, "either phone or email is needed")
    address = Address.email(email) if email is not None else Address.phone(phone or "", phone_country_code)
    code_login.reset_password(context, address, code, new_password)
    return shapes.done("the password is changed")


def update_phone(
    context: Context,
    phone: str,
    phone_code: str,
    old_phone: str | None = None,
    old_phone_code: str | None = None,
    phone_country_code: str | None = None,
    old_phone_country_code: str | None = None,
) -> Any:
    old = None if old_phone is None else Address.phone(old_phone, old_phone_country_code)
    new = Address.phone(phone, phone_country_code)
    return shapes.holder(addresses.change(context, new, phone_code, old, old_phone_code))


def update_email(
    context: Context, email: str, email_code: str, old_email: str | None = None, old_email_code: str | None = None
) -> Any:
    old = None if old_email is None else Address.email(old_email)
    return shapes.holder(addresses.change(context, Address.email(email), email_code, old, old_email_code))


def bind_phone(context: Context, phone: str, phone_code: str, phone_country_code: str | None = None) -> Any:
    return shapes.holder(addresses.bind(context, Address.phone(phone, phone_country_code), phone_code))


def bind_email(context: Context, email: str, email_code: str) -> Any:
    return shapes.holder(addresses.bind(context, Address.email(email), email_code))


def unbind_phone(context: Context) -> Any:
    return shapes.holder(addresses.unbind(context, "phone"))


def unbind_email(context: Context) -> Any:
    return shapes.holder(addresses.unbind(context, "email"))


RESOLVERS = {
    "Mutation": {
        "registerByPhoneCode": register_by_phone_code,
        "loginByPhoneCode": log_in_by_phone_code,
        "resetPassword": reset_password,
        "updatePhone": update_phone,
        "updateEmail": update_email,
        "bindPhone": bind_phone,
        "bindEmail": bind_email,
        "unbindPhone": unbind_phone,
        "unbindEmail": unbind_email,
    },
}
