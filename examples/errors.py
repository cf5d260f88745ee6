"""What goes wrong, as which kind of error, and what each of them tells."""

from __future__ import annotations

from collections.abc import Callable

from authing import (
    ArgumentError,
    AuthenticationClient,
    AuthingException,
    Conflict,
    Invalid,
    ManagementClient,
    NetworkError,
    NotLoggedIn,
)
from authing.server import LocalServer


def show(what: str, call: Callable[[], object], kind: type[Exception]) -> None:
    """Make a call that fails, and tell how."""
    try:
        call()
    except kind as error:
        print(f"{what}: {type(error).__name__}")
        if isinstance(error, AuthingException):
            print(f"    code {error.code}, {error.message!r}, may be tried again: {error.retryable}")


def main(server: LocalServer) -> None:
    """Do what does not work."""
    with ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as management:
        bob = {"username": "bob", "password": "Bob-in-2026"}
        management.users.create(bob)
        show("a name that is taken", lambda: management.users.create(bob), Conflict)
        show("a password that is too short", lambda: management.users.create({**bob, "password": "1"}), Invalid)
        show("an id that cannot be one", lambda: management.users.detail(".."), ArgumentError)

    client = AuthenticationClient(app_id=server.app_id, host=server.host)
    show("a wrong password", lambda: client.login_by_username("bob", "guessed"), NotLoggedIn)
    show("nobody logged in", lambda: client.update_profile({"nickname": "Bobby"}), NotLoggedIn)

    nowhere = AuthenticationClient(app_id=server.app_id, host="http://127.0.0.1:9", retries=0)
    show("a host that does not answer", lambda: nowhere.login_by_username("bob", "Bob-in-2026"), NetworkError)


if __name__ == "__main__":
    with LocalServer() as server:
        main(server)
