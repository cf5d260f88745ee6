"""Programs written for zitadel_client 4.1 run on once their imports name this package; and what they cannot keep."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import trustme
from connect_server import Answer, ConnectServer
from strangers import python

from authing import ArgumentError

ADD_HUMAN_USER = "/zitadel.user.v2.UserService/AddHumanUser"
GET_USER = "/zitadel.user.v2.UserService/GetUserByID"
LIST_USERS = "/zitadel.user.v2.UserService/ListUsers"
ADA = {
    "username": "ada",
    "profile": {"givenName": "Ada", "familyName": "Lovelace"},
    "email": {"email": "ada@example.com"},
}

ADD_A_USER = """
import sys
import zitadel_client as zitadel
from zitadel_client.exceptions import ApiError
from zitadel_client.models import (
    UserServiceAddHumanUserRequest,
    UserServiceSetHumanEmail,
    UserServiceSetHumanProfile,
)

zitadel = zitadel.Zitadel.{constructor}(*sys.argv[1:])

try:
    ada = UserServiceAddHumanUserRequest(
        username="ada",
        profile=UserServiceSetHumanProfile(givenName="Ada", familyName="Lovelace"),
        email=UserServiceSetHumanEmail(email="ada@example.com"),
    )
    print("new:", zitadel.users.add_human_user(ada).user_id)
except ApiError as e:
    print("refused:", e)
"""

REACH = """
import sys
from zitadel_client import TransportOptions, Zitadel

options = TransportOptions({options})
client = Zitadel.{constructor}(*sys.argv[1:], transport_options=options)
print(client.users.get_user_by_id({{"userId": "1"}}).user.user_id)
"""

ALL_THINGS = """
import sys
from pathlib import Path
from zitadel_client import ApiError, Configuration, TransportOptions, UserServiceListUsersRequest, Zitadel, ZitadelError
from zitadel_client.auth.authenticator import Authenticator, Token
from zitadel_client.auth.client_credentials_authenticator import ClientCredentialsAuthenticator
from zitadel_client.auth.no_auth_authenticator import NoAuthAuthenticator
from zitadel_client.auth.oauth_authenticator import OAuthAuthenticator
from zitadel_client.auth.personal_access_token_authenticator import PersonalAccessTokenAuthenticator
from zitadel_client.auth.web_token_authenticator import WebTokenAuthenticator
from zitadel_client.configuration import Configuration
from zitadel_client.exceptions import ApiError, ZitadelError
from zitadel_client.models import UserServiceGetUserByIDRequest, UserServiceUserFieldName, UserServiceUserState
from zitadel_client.transport_options import TransportOptions
from zitadel_client.version import Version
from zitadel_client.zitadel import Zitadel

host, key_file, pem = sys.argv[1:]


class Vault(Authenticator):
    def get_auth_headers(self):
        return {"Authorization": "Bearer from the vault".replace(" the ", "-")}


def traced(config: Configuration) -> None:
    config.default_headers["X-Trace"] = "7"
    config.retries = 1


def builders():
    yield ClientCredentialsAuthenticator.builder(host, "app", "secret").scopes("openid", "profile").build()
    yield ClientCredentialsAuthenticator.builder(
        host, "app", "secret", transport_options=TransportOptions(default_headers={"X-Trace": "7"})
    ).build()
    yield WebTokenAuthenticator.builder(host, "robot", Path(pem).read_text()).token_lifetime_seconds(60).key_identifier(
        "key-robot"
    ).build()
    yield WebTokenAuthenticator.from_json(host, key_file)
    yield PersonalAccessTokenAuthenticator(host, "pat")
    yield Vault(host)


for authenticator in builders():
    assert authenticator.get_host() == host
    assert isinstance(authenticator, OAuthAuthenticator) == hasattr(authenticator, "refresh_token")
    if isinstance(authenticator, OAuthAuthenticator):
        token = authenticator.refresh_token()
        assert isinstance(token, Token) and not token.is_expired() and token.expires_at.tzinfo
        assert authenticator.get_auth_token() == token.access_token
        assert authenticator.get_auth_headers() == {"Authorization": "Bearer " + token.access_token}
    with Zitadel(authenticator, mutate_config=traced) as zitadel:
        request = UserServiceGetUserByIDRequest(userId="1")
        answer = zitadel.users.get_user_by_id(user_service_get_user_by_id_request=request, _headers={"X-One": "1"})
        assert answer.user.state == UserServiceUserState.USER_STATE_ACTIVE
        assert answer.to_dict() == type(answer).from_dict(answer.to_dict()).to_dict()
        assert type(answer).from_json(answer.to_json()).user.user_id == "1" and "1" in answer.to_str()
        listed = zitadel.users.list_users(
            UserServiceListUsersRequest(
                query={"limit": 5, "asc": True},
                sortingColumn=UserServiceUserFieldName.USER_FIELD_NAME_USER_NAME,
                queries=[{"inUserIdsQuery": {"userIds": ["1"]}}],
            ),
            _request_timeout=(3, 5),
        )
        assert [user.username for user in listed.result] == ["ada"]
        assert zitadel.settings.get_general_settings(body={}).to_dict() == zitadel.settings.get_general_settings().to_dict()

try:
    Zitadel(NoAuthAuthenticator(host)).users.get_user_by_id({"user_id": "1"})
except ApiError as refusal:
    assert isinstance(refusal, ZitadelError)
    assert refusal.response_headers["content-type"] == "application/json"
    assert refusal.response_body["code"] == "unauthenticated"
print(Version.VERSION)
"""


def run(program: str, *arguments: object, cwd: Path) -> str:
    """Run a program of zitadel_client after its imports were replaced; of what is deprecated or unsafe it is warned."""
    file = cwd / "program.py"
    file.write_text(program.replace("zitadel_client", "authing.zitadel"), encoding="utf-8")
    return python("-W", "ignore", file, *map(str, arguments), cwd=cwd).strip()


def with_private_key(server: ConnectServer, folder: Path) -> tuple[str, ...]:
    file = folder / "key.json"
    file.write_text(json.dumps(server.add_service_user("robot")), encoding="utf-8")
    return server.host, str(file)


def with_client_credentials(server: ConnectServer, folder: Path) -> tuple[str, ...]:
    server.add_service_user("robot", client_id="app", secret="a+b%c d")  # what the old client did not encode
    return server.host, "app", "a+b%c d"


def with_access_token(server: ConnectServer, folder: Path) -> tuple[str, ...]:
    return server.host, server.issue_token("robot")


WAYS: list[Callable[[ConnectServer, Path], tuple[str, ...]]] = [
    with_private_key,
    with_client_credentials,
    with_access_token,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_the_program_that_adds_a_human_user(
    way: Callable[[ConnectServer, Path], tuple[str, ...]], connect: ConnectServer, tmp_path: Path
) -> None:
    connect.answer(ADD_HUMAN_USER, {"userId": "42"})
    program, arguments = ADD_A_USER.format(constructor=way.__name__), way(connect, tmp_path)
    assert run(program, *arguments, cwd=tmp_path) == "new: 42"
    (seen,) = connect.asked(ADD_HUMAN_USER)
    assert seen.json == ADA
    assert seen.token.startswith("robot-")
    connect.refuse(ADD_HUMAN_USER, "already_exists", "User already exists (V3-DKcYh)")
    assert run(program, *arguments, cwd=tmp_path) == "refused: already_exists: User already exists (V3-DKcYh)"


@pytest.mark.parametrize("options", ["insecure=True", "ca_cert_path={bundle!r}"])
def test_the_programs_that_trust_a_certificate_of_their_own(options: str, tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    program = REACH.format(
        options=options.format(bundle=str(tmp_path / "ca.pem")), constructor="with_client_credentials"
    )
    with ConnectServer(tls=context) as server:
        server.answer(GET_USER, {"user": {"userId": "1"}})
        assert run(program, *with_client_credentials(server, tmp_path), cwd=tmp_path) == "1"
        assert [seen.path for seen in server.requests] == [
            "/.well-known/openid-configuration",
            "/oauth/v2/token",
            GET_USER,
        ]


def test_the_program_with_default_headers(connect: ConnectServer, tmp_path: Path) -> None:
    connect.answer(GET_USER, {"user": {"userId": "1"}})
    options = 'default_headers={"X-Custom-Header": "my-value"}'
    program = REACH.format(options=options, constructor="with_client_credentials")
    assert run(program, *with_client_credentials(connect, tmp_path), cwd=tmp_path) == "1"
    assert [seen.headers["x-custom-header"] for seen in connect.requests] == ["my-value"] * 3


def test_the_program_behind_a_proxy(connect: ConnectServer, tmp_path: Path) -> None:
    connect.route(f"http://id.example{GET_USER}", lambda _: Answer.of({"user": {"userId": "1"}}))
    proxy = connect.host.replace("http://", "http://user:pass@")
    program = REACH.format(options=f"proxy_url={proxy!r}", constructor="with_access_token")
    assert run(program, "http://id.example", "token", cwd=tmp_path) == "1"
    assert connect.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"


def test_a_program_that_uses_everything_else(connect: ConnectServer, tmp_path: Path) -> None:
    key = connect.add_service_user("robot", client_id="app", secret="secret")
    (tmp_path / "key.json").write_text(json.dumps(key), encoding="utf-8")
    (tmp_path / "key.pem").write_text(key["key"], encoding="utf-8")
    for token in ("pat", "from-vault"):
        connect.allow(token)
    user: dict[str, Any] = {"userId": "1", "username": "ada", "state": "USER_STATE_ACTIVE"}
    connect.answer(GET_USER, {"user": user})
    connect.answer(LIST_USERS, {"result": [user]})
    assert run(ALL_THINGS, connect.host, tmp_path / "key.json", tmp_path / "key.pem", cwd=tmp_path)
    assert [seen.headers["x-trace"] for seen in connect.asked(GET_USER)[:-1]] == ["7"] * 6
    assert [seen.headers["x-one"] for seen in connect.asked(GET_USER)[:-1]] == ["1"] * 6
    assert "authorization" not in connect.asked(GET_USER)[-1].headers
    assert len(connect.asked("/oauth/v2/token")) == 4
    assert "profile" in connect.asked("/oauth/v2/token")[0].form["scope"].split()
    assert connect.asked(LIST_USERS)[0].json == {
        "query": {"limit": 5, "asc": True},
        "sortingColumn": "USER_FIELD_NAME_USER_NAME",
        "queries": [{"inUserIdsQuery": {"userIds": ["1"]}}],
    }


def test_what_programs_cannot_keep() -> None:
    """What the guide's page about moving from zitadel_client has to tell."""
    zitadel: Any = import_module("authing.zitadel")
    request = zitadel.UserServiceGetUserByIDRequest(userId="1")
    with pytest.raises(AttributeError, match="cannot be changed"):
        request.user_id = "2"
    with pytest.raises(ArgumentError, match="user_id is missing"):
        zitadel.UserServiceGetUserByIDRequest()
    with pytest.raises(ArgumentError, match="did you mean user_id"):
        zitadel.UserServiceGetUserByIDRequest(userid="1")
    assert zitadel.models.UserServiceGetUserByIDRequest is zitadel.UserServiceGetUserByIDRequest
    assert zitadel.ApiError("not_found", "gone", status=404).code == "not_found"  # the HTTP status is `status`
    with pytest.raises(AttributeError, match="ApiClient"):
        _ = zitadel.ApiClient
    for module in ("api.user_service_api", "auth.open_id", "models.user_service_user", "rest"):
        with pytest.raises(ImportError):
            import_module(f"authing.zitadel.{module}")
