"""Which names hide secrets."""

from __future__ import annotations

from typing import Any

import pytest

from authing.core.options import Hooks
from authing.core.redaction import is_secret, redacted


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "newPassword",
        "access_token",
        "X-Access-Token",
        "mfaToken",
        "Authorization",
        "proxy-authorization",
        "Set-Cookie",
        "client_secret",
        "totpSecret",
        "X-API-Key",
        "privateKey",
        "passwordSalt",
        "codeVerifier",
        "client_assertion",
        "emailCode",
        "recoveryCode",
        "proxy",
        "OTP",
        "pin",
        "jwks",
        "loginTicket",
    ],
)
def test_a_name_of_a_secret_is_known_in_every_spelling(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "username",
        "id",
        "code",
        "token_type",
        "tokenExpiredAt",
        "tokenEndpointAuthMethod",
        "token_endpoint",
        "authorization_endpoint",
        "spinning",
        "hotpink",
        "host",
    ],
)
def test_other_names_are_open(name: str) -> None:
    assert not is_secret(name)


def test_secrets_are_hidden_at_every_depth_and_the_rest_is_kept() -> None:
    given: dict[Any, Any] = {
        "name": "bob",
        "password": "s3cret",
        "token": None,
        "secret": "",
        "tokens": ["s3cret"],
        "nested": {"accessToken": "s3cret", "x": 1},
        "list": [{"otp": 123456}, [{"pin": 1}], "plain"],
        "tuple": ({"cookie": "s3cret"},),
        "hooks": Hooks(),
        7: 8,
    }
    assert redacted(given) == {
        "name": "bob",
        "password": "***",
        "token": None,
        "secret": "",
        "tokens": "***",
        "nested": {"accessToken": "***", "x": 1},
        "list": [{"otp": "***"}, [{"pin": "***"}], "plain"],
        "tuple": [{"cookie": "***"}],
        "hooks": Hooks(),
        7: 8,
    }
    assert given["password"] == "s3cret"
