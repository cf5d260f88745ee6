"""What the clients are made with: order, environment, secrets, hosts, handlers."""

from __future__ import annotations

import inspect
import traceback
from typing import Any

import pytest
from v2_kit import USER, Platform, envelope, perform, refusal

from authing import (
    ArgumentError,
    AsyncAuthenticationClient,
    AsyncManagementClient,
    AuthenticationClient,
    AuthenticationClientOptions,
    AuthingException,
    Hooks,
    ManagementClient,
    ManagementClientOptions,
    NotFound,
    NotLoggedIn,
)
from authing.core.options import InsecureTransportWarning
from authing.v2.options import is_public_cloud

SECRET = "f00dfacef00dfacef00dfacef00dface"

MANAGEMENT = "user_pool_id secret host enc_public_key on_error timeout lang use_unverified_ssl"
AUTHENTICATION = (
    "app_id app_host user_pool_id token host enc_public_key on_error timeout lang websocket_host protocol secret "
    "token_endpoint_auth_method introspection_endpoint_auth_method revocation_endpoint_auth_method redirect_uri "
    "use_unverified_ssl"
)


@pytest.mark.parametrize(
    ("options", "names"), [(ManagementClientOptions, MANAGEMENT), (AuthenticationClientOptions, AUTHENTICATION)]
)
def test_the_positional_order_is_that_of_4_5(options: Any, names: str) -> None:
    parameters = inspect.signature(options).parameters.values()
    assert [
        parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ] == names.split()


def test_all_positional() -> None:
    options = ManagementClientOptions("pool", SECRET, "https://idp.test/", "key", None, 5.0, "en-US", False)
    assert (options.user_pool_id, options.secret, options.host) == ("pool", SECRET, "https://idp.test")
    assert (options.enc_public_key, options.timeout, options.lang) == ("key", 5.0, "en-US")
    methods = ("client_secret_post", "client_secret_basic", "none")
    user = AuthenticationClientOptions(
        "app", None, "pool", "t", "https://idp.test", "key", None, 5, "zh-CN", "wss://ws.test", "oauth", SECRET,
        *methods, "https://app.test/callback", False,
    )  # fmt: skip
    assert (user.app_id, user.app_host, user.user_pool_id, user.token) == ("app", None, "pool", "t")
    assert (user.websocket_host, user.protocol, user.secret) == ("wss://ws.test", "oauth", SECRET)
    assert (
        user.token_endpoint_auth_method,
        user.introspection_endpoint_auth_method,
        user.revocation_endpoint_auth_method,
    ) == methods
    assert user.redirect_uri == "https://app.test/callback"


def test_defaults() -> None:
    options = AuthenticationClientOptions("app")
    assert (options.host, options.protocol, options.timeout, options.verify) == (
        "https://core.authing.cn",
        "oidc",
        30.0,
        True,
    )
    assert options.token_endpoint_auth_method is None
    assert ManagementClientOptions("pool", SECRET).host == "https://core.authing.cn"


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({}, "https://core.authing.cn"),
        ({"host": "https://idp.test"}, "https://idp.test"),
        ({"app_host": "https://app.test"}, "https://app.test"),
        ({"app_host": "https://app.test", "host": "https://idp.test"}, "https://app.test"),
        ({"app_host": "", "host": "https://idp.test/"}, "https://idp.test"),
        ({"app_host": None, "host": None}, "https://core.authing.cn"),
        ({"host": "http://127.0.0.1:8700/prefix/"}, "http://127.0.0.1:8700/prefix"),
    ],
)
def test_which_host(given: dict[str, Any], host: str) -> None:
    assert AuthenticationClientOptions("app", **given).host == host


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("https://core.authing.cn", True),
        ("https://CORE.AUTHING.CN", True),
        ("https://my-app.authing.cn/path", True),
        ("https://authing.cn:443", True),
        ("https://core.authing.cn.", True),
        ("https://notauthing.cn", False),
        ("https://authing.cn.evil.test", False),
        ("https://evil.test/authing.cn", False),
        ("http://127.0.0.1:8700", False),
    ],
)
def test_which_host_is_authings_own(host: str, is_public: bool) -> None:
    assert is_public_cloud(host) is is_public


# -- what is missing or not usable ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_pool_id", "secret"), [("", SECRET), ("pool", ""), (None, SECRET), ("pool", None), ("", "")]
)
def test_a_management_client_needs_pool_and_secret(user_pool_id: Any, secret: Any) -> None:
    with pytest.raises(ArgumentError, match="user_pool_id and secret") as caught:
        ManagementClientOptions(user_pool_id, secret)
    assert SECRET not in str(caught.value)


def test_an_authentication_client_needs_one_of_three() -> None:
    with pytest.raises(ArgumentError, match="app_id, user_pool_id or the token"):
        AuthenticationClientOptions()
    with pytest.raises(ArgumentError):
        AuthenticationClientOptions("", "", "", None)
    for given in ({"app_id": "a"}, {"user_pool_id": "p"}, {"token": "t"}):
        AuthenticationClientOptions(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"protocol": "ldap"},
        {"token_endpoint_auth_method": "basic"},
        {"introspection_endpoint_auth_method": ""},
        {"revocation_endpoint_auth_method": "private_key_jwt"},
        {"host": "core.authing.cn"},
        {"host": "ftp://idp.test"},
        {"app_host": "idp.test"},
        {"timeout": 0},
        {"timeout": None},
        {"timeout": "10"},
    ],
    ids=str,
)
def test_values_that_are_not_usable(given: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        AuthenticationClientOptions("app", **given)


@pytest.mark.parametrize("token", ["tok\n", "tok\r\nx: y", "", " tok", "tök", "tok\0"], ids=repr)
def test_tokens_that_no_header_may_hold(token: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        AuthenticationClientOptions("app", token=token)
    assert "tok" not in str(caught.value).replace("token", "")


@pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])
def test_a_pool_id_with_a_line_break_is_refused_by_the_client(make: Any) -> None:
    with pytest.raises(ArgumentError) as caught:
        make(user_pool_id="pool\n", secret=SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
def test_an_app_id_with_a_line_break_is_refused_by_the_client(make: Any) -> None:
    with pytest.raises(ArgumentError):
        make(app_id="app\n")


@pytest.mark.parametrize(
    "given",
    [
        {"host": f"https://admin:{SECRET}@idp.test"},
        {"host": f"https://idp.test/?key={SECRET}"},
        {"headers": {"x-api-key": f"{SECRET}\n"}},
        {"timeout": -1},
        {"retries": -1},
        {"nonsense": SECRET},
    ],
    ids=lambda given: next(iter(given)),
)
def test_errors_do_not_tell_secrets(given: dict[str, Any]) -> None:
    with pytest.raises((ArgumentError, TypeError)) as caught:
        ManagementClientOptions("pool", SECRET, **given)
    assert SECRET not in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception_only(caught.value))


@pytest.mark.parametrize(
    "make", [ManagementClient, AsyncManagementClient, AuthenticationClient, AsyncAuthenticationClient]
)
def test_options_and_arguments_at_once_are_refused(make: Any) -> None:
    options = (
        ManagementClientOptions("pool", SECRET)
        if "Management" in make.__name__
        else AuthenticationClientOptions("app", secret=SECRET)
    )
    with pytest.raises(TypeError, match="not both: secret") as caught:
        make(options, secret=SECRET)
    assert SECRET not in str(caught.value)


def test_repr_masks_what_is_secret() -> None:
    options = AuthenticationClientOptions(
        "app", token=f"{SECRET}-token", secret=SECRET, headers={"Authorization": SECRET}, proxy=f"http://u:{SECRET}@p"
    )
    assert SECRET not in repr(options)
    assert "token='***'" in repr(options)
    assert "secret='***'" in repr(options)
    assert "app_id='app'" in repr(options)
    assert "secret='***'" in repr(ManagementClientOptions("pool", SECRET))
    for client in (ManagementClient(ManagementClientOptions("pool", SECRET)), AuthenticationClient(options)):
        assert SECRET not in repr(client)
        assert "core.authing.cn" in repr(client)


def test_options_are_frozen() -> None:
    options = ManagementClientOptions("pool", SECRET)
    with pytest.raises(AttributeError):
        options.secret = "other"


# -- the environment ------------------------------------------------------------------------------

VARIABLES = ("HOST", "USERPOOL_ID", "USERPOOL_SECRET", "APP_ID", "APP_SECRET")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in VARIABLES:
        monkeypatch.setenv(f"AUTHING_{name}", "http://idp.test:8700" if name == "HOST" else f"{name.lower()}-value")
    return monkeypatch


@pytest.mark.parametrize("make", [ManagementClientOptions, ManagementClient, AsyncManagementClient])
def test_management_from_the_environment(environment: pytest.MonkeyPatch, make: Any) -> None:
    made = make.from_env(timeout=3)
    options = getattr(made, "options", made)
    assert (options.host, options.user_pool_id, options.secret, options.timeout) == (
        "http://idp.test:8700",
        "userpool_id-value",
        "userpool_secret-value",
        3,
    )
    assert getattr(
        make.from_env(host="http://other.test"), "options", make.from_env(host="http://other.test")
    ).host == ("http://other.test")


@pytest.mark.parametrize("make", [AuthenticationClientOptions, AuthenticationClient, AsyncAuthenticationClient])
def test_authentication_from_the_environment(environment: pytest.MonkeyPatch, make: Any) -> None:
    made = make.from_env(token="t", lang="en-US")
    options = getattr(made, "options", made)
    assert (options.host, options.app_id, options.secret, options.user_pool_id, options.token, options.lang) == (
        "http://idp.test:8700",
        "app_id-value",
        "app_secret-value",
        "userpool_id-value",
        "t",
        "en-US",
    )
    environment.delenv("AUTHING_APP_SECRET")
    environment.delenv("AUTHING_USERPOOL_ID")
    environment.delenv("AUTHING_HOST")
    made = make.from_env()
    options = getattr(made, "options", made)
    assert (options.host, options.secret, options.user_pool_id, options.token) == (
        "https://core.authing.cn",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (ManagementClientOptions, "AUTHING_USERPOOL_ID"),
        (ManagementClientOptions, "AUTHING_USERPOOL_SECRET"),
        (AuthenticationClientOptions, "AUTHING_APP_ID"),
    ],
)
def test_what_the_environment_lacks_is_named(
    environment: pytest.MonkeyPatch, make: Any, name: str, value: str | None
) -> None:
    environment.delenv(name) if value is None else environment.setenv(name, value)
    with pytest.raises(ArgumentError, match=f"{name} is not set") as caught:
        make.from_env()
    assert "-value" not in str(caught.value)


# -- TLS ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: ManagementClientOptions("pool", SECRET, use_unverified_ssl=True),
        lambda: AuthenticationClientOptions("app", use_unverified_ssl=True),
        lambda: AuthenticationClientOptions("app", verify=False),
        lambda: AuthenticationClientOptions("app", use_unverified_ssl=True, verify=False),
        lambda: ManagementClient(user_pool_id="pool", secret=SECRET, use_unverified_ssl=True).options,
        lambda: AuthenticationClient(app_id="app", use_unverified_ssl=True).options,
    ],
)
def test_unverified_tls_is_warned_of_where_it_is_asked_for(make: Any) -> None:
    with pytest.warns(InsecureTransportWarning, match="core.authing.cn are not verified") as caught:
        options = make()
    assert options.verify is False
    assert [warning.filename for warning in caught] == [__file__]


def test_verified_tls_is_the_default() -> None:
    assert ManagementClientOptions("pool", SECRET, use_unverified_ssl=False).verify is True
    assert AuthenticationClientOptions("app", verify="/etc/ca.pem").verify == "/etc/ca.pem"


@pytest.mark.parametrize("verify", [True, "/etc/ca.pem"])
def test_a_contradiction_is_not_settled_in_favour_of_the_open_door(verify: Any) -> None:
    with pytest.raises(ArgumentError, match="use_unverified_ssl"):
        AuthenticationClientOptions("app", use_unverified_ssl=True, verify=verify)


# -- handlers of errors ---------------------------------------------------------------------------

MANAGEMENT_CLIENTS = pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])
USER_CLIENTS = pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])


class OwnError(Exception):
    pass


@MANAGEMENT_CLIENTS
def test_the_handler_is_told_code_and_message(make: Any) -> None:
    told: list[tuple[Any, str]] = []
    with Platform({"deleteUser": refusal(2004, "user does not exist")}) as platform:
        client = make(
            user_pool_id="pool",
            secret=SECRET,
            host=platform.host,
            on_error=lambda code, words: told.append((code, words)),
        )
        with pytest.raises(NotFound):
            perform(client.users.delete("u1"))
        perform(client.close())
    assert told == [(2004, "user does not exist")]


@MANAGEMENT_CLIENTS
def test_what_the_handler_raises_takes_the_place_of_the_error(make: Any) -> None:
    def fail(code: Any, message: str) -> None:
        raise OwnError(code, message)

    with Platform({"GET /api/v2/users/u1": envelope(None, 500, "broken")}) as platform:
        client = make(user_pool_id="pool", secret=SECRET, host=platform.host, on_error=fail, retries=0)
        with pytest.raises(OwnError) as caught:
            perform(client.users.detail("u1"))
        perform(client.close())
    assert caught.value.args == (500, "broken")
    assert isinstance(caught.value.__context__, AuthingException)


@USER_CLIENTS
def test_handler_and_hook_are_both_told(make: Any) -> None:
    told: list[Any] = []
    with Platform({"GET /api/v2/users/me": envelope(None, 2020, "not logged in")}) as platform:
        client = make(
            token="t",
            host=platform.host,
            on_error=lambda code, message: told.append(code),
            hooks=Hooks(on_error=lambda error: told.append(type(error))),
        )
        with pytest.raises(NotLoggedIn):
            perform(client.get_current_user())
    assert told == [2020, NotLoggedIn]


@USER_CLIENTS
def test_the_handler_is_told_of_a_dead_host(make: Any) -> None:
    told: list[Any] = []
    with Platform({}) as platform:
        host = platform.host
    client = make(app_id="app", host=host, retries=0, on_error=lambda code, message: told.append((code, message)))
    with pytest.raises(AuthingException):
        perform(client.check_password_strength("x"))
    ((code, message),) = told
    assert code is None
    assert "checkPasswordStrength" in message or "/graphql/v2" in message


@USER_CLIENTS
def test_a_success_is_no_concern_of_the_handler(make: Any) -> None:
    told: list[Any] = []
    with Platform({"GET /api/v2/users/me": USER}) as platform:
        client = make(token="t", host=platform.host, on_error=lambda code, message: told.append(code))
        perform(client.get_current_user())
    assert told == []


def test_the_front_door_and_the_old_paths_lead_to_the_same_classes() -> None:
    import authing
    import authing.v2.authentication
    import authing.v2.authentication.authing
    import authing.v2.authentication.types
    import authing.v2.management
    import authing.v2.management.authing
    import authing.v2.management.types

    v2 = authing.v2
    assert v2.management.ManagementClient is v2.management.authing.ManagementClient is ManagementClient
    assert v2.management.types.ManagementClientOptions is v2.management.ManagementClientOptions
    assert v2.management.ManagementClientOptions is ManagementClientOptions
    assert v2.authentication.AuthenticationClient is v2.authentication.authing.AuthenticationClient
    assert v2.authentication.AuthenticationClient is AuthenticationClient
    assert v2.authentication.types.AuthenticationClientOptions is AuthenticationClientOptions
    assert v2.authentication.AsyncAuthenticationClient is AsyncAuthenticationClient
    assert v2.management.AsyncManagementClient is AsyncManagementClient
