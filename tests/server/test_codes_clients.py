"""Codes by the end user's clients, blocking and awaited, against the local server."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from modes import Clients

from authing import Conflict, Forbidden, Invalid, NotFound, NotLoggedIn
from authing.core.errors import AuthingException
from authing.v2.models import EmailScene, SmsScene

PASSWORD, NEW = "Passw0rd!", "An0ther-one"
PHONE, OTHER_PHONE = "13800000000", "13900000000"
MAIL, OTHER_MAIL = "bob@example.com", "other@example.com"


class Post:
    """Has codes sent, and reads them."""

    def __init__(self, client: Any, host: str) -> None:
        self._client, self._host = client, host

    def newest(self, to: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = requests.get(f"{self._host}/_local/outbox", {"to": to}, timeout=20).json()
        return found[0]

    def sms(self, to: str = PHONE, **options: Any) -> str:
        assert self._client.send_sms_code(to, **options).code == 200
        code: str = self.newest(to)["code"]
        return code

    def mail(self, scene: EmailScene | str, to: str = MAIL) -> str:
        assert self._client.send_email(to, scene).code == 200
        code: str = self.newest(to)["code"]
        return code


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.authentication()


@pytest.fixture
def post(clients: Clients) -> Post:
    return Post(clients.authentication(), clients.server.host)


@pytest.fixture
def bob(client: Any) -> Any:
    """A client that bob, who has no address, is logged in to."""
    client.register_by_username("bob", PASSWORD, force_login=True)
    return client


def code_of(call: Any, *args: Any, **kwargs: Any) -> tuple[type[Exception], Any]:
    with pytest.raises(AuthingException) as refused:
        call(*args, **kwargs)
    return type(refused.value), refused.value.code


def test_registering_by_phone(clients: Clients, client: Any, post: Post) -> None:
    user = client.register_by_phone_code(PHONE, post.sms(), PASSWORD, {"nickname": "Bob"}, True, client_ip="192.0.2.1")
    assert (user.phone, user.phone_verified, user.nickname, user.logins_count) == (PHONE, True, "Bob", 1)
    assert (user.register_source, user.last_ip) == (["basic:phone-code"], "192.0.2.1")
    assert client.get_token() == user.token
    assert clients.authentication().login_by_phone_password(PHONE, PASSWORD).id == user.id


def test_registering_by_phone_without_a_password(clients: Clients, post: Post) -> None:
    plain = clients.authentication().register_by_phone_code(PHONE, post.sms(scene=SmsScene.REGISTER))
    assert plain.token is None
    token_only = clients.authentication().register_by_phone_code(
        OTHER_PHONE, post.sms(OTHER_PHONE), generate_token=True
    )
    assert (bool(token_only.token), token_only.logins_count) == (True, 0)
    assert code_of(clients.authentication().login_by_phone_password, PHONE, PASSWORD) == (NotLoggedIn, 2333)
    user = clients.authentication().login_by_phone_code(PHONE, post.sms(scene="login"))
    assert (user.id, user.logins_count) == (plain.id, 1)


def test_registering_and_logging_in_by_mail(clients: Clients, client: Any, post: Post) -> None:
    clients.management().udf.set("USER", "age", "NUMBER", "Age")
    user = client.register_by_email_code(
        MAIL.upper(),
        post.mail("REGISTER_VERIFY_CODE"),
        {"nickname": "Bob", "givenName": "Robert"},
        force_login=True,
        custom_data={"age": 3},
        context={"source": "shop"},
    )
    assert (user.email, user.email_verified, user.nickname, user.given_name) == (MAIL, True, "Bob", "Robert")
    assert [(value.key, value.value) for value in client.list_udv()] == [("age", 3)]
    again = clients.authentication()
    assert (
        again.login_by_email_code(MAIL, post.mail(EmailScene.LOGIN_VERIFY_CODE), custom_data={"age": 4}).id == user.id
    )
    assert again.get_current_user().logins_count == 2
    assert [(value.key, value.value) for value in again.list_udv()] == [("age", 4)]


def test_a_login_by_code_makes_an_unknown_account(clients: Clients, client: Any, post: Post) -> None:
    user = client.login_by_phone_code(PHONE, post.sms())
    assert (user.phone, user.phone_verified, user.logins_count) == (PHONE, True, 1)
    other = clients.authentication().login_by_email_code(MAIL, post.mail("LOGIN_VERIFY_CODE"))
    assert (other.email, other.email_verified) == (MAIL, True)
    users = clients.management()
    users.user_pool.update({"registerDisabled": True})
    assert code_of(client.login_by_phone_code, OTHER_PHONE, post.sms(OTHER_PHONE)) == (Forbidden, 2031)
    assert client.login_by_phone_code(PHONE, post.sms()).id == user.id


def test_a_code_is_good_once_and_for_a_while(clients: Clients, client: Any, post: Post) -> None:
    code = post.sms()
    client.login_by_phone_code(PHONE, code)
    assert code_of(client.login_by_phone_code, PHONE, code) == (Invalid, 2001)
    late = post.sms()
    clients.server.move_clock(seconds=61)
    assert code_of(client.login_by_phone_code, PHONE, late) == (Invalid, 2300)
    mailed = post.mail("LOGIN_VERIFY_CODE")
    clients.server.move_clock(seconds=301)
    assert code_of(client.login_by_email_code, MAIL, mailed) == (Invalid, 2300)


def test_an_administrators_user_is_verified_by_a_code(clients: Clients, client: Any, post: Post) -> None:
    made = clients.management().users.create({"email": MAIL, "phone": PHONE})
    assert client.login_by_email_code(MAIL, post.mail("LOGIN_VERIFY_CODE")).id == made.id
    user = client.login_by_phone_code(PHONE, post.sms())
    assert (user.id, user.email_verified, user.phone_verified) == (made.id, True, True)


def test_a_number_of_another_country_is_another_number(clients: Clients, client: Any, post: Post) -> None:
    home = client.login_by_phone_code(PHONE, post.sms(), phone_country_code=None)
    client.send_sms_code(PHONE, phone_country_code="+1")
    abroad = post.newest(f"+1{PHONE}")["code"]
    assert code_of(client.login_by_phone_code, PHONE, abroad) == (Invalid, 2001)
    assert code_of(client.login_by_phone_code, PHONE, abroad, phone_country_code="+1")[0] is Conflict
    assert client.login_by_phone_code(PHONE, post.sms(), phone_country_code="+86").id == home.id


def test_a_forgotten_password(clients: Clients, post: Post) -> None:
    clients.management().users.create({"email": MAIL, "phone": PHONE, "username": "bob", "password": PASSWORD})
    before = clients.authentication()
    before.login_by_username("bob", PASSWORD)
    somebody = clients.authentication()
    answer = somebody.reset_password_by_phone_code(PHONE, post.sms(scene="reset"), NEW, phone_country_code="+86")
    assert (answer.code, answer["code"]) == (200, 200)
    assert code_of(before.get_current_user)[0] is NotLoggedIn
    assert clients.authentication().login_by_username("bob", NEW).phone_verified
    assert code_of(clients.authentication().login_by_username, "bob", PASSWORD) == (NotLoggedIn, 2333)
    assert somebody.reset_password_by_email_code(MAIL, post.mail("RESET_PASSWORD"), PASSWORD).code == 200
    assert clients.authentication().login_by_username("bob", PASSWORD).email_verified


def test_what_cannot_be_reset(clients: Clients, client: Any, post: Post) -> None:
    bob = clients.management().users.create({"email": MAIL, "username": "bob", "password": PASSWORD})
    assert code_of(client.reset_password_by_email_code, MAIL, "wrong", NEW) == (Invalid, 2001)
    assert code_of(client.reset_password_by_email_code, OTHER_MAIL, "wrong", NEW) == (Invalid, 2001)
    assert code_of(client.reset_password_by_email_code, MAIL, post.mail("LOGIN_VERIFY_CODE"), NEW) == (Invalid, 2001)
    code = post.mail("RESET_PASSWORD_VERIFY_CODE")
    assert code_of(client.reset_password_by_email_code, MAIL, code, "12345") == (Invalid, 2029)
    nobodys = post.mail("RESET_PASSWORD", OTHER_MAIL)
    assert code_of(client.reset_password_by_email_code, OTHER_MAIL, nobodys, NEW) == (NotFound, 2004)
    clients.management().users.update(bob.id, {"blocked": True})
    assert code_of(client.reset_password_by_email_code, MAIL, code, NEW) == (Forbidden, 2005)


def test_binding_and_unbinding(bob: Any, post: Post) -> None:
    token = bob.get_token()
    user = bob.bind_phone(PHONE, post.sms(scene="bind"))
    assert (user.phone, user.phone_verified) == (PHONE, True)
    assert bob.bind_email(MAIL.upper(), post.mail("CHANGE_EMAIL")).email == MAIL
    user = bob.get_current_user()
    assert (user.phone, user.email, user.email_verified) == (PHONE, MAIL, True)
    assert code_of(bob.bind_phone, OTHER_PHONE, post.sms(OTHER_PHONE)) == (Conflict, 2035)
    assert code_of(bob.bind_email, OTHER_MAIL, post.mail("CHANGE_EMAIL", OTHER_MAIL)) == (Conflict, 2200)
    user = bob.unbind_phone()
    assert (user.phone, user.phone_verified) == (None, False)
    user = bob.unbind_email()
    assert (user.email, user.email_verified) == (None, False)
    assert code_of(bob.unbind_phone)[0] is NotFound
    assert code_of(bob.unbind_email) == (NotFound, 2219)
    assert bob.get_token() == token
    assert bob.get_current_user().username == "bob"


def test_the_last_way_in_stays(clients: Clients, client: Any, post: Post) -> None:
    client.login_by_phone_code(PHONE, post.sms())
    assert code_of(client.unbind_phone) == (Conflict, 2217)
    client.bind_email(MAIL, post.mail("EMAIL_BIND_VERIFY_CODE"))
    client.unbind_phone()
    assert code_of(client.unbind_email) == (Conflict, 2217)
    client.update_profile({"username": "bob"})
    assert code_of(client.unbind_email) == (Conflict, 2217)
    client.update_password(PASSWORD)
    assert client.unbind_email().email is None


def test_changing_the_phone(clients: Clients, bob: Any, post: Post) -> None:
    bob.update_phone(PHONE, post.sms())
    assert code_of(bob.update_phone, PHONE, post.sms()) == (Conflict, 2230)
    assert code_of(bob.update_phone, OTHER_PHONE, post.sms(OTHER_PHONE)) == (Invalid, 2228)
    assert code_of(bob.update_phone, OTHER_PHONE, post.sms(OTHER_PHONE), "13700000000", "1") == (Invalid, 2038)
    assert code_of(bob.update_phone, OTHER_PHONE, post.sms(OTHER_PHONE), PHONE, "wrong") == (Invalid, 2001)
    old, new = post.sms(scene="unbind"), post.sms(OTHER_PHONE, scene="bind")
    assert bob.update_phone(OTHER_PHONE, new, PHONE, old).phone == OTHER_PHONE
    clients.management().user_pool.update({"changePhoneStrategy": {"verifyOldPhone": False}})
    bob.send_sms_code(PHONE, phone_country_code="+44")
    user = bob.update_phone(PHONE, post.newest(f"+44{PHONE}")["code"], phone_country_code="+44")
    assert (user.phone, user.phone_verified) == (PHONE, True)
    clients.management().user_pool.update({"changePhoneStrategy": {"verifyOldPhone": True}})
    bob.send_sms_code(PHONE, phone_country_code="+44", scene="unbind")
    old = post.newest(f"+44{PHONE}")["code"]
    user = bob.update_phone(OTHER_PHONE, post.sms(OTHER_PHONE), PHONE, old, old_phone_country_code="+44")
    assert user.phone == OTHER_PHONE


def test_changing_the_address(clients: Clients, bob: Any, post: Post) -> None:
    bob.update_email(MAIL, post.mail("CHANGE_EMAIL"))
    assert code_of(bob.update_email, MAIL, post.mail("CHANGE_EMAIL")) == (Conflict, 2229)
    new = post.mail("CHANGE_EMAIL", OTHER_MAIL)
    assert code_of(bob.update_email, OTHER_MAIL, new) == (Invalid, 2227)
    assert code_of(bob.update_email, OTHER_MAIL, new, "wrong@example.com", "1") == (Invalid, 2037)
    assert bob.update_email(OTHER_MAIL, new, MAIL, post.mail("CHANGE_EMAIL")).email == OTHER_MAIL
    clients.management().user_pool.update({"changeEmailStrategy": {"verifyOldEmail": False}})
    assert bob.update_email(MAIL, post.mail("CHANGE_EMAIL")).email == MAIL


def test_an_address_of_another_user(clients: Clients, bob: Any, post: Post) -> None:
    clients.management().users.create({"email": MAIL, "phone": PHONE})
    assert code_of(bob.bind_email, MAIL, "wrong") == code_of(bob.bind_email, OTHER_MAIL, "wrong") == (Invalid, 2001)
    assert code_of(bob.bind_email, MAIL, post.mail("CHANGE_EMAIL")) == (Conflict, 2200)
    assert code_of(bob.bind_phone, PHONE, post.sms()) == (Conflict, 2035)
    assert code_of(bob.register_by_phone_code, PHONE, post.sms()) == (Conflict, 2026)


def test_a_proof_from_elsewhere_is_refused(bob: Any, client: Any, post: Post) -> None:
    for call in (
        lambda: client.register_by_email(MAIL, PASSWORD, phone_token="proof"),
        lambda: client.register_by_username("ann", PASSWORD, email_token="proof"),
        lambda: client.register_by_phone_code(PHONE, post.sms(), email_token="proof"),
        lambda: client.register_by_email_code(MAIL, post.mail("REGISTER_VERIFY_CODE"), phone_token="proof"),
        lambda: bob.update_profile({"email": MAIL}, email_token="proof"),
    ):
        assert code_of(call)[1] == 501
