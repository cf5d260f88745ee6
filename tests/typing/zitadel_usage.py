"""What type checkers must infer for the clients of ZITADEL's services, and which mistakes they must report.

Checked by `test_usage.py`. An ignore that is not needed is an error under both checkers, so each mistake below
is seen by both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from typing_extensions import assert_type

from authing.core.binding import Async, Sync
from authing.zitadel import ApiError, AsyncManagementClient, AsyncZitadel, ManagementClient, TransportOptions, Zitadel
from authing.zitadel.models import SessionServiceWebAuthN, UserServiceAddHumanUserRequest, UserServiceUserState
from authing.zitadel.models.object import Details, ListDetails, ListQuery
from authing.zitadel.models.project import ListProjectsResponse, Project
from authing.zitadel.models.session import (
    CheckPassword,
    Checks,
    CheckUser,
    CreateSessionResponse,
    GetSessionResponse,
    RequestChallenges,
    Session,
)
from authing.zitadel.models.user import (
    AddHumanUserResponse,
    CreateUserRequest,
    CreateUserRequestHuman,
    CreateUserResponse,
    Gender,
    GetUserByIDResponse,
    HumanUser,
    ListUsersResponse,
    Password,
    SearchQuery,
    SetHumanEmail,
    SetHumanProfile,
    SetMetadataEntry,
    User,
    UserNameQuery,
    UserState,
)
from authing.zitadel.services.projects import Projects
from authing.zitadel.services.users import Users


def constructors(options: TransportOptions) -> None:
    assert_type(Zitadel.with_access_token("https://z.test", "t"), Zitadel)
    assert_type(Zitadel.with_access_token("https://z.test", "t", transport_options=options, timeout=3), Zitadel)
    assert_type(Zitadel.with_client_credentials("https://z.test", "id", "secret", scopes=["openid"]), Zitadel)
    assert_type(Zitadel.with_private_key("https://z.test", {"type": "serviceaccount"}, leeway=5), Zitadel)
    assert_type(AsyncZitadel.with_private_key("https://z.test", "key.json", retries=0), AsyncZitadel)
    assert_type(AsyncManagementClient.with_access_token("https://z.test", "t"), AsyncZitadel)
    assert_type(ManagementClient.with_access_token("https://z.test", "t"), Zitadel)


def administrator(client: Zitadel) -> None:
    with client as same:
        assert_type(same, Zitadel)
    assert_type(client.users, Users[Sync])
    assert_type(client.projects, Projects[Sync])
    profile = SetHumanProfile(given_name="Ada", family_name="Lovelace", gender=Gender.FEMALE)
    created = client.users.add_human_user(
        user_id="1",
        profile=profile,
        email={"email": "ada@example.test", "isVerified": True},
        metadata=[SetMetadataEntry(key="a", value=b"\xff"), {"key": "b", "value": "/w=="}],
        password=Password(password="pw", change_required=True),
    )
    assert_type(created, AddHumanUserResponse)
    assert_type(created.user_id, str)
    assert_type(created.details, Details | None)
    assert_type(created["userId"], Any)
    assert_type(client.users.add_human_user({"profile": {}, "email": {}}), AddHumanUserResponse)
    human = CreateUserRequestHuman(profile=profile, email=SetHumanEmail(email="ada@example.test"))
    assert_type(client.users.create_user(CreateUserRequest(organization_id="1", human=human)), CreateUserResponse)
    assert_type(client.users.create_user(organization_id="1", human=human), CreateUserResponse)
    assert_type(client.users.get_user_by_id(user_id="1"), GetUserByIDResponse)
    assert_type(client.users.get_user_by_id(user_id="1").user, User | None)
    named = UserNameQuery(user_name="ada")
    listed = client.users.list_users(query=ListQuery(limit=5, asc=True), queries=[SearchQuery(user_name_query=named)])
    assert_type(listed, ListUsersResponse)
    assert_type(listed.result, Sequence[User])
    assert_type(listed.details, ListDetails | None)
    for user in assert_type(
        client.users.iterate_users(queries=({"userNameQuery": {"userName": "a"}},)), Iterator[User]
    ):
        assert_type(user, User)
    assert_type(client.projects.list_projects(pagination={"limit": 5}), ListProjectsResponse)
    assert_type(client.projects.iterate_projects(), Iterator[Project])
    assert_type(
        client.users.add_otp_sms(user_id="1", _headers={"x-a": "b"}, _request_timeout=(1, 2)).details, Details | None
    )
    checks = Checks(user=CheckUser(login_name="ada"), password=CheckPassword(password="pw"))
    session = client.sessions.create_session(
        checks=checks, lifetime=timedelta(hours=1), metadata={"a": b"b", "c": "ZA=="}
    )
    assert_type(session, CreateSessionResponse)
    assert_type(client.call("/zitadel.user.v2.UserService/New", {"userId": "1"}), dict[str, Any])
    assert_type(client.close(), None)


async def awaited_administrator(client: AsyncZitadel) -> None:
    async with client as same:
        assert_type(same, AsyncZitadel)
    assert_type(client.users, Users[Async])
    waiting = client.users.get_user_by_id(user_id="1")
    _ = assert_type(waiting, Coroutine[Any, Any, GetUserByIDResponse])
    assert_type((await waiting).user, User | None)
    assert_type(await client.users.list_users(), ListUsersResponse)
    async for user in assert_type(
        client.users.iterate_users(sorting_column="USER_FIELD_NAME_STATE"), AsyncIterator[User]
    ):
        assert_type(user, User)
    assert_type(await client.sessions.get_session(session_id="1"), GetSessionResponse)
    assert_type(await client.call("/zitadel.user.v2.UserService/New"), dict[str, Any])
    assert_type(await client.close(), None)


def waiting(client: Zitadel) -> None:
    read = client.wait_until(
        lambda: client.users.get_user_by_id(user_id="1"),
        lambda answer: answer.user is not None,
        timeout=5,
        interval=0.2,
    )
    assert_type(read, GetUserByIDResponse)


async def awaited_waiting(client: AsyncZitadel) -> None:
    read = await client.wait_until(
        lambda: client.sessions.get_session(session_id="1"), lambda answer: answer.session is not None
    )
    assert_type(read, GetSessionResponse)


def models(user: User, session: Session) -> None:
    assert_type(user.user_id, str)
    assert_type(user.state, UserState | str)
    assert_type(user.state == UserState.ACTIVE, bool)
    assert_type(UserServiceUserState("USER_STATE_ACTIVE"), UserState)
    assert_type(user.login_names, Sequence[str])
    assert_type(user.human, HumanUser | None)
    assert_type(user.which("type"), str | None)
    assert_type(user.raw, Mapping[str, Any])
    assert_type(user.to_dict(), dict[str, Any])
    assert_type(user.to_json(), str)
    assert_type(User.of({}), User)
    assert_type(User.from_dict({}), User | None)
    assert_type(session.creation_date, datetime | None)
    assert_type(session.sequence, int)
    assert_type(session.metadata, Mapping[str, bytes])
    Session(id="1", creation_date=datetime.now(timezone.utc), sequence=2**60, metadata={"a": b"b"})
    assert_type(SessionServiceWebAuthN(domain="z.test").domain, str | None)
    assert_type(UserServiceAddHumanUserRequest.of({}).profile, SetHumanProfile)
    assert_type(RequestChallenges().raw, Mapping[str, Any])


def errors(client: Zitadel) -> None:
    try:
        client.users.get_user_by_id(user_id="1")
    except ApiError as error:
        assert_type(error.status, int | None)
        assert_type(error.message, str)
        assert_type(error.error_id, str | None)


def names_that_are_not_there_are_seen() -> None:
    from authing.zitadel import Zitadl  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    from authing.zitadel.authentication import Login, Nonsense  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    from authing.zitadel.models import UserServiceUsr  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]

    _ = Zitadl, Login, Nonsense, UserServiceUsr


def mistakes_are_seen(client: Zitadel, user: User) -> None:
    client.users.get_user_by_id(user="1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.get_user_by_id(user_id=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.get_user_by_id("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.get_user_by_id({}, "1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.nonsense()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.nonsense()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = client.users.get_user_by_id(user_id="1").user.state  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    client.users.list_users(queries=["ada"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.users.list_users(query=SearchQuery())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.create_user(CreateUserRequestHuman)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.list_users(_request_timeout="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.sessions.create_session(lifetime=3600)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.sessions.create_session(metadata={"a": 1})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    SetHumanProfile(given_name="Ada")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    SetHumanProfile(given_name="Ada", family_name=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    UserNameQuery(nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.user_id = "2"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    _ = UserState.NONSENSE  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Zitadel.with_access_token("https://z.test")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Zitadel.with_access_token("https://z.test", "t", nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Zitadel.with_client_credentials("https://z.test", "id", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def a_forgotten_await_is_seen(client: AsyncZitadel) -> None:
    client.users.delete_user(user_id="1")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    _ = client.users.list_users().result  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    for _ in client.users.iterate_users():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    with client:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


async def an_await_too_many_is_seen(client: Zitadel) -> None:
    await client.users.list_users()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
