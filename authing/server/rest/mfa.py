"""Endpoints about second factors: a user's own, the second step of a login, and what managers do."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.users import whole
from authing.server.rest.values import maybe_text
from authing.server.rules import authenticators, second_factor, totp

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.entrance import Proven
    from authing.server.rules.service import Context
    from authing.server.storage.tables.tenants import Authenticator


def shaped(authenticator: Authenticator) -> dict[str, Any]:
    """An authenticator without its secrets: whoever could read them here would have the second factor by the first."""
    return {
        "id": authenticator.id,
        "userId": authenticator.account_id,
        "enable": authenticator.enabled,
        "authenticatorType": authenticator.type,
        "source": authenticator.source,
        "secret": None,
        "recoveryCode": None,
        "createdAt": moment(authenticator.created_at),
        "updatedAt": moment(authenticator.updated_at),
    }


def _source(values: dict[str, Any]) -> str:
    """Who wants the authenticator; the type that comes with it, in either spelling, must be one that there is."""
    for name in ("type", "authenticatorType", "authenticator_type"):
        authenticators.require_type(maybe_text(values, name) or authenticators.TOTP)
    return maybe_text(values, "source") or authenticators.SELF


def listing(context: Context, values: dict[str, Any]) -> Answer:
    return [shaped(each) for each in authenticators.listing(context, _source(values))], "ok"


def associate(context: Context, values: dict[str, Any]) -> Answer:
    made = authenticators.associate(context, _source(values))
    return {
        "authenticator_type": made.authenticator.type,
        "secret": made.secret,
        "qrcode_uri": made.uri,
        "qrcode_data_url": totp.picture(made.uri),
        "recovery_code": made.recovery_code,
    }, "ok"


def confirm(context: Context, values: dict[str, Any]) -> Answer:
    authenticators.confirm(context, maybe_text(values, "totp"), _source(values))
    return None, "bound"


def remove(context: Context, _: dict[str, Any]) -> Answer:
    authenticators.remove(context)
    return None, "unbound"


def verify_totp(context: Context, values: dict[str, Any]) -> Answer:
    return _entered(context, second_factor.by_totp(context, context.caller.token, maybe_text(values, "totp")))


def verify_recovery_code(context: Context, values: dict[str, Any]) -> Answer:
    proven = second_factor.by_recovery_code(context, context.caller.token, maybe_text(values, "recoveryCode"))
    user, message = _entered(context, proven)
    return {**user, "recoveryCode": proven.recovery_code}, message


def verify_sms(context: Context, values: dict[str, Any]) -> Answer:
    phone, code, country_code = text(values, "phone"), text(values, "code"), maybe_text(values, "phoneCountryCode")
    return _entered(context, second_factor.by_sms(context, context.caller.token, phone, code, country_code))


def verify_email(context: Context, values: dict[str, Any]) -> Answer:
    email, code = text(values, "email"), text(values, "code")
    return _entered(context, second_factor.by_email(context, context.caller.token, email, code))


def _entered(context: Context, proven: Proven) -> Answer:
    holder = second_factor.enter(context, proven)
    return {**whole(context, [holder.account])[0], "token": holder.token}, "ok"


def check(context: Context, values: dict[str, Any]) -> Answer:
    return second_factor.is_bindable(context, maybe_text(values, "phone"), maybe_text(values, "email")), "ok"


def bind_face(context: Context, values: dict[str, Any]) -> Answer:
    second_factor.bind_face(context, maybe_text(values, "photoA"), maybe_text(values, "photoB"))


def verify_face(context: Context, values: dict[str, Any]) -> Answer:
    second_factor.by_face(context, maybe_text(values, "photo"))


def status(context: Context, values: dict[str, Any]) -> Answer:
    return authenticators.status(context, values["id"]), "ok"


def unbind(context: Context, values: dict[str, Any]) -> Answer:
    authenticators.unbind(context, values["id"], text(values, "type"))
    return None, "unbound"


def import_totp(context: Context, values: dict[str, Any]) -> Answer:
    made = authenticators.import_totp(
        context, text(values, "userId"), text(values, "secret"), maybe_text(values, "recoveryCode")
    )
    return {**shaped(made.authenticator), "secret": made.secret, "recoveryCode": made.recovery_code}, "ok"


TABLE: list[Endpoint] = [
    ("GET", "/api/v2/mfa/authenticator", listing),
    ("POST", "/api/v2/mfa/totp/associate", associate),
    ("POST", "/api/v2/mfa/totp/associate/confirm", confirm),
    ("DELETE", "/api/v2/mfa/totp/associate", remove),
    ("POST", "/api/v2/mfa/totp/verify", verify_totp),
    ("POST", "/api/v2/mfa/totp/recovery", verify_recovery_code),
    ("POST", "/api/v2/applications/mfa/sms/verify", verify_sms),
    ("POST", "/api/v2/applications/mfa/email/verify", verify_email),
    ("POST", "/api/v2/applications/mfa/check", check),
    ("POST", "/api/v2/mfa/face/associate", bind_face),
    ("POST", "/api/v2/mfa/face/verify", verify_face),
    ("GET", "/api/v2/users/{id}/mfa-bound", status),
    ("DELETE", "/api/v2/users/{id}/mfa-bound", unbind),
    ("POST", "/api/v2/mfa/totp/import", import_totp),
]
