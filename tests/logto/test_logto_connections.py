"""How calls of Logto travel: sent again where that is harmless, over connections that the server closes soon."""

from __future__ import annotations

import time
from typing import Any

import pytest
from logto_issuer import TOKEN
from logto_modes import Mode
from logto_samples import Operation, operations
from logto_server import DROPPED, Answer, LogtoServer
from test_logto_operations import given

import authing
from authing.core.binding import describe

GET, CREATE, UPDATE, DELETE = "GetUser", "CreateUser", "UpdateUser", "DeleteUser"


def read(mode: Mode, client: Any) -> Any:
    return mode.run(client.users.get("u1"))


def create(mode: Mode, client: Any) -> Any:
    return mode.run(client.users.create(username="ada"))


def gateway(status: int = 504) -> Answer:
    return Answer(status, {"content-type": "text/html"}, b"<html>gateway</html>")


# -- what may be sent again ---------------------------------------------------------------------------


def test_which_operations_may_be_sent_again() -> None:
    from authing.logto import Logto

    harmless = {"GET", "PUT", "DELETE"}

    def is_safe(operation: Operation) -> bool:
        return bool(operation.facts.get("safe", operation.facts["method"] in harmless))

    with Logto("https://logto.example.com", "m2m", "hush") as client:
        for operation in operations():
            if operation.facts.get("deprecated"):
                continue
            values, named = given(operation)
            call = describe(getattr(getattr(client, operation.service), operation.name), *values, **named)
            assert (call.safe, call.again) == (is_safe(operation), operation.facts.get("again")), operation.where
    assert (
        sum(map(is_safe, operations())) == 239 - 6
    )  # six that may be repeated answer an error then, and a result first; or nobody knows whether it was done


@pytest.mark.parametrize(
    ("operation_id", "call"),
    [
        (GET, lambda client: client.users.get("u1")),
        (UPDATE, lambda client: client.users.update("u1", name="x")),
        ("ReplaceUserRoles", lambda client: client.users.replace_roles("u1", role_ids=["r"])),
        ("AssignUserRoles", lambda client: client.users.assign_roles("u1", role_ids=["r"])),
        ("AddOrganizationUsers", lambda client: client.organizations.add_users("o1", user_ids=["u1"])),
    ],
)
def test_a_safe_call_whose_answer_is_lost_is_sent_again(
    operation_id: str, call: Any, mode: Mode, logto: LogtoServer
) -> None:
    logto.drop(operation_id)
    mode.run(call(mode.client(logto)))
    first, second = logto.asked(operation_id)
    assert first.body == second.body
    assert first.connection != second.connection


@pytest.mark.parametrize(
    ("operation_id", "call"),
    [
        (CREATE, lambda client: client.users.create(username="ada")),
        ("CreateRole", lambda client: client.roles.create(name="r", description="d")),
        ("DeleteUserIdentity", lambda client: client.users.delete_identity("u1", "github")),
    ],
)
def test_an_unsafe_call_whose_answer_is_lost_is_not_sent_twice(
    operation_id: str, call: Any, mode: Mode, logto: LogtoServer
) -> None:
    logto.drop(operation_id, times=9)
    with pytest.raises(authing.NetworkError) as caught:
        mode.run(call(mode.client(logto)))
    assert not caught.value.unsent
    assert len(logto.asked(operation_id)) == 1


def test_gateways_are_asked_again_for_what_is_safe(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.reply(GET, gateway(), times=2)
    assert read(mode, client).id
    logto.reply(CREATE, gateway())
    with pytest.raises(authing.ServerError) as caught:
        create(mode, client)
    assert caught.value.status == 504
    assert (len(logto.asked(GET)), len(logto.asked(CREATE))) == (3, 1)


def test_a_failure_of_logto_itself_is_not_repeated(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 500, None, "Internal server error.", times=9)
    with pytest.raises(authing.ServerError):
        read(mode, mode.client(logto))
    assert len(logto.asked(GET)) == 1


# -- again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [DROPPED, gateway(502), gateway(503), gateway(504)])
def test_a_delete_that_was_done_although_no_answer_came_is_done(how: Answer, mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    if how is DROPPED:
        logto.drop(DELETE)
    else:
        logto.reply(DELETE, how)
        logto.refuse(DELETE, 404, "entity.not_found")
    assert mode.run(client.users.delete("u1")) is None
    assert len(logto.asked(DELETE)) == 2


def test_a_delete_of_what_is_not_there_is_not_found(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(DELETE, 404, "entity.not_found")
    with pytest.raises(authing.NotFound):
        mode.run(mode.client(logto).users.delete("u1"))


def test_after_a_new_token_nothing_is_taken_to_be_done(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(DELETE, 401, "auth.unauthorized", data={"code": "ERR_JWT_EXPIRED"})
    logto.refuse(DELETE, 404, "entity.not_found")
    with pytest.raises(authing.NotFound):
        mode.run(mode.client(logto).users.delete("u1"))


def test_a_gateway_s_own_not_found_tells_nothing_of_what_was_to_be_deleted(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(DELETE, gateway(503))
    logto.reply(DELETE, Answer(404, {"content-type": "text/plain"}, b"default backend - 404"))
    with pytest.raises(authing.NotFound) as caught:
        mode.run(mode.client(logto).users.delete("u1"))
    assert caught.value.code is None


def test_replaced_roles_that_were_done_are_done(mode: Mode, logto: LogtoServer) -> None:
    operation_id = "ReplaceApplicationRoles"
    logto.reply(operation_id, DROPPED)
    logto.refuse(operation_id, 422, "application.role_exists")
    mode.run(mode.client(logto).applications.replace_roles("a1", role_ids=["r1"]))
    assert len(logto.asked(operation_id)) == 2


def test_another_refusal_of_the_same_status_is_one(mode: Mode, logto: LogtoServer) -> None:
    operation_id = "ReplaceApplicationRoles"
    logto.reply(operation_id, DROPPED)
    logto.refuse(operation_id, 422, "entity.value_too_long")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).applications.replace_roles("a1", role_ids=["r1"]))


@pytest.mark.parametrize(
    ("operation_id", "call"),
    [
        ("CreateRoleUser", lambda client: client.roles.assign_users("r1", user_ids=["u1", "u2"])),
        ("CreateRoleApplication", lambda client: client.roles.assign_applications("r1", application_ids=["a1", "a2"])),
    ],
)
def test_an_assignment_whose_answer_is_lost_is_not_taken_to_be_done(
    operation_id: str, call: Any, mode: Mode, logto: LogtoServer
) -> None:
    """Sent again it would be refused because of the one who has the role before, whether the other has it or not."""
    logto.reply(operation_id, gateway(502))
    logto.refuse(operation_id, 422, "role.user_exists")
    with pytest.raises(authing.ServerError):
        mode.run(call(mode.client(logto)))
    assert len(logto.asked(operation_id)) == 1


@pytest.mark.parametrize("code", ["oidc.key_required", "oidc.only_previous_key_can_be_deleted"])
def test_a_signing_key_that_cannot_be_deleted_is_not_taken_to_be(code: str, mode: Mode, logto: LogtoServer) -> None:
    logto.reply("DeleteOidcKey", gateway(502))
    logto.refuse("DeleteOidcKey", 422, code)
    with pytest.raises(authing.Conflict):
        mode.run(mode.client(logto).configs.delete_oidc_key("private-keys", "k1"))


# -- connections that end -----------------------------------------------------------------------------


def test_calls_share_a_connection(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for _ in range(5):
        read(mode, client)
    assert logto.connections == 1
    assert len(logto.requests) == 6


@pytest.mark.parametrize("operation_id", [GET, CREATE])
def test_a_connection_that_the_server_closed_meanwhile_harms_no_call(
    operation_id: str, mode: Mode, logto: LogtoServer
) -> None:
    logto.idle_seconds = 0.2
    client = mode.client(logto)
    read(mode, client)
    for _ in range(2):
        mode.pause(0.35)
        (read if operation_id == GET else create)(mode, client)
    assert len(logto.requests) == 4
    assert logto.connections == 3


def test_an_unsafe_call_takes_a_new_connection_before_the_server_closes_the_old(mode: Mode, logto: LogtoServer) -> None:
    """Even where nobody looks after the connection meanwhile, such as in an event loop that stands still."""
    logto.idle_seconds = 4.1
    client = mode.client(logto)
    read(mode, client)
    read(mode, client)
    assert logto.connections == 1
    time.sleep(4.3)
    create(mode, client)
    assert len(logto.asked(CREATE)) == 1
    assert logto.connections == 2


def test_a_connection_that_breaks_under_an_unsafe_call_is_told_once(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    read(mode, client)
    logto.reply(CREATE, DROPPED)
    with pytest.raises(authing.NetworkError):
        create(mode, client)
    assert create(mode, client).id
    assert len(logto.asked(CREATE)) == 2
    assert len(logto.asked(TOKEN)) == 1


# -- what answers look like on the way ----------------------------------------------------------------


def test_long_answers_come_compressed_and_are_read(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(GET, {"id": "u1", "name": "ü" * 5000})
    assert read(mode, mode.client(logto)).name == "ü" * 5000
    offered = logto.requests[-1].headers["accept-encoding"]
    assert "gzip" in offered
    assert "br" not in offered


def test_answers_are_not_asked_for_by_their_tags(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    assert read(mode, client) == read(mode, client)
    assert all("if-none-match" not in seen.headers for seen in logto.requests)


def test_who_asks_by_a_tag_is_told_that_nothing_came(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(GET, Answer(304, {"etag": 'W/"x"'}))
    with pytest.raises(authing.UnexpectedAnswer):
        mode.run(mode.client(logto).users.get("u1", _headers={"if-none-match": 'W/"x"'}))


def test_a_request_id_is_the_server_s(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(GET, 404, "entity.not_found")
    with pytest.raises(authing.NotFound) as caught:
        mode.run(mode.client(logto).users.get("u1", _headers={"logto-core-request-id": "mine"}))
    assert caught.value.request_id not in (None, "mine")


def test_many_calls_at_once_are_no_problem(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    if mode.name == "awaited":
        users = mode.together(*(client.users.get(f"u{number}") for number in range(64)))
        assert len(users) == 64
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(16) as pool:
            assert len(list(pool.map(client.users.get, (f"u{number}" for number in range(64))))) == 64
    assert len(logto.asked(GET)) == 64
    assert len(logto.asked(TOKEN)) == 1
