"""Who may do what, by the rules on a real database and by a model that fits on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_pools import CHEAP, HOME

from authing.server import Settings
from authing.server.rules import accounts, departments, groups, organisations, permissions, policies, pools, roles
from authing.server.rules.permissions import Wanted
from authing.server.rules.service import Caller, Context
from authing.server.rules.startup import open_service

RESOURCES = ("books:1", "books", "a:b:c", "*")
STATED = ("books:1", "books:*", "books", "a:*", "a:b:*", "a:b:c", *"*****")
ACTIONS = ("books:read", "read", "x:y:z")
STATED_ACTIONS = ("books:read", "books:*", "read", "x:*", "x:y:*", *"*****")
QUESTIONS = st.sampled_from([*product(RESOURCES, ACTIONS)])
TARGET_TYPES = {"user": "USER", "role": "ROLE", "group": "GROUP", "node": "ORG"}
HOLDERS = {"user": "user_ids", "group": "group_codes", "node": "node_codes"}
Who = tuple[str, int]


@dataclass(frozen=True)
class Rule:
    """Something said about a resource to somebody: by a grant, or by a policy."""

    who: Who
    resource: str
    action: str
    effect: str
    is_grant: bool
    inherits: bool
    enabled: bool


@dataclass(frozen=True)
class World:
    """One user, and all around: parents point to earlier places of the same list."""

    role_parents: list[int | None]
    group_members: list[bool]
    node_parents: list[int]
    node_members: list[bool]
    role_holders: list[list[Who]]
    rules: list[Rule]

    def line(self, node: int) -> list[int]:
        return [node] if node == 0 else [node, *self.line(self.node_parents[node])]

    def reaches(self, who: Who, *, down: bool) -> bool:
        """Whether the user has what somebody has; `down` if it goes down the tree of departments."""
        kind, place = who
        if kind == "node":
            within = [node for node, is_member in enumerate(self.node_members) if is_member]
            return any(place in self.line(node) if down else place == node for node in within)
        if kind == "group":
            return self.group_members[place]
        if kind == "role":
            below = [child for child, parent in enumerate(self.role_parents) if parent == place]
            return any(self.reaches(holder, down=True) for holder in self.role_holders[place]) or any(
                self.reaches(("role", child), down=False) for child in below
            )
        return True

    def effects(self, resource: str, action: str) -> set[str]:
        return {
            rule.effect
            for rule in self.rules
            if self.reaches(rule.who, down=rule.inherits and not rule.is_grant)
            and (rule.enabled or rule.is_grant)
            and matches(whole(rule.resource), whole(resource))
            and matches(rule.action, action)
        }


def whole(resource: str) -> str:
    return f"{resource}:*" if resource == "books" else resource


def matches(pattern: str, text: str) -> bool:
    return pattern in ("*", text) or (pattern.endswith(":*") and text.startswith(pattern[:-1]))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    def times(most: int, least: int = 0) -> range:
        return range(draw(st.integers(least, most)))

    role_parents = [draw(st.sampled_from([*range(place), None])) for place in times(3, 2)]
    group_members = [draw(st.booleans()) for _ in times(2, 1)]
    node_parents = [draw(st.integers(max(0, place - 2), max(0, place - 1))) for place in times(4, 3)]
    node_members = [draw(st.booleans()) for _ in node_parents]
    others: list[Who] = [("group", place) for place in range(len(group_members))]
    others += [("node", place) for place in range(len(node_parents))]
    holders = st.lists(st.sampled_from([("user", 0), ("user", 0), *others]), max_size=1)
    # Those at the top come more often: most ways lead to them.
    everybody = [
        ("user", 0),
        *others,
        *[("role", 0), ("node", 0)] * 3,
        *(("role", place) for place in range(len(role_parents))),
    ]
    rule = st.builds(
        Rule,
        who=st.sampled_from(everybody),
        resource=st.sampled_from(STATED),
        action=st.sampled_from(STATED_ACTIONS),
        effect=st.sampled_from(["ALLOW", "ALLOW", "DENY"]),
        is_grant=st.booleans(),
        inherits=st.booleans(),
        enabled=st.booleans() | st.just(True),
    ).map(lambda found: Rule(**{**vars(found), "effect": "ALLOW"}) if found.is_grant else found)
    return World(
        role_parents,
        group_members,
        node_parents,
        node_members,
        [draw(holders) for _ in role_parents],
        draw(st.lists(rule, min_size=3, max_size=6)),
    )


numbers = count()


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A manager of a pool on an SQLite database."""
    database: Path = tmp_path_factory.mktemp("evaluation") / "authing.db"
    service = open_service(Settings(database=str(database), seed=HOME, argon2=CHEAP))
    pool = HOME["pool"]
    nobody = Context(service, Caller(base_url="http://localhost"))
    token = pools.access_token(nobody, pool["id"], pool["secret"]).token
    yield Context(service, Caller(base_url="http://localhost", token=token))
    service.database.close()


def build(context: Context, world: World) -> str:
    """Put a world into the database, and return the id of its user."""
    name = f"w{next(numbers)}"
    user = accounts.create(context, {"username": name}).id
    called: dict[Who, str] = {("user", 0): user}
    organisation = organisations.create(context, name).id
    for place, parent in enumerate(world.node_parents):
        if place == 0:
            called["node", 0] = organisations.root(context, organisation).node.id
        else:
            made = organisations.add_node(context, organisation, f"{name}{place}", called["node", parent])
            called["node", place] = made.node.id
        if world.node_members[place]:
            departments.add(context, [user], node_id=called["node", place])
    for place, is_member in enumerate(world.group_members):
        called["group", place] = groups.create(context, f"{name}g{place}", name).code
        if is_member:
            groups.add_members(context, called["group", place], [user])
    for place, above in enumerate(world.role_parents):
        parent_code = None if above is None else called["role", above]
        called["role", place] = roles.create(context, f"{name}r{place}", parent=parent_code).code
        for kind, number in world.role_holders[place]:
            named: Any = {HOLDERS[kind]: [called[kind, number]]}
            roles.assign(context, [called["role", place]], **named)
    for place, rule in enumerate(world.rules):
        say(context, rule, TARGET_TYPES[rule.who[0]], called[rule.who], f"{name}p{place}")
    return user


def say(context: Context, rule: Rule, target_type: str, target: str, code: str) -> None:
    if rule.is_grant:
        permissions.grant(context, [Wanted(target_type, [target], rule.resource, [rule.action])])
        return
    statement = {"resource": rule.resource, "actions": [rule.action], "effect": rule.effect}
    policies.create(context, code, [statement])
    policies.assign(context, [code], target_type, [target], rule.inherits)
    if not rule.enabled:
        policies.enable(context, code, target_type, target, enabled=False)


@settings(deadline=None, max_examples=50, database=None)
@given(worlds(), QUESTIONS)
def test_the_rules_agree_with_the_model(context: Context, world: World, question: tuple[str, str]) -> None:
    user = build(context, world)
    for resource, action in product(RESOURCES, ACTIONS):
        assert permissions.is_allowed(context, user, resource, action) == (world.effects(resource, action) == {"ALLOW"})
    assert permissions.is_denied(context, user, *question) == ("DENY" in world.effects(*question))


@settings(deadline=None, max_examples=20, database=None)
@given(worlds())
def test_what_is_listed_is_allowed_and_nothing_granted_is_missing(context: Context, world: World) -> None:
    user = build(context, world)
    pool_id: Any = HOME["pool"]["id"]
    listed = {item.code: item.actions for item in permissions.of_user(context, pool_id, user)}
    for code, actions in listed.items():
        for action in actions or ():
            assert permissions.is_allowed(context, user, code, action)
    checked = {item.code: item.actions for item in permissions.allowed_of(context, user, RESOURCES)}
    for code, actions in checked.items():
        for action in actions or ():
            assert permissions.is_allowed(context, user, code, action)
    for rule in world.rules:
        if (
            rule.is_grant
            and world.effects(rule.resource, rule.action) == {"ALLOW"}
            and world.reaches(rule.who, down=False)
        ):
            assert rule.action in (listed[whole(rule.resource)] or ())
