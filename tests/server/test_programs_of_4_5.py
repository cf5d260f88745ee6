"""Programs in the manner of authing 4.5, which took its answers out of envelopes, against the server."""

from __future__ import annotations

import warnings
from typing import Any

import management_of_4_5
import pytest

from authing import NotFound
from authing.server import LocalServer
from authing.v2.management import ManagementClient, ManagementClientOptions


class Noted:
    """A client or a part of one, whose methods are noted when they are called."""

    def __init__(self, part: Any, called: set[str], path: str = "") -> None:
        self._part, self._called, self._path = part, called, path

    def __getattr__(self, name: str) -> Any:
        found, path = getattr(self._part, name), f"{self._path}.{name}".lstrip(".")
        if not callable(found):
            return Noted(found, self._called, path)
        self._called.add(path)
        return found


def a_pool(client: Any, at: LocalServer) -> None:
    pool = client.userPool
    made = pool.add_env("host", "a.example")
    assert (made["code"], made["data"]["key"]) == (200, "host")
    assert [each["value"] for each in pool.list_env()["data"]] == ["a.example"]
    assert pool.list_env().get("code") == 200
    assert pool.remove_env("host")["code"] == 200
    assert pool.list_env()["data"] == []
    assert pool.detail()["data"]["id"] == at.user_pool_id
    assert client.is_password_valid("")["data"][0]["valid"] is False


def agreements(client: Any, at: LocalServer) -> None:
    applications = client.applications
    first, second = (applications.create_agreement(at.app_id, title)["data"]["id"] for title in ("Terms", "News"))
    assert applications.list_agreement(at.app_id)["data"]["totalCount"] == 2
    assert applications.modify_agreement(at.app_id, first, "Rules")["data"]["title"] == "Rules"
    assert applications.sort_agreement(at.app_id, [second, first])["code"] == 200
    assert [each["id"] for each in applications.list_agreement(at.app_id)["data"]["list"]] == [second, first]
    assert applications.delete_agreement(at.app_id, first)["code"] == 200


def an_application(client: Any, at: LocalServer) -> None:
    user = client.users.create({"username": "bob"})["id"]
    answer = client.applications.active_users(at.app_id)
    assert (answer["code"], answer["message"], answer["data"]["totalCount"]) == (200, "", 0)
    access = (at.app_id, "USER", [user], "default", False)
    for decide in ("allow_access", "deny_access"):
        assert getattr(client.acl, f"{decide}_application")(*access)["code"] == 200
    for change in ("disable", "enable", "delete"):
        assert getattr(client.acl, f"{change}_application_access_policies")(*access)["code"] == 200
    strategy = client.acl.update_default_application_access_policy(at.app_id, "DENY_ALL")["data"]["permissionStrategy"]
    assert strategy["defaultStrategy"] == "DENY_ALL"
    assert client.applications.refresh_application_secret(at.app_id)["data"]["secret"] != at.app_secret


def programs(client: Any, at: LocalServer) -> None:
    acl = client.acl
    made = acl.create_programmatic_access_account(at.app_id)
    account = made["data"]["id"]
    assert made["code"] == 200
    assert acl.programmatic_access_account_list(at.app_id)["data"]["list"][0]["id"] == account
    assert acl.disable_programmatic_access_account(account)["data"]["enabled"] is False
    assert acl.enable_programmatic_access_account(account)["data"]["enabled"] is True
    assert acl.refresh_programmatic_access_account_secret(account, "s" * 32)["data"]["secret"] == "s" * 32
    assert acl.delete_programmatic_access_account(account)["code"] == 200


def resources(client: Any, at: LocalServer) -> None:
    made = client.acl.create_resource("default", "book", "DATA", [{"name": "read", "description": ""}])
    assert client.acl.get_resource_by_id(made["id"])["data"]["code"] == "book"
    found = client.acl.get_resource_by_code("default", "book")
    assert found["data"]["id"] == made["id"]
    assert found["message"] == ""
    assert found["code"] == "book"  # the one thing that is different: its own key comes first


def users(client: Any, at: LocalServer) -> None:
    user = client.users.create({"username": "bob"})["id"]
    assert client.users.check_login_status(user)["data"]["isLogin"] is False
    assert client.users.logout(user)["code"] == 200
    assert client.principalAuth.authenticate(user, "P", "Bob", "110101", "6222")["code"] == 200
    assert client.principalAuth.detail(user)["data"]["principalName"] == "Bob"
    assert client.auditLog.list_audit_logs()["data"]["totalCount"] == len(
        client.auditLog.list_audit_logs()["data"]["list"]
    )
    with pytest.raises(NotFound):
        client.users.logout("0" * 24)


def organisations(client: Any, at: LocalServer) -> None:
    tree = client.org.import_by_json({"name": "Acme", "code": "acme", "children": [{"name": "Law", "code": "law"}]})
    assert tree["data"]["children"][0]["name"] == "Law"
    user = client.users.create({"username": "bob"})["id"]
    client.org.add_members(tree["data"]["children"][0]["id"], [user])
    departments = client.users.list_department(user)["departments"]
    assert (departments["totalCount"], departments["list"][0]["department"]["name"]) == (1, "Law")
    assert client.org.export_all()["data"][0]["name"] == "Acme"
    assert client.org.export_by_org_id(tree["data"]["orgId"])["data"]["name"] == "Acme"


def test_they_run_and_open_every_envelope(server: LocalServer) -> None:
    options = ManagementClientOptions(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host)
    called: set[str] = set()
    with ManagementClient(options) as client:
        for program in (a_pool, agreements, an_application, programs, resources, users, organisations):
            server.reset()
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                program(Noted(client, called), server)
            assert caught
            assert {(warning.category, warning.filename) for warning in caught} == {(DeprecationWarning, __file__)}
    envelopes = {
        f"{attribute}.{name}".lstrip(".")
        for attribute, names in management_of_4_5.ENVELOPES.items()
        for name in names.split()
    }
    assert envelopes - called == {"org.start_sync"}  # which the server has nothing for
