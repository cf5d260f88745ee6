"""Second factors through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients

from authing import Conflict, Invalid, MfaRequired, NotFound, NotLoggedIn
from authing.v2.models.mfa import MfaType

NOBODY = "0" * 24
PASSWORD = "Passw0rd!"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def bob(client: Any) -> Any:
    return client.users.create({"username": "bob", "nickname": "Bobby", "password": PASSWORD})


def test_an_imported_authenticator_is_told_once(client: Any, bob: Any) -> None:
    status = client.mfa.get_status(bob.id)
    assert (status.otp, status.face) == (False, False)
    made = client.mfa.import_totp(bob.id, SECRET.lower(), "recover-me")
    assert (made.user_id, made.secret, made.recovery_code, made.enable) == (bob.id, SECRET, "recover-me", True)
    assert made.authenticator_type == "totp"
    status = client.mfa.get_status(bob.id)
    assert (status.otp, status.face) == (True, False)
    with pytest.raises(Conflict):
        client.mfa.import_totp(bob.id, SECRET)


def test_a_recovery_code_is_made_up(client: Any, bob: Any) -> None:
    code = client.mfa.import_totp(bob.id, SECRET).recovery_code
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 6
    int("".join(groups), 16)


def test_a_password_alone_is_not_enough_from_then_on(clients: Clients, client: Any, bob: Any) -> None:
    user = clients.authentication()
    user.login_by_username("bob", PASSWORD)
    client.mfa.import_totp(bob.id, SECRET)
    with pytest.raises(NotLoggedIn):
        user.login_by_username("bob", "wrong")
    with pytest.raises(MfaRequired) as step:
        clients.authentication().login_by_username("bob", PASSWORD)
    assert (step.value.code, step.value.factors) == (1635, ("OTP",))
    assert step.value.mfa_token
    assert step.value.data["nickname"] == "Bobby"
    assert client.mfa.unassociate(bob.id, MfaType.OTP) is True
    assert client.mfa.get_status(bob.id).otp is False
    assert clients.authentication().login_by_username("bob", PASSWORD).id == bob.id


def test_what_is_not_bound_cannot_be_unbound(client: Any, bob: Any) -> None:
    for kind in ("OTP", "FACE"):
        with pytest.raises(NotFound):
            client.mfa.unassociate(bob.id, kind)
    client.mfa.import_totp(bob.id, SECRET)
    with pytest.raises(NotFound):
        client.mfa.unassociate(bob.id, "FACE")
    assert client.mfa.get_status(bob.id).otp is True


@pytest.mark.parametrize("secret", ["ABC", "A" * 15, "A" * 65, "A" * 17, "0" * 16, "JBSWY3DPEHPK3PX=", "Ä" * 16])
def test_a_secret_is_base32(client: Any, bob: Any, secret: str) -> None:
    with pytest.raises(Invalid):
        client.mfa.import_totp(bob.id, secret)
    assert client.mfa.get_status(bob.id).otp is False


def test_unknown_users(client: Any) -> None:
    calls: list[Any] = [
        lambda: client.mfa.get_status(NOBODY),
        lambda: client.mfa.unassociate(NOBODY, "OTP"),
        lambda: client.mfa.import_totp(NOBODY, SECRET),
    ]
    for call in calls:
        with pytest.raises(NotFound) as unknown:
            call()
        assert unknown.value.code == 2004
    with pytest.raises(Invalid):
        client.mfa.import_totp(NOBODY, SECRET, "short")
