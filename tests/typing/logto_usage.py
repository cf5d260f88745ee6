"""What type checkers must infer for the clients of Logto's Management API, and which mistakes they must report.

Checked by `test_usage.py`. An ignore that is not needed is an error under both checkers, so each mistake below
is seen by both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Literal

from typing_extensions import assert_type

from authing.core.binding import Async, Sync
from authing.core.multipart import File
from authing.core.paging import Page
from authing.core.response import Response
from authing.logto import AsyncLogto, AsyncManagementClient, Logto, ManagementClient
from authing.logto.models.applications import Application, ApplicationType
from authing.logto.models.custom_profile_fields import CustomProfileField, NumberFieldConfig, NumberFieldCreate
from authing.logto.models.organizations import Organization, OrganizationListItem, OrganizationUser
from authing.logto.models.roles import RoleAssignment
from authing.logto.models.sign_in_experience import PasswordAccepted, PasswordRejected
from authing.logto.models.user_assets import UserAsset
from authing.logto.models.users import (
    BackupCodes,
    Identity,
    PersonalAccessToken,
    TotpCreate,
    TotpSecret,
    User,
    UserCreate,
    UserProfile,
    UserUpdate,
)
from authing.logto.search import Search, contains
from authing.logto.services.organizations import Organizations
from authing.logto.services.users import Users


def constructors() -> None:
    assert_type(Logto("https://l.test", "id", "secret"), Logto)
    assert_type(Logto(endpoint="https://l.test", client_id="id", client_secret="secret", timeout=3), Logto)
    assert_type(Logto.cloud("tenant", "id", "secret", endpoint="https://auth.x.test"), Logto)
    assert_type(Logto.with_token("https://l.test", "t"), Logto)
    assert_type(AsyncLogto.with_token("https://l.test", lambda: "t", retries=0), AsyncLogto)
    assert_type(AsyncLogto.cloud("tenant", "id", "secret"), AsyncLogto)
    assert_type(ManagementClient("https://l.test", "id", "secret"), Logto)
    assert_type(AsyncManagementClient("https://l.test", "id", "secret"), AsyncLogto)


def administrator(client: Logto) -> None:
    with client as same:
        assert_type(same, Logto)
    assert_type(client.users, Users[Sync])
    assert_type(client.organizations, Organizations[Sync])
    user = client.users.get("u1", include_sso_identities=True)
    assert_type(user, User)
    assert_type(user.id, str)
    assert_type(user.username, str | None)
    assert_type(user.custom_data, Mapping[str, Any])
    assert_type(user.created_at, datetime)
    assert_type(user.last_sign_in_at, datetime | None)
    assert_type(user.identities, Mapping[str, Identity])
    assert_type(user["primaryEmail"], Any)
    assert_type(client.users.create(primary_email="ada@x.test", profile={"nickname": "A"}), User)
    assert_type(client.users.create(UserCreate(username="ada", profile=UserProfile(nickname="A"))), User)
    assert_type(client.users.create({"username": "ada"}), User)
    assert_type(client.users.update("u1", name=None, avatar=""), User)
    assert_type(client.users.update("u1", UserUpdate(name=None)), User)
    assert_type(client.users.delete("u1"), None)
    assert_type(client.users.list(search="%ada%"), Page[User])
    assert_type(client.users.list(page=2, page_size=50).total, int | None)
    for found in assert_type(client.users.iterate(search=Search(name=contains("ada"))), Iterator[User]):
        assert_type(found, User)
    assert_type(client.users.list_personal_access_tokens("u1"), Sequence[PersonalAccessToken])
    until = datetime(2030, 1, 1, tzinfo=timezone.utc)
    assert_type(client.users.create_personal_access_token("u1", name="ci", expires_at=until), PersonalAccessToken)
    assert_type(client.users.create_mfa_verification("u1", TotpCreate()), TotpSecret | BackupCodes)
    assert_type(client.users.assign_roles("u1", role_ids=["r1"]), RoleAssignment)
    assert_type(client.users.get_custom_data("u1"), Mapping[str, Any])
    assert_type(client.applications.list(types=[ApplicationType.SPA, "Native"]), Page[Application])
    assert_type(client.organizations.list(), Page[OrganizationListItem])
    assert_type(client.organizations.iterate_users("o1"), Iterator[OrganizationUser])
    assert_type(client.sign_in_experience.check_password(password="pw"), PasswordAccepted | PasswordRejected)
    field = NumberFieldCreate(name="age", required=False, config=NumberFieldConfig(min_value=0))
    assert_type(field.type, Literal["Number"])
    assert_type(client.custom_profile_fields.create(field), CustomProfileField)
    assert_type(client.user_assets.upload(File("a.png", b"", "image/png")), UserAsset)
    assert_type(client.saml.authn("a1", saml_request="x"), str)
    assert_type(client.operation("GetUser"), Callable[..., Any])
    assert_type(client.close(), None)


async def awaited_administrator(client: AsyncLogto) -> None:
    async with client as same:
        assert_type(same, AsyncLogto)
    assert_type(client.users, Users[Async])
    waiting = client.users.get("u1")
    _ = assert_type(waiting, Coroutine[Any, Any, User])
    assert_type((await waiting).name, str | None)
    assert_type(await client.users.list(), Page[User])
    async for user in assert_type(client.users.iterate(page_size=50), AsyncIterator[User]):
        assert_type(user, User)
    assert_type(await client.users.delete("u1"), None)
    assert_type(await client.close(), None)


def custom_data(client: Logto) -> None:
    assert_type(client.users.merge_custom_data("u1", {"plan": "pro"}), Mapping[str, Any])
    assert_type(client.applications.replace_custom_data("a1", {}), Mapping[str, Any])
    assert_type(client.organizations.merge_custom_data("o1", {"a": None}, _request_timeout=3), Mapping[str, Any])


async def awaited_custom_data(client: AsyncLogto) -> None:
    assert_type(await client.users.replace_custom_data("u1", {}), Mapping[str, Any])
    assert_type(await client.organizations.merge_custom_data("o1", {}), Mapping[str, Any])


def responses(client: Logto) -> None:
    response = client.with_response(client.users.get, "u1", include_sso_identities=True)
    assert_type(response, Response[User])
    assert_type(response.value, User)
    assert_type(response.status, int)
    assert_type(response.headers, Mapping[str, str])
    assert_type(client.with_response(client.users.list, page=1).value, Page[User])
    assert_type(client.with_response(client.users.delete, "u1").value, None)
    assert_type(client.with_response(client.organizations.create, name="Acme"), Response[Organization])
    client.with_response(client.users.get)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.with_response(client.users.get, 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_response(client.users.get, "u1", nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.with_response("GetUser", "u1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]


async def awaited_responses(client: AsyncLogto, other: Logto) -> None:
    waiting = client.with_response(client.users.get, "u1", include_sso_identities=True)
    _ = assert_type(waiting, Coroutine[Any, Any, Response[User]])
    assert_type((await waiting).value, User)
    assert_type(await client.with_response(client.users.list), Response[Page[User]])
    await client.with_response(client.users.get)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.with_response(other.users.get, "u1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_response(client.users.get, "u1")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]


def mistakes_are_seen(client: Logto, user: User) -> None:
    client.users.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.get(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.get("u1", nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.create(primary_mail="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.create(username=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.create(UserUpdate(name="a"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.list(page="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.iterate(page=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.list_grants("u1", search="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.assign_roles("u1", role_ids=[5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.users.merge_custom_data("u1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.merge_custom_data("u1", "{}")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.user_assets.upload(b"x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    NumberFieldCreate(name="age", type="Text", required=False)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    NumberFieldCreate(name="age")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.name = "Ada"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    _ = ApplicationType.NONSENSE  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Logto("https://l.test", "id")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Logto.cloud("tenant")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Logto.with_token("https://l.test", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Search()  # that there is nothing to look for shows when it runs
    Search(mode=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def a_forgotten_await_is_seen(client: AsyncLogto) -> None:
    client.users.delete("u1")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    _ = client.users.get("u1").name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    for _ in client.users.iterate():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


async def an_await_too_many_is_seen(client: Logto) -> None:
    await client.users.list()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
