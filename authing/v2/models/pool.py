"""The user pool: its settings, variables and white lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from authing.core.model import Model

__all__ = [
    "App2WxappLoginStrategy",
    "ChangeEmailStrategy",
    "ChangePhoneStrategy",
    "CustomPasswordStrength",
    "CustomSmsProvider",
    "EmailScene",
    "Env",
    "FrequencyCheck",
    "PasswordUpdatePolicy",
    "QrcodeLoginStrategy",
    "SmsScene",
    "UserPool",
    "UserPoolType",
    "WhiteListEntry",
    "WhiteListSwitches",
    "WhiteListType",
]


class EmailScene(str, Enum):
    """What a mail is for."""

    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a scene, no password
    RESET_PASSWORD_VERIFY_CODE = "RESET_PASSWORD_VERIFY_CODE"  # noqa: S105 - a scene, no password
    VERIFY_EMAIL = "VERIFY_EMAIL"
    FIRST_EMAIL_LOGIN_VERIFY = "FIRST_EMAIL_LOGIN_VERIFY"
    CONSOLE_CONDUCTED_VERIFY = "CONSOLE_CONDUCTED_VERIFY"
    CHANGE_EMAIL = "CHANGE_EMAIL"
    EMAIL_BIND_VERIFY_CODE = "EMAIL_BIND_VERIFY_CODE"
    EMAIL_UNBIND_VERIFY_CODE = "EMAIL_UNBIND_VERIFY_CODE"
    MFA_VERIFY = "MFA_VERIFY"
    VERIFY_CODE = "VERIFY_CODE"
    REGISTER_VERIFY_CODE = "REGISTER_VERIFY_CODE"
    LOGIN_VERIFY_CODE = "LOGIN_VERIFY_CODE"
    MFA_VERIFY_CODE = "MFA_VERIFY_CODE"
    INFORMATION_COMPLETION_VERIFY_CODE = "INFORMATION_COMPLETION_VERIFY_CODE"


class SmsScene(str, Enum):
    """What an SMS is for."""

    LOGIN = "login"
    REGISTER = "register"
    RESET = "reset"
    BIND = "bind"
    UNBIND = "unbind"
    MFA_BIND = "mfa-bind"
    MFA_VERIFY = "mfa-verify"
    MFA_UNBIND = "mfa-unbind"
    COMPLETE_PHONE = "complete-phone"


class WhiteListType(str, Enum):
    """What a white list holds."""

    USERNAME = "USERNAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"


class WhiteListEntry(Model):
    """A value that may register (GraphQL type `WhiteList`)."""

    value: str
    created_at: datetime | None = None
    updated_at: datetime | None = None


class WhiteListSwitches(Model):
    """Which white lists are in force."""

    phone_enabled: bool | None = None
    email_enabled: bool | None = None
    username_enabled: bool | None = None


class FrequencyCheck(Model):
    """How often something may happen: `limit` times in `time_interval` seconds."""

    time_interval: int | None = None
    limit: int | None = None
    enabled: bool | None = None


class PasswordUpdatePolicy(Model):
    """When passwords have to be changed."""

    enabled: bool | None = None
    forced_cycle: int | None = None
    difference_cycle: int | None = None


class CustomPasswordStrength(Model):
    """A pool's own rule for passwords; told by the REST interface only."""

    regex: str | None = None
    message: str | None = None
    enabled: bool | None = None


class ChangePhoneStrategy(Model):
    """What it takes to change a phone number."""

    verify_old_phone: bool | None = None


class ChangeEmailStrategy(Model):
    """What it takes to change an e-mail address."""

    verify_old_email: bool | None = None


class QrcodeLoginStrategy(Model):
    """Logging in by QR code; times in seconds."""

    qrcode_expires_after: int | None = None
    return_full_user_info: bool | None = None
    allow_exchange_user_info_from_browser: bool | None = None
    ticket_expires_after: int | None = None


class App2WxappLoginStrategy(Model):
    """Logging in to an app by a mini program; times in seconds."""

    _wire = {"ticket_expires_after": "ticketExpriresAfter"}  # as the platform spells it

    ticket_expires_after: int | None = None
    ticket_exchange_user_info_need_secret: bool | None = None


class CustomSmsProvider(Model):
    """A pool's own way of sending text messages; `config` is JSON text, with the secrets of the provider."""

    _secret = frozenset({"config"})

    enabled: bool | None = None
    provider: str | None = None
    config: str | None = None


class UserPoolType(Model):
    """A kind of application that a pool is for."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    image: str | None = None
    sdks: Sequence[str | None] = ()


class UserPool(Model):
    """A user pool with its settings (GraphQL type `UserPool`, and the pool of the REST interface).

    The last group of fields is told by the REST interface only.
    """

    _wire = {
        "custom_sms_provider": "customSMSProvider",
        "show_wx_qrcode_when_register_disabled": "showWxQRCodeWhenRegisterDisabled",
    }

    _secret = frozenset({"customSMSProvider"})

    id: str
    name: str
    domain: str
    description: str | None = None
    secret: str
    jwt_secret: str
    owner_id: str | None = None
    userpool_types: Sequence[UserPoolType] = ()
    logo: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    email_verified_default: bool
    send_welcome_email: bool
    register_disabled: bool
    app_sso_enabled: bool
    show_wx_qrcode_when_register_disabled: bool | None = None
    allowed_origins: str | None = None
    token_expires_after: int | None = None
    is_deleted: bool | None = None
    frequent_register_check: FrequencyCheck | None = None
    login_fail_check: FrequencyCheck | None = None
    login_password_fail_check: FrequencyCheck | None = None
    login_fail_strategy: str | None = None
    password_update_policy: PasswordUpdatePolicy | None = None
    change_phone_strategy: ChangePhoneStrategy | None = None
    change_email_strategy: ChangeEmailStrategy | None = None
    qrcode_login_strategy: QrcodeLoginStrategy | None = None
    app2_wxapp_login_strategy: App2WxappLoginStrategy | None = None
    whitelist: WhiteListSwitches | None = None
    custom_sms_provider: CustomSmsProvider | None = None
    package_type: int | None = None
    use_custom_user_store: bool | None = None
    login_require_email_verified: bool | None = None
    verify_code_length: int | None = None
    verify_code_max_attempts: int | None = None

    password_strength: int | None = None
    custom_password_strength: CustomPasswordStrength | None = None
    user_id: str | None = None
    default_namespace_id: int | str | None = None
    system_namespace_id: int | str | None = None


class Env(Model):
    """An environment variable of the pool; many hold secrets."""

    _secret = frozenset({"value"})

    id: str
    key: str
    value: str
    user_pool_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
