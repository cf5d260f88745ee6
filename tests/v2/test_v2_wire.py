"""How Authing's two dialects are read: results, refusals, and answers that are neither."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from v2_kit import data, envelope, outcome, refusal, reply

from authing import (
    AuthingException,
    Forbidden,
    Invalid,
    ManagementClient,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
)
from authing.core.binding import describe
from authing.core.call import Call
from authing.v2.models.user import User
from authing.v2.wire import graphql, request_headers, rest

client = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")


def asked_by_graphql() -> Call[Any]:
    return graphql("query echo { echo }", "echo", lambda value: value)


def asked_by_rest() -> Call[Any]:
    return rest("GET", "/api/v2/echo", lambda value: value)


BOTH = pytest.mark.parametrize("call", [asked_by_graphql(), asked_by_rest()], ids=["graphql", "rest"])


@pytest.mark.parametrize("value", [None, 0, False, "", [], {}, "x", {"a": [1]}], ids=repr)
def test_results_are_handed_on_as_they_are(value: Any) -> None:
    assert outcome(asked_by_graphql(), data("echo", value)) == value
    assert outcome(asked_by_rest(), envelope(value)) == value


def test_an_envelope_may_lack_data_and_message() -> None:
    assert outcome(asked_by_rest(), reply({"code": 200})) is None
    assert outcome(asked_by_rest(), reply({"statusCode": 200, "data": 5})) == 5


def test_other_members_of_an_answer_do_not_disturb() -> None:
    answer = {"data": {"echo": 1, "more": 2}, "errors": [], "extensions": {"cost": 3}}
    assert outcome(asked_by_graphql(), reply(answer)) == 1
    assert outcome(asked_by_graphql(), reply({**answer, "errors": None})) == 1
    assert outcome(asked_by_rest(), reply({"code": 200, "data": 1, "more": 2})) == 1


# -- refusals -------------------------------------------------------------------------------------


def test_a_graphql_refusal_is_an_object() -> None:
    with pytest.raises(NotFound) as caught:
        outcome(asked_by_graphql(), refusal(2004, "用户不存在", {"hint": 1}))
    error = caught.value
    assert (error.code, error.message, error.data, error.status) == (2004, "用户不存在", {"hint": 1}, 200)
    assert (error.method, error.path) == ("POST", "/graphql/v2")


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(200, UnexpectedAnswer, None), (400, Invalid, 400), (401, NotLoggedIn, 401), (500, ServerError, 500)],
)
def test_a_graphql_refusal_may_be_a_text(status: int, kind: type[AuthingException], code: int | None) -> None:
    with pytest.raises(kind, match="Unknown field") as caught:
        outcome(asked_by_graphql(), reply({"errors": [{"message": "Unknown field"}]}, status))
    assert (caught.value.code, caught.value.status) == (code, status)


def test_of_several_refusals_the_last_one_is_told() -> None:
    errors = [{"message": {"code": code, "message": str(code)}} for code in (2004, 500, 2026)]
    with pytest.raises(AuthingException) as caught:
        outcome(asked_by_graphql(), reply({"data": None, "errors": errors}))
    assert caught.value.code == 2026


def test_a_refusal_beside_a_result_is_a_refusal() -> None:
    answer = {"data": {"echo": 1}, "errors": [{"message": {"code": 1001, "message": "no"}}]}
    with pytest.raises(Forbidden):
        outcome(asked_by_graphql(), reply(answer))


@pytest.mark.parametrize("words", [None, "", ["a", "b"], {"a": 1}, 5], ids=repr)
def test_the_message_is_a_text_whatever_was_sent(words: Any) -> None:
    for call, answer in (
        (asked_by_graphql(), refusal(2004, words)),
        (asked_by_graphql(), reply({"errors": [{"message": words}]}, 400)),
        (asked_by_rest(), envelope(None, 2004, words)),
        (asked_by_rest(), reply({"message": words}, 400)),
    ):
        with pytest.raises(AuthingException) as caught:
            outcome(call, answer)
        assert isinstance(caught.value.message, str)
        assert "None" not in caught.value.message


@pytest.mark.parametrize(
    ("code", "kind"),
    [(2004, NotFound), (400, Invalid), (401, NotLoggedIn), (403, Forbidden), (404, NotFound), (429, RateLimited)],
)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_the_code_of_an_envelope_rules_not_the_status(code: int, kind: type[AuthingException], status: int) -> None:
    with pytest.raises(kind) as caught:
        outcome(asked_by_rest(), reply({"code": code, "message": "no", "data": {"a": 1}}, status))
    error = caught.value
    assert (error.code, error.message, error.data, error.status) == (code, "no", {"a": 1}, status)


def test_the_newer_form_of_an_envelope() -> None:
    answer = {"uniqueId": "r-1", "statusCode": 499, "message": "no such app", "apiCode": "2011", "data": None}
    with pytest.raises(NotFound, match="2011 no such app") as caught:
        outcome(asked_by_rest(), reply(answer))
    assert (caught.value.code, caught.value.request_id) == (2011, "r-1")


def test_the_newer_form_without_a_code_of_its_own() -> None:
    with pytest.raises(Forbidden) as caught:
        outcome(asked_by_rest(), reply({"requestId": "r-2", "statusCode": 403, "message": "no"}))
    assert (caught.value.code, caught.value.request_id) == (403, "r-2")


def test_a_code_of_its_own_that_is_no_number_is_kept() -> None:
    with pytest.raises(Forbidden) as caught:
        outcome(asked_by_rest(), reply({"statusCode": 403, "apiCode": "E_APP", "message": "no"}))
    assert (caught.value.code, caught.value.message) == ("E_APP", "no")


def test_the_request_id_of_the_headers() -> None:
    with pytest.raises(AuthingException) as caught:
        outcome(asked_by_rest(), reply({"code": 500, "message": "no"}, headers={"x-request-id": "r-3"}))
    assert caught.value.request_id == "r-3"


# -- answers that are neither ---------------------------------------------------------------------

PAGE = b"<!doctype html><title>Welcome to nginx!</title>"


@BOTH
@pytest.mark.parametrize("body", [PAGE, b"", b"{", b"[]", b"null", b'"text"', b"5", b"\xff\xfe", b"NaN"], ids=repr)
def test_a_200_that_is_no_answer(call: Call[Any], body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        outcome(call, reply(body, headers={"content-type": "text/html"}))
    assert caught.value.status == 200
    assert "text/html" in str(caught.value)
    assert "nginx" not in repr(caught.value)
    assert not caught.value.retryable


@BOTH
@pytest.mark.parametrize("body", [PAGE, b"", b"[]", b"null", b'"down"', b"{}", b'{"message": "down"}'], ids=repr)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, NotLoggedIn),
        (403, Forbidden),
        (404, NotFound),
        (418, AuthingException),
        (429, RateLimited),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
    ],
)
def test_a_failure_without_a_code_is_told_by_its_status(
    call: Call[Any], body: bytes, status: int, kind: type[AuthingException]
) -> None:
    with pytest.raises(kind) as caught:
        outcome(call, reply(body, status))
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.status) == (status, status)
    assert caught.value.retryable is (status in (429, 502, 503))


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("body", [PAGE, b"", b'{"code": 200, "data": {"echo": 1}}'], ids=repr)
def test_a_redirect_is_told_and_not_followed(call: Call[Any], status: int, body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"redirect \\({status}\\)") as caught:
        outcome(call, reply(body, status, {"location": "https://elsewhere.test/"}))
    assert caught.value.status == status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": None},
        {"data": {}},
        {"data": {"other": 1}},
        {"data": []},
        {"errors": [{}]},
        {"errors": {"message": "no"}},
        {"errors": ["no"]},
        {"errors": [{"message": {"code": []}}]},
    ],
    ids=repr,
)
def test_graphql_answers_that_lack_what_was_asked_for(body: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        outcome(asked_by_graphql(), reply(body))


@pytest.mark.parametrize("body", [{}, {"data": 1}, {"message": "hello"}, {"code": None, "data": 1}], ids=repr)
def test_envelopes_without_a_code(body: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        outcome(asked_by_rest(), reply(body))


@pytest.mark.parametrize("code", ["200", True, 200.5, "ok"], ids=repr)
def test_an_odd_code_is_no_success(code: Any) -> None:
    with pytest.raises(AuthingException):
        outcome(asked_by_rest(), envelope(1, code))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "errors", "message", "code", "echo", "statusCode", "apiCode"]), inner
        )
    ),
    max_leaves=12,
)


@given(body=JSON, status=st.sampled_from([200, 201, 302, 400, 401, 404, 429, 500, 502]))
def test_whatever_is_answered_is_a_result_or_an_error_of_the_tree(body: Any, status: int) -> None:
    for call in (asked_by_graphql(), asked_by_rest()):
        error = None
        try:
            outcome(call, reply(body, status))
        except AuthingException as raised:
            error = raised
        if error is None:
            assert isinstance(body, dict)
            assert not 300 <= status < 400
        else:
            assert error.status == status
            assert isinstance(error.message, str)


@given(body=st.binary(max_size=40), status=st.sampled_from([200, 404, 502]))
def test_whatever_bytes_are_answered_are_an_error_of_the_tree(body: bytes, status: int) -> None:
    for call in (asked_by_graphql(), asked_by_rest()):
        with pytest.raises(AuthingException):
            outcome(call, reply(body, status))


# -- the answers of the operations ----------------------------------------------------------------

users: Any = client.users
roles: Any = client.roles
BOB = {"id": "u1", "username": "bob"}
PAGE_OF_USERS = {"totalCount": 1, "list": [BOB]}
CLERK = {"id": "r1", "code": "clerk", "namespace": "default"}
PAGE_OF_ROLES = {"totalCount": 1, "list": [CLERK]}
DONE = {"code": 200, "message": "done"}
TOKEN = {"token": "t", "iat": 1, "exp": 2}

ANSWERS: list[tuple[Any, str, Any]] = [
    (describe(users.list), "users", PAGE_OF_USERS),
    (describe(users.search, "bo"), "searchUser", PAGE_OF_USERS),
    (describe(users.list_archived_users), "archivedUsers", PAGE_OF_USERS),
    (describe(users.create, BOB), "createUser", BOB),
    (describe(users.update, "u1", {"username": "bob"}), "updateUser", BOB),
    (describe(users.find, "b@x"), "findUser", BOB),
    (describe(users.batch_get, ["u1"]), "userBatch", [BOB]),
    (describe(users.exists, "bob"), "isUserExists", True),
    (describe(users.exists, "bob"), "isUserExists", False),
    (describe(users.delete, "u1"), "deleteUser", DONE),
    (describe(users.delete_many, ["u1"]), "deleteUsers", DONE),
    (describe(users.add_roles, "u1", ["clerk"]), "assignRole", DONE),
    (describe(users.remove_roles, "u1", ["clerk"]), "revokeRole", DONE),
    (describe(users.refresh_token, "u1"), "refreshToken", TOKEN),
    (describe(roles.list), "roles", PAGE_OF_ROLES),
    (describe(roles.create, "clerk"), "createRole", CLERK),
    (describe(roles.detail, "clerk"), "role", CLERK),
    (describe(roles.find_by_code, "clerk"), "role", CLERK),
    (describe(roles.update, "clerk"), "updateRole", CLERK),
    (describe(roles.delete, "clerk"), "deleteRole", DONE),
    (describe(roles.delete_many, ["clerk"]), "deleteRoles", DONE),
    (describe(roles.add_users, "clerk", ["u1"]), "assignRole", DONE),
    (describe(roles.remove_users, "clerk", ["u1"]), "revokeRole", DONE),
]
READABLE = [pair for pair in ANSWERS if pair[1] not in ("createUser", "updateUser")]


@pytest.mark.parametrize(("described", "field", "value"), READABLE, ids=[field for _, field, _ in READABLE])
def test_what_operations_answer(described: Any, field: str, value: Any) -> None:
    assert outcome(described, data(field, value)) == value


def test_what_the_flows_answer() -> None:
    assert outcome(describe(users.create, BOB), data("createUser", BOB)) == BOB
    assert outcome(describe(users.update, "u1", {}), data("updateUser", BOB)) == BOB


def test_pages_hold_models() -> None:
    page = outcome(describe(users.list), data("users", PAGE_OF_USERS))
    assert (page.total_count, page["totalCount"], page["list"][0]["username"]) == (1, 1, "bob")
    assert isinstance(page.list[0], User)
    page = outcome(describe(roles.list), data("roles", {"totalCount": 0, "list": []}))
    assert (page.total_count, page.list) == (0, [])


def test_the_pages_of_iterate_tell_items_and_total() -> None:
    items, total = outcome(describe(users.iterate).page(1), data("users", {**PAGE_OF_USERS, "totalCount": 9}))
    assert ([user.username for user in items], total) == (["bob"], 9)
    items, total = outcome(describe(roles.iterate).page(1), data("roles", PAGE_OF_ROLES))
    assert ([role.code for role in items], total) == (["clerk"], 1)


@pytest.mark.parametrize(
    ("described", "answer"),
    [
        (describe(users.detail, "u1"), envelope(None)),
        (describe(users.find, "b@x"), data("findUser", None)),
        (describe(roles.detail, "clerk"), data("role", None)),
        (describe(roles.find_by_code, "clerk"), data("role", None)),
    ],
    ids=["users.detail", "users.find", "roles.detail", "roles.find_by_code"],
)
def test_null_is_nobody(described: Any, answer: Any) -> None:
    assert outcome(described, answer) is None


def test_detail_reads_the_rest_form_of_a_user() -> None:
    user = outcome(describe(users.detail, "u1"), envelope({**BOB, "lastIp": "192.0.2.1"}))
    assert (user.id, user.last_ip) == ("u1", "192.0.2.1")


def test_the_roles_of_a_user_and_the_users_of_a_role() -> None:
    assert outcome(describe(users.list_roles, "u1"), data("user", {"roles": PAGE_OF_ROLES})).list[0].code == "clerk"
    assert outcome(describe(roles.list_users, "c"), data("role", {"users": PAGE_OF_USERS})).list[0].id == "u1"


def test_the_roles_of_nobody_and_the_users_of_no_role() -> None:
    with pytest.raises(NotFound) as caught:
        outcome(describe(users.list_roles, "u1"), data("user", None))
    assert (caught.value.code, caught.value.status, caught.value.path) == (2004, 200, "/graphql/v2")
    with pytest.raises(NotFound):
        outcome(describe(roles.list_users, "clerk"), data("role", None))


NOT_NULLABLE = [(described, field) for described, field, _ in READABLE if field not in ("findUser", "role")]


@pytest.mark.parametrize(("described", "field"), NOT_NULLABLE, ids=[field for _, field in NOT_NULLABLE])
@pytest.mark.parametrize("value", [None, "text", 5], ids=repr)
def test_an_answer_that_does_not_fit_is_told_and_not_passed_on(described: Any, field: str, value: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        outcome(described, data(field, value))


# -- headers --------------------------------------------------------------------------------------


def test_headers_tell_pool_application_and_language() -> None:
    headers = request_headers(user_pool_id="pool", app_id="app", lang="en-US")
    assert headers["x-authing-userpool-id"] == "pool"
    assert headers["x-authing-app-id"] == "app"
    assert headers["x-authing-lang"] == "en-US"
    assert headers["x-authing-request-from"] == "sdk"
    assert headers["x-authing-sdk-version"].startswith("python:")
    assert all(name == name.lower() for name in headers)


def test_headers_leave_out_what_is_not_given() -> None:
    headers = request_headers(user_pool_id=None)
    assert not headers.keys() & {"x-authing-userpool-id", "x-authing-app-id", "x-authing-lang"}


@pytest.mark.parametrize("value", ["a\n", "a\r\nx-evil: 1", "ä", "\0"], ids=repr)
@pytest.mark.parametrize("name", ["user_pool_id", "app_id", "lang"])
def test_what_cannot_stand_in_a_header_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        request_headers(**{"user_pool_id": None, name: value})
