"""What type checkers must infer for the end user's side of ZITADEL, and which mistakes they must report.

Checked by `test_usage.py`. An ignore that is not needed is an error under both checkers, so each mistake below
is seen by both.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from typing_extensions import assert_type

from authing.core.binding import Async, Sync
from authing.core.oidc_answers import LoginRequest, TokenSet
from authing.zitadel import (
    AsyncAuthenticationClient,
    AsyncZitadel,
    AuthenticationClient,
    TransportOptions,
    Zitadel,
    scopes,
)
from authing.zitadel.authentication import (
    Claims,
    Introspection,
    Login,
    OtpChallenge,
    PasskeyChallenge,
    RoleGrant,
    SessionLogins,
    UserInfo,
    UserSession,
    WrongCredential,
)
from authing.zitadel.models.session import Session, UserVerificationRequirement


def constructors(options: TransportOptions) -> None:
    assert_type(AuthenticationClient("https://z.test", "id"), AuthenticationClient)
    assert_type(AuthenticationClient("z.test", "id", "secret", redirect_uri="https://a.test"), AuthenticationClient)
    AuthenticationClient("z.test", private_key="app.json", scopes=["openid"], token="t", project_id="1")
    AuthenticationClient("z.test", private_key={"type": "application"}, issuer="https://id.test", retries=0)
    AsyncAuthenticationClient("z.test", "id", "secret", auth_method="client_secret_post", transport_options=options)


def blocking(client: AuthenticationClient) -> None:
    request = client.start_login(scopes=["openid", scopes.project_role("admin")], ui_locales=["de"], max_age=60)
    assert_type(request, LoginRequest)
    assert_type(request.max_age, int | None)
    login = client.finish_login(dict(request), "https://a.test?code=1")
    assert_type(login, Login)
    assert_type(login.claims, Claims)
    assert_type(login.claims.subject, str)
    assert_type(login.claims.roles("1", organization_id="2"), frozenset[str])
    assert_type(login.claims.role_grants, tuple[RoleGrant, ...])
    assert_type(login.claims.metadata, Mapping[str, bytes])
    assert_type(login.claims.authenticated_at, datetime | None)
    assert_type(login.refresh_token, str | None)
    assert_type(client.get_new_access_token_by_refresh_token("r"), TokenSet)
    assert_type(client.build_logout_url("https://a.test", login.id_token), str)
    assert_type(client.verify_access_token("t", audience=["1"], leeway=5), Claims)
    assert_type(client.verify_id_token("t", nonce=request.nonce), Claims)
    assert_type(client.introspect_token("t"), Introspection)
    assert_type(client.introspect_token("t").resource_owner_id, str | None)
    assert_type(client.get_user_info_by_access_token(), UserInfo)
    assert_type(client.revoke_token(), bool)
    assert_type(client.get_token(), str | None)
    with client as same:
        assert_type(same, AuthenticationClient)


async def awaited(client: AsyncAuthenticationClient) -> None:
    begun: Coroutine[Any, Any, Claims] = client.verify_access_token("t")
    assert_type(await begun, Claims)
    request = await client.start_login()
    assert_type(request, LoginRequest)
    assert_type(await client.finish_login(request, {"code": "1"}), Login)
    assert_type(await client.introspect_token("t"), Introspection)
    assert_type(await client.build_logout_url(), str)
    async with client as same:
        assert_type(same, AsyncAuthenticationClient)


def own_pages(client: Zitadel) -> None:
    logins = SessionLogins(client)
    assert_type(logins, SessionLogins[Sync])
    session = logins.begin("ada", "secret", lifetime=timedelta(hours=1), user_agent={"ip": "192.0.2.1"})
    assert_type(session, UserSession)
    assert_type(session.session_token, str)
    assert_type(logins.check_totp(dict(session), "123456"), UserSession)
    assert_type(logins.challenge_otp_sms(session), OtpChallenge)
    assert_type(logins.challenge_otp_email(session, return_code=True).code, str | None)
    challenge = logins.challenge_passkey(session, "a.test", user_verification=UserVerificationRequirement.DISCOURAGED)
    assert_type(challenge, PasskeyChallenge)
    assert_type(challenge.options, Mapping[str, Any])
    assert_type(logins.check_passkey(challenge.session, {"id": "1"}), UserSession)
    assert_type(logins.detail(session), Session)
    assert_type(logins.finish(session, "V2_1"), str)
    assert_type(logins.refuse("V2_1"), str)
    assert_type(logins.end(session), bool)
    try:
        logins.check_password(session, "secret")
    except WrongCredential as wrong:
        assert_type(wrong.failed_attempts, int)


async def own_pages_awaited(client: AsyncZitadel) -> None:
    logins = SessionLogins(client)
    assert_type(logins, SessionLogins[Async])
    begun: Coroutine[Any, Any, UserSession] = logins.begin("ada")
    assert_type(await begun, UserSession)
    assert_type(await logins.finish(await logins.begin(user_id="1"), "V2_1"), str)


def mistakes(client: AuthenticationClient, other: AsyncAuthenticationClient, zitadel: Zitadel) -> None:
    AuthenticationClient()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    AuthenticationClient("z.test", "id", secret="s")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.start_login(scope="openid")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.start_login(max_age="60")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.verify_access_token()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.verify_access_token(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.finish_login(None)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    _ = client.verify_access_token("t").role  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _ = other.start_login().url  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    scopes.organization(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    SessionLogins("client")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    SessionLogins(zitadel).check_totp("session", "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    SessionLogins(zitadel).check_totp({})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
