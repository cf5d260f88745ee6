"""Code written for authing 4.5 runs on: names, order of arguments, programs."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable
from typing import Any

import authentication_of_4_5
import pytest
from management_of_4_5 import METHODS
from v2_kit import Platform, envelope, perform, refusal, reply

import authing
from authing.core.binding import Runner, Sync
from authing.v2.authentication.client import AsyncAuthenticationClient, AuthenticationClient
from authing.v2.compat import OLD_NAMES, OldNames
from authing.v2.encryption import PUBLIC_CLOUD_KEY
from authing.v2.management.acl import Acl
from authing.v2.management.client import AsyncManagementClient, ManagementClient
from authing.v2.management.udf import Udf
from authing.v2.options import ManagementClientOptions


class Recorder(Runner[Sync]):
    """A runner that hands back what it was asked to run."""

    def run(self, described: Any) -> Any:
        return described


class Recording(ManagementClient):
    """A client whose sub-clients hand back what they would send."""

    def __init__(self) -> None:
        self.options = ManagementClientOptions("pool", "secret", "http://idp.test", PUBLIC_CLOUD_KEY)
        self._runner = Recorder()


def sub_client(attribute: str) -> Any:
    """What stands under an attribute of 4.5's client."""
    return getattr(Recording(), OLD_NAMES["management.client"].attributes.get(attribute, attribute))


OWNERS = {type(sub_client(name)) if name else ManagementClient: name for name in METHODS}

SIGNATURES_OF_4_5: dict[type[Any], str] = {
    AuthenticationClient: authentication_of_4_5.METHODS,
    **{owner: METHODS[attribute] for owner, attribute in OWNERS.items()},
}
"""Facts about authing 4.5.18, in its own spelling."""

OTHER_DEFAULTS = {
    (AuthenticationClient, "update_password", "old_password"): None,  # may be left out now
    (Udf, "set", "label"): None,  # may be left out now: it is the key then
    (Acl, "refresh_programmatic_access_account_secret", "secret"): None,  # 4.5 made one secret for all calls
}
"""Where a default is another one, and why."""


def get_random_string_secret(length: int) -> str:
    """What the table calls for the default of a secret."""
    return "s" * length


Argument = tuple[str, Any]


def parsed(line: str) -> tuple[str, list[Argument]]:
    """Name and arguments of a line of the table; an argument without a default has Parameter.empty."""
    found = re.fullmatch(r"(\w+)\((.*)\)", line.strip())
    assert found is not None, line
    arguments = []
    for argument in filter(None, found[2].split(", ")):
        name, _, default = argument.partition("=")
        arguments.append((name, eval(default) if default else inspect.Parameter.empty))
    return found[1], arguments


FACTS = [
    (owner, *parsed(line))
    for owner, lines in SIGNATURES_OF_4_5.items()
    for line in lines.strip().splitlines()
]  # fmt: skip
ALL = pytest.mark.parametrize(
    ("owner", "name", "arguments"), FACTS, ids=[f"{owner.__name__}.{name}" for owner, name, _ in FACTS]
)


def ours(owner: type[Any], name: str) -> list[inspect.Parameter]:
    """The positional parameters of our method, without self."""
    parameters = list(inspect.signature(getattr(owner, name)).parameters.values())[1:]
    return [parameter for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]


def called_now(owner: type[Any], method: str, argument: str) -> str:
    """What an argument of 4.5 is called now."""
    names = old_names(owner)
    return names.keywords.get(names.methods.get(method, method), {}).get(argument, argument)


def old_names(owner: type[Any]) -> OldNames:
    """What the table holds for a class and those that it is put together from."""
    tables = [OLD_NAMES.get(part.__module__.removeprefix("authing.v2."), OldNames()) for part in owner.__mro__]
    return OldNames(
        {method: keywords for table in tables for method, keywords in table.keywords.items()},
        {old: new for table in tables for old, new in table.methods.items()},
    )


@ALL
def test_every_positional_prefix_of_4_5_is_accepted(owner: type[Any], name: str, arguments: list[Argument]) -> None:
    expected = [called_now(owner, name, argument) for argument, _ in arguments]
    parameters = ours(owner, name)
    assert [parameter.name for parameter in parameters][: len(expected)] == expected
    signature = inspect.signature(getattr(owner, name))
    needed = sum(1 for _, default in arguments if default is inspect.Parameter.empty)
    for length in range(needed, len(expected) + 1):
        bound = signature.bind(None, *range(length)).arguments
        assert [bound[argument] for argument in expected[:length]] == list(range(length))


@ALL
def test_defaults_are_those_of_4_5(owner: type[Any], name: str, arguments: list[Argument]) -> None:
    defaults = {parameter.name: parameter.default for parameter in ours(owner, name)}
    for argument, default in arguments:
        expected = OTHER_DEFAULTS.get((owner, name, argument), default)
        assert defaults[called_now(owner, name, argument)] == expected


@pytest.mark.parametrize(
    ("blocking", "awaited"),
    [(AuthenticationClient, AsyncAuthenticationClient), (ManagementClient, AsyncManagementClient)],
)
def test_the_awaited_client_takes_the_same(blocking: type[Any], awaited: type[Any]) -> None:
    names = [name for owner, name, _ in FACTS if owner is blocking]
    assert names
    assert [ours(awaited, name) for name in names] == [ours(blocking, name) for name in names]


def test_the_whole_table_is_looked_at() -> None:
    assert sum(owner in OWNERS for owner, _, _ in FACTS) == 176
    assert sum(owner is AuthenticationClient for owner, _, _ in FACTS) == 77


# -- old names ------------------------------------------------------------------------------------


SAMPLES: dict[str, Any] = {
    "user_info": {"username": "bob"},
    "user_id": "u1",
    "user_ids": ["u1"],
    "identifiers": ["u1"],
    "updates": {},
    "roles": ["r"],
    "code": "clerk",
    "parent": "root",
    "new_code": "boss",
    "group": "g",
    "policies": ["p"],
    "key": "age",
    "value": 3,
    "operator_arn": "arn:cn:authing:user:u1",
    "target_type": "USER",
    "target_identifiers": ["u1"],
    "data_type": "NUMBER",
    "app_id": "app",
    "remarks": "for the night job",
}
OLD_KEYWORDS = [
    (owner, method, old, new)
    for owner in OWNERS
    for method, keywords in old_names(owner).keywords.items()
    for old, new in keywords.items()
]
EVERY_OLD_KEYWORD = pytest.mark.parametrize(
    ("owner", "method", "old", "new"),
    OLD_KEYWORDS,
    ids=[f"{owner.__name__}.{method}({old}=)" for owner, method, old, _ in OLD_KEYWORDS],
)


def needed(owner: type[Any], method: str, but: str) -> dict[str, Any]:
    """Sample values of the arguments that a method cannot do without."""
    return {
        parameter.name: SAMPLES[parameter.name]
        for parameter in ours(owner, method)
        if parameter.default is parameter.empty and parameter.name != but
    }


def line_inside_the_next_block() -> int:
    """The line after the next one of the caller."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno + 2


def test_every_old_name_is_in_the_table() -> None:
    found = {
        (owner, old_names(owner).methods.get(name, name), argument)
        for owner, name, arguments in FACTS
        for argument, _ in arguments
        if any(letter.isupper() for letter in argument) or called_now(owner, name, argument) != argument
    }
    assert found == {(owner, method, old) for owner, method, old, _ in OLD_KEYWORDS}


@EVERY_OLD_KEYWORD
def test_an_old_keyword_is_understood(owner: type[Any], method: str, old: str, new: str) -> None:
    resource, given = sub_client(OWNERS[owner]), needed(owner, method, new)
    line = line_inside_the_next_block()
    with pytest.warns(DeprecationWarning, match=f"{old}= is called {new}= now") as caught:
        made = getattr(resource, method)(**given, **{old: SAMPLES[new]})
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expected = getattr(resource, method)(**given, **{new: SAMPLES[new]})
    assert next(iter(made)).json == next(iter(expected)).json


@EVERY_OLD_KEYWORD
def test_both_names_at_once_are_refused(owner: type[Any], method: str, old: str, new: str) -> None:
    resource, given = sub_client(OWNERS[owner]), needed(owner, method, new)
    with (
        pytest.warns(DeprecationWarning, match=old),
        pytest.raises(TypeError, match=f"{old} and {new} are the same argument"),
    ):
        getattr(resource, method)(**given, **{old: SAMPLES[new], new: SAMPLES[new]})


@EVERY_OLD_KEYWORD
def test_an_argument_by_place_and_by_its_old_name_is_refused(owner: type[Any], method: str, old: str, new: str) -> None:
    names = [parameter.name for parameter in ours(owner, method)]
    before = [SAMPLES.get(name, "x") for name in names[: names.index(new) + 1]]
    with pytest.warns(DeprecationWarning, match=old), pytest.raises(TypeError, match=new):
        getattr(sub_client(OWNERS[owner]), method)(*before, **{old: SAMPLES[new]})


def test_unknown_keywords_stay_unknown() -> None:
    with pytest.raises(TypeError, match="userid"):
        sub_client("users").delete(userid="u1")


def test_batch_is_batch_get() -> None:
    users = sub_client("users")
    line = line_inside_the_next_block()
    with pytest.warns(DeprecationWarning, match="batch is called batch_get") as caught:
        made = users.batch(["u1", "u2"])
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    assert made.json["variables"] == {"ids": ["u1", "u2"], "type": "id"}
    line = line_inside_the_next_block()
    with pytest.warns(DeprecationWarning, match="is called") as caught:
        made = users.batch(userIds=["u1"])
    assert {(warning.filename, warning.lineno) for warning in caught} == {(__file__, line)}
    assert made.json["variables"] == {"ids": ["u1"], "type": "id"}


def test_help_shows_the_new_names() -> None:
    delete = sub_client("users").delete
    assert str(inspect.signature(delete)) == "(user_id: 'str') -> 'CommonMessage'"
    assert delete.__doc__.startswith("Delete a user")


@pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])
def test_old_keywords_in_both_modes(make: Any) -> None:
    with Platform({"deleteUser": {"code": 200, "message": "done"}}) as platform:
        client = make(user_pool_id="pool", secret="secret", host=platform.host)
        line = line_inside_the_next_block()
        with pytest.warns(DeprecationWarning, match="userId") as caught:
            done = perform(client.users.delete(userId="u1"))
        assert done["code"] == 200
        perform(client.close())
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    assert platform.seen[-1].variables == {"id": "u1"}


# -- programs -------------------------------------------------------------------------------------

BOB = {"id": "u1", "username": "bob", "nickname": None, "token": "token-of-bob"}
PROGRAMS_ANSWERS: dict[str, Any] = {
    "GET /api/v2/.well-known": reply(b"", 404),  # as private deployments of that time
    "users": {"totalCount": 1, "list": [BOB]},
    "loginByUsername": lambda seen: (
        BOB if seen.variables["input"]["username"] == "bob" else refusal(2004, "用户不存在")
    ),
    "GET /api/v2/users/me": BOB,
    "updateUser": lambda seen: {**BOB, **seen.variables["input"]},
    "role": None,
    "GET /api/v2/users/nobody": envelope(None),
    "GET /api/v2/logout": envelope(None),
}


@pytest.fixture
def quiet() -> Any:
    """Programs that use no old name get no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def an_administrator_lists_users(host: str) -> None:
    from authing.v2.management import ManagementClient, ManagementClientOptions

    management = ManagementClient(options=ManagementClientOptions(user_pool_id="pool", secret="secret", host=host))
    data = management.users.list()
    assert data["totalCount"] == 1
    assert data["list"][0]["username"] == "bob"
    assert management.users.detail("nobody") is None
    assert management.roles.find_by_code("nothing") is None
    management.close()


def an_administrator_of_the_long_path(host: str) -> None:
    from authing.v2.management.authing import ManagementClient
    from authing.v2.management.types import ManagementClientOptions

    management = ManagementClient(ManagementClientOptions("pool", "secret", host))
    for user in management.users.list(1, 20)["list"]:
        assert "username" in user
        assert user.get("nickname") is None
    management.close()


def a_user_logs_in(host: str) -> None:
    from authing.v2.authentication import AuthenticationClient, AuthenticationClientOptions

    authentication = AuthenticationClient(options=AuthenticationClientOptions(app_id="app", app_host=host))
    user = authentication.login_by_username("bob", "s3cret")
    assert user["token"] == "token-of-bob"
    assert authentication.update_profile({"nickname": "Nick"})["nickname"] == "Nick"
    assert authentication.logout() is True
    assert authentication.get_token() is None


def a_user_goes_on_with_a_token(host: str) -> None:
    from authing.v2.authentication.authing import AuthenticationClient
    from authing.v2.authentication.types import AuthenticationClientOptions

    authentication = AuthenticationClient(AuthenticationClientOptions(token="token-of-bob", host=host))
    assert authentication.update_profile({"nickname": "Nick"})["nickname"] == "Nick"


def an_unknown_user(host: str) -> None:
    from authing.v2.authentication import AuthenticationClient, AuthenticationClientOptions
    from authing.v2.exceptions import AuthingException

    told = []
    authentication = AuthenticationClient(AuthenticationClientOptions(app_id="app", host=host))
    try:
        authentication.login_by_username("alice", "s3cret")
    except AuthingException as error:
        told = [error.code, error.message, str(error)]
    assert told == [2004, "用户不存在", "Authing Request Error: 2004 用户不存在"]


def an_own_handler(host: str) -> None:
    from authing.v2.authentication import AuthenticationClient, AuthenticationClientOptions

    class OwnError(Exception):
        pass

    def handler(code: int, message: str) -> None:
        raise OwnError(code)

    authentication = AuthenticationClient(AuthenticationClientOptions(app_id="app", host=host, on_error=handler))
    with pytest.raises(OwnError, match="2004"):
        authentication.login_by_username("alice", "s3cret")


def wrong_arguments(host: str) -> None:
    from authing.v2.exceptions import AuthingWrongArgumentException
    from authing.v2.management import ManagementClient, ManagementClientOptions

    management = ManagementClient(ManagementClientOptions("pool", "secret", host=host))
    with pytest.raises(AuthingWrongArgumentException):
        management.users.create("bob")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    management.close()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "program",
    [
        an_administrator_lists_users,
        an_administrator_of_the_long_path,
        a_user_logs_in,
        a_user_goes_on_with_a_token,
        an_unknown_user,
        an_own_handler,
        wrong_arguments,
    ],
    ids=lambda program: program.__name__,
)
def test_programs_of_4_5_run(program: Callable[[str], None]) -> None:
    with Platform(PROGRAMS_ANSWERS) as platform:
        program(platform.host)


def test_the_front_door_has_the_same_names() -> None:
    assert authing.ManagementClient is ManagementClient
    assert authing.AuthenticationClient is AuthenticationClient
