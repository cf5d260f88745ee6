"""What importing costs: nothing that is not used. And the names that can be imported."""

from __future__ import annotations

import ast
import importlib
import json
from enum import Enum
from pathlib import Path

import pytest
from strangers import HOME, python

import authing
import authing.logto
import authing.server
import authing.zitadel

LOADED = """
import json, sys
before = set(sys.modules)
{program}
print(json.dumps(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}} - set(sys.stdlib_module_names))))
"""
BLOCKING = """
from authing import AuthenticationClient, ManagementClient
ManagementClient(user_pool_id="pool", secret="secret", host="http://127.0.0.1:9").users
AuthenticationClient(app_id="app", host="http://127.0.0.1:9").login_by_username
"""


def loaded(program: str, cwd: Path) -> set[str]:
    """The packages outside of the standard library that a program loads."""
    names: list[str] = json.loads(python("-c", LOADED.format(program=program), cwd=cwd))
    return set(names) - {"__main__"}


def test_the_front_door_loads_nothing_but_itself(tmp_path: Path) -> None:
    program = "import json, sys; before = set(sys.modules); import authing; print(json.dumps(sorted(set(sys.modules) - before)))"
    assert json.loads(python("-c", program, cwd=tmp_path)) == ["authing"]


def test_blocking_clients_load_no_asynchronous_library(tmp_path: Path) -> None:
    packages = loaded(BLOCKING, tmp_path)
    assert "requests" in packages
    assert not packages & {"aiohttp", "httpx", "jwt", "cryptography", "sgqlc", "sqlalchemy", "starlette"}


def test_awaited_clients_load_no_blocking_library(tmp_path: Path) -> None:
    packages = loaded(
        BLOCKING.replace("AuthenticationClient", "AsyncAuthenticationClient").replace("Manage", "AsyncManage"), tmp_path
    )
    assert "aiohttp" in packages
    assert not packages & {"requests", "urllib3", "httpx", "jwt", "cryptography", "sgqlc", "sqlalchemy", "starlette"}


@pytest.mark.parametrize("client", ["ManagementClient", "AsyncManagementClient"])
def test_a_client_loads_no_sub_client_before_it_is_used(client: str, tmp_path: Path) -> None:
    program = f"""
import json, sys
from authing import {client}
{client}(user_pool_id="pool", secret="secret", host="http://127.0.0.1:9")
print(json.dumps([name.removeprefix("authing.v2.") for name in sys.modules if name.startswith("authing.v2.")]))
"""
    names = set(json.loads(python("-c", program, cwd=tmp_path)))
    sub_clients = {name for name in names if name.startswith("management.")}
    assert sub_clients == {f"management.{name}" for name in ("client", "own_requests", "parts", "root")}
    assert {name for name in names if name.startswith("models.")} == {"models.answer", "models.pool"}


def modules(package: str, program: str, cwd: Path) -> set[str]:
    """The modules of a package that a program loads, named from there."""
    shown = f"print(json.dumps([name for name in sys.modules if name.startswith('{package}.')]))"
    names: list[str] = json.loads(python("-c", f"import json, sys\n{program}\n{shown}", cwd=cwd))
    return {name.removeprefix(f"{package}.") for name in names}


def zitadel_modules(program: str, cwd: Path) -> set[str]:
    """The modules of the ZITADEL side that a program loads."""
    return modules("authing.zitadel", program, cwd)


def logto_modules(program: str, cwd: Path) -> set[str]:
    """The modules of the Logto side that a program loads."""
    return modules("authing.logto", program, cwd)


def test_the_door_to_zitadel_loads_nothing_but_itself(tmp_path: Path) -> None:
    assert loaded("import authing.zitadel, authing.zitadel.models", tmp_path) == {"authing"}
    assert zitadel_modules("import authing.zitadel", tmp_path) == set()


@pytest.mark.parametrize(("kind", "foreign"), [("Zitadel", "aiohttp"), ("AsyncZitadel", "requests")])
def test_a_client_of_zitadel_loads_a_service_when_it_is_used(kind: str, foreign: str, tmp_path: Path) -> None:
    client = f"from authing.zitadel import {kind}\nclient = {kind}.with_access_token('http://127.0.0.1:9', 'token')"
    made = zitadel_modules(client, tmp_path)
    assert {name for name in made if name.startswith(("services", "models"))} == {"services"}
    assert not made & {"auth", "authentication", "configuration", "versioning"}
    used = zitadel_modules(f"{client}\nclient.saml.create_response", tmp_path) - made
    assert used == {"message", "models", "services.saml", "models.object", "models.saml"}
    heavy = {foreign, "jwt", "cryptography", "httpx", "pydantic", "sgqlc"}
    assert not loaded(f"{client}\nclient.users.get_user_by_id", tmp_path) & heavy


def test_a_name_of_zitadel_client_loads_the_module_that_it_is_in(tmp_path: Path) -> None:
    names = zitadel_modules("from authing.zitadel import BetaWebKeyServiceState", tmp_path)
    assert names == {"message", "models", "models.aliases", "models.webkey_beta"}


def test_the_door_to_logto_loads_nothing_but_itself(tmp_path: Path) -> None:
    assert loaded("import authing.logto, authing.logto.models", tmp_path) == {"authing"}
    assert logto_modules("import authing.logto", tmp_path) == set()


@pytest.mark.parametrize(("kind", "foreign"), [("Logto", "aiohttp"), ("AsyncLogto", "requests")])
def test_a_client_of_logto_loads_a_service_when_it_is_used(kind: str, foreign: str, tmp_path: Path) -> None:
    client = f"from authing.logto import {kind}\nclient = {kind}('http://127.0.0.1:9', 'm2m', 'hush')"
    made = logto_modules(client, tmp_path)
    assert made == {"client", "credentials", "exceptions", "options", "services", "wire"}
    used = logto_modules(f"{client}\nclient.hooks.get", tmp_path) - made
    assert used == {"message", "models", "services.hooks", "models.hooks", "models.logs"}
    heavy = {foreign, "jwt", "cryptography", "httpx", "pydantic", "sgqlc"}
    assert not loaded(f"{client}\nclient.users.get", tmp_path) & heavy


@pytest.mark.parametrize(
    ("name", "rooms"),
    [
        ("TokenManager", {"token_manager", "credentials", "exceptions", "options", "wire"}),
        ("Search", {"search"}),
        ("scopes", {"scopes"}),
        ("webhooks", {"webhooks", "message", "models", "models.hooks", "models.logs"}),
    ],
)
def test_a_name_of_logto_loads_no_more_than_it_needs(name: str, rooms: set[str], tmp_path: Path) -> None:
    assert logto_modules(f"from authing.logto import {name}", tmp_path) == rooms


def test_a_program_of_logto_admin_loads_the_operations_that_it_uses(tmp_path: Path) -> None:
    imported = logto_modules("from authing.logto.api.users import get_api_users_user_id", tmp_path)
    assert {name for name in imported if name.startswith(("services", "models", "client"))} == {
        "services",
        "services.operations",
    }


def test_every_model_is_in_the_package_of_models() -> None:
    from authing.core.model import Model

    folder = HOME / "authing" / "v2" / "models"
    rooms = [importlib.import_module(f"authing.v2.models.{file.stem}") for file in sorted(folder.glob("[!_]*.py"))]
    models = {
        name: getattr(room, name)
        for room in rooms
        for name in room.__all__
        if isinstance(getattr(room, name), type) and issubclass(getattr(room, name), (Model, Enum))
    }
    package = importlib.import_module("authing.v2.models")
    assert {name: getattr(package, name) for name in dir(package)} == models
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(package, "no_such_name")  # noqa: B009


@pytest.mark.parametrize(
    "package",
    [authing, authing.logto, authing.server, authing.zitadel],
    ids=lambda package: str(package.__name__),
)
def test_every_public_name_is_there(package: object) -> None:
    names: list[str] = getattr(package, "__all__")  # noqa: B009 - a checker does not know it of an object
    assert len(names) == len(set(names))
    assert [name for name in names if getattr(package, name, None) is None] == []
    assert set(names) <= set(dir(package))
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(package, "no_such_name")  # noqa: B009


@pytest.mark.parametrize(
    "package", ["authing", "authing/logto", "authing/server", "authing/v2/models", "authing/zitadel"]
)
def test_type_checkers_see_the_same_names(package: str) -> None:
    tree = ast.parse((HOME / package / "__init__.py").read_text(encoding="utf-8"))
    guarded = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    seen = {
        alias.asname or alias.name for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    module = importlib.import_module(package.replace("/", "."))
    # A star is for the names of zitadel_client's models, which `import *` does not fetch.
    assert seen - {"*"} == set(getattr(module, "__all__", None) or dir(module))


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("authing.v2.authentication", ["AuthenticationClient", "AuthenticationClientOptions"]),
        ("authing.v2.authentication.authing", ["AuthenticationClient"]),
        ("authing.v2.authentication.types", ["AuthenticationClientOptions"]),
        ("authing.v2.management", ["ManagementClient", "ManagementClientOptions"]),
        ("authing.v2.management.authing", ["ManagementClient"]),
        ("authing.v2.management.types", ["ManagementClientOptions"]),
        ("authing.v2.exceptions", ["AuthingException", "AuthingWrongArgumentException"]),
    ],
)
def test_the_import_paths_of_authing_4_lead_to_the_same_things(path: str, names: list[str]) -> None:
    module = importlib.import_module(path)
    for name in names:
        now = {"AuthingWrongArgumentException": "ArgumentError"}.get(name, name)
        assert getattr(module, name) is getattr(authing, now)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("auth.authenticator", ["Authenticator", "Token"]),
        (
            "auth.client_credentials_authenticator",
            ["ClientCredentialsAuthenticator", "ClientCredentialsAuthenticatorBuilder"],
        ),
        ("auth.no_auth_authenticator", ["NoAuthAuthenticator"]),
        ("auth.oauth_authenticator", ["OAuthAuthenticator", "OAuthAuthenticatorBuilder"]),
        ("auth.personal_access_token_authenticator", ["PersonalAccessTokenAuthenticator"]),
        ("auth.web_token_authenticator", ["WebTokenAuthenticator", "WebTokenAuthenticatorBuilder"]),
        ("configuration", ["Configuration"]),
        ("exceptions", ["ApiError", "ZitadelError"]),
        ("transport_options", ["TransportOptions"]),
        ("zitadel", ["Zitadel"]),
    ],
)
def test_the_import_paths_of_zitadel_client_lead_to_the_same_things(path: str, names: list[str]) -> None:
    module = importlib.import_module(f"authing.zitadel.{path}")
    authenticators = importlib.import_module("authing.zitadel.authenticators")
    for name in names:
        assert getattr(module, name) is getattr(authenticators if path.startswith("auth.") else authing.zitadel, name)


def test_every_module_names_only_what_it_has() -> None:
    for file in sorted((HOME / "authing").rglob("*.py")):
        if "migrations" in file.parts or file.stem == "__main__":
            continue  # programs, run by Alembic and by `python -m`
        name = ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        assert [each for each in getattr(module, "__all__", ()) if not hasattr(module, each)] == [], name
