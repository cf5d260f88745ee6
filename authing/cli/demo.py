"""`authing demo`: the main job end to end, with real calls through both clients against a server of its own."""

from __future__ import annotations

import secrets

import click

from authing import AuthenticationClient, AuthingException, ManagementClient
from authing.server import LocalServer
from authing.server.running import CannotListen
from authing.server.storage.database import Unavailable

__all__ = ["demo"]

NO_PROXY = ""
"""Whatever the environment says: no proxy reaches this machine's own loopback interface."""


def demo() -> None:
    """Start a server on a temporary database, let an administrator and a user work with it, and stop it."""
    click.echo("Starting a local identity server …")
    try:
        _show()
    except (AuthingException, CannotListen, Unavailable) as error:
        raise click.ClickException(str(error)) from error


def _show() -> None:
    with LocalServer() as server:
        click.echo(f"  it listens on {server.host}, with a database that goes away with it\n")
        password = f"Demo-{secrets.token_urlsafe(9)}1"
        user_id = _administrator(server)
        _user(server, password)
        _administrator_again(server, user_id)
    click.echo("\nDone: every line above was a request to a real server. Start one for yourself: authing serve")


def _administrator(server: LocalServer) -> str:
    click.echo("The administrator: ManagementClient(user_pool_id=…, secret=…, host=…)")
    with _management(server) as management:
        alice = management.users.create({"username": "alice", "email": "Alice@example.com", "nickname": "Al"})
        _line("users.create({'username': 'alice', …})", f"{alice.username}, {alice.email}, id {alice.id}")
        editor = management.roles.create("editor", "May edit everything")
        _line("roles.create('editor', …)", f"{editor.code} in the namespace {editor.namespace}")
        management.users.add_roles(alice.id, ["editor"])
        roles = management.users.list_roles(alice.id)
        _line("users.add_roles(…); users.list_roles(…)", ", ".join(role.code for role in roles.list))
        return alice.id


def _user(server: LocalServer, password: str) -> None:
    click.echo("\nAn end user: AuthenticationClient(app_id=…, host=…)")
    client = AuthenticationClient(app_id=server.app_id, host=server.host, proxy=NO_PROXY)
    bob = client.register_by_username("bob", password)
    _line("register_by_username('bob', …)", f"{bob.username}, id {bob.id}")
    bob = client.login_by_username("bob", password)
    _line(
        "login_by_username('bob', …)",
        f"login number {bob.logins_count}, the token is good until {bob.token_expired_at}",
    )
    bob = client.update_profile({"nickname": "Bobby"})
    _line("update_profile({'nickname': 'Bobby'})", f"nickname {bob.nickname}")
    token = client.get_token()
    again = AuthenticationClient(token=token, host=server.host, proxy=NO_PROXY)
    _line("a second client, made with the token alone", f"get_current_user() is {again.get_current_user().username}")
    try:
        AuthenticationClient(app_id=server.app_id, host=server.host, proxy=NO_PROXY).login_by_username("bob", "wrong")
    except AuthingException as error:
        _line("login_by_username('bob', 'wrong')", f"{type(error).__name__} {error.code}: {error.message}")
    client.logout()
    _line("logout(); then check_login_status(token)", f"status {client.check_login_status(token).status}")


def _administrator_again(server: LocalServer, user_id: str) -> None:
    click.echo("\nThe administrator again")
    with _management(server) as management:
        names = [user.username or user.id for user in management.users.iterate()]
        _line("users.iterate()", ", ".join(names))
        management.users.delete(user_id)
        left, archived = management.users.list().total_count, management.users.list_archived_users().total_count
        _line("users.delete(…)", f"{left} user left, {archived} archived")


def _management(server: LocalServer) -> ManagementClient:
    return ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host, proxy=NO_PROXY)


def _line(call: str, result: str) -> None:
    click.echo(f"  {call:<44} {result}")
