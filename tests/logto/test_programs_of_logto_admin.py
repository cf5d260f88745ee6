"""Programs written for logto-admin 1.0 run on once their imports name this package; and what they cannot keep."""

from __future__ import annotations

import asyncio
import importlib
import io
import ssl
import warnings
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import trustme
from logto_samples import full, operations
from logto_server import Answer, LogtoServer
from strangers import python

import authing.logto
from authing.core.errors import ArgumentError, AuthingException, Forbidden, NotFound, NotLoggedIn, Timeout
from authing.core.options import InsecureTransportWarning
from authing.logto import (
    AsyncLogto,
    AuthenticatedClient,
    Client,
    Logto,
    TokenManager,
    errors,
    models,
    types,
)
from authing.logto.services.operations import OLD_MODULES

USER = {"id": "u1", "username": "ada", "name": "Ada", "createdAt": 1767323045678, "customData": {"plan": "gold"}}

AS_THE_README_HAS_IT = """
import asyncio
import sys
import logto_admin

endpoint = sys.argv[1]

token_manager = logto_admin.TokenManager(logto_endpoint=endpoint, m2m_app_id="m2m", m2m_app_secret="hush")


class LogtoAdmin(logto_admin.AuthenticatedClient):
    def __init__(self) -> None:
        super().__init__(
            base_url=endpoint + "/api",
            token=token_manager.token_info["access_token"],
            prefix=token_manager.token_info["token_type"],
        )


async def create_user():
    await token_manager.fetch_token_info()
    asyncio.create_task(token_manager.refresh_token_periodically())
    async with LogtoAdmin() as logto_admin_client:
        return await logto_admin.api.users.post_api_users.asyncio(
            client=logto_admin_client,
            body=logto_admin.models.PostApiUsersBody(username="ada", name="Ada"),
        )


user = asyncio.run(create_user())
print(user.id, user.name, token_manager.get_auth_header().split(" ")[0])
"""

ALL_THINGS = """
import sys
import httpx
from logto_admin import AuthenticatedClient, Client
from logto_admin.api.organizations import delete_api_organizations_id_users_user_id_roles_role_id as remove_role
from logto_admin.api.roles import get_api_roles
from logto_admin.api.users import get_api_users, patch_api_users_user_id_custom_data
from logto_admin.api.users.get_api_users_user_id import sync_detailed as get_user
from logto_admin.client import AuthenticatedClient as TheSame
from logto_admin.errors import UnexpectedStatus
from logto_admin.models import GetApiRolesType, PatchApiUsersUserIdCustomDataBody
from logto_admin.models import PatchApiUsersUserIdCustomDataBodyCustomData
from logto_admin.types import UNSET, Response

base_url, token = sys.argv[1:]


def log_request(request):
    print("asked:", request.method, request.url.path)


def log_response(response):
    print("answered:", response.request.method, response.status_code)


with AuthenticatedClient(
    base_url=base_url,
    token=token,
    headers={"x-team": "shop"},
    cookies={"a": "1"},
    timeout=httpx.Timeout(10.0),
    follow_redirects=False,
    raise_on_unexpected_status=True,
    httpx_args={"event_hooks": {"request": [log_request], "response": [log_response]}},
) as client:
    assert TheSame is AuthenticatedClient
    users = get_api_users.sync(client=client, page=1, page_size=50)
    print(len(users), users[0].id)
    answer: Response = get_user(user_id="u1", client=client.with_headers({"x-more": "2"}), include_sso_identities="true")
    print(answer.status_code, answer.parsed.username, answer.parsed.to_dict()["username"], len(answer.content) > 10)
    body = PatchApiUsersUserIdCustomDataBody(
        custom_data=PatchApiUsersUserIdCustomDataBodyCustomData.from_dict({"plan": "gold"})
    )
    patch_api_users_user_id_custom_data.sync("u1", client=client, body=body)
    get_api_roles.sync(client=client, type=GetApiRolesType.USER, exclude_user_id=UNSET)
    remove_role.sync_detailed(role_id="r1", user_id="u1", id="o1", client=client)
    try:
        get_user("gone", client=client)
    except UnexpectedStatus as error:
        print("refused:", error.status, error.code)
"""


def ported(folder: Path, program: str) -> Path:
    """The program after what the migration asks for: its imports name this package, and nothing else."""
    file = folder / "program.py"
    renamed = program.replace("import logto_admin\n", "import authing.logto as logto_admin\n")
    file.write_text(renamed.replace("from logto_admin", "from authing.logto"), encoding="utf-8")
    return file


@pytest.fixture
def token(logto: LogtoServer) -> str:
    logto.answer("GetUser", USER)
    logto.answer("CreateUser", USER)
    logto.answer("ListUsers", [USER])
    return logto.issuer.issue("m2m")


@pytest.fixture
def client(logto: LogtoServer, token: str) -> Iterator[AuthenticatedClient]:
    with AuthenticatedClient(f"{logto.endpoint}/api", token) as made:
        yield made


def old(name: str) -> Any:
    return importlib.import_module(f"authing.logto.api.{name}")


# -- whole programs -----------------------------------------------------------------------------------


def test_the_program_of_the_readme(tmp_path: Path, logto: LogtoServer, token: str) -> None:
    logto.add_application("m2m", "hush")
    assert python(ported(tmp_path, AS_THE_README_HAS_IT), logto.endpoint, cwd=tmp_path) == "u1 Ada Bearer\n"
    assert logto.asked("CreateUser")[0].json == {"username": "ada", "name": "Ada"}


def test_a_program_that_uses_all_there_is(tmp_path: Path, logto: LogtoServer, token: str) -> None:
    gone = Answer.of({"code": "entity.not_found", "message": "gone"}, 404)
    logto.answer("GetUser", lambda seen: gone if seen.path.endswith("/gone") else USER)
    program = ported(tmp_path, ALL_THINGS)
    printed = python(program, f"{logto.endpoint}/api", token, cwd=tmp_path).splitlines()
    assert [line for line in printed if not line.startswith(("asked", "answered"))] == [
        "1 u1",
        "200 ada ada True",
        "refused: 404 entity.not_found",
    ]
    assert printed[:2] == ["asked: GET /api/users", "answered: GET 200"]
    listed, detail, patched, roles, removed = logto.requests[:5]
    assert (listed.query, listed.headers["x-team"], listed.headers["cookie"]) == ("page=1&page_size=50", "shop", "a=1")
    assert (detail.query, detail.headers["x-more"]) == ("includeSsoIdentities=true", "2")
    assert patched.json == {"customData": {"plan": "gold"}}
    assert parse_qs(roles.query) == {"page": ["1"], "page_size": ["20"], "type": ["User"]}
    assert removed.path == "/api/organizations/o1/users/u1/roles/r1"


# -- every operation ----------------------------------------------------------------------------------


def test_clients_for_each_piece_of_work_share_a_connection(logto: LogtoServer, token: str) -> None:
    get_user = old("users.get_api_users_user_id")
    for _ in range(3):
        with AuthenticatedClient(f"{logto.endpoint}/api", token) as client:
            assert get_user.sync("u1", client=client).id == "u1"
    assert logto.connections == 1

    async def program() -> None:
        for _ in range(3):
            async with AuthenticatedClient(f"{logto.endpoint}/api", token) as client:
                assert (await get_user.asyncio("u1", client=client)).id == "u1"

    asyncio.run(program())
    assert logto.connections == 2


def test_each_of_the_168_modules_performs_its_operation(logto: LogtoServer, client: AuthenticatedClient) -> None:
    by_place = {operation.where: operation for operation in operations()}
    last = sorted(OLD_MODULES.items(), key=lambda item: by_place[item[1]].facts["method"] == "DELETE")
    for number, (name, where) in enumerate(last):
        operation, module = by_place[where], old(name)
        values = [
            f"{number}-{parameter['name']}" if parameter["type"] == "string" else full(parameter["type"])
            for parameter in operation.parameters
        ]
        given: dict[str, Any] = {"body": full(operation.body)} if operation.body else {}
        if where == "authn.get_hasura_claims":
            given["resource"] = "r"
        ways = (module.sync_detailed, module.sync, module.asyncio_detailed, module.asyncio)
        results = []
        for way in ways if operation.facts["method"] != "DELETE" else ways[:1]:  # the second of them finds nothing
            if "upload" in operation.facts:
                kind = operation.facts["upload"]["types"][0]
                given = {"body": {"file": types.File(io.BytesIO(b"content"), "a.png", kind)}}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                result = way(*values, client=client, **given)
                results.append(asyncio.run(result) if asyncio.iscoroutine(result) else result)
        answer = results[0]
        assert isinstance(answer.status_code, HTTPStatus), name
        assert answer.headers["logto-core-request-id"], name
        assert len(logto.asked(operation.facts["id"])) == len(results), name
        parsed = [each.parsed if isinstance(each, types.Response) else each for each in results]
        assert all(each == answer.parsed for each in parsed), name


def test_there_are_as_many_modules_as_the_table_has() -> None:
    assert len(OLD_MODULES) == 168


WAYS_TO_IMPORT = """
import authing.logto.api.users.get_api_users_user_id as one
from authing.logto import api
from authing.logto.api import users
from authing.logto.api.users import get_api_users_user_id
from authing.logto.api.users.get_api_users_user_id import asyncio, sync

found = [one, get_api_users_user_id, api.users.get_api_users_user_id, users.get_api_users_user_id]
"""


def test_modules_are_imported_in_every_way(client: AuthenticatedClient) -> None:
    program: dict[str, Any] = {}
    exec(WAYS_TO_IMPORT, program)
    one = program["one"]
    assert program["found"] == [one] * 4
    assert (program["sync"], program["asyncio"]) == (one.sync, one.asyncio)
    assert one.sync("u1", client=client).name == "Ada"
    assert one.__doc__ == "`users.get`, as logto-admin calls it."
    assert importlib.reload(one) is one
    assert "users" in dir(program["api"])
    assert "get_api_users" in dir(program["users"])


@pytest.mark.parametrize("name", ["interaction", "users.get_api_nothing", "users.get_api_users.more", "nothing.at.all"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(ImportError):
        old(name)
    with pytest.raises(AttributeError):
        _ = authing.logto.api.nothing
    with pytest.raises(AttributeError):
        _ = old("users").get_api_nothing


def test_importing_the_package_imports_no_api(tmp_path: Path) -> None:
    program = "import sys, authing.logto; print('authing.logto.api' in sys.modules, len(sys.meta_path))"
    before = python("-c", "import sys; print(len(sys.meta_path))", cwd=tmp_path).strip()
    assert python("-c", program, cwd=tmp_path) == f"False {before}\n"


# -- arguments ----------------------------------------------------------------------------------------


def test_lists_come_in_pages_as_they_did(logto: LogtoServer, client: AuthenticatedClient) -> None:
    old("roles.get_api_roles").sync(client=client)
    assert logto.requests[-1].query == "page=1&page_size=20"
    old("organization_roles.get_api_organization_roles").sync(client=client, page_size=types.UNSET, q=None)
    assert logto.requests[-1].query == "page=1&page_size=20"
    old("resources.get_api_resources").sync(client=client, page=2, include_scopes="no")
    assert parse_qs(logto.requests[-1].query) == {"page": ["2"], "page_size": ["20"], "includeScopes": ["false"]}


def test_values_of_the_path_have_their_old_names(logto: LogtoServer, client: AuthenticatedClient) -> None:
    old("applications.get_api_applications_id").sync(id="a1", client=client)
    assert logto.requests[-1].path == "/api/applications/a1"
    old("configs.get_api_configs_oidc_key_type").sync(key_type="private-keys", client=client)
    assert logto.requests[-1].path == "/api/configs/oidc/private-keys"
    old("configs.delete_api_configs_jwt_customizer_token_type_path").sync(token_type_path="access-token", client=client)
    assert logto.requests[-1].path == "/api/configs/jwt-customizer/access-token"
    old("roles.delete_api_roles_id_users_user_id").sync("r1", user_id="u1", client=client)
    assert logto.requests[-1].path == "/api/roles/r1/users/u1"


@pytest.mark.parametrize(
    ("name", "path", "given", "words"),
    [
        ("users.get_api_users_user_id", (), {}, "user_id is missing"),
        ("users.get_api_users_user_id", ("u1", "u2"), {}, "there are 2 values for the path, which has 1"),
        ("users.get_api_users_user_id", ("u1",), {"nonsense": 1}, "there is no field nonsense"),
        ("users.get_api_users_user_id", ("..",), {}, "not usable as a path segment"),
        ("users.post_api_users", (), {"body": {"usrname": "ada"}}, "there is no field usrname in a UserCreate"),
        ("users.get_api_users", (), {"page": 0}, "page"),
        ("users.post_api_users", (), {"body": 1}, "a UserCreate or a mapping is needed"),
        ("user_assets.post_api_user_assets", (), {"body": 1}, "body must be a mapping of fields, not a int"),
        ("user_assets.post_api_user_assets", (), {}, "file is missing"),
    ],
)
def test_a_mistake_is_told_before_anything_is_sent(
    logto: LogtoServer, client: AuthenticatedClient, name: str, path: Any, given: Any, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        old(name).sync(*path, client=client, **given)
    assert logto.requests == []


def test_a_body_may_be_of_the_programs_own_class(logto: LogtoServer, client: AuthenticatedClient) -> None:
    class Body:
        def to_dict(self) -> dict[str, Any]:
            return {"name": "Ada"}

    for body in (Body(), {"name": "Ada"}, models.PatchApiUsersUserIdBody(name="Ada")):
        old("users.patch_api_users_user_id").sync("u1", client=client, body=body)
        assert logto.requests[-1].json == {"name": "Ada"}


# -- what was wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "/", "/api", "/api/"])
def test_the_base_url_ends_as_it_likes(logto: LogtoServer, token: str, tail: str) -> None:
    with AuthenticatedClient(f"{logto.endpoint}{tail}", token) as client:
        assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"


def test_what_is_refused_raises(logto: LogtoServer, client: AuthenticatedClient) -> None:
    logto.refuse("GetUser", 404, "entity.not_found", "no such user", times=2)
    for perform in (old("users.get_api_users_user_id").sync, old("users.get_api_users_user_id").sync_detailed):
        with pytest.raises(NotFound) as caught:
            perform("u1", client=client)
        assert (caught.value.code, caught.value.status) == ("entity.not_found", 404)
    assert issubclass(NotFound, errors.UnexpectedStatus)
    with AuthenticatedClient(logto.endpoint, "no-token") as other, pytest.raises(NotLoggedIn):
        old("users.get_api_users_user_id").sync("u1", client=other)


def test_a_call_takes_no_longer_than_told(logto: LogtoServer, client: AuthenticatedClient) -> None:
    logto.delay("CreateUser", 5)
    assert client.logto.options.timeout == 30
    for timeout in (0.2, httpx.Timeout(0.1), httpx.Timeout(None, read=0.2)):
        other = client.with_timeout(timeout)
        assert other.logto.options.timeout == pytest.approx(0.2)
    assert client.with_timeout(httpx.Timeout(None, connect=2.0)).logto.options.connect_timeout == 2
    with pytest.raises(Timeout):
        old("users.post_api_users").sync(client=client.with_timeout(0.1), body={"name": "Ada"})


def test_a_timeout_that_is_none_is_refused(client: AuthenticatedClient) -> None:
    with pytest.raises(ArgumentError, match=r"^timeout is seconds, or an httpx\.Timeout, not a str"):
        _ = client.with_timeout("10").logto  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_redirect_is_not_followed_with_a_token(logto: LogtoServer, token: str) -> None:
    with pytest.warns(UserWarning, match="redirects are not followed"):
        client = AuthenticatedClient(logto.endpoint, token, follow_redirects=True)
    assert client.raise_on_unexpected_status is False


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")  # of urllib3, which is called with a warning already
def test_certificates_are_verified_as_told(tmp_path: Path) -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    bundle = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(bundle)
    own = ssl.create_default_context(cafile=str(bundle))
    with LogtoServer(tls=context) as logto:
        token = logto.issuer.issue("m2m")
        get = old("users.get_api_users_user_id")
        for verify_ssl, httpx_args in ((str(bundle), None), (own, None), (str(bundle), {"http1": True})):
            with AuthenticatedClient(logto.endpoint, token, verify_ssl=verify_ssl, httpx_args=httpx_args) as client:
                assert get.sync_detailed("u1", client=client).status_code == 200
                asyncio.run(closed_after(client, get.asyncio("u1", client=client)))
        for httpx_args in (None, {"http1": True}):
            client = AuthenticatedClient(logto.endpoint, token, verify_ssl=False, httpx_args=httpx_args)
            with pytest.warns(InsecureTransportWarning), client:
                get.sync("u1", client=client)
        with (
            AuthenticatedClient(logto.endpoint, token) as client,
            pytest.raises(AuthingException, match=r"TLS|certificate"),
        ):
            get.sync("u1", client=client)


async def closed_after(client: Client, awaitable: Any) -> Any:
    async with client:
        return await awaitable


def test_a_misspelt_argument_is_no_part_of_the_path(logto: LogtoServer, client: AuthenticatedClient) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("users.delete_api_users_user_id", {"force": "u2"}),
        ("organizations.delete_api_organizations_id_users_user_id", {"user": "u1", "org": "o1"}),
        ("organizations.delete_api_organizations_id_users_user_id", {"id": "o1", "user_id": "u1", "force": "x"}),
    ]
    for name, given in wrong:
        with pytest.raises(ArgumentError):
            old(name).sync(client=client, **given)
    assert not logto.requests


# -- tokens -------------------------------------------------------------------------------------------


def test_another_token_can_be_assigned(logto: LogtoServer, client: AuthenticatedClient) -> None:
    get = old("users.get_api_users_user_id")
    get.sync("u1", client=client)
    client.token = logto.issuer.issue("m2m", exp=1)
    with pytest.raises(NotLoggedIn):
        get.sync("u1", client=client)
    client.token = logto.issuer.issue("m2m")
    assert get.sync("u1", client=client).id == "u1"


def test_another_token_can_take_the_place_of_a_manager(logto: LogtoServer, token: str) -> None:
    logto.add_application("m2m", "hush")
    manager = TokenManager(logto.endpoint, "m2m", "hush")
    with AuthenticatedClient(logto.endpoint, manager) as client:
        for given in (manager, token, manager.token_info["access_token"], token):
            client.token = given
            assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"
            assert (logto.requests[-1].token == token) == (given is token)
    with AuthenticatedClient(logto.endpoint, "key", "Token", "X-Gate") as client:
        for given in ("key", "another"):
            client.token = given
            with pytest.raises(NotLoggedIn):
                old("users.get_api_users_user_id").sync("u1", client=client)
            assert logto.requests[-1].headers["x-gate"] == f"Token {given}"


def test_the_prefix_is_written_as_logto_wants_it(logto: LogtoServer, token: str) -> None:
    for text, prefix in ((token, "Bearer"), (token, "bearer"), (token, ""), (f"Bearer {token}", "")):
        with AuthenticatedClient(logto.endpoint, text, prefix=prefix) as client:
            assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"


def test_a_proxy_before_logto_may_want_another_header(logto: LogtoServer, token: str) -> None:
    with AuthenticatedClient(logto.endpoint, "key", "Token", "X-Gate") as client:
        with pytest.raises(NotLoggedIn):
            old("users.get_api_users_user_id").sync("u1", client=client)
        seen = logto.requests[-1]
        assert seen.headers["x-gate"] == "Token key"
        assert "authorization" not in seen.headers


def test_what_needs_no_token_needs_no_authenticated_client(logto: LogtoServer) -> None:
    with Client(base_url=logto.endpoint) as client:
        assert old("status.get_api_status").sync_detailed(client=client).status_code == 204
        assert "authorization" not in logto.requests[-1].headers
        with pytest.raises(NotLoggedIn, match=r"auth\.authorization_header_missing"):
            old("users.get_api_users").sync(client=client)


def test_no_secret_is_shown(client: AuthenticatedClient) -> None:
    client.token = "hush-hush"
    assert "hush-hush" not in repr(client)
    assert "hush" not in repr(Client("https://user:hush@logto.example.com"))
    answer: types.Response[None] = types.Response(HTTPStatus.OK, b"hush-hush", {}, None)
    assert repr(answer) == "<Response 200>"


# -- httpx --------------------------------------------------------------------------------------------


def test_calls_go_through_the_users_httpx_client(logto: LogtoServer, token: str) -> None:
    client = AuthenticatedClient("https://nowhere.example", token)
    asked: list[str] = []
    mine = httpx.Client(
        base_url=logto.endpoint, event_hooks={"request": [lambda request: asked.append(request.url.path)]}
    )
    assert client.set_httpx_client(mine) is client
    assert client.get_httpx_client() is mine
    with client:
        assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"
    assert asked == ["/api/users/u1"]
    assert mine.is_closed


def test_the_users_httpx_client_may_bring_its_own_token(logto: LogtoServer, token: str) -> None:
    client = AuthenticatedClient(logto.endpoint, token="")
    with client.set_httpx_client(httpx.Client(headers={"Authorization": f"Bearer {token}"})):
        assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"


def test_awaited_calls_go_through_the_users_httpx_client(logto: LogtoServer, token: str) -> None:
    async def program() -> tuple[str, bool]:
        client = AuthenticatedClient(logto.endpoint, token)
        mine = httpx.AsyncClient(base_url=logto.endpoint)
        client.set_async_httpx_client(mine)
        assert client.get_async_httpx_client() is mine
        async with client:
            user = await old("users.get_api_users_user_id").asyncio("u1", client=client)
        return user.id, mine.is_closed

    assert asyncio.run(program()) == ("u1", True)


def test_closing_a_client_that_was_not_used_closes_nothing(logto: LogtoServer, token: str) -> None:
    async def program() -> None:
        async with AuthenticatedClient(logto.endpoint, token):
            pass

    asyncio.run(program())
    with AuthenticatedClient(logto.endpoint, token):
        pass
    assert logto.requests == []


def test_an_httpx_client_is_made_where_one_is_asked_for(logto: LogtoServer, token: str) -> None:
    with AuthenticatedClient(logto.endpoint, token) as client:
        old("users.get_api_users_user_id").sync("u1", client=client)
        made = client.get_httpx_client()
        assert client.get_httpx_client() is made
        made.headers["x-mine"] = "1"
        old("users.get_api_users_user_id").sync("u1", client=client)
        assert logto.requests[-1].headers["x-mine"] == "1"

    async def program() -> bool:
        async with AuthenticatedClient(logto.endpoint, token) as client:
            made = client.get_async_httpx_client()
            await old("users.get_api_users_user_id").asyncio("u1", client=client)
        return made.is_closed

    assert asyncio.run(program())


WITHOUT_HTTPX = """
import sys
sys.modules["httpx"] = None
from authing.logto import AuthenticatedClient
from authing.logto.api.users import get_api_users_user_id

with AuthenticatedClient(*sys.argv[1:]) as client:
    print(get_api_users_user_id.sync("u1", client=client).id)
    try:
        client.get_httpx_client()
    except ImportError as error:
        print(type(error).__name__)
"""


def test_httpx_is_needed_for_its_own_settings_alone(tmp_path: Path, logto: LogtoServer, token: str) -> None:
    assert python("-c", WITHOUT_HTTPX, logto.endpoint, token, cwd=tmp_path) == "u1\nMissingExtra\n"


def test_a_client_can_be_used_again_after_it_was_closed(logto: LogtoServer, client: AuthenticatedClient) -> None:
    with client:
        first = client.logto
        old("users.get_api_users_user_id").sync("u1", client=client)
    assert client.logto is not first
    assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"


def test_the_client_behind_it_is_the_real_one(client: AuthenticatedClient) -> None:
    assert isinstance(client.logto, Logto)
    assert isinstance(client.async_logto, AsyncLogto)
    assert client.logto.users.get("u1").name == "Ada"
    assert client.with_cookies({"a": "1"}).with_cookies({"b": "2"}).logto.options.headers["cookie"] == "a=1; b=2"


def test_a_manager_is_a_token_of_an_authenticated_client(logto: LogtoServer) -> None:
    logto.add_application("m2m", "hush")
    logto.answer("GetUser", USER)
    manager = TokenManager(logto.endpoint, "m2m", "hush")
    for token in (manager, manager.token_info["access_token"]):
        with AuthenticatedClient(logto.endpoint, token) as client:
            assert old("users.get_api_users_user_id").sync("u1", client=client).id == "u1"
    assert len(logto.asked("/oidc/token")) == 1
    with pytest.raises(Forbidden):
        TokenManager(logto.endpoint, "m2m", "wrong").get_auth_header()
