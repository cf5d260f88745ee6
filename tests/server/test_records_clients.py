"""What users and administrators did, through the administrator's clients."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from modes import Clients

from authing import NotLoggedIn
from authing.v2.models.user import User

PASSWORD = "Passw0rd!"
NOBODY = "0" * 24


@pytest.fixture
def management(clients: Clients) -> Any:
    return clients.management()


def entered(clients: Clients, *names: str) -> list[User]:
    """Users who registered and logged in by way of the server's application."""
    for name in names:
        clients.authentication().register_by_username(name, PASSWORD, {"nickname": name.title()})
    return [clients.authentication().login_by_username(name, PASSWORD) for name in names]


def told(found: Any) -> list[tuple[str, str | None]]:
    return [(each.operation_name, each.user and each.user.display_name) for each in found]


def test_what_users_did_newest_first(clients: Clients, management: Any) -> None:
    before = datetime.now(timezone.utc)
    bob, eve = entered(clients, "bob", "eve")
    page = management.users.list_user_actions()
    assert page.total_count == 4
    assert told(page.list) == [("login", "Eve"), ("login", "Bob"), ("register", "Eve"), ("register", "Bob")]
    newest = page.list[0]
    assert (newest.user.id, newest.operator_arn, newest.app.id) == (eve.id, eve.arn, clients.server.app_id)
    assert (newest.client_ip, newest.geoip.ip, newest.result_code) == ("127.0.0.1", "127.0.0.1", 200)
    assert newest.user_agent.startswith("authing-python/")
    assert newest.user_pool_id == newest["userpool_id"] == clients.server.user_pool_id
    assert before - timedelta(seconds=1) < newest.timestamp <= datetime.now(timezone.utc)
    assert bob.id in {each.user.id for each in page.list}


def test_the_log_is_read_in_pages(clients: Clients, management: Any) -> None:
    entered(clients, "bob", "eve")
    page = management.users.list_user_actions(2, 3)
    assert (page.total_count, told(page.list)) == (4, [("register", "Bob")])
    assert told(management.users.iterate_user_actions(limit=3)) == told(management.users.list_user_actions().list)
    assert told(management.statistics.iterate_user_actions(limit=1, event_type="login")) == [
        ("login", "Eve"),
        ("login", "Bob"),
    ]
    assert len(list(management.statistics.iterate_audit_logs(limit=1))) == 0


def test_the_filters_of_the_log_of_users(clients: Clients, management: Any) -> None:
    bob, eve = entered(clients, "bob", "eve")
    users, app = management.users, clients.server.app_id
    end = datetime.now(timezone.utc)

    def found(**filters: Any) -> list[tuple[str, str | None]]:
        page = users.list_user_actions(**filters)
        assert page.total_count == len(page.list)
        assert told(users.iterate_user_actions(**singular(filters), limit=1)) == told(page.list)
        return told(page.list)

    def singular(filters: dict[str, Any]) -> dict[str, Any]:
        return {("operation_names" if name == "operation_name" else name): value for name, value in filters.items()}

    assert found(operation_names=["login"]) == [("login", "Eve"), ("login", "Bob")]
    assert found(operation_names=["login", "register"], user_ids=[bob.id]) == [("login", "Bob"), ("register", "Bob")]
    assert found(user_ids=[bob.id, eve.id], operation_names=["register"]) == [("register", "Eve"), ("register", "Bob")]
    assert len(found(app_ids=[app, NOBODY], exclude_non_app_records=True)) == 4
    assert found(app_ids=[NOBODY]) == []
    assert found(client_ip="127.0.0.2") == []
    assert len(found(client_ip="127.0.0.1", start=end - timedelta(hours=1), end=end)) == 4
    assert found(start=end + timedelta(hours=1)) == []
    assert found(end=end - timedelta(hours=1)) == []
    assert told(users.list_user_actions(1, 10, None, "login", eve.arn).list) == [("login", "Eve")]
    with pytest.warns(DeprecationWarning, match="operato_arn= is called operator_arn= now"):
        assert users.list_user_actions(operato_arn=bob.arn).total_count == 2


def test_the_newer_names_of_the_filters(clients: Clients, management: Any) -> None:
    bob, _ = entered(clients, "bob", "eve")
    now, hour = datetime.now(timezone.utc), timedelta(hours=1)
    statistics = management.statistics
    given = {"client_ip": "127.0.0.1", "app_id": clients.server.app_id, "start": now - hour, "end": now + hour}
    page = statistics.list_user_actions(event_type="login", user_id=bob.id, **given)
    assert told(page.list) == [("login", "Bob")]
    assert statistics.list_user_actions(start=now + hour).total_count == 0
    management.users.update(bob.id, {"nickname": "Bobby"})
    log = statistics.list_audit_logs(event_type="updateUserinfo", start=now - hour, end=now + hour)
    assert [each.event_type for each in log.list] == ["updateUserinfo"]
    assert statistics.list_audit_logs(user_id=bob.id).total_count == 0


def test_a_failed_login_is_logged_as_one(clients: Clients, management: Any) -> None:
    (bob,) = entered(clients, "bob")
    for name in ("bob", "nobody"):
        with pytest.raises(NotLoggedIn):
            clients.authentication().login_by_username(name, "not " + PASSWORD, client_ip="10.0.0.9")
    failed = management.users.list_user_actions(client_ip="10.0.0.9").list
    assert told(failed) == [("login", None), ("login", "Bob")]
    assert {each.result_code for each in failed} == {2333}
    assert failed[1].user.id == bob.id


def test_what_administrators_did(clients: Clients, management: Any) -> None:
    bob = management.users.create({"username": "bob"})
    management.users.update(bob.id, {"nickname": "Bobby"})
    management.roles.create("clerk")
    management.user_pool.update({"name": "New"})
    management.users.delete(bob.id)
    management.users.list()
    log = management.audit_log
    page = log.list_audit_logs()
    names = ["deleteUser", "userpool:UpdateConfig", "createRole", "updateUserinfo", "createUser"]
    assert [each.event_type for each in page.list] == names
    assert page.total_count == 5
    owner = management.user_pool.detail().owner_id
    newest = page.list[0]
    assert (newest.user_id, newest.user_pool_name, newest.event_result_code) == (owner, "New", 200)
    assert newest.client_ip == "127.0.0.1"
    assert [each.event_type for each in log.iterate(limit=2)] == names
    assert management.users.list_user_actions().total_count == 0


def test_the_filters_of_the_audit_log(clients: Clients, management: Any) -> None:
    for name in ("bob", "eve"):
        management.users.create({"username": name})
    management.roles.create("clerk")
    log, owner = management.audit_log, management.user_pool.detail().owner_id
    assert log.list_audit_logs("127.0.0.1", ["createUser", "createRole"], [owner], None, 2, 2).total_count == 3
    assert [each.event_type for each in log.list_audit_logs(operation_names=["createRole"]).list] == ["createRole"]
    assert log.list_audit_logs(client_ip="10.0.0.1").total_count == 0
    assert log.list_audit_logs(user_ids=[NOBODY]).total_count == 0
    assert log.list_audit_logs(app_ids=[clients.server.app_id]).total_count == 0
    assert len(list(log.iterate(operation_names=["createUser"], user_ids=[owner], limit=1))) == 2


def test_how_many_users_logged_in_to_an_application(clients: Clients, management: Any) -> None:
    entered(clients, "bob", "eve")
    entered_again = clients.authentication().login_by_username("bob", PASSWORD)
    assert entered_again.logins_count == 2
    assert management.users.get_application_login_user_num(clients.server.app_id) == 2
    assert management.users.get_application_login_user_num(NOBODY) == 0


def test_a_pool_does_not_see_what_happened_in_another_one(clients: Clients, management: Any) -> None:
    (bob,) = entered(clients, "bob")
    management.users.update(bob.id, {"nickname": "Bobby"})
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    assert theirs.users.list_user_actions().total_count == 0
    assert theirs.users.list_user_actions(operator_arn=bob.arn).total_count == 0
    assert theirs.audit_log.list_audit_logs().total_count == 0
    assert theirs.users.get_application_login_user_num(clients.server.app_id) == 0
