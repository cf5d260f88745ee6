"""The settings of applications: their defaults, and what a value must look like to be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authing.server.rules.json_values import json_text
from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.rules.signing_keys import require_algorithm

if TYPE_CHECKING:
    from authing.server.storage.tables.pools import Application

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
APP_TYPES = ("INDIVIDUAL", "Tenant", "BOTH")
PASSWORD_LOGINS = ("username", "email", "phone")
STRATEGIES = ("ALLOW_ALL", "DENY_ALL")
LONGEST_LIFE = 2**31 - 1
MOST_URIS = 100
LONGEST_URI = 2000
LONGEST_SETTINGS = 64 * 1024
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
RUNS_IN_BROWSERS = {"javascript", "data", "vbscript", "blob", "about", "file", "view-source", "filesystem"}

DEFAULTS: dict[str, Any] = {
    "qrcodeScanning": {"redirect": False, "interval": 1500},
    "ssoPageCustomizationSettings": None,
    "loginTabs": ["phone-code", "password"],
    "passwordTabConfig": {"enabledLoginMethods": ["username-password", "email-password", "phone-password"]},
    "defaultLoginTab": "password",
    "registerTabs": ["email", "phone"],
    "defaultRegisterTab": "email",
    "extendsFieldsEnabled": False,
    "extendsFields": [],
    "ext": None,
    "css": None,
    "showAuthorizationPage": False,
    "agreementEnabled": False,
    "enableSubAccount": False,
    "oidcProviderEnabled": True,
    "oauthProviderEnabled": False,
    "casProviderEnabled": False,
    "oidcConfig": {
        "grant_types": ["authorization_code", "password", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post",
        "introspection_endpoint_auth_method": "client_secret_post",
        "revocation_endpoint_auth_method": "client_secret_post",
        "authorization_code_expire": 600,
        "access_token_expire": 1209600,
        "refresh_token_expire": 2592000,
        "cas_expire": 1209600,
        "skip_consent": True,
    },
    "oauthConfig": {
        "grants": ["authorization_code"],
        "access_token_lifetime": 1209600,
        "refresh_token_lifetime": 2592000,
        "introspection_endpoint_auth_method": "client_secret_post",
        "revocation_endpoint_auth_method": "client_secret_post",
    },
}
"""Settings that an application may change, with the value that they have until it does; None takes anything."""

FIXED: dict[str, Any] = {
    "protocol": "oidc",
    "isOfficial": False,
    "isDeleted": False,
    "samlProviderEnabled": False,
    "ldapConnections": None,
    "adConnections": [],
    "disabledSocialConnections": None,
    "disabledOidcConnections": [],
    "disabledSamlConnections": [],
    "disabledOauth2Connections": [],
    "disabledCasConnections": [],
    "disabledAzureAdConnections": [],
    "samlConfig": None,
    "casConfig": None,
    "loginRequireEmailVerified": False,
    "skipMfa": False,
}
"""Settings that this version shows and does not let anybody change: nothing would follow from it."""

AUTHING_TOKEN = "http://authing.cn/oidc/grant_type/authing_token"  # noqa: S105 - the name of a grant
"""The grant by which an application gets tokens for the token of a login."""

GRANT_TYPES = ("authorization_code", "implicit", "refresh_token", "password", "client_credentials", AUTHING_TOKEN)
RESPONSE_TYPES = (
    "code",
    "token",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
)
CLIENT_AUTHENTICATION = ("client_secret_post", "client_secret_basic", "none")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "oidcConfig.grant_types": GRANT_TYPES,
    "oidcConfig.response_types": RESPONSE_TYPES,
    "oauthConfig.grants": GRANT_TYPES,
    **{
        f"{config}.{endpoint}_endpoint_auth_method": CLIENT_AUTHENTICATION
        for config in ("oidcConfig", "oauthConfig")
        for endpoint in ("token", "introspection", "revocation")
    },
}
"""The values that a setting may have, or the items of one that is a list."""

OIDC_FIXED: dict[str, Any] = {
    "id_token_encrypted_response_alg": None,
    "id_token_encrypted_response_enc": None,
    "userinfo_signed_response_alg": None,
    "userinfo_encrypted_response_alg": None,
    "userinfo_encrypted_response_enc": None,
    "request_object_signing_alg": None,
    "request_object_encryption_alg": None,
    "request_object_encryption_enc": None,
    "jwks": None,
    "jwks_uri": None,
}


def settings_of(application: Application) -> dict[str, Any]:
    """All settings of an application, the unchanged ones included."""
    return {name: _over(default, application.settings.get(name, default)) for name, default in DEFAULTS.items()}


def _over(default: Any, value: Any) -> Any:
    return default | value if isinstance(default, dict) and isinstance(value, dict) else value


def changed_settings(present: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings to keep after a change: those that were kept, and what of `values` is a setting.

    Raises:
        Refusal: NOT_AVAILABLE or MALFORMED, naming the setting.
    """
    oidc = values.get("oidcConfig")
    _require_unchanged(values, FIXED)
    _require_unchanged(oidc if isinstance(oidc, dict) else {}, OIDC_FIXED)
    kept = dict(present)
    for name, default in DEFAULTS.items():
        if name not in values:
            continue
        value = _alike(name, values[name], default)
        if isinstance(default, dict):
            value = {key: _alike(f"{name}.{key}", each, default[key]) for key, each in value.items() if key in default}
            value = kept.get(name, {}) | value
        kept[name] = value
    json_text("the settings of an application", kept, LONGEST_SETTINGS)
    return kept


def _require_unchanged(values: Mapping[str, Any], fixed: Mapping[str, Any]) -> None:
    for name, value in fixed.items():
        if name in values and values[name] != value:
            raise unavailable(f"a change of {name}")


def _alike(name: str, value: Any, default: Any) -> Any:
    if default is not None and type(value) is not type(default):
        raise Refusal(Code.MALFORMED, f"{name} must be like {json.dumps(default)}")
    if isinstance(default, int) and not 0 <= value <= LONGEST_LIFE:
        raise Refusal(Code.MALFORMED, f"{name} must be between 0 and {LONGEST_LIFE}")
    if name in CHOICES and any(each not in CHOICES[name] for each in (value if isinstance(value, list) else [value])):
        raise Refusal(Code.MALFORMED, f"{name} must be of {json.dumps(CHOICES[name])}")
    return value


def password_logins(kept: Mapping[str, Any]) -> list[str] | None:
    """By which columns of a user and a password one logs in, given what was changed of an application's settings; None for all."""
    enabled = {**DEFAULTS["passwordTabConfig"], **kept.get("passwordTabConfig", {})}["enabledLoginMethods"]
    allowed = [column for column in PASSWORD_LOGINS if f"{column}-password" in enabled]
    return None if len(allowed) == len(PASSWORD_LOGINS) else allowed


def token_life(values: Mapping[str, Any], present: int) -> int:
    """How many seconds a user's token is valid: the life of an id_token is the one setting for it."""
    oidc = values.get("oidcConfig")
    found = oidc.get("id_token_expire", present) if isinstance(oidc, dict) else present
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= LONGEST_LIFE:
        raise Refusal(Code.MALFORMED, f"id_token_expire must be between 1 and {LONGEST_LIFE}")
    return found


def id_token_algorithm(values: Mapping[str, Any], present: str) -> str:
    """By what a user's token is signed."""
    oidc = values.get("oidcConfig")
    return require_algorithm(oidc.get("id_token_signed_response_alg", present) if isinstance(oidc, dict) else present)


def text(values: Mapping[str, Any], name: str, code: Code = Code.MALFORMED) -> str | None:
    """A text, or None if it is not given."""
    value = values.get(name)
    if not (value is None or isinstance(value, str)):
        raise Refusal(code, f"{name} must be a text")
    return value


def flag(values: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """True or False."""
    value = values.get(name, default)
    if not isinstance(value, bool):
        raise Refusal(Code.MALFORMED, f"{name} must be true or false")
    return value


def require_identifier(value: str) -> str:
    """The name under which an application has its address.

    Raises:
        Refusal: MALFORMED for what could not be part of a host name.
    """
    if not IDENTIFIER.match(value):
        raise Refusal(Code.MALFORMED, "an identifier has 1 to 100 letters, digits, and ., _, - after the first one")
    return value


def require_redirect_uris(name: str, value: Any) -> list[str]:
    """Where users may be sent back to: absolute URIs without a fragment (RFC 6749, section 3.1.2).

    Schemes of apps (`com.example.app:/back`) are good; those that a browser would run or read from its own machine are not.

    Raises:
        Refusal: MALFORMED, naming the list.
    """
    if not isinstance(value, list) or len(value) > MOST_URIS:
        raise Refusal(Code.MALFORMED, f"{name} must be a list of at most {MOST_URIS} URIs")
    for uri in value:
        if not isinstance(uri, str) or len(uri) > LONGEST_URI or not _is_target(uri):
            raise Refusal(
                Code.MALFORMED,
                f"{name} must hold absolute URIs without a fragment, such as https://app.example.com/callback",
            )
    return list(dict.fromkeys(value))


def _is_target(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if UNPRINTABLE.search(uri) or "#" in uri or "\\" in uri or not parts.scheme:
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme not in RUNS_IN_BROWSERS
