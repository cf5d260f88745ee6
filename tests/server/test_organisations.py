"""Organisations over the plain protocol: trees that stay trees, limits, and who may."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from raw_client import RawClient, code_of
from sqlalchemy import Engine, event, select

from authing.server.rules.exchange import MOST_IMPORTED
from authing.server.rules.organisations import DEEPEST
from authing.server.storage.tables.organisations import ANCESTORS, NODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from authing.server import LocalServer

NODE = "id orgId name code root depth path codePath namePath children order description isVirtualNode createdAt"
CREATE = "mutation($n: String!, $c: String) { createOrg(name: $n, code: $c) { id tenantId rootNode { id } } }"
ADD = f"mutation($o: String!, $p: String, $n: String!, $c: String) {{ addNodeV2(orgId: $o, parentNodeId: $p, name: $n, code: $c) {{ {NODE} }} }}"
MOVE = "mutation($o: String!, $n: String!, $p: String!) { moveNode(orgId: $o, nodeId: $n, targetParentId: $p) { id } }"
REMOVE = "mutation($o: String!, $n: String!) { deleteNode(orgId: $o, nodeId: $n) { code message } }"
ORG = f"query($o: String!) {{ org(id: $o) {{ id tenantId rootNode {{ {NODE} }} nodes {{ {NODE} }} }} }}"
GET = f"query($n: String!) {{ nodeById(id: $n) {{ {NODE} }} }}"
JOIN = "mutation($n: String, $o: String, $c: String, $u: [String!]!, $l: Boolean) { addMember(nodeId: $n, orgId: $o, nodeCode: $c, userIds: $u, isLeader: $l) { name users { totalCount } } }"
MEMBERS = "query($n: String!, $s: SortByEnum, $b: Boolean, $page: Int, $limit: Int) { nodeById(id: $n) { users(sortBy: $s, includeChildrenNodes: $b, page: $page, limit: $limit) { totalCount list { username } } } }"
NOBODY = "0" * 24


def founded(api: RawClient, name: str = "Acme", code: str | None = None) -> tuple[str, str]:
    """The ids of a new organisation and of its root."""
    org = api.manage(CREATE, n=name, c=code)
    return org["id"], org["rootNode"]["id"]


def added(api: RawClient, org: str, above: str | None, name: str = "x", code: str | None = None) -> str:
    node: str = api.manage(ADD, o=org, p=above, n=name, c=code)["id"]
    return node


def imported(api: RawClient, tree: object) -> dict[str, Any]:
    return api.rest("POST", "/api/v2/orgs/import", api.management_token, json={"filetype": "json", "file": tree})


def chain(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"name": "leaf"}
    for _ in range(levels):
        tree = {"name": "inner", "children": [tree]}
    return tree


def closure(server: LocalServer) -> tuple[set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """Who is above whom by how many steps: as it is kept, and as the parents tell it."""
    assert server._service is not None
    with server._service.database.reading() as db:
        kept = {tuple(row) for row in db.execute(select(ANCESTORS))}
        above: dict[str, str | None] = {row.id: row.parent_id for row in db.execute(select(NODES))}
    told = set()
    for node in above:
        ancestor: str | None = node
        distance = 0
        while ancestor is not None:
            told.add((node, ancestor, distance))
            ancestor, distance = above[ancestor], distance + 1
    return kept, told


# -- trees ----------------------------------------------------------------------------------------


def test_an_organisation(api: RawClient) -> None:
    org, root = founded(api, "Acme", "acme")
    sales, law = added(api, org, root, "Sales", "sales"), added(api, org, None, "Law")
    north = added(api, org, sales, "North")
    found = api.manage(ORG, o=org)
    assert [(node["name"], node["depth"], node["children"]) for node in found["nodes"]] == [
        ("Acme", 0, [law, sales]),
        ("Law", 1, []),
        ("Sales", 1, [north]),
        ("North", 2, []),
    ]
    assert (found["rootNode"]["root"], found["rootNode"]["depth"], found["tenantId"]) == (True, None, None)
    node = api.manage(GET, n=north)
    assert (node["path"], node["codePath"], node["namePath"]) == (
        [root, sales, north],
        ["acme", "sales", None],
        ["Acme", "Sales", "North"],
    )
    assert (node["orgId"], node["root"], node["depth"], node["isVirtualNode"]) == (org, False, None, False)
    children = "query($n: String!, $o: String) { childrenNodes(nodeId: $n, orgId: $o) { name depth } }"
    assert api.manage(children, n=root) == [{"name": "Law", "depth": 1}, {"name": "Sales", "depth": 1}]
    assert code_of(api.manage, children, n=root, o=NOBODY) == 404


def test_a_page_of_organisations_has_the_nodes_of_each(api: RawClient) -> None:
    for name in "abc":
        org, root = founded(api, name)
        added(api, org, root, f"below {name}")
    page = api.manage(
        "{ orgs(limit: 2, sortBy: CREATEDAT_ASC) { totalCount list { rootNode { name } nodes { name } } } }"
    )
    assert page == {
        "totalCount": 3,
        "list": [
            {"rootNode": {"name": name}, "nodes": [{"name": name}, {"name": f"below {name}"}]} for name in ("a", "b")
        ],
    }


def test_the_answer_of_an_addition_has_the_new_department_alone(api: RawClient) -> None:
    org, root = founded(api)
    added(api, org, root, "first")
    document = 'mutation($o: String!) { addNode(orgId: $o, name: "second", order: 7) { id rootNode { children } nodes { name depth order } } }'
    answer = api.manage(document, o=org)
    assert (answer["id"], answer["nodes"]) == (org, [{"name": "second", "depth": 1, "order": 7}])
    assert len(answer["rootNode"]["children"]) == 2


def test_codes_are_unique_where_they_must_be(api: RawClient) -> None:
    org, root = founded(api, "Acme", "acme")
    other, other_root = founded(api, "Other", "other")
    node = added(api, org, root, "x", "x")
    added(api, other, other_root, "x", "x")
    added(api, other, other_root, "x", "acme")
    update = "mutation($n: String!, $c: String) { updateNode(id: $n, code: $c) { code } }"
    for document, variables in (
        (CREATE, {"n": "Acme", "c": "acme"}),
        (ADD, {"o": org, "p": root, "n": "y", "c": "x"}),
        (ADD, {"o": org, "p": root, "n": "y", "c": "acme"}),
        (update, {"n": node, "c": "acme"}),
        (update, {"n": root, "c": "other"}),
    ):
        assert code_of(api.manage, document, **variables) == 409
    for _ in range(2):
        founded(api, "No code")


def test_names_and_codes(api: RawClient) -> None:
    org, root = founded(api, "名字 😀", "a b/ü")
    assert api.manage(GET, n=root)["codePath"] == ["a b/ü"]
    for bad in ("", "x" * 201, "a\x00b"):
        assert code_of(api.manage, CREATE, n=bad) == 400
        assert code_of(api.manage, CREATE, n="x", c=bad) == 400
        assert code_of(api.manage, ADD, o=org, p=root, n=bad) == 400
    for bad in ("", "x" * 201, "a\x00b"):
        assert code_of(api.manage, "query($k: String!) { searchNodes(keyword: $k) { id } }", k=bad) == 2014
    assert code_of(api.manage, 'mutation { createOrg(name: "x", tenantId: "1234567890123456789012345") { id } }') == 400
    assert api.manage("{ orgs { totalCount } }") == {"totalCount": 1}


def test_a_department_is_never_below_itself(server: LocalServer, api: RawClient) -> None:
    org, root = founded(api)
    one = added(api, org, root)
    two = added(api, org, one)
    three = added(api, org, two)
    for target in (one, two, three):
        assert code_of(api.manage, MOVE, o=org, n=one, p=target) == 400
    assert code_of(api.manage, MOVE, o=org, n=root, p=one) == 1001
    assert code_of(api.manage, REMOVE, o=org, n=root) == 1001
    api.manage(MOVE, o=org, n=three, p=root)
    api.manage(MOVE, o=org, n=one, p=three)
    assert api.manage(GET, n=two)["path"] == [root, three, one, two]
    api.manage(MOVE, o=org, n=one, p=three)
    kept, told = closure(server)
    assert kept == told
    assert len(kept) == 1 + 2 + 3 + 4


def test_a_department_stays_in_its_organisation(api: RawClient) -> None:
    org, root = founded(api)
    other, other_root = founded(api, "Other")
    node = added(api, org, root)
    for document, variables in (
        (MOVE, {"o": org, "n": node, "p": other_root}),
        (MOVE, {"o": other, "n": node, "p": other_root}),
        (ADD, {"o": org, "p": other_root, "n": "x"}),
        (REMOVE, {"o": other, "n": node}),
        (ORG, {"o": NOBODY}),
        (MOVE, {"o": org, "n": node, "p": NOBODY}),
    ):
        assert code_of(api.manage, document, **variables) == 404
    assert api.manage(GET, n=node)["path"] == [root, node]
    assert code_of(api.manage, ADD, o=org, p="x" * 25, n="x") == 400


def test_after_any_moves_the_closure_is_what_the_parents_tell(server: LocalServer, api: RawClient) -> None:
    choice = random.Random(20240229)
    org, root = founded(api)
    nodes = [root]
    for _ in range(80):
        act = choice.random()
        if act < 0.4 or len(nodes) < 4:
            nodes.append(added(api, org, choice.choice(nodes)))
        elif act < 0.9:
            answer = api.answer(MOVE, api.management_token, o=org, n=choice.choice(nodes), p=choice.choice(nodes))
            code = answer["errors"][0]["message"]["code"] if "errors" in answer else 200
            assert code in (200, 400, 1001)
        else:
            api.manage(REMOVE, o=org, n=choice.choice(nodes[1:]))
            nodes = [node["id"] for node in api.manage(ORG, o=org)["nodes"]]
            assert nodes[0] == root
    kept, told = closure(server)
    assert kept == told
    assert {node for node, _, _ in kept} == set(nodes)
    for node in api.manage(ORG, o=org)["nodes"]:
        assert node["depth"] == len(node["path"]) - 1
        assert node["path"][-1] == node["id"]


def test_moves_at_the_same_time_make_no_circle(server: LocalServer, api: RawClient) -> None:
    org, root = founded(api)
    nodes = [added(api, org, root) for _ in range(4)]
    token = api.management_token

    def move(seed: int) -> set[int]:
        choice, client = random.Random(seed), RawClient(server)
        with client.session:
            answers = [
                client.answer(MOVE, token, o=org, n=choice.choice(nodes), p=choice.choice([root, *nodes]))
                for _ in range(15)
            ]
        return {answer["errors"][0]["message"]["code"] if "errors" in answer else 200 for answer in answers}

    with ThreadPoolExecutor(4) as threads:
        assert set().union(*threads.map(move, range(4))) == {200, 400}
    kept, told = closure(server)
    assert kept == told
    assert {node for node, ancestor, _ in kept if ancestor == root} == {root, *nodes}


def test_a_tree_is_so_and_so_deep(server: LocalServer, api: RawClient) -> None:
    answer = imported(api, chain(DEEPEST))
    assert answer["code"] == 200
    org, root = answer["data"]["orgId"], answer["data"]["id"]
    nodes = api.manage(ORG, o=org)["nodes"]
    assert [node["depth"] for node in nodes] == list(range(DEEPEST + 1))
    assert code_of(api.manage, ADD, o=org, p=nodes[-1]["id"], n="x") == 400
    side = added(api, org, root)
    assert code_of(api.manage, MOVE, o=org, n=nodes[1]["id"], p=side) == 400
    api.manage(MOVE, o=org, n=nodes[2]["id"], p=side)
    assert imported(api, chain(DEEPEST + 1))["code"] == 400
    kept, told = closure(server)
    assert kept == told


# -- size -----------------------------------------------------------------------------------------


def statements(act: Callable[[], object]) -> int:
    """How many statements are run meanwhile."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def costs(api: RawClient, tree: dict[str, Any]) -> list[int]:
    """How many statements it takes to read, change and give out a tree of three levels."""
    root = imported(api, tree)["data"]
    org, inner, leaf = root["orgId"], root["children"][-1]["id"], root["children"][0]["children"][0]["id"]
    acts: list[Callable[[], object]] = [
        lambda: api.manage(ORG, o=org),
        lambda: api.manage(GET, n=leaf),
        lambda: api.manage(ADD, o=org, p=leaf, n="new"),
        lambda: api.manage(MOVE, o=org, n=leaf, p=root["id"]),
        lambda: api.manage(MEMBERS, n=leaf, b=True),
        lambda: api.rest("GET", f"/api/v2/orgs/export?org_id={org}", api.management_token),
        lambda: api.manage(REMOVE, o=org, n=inner),
    ]
    return [statements(act) for act in acts]


def test_a_big_tree_costs_no_more_statements_than_a_small_one(server: LocalServer, api: RawClient) -> None:
    api.manage("{ orgs { totalCount } }")  # what is prepared once is prepared now
    inner = [{"name": f"{n}", "children": [{"name": f"{n}-{m}"} for m in range(9)]} for n in range(99)]
    assert costs(api, {"name": "big", "children": inner}) == costs(api, {"name": "small", "children": inner[:2]})
    kept, told = closure(server)
    assert kept == told


def test_imports_have_limits(api: RawClient) -> None:
    token = api.management_token
    full = {"name": "r", "children": [{"name": "c"}] * (MOST_IMPORTED - 1)}
    answer = imported(api, json.dumps(full))
    assert (answer["code"], len(answer["data"]["children"])) == (200, MOST_IMPORTED - 1)
    full["children"] = [{"name": "c"}] * MOST_IMPORTED
    too_deep = '{"name": "x", "children": [' * 2000 + "]}" * 2000
    for file in (full, too_deep, "[" * 100_000, "", "null", "5", "{", None, 5, [], [{"name": "x"}], {}, {"name": ""}):
        answer = imported(api, file)
        assert (answer["code"], answer["data"]) == (400, None), str(file)[:60]
    for part in (
        {"name": 5},
        {"name": None},
        {"name": "x" * 201},
        {"name": "x", "code": 5},
        {"name": "x", "code": ""},
        {"name": "x", "description": []},
        {"name": "x", "order": "1"},
        {"name": "x", "order": True},
        {"name": "x", "order": 2**40},
        {"name": "x", "children": {}},
        {"name": "x", "children": ["y"]},
        "x",
        None,
    ):
        assert imported(api, {"name": "r", "children": [{"name": "fine"}, part]})["code"] == 400, part
    assert imported(api, {"name": "r", "code": "c", "children": [{"name": "x", "code": "c"}]})["code"] == 409
    for body in ({"file": full}, {"filetype": 5, "file": {"name": "x"}}, {"filetype": "xlsx", "file": {"name": "x"}}):
        assert api.rest("POST", "/api/v2/orgs/import", token, json=body)["code"] in (400, 2231)
    assert api.manage("{ orgs { totalCount } }") == {"totalCount": 1}


def test_an_import_keeps_order_and_ignores_what_it_does_not_know(api: RawClient) -> None:
    children = [{"name": str(number), "order": number, "members": ["?"], "x": 1} for number in range(20)]
    tree = imported(api, {"name": "r", "nameI18n": "{}", "children": children})["data"]
    assert [child["name"] for child in tree["children"]] == [child["name"] for child in children]
    assert (tree["nameI18n"], tree["children"][3]["order"], tree["children"][3]["members"]) == ("{}", 3, [])
    assert api.manage(GET, n=tree["id"])["children"] == [child["id"] for child in tree["children"]]
    assert imported(api, {"name": "r", "children": None})["code"] == 200


# -- members --------------------------------------------------------------------------------------


def test_members_are_paged_and_sorted_and_counted_once(api: RawClient) -> None:
    org, root = founded(api)
    node = added(api, org, root, "Sales", "sales")
    ids = [api.create(username=name)["id"] for name in "abc"]
    assert api.manage(JOIN, n=node, u=ids)["users"]["totalCount"] == 3
    assert api.manage(JOIN, o=org, c="sales", u=[*ids, ids[0]])["users"]["totalCount"] == 3
    api.manage(JOIN, n=root, u=ids[:1])
    found = api.manage(MEMBERS, n=root, b=True, s="CREATEDAT_ASC", page=2, limit=2)["users"]
    assert found == {"totalCount": 3, "list": [{"username": "c"}]}
    assert api.manage(MEMBERS, n=root)["users"]["totalCount"] == 1
    assert code_of(api.manage, MEMBERS, n=root, limit=1001) == 400
    assert code_of(api.manage, JOIN, u=ids) == 2231
    assert code_of(api.manage, JOIN, o=org, u=ids) == 2231
    assert code_of(api.manage, JOIN, o=org, c="none", u=ids) == 404
    assert code_of(api.manage, JOIN, n=node, u=[NOBODY]) == 2004
    assert api.manage(JOIN, n=node, u=[])["users"]["totalCount"] == 3
    outside = "{ users(excludeUsersInOrg: true) { totalCount list { username } } }"
    api.create(username="d")
    assert api.manage(outside) == {"totalCount": 1, "list": [{"username": "d"}]}


def test_leaders(api: RawClient) -> None:
    org, root = founded(api)
    ids = [api.create(username=name)["id"] for name in "ab"]

    def leader() -> Any:
        return api.rest("GET", f"/api/v2/orgs/export?org_id={org}", api.management_token)["data"]["leaderUserId"]

    api.manage(JOIN, n=root, u=ids)
    assert leader() is None
    api.manage(JOIN, n=root, u=ids[1:], l=True)
    assert leader() == ids[1]
    api.manage(JOIN, n=root, u=ids[1:])
    assert leader() == ids[1]
    api.manage(JOIN, n=root, u=ids[1:], l=False)
    assert leader() is None


def test_a_user_sees_the_own_departments_and_nobody_elses(api: RawClient) -> None:
    org, root = founded(api)
    bob, ann = api.signed_in("bob"), api.signed_in("ann")
    api.manage(JOIN, n=root, u=[bob["id"], ann["id"]])
    api.manage(
        "mutation($u: String!, $n: String) { setMainDepartment(userId: $u, departmentId: $n) { code } }",
        u=bob["id"],
        n=root,
    )
    fields = "mainDepartmentId mainDepartmentCode departments { totalCount list { isMainDepartment department { name roles { totalCount } } } }"
    me = api.run(f"{{ user {{ {fields} }} }}", bob["token"])
    assert me == {
        "mainDepartmentId": root,
        "mainDepartmentCode": None,
        "departments": {
            "totalCount": 1,
            "list": [{"isMainDepartment": True, "department": {"name": "Acme", "roles": {"totalCount": 0}}}],
        },
    }
    assert (
        code_of(api.run, "{ user { departments { list { department { users { totalCount } } } } } }", bob["token"])
        == 1001
    )
    (way,) = api.rest("GET", "/api/v2/users/me/orgs", bob["token"])["data"]
    assert [step["id"] for step in way] == [org, root]
    assert api.rest("GET", "/api/v2/users/me/orgs")["code"] == 2020
    assert api.rest("GET", "/api/v2/users/me/orgs", api.management_token)["code"] == 2020
    assert api.rest("GET", f"/api/v2/users/{bob['id']}/orgs", bob["token"])["code"] == 1001
    assert api.rest("GET", f"/api/v2/users/{NOBODY}/orgs", api.management_token)["code"] == 2004
    listed = api.manage(f"{{ users {{ list {{ username {fields} }} }} }}")["list"]
    assert [(user["username"], user["mainDepartmentId"]) for user in listed] == [("ann", None), ("bob", root)]


def test_the_main_department_can_be_changed_with_the_user(api: RawClient) -> None:
    (org, root), bob = founded(api), api.signed_in("bob")
    sales, legal = added(api, org, None, code="sales"), added(api, org, None, code="legal")
    for node in (root, sales):
        api.manage(JOIN, n=node, u=[bob["id"]])

    def changed(**input: Any) -> str | None:
        api.update(api.management_token, bob["id"], **input)
        user = api.manage("query($id: String) { user(id: $id) { mainDepartmentId } }", id=bob["id"])
        found: str | None = user["mainDepartmentId"]
        return found

    assert changed(mainDepartmentId=root) == root
    assert changed(mainDepartmentCode="sales", nickname="B") == sales
    assert changed(nickname="Bob") == sales
    for given, code in (
        ({"mainDepartmentId": legal}, 404),
        ({"mainDepartmentId": NOBODY}, 404),
        ({"mainDepartmentCode": "legal"}, 404),
        ({"mainDepartmentId": root, "mainDepartmentCode": "sales"}, 404),
    ):
        assert code_of(api.update, api.management_token, bob["id"], nickname="lost", **given) == code
    assert changed() == sales
    assert api.me(bob["token"])["data"]["nickname"] == "Bob"
    assert changed(mainDepartmentId="") is None
    other, _ = founded(api, "Other")
    api.manage(JOIN, n=added(api, other, None, code="sales"), u=[bob["id"]])
    assert code_of(changed, mainDepartmentCode="sales") == 400
    for name in ("mainDepartmentId", "mainDepartmentCode"):
        assert code_of(api.update, bob["token"], None, **{name: sales}) == 2018


# -- who may --------------------------------------------------------------------------------------

ROOT_FIELDS = [
    '{ org(id: "x") { id } }',
    "{ orgs { totalCount } }",
    '{ nodeById(id: "x") { id } }',
    '{ nodeByCode(orgId: "x", code: "x") { id } }',
    '{ childrenNodes(nodeId: "x") { id } }',
    '{ rootNode(orgId: "x") { id } }',
    '{ isRootNode(orgId: "x", nodeId: "x") }',
    '{ searchNodes(keyword: "x") { id } }',
    'mutation { createOrg(name: "x") { id } }',
    'mutation { deleteOrg(id: "x") { code } }',
    'mutation { addNode(orgId: "x", name: "x") { id } }',
    'mutation { addNodeV2(orgId: "x", name: "x") { id } }',
    'mutation { updateNode(id: "x") { id } }',
    'mutation { deleteNode(orgId: "x", nodeId: "x") { code } }',
    'mutation { moveNode(orgId: "x", nodeId: "x", targetParentId: "x") { id } }',
    'mutation { addMember(nodeId: "x", userIds: ["x"]) { id } }',
    'mutation { removeMember(nodeId: "x", userIds: ["x"]) { id } }',
    'mutation { moveMembers(sourceNodeId: "x", targetNodeId: "x", userIds: ["x"]) { code } }',
    'mutation { setMainDepartment(userId: "x") { code } }',
]
PATHS = [
    ("GET", "/api/v2/orgs"),
    ("GET", "/api/v2/orgs/count"),
    ("GET", "/api/v2/orgs/by-tenant?tenant_id=x"),
    ("GET", "/api/v2/orgs/export"),
    ("GET", "/api/v2/orgs/export?org_id=x"),
    ("POST", "/api/v2/orgs/import"),
    ("POST", "/connections/enterprise/dingtalk/start-sync"),
    ("POST", "/connections/enterprise/lark/start-sync"),
    ("POST", "/api/v2/ad/sync"),
    ("GET", "/api/v2/users/x/orgs"),
]


def test_only_managers_manage(api: RawClient) -> None:
    token = api.signed_in()["token"]
    for document in ROOT_FIELDS:
        assert code_of(api.run, document) == 2020, document
        assert code_of(api.run, document, token) == 1001, document
    for method, path in PATHS:
        body = {"filetype": "json", "file": "x", "connectionId": "x"} if method == "POST" else None
        assert api.rest(method, path, json=body)["code"] == 2020, path
        assert api.rest(method, path, token, json=body)["code"] == 1001, path
    assert api.manage("{ orgs { totalCount } }") == {"totalCount": 0}


def test_the_neighbours_organisations_do_not_exist(api: RawClient, neighbour: RawClient) -> None:
    org, root = founded(neighbour, "Theirs", "theirs")
    node = added(neighbour, org, root)
    member = neighbour.manage('{ findUser(username: "neighbour") { id } }')["id"]
    neighbour.manage(JOIN, n=node, u=[member])
    own_org, own_root = founded(api, "Ours", "theirs")
    own = api.create(username="bob")["id"]
    for document, variables in (
        (ORG, {"o": org}),
        (ADD, {"o": org, "n": "x"}),
        (ADD, {"o": own_org, "p": root, "n": "x"}),
        (MOVE, {"o": own_org, "n": own_root, "p": root}),
        (REMOVE, {"o": org, "n": node}),
        (JOIN, {"n": node, "u": [own]}),
        (JOIN, {"o": org, "c": "theirs", "u": [own]}),
        (
            "mutation($n: String!, $u: [String!]!) { removeMember(nodeId: $n, userIds: $u) { id } }",
            {"n": node, "u": [member]},
        ),
        ('mutation($n: String!) { updateNode(id: $n, name: "x") { id } }', {"n": node}),
        ("mutation($o: String!) { deleteOrg(id: $o) { code } }", {"o": org}),
    ):
        assert code_of(api.manage, document, **variables) == 404, document
    assert code_of(api.manage, JOIN, n=own_root, u=[member]) == 2004
    assert api.manage(GET, n=node) is None
    assert [found["name"] for found in api.manage('{ searchNodes(keyword: "rs") { name } }')] == ["Ours"]
    assert api.rest("GET", "/api/v2/orgs/count", api.management_token)["data"] == {"count": 1}
    assert api.rest("GET", f"/api/v2/orgs/export?org_id={org}", api.management_token)["code"] == 404
    assert neighbour.manage(MEMBERS, n=node)["users"]["totalCount"] == 1


def test_rest_reads_what_it_is_asked_for(api: RawClient) -> None:
    token = api.management_token
    for name in "abc":
        founded(api, name)
    page = api.rest("GET", "/api/v2/orgs?page=2&limit=2", token)["data"]
    assert [each["rootNode"]["name"] for each in page] == ["a"]
    for query in ("page=0", "page=x", "limit=0", "limit=1001", "page=-1"):
        assert api.rest("GET", f"/api/v2/orgs?{query}", token)["code"] == 400
    assert api.rest("GET", "/api/v2/orgs/by-tenant", token)["code"] == 2231
    assert api.rest("GET", "/api/v2/orgs/export", token)["message"] == "导出数据成功"
    assert api.rest("POST", "/api/v2/ad/sync", token, json={})["code"] == 2231
    assert api.rest("POST", "/connections/enterprise/lark/start-sync", token, json={})["code"] == 501


def test_a_search_gives_a_bounded_number(server: LocalServer, api: RawClient) -> None:
    root = imported(api, {"name": "root", "children": [{"name": "same"}] * 1001})["data"]
    found = api.manage('{ searchNodes(keyword: "SAME") { id } }')
    assert [each["id"] for each in found] == [child["id"] for child in root["children"][:1000]]
