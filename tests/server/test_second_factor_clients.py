"""The second step of a login through the end user's clients, blocking and awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from modes import Clients, each_raises
from pyotp import parse_uri
from pyotp.totp import TOTP

from authing import Conflict, Forbidden, Invalid, MfaRequired, NotFound, NotLoggedIn, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from authing.server import LocalServer

PASSWORD = "Passw0rd!"
PHONE, ADDRESS = "13800000000", "bob@example.com"


@pytest.fixture(autouse=True)
def amid_a_step(server: LocalServer) -> None:
    """No time step ends while a test is between making a password and sending it."""
    assert server._service is not None
    server.move_clock(seconds=35 - server._service.now().timestamp() % 30)


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.authentication()


@pytest.fixture
def bob(client: Any) -> Any:
    """A user who is logged in."""
    return client.register_by_username("bob", PASSWORD, force_login=True)


def shown(server: LocalServer, secret: str, steps: int = 0) -> str:
    assert server._service is not None
    return TOTP(secret).at(server._service.now(), counter_offset=steps)


def required(client: Any) -> MfaRequired:
    with pytest.raises(MfaRequired) as step:
        client.login_by_username("bob", PASSWORD)
    return step.value


def want(clients: Clients, *kinds: str) -> None:
    path = f"/api/v2/applications/{clients.server.app_id}"
    clients.management().rest("POST", path, json={"applicationMfa": [{"mfaPolicy": kind} for kind in kinds]})


def code_for(clients: Clients, to: str) -> Any:
    import requests

    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{clients.server.host}/_local/outbox", params={"to": to}, timeout=20).json()[0]["code"]


def test_from_binding_to_a_login(server: LocalServer, clients: Clients, client: Any, bob: Any) -> None:
    assert list(client.get_mfa_authenticators()) == []
    made = client.associate_mfa_authenticator()
    assert made.authenticator_type == made["authenticator_type"] == "totp"
    assert parse_uri(made.qrcode_uri).secret == made.secret
    assert made.qrcode_data_url.startswith("data:image/png;base64,")
    assert made.secret not in repr(made)
    with pytest.raises(Invalid) as wrong:
        client.confirm_associate_mfa_authenticator("000000" if shown(server, made.secret) != "000000" else "000001")
    assert wrong.value.code == 6001
    assert client.confirm_associate_mfa_authenticator(shown(server, made.secret)).code == 200
    (authenticator,) = client.get_mfa_authenticators()
    assert (authenticator.enable, authenticator.source, authenticator.secret) == (True, "SELF", None)
    with pytest.raises(Conflict):
        client.associate_mfa_authenticator()

    other = clients.authentication()
    step = required(other)
    assert (step.factors, step.set_up) == (("OTP",), ("OTP",))
    assert (other.user, other.get_token()) == (None, None)
    user = other.verify_totp_mfa(shown(server, made.secret), step.mfa_token)
    assert (user.id, other.user.id, other.get_token()) == (bob.id, bob.id, user.token)
    assert other.get_current_user().username == "bob"
    with pytest.raises(NotLoggedIn):
        other.verify_totp_mfa(shown(server, made.secret, 1), step.mfa_token)

    recovered = clients.authentication()
    user = recovered.verify_totp_recovery_code(made.recovery_code, required(recovered).mfa_token)
    assert (user.id, recovered.get_token()) == (bob.id, user.token)
    assert user.recovery_code != made.recovery_code
    with pytest.raises(Invalid) as used:
        recovered.verify_totp_recovery_code(made.recovery_code, required(recovered).mfa_token)
    assert used.value.code == 6002

    assert client.delete_mfa_authenticator().code == 200
    with pytest.raises(NotFound):
        client.delete_mfa_authenticator()
    assert other.login_by_username("bob", PASSWORD).id == bob.id


def test_wrong_ones_are_counted(server: LocalServer, client: Any, bob: Any) -> None:
    made = client.associate_mfa_authenticator()
    client.confirm_associate_mfa_authenticator(shown(server, made.secret))
    step = required(client)
    for _ in range(5):
        with pytest.raises(Invalid):
            client.verify_totp_recovery_code("0000-0000", step.mfa_token)
    with pytest.raises(Forbidden) as locked:
        client.verify_totp_mfa(shown(server, made.secret), step.mfa_token)
    assert locked.value.code == 2057
    assert client.get_token() == bob.token


def test_an_authenticator_that_the_application_wants(
    server: LocalServer, clients: Clients, client: Any, bob: Any
) -> None:
    want(clients, "OTP")
    step = required(client)
    assert (step.code, step.factors, step.set_up) == (1636, ("OTP",), ())
    made = client.associate_mfa_authenticator(step.mfa_token, source="APPLICATION")
    totp = shown(server, made.secret)
    client.confirm_associate_mfa_authenticator(totp, source="APPLICATION", mfa_token=step.mfa_token)
    (authenticator,) = client.get_mfa_authenticators(step.mfa_token, source="APPLICATION")
    assert authenticator.enable
    assert client.verify_totp_mfa(totp, step.mfa_token).id == bob.id
    assert required(clients.authentication()).set_up == ("OTP",)


def test_a_code_by_sms(clients: Clients, client: Any, bob: Any) -> None:
    want(clients, "SMS", "OTP")
    step = required(client)
    assert (step.factors, step.set_up, step.phone) == (("SMS", "OTP"), (), None)
    answer = client.phone_or_email_bindable(step.mfa_token, phone=PHONE)
    assert answer
    assert answer["data"] is True
    client.send_sms_code(PHONE)
    user = client.verify_app_sms_mfa(PHONE, code_for(clients, PHONE), step.mfa_token)
    assert (user.id, user.phone, client.get_current_user().id) == (bob.id, PHONE, bob.id)
    ann = clients.authentication()
    ann.register_by_username("ann", PASSWORD)
    with pytest.raises(MfaRequired) as other:
        ann.login_by_username("ann", PASSWORD)
    assert not ann.phone_or_email_bindable(other.value.mfa_token, phone=PHONE)
    step = required(client)
    assert (step.set_up, step.phone) == (("SMS",), PHONE)
    with pytest.raises(Invalid) as wrong:
        client.verify_app_sms_mfa(PHONE, "x", step.mfa_token)
    assert wrong.value.code == 2001


def test_a_phone_of_another_country(clients: Clients, client: Any, bob: Any) -> None:
    want(clients, "SMS")
    for _ in range(2):
        step = required(client)
        client.send_sms_code("5550100", phone_country_code="+1", scene="mfa-verify")
        code = code_for(clients, "+15550100")
        assert client.verify_app_sms_mfa("5550100", code, step.mfa_token, phone_country_code="+1").id == bob.id
    assert (required(client).phone, required(client).phone_country_code) == ("5550100", "+1")


def test_a_code_by_mail(clients: Clients, client: Any, bob: Any) -> None:
    want(clients, "EMAIL")
    step = required(client)
    client.send_email(ADDRESS, "MFA_VERIFY")
    user = client.verify_app_email_mfa(ADDRESS, code_for(clients, ADDRESS), step.mfa_token)
    assert (user.id, user.email, user.email_verified) == (bob.id, ADDRESS, True)
    assert required(client).email == ADDRESS


def test_no_face_recognition_is_configured(clients: Clients, client: Any, bob: Any) -> None:
    want(clients, "OTP")
    token = required(clients.authentication()).mfa_token
    with pytest.raises(Invalid) as refused:
        client.verify_face_mfa("key", token)
    assert refused.value.code == 1702
    url, photo = "https://a.example/1.jpg", b"\xff\xd8\xff"
    attempts: list[tuple[Callable[[], object], int]] = [
        (lambda: client.associate_face_by_url(url, url), 1707),
        (lambda: client.associate_face_by_url(url, url, token), 1707),
        (lambda: client.associate_face_by_blob(photo, photo), 501),  # nothing can be uploaded
    ]
    for attempt, code in attempts:
        with pytest.raises(ServerError) as unbound:
            attempt()
        assert unbound.value.code == code
    assert client.get_token() == bob.token


def test_a_program_of_4_5(server: LocalServer, clients: Clients, client: Any, bob: Any) -> None:
    with pytest.warns(DeprecationWarning, match="is called associate_mfa_authenticator now"):
        answer = client.assosicate_mfa_authenticator()
    with pytest.warns(DeprecationWarning, match="data"):
        secret = answer["data"]["secret"]
    with pytest.warns(DeprecationWarning, match="is called confirm_associate_mfa_authenticator now"):
        assert client.confirm_assosicate_mfa_authenticator(shown(server, secret))["code"] == 200
    token = required(client).mfa_token
    answer = client.verify_totp_mfa(shown(server, secret), token)
    with pytest.warns(DeprecationWarning, match="data"):
        assert answer["data"]["token"] == client.get_token()


def test_without_a_good_token(client: Any) -> None:
    each_raises(
        NotLoggedIn,
        client.get_mfa_authenticators,
        client.associate_mfa_authenticator,
        client.delete_mfa_authenticator,
        lambda: client.confirm_associate_mfa_authenticator("123456"),
        lambda: client.verify_totp_mfa("123456", "nonsense"),
        lambda: client.verify_totp_recovery_code("x", "nonsense"),
        lambda: client.verify_app_sms_mfa(PHONE, "1234", "nonsense"),
        lambda: client.verify_app_email_mfa(ADDRESS, "1234", "nonsense"),
        lambda: client.phone_or_email_bindable("nonsense", PHONE),
        lambda: client.verify_face_mfa("key", "nonsense"),
    )
