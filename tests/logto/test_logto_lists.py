"""Lists of Logto over a socket: pages, totals, and searching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl

import pytest
from logto_modes import Mode
from logto_samples import operations
from logto_server import Answer, LogtoServer, Seen

import authing
from authing.core.errors import ArgumentError
from authing.logto.search import Search, contains, ends_with, starts_with

LIST = "ListUsers"
LOGS = "ListLogs"
OPTIONAL = "ListApplications"


def rows(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [{"id": f"u{number}", "name": f"name {number}"} for number in range(first, first + count)]


def asked(logto: LogtoServer, operation_id: str = LIST) -> list[dict[str, str]]:
    return [dict(parse_qsl(seen.query, keep_blank_values=True)) for seen in logto.asked(operation_id)]


def as_field(name: str) -> dict[str, Any]:
    return {name: "%"}


def ids(items: Any) -> list[str]:
    return [item.id for item in items]


# -- one page -----------------------------------------------------------------------------------------


def test_a_page_tells_the_total(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, rows(45))
    client = mode.client(logto)
    first, last, beyond = (mode.run(client.users.list(page=page)) for page in (1, 3, 4))
    assert (len(first), first.total, first.is_capped) == (20, 45, False)
    assert (ids(last), last.total) == ([f"u{number}" for number in range(40, 45)], 45)
    assert (beyond, beyond.total) == ([], 45)
    assert len(mode.run(client.users.list(page_size=100))) == 45


@pytest.mark.parametrize("wrong", [{"page": 0}, {"page": -1}, {"page_size": 0}, {"page_size": 101}, {"page": 2.5}])
def test_pages_out_of_bounds_are_not_asked_for(wrong: dict[str, Any], mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for call in (client.users.list, client.applications.list, client.organizations.list):
        with pytest.raises(ArgumentError, match="page"):
            mode.run(call(**wrong))
    assert not logto.requests


def test_the_server_s_refusal_of_a_page_has_its_kind(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(LIST, 400, "guard.invalid_pagination")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).users.list(page=100))


def test_a_total_that_is_no_number_is_no_answer(mode: Mode, logto: LogtoServer) -> None:
    logto.reply(LIST, Answer.of(rows(1), headers={"total-number": "many"}))
    with pytest.raises(authing.UnexpectedAnswer):
        mode.run(mode.client(logto).users.list())


def test_a_list_that_need_not_be_paged_comes_whole(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(OPTIONAL, rows(150))
    client = mode.client(logto)
    everything = mode.run(client.applications.list())
    assert (len(everything), everything.total) == (150, None)
    page = mode.run(client.applications.list(page=2))
    assert (len(page), page.total) == (20, 150)


def test_a_list_inside_an_object_is_a_page_too(mode: Mode, logto: LogtoServer) -> None:
    operation_id = "ListApplicationUserConsentOrganizations"
    logto.answer(operation_id, {"organizations": [{"id": f"o{number}"} for number in range(120)]})
    client = mode.client(logto)
    page = mode.run(client.applications.list_user_consent_organizations("a", "u"))
    assert len(page.organizations) == 20
    assert len(mode.run(client.applications.iterate_user_consent_organizations("a", "u"))) == 120


def test_lists_that_are_never_paged_come_whole(mode: Mode, logto: LogtoServer) -> None:
    never = [each for each in operations() if each.answer.startswith("list<") and "page" not in each.facts]
    reading = [each for each in never if each.facts["method"] == "GET"]
    logto.answer("ListUserOrganizations", [{"id": f"o{number}"} for number in range(130)])
    assert len(mode.run(mode.client(logto).users.list_organizations("u1"))) == 130
    assert asked(logto, "ListUserOrganizations") == [{}]
    assert len(reading) >= 20


# -- all pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "calls"), [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_all_items_come_in_as_few_pages_as_can_be(count: int, calls: int, mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, rows(count))
    assert ids(mode.run(mode.client(logto).users.iterate())) == ids_of(count)
    assert asked(logto) == [{"page_size": "100", "page": str(number + 1)} for number in range(calls)]


def ids_of(count: int) -> list[str]:
    return [f"u{number}" for number in range(count)]


def test_the_size_of_pages_can_be_chosen(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, rows(5))
    assert len(mode.run(mode.client(logto).users.iterate(page_size=2))) == 5
    assert [query["page"] for query in asked(logto)] == ["1", "2", "3"]


def test_all_lists_in_pages_can_be_walked_through(mode: Mode, logto: LogtoServer) -> None:
    paged = [operation for operation in operations() if "page" in operation.facts]
    assert len(paged) == 29
    assert sum(operation.facts["page"]["numbered"] == "optional" for operation in paged) == 15
    client = mode.client(logto)
    for operation in paged:
        assert operation.iterator
        walk = getattr(getattr(client, operation.service), operation.iterator)
        assert len(mode.run(walk(*("x" for _ in operation.parameters)))) == 2, operation.where
        query = asked(logto, operation.facts["id"])[-1]
        assert (query["page"], query["page_size"]) == ("1", "100"), operation.where


def test_links_are_not_followed(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, rows(150))
    assert len(mode.run(mode.client(logto).users.iterate(exclude_role_id="r/1"))) == 150
    assert {seen.path for seen in logto.asked(LIST)} == {"/api/users"}
    assert all(query["excludeRoleId"] == "r/1" for query in asked(logto))


@pytest.mark.parametrize("operation_id", [LOGS, "ListHookRecentLogs"])
def test_where_the_server_stops_counting_the_walk_goes_on(operation_id: str, mode: Mode, logto: LogtoServer) -> None:
    entry = {"id": "x", "key": "k", "payload": {"key": "k", "result": "Success"}, "createdAt": 1, "tenantId": "t"}
    logto.answer(operation_id, [{**entry, "id": f"u{number}"} for number in range(10_150)])
    client = mode.client(logto)
    listed, walk = (
        (client.logs.list, client.logs.iterate)
        if operation_id == LOGS
        else (
            lambda **given: client.hooks.list_recent_logs("h", **given),
            lambda **given: client.hooks.iterate_recent_logs("h", **given),
        )
    )
    page = mode.run(listed(enable_cap=True))
    assert (page.total, page.is_capped) == (10_001, True)
    assert len(mode.run(walk(enable_cap=True))) == 10_150
    assert len(logto.asked(operation_id)) == 1 + 102 + 1  # the last is empty


def test_what_moves_to_a_later_page_comes_once(mode: Mode, logto: LogtoServer) -> None:
    """The newest come first: what is written meanwhile moves all others by one."""
    stock = rows(250)

    def newest(seen: Seen) -> list[dict[str, Any]]:
        if "page=1&" not in f"{seen.query}&":
            stock.insert(0, {"id": f"new {len(stock)}"})
        return stock

    logto.answer(LIST, newest)
    found = ids(mode.run(mode.client(logto).users.iterate()))
    assert found == ids_of(250)


def test_a_page_of_nothing_but_known_items_is_not_the_end(mode: Mode, logto: LogtoServer) -> None:
    pages = [rows(2), rows(2), rows(2, first=2), []]

    def answer(seen: Seen) -> Answer:
        return Answer.of(pages[len(logto.asked(LIST)) - 1])

    logto.answer(LIST, answer)
    assert ids(mode.run(mode.client(logto).users.iterate(page_size=2))) == ids_of(4)


def test_items_without_an_id_all_come(mode: Mode, logto: LogtoServer) -> None:
    operation_id = "ListOrganizationJitEmailDomains"
    logto.answer(operation_id, [{"organizationId": "o", "emailDomain": "a.example"}] * 3)
    assert len(mode.run(mode.client(logto).organizations.iterate_jit_email_domains("o"))) == 3


def test_a_walk_that_fails_on_its_way_tells_so(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, lambda seen: rows(150) if "page=1" in seen.query else Answer.of({"message": "no"}, 500))
    with pytest.raises(authing.ServerError):
        mode.run(mode.client(logto).users.iterate())


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.resources.list_scopes("gone"),
        lambda client: client.organizations.list_users("gone"),
        lambda client: client.users.list(exclude_role_id="gone"),
        lambda client: client.hooks.list_recent_logs("gone"),
    ],
)
def test_some_lists_of_what_is_gone_are_empty(call: Callable[[Any], Any], mode: Mode, logto: LogtoServer) -> None:
    for operation_id in ("ListResourceScopes", "ListOrganizationUsers", LIST, "ListHookRecentLogs"):
        logto.answer(operation_id, [])
    page = mode.run(call(mode.client(logto)))
    assert (page, page.total) == ([], 0)


def test_other_lists_of_what_is_gone_are_not_found(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse("ListRoleUsers", 404, "entity.not_exists_with_id")
    with pytest.raises(authing.NotFound):
        mode.run(mode.client(logto).roles.iterate_users("gone"))


# -- searching ----------------------------------------------------------------------------------------

PEOPLE = [
    {"id": "1", "username": "ada_l", "name": "Ada", "primaryEmail": "ada@a.example"},
    {"id": "2", "username": "adaXl", "name": "100% Ada", "primaryEmail": "x@a.example"},
    {"id": "3", "username": "bob", "name": "back\\slash", "primaryEmail": "bob@b.example"},
]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ada", ["1"]),
        ("%ada%", ["1", "2"]),
        ("ada_l", ["1", "2"]),
        (contains("a_l"), ["1"]),
        (contains("0%"), ["2"]),
        (contains("k\\s"), ["3"]),
        (starts_with("ADA"), ["1", "2"]),
        (ends_with("b.example"), ["3"]),
        (Search(name="ada"), ["1"]),
        (Search(name="%ada%", primary_email="x%", joint="and"), ["2"]),
        (Search(name="ada", username="bob"), ["1", "3"]),
        (Search(name="ada", username="bob", joint="or"), ["1", "3"]),
        (Search(name=["Ada", "back\\slash"], modes={"name": "exact"}), ["1", "3"]),
        (Search("ada", case_sensitive=True), []),
        (Search(username="ada(X|_)l", mode="similar_to", case_sensitive=True), ["1", "2"]),
        (Search(username="^b", mode="posix"), ["3"]),
    ],
)
def test_searching_finds_what_it_should(search: Any, found: list[str], mode: Mode, logto: LogtoServer) -> None:
    logto.answer(LIST, PEOPLE)
    client = mode.client(logto)
    assert ids(mode.run(client.users.list(search=search))) == found
    assert ids(mode.run(client.users.iterate(search=search))) == found


def test_one_can_search_in_nine_lists(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    searchable = [operation for operation in operations() if "search" in operation.facts]
    assert len(searchable) == 9
    for operation in searchable:
        call = getattr(getattr(client, operation.service), operation.name)
        given = ["x" for _ in operation.parameters]
        mode.run(call(*given, search=contains("a")))
        assert asked(logto, operation.facts["id"])[-1]["search"] == "%a%"
        for field in operation.facts["search"]:
            mode.run(call(*given, search=Search(**as_field(field))))
            assert asked(logto, operation.facts["id"])[-1][f"search.{field}"] == "%"
        with pytest.raises(ArgumentError, match="search by"):
            mode.run(call(*given, search=Search(strange="%")))


@pytest.mark.parametrize("wrong", ["", Search(name=""), Search(name=[]), Search("a\0b"), 7])
def test_what_the_server_would_refuse_is_not_searched_for(wrong: Any, mode: Mode, logto: LogtoServer) -> None:
    with pytest.raises(ArgumentError):
        mode.run(mode.client(logto).users.list(search=wrong))
    assert not logto.requests


def test_a_search_that_the_server_refuses_has_its_kind(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.refuse(LIST, 400, "request.invalid_input")
    with pytest.raises(authing.Invalid):
        mode.run(client.users.list(search="%"))
    logto.refuse(LIST, 500, None, "Internal server error.")  # an invalid regular expression
    with pytest.raises(authing.ServerError):
        mode.run(client.users.list(search=Search("(", mode="posix")))
    assert len(logto.asked(LIST)) == 2


def test_q_is_a_text_to_be_found_anywhere(mode: Mode, logto: LogtoServer) -> None:
    mode.run(mode.client(logto).organizations.list(q="50% _a"))
    assert asked(logto, "ListOrganizations") == [{"q": "50% _a"}]


def test_users_can_be_asked_for_with_their_password_s_hash(mode: Mode, logto: LogtoServer) -> None:
    mode.run(mode.client(logto).users.list(include_password_hash=True))
    assert asked(logto) == [{"includePasswordHash": "true"}]


def test_both_filters_of_users_are_refused_by_the_server(mode: Mode, logto: LogtoServer) -> None:
    logto.refuse(LIST, 400, "request.invalid_input")
    with pytest.raises(authing.Invalid):
        mode.run(mode.client(logto).users.list(exclude_role_id="r", exclude_organization_id="o"))


def test_flags_are_written_small_and_lists_repeated(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    mode.run(client.applications.list(is_third_party=False, types=["Native", "SPA"]))
    (seen,) = logto.asked(OPTIONAL)
    assert sorted(parse_qsl(seen.query)) == [("isThirdParty", "false"), ("types", "Native"), ("types", "SPA")]


def test_moments_are_milliseconds_in_a_query(mode: Mode, logto: LogtoServer) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
    client = mode.client(logto)
    mode.run(client.logs.list(start_time=moment, end_time=1767323046000))
    assert asked(logto, LOGS) == [{"start_time": "1767323045678", "end_time": "1767323046000"}]
    logto.refuse(LOGS, 400, "log.invalid_time_window")
    with pytest.raises(authing.Invalid):
        mode.run(client.logs.list(start_time=moment, end_time=moment.replace(year=2025)))
