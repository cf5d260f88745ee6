"""Logins with pages of one's own: each step, what it is refused with, and the application's login that goes on."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from connect_server import ConnectServer
from session_service import CALLBACK, CREATE, DELETE, INTENT, NAME, PASSWORD, RECOVERY, SET, TOTP, SessionService
from zitadel_login_kit import BACK, Desk
from zitadel_modes import Mode

import authing
from authing.core.errors import ArgumentError, Conflict, Forbidden, Invalid, NotFound, UnexpectedAnswer
from authing.zitadel.authentication import SessionLogins, UserSession, WrongCredential
from authing.zitadel.models.session import UserVerificationRequirement


class Page:
    """A login page, whose program has a service user's client."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.server = desk, desk.server
        self.service = SessionService(desk.server, desk.provider)
        self.logins: Any = SessionLogins(desk.mode.by_token(desk.server))
        self.run = desk.run

    def begun(self) -> UserSession:
        session: UserSession = self.run(self.logins.begin(NAME, PASSWORD))
        return session

    def factors(self, session: Any) -> list[str]:
        told = self.run(self.logins.detail(session)).factors
        return [name for name in ("user", "password", "web_auth_n", "totp", "otp_sms", "otp_email", "recovery_code", "intent")
                if getattr(told, name)]  # fmt: skip


@pytest.fixture
def page(desk: Desk) -> Page:
    return Page(desk)


def auth_request(page: Page) -> tuple[Any, str]:
    """An application's login, and the id that the browser brings to the page."""
    request = page.run(page.desk.client().start_login(BACK, login_hint="own-page"))
    return request, parse_qs(urlsplit(page.desk.browse(request.url)).query)["authRequest"][0]


def test_only_a_client_of_the_services_leads_logins(desk: Desk) -> None:
    others: list[Any] = [desk.client(), desk.mode.by_token(desk.server).sessions, "client", None]
    for other in others:
        with pytest.raises(ArgumentError, match=f"client .*not a {type(other).__name__}"):
            SessionLogins(other)


def test_a_login_with_password_and_authenticator_app(page: Page) -> None:
    request, auth_request_id = auth_request(page)
    first = page.run(page.logins.begin(NAME, PASSWORD))
    session = page.run(page.logins.check_totp(first, TOTP))
    assert session.session_id == first.session_id
    assert session.session_token != first.session_token
    assert page.factors(session) == ["user", "password", "totp"]
    callback = page.run(page.logins.finish(session, auth_request_id))
    login = page.run(page.desk.client().finish_login(request, callback))
    assert login.claims.subject == "ada"
    assert page.run(page.logins.end(session)) is True
    assert page.service.ended == [session.session_id]
    with pytest.raises(NotFound):
        page.run(page.logins.end(session))


def test_what_is_sent(page: Page) -> None:
    page.run(
        page.logins.begin(
            user_id="ada",
            password=PASSWORD,
            lifetime=timedelta(hours=1),
            user_agent={"ip": "192.0.2.1", "description": "Firefox"},
            metadata={"device": b"\x00\xff"},
        )
    )
    assert page.server.asked(CREATE)[-1].json == {
        "checks": {"user": {"userId": "ada"}, "password": {"password": PASSWORD}},
        "lifetime": "3600s",
        "userAgent": {"ip": "192.0.2.1", "description": "Firefox"},
        "metadata": {"device": "AP8="},
    }


def test_a_step_at_a_time(page: Page) -> None:
    session = page.run(page.logins.begin(NAME))
    assert page.factors(session) == ["user"]
    session = page.run(page.logins.check_password(session, PASSWORD))
    session = page.run(page.logins.check_recovery_code(session, RECOVERY))
    session = page.run(page.logins.check_idp_intent(session, *INTENT.values()))
    assert set(page.factors(session)) >= {"user", "password", "recovery_code"}


def test_a_session_is_kept_as_json(page: Page) -> None:
    kept = json.loads(json.dumps(dict(page.begun())))
    assert kept.keys() == {"session_id", "session_token"}
    kept["of the program's own"] = 1
    session = page.run(page.logins.check_totp(kept, TOTP))
    assert page.run(page.logins.detail(dict(session))).id == kept["session_id"]
    assert page.run(page.logins.end(dict(session))) is True


# -- codes and passkeys ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["sms", "email"])
def test_a_code_that_zitadel_sends(way: str, page: Page) -> None:
    challenge = page.run(getattr(page.logins, f"challenge_otp_{way}")(page.begun()))
    assert challenge.code is None
    code = page.service.codes["otpSms" if way == "sms" else "otpEmail"]
    session = page.run(getattr(page.logins, f"check_otp_{way}")(challenge.session, code))
    assert page.factors(session)[-1] == f"otp_{way}"


@pytest.mark.parametrize("way", ["sms", "email"])
def test_a_code_that_the_program_sends(way: str, page: Page) -> None:
    challenge = page.run(getattr(page.logins, f"challenge_otp_{way}")(page.begun(), return_code=True))
    assert challenge.code
    assert challenge.code not in repr(challenge)
    assert challenge.code not in json.dumps(dict(challenge.session))
    session = page.run(getattr(page.logins, f"check_otp_{way}")(challenge.session, challenge.code))
    assert page.factors(session)[-1] == f"otp_{way}"


@pytest.mark.parametrize(
    ("way", "how", "sent"),
    [
        ("sms", {}, {"otpSms": {"returnCode": False}}),
        ("email", {}, {"otpEmail": {"sendCode": {}}}),
        ("email", {"url_template": "https://a/{{.Code}}"}, {"otpEmail": {"sendCode": {"urlTemplate": "https://a/{{.Code}}"}}}),
        ("email", {"return_code": True}, {"otpEmail": {"returnCode": {}}}),
    ],
)  # fmt: skip
def test_how_a_code_is_asked_for(way: str, how: dict[str, Any], sent: dict[str, Any], page: Page) -> None:
    session = page.begun()
    page.run(getattr(page.logins, f"challenge_otp_{way}")(session, **how))
    assert page.server.asked(SET)[-1].json == {"sessionId": session.session_id, "challenges": sent}


def test_a_passkey(page: Page) -> None:
    session = page.run(page.logins.begin(NAME))
    challenge = page.run(page.logins.challenge_passkey(session, "acme.example"))
    asked = challenge.options["publicKey"]
    assert asked == {"challenge": "Zm9v", "rpId": "acme.example", "userVerification": "required"}
    session = page.run(page.logins.check_passkey(challenge.session, {"id": "passkey", "response": {"signed": asked}}))
    assert page.factors(session) == ["user", "web_auth_n"]
    second = page.run(
        page.logins.challenge_passkey(
            session, "acme.example", user_verification=UserVerificationRequirement.DISCOURAGED
        )
    )
    assert second.options["publicKey"]["userVerification"] == "discouraged"


def test_a_challenge_that_is_not_told_is_no_challenge(page: Page) -> None:
    session = page.begun()
    page.server.answer(SET, {"sessionToken": "t"})
    with pytest.raises(UnexpectedAnswer, match="challenge"):
        page.run(page.logins.challenge_passkey(session, "acme.example"))


@pytest.mark.parametrize(
    "answer", [{}, {"sessionId": "1"}, {"sessionToken": "t"}, {"sessionId": 1, "sessionToken": {}}]
)
def test_an_answer_without_a_session_is_none(answer: dict[str, Any], page: Page) -> None:
    session = page.begun()
    page.server.answer(CREATE, answer)
    with pytest.raises(UnexpectedAnswer):
        page.run(page.logins.begin(NAME, PASSWORD))
    page.server.answer(SET, {"sessionId": "1", "challenges": {}})
    with pytest.raises(UnexpectedAnswer):
        page.run(page.logins.check_totp(session, TOTP))


def test_what_an_answer_has_in_place_of_an_object_is_none(page: Page) -> None:
    session = page.begun()
    page.server.answer(SET, {"sessionToken": "t", "challenges": "s3cret"})
    with pytest.raises(UnexpectedAnswer):
        page.run(page.logins.challenge_passkey(session, "acme.example"))
    page.server.answer(CALLBACK, {})
    with pytest.raises(UnexpectedAnswer):
        page.run(page.logins.finish(session, "V2_1"))


# -- what is refused ------------------------------------------------------------------------------


def test_a_wrong_password_tells_how_often(page: Page) -> None:
    for attempt in (1, 2):
        with pytest.raises(WrongCredential) as caught:
            page.run(page.logins.begin(NAME, "wrong"))
        assert caught.value.failed_attempts == attempt
    error = caught.value
    assert isinstance(error, authing.NotLoggedIn)
    assert (error.code, error.status, error.path) == ("invalid_argument", 400, CREATE)
    assert error.details[0].type == "zitadel.v1.CredentialsCheckError"
    assert copy.copy(error).failed_attempts == 2
    session = page.run(page.logins.begin(NAME))
    with pytest.raises(WrongCredential) as caught:
        page.run(page.logins.check_password(session, "wrong"))
    assert caught.value.failed_attempts == 3
    with pytest.raises(Conflict, match="locked"):
        page.run(page.logins.begin(NAME, "wrong"))


@pytest.mark.parametrize(
    "check",
    [
        lambda logins, session: logins.check_totp(session, "000000"),
        lambda logins, session: logins.check_otp_sms(session, "x"),
        lambda logins, session: logins.check_otp_email(session, "x"),
        lambda logins, session: logins.check_recovery_code(session, "x"),
        lambda logins, session: logins.check_idp_intent(session, "i1", "another"),
        lambda logins, session: logins.check_passkey(session, {"id": "another"}),
    ],
)
def test_whatever_else_is_wrong_is_told_in_the_same_way(check: Callable[..., Any], page: Page) -> None:
    session = page.begun()
    with pytest.raises(WrongCredential) as caught:
        page.run(check(page.logins, session))
    assert caught.value.failed_attempts == 0
    assert page.factors(session) == ["user", "password"]  # the session goes on as it was


def test_attack_a_code_that_was_for_another_step(page: Page) -> None:
    challenge = page.run(page.logins.challenge_otp_sms(page.begun(), return_code=True))
    session = page.run(page.logins.check_otp_sms(challenge.session, challenge.code))
    with pytest.raises(WrongCredential):
        page.run(page.logins.check_otp_sms(session, challenge.code))


def test_attack_an_old_token_of_the_session(page: Page) -> None:
    _, auth_request_id = auth_request(page)
    old = page.begun()
    page.run(page.logins.check_totp(old, TOTP))
    with pytest.raises(Forbidden):
        page.run(page.logins.finish(old, auth_request_id))
    with pytest.raises(Forbidden):
        page.run(page.logins.end(old))


def test_a_session_that_is_not_enough(page: Page) -> None:
    _, auth_request_id = auth_request(page)
    with pytest.raises(Forbidden):
        page.run(page.logins.finish(page.run(page.logins.begin(NAME)), auth_request_id))


def test_users_and_requests_that_are_not_there(page: Page) -> None:
    with pytest.raises(NotFound):
        page.run(page.logins.begin("eve@acme.example", PASSWORD))
    with pytest.raises(NotFound):
        page.run(page.logins.finish(page.begun(), "V2_none"))


def test_another_mistake_is_no_wrong_password(page: Page) -> None:
    page.server.refuse(CREATE, "invalid_argument", "invalid lifetime")
    with pytest.raises(Invalid) as caught:
        page.run(page.logins.begin(NAME, PASSWORD))
    assert not isinstance(caught.value, WrongCredential)


def test_a_login_that_the_page_refuses(page: Page) -> None:
    request, auth_request_id = auth_request(page)
    callback = page.run(page.logins.refuse(auth_request_id, description="Not today."))
    with pytest.raises(Forbidden) as caught:
        page.run(page.desk.client().finish_login(request, callback))
    assert caught.value.code == "access_denied"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda logins: logins.begin(),
        lambda logins: logins.begin(NAME, user_id="ada"),
        lambda logins: logins.begin(1),
        lambda logins: logins.begin(NAME, 1),
        lambda logins: logins.begin(NAME, lifetime="soon"),
        lambda logins: logins.begin(NAME, user_agent={"browser": "x"}),
        lambda logins: logins.check_totp(None, TOTP),
        lambda logins: logins.check_totp({}, TOTP),
        lambda logins: logins.check_totp({"session_id": "1"}, TOTP),
        lambda logins: logins.check_totp({"session_id": 1, "session_token": "t"}, TOTP),
        lambda logins: logins.check_totp({"session_id": "1", "session_token": "t"}, None),
        lambda logins: logins.check_passkey({"session_id": "1", "session_token": "t"}, "{}"),
        lambda logins: logins.challenge_otp_email(
            {"session_id": "1", "session_token": "t"}, url_template="x", return_code=True
        ),
        lambda logins: logins.finish({"session_id": "1", "session_token": "t"}, None),
        lambda logins: logins.end("session"),
    ],
)
def test_a_bad_argument_is_told_before_anything_is_sent(attempt: Callable[[Any], Any], page: Page) -> None:
    with pytest.raises(ArgumentError):
        page.run(attempt(page.logins))
    assert not page.server.requests


def test_no_secret_is_shown(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        session = page.begun()
        shown = [session, page.logins]
        with pytest.raises(WrongCredential) as caught:
            page.run(page.logins.check_password(session, "wr0ng-passw0rd"))
        shown.append(caught.value)
    texts = [f"{each!r} {each!s}" for each in shown] + [record.getMessage() for record in caplog.records]
    assert not [
        text for text in texts for secret in (PASSWORD, "wr0ng-passw0rd", session.session_token) if secret in text
    ]


def test_one_serves_many_users(mode: Mode, connect: ConnectServer) -> None:
    page = Page(Desk(connect, mode))
    first, second = page.begun(), page.begun()
    assert first.session_id != second.session_id
    assert page.factors(page.run(page.logins.check_totp(first, TOTP)))[-1] == "totp"
    assert page.factors(second) == ["user", "password"]
    assert len(connect.asked(DELETE)) == 0
