"""A second factor: bind an authenticator app, log in with it, and by the recovery code when the phone is lost."""

from __future__ import annotations

from pyotp.totp import TOTP

from authing import AuthenticationClient, Invalid, MfaRequired
from authing.server import LocalServer


def main(host: str, app_id: str) -> None:
    """Do what a user does who wants more than a password."""
    client = AuthenticationClient(app_id=app_id, host=host)
    client.register_by_username("alice", "Alice-in-2026", force_login=True)

    authenticator = client.associate_mfa_authenticator()
    phone = TOTP(authenticator.secret)  # the app, which scans `qrcode_data_url` and shows a new code every 30 seconds
    client.confirm_associate_mfa_authenticator(phone.now())
    print("bound; the recovery code has", len(authenticator.recovery_code), "characters")

    client = AuthenticationClient(app_id=app_id, host=host)
    step = first_step(client)
    print("the password is right, and now one of", step.factors)
    try:
        client.verify_totp_mfa("000000", step.mfa_token)
    except Invalid as error:
        print("guessed:", error.message)
    print("logged in by the app:", client.verify_totp_mfa(phone.now(), step.mfa_token).username)

    client = AuthenticationClient(app_id=app_id, host=host)
    step = first_step(client)
    user = client.verify_totp_recovery_code(authenticator.recovery_code, step.mfa_token)
    print(
        "logged in without the app; there is another recovery code:", user.recovery_code != authenticator.recovery_code
    )
    client.delete_mfa_authenticator()
    print("from now on by password alone:", client.login_by_username("alice", "Alice-in-2026").username)


def first_step(client: AuthenticationClient) -> MfaRequired:
    """Log in by password, which is not enough: what is raised tells how to go on."""
    try:
        client.login_by_username("alice", "Alice-in-2026")
    except MfaRequired as step:
        return step
    raise AssertionError("a second factor was expected")


if __name__ == "__main__":
    with LocalServer() as server:
        main(server.host, server.app_id)
