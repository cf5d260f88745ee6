"""Custom data is merged and replaced alike for users, applications and organizations, whatever Logto's own calls do."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from logto_modes import Mode
from logto_samples import full
from logto_server import LogtoServer, Seen

from authing.core.errors import ArgumentError


class Owner(NamedTuple):
    """What has custom data.

    Attributes:
        service: The attribute of the client.
        get: The id of the operation that reads it.
        update: That of the one that replaces.
        merge: That of the one that merges, where there is one.
        is_wrapped: Whether that takes the data inside `customData`.
        model: What it is.
    """

    service: str
    get: str
    update: str
    merge: str | None
    is_wrapped: bool
    model: str


OWNERS = [
    Owner("users", "GetUser", "UpdateUser", "UpdateUserCustomData", True, "users.User"),
    Owner(
        "applications",
        "GetApplication",
        "UpdateApplication",
        "UpdateApplicationCustomData",
        False,
        "applications.Application",
    ),
    Owner("organizations", "GetOrganization", "UpdateOrganization", None, False, "organizations.Organization"),
]

every_owner = pytest.mark.parametrize("owner", OWNERS, ids=[owner.service for owner in OWNERS])


class Store:
    """Keeps custom data as Logto does: one call replaces, the other merges the first level, null included."""

    def __init__(self, server: LogtoServer, owner: Owner) -> None:
        self.data: dict[str, Any] = {"plan": "free", "address": {"city": "Paris", "zip": "1"}, "old": 1}
        self.owner = owner
        server.answer(owner.get, lambda _: self.shown())
        server.answer(owner.update, self.replace)
        if owner.merge:
            server.answer(owner.merge, self.merge)

    def shown(self) -> dict[str, Any]:
        return {**full(f"model:{self.owner.model}"), "customData": self.data}

    def replace(self, seen: Seen) -> dict[str, Any]:
        self.data = seen.json["customData"]
        return self.shown()

    def merge(self, seen: Seen) -> dict[str, Any]:
        self.data = {**self.data, **(seen.json["customData"] if self.owner.is_wrapped else seen.json)}
        return self.data


@every_owner
def test_merging_keeps_what_it_is_not_told_of(mode: Mode, logto: LogtoServer, owner: Owner) -> None:
    store, service = Store(logto, owner), getattr(mode.client(logto), owner.service)
    after = mode.run(service.merge_custom_data("x/1", {"plan": "pro", "address": {"city": "Rome"}, "none": None}))
    assert after == store.data == {"plan": "pro", "address": {"city": "Rome"}, "old": 1, "none": None}
    assert mode.run(service.merge_custom_data("x/1", {})) == after
    assert all("/x%2F1" in seen.path for seen in logto.requests if seen.path.startswith("/api/"))


@every_owner
def test_replacing_keeps_nothing_else(mode: Mode, logto: LogtoServer, owner: Owner) -> None:
    store, service = Store(logto, owner), getattr(mode.client(logto), owner.service)
    assert mode.run(service.replace_custom_data("x", {"plan": "pro"})) == store.data == {"plan": "pro"}
    assert mode.run(service.replace_custom_data("x", {})) == store.data == {}
    assert {seen.method for seen in logto.requests if seen.path.startswith("/api/")} == {"PATCH"}


@every_owner
def test_headers_and_time_outs_are_for_each_request(mode: Mode, logto: LogtoServer, owner: Owner) -> None:
    Store(logto, owner)
    service = getattr(mode.client(logto), owner.service)
    mode.run(service.merge_custom_data("x", {"a": 1}, _headers={"x-more": "1"}, _request_timeout=7))
    mode.run(service.replace_custom_data("x", {"a": 1}, _headers={"x-more": "1"}, _request_timeout=7))
    asked = [seen for seen in logto.requests if seen.path.startswith("/api/")]
    assert len(asked) == (2 if owner.merge else 3)
    assert all(seen.headers["x-more"] == "1" for seen in asked)


@every_owner
@pytest.mark.parametrize("data", [None, [("a", 1)], "a", 7])
def test_what_is_no_mapping_is_refused(mode: Mode, logto: LogtoServer, owner: Owner, data: Any) -> None:
    service = getattr(mode.client(logto), owner.service)
    for name in ("merge_custom_data", "replace_custom_data"):
        with pytest.raises(ArgumentError, match=r"^custom_data must be a mapping, not "):
            mode.run(getattr(service, name)("x", data))
    with pytest.raises(ArgumentError, match=r"is not usable as a path segment"):
        mode.run(service.merge_custom_data("", {}))
    assert logto.requests == []


def test_a_merge_of_one_request_tells_its_status_too(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for owner in OWNERS[:2]:
        store, service = Store(logto, owner), getattr(client, owner.service)
        response = mode.run(client.with_response(service.merge_custom_data, "x", {"plan": "pro"}))
        assert (response.status, response.value) == (200, store.data)
