"""What type checkers must infer for the two clients of Authing, and which mistakes they must report.

Checked by `test_usage.py`. An ignore that is not needed is an error under both checkers, so each mistake below is
seen by both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from datetime import datetime
from typing import Any

from typing_extensions import assert_type

from authing import (
    AsyncAuthenticationClient,
    AsyncManagementClient,
    AuthenticationClient,
    AuthenticationClientOptions,
    AuthingException,
    Hooks,
    ManagementClient,
    ManagementClientOptions,
    MfaRequired,
    NotFound,
    RateLimited,
    ResetRequired,
)
from authing.core.binding import Async, Sync
from authing.v2.authentication.social import SocialLogin
from authing.v2.management.roles import Roles
from authing.v2.management.users import Users
from authing.v2.models.answer import CommonMessage, LoginStatus, LoginStatusUser, PasswordStrength, RefreshedToken
from authing.v2.models.cas import CasAnswer, CasSession, CasTicket
from authing.v2.models.field import DataType, FieldDefinition, FieldTarget, FieldValue
from authing.v2.models.mfa import Bindable, RecoveredUser, TotpAssociation, TotpAuthenticator
from authing.v2.models.oidc import Claims, Introspection, Login, LoginRequest, TokenClaims, TokenSet, UserInfo
from authing.v2.models.organisation import UserDepartmentPage
from authing.v2.models.permission import (
    AclResource,
    AuthorizedResourcePage,
    Namespace,
    Policy,
    PolicyAssignment,
    TargetType,
)
from authing.v2.models.pool import Env
from authing.v2.models.qr_code import QrCode, QrCodeState
from authing.v2.models.role import Role, RolePage
from authing.v2.models.signed_in import SignedIn
from authing.v2.models.user import Identity, User, UserPage, UserStatus


def constructors() -> None:
    options = ManagementClientOptions("pool", "secret", "https://idp.test", None, print, 5, "en-US", False)
    assert_type(ManagementClient(options), ManagementClient)
    assert_type(ManagementClient(user_pool_id="pool", secret="secret", verify="ca.pem", retries=0), ManagementClient)
    assert_type(ManagementClient.from_env(timeout=3, hooks=Hooks(on_error=print)), ManagementClient)
    assert_type(AsyncManagementClient(options=options), AsyncManagementClient)
    assert_type(AsyncManagementClient.from_env(host=None), AsyncManagementClient)
    user = AuthenticationClientOptions("app", None, "pool", token="t")
    assert_type(AuthenticationClient(user), AuthenticationClient)
    assert_type(AuthenticationClient(app_id="app", app_host="https://app.test"), AuthenticationClient)
    assert_type(AuthenticationClient.from_env(token="t"), AuthenticationClient)
    assert_type(AsyncAuthenticationClient(token="t"), AsyncAuthenticationClient)
    assert_type(options.secret, str | None)
    assert_type(ManagementClient(user_pool_id="pool", access_token="t"), ManagementClient)
    assert_type(user.token, str | None)


def administrator() -> None:
    with ManagementClient.from_env() as client:
        assert_type(client, ManagementClient)
        assert_type(client.users, Users[Sync])
        assert_type(client.roles, Roles[Sync])
        assert_type(client.users.list(2, limit=5), UserPage)
        assert_type(client.users.list().list, Sequence[User])
        assert_type(client.users.list()["list"], Any)
        assert_type(client.users.iterate(limit=5), Iterator[User])
        assert_type(client.users.create({"username": "bob"}, custom_data={"age": 3}), User)
        assert_type(client.users.create(User(id="u1", given_name="Bob").raw), User)
        assert_type(client.users.update("u1", {}), User)
        assert_type(client.users.detail("u1"), User | None)
        assert_type(client.users.find(username="bob"), User | None)
        assert_type(client.users.search("bo", role_opts=[{"code": "r"}], fields=("email",)), UserPage)
        assert_type(client.users.batch_get(["u1"], "username"), Sequence[User])
        assert_type(client.users.exists(email="b@x"), bool)
        assert_type(client.users.delete("u1"), CommonMessage)
        assert_type(client.users.delete_many(["u1"]), CommonMessage)
        assert_type(client.users.list_roles("u1", "ns"), RolePage)
        assert_type(client.users.add_roles("u1", ("r",)), CommonMessage)
        assert_type(client.users.remove_roles("u1", ["r"], namespace="ns"), CommonMessage)
        assert_type(client.users.list_archived_users(1, 5), UserPage)
        assert_type(client.users.refresh_token("u1"), RefreshedToken)
        assert_type(client.roles.list(namespace="ns"), RolePage)
        assert_type(client.roles.list().list, Sequence[Role])
        assert_type(client.roles.iterate(namespace="ns"), Iterator[Role])
        assert_type(client.roles.create("r", "words", "parent", "ns"), Role)
        assert_type(client.roles.detail("r"), Role | None)
        assert_type(client.roles.find_by_code("r"), Role | None)
        assert_type(client.roles.update("r", new_code="s"), Role)
        assert_type(client.roles.delete("r"), CommonMessage)
        assert_type(client.roles.delete_many(["r"]), CommonMessage)
        assert_type(client.roles.list_users("r", 1, 5, "ns"), UserPage)
        assert_type(client.roles.add_users("r", ["u1"]), CommonMessage)
        assert_type(client.roles.remove_users("r", ["u1"]), CommonMessage)
        assert_type(client.udf.set(FieldTarget.USER, "age", DataType.NUMBER), FieldDefinition)
        assert_type(client.udf.list("USER"), Sequence[FieldDefinition])
        assert_type(client.users.list_udv("u1"), Sequence[FieldValue])
        assert_type(client.users.get_udf_value("u1"), dict[str, Any])
        assert_type(client.users.set_udf_value_batch({"u1": {"age": 3}}), bool)
        assert_type(client.users.find(username="bob", with_custom_data=True), User | None)
        assert_type(client.roles.get_udf_value_batch(["r1"]), dict[str, dict[str, Any]])
        assert_type(client.policies.list(exclude_default=True).list, Sequence[Policy])
        assert_type(client.policies.create("p", [{"resource": "b:*", "actions": ["r"]}]).statements[0].resource, str)
        assert_type(client.policies.detail("p", namespace="ns"), Policy | None)
        assert_type(client.policies.add_assignments(["p"], TargetType.ROLE, ["r"]), CommonMessage)
        assert_type(client.policies.iterate_assignments("p"), Iterator[PolicyAssignment])
        assert_type(client.users.list_policies("u1").list, Sequence[PolicyAssignment])
        assert_type(client.users.list_authorized_resources("u1", "ns", "DATA"), AuthorizedResourcePage)
        assert_type(client.acl.is_allowed("u1", "read", "b:1", None), bool)
        assert_type(client.acl.list_namespaces().total, int)
        assert_type(client.acl.update_namespace(7, code="c"), Namespace)
        assert_type(client.acl.iterate_resources("ns", resource_type="API"), Iterator[AclResource])
        assert_type(client.acl.get_resource_by_code("ns", "b"), AclResource | None)
        assert_type(client.users.logout("u1"), CommonMessage)
        assert_type(client.user_pool.list_env(), Sequence[Env])
        assert_type(client.user_pool.remove_env("host"), CommonMessage)
        for user in client.users.iterate():
            assert_type(user, User)
        assert_type(client.close(), None)


async def awaited_administrator() -> None:
    async with AsyncManagementClient.from_env() as client:
        assert_type(client, AsyncManagementClient)
        assert_type(client.users, Users[Async])
        assert_type(client.roles, Roles[Async])
        page = client.users.list()
        _ = assert_type(page, Coroutine[Any, Any, UserPage])
        assert_type(await page, UserPage)
        assert_type(client.users.iterate(), AsyncIterator[User])
        assert_type(await client.users.create({"username": "bob"}), User)
        assert_type(await client.users.update("u1", {}), User)
        assert_type(await client.users.detail("u1"), User | None)
        assert_type(await client.users.find(email="b@x"), User | None)
        assert_type(await client.users.search("bo"), UserPage)
        assert_type(await client.users.batch_get(["u1"]), Sequence[User])
        assert_type(await client.users.exists("bob"), bool)
        assert_type(await client.users.delete("u1"), CommonMessage)
        assert_type(await client.users.delete_many(["u1"]), CommonMessage)
        assert_type(await client.users.list_roles("u1"), RolePage)
        assert_type(await client.users.add_roles("u1", ["r"]), CommonMessage)
        assert_type(await client.users.remove_roles("u1", ["r"]), CommonMessage)
        assert_type(await client.users.list_archived_users(), UserPage)
        assert_type(await client.users.refresh_token("u1"), RefreshedToken)
        assert_type(await client.roles.list(), RolePage)
        assert_type(client.roles.iterate(), AsyncIterator[Role])
        assert_type(await client.roles.create("r"), Role)
        assert_type(await client.roles.detail("r"), Role | None)
        assert_type(await client.roles.find_by_code("r"), Role | None)
        assert_type(await client.roles.update("r"), Role)
        assert_type(await client.roles.delete("r"), CommonMessage)
        assert_type(await client.roles.delete_many(["r"]), CommonMessage)
        assert_type(await client.roles.list_users("r"), UserPage)
        assert_type(await client.roles.add_users("r", ["u1"]), CommonMessage)
        assert_type(await client.roles.remove_users("r", ["u1"]), CommonMessage)
        assert_type(await client.udf.list_udf_value("USER", "u1"), Sequence[FieldValue])
        assert_type(await client.users.remove_udf_value("u1", "age"), None)
        assert_type(client.users.iterate(with_custom_data=True), AsyncIterator[User])
        assert_type(await client.policies.detail("p"), Policy | None)
        assert_type(client.policies.iterate(namespace="ns"), AsyncIterator[Policy])
        assert_type(await client.roles.list_authorized_resources("r", None), AuthorizedResourcePage)
        assert_type(await client.acl.allow("b:1", "read", "ns", user_id="u1"), CommonMessage)
        assert_type(await client.acl.revoke_resource("ns", "b", [{"targetType": "USER"}]), bool)
        assert_type(client.acl.iterate_namespaces(), AsyncIterator[Namespace])
        assert_type(await client.acl.create_resource("ns", "b", "DATA", []), AclResource)
        async for user in client.users.iterate():
            assert_type(user, User)
        assert_type(await client.close(), None)


def end_user() -> None:
    with AuthenticationClient(app_id="app") as client:
        assert_type(client, AuthenticationClient)
        assert_type(client.register_by_email("b@x", "pw", {"nickname": "B"}, True, custom_data={"age": 3}), User)
        assert_type(client.register_by_username("bob", "pw", context={"a": 1}), User)
        assert_type(client.login_by_email("b@x", "pw", True, "captcha", "192.0.2.1"), User)
        assert_type(client.login_by_username("bob", "pw"), User)
        assert_type(client.login_by_phone_password("188", "pw"), User)
        assert_type(client.get_current_user(), User)
        assert_type(client.get_current_user(token="t"), User)
        assert_type(client.update_profile({"nickname": "Nick"}), User)
        assert_type(client.update_password("new", "old"), User)
        assert_type(client.check_password_strength("pw"), PasswordStrength)
        assert_type(client.check_login_status(), LoginStatus)
        assert_type(client.check_login_status().data, LoginStatusUser | None)
        assert_type(client.refresh_token("t"), RefreshedToken)
        assert_type(client.get_udf_value(), dict[str, Any])
        assert_type(client.set_udv("age", 3), Sequence[FieldValue])
        assert_type(client.list_roles("shop"), RolePage)
        assert_type(client.has_role("clerk"), bool)
        assert_type(client.qrcode.generate(), QrCode)
        assert_type(client.qrcode.poll("r"), QrCodeState)
        assert_type(client.qrcode.exchange_user_info("t"), User)
        assert_type(client.social.get_identities(), Sequence[Identity])
        assert_type(client.logout(), bool)
        assert_type(client.user, User | None)
        assert_type(client.get_token(), str | None)
        client.set_token("t")
        client.set_current_user({"id": "u1"})
        client.set_current_user(client.user)
        client.clear_current_user()


async def awaited_end_user() -> None:
    async with AsyncAuthenticationClient(app_id="app") as client:
        assert_type(client, AsyncAuthenticationClient)
        assert_type(await client.register_by_email("b@x", "pw"), User)
        assert_type(await client.register_by_username("bob", "pw"), User)
        assert_type(await client.login_by_email("b@x", "pw"), User)
        entering = client.login_by_username("bob", "pw")
        _ = assert_type(entering, Coroutine[Any, Any, User])
        assert_type(await entering, User)
        assert_type(await client.login_by_phone_password("188", "pw"), User)
        assert_type(await client.list_authorized_resources("shop", "DATA"), AuthorizedResourcePage)
        assert_type(await client.qrcode.poll("r", 2), QrCodeState)
        assert_type(await client.get_current_user(), User)
        assert_type(await client.update_profile({"nickname": "Nick"}), User)
        assert_type(await client.update_password("new"), User)
        assert_type(await client.check_password_strength("pw"), PasswordStrength)
        assert_type(await client.check_login_status("t"), LoginStatus)
        assert_type(await client.refresh_token(), RefreshedToken)
        assert_type(await client.logout(), bool)
        assert_type(client.get_token(), str | None)
        client.set_token()


def through_the_browser(client: AuthenticationClient, session: dict[str, Any]) -> None:
    request = assert_type(client.start_login("https://app.test/back", scope="openid"), LoginRequest)
    assert_type(request.url, str)
    assert_type(request.nonce, str | None)
    login = assert_type(client.finish_login(request, "https://app.test/back?code=c"), Login)
    assert_type(client.finish_login(session.pop("login", None), {"code": "c", "state": "s"}), Login)
    assert_type(client.finish_login(None, {}), Login)
    assert_type(login.claims, Claims)
    assert_type(login.id_token, str | None)
    assert_type(login.expires_at, datetime | None)
    claims = assert_type(client.verify_id_token("t", nonce="n", access_token="a", max_age=60, leeway=5), Claims)
    assert_type(claims.subject, str)
    assert_type(claims.audience, tuple[str, ...])
    assert_type(claims.scopes, frozenset[str])
    assert_type(claims.expires_at, datetime)
    assert_type(claims.authenticated_at, datetime | None)
    assert_type(client.verify_access_token("t", audience=["a", "b"], clock=lambda: 0.0), Claims)
    assert_type(client.build_authorize_url(scope="openid", response_mode="query"), str)
    assert_type(client.generate_code_challenge_digest(client.generate_code_challenge(64), "S256"), str)
    assert_type(client.get_access_token_by_code("c", "v"), TokenSet)
    assert_type(client.get_new_access_token_by_refresh_token("r").expires_in, int | None)
    assert_type(client.get_access_token_by_client_credentials("book:read", "key", "secret"), TokenSet)
    assert_type(client.get_access_token_by_id_token("t", scope="openid"), TokenSet)
    assert_type(client.get_user_info_by_access_token("t", method="GET", subject="u1"), UserInfo)
    assert_type(client.introspect_token("t"), Introspection)
    assert_type(client.introspect_token("t").active, bool)
    assert_type(client.revoke_token("t"), bool)
    assert_type(client.validate_token(access_token="t"), TokenClaims)
    assert_type(client.build_logout_url(True, "https://app.test", "t"), str)
    assert_type(client.logout_current(), bool)
    assert_type(client.validate_ticket_v1("ST-1", "https://app.test"), CasTicket)
    assert_type(client.validate_ticket_v2("ST-1", "https://app.test", "JSON"), CasAnswer)
    assert_type(client.validate_ticket_v2("ST-1", "https://app.test").user, str | None)
    assert_type(client.track_session(), CasSession)
    assert_type(client.social.build_authorize_url("github"), SocialLogin)


def other_ways_in(client: AuthenticationClient) -> None:
    assert_type(client.send_sms_code("188", phone_country_code="+86", scene="login"), CommonMessage)
    assert_type(client.send_email("b@x", "RESET_PASSWORD"), CommonMessage)
    assert_type(client.register_by_phone_code("188", "1234", "pw", {"nickname": "B"}), User)
    assert_type(client.register_by_email_code("b@x", "1234", force_login=True), User)
    assert_type(client.login_by_phone_code("188", "1234", "192.0.2.1"), User)
    assert_type(client.login_by_email_code("b@x", "1234"), User)
    assert_type(client.login_by_ldap("bob", "pw"), User)
    assert_type(client.login_by_sub_account("bob", "pw"), User)
    assert_type(client.wechat_login("c"), User)
    assert_type(client.signin_by_credentials({"connection": "PASSWORD"}), SignedIn)
    assert_type(client.reset_password_by_email_code("b@x", "1234", "pw"), CommonMessage)
    assert_type(client.reset_password_with_force_reset("t", "old", "new"), CommonMessage)
    assert_type(client.compute_password_security_level("pw"), int)
    assert_type(client.bind_phone("188", "1234"), User)
    assert_type(client.list_departments(org_id="o"), UserDepartmentPage)
    assert_type(client.is_user_exists("bob"), bool)


def second_factors(client: AuthenticationClient, step: MfaRequired) -> None:
    assert_type(step.phone, str | None)
    assert_type(step.phone_country_code, str | None)
    assert_type(step.email, str | None)
    assert_type(client.get_mfa_authenticators(step.mfa_token, source="APPLICATION"), list[TotpAuthenticator])
    assert_type(client.associate_mfa_authenticator(step.mfa_token), TotpAssociation)
    assert_type(client.confirm_associate_mfa_authenticator("123456", mfa_token=step.mfa_token), CommonMessage)
    assert_type(client.delete_mfa_authenticator(), CommonMessage)
    assert_type(client.verify_app_sms_mfa("188", "1234", step.mfa_token), User)
    assert_type(client.verify_app_email_mfa("b@x", "1234", step.mfa_token), User)
    assert_type(client.phone_or_email_bindable(step.mfa_token, email="b@x"), Bindable)
    assert_type(client.verify_totp_recovery_code("code", step.mfa_token).recovery_code, str | None)
    assert_type(client.associate_face_by_blob(b"a", b"b", step.mfa_token), User)
    assert_type(client.verify_face_mfa("key", step.mfa_token), User)


async def awaited_steps(client: AsyncAuthenticationClient, step: MfaRequired) -> None:
    request = assert_type(client.start_login(), LoginRequest)  # sends nothing, and is not awaited
    assert_type(await client.finish_login(request, {"code": "c"}), Login)
    _ = assert_type(client.verify_id_token("t"), Coroutine[Any, Any, Claims])
    assert_type(await client.verify_access_token("t", audience="api"), Claims)
    assert_type(await client.introspect_token("t"), Introspection)
    assert_type(await client.verify_totp_mfa("123456", step.mfa_token), User)
    assert_type(await client.verify_totp_recovery_code("code", step.mfa_token), RecoveredUser)
    assert_type(await client.list_departments(), UserDepartmentPage)


def models(user: User, role: Role) -> None:
    assert_type(user.id, str)
    assert_type(user.username, str | None)
    assert_type(user.status, UserStatus | str | None)
    assert_type(user.created_at, datetime | None)
    assert_type(user.blocked, bool | None)
    assert_type(user.identities, Sequence[Identity])
    assert_type(user.register_source, Sequence[str])
    assert_type(user["nickname"], Any)
    assert_type(role.parent, Role | None)
    assert_type(role.code, str)
    User(id="1", phone_verified=True)


def errors(client: AuthenticationClient) -> None:
    try:
        client.login_by_username("bob", "pw")
    except MfaRequired as step:
        assert_type(step.mfa_token, str)
        assert_type(step.factors, tuple[str, ...])
        assert_type(step.set_up, tuple[str, ...])
        assert_type(client.verify_totp_mfa("123456", step.mfa_token), User)
    except ResetRequired as step:
        assert_type(step.token, str)
    except RateLimited as error:
        assert_type(error.retry_after, float | None)
    except NotFound as error:
        assert_type(error.status, int | None)
    except AuthingException as error:
        assert_type(error.message, str)
        assert_type(error.code, int | str | None)
        assert_type(error.retryable, bool)


def mistakes_are_seen(client: ManagementClient, user: AuthenticationClient) -> None:
    client.users.detail()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.detail(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.detail("u1", nonsense=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    _ = client.users.detail("u1").username  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    client.users.create("bob")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.list(page="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.users.nonsense()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = client.users.list().nonsense  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.roles.add_users("r", [1])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.policies.add_assignments(["p"], 5, ["r"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.acl.is_allowed("u1", "read")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.roles.create()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.users.list().total_count = 5  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    user.login_by_username("bob")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.login_by_username("bob", None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    user.update_profile(nickname="Nick")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.finish_login({})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.verify_id_token(b"t")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    user.verify_totp_mfa("123456")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    user.set_token(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    user.set_current_user("bob")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ManagementClient(user_pool="p")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    ManagementClient(user_pool_id=5, secret="s")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    ManagementClient(app_id="app")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    ManagementClient(user_pool_id="p")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    ManagementClient()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    AuthenticationClient(app_id="app", timeout="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AuthenticationClient("app")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    User(nonsense=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    User(id=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def a_forgotten_await_is_seen(client: AsyncManagementClient, user: AsyncAuthenticationClient) -> None:
    client.users.delete("u1")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    client.roles.create("r")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    user.revoke_token("t")  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    user.logout()  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    _ = client.users.list().list  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    for _ in client.users.iterate():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    with client:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


async def an_await_too_many_is_seen(client: ManagementClient) -> None:
    await client.users.list()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]


def names_that_are_not_there_are_seen() -> None:
    from authing import Manager  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    from authing.server import LocalServr  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    from authing.v2.models import Usr  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]

    _ = Manager, LocalServr, Usr
