"""The end user's client: register, log in, change profile and password, log out. Make one client per request."""

from __future__ import annotations

from authing import AuthenticationClient
from authing.server import LocalServer


def main(host: str, app_id: str) -> None:
    """Do what a user does."""
    client = AuthenticationClient(app_id=app_id, host=host)
    client.register_by_username("alice", "Alice-in-2026", profile={"nickname": "Al"})

    user = client.login_by_username("alice", "Alice-in-2026")
    print("logged in:", user.username, "for the", f"{user.logins_count}.", "time")
    token = client.get_token()

    # The next request comes with the token alone, as from a cookie or an Authorization header.
    client = AuthenticationClient(token=token, host=host)
    user = client.update_profile({"nickname": "Alice", "city": "Wonderland"})
    print("now called", user.nickname)

    client.update_password("Through-the-glass-1871", "Alice-in-2026")
    print("still logged in:", client.check_login_status().status)

    client = AuthenticationClient(app_id=app_id, host=host)
    client.login_by_username("alice", "Through-the-glass-1871")
    token = client.get_token()
    client.logout()
    print("logged in after the logout:", client.check_login_status(token).status)


if __name__ == "__main__":
    with LocalServer() as server:
        main(server.host, server.app_id)
