"""What a model shows of the secrets it holds: that there are some."""

from __future__ import annotations

from typing import Any

import pytest

from authing.core.model import Model
from authing.v2.models import (
    Application,
    CasSession,
    CustomSmsProvider,
    Env,
    ExternalIdp,
    MfaStatus,
    OauthConfig,
    ProgrammaticAccessAccount,
    ProgrammaticAccessAccountPage,
    RecoveredUser,
    TotpAssociation,
    TotpAuthenticator,
    User,
    UserPool,
)
from authing.zitadel.models import app_beta, application, user

SECRET = "hunter2"
ACCOUNT = {"id": "a", "secret": SECRET}
APPLICATION = {
    "id": "a",
    "secret": SECRET,
    "oidcConfig": {"client_id": "a", "client_secret": SECRET},
    "jwks": {"keys": [{"kty": "RSA", "d": SECRET}]},
}


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Application, APPLICATION),
        (OauthConfig, {"id": "a", "client_secret": SECRET}),
        (ProgrammaticAccessAccount, ACCOUNT),
        (ProgrammaticAccessAccountPage, {"totalCount": 1, "list": [ACCOUNT]}),
        (Env, {"id": "e", "key": "SMTP", "value": SECRET}),
        (CustomSmsProvider, {"provider": "own", "config": f'{{"apiKey": "{SECRET}"}}'}),
        (UserPool, {"id": "p", "secret": SECRET, "jwtSecret": SECRET, "customSMSProvider": {"config": SECRET}}),
        (TotpAuthenticator, {"id": "t", "userId": "u", "secret": SECRET, "recoveryCode": SECRET}),
        (TotpAssociation, {"secret": SECRET, "qrcode_uri": SECRET, "qrcode_data_url": SECRET, "recovery_code": SECRET}),
        (RecoveredUser, {"id": "u", "recoveryCode": SECRET}),
        (CasSession, {"session": {"id": SECRET}, "userInfo": {"id": "u"}}),
        (ExternalIdp, {"id": "i", "connections": [{"id": "c", "fields": {"clientID": "x", "clientSecret": SECRET}}]}),
        (application.CreateApplicationKeyResponse, {"keyId": "1", "keyDetails": SECRET}),
        (app_beta.CreateApplicationKeyResponse, {"id": "1", "keyDetails": SECRET}),
        (user.AddKeyResponse, {"keyId": "1", "keyContent": SECRET}),
        (User, {"id": "u", "token": SECRET, "thirdPartyIdentity": {"accessToken": SECRET}}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_secret_is_there_and_not_shown(kind: type[Model], raw: dict[str, Any]) -> None:
    model = kind.of(raw)
    assert model.raw == raw
    assert SECRET not in repr(model)
    assert "***" in repr(model)


def test_whether_there_is_a_secret_is_none() -> None:
    assert repr(MfaStatus.of({"OTP": True, "FACE": False})) == "MfaStatus(OTP=True, FACE=False)"
