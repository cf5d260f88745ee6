"""Applications through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from modes import Clients

from authing import AuthingException, Conflict, Forbidden, Invalid, NotFound
from authing.server import LocalServer
from authing.v2.models import (
    AccessRecord,
    Agreement,
    Application,
    ApplicationType,
    DefaultStrategy,
    Effect,
    ProgrammaticAccessAccount,
    ResourceType,
    TargetType,
)
from authing.v2.models.user import User

NOBODY = "0" * 24
PASSWORD = "Passw0rd!"
NEIGHBOURS = "d" * 24
BACK = "https://shop.test/back"
ACTIONS = [{"name": "book:read", "description": "Read"}]


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def applications(client: Any) -> Any:
    return client.applications


@pytest.fixture
def shop(applications: Any) -> Application:
    application: Application = applications.create("Shop", "shop", [BACK])
    return application


@pytest.fixture
def bob(client: Any) -> User:
    user: User = client.users.create({"username": "bob", "password": PASSWORD})
    return user


def enters(clients: Clients, app_id: str, username: str = "bob") -> bool:
    try:
        clients.authentication(app_id=app_id).login_by_username(username, PASSWORD)
    except Forbidden:
        return False
    return True


# -- applications ---------------------------------------------------------------------------------


def test_an_application_has_the_platforms_defaults(applications: Any) -> None:
    made = applications.create("Shop", "shop", [BACK], "https://shop.test/logo.png")
    assert isinstance(made, Application)
    assert (made.name, made.identifier, made.redirect_uris, made.logo) == (
        "Shop",
        "shop",
        [BACK],
        "https://shop.test/logo.png",
    )
    assert (made.app_type, made.protocol, made.is_default) == (ApplicationType.INDIVIDUAL, "oidc", False)
    assert made.secret is not None
    assert (len(made.id), len(made.secret)) == (24, 32)
    assert made.login_tabs == ["phone-code", "password"]
    oidc, oauth, strategy = made.oidc_config, made.oauth_config, made.permission_strategy
    assert oidc is not None
    assert oauth is not None
    assert strategy is not None
    assert (oidc.client_id, oidc.client_secret, oidc.redirect_uris) == (made.id, made.secret, [BACK])
    assert (oidc.id_token_expire, oidc.refresh_token_expire, oidc.skip_consent) == (1209600, 2592000, True)
    assert (oauth.id, oauth.grants, oauth.access_token_lifetime) == (made.id, ["authorization_code"], 1209600)
    assert (strategy.enabled, strategy.default_strategy) == (False, DefaultStrategy.ALLOW_ALL)
    assert made["jwks"] == {"keys": []}
    assert applications.find_by_id(made.id) == made


def test_applications_are_listed_newest_first(server: LocalServer, applications: Any) -> None:
    made = [applications.create(f"App {number}", f"app{number}", []).id for number in range(4)]
    page = applications.list(limit=2)
    assert (page.total_count, [each.id for each in page.list]) == (5, made[:1:-1])
    assert page.list[0].domain == "app3"
    assert [each.id for each in applications.list(page=2, limit=2).list] == made[1::-1]
    assert [each.id for each in applications.iterate(limit=2)] == [*made[::-1], server.app_id]
    assert list(applications.list(page=9).list) == []


def test_names_and_identifiers_are_unique(applications: Any, shop: Application) -> None:
    with pytest.raises(Conflict) as name:
        applications.create("Shop", "other", [])
    with pytest.raises(Conflict) as identifier:
        applications.create("Other", "shop", [])
    assert (name.value.code, identifier.value.code) == (2008, 2039)
    assert applications.list().total_count == 2


def test_a_deleted_application_takes_everything_with_it(
    clients: Clients, client: Any, applications: Any, shop: Application, bob: User
) -> None:
    applications.create_role(shop.id, "editor")
    applications.allow_access(shop.id, "USER", [bob.id])
    applications.create_agreement(shop.id, "Terms")
    account = client.acl.create_programmatic_access_account(shop.id)
    token = clients.authentication(app_id=shop.id).login_by_username("bob", PASSWORD).token
    assert applications.delete(shop.id) is True
    with pytest.raises(NotFound) as unknown:
        applications.find_by_id(shop.id)
    assert unknown.value.code == 2011
    assert applications.get_roles(shop.id).total_count == 0
    with pytest.raises(NotFound):
        client.acl.enable_programmatic_access_account(account.id)
    assert clients.authentication().check_login_status(token).status is False
    assert applications.create("Shop", "shop", []).id != shop.id


def test_the_first_application_stays(server: LocalServer, applications: Any) -> None:
    assert applications.find_by_id(server.app_id).is_default is True
    with pytest.raises(Forbidden):
        applications.delete(server.app_id)


def test_a_refreshed_secret_ends_the_logins(clients: Clients, applications: Any, shop: Application, bob: User) -> None:
    user = clients.authentication(app_id=shop.id)
    elsewhere = clients.authentication()
    token, other = (each.login_by_username("bob", PASSWORD).token for each in (user, elsewhere))
    changed = applications.refresh_application_secret(shop.id)
    assert changed.secret != shop.secret
    assert changed.oidc_config is not None
    assert applications.find_by_id(shop.id).secret == changed.secret == changed.oidc_config.client_secret
    assert elsewhere.check_login_status(token).status is False
    assert elsewhere.check_login_status(other).status is True
    assert enters(clients, shop.id)


def test_active_users_are_those_with_a_session(
    clients: Clients, client: Any, applications: Any, shop: Application, bob: User
) -> None:
    ann = client.users.create({"username": "ann", "password": PASSWORD})
    assert applications.active_users(shop.id).total_count == 0
    for name in ("bob", "bob", "ann"):
        assert enters(clients, shop.id, name)
    page = applications.active_users(shop.id, page=1, limit=1)
    assert (page.total_count, [user.id for user in page.list]) == (2, [ann.id])
    assert [user.username for user in applications.iterate_active_users(shop.id, limit=1)] == ["ann", "bob"]
    client.users.delete(ann.id)
    assert [user.id for user in applications.active_users(shop.id).list] == [bob.id]
    client.users.logout(bob.id)
    assert applications.active_users(shop.id).total_count == 0


def test_the_type_of_an_application(applications: Any, shop: Application) -> None:
    assert applications.change_application_type(shop.id, ApplicationType.TENANT).app_type is ApplicationType.TENANT
    assert applications.find_by_id(shop.id).app_type is ApplicationType.TENANT


def test_the_tenants_of_an_application(client: Any, applications: Any, shop: Application) -> None:
    found = applications.application_tenants(shop.id)
    assert (found.id, found.name, found.is_integrate, list(found.tenants)) == (shop.id, "Shop", False, [])
    tenant = client.tenants.create("Customer", [shop.id])
    (shown,) = applications.application_tenants(shop.id).tenants
    assert (shown["id"], shown["name"]) == (tenant.id, "Customer")


@pytest.mark.parametrize("app_id", [NOBODY, NEIGHBOURS, "no such id ☃", "x" * 1000])
def test_an_unknown_application_is_told_by_its_code(applications: Any, app_id: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: applications.find_by_id(app_id),
        lambda: applications.delete(app_id),
        lambda: applications.refresh_application_secret(app_id),
        lambda: applications.active_users(app_id),
        lambda: applications.application_tenants(app_id),
        lambda: applications.list_agreement(app_id),
        lambda: applications.create_agreement(app_id, "Terms"),
        lambda: applications.get_access_policies(app_id),
        lambda: applications.update_default_access_policy(app_id, "DENY_ALL"),
        lambda: applications.change_application_type(app_id, "BOTH"),
    ]
    for call in calls:
        with pytest.raises((NotFound, Invalid)) as unknown:
            call()
        assert unknown.value.code == (2011 if len(app_id) <= 24 else 400)


# -- agreements -----------------------------------------------------------------------------------


def test_agreements_come_change_and_go(applications: Any, shop: Application) -> None:
    terms = applications.create_agreement(shop.id, "<p>Terms</p>")
    assert isinstance(terms, Agreement)
    assert (terms.title, terms.required, terms.lang, terms.order, terms.app_id) == (
        "<p>Terms</p>",
        True,
        "zh-CN",
        1,
        shop.id,
    )
    news = applications.create_agreement(shop.id, "News", required=False, lang="en-US")
    assert news.order == 2
    changed = applications.modify_agreement(shop.id, news.id, "Letters", True, "de-DE")
    assert (changed.id, changed.title, changed.required, changed.lang) == (news.id, "Letters", True, "de-DE")
    assert applications.sort_agreement(shop.id, [news.id, terms.id]).code == 200
    found = applications.list_agreement(shop.id)
    assert (found.total_count, [each.id for each in found.list]) == (2, [news.id, terms.id])
    assert applications.delete_agreement(shop.id, news.id).code == 200
    assert [each.title for each in applications.list_agreement(shop.id).list] == ["<p>Terms</p>"]
    with pytest.raises(NotFound):
        applications.delete_agreement(shop.id, news.id)
    with pytest.raises(NotFound):
        applications.modify_agreement(shop.id, news.id, "x")
    with pytest.raises(Invalid):
        applications.sort_agreement(shop.id, [terms.id, news.id])


def test_an_agreement_belongs_to_its_application(server: LocalServer, applications: Any, shop: Application) -> None:
    terms = applications.create_agreement(shop.id, "Terms")
    with pytest.raises(NotFound):
        applications.delete_agreement(server.app_id, terms.id)
    with pytest.raises(Invalid):
        applications.sort_agreement(server.app_id, [terms.id])
    assert applications.list_agreement(shop.id).total_count == 1


# -- who may enter --------------------------------------------------------------------------------


def test_a_denied_user_is_kept_out_until_the_record_goes(
    clients: Clients, applications: Any, shop: Application, bob: User
) -> None:
    assert enters(clients, shop.id)
    assert applications.deny_access(shop.id, TargetType.USER, [bob.id]).code == 200
    with pytest.raises(Forbidden) as refused:
        clients.authentication(app_id=shop.id).login_by_username("bob", PASSWORD)
    assert refused.value.code == 1001
    assert enters(clients, clients.server.app_id)
    applications.disable_access_policy(shop.id, "USER", [bob.id])
    assert enters(clients, shop.id)
    applications.enable_access_policy(shop.id, "USER", [bob.id])
    assert not enters(clients, shop.id)
    applications.delete_access_policy(shop.id, "USER", [bob.id])
    assert enters(clients, shop.id)
    with pytest.raises(NotFound):
        applications.delete_access_policy(shop.id, "USER", [bob.id])


def test_where_nobody_may_enter_a_record_lets_one_in(
    clients: Clients, applications: Any, shop: Application, bob: User
) -> None:
    strategy = applications.update_default_access_policy(shop.id, DefaultStrategy.DENY_ALL).permission_strategy
    assert (strategy.enabled, strategy.default_strategy) == (True, DefaultStrategy.DENY_ALL)
    assert not enters(clients, shop.id)
    applications.allow_access(shop.id, "USER", [bob.id])
    assert enters(clients, shop.id)


def test_a_record_tells_whom_it_is_about(applications: Any, client: Any, shop: Application, bob: User) -> None:
    applications.create_role(shop.id, "editor")
    client.groups.create("staff", "Staff")
    applications.deny_access(shop.id, "USER", [bob.id])
    applications.allow_access(shop.id, "ROLE", ["editor"])
    applications.allow_access(shop.id, "GROUP", ["staff"])
    page = applications.get_access_policies(shop.id, page=1, limit=2)
    assert (page.total_count, [each.target_type for each in page.list]) == (3, ["GROUP", "ROLE"])
    found = {each.target_type: each for each in applications.iterate_access_policies(shop.id, limit=2)}
    record = found[TargetType.USER]
    assert isinstance(record, AccessRecord)
    assert (record.target_identifier, record.target["username"], record.namespace) == (bob.id, "bob", shop.id)
    assert (record.enabled, record.inherit_by_children) == (True, False)
    assert record.policy is not None
    assert record.policy.code == record.code
    assert record.code.startswith("ApplicationLoginAccess:")
    (statement,) = record.policy.statements
    assert (statement.effect, list(statement.actions)) == (Effect.DENY, ["application:login"])
    assert statement.resource.endswith(f":application:{shop.id}")
    assert (found["ROLE"].target_identifier, found["ROLE"].target["namespace"]) == ("editor", shop.id)
    assert (found["GROUP"].target_identifier, found["GROUP"].target["name"]) == ("staff", "Staff")
    acl = client.acl
    assert acl.get_application_access_policies(shop.id, 2, 2) == applications.get_access_policies(shop.id, 2, 2)
    assert list(acl.iterate_application_access_policies(shop.id)) == list(applications.iterate_access_policies(shop.id))


def test_the_same_by_the_names_of_acl(clients: Clients, client: Any, shop: Application, bob: User) -> None:
    acl = client.acl
    client.roles.create("clerk")
    client.roles.add_users("clerk", [bob.id])
    role = (shop.id, "ROLE", ["clerk"], "default", None)
    acl.update_default_application_access_policy(shop.id, "DENY_ALL")
    assert acl.allow_access_application(*role).code == 200
    assert enters(clients, shop.id)
    assert acl.disable_application_access_policies(*role).code == 200
    assert not enters(clients, shop.id)
    assert acl.enable_application_access_policies(*role).code == 200
    assert enters(clients, shop.id)
    assert acl.deny_access_application(*role).code == 200
    assert not enters(clients, shop.id)
    assert acl.delete_application_access_policies(*role).code == 200
    acl.update_default_application_access_policy(shop.id, "ALLOW_ALL")
    assert enters(clients, shop.id)


def test_a_record_needs_somebody_who_exists(client: Any, applications: Any, shop: Application, bob: User) -> None:
    client.roles.create("clerk")
    for kind, names in (
        ("USER", [bob.id, NOBODY]),
        ("USER", ["e" * 24]),
        ("ROLE", ["clerk"]),  # which is in another namespace
        ("GROUP", ["nobody"]),
        ("ORG", [NOBODY]),
    ):
        for decide in (applications.allow_access, applications.deny_access, applications.delete_access_policy):
            with pytest.raises(NotFound):
                decide(shop.id, kind, names)
    assert applications.get_access_policies(shop.id).total_count == 0


# -- roles and resources --------------------------------------------------------------------------


def test_the_roles_of_an_application(client: Any, applications: Any, shop: Application, bob: User) -> None:
    applications.create_role(shop.id, "staff")
    editor = applications.create_role(shop.id, "editor", "Edits", "staff")
    assert (editor.namespace, editor.description, editor.parent.code) == (shop.id, "Edits", "staff")
    assert client.roles.detail("editor") is None
    assert applications.find_role(shop.id, "editor").id == editor.id
    assert applications.update_role(shop.id, "editor", "Writes", "writer").code == "writer"
    assert applications.get_roles(shop.id, 1, 1).total_count == 2
    assert {role.code for role in applications.iterate_roles(shop.id, limit=1)} == {"staff", "writer"}
    applications.add_users_to_role(shop.id, "writer", [bob.id])
    assert [user.id for user in applications.get_users_by_role_code(shop.id, "writer").list] == [bob.id]
    assert [user.id for user in applications.iterate_users_by_role_code(shop.id, "writer")] == [bob.id]
    applications.remove_users_from_role(shop.id, "writer", [bob.id])
    assert applications.get_users_by_role_code(shop.id, "writer").total_count == 0
    assert applications.delete_role(shop.id, "staff").code == 200
    assert applications.delete_roles(shop.id, ["writer"]).code == 200
    assert applications.get_roles(shop.id).total_count == 0
    with pytest.raises(AuthingException):
        applications.create_role(NOBODY, "editor")


def test_the_resources_of_an_application(client: Any, applications: Any, shop: Application) -> None:
    made = applications.create_resource(shop.id, "book", "DATA", ACTIONS, "Books")
    assert (made.code, made.type, made.description) == ("book", ResourceType.DATA, "Books")
    applications.create_resource(shop.id, "shelf", "API", ACTIONS)
    assert applications.list_resources(shop.id, 1, 1).total_count == 2
    assert [each.code for each in applications.list_resources(shop.id, resource_type="API").list] == ["shelf"]
    assert {each.code for each in applications.iterate_resources(shop.id, limit=1)} == {"book", "shelf"}
    changed = applications.update_resource(shop.id, "book", description="All books")
    assert (changed.description, changed.type) == ("All books", ResourceType.DATA)
    applications.create_role(shop.id, "reader")
    client.acl.authorize_resource(
        shop.id, "book:1", [{"targetType": "ROLE", "targetIdentifier": "reader", "actions": ["book:read"]}]
    )
    found = applications.list_authorized_resources_by_role(shop.id, "reader")
    assert [(each.code, list(each.actions)) for each in found.list] == [("book:1", ["book:read"])]
    assert applications.delete_resource(shop.id, "book") is True
    with pytest.raises(NotFound):
        applications.delete_resource(shop.id, "book")


# -- programs -------------------------------------------------------------------------------------


def test_an_account_of_a_program(client: Any, shop: Application) -> None:
    acl = client.acl
    made = acl.create_programmatic_access_account(shop.id, "for the printer", 60)
    assert isinstance(made, ProgrammaticAccessAccount)
    assert (made.app_id, made.remarks, made.token_lifetime, made.enabled) == (shop.id, "for the printer", 60, True)
    assert made.secret is not None
    assert set(made.secret) <= set("abcdefhijkmnprstwxyz2345678")
    assert len(made.secret) == 32
    assert acl.create_programmatic_access_account(shop.id).token_lifetime == 600
    page = acl.programmatic_access_account_list(shop.id, limit=1)
    assert (page.total_count, len(page.list)) == (2, 1)
    assert {each.secret for each in acl.iterate_programmatic_access_accounts(shop.id, limit=1)} == {None}
    assert acl.disable_programmatic_access_account(made.id).enabled is False
    assert acl.enable_programmatic_access_account(made.id).enabled is True
    first = acl.refresh_programmatic_access_account_secret(made.id).secret
    assert len({made.secret, first, acl.refresh_programmatic_access_account_secret(made.id).secret}) == 3
    assert acl.refresh_programmatic_access_account_secret(made.id, "s" * 32).secret == "s" * 32
    with pytest.raises(Invalid):
        acl.refresh_programmatic_access_account_secret(made.id, "guess")
    assert acl.delete_programmatic_access_account(made.id).code == 200
    assert acl.programmatic_access_account_list(shop.id).total_count == 1
    for call in (
        acl.delete_programmatic_access_account,
        acl.enable_programmatic_access_account,
        acl.refresh_programmatic_access_account_secret,
    ):
        with pytest.raises(NotFound):
            call(made.id)


def test_programs_of_the_neighbour_are_unknown(clients: Clients, client: Any) -> None:
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32).acl
    account = theirs.create_programmatic_access_account(NEIGHBOURS)
    with pytest.raises(NotFound):
        client.acl.disable_programmatic_access_account(account.id)
    with pytest.raises(NotFound):
        client.acl.programmatic_access_account_list(NEIGHBOURS)
    assert [each.enabled for each in theirs.programmatic_access_account_list(NEIGHBOURS).list] == [True]
