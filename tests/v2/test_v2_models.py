"""Models and documents against the platform's contract."""

from __future__ import annotations

import json
import typing
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import UnionType
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)
from graphql.language import FieldNode, OperationDefinitionNode, SelectionSetNode

import authing
from authing.core.model import Model, wire_name
from authing.v2 import documents
from authing.v2.models.answer import (
    CommonMessage,
    LinkUrl,
    LoginStatus,
    LoginStatusUser,
    PasswordStrength,
    RefreshedToken,
    UploadedFile,
)
from authing.v2.models.field import FieldDefinition, FieldValue, FieldValues
from authing.v2.models.permission import (
    AclResource,
    AclResourcePage,
    AuthorizedResource,
    AuthorizedResourcePage,
    AuthorizedTarget,
    AuthorizedTargetPage,
    Namespace,
    NamespacePage,
    Policy,
    PolicyAssignment,
    PolicyAssignmentPage,
    PolicyCondition,
    PolicyPage,
    PolicyStatement,
    PolicyTargets,
    ResourceAction,
)
from authing.v2.models.role import Role, RolePage
from authing.v2.models.user import Identity, User, UserPage, UserStatus

TYPES: dict[type[Model], str] = {
    User: "User",
    Identity: "Identity",
    UserPage: "PaginatedUsers",
    Role: "Role",
    RolePage: "PaginatedRoles",
    CommonMessage: "CommonMessage",
    RefreshedToken: "RefreshToken",
    LoginStatus: "JWTTokenStatus",
    LoginStatusUser: "JWTTokenStatusDetail",
    PasswordStrength: "CheckPasswordStrengthResult",
    FieldDefinition: "UserDefinedField",
    FieldValue: "UserDefinedData",
    FieldValues: "UserDefinedDataMap",
    AuthorizedResource: "AuthorizedResource",
    AuthorizedResourcePage: "PaginatedAuthorizedResources",
    AuthorizedTarget: "ResourcePermissionAssignment",
    AuthorizedTargetPage: "PaginatedAuthorizedTargets",
    Policy: "Policy",
    PolicyAssignment: "PolicyAssignment",
    PolicyAssignmentPage: "PaginatedPolicyAssignments",
    PolicyCondition: "PolicyStatementCondition",
    PolicyPage: "PaginatedPolicies",
    PolicyStatement: "PolicyStatement",
}
"""What each model is called in the contract."""

REST_ONLY = {
    AclResource,
    AclResourcePage,
    LinkUrl,
    Namespace,
    NamespacePage,
    PolicyTargets,
    ResourceAction,
    UploadedFile,
}
"""Models that the contract does not know."""

NOT_IN_GRAPHQL = {(User, "phone_country_code")}
"""Fields of the REST form alone."""


NEVER_NULL: set[tuple[type[Model], str]] = {
    (CommonMessage, "code"),
    (RefreshedToken, "token"),
    (RefreshedToken, "iat"),
    (RefreshedToken, "exp"),
    (LoginStatus, "code"),
    (LoginStatus, "status"),
    (LoginStatusUser, "id"),
    (AuthorizedTarget, "target_type"),
    (AuthorizedTarget, "target_identifier"),
    (AuthorizedTargetPage, "total_count"),
}
"""Fields that the contract lets be null, and that never are."""


@cache
def schema() -> GraphQLSchema:
    return build_schema((Path(authing.__file__).parent / "server" / "schema.graphql").read_text(encoding="utf-8"))


def fields_of(model: type[Model]) -> dict[str, Any]:
    """The type of each field."""
    return {
        name: hint
        for name, hint in typing.get_type_hints(model).items()
        if typing.get_origin(hint) is not typing.ClassVar
    }


FIELDS = [(model, name, hint) for model in TYPES for name, hint in fields_of(model).items()]
EVERY_FIELD = pytest.mark.parametrize(
    ("model", "name", "hint"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name, _ in FIELDS]
)


def in_contract(model: type[Model], name: str) -> Any:
    """The field of the contract, or None."""
    keys = model._wire.get(name) or wire_name(name)
    found = schema().type_map[TYPES[model]]
    assert isinstance(found, GraphQLObjectType)
    return next(filter(None, map(found.fields.get, (keys,) if isinstance(keys, str) else keys)), None)


def test_every_model_is_compared() -> None:
    from authing.v2.models import answer, field, permission, role, user

    models = {
        value
        for module in (answer, field, permission, role, user)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Model) and value is not Model
    }
    assert models == TYPES.keys() | REST_ONLY


@EVERY_FIELD
def test_every_field_is_one_of_the_contract(model: type[Model], name: str, hint: Any) -> None:
    if (model, name) not in NOT_IN_GRAPHQL:
        assert in_contract(model, name) is not None


@EVERY_FIELD
def test_every_field_has_the_type_of_the_contract(model: type[Model], name: str, hint: Any) -> None:
    field = in_contract(model, name)
    if field is None:
        return
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    is_list = isinstance(kind, GraphQLList)
    if is_list:
        kind = kind.of_type
        kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    members = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, UnionType) else (hint,)
    concrete = [member for member in members if member is not type(None)]
    if is_list:
        (sequence,) = concrete
        assert typing.get_origin(sequence) is not None
        concrete = list(typing.get_args(sequence))
    if isinstance(kind, GraphQLScalarType):
        (told,) = concrete
        allowed = {"String": (str, datetime), "ID": (str,), "Int": (int,), "Boolean": (bool,), "Object": (Any,)}[
            kind.name
        ]
        assert told in allowed
    elif isinstance(kind, GraphQLEnumType):
        (enum,) = [member for member in concrete if issubclass(member, Enum)]
        assert str in concrete
        assert {member.value for member in enum} == set(kind.values)
    else:
        (told,) = concrete
        assert TYPES[told] == kind.name
    if type(None) not in members and not is_list and not isinstance(field.type, GraphQLNonNull):
        assert (model, name) in NEVER_NULL


# -- reading --------------------------------------------------------------------------------------


def test_a_user_of_graphql_and_of_rest() -> None:
    graphql = User.of({"id": "u1", "lastIP": "192.0.2.1", "createdAt": "2021-09-24T07:29:51+00:00"})
    rest = User.of({"id": "u1", "lastIp": "192.0.2.1", "createdAt": "2021-09-24T07:29:51.000Z"})
    moment = datetime(2021, 9, 24, 7, 29, 51, tzinfo=timezone.utc)
    assert graphql.last_ip == rest.last_ip == "192.0.2.1"
    assert graphql.created_at == rest.created_at == moment
    assert graphql.created_at is not None
    assert graphql.created_at.utcoffset() == timedelta(0)


def test_what_is_new_does_not_disturb() -> None:
    raw = {"id": "u1", "status": "Dreaming", "new": {"deep": [1]}, "identities": [{"openid": "o", "new": 1}]}
    user = User.of(raw)
    assert user.status == "Dreaming"
    assert user["new"] == {"deep": [1]}
    assert user.identities[0].openid == "o"
    assert user.identities[0]["new"] == 1
    assert dict(user) == raw
    assert json.loads(json.dumps(user.raw)) == raw


@pytest.mark.parametrize("status", UserStatus)
def test_a_known_status_is_one_of_the_enum(status: UserStatus) -> None:
    assert User.of({"id": "u1", "status": status.value}).status is status
    assert User.of({"id": "u1", "status": status.value}).status == status.value


def test_what_is_missing_reads_as_none() -> None:
    user = User.of({"id": "u1"})
    lists: dict[str, list[object]] = {"identities": [], "register_source": []}
    assert {name: getattr(user, name) for name in fields_of(User) if name != "id"} == {
        name: lists.get(name) for name in fields_of(User) if name != "id"
    }


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, name, _ in FIELDS], ids=str)
def test_a_value_that_does_not_fit_arrives_as_it_came(model: type[Model], name: str) -> None:
    key = wire_name(name) if name != "last_ip" else "lastIP"
    odd = object()
    assert getattr(model.of({key: odd}), name) is odd


def test_neither_repr_nor_text_shows_a_secret() -> None:
    user = User.of(
        {"id": "u1", "token": "s3cret", "password": "s3cret", "salt": "s3cret", "customData": {"apiKey": "s3cret"}}
    )
    assert "s3cret" not in f"{user!r} {user}"
    assert "s3cret" not in repr(UserPage.of({"totalCount": 1, "list": [user.raw]}))
    assert "s3cret" not in repr(RefreshedToken.of({"token": "s3cret", "iat": 1, "exp": 2}))


def test_a_role_knows_its_parent() -> None:
    role = Role.of({"id": "r1", "code": "clerk", "namespace": "default", "parent": {"code": "boss", "parent": None}})
    assert role.parent is not None
    assert (role.parent.code, role.parent.parent) == ("boss", None)


def test_a_page_of_namespaces_tells_its_total_by_either_name() -> None:
    for key in ("total", "totalCount"):
        page = NamespacePage.of({key: 3, "list": [{"id": 7, "code": "ns", "new": 1}]})
        assert (page.total, page.total_count, page.list[0].id, page.list[0]["new"]) == (3, 3, 7, 1)


def test_what_is_left_out_of_a_permission_reads_as_nothing() -> None:
    resource = AuthorizedResource.of({"code": "books:1", "type": "TOMORROW", "actions": None})
    assert (resource.type, resource.actions, resource.api_identifier) == ("TOMORROW", None, None)
    assert AuthorizedResource.of({"code": "books:1", "actions": []}).actions == []
    statement = PolicyStatement.of({"resource": "books:*", "actions": ["*"], "effect": "MAYBE", "condition": None})
    assert (statement.effect, list(statement.condition)) == ("MAYBE", [])


def test_pages_are_read_like_those_of_4_5() -> None:
    page = UserPage.of({"totalCount": 1, "list": [{"id": "u1", "username": "bob"}]})
    assert page["list"][0]["username"] == page.list[0].username == "bob"
    assert page["totalCount"] == page.total_count == 1


# -- documents ------------------------------------------------------------------------------------

DOCUMENTS = {
    f"{module.name}.{name}": value
    for module in iter_modules(documents.__path__)
    for name, value in vars(import_module(f"{documents.__name__}.{module.name}")).items()
    if name.isupper() and value.startswith(("query", "mutation"))
}
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
U49 = (
    "id arn userPoolId status username email emailVerified phone phoneVerified unionid openid nickname registerSource "
    "photo password oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser "
    "company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale "
    "address formatted streetAddress locality region postalCode city province country createdAt updatedAt"
)
"""What 4.5 selects of every user."""
R7 = "id namespace code arn description createdAt updatedAt"
"""What 4.5 selects of every role."""


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) >= 29


@EVERY_DOCUMENT
def test_a_document_selects_only_what_exists(document: str) -> None:
    assert validate(schema(), parse(document)) == []


def selections(document: str) -> list[tuple[str, set[str]]]:
    """Every object that a document selects fields of: the type of the contract, and the fields."""
    found: list[tuple[str, set[str]]] = []

    def walk(kind: Any, selected: SelectionSetNode) -> None:
        while isinstance(kind, (GraphQLNonNull, GraphQLList)):
            kind = kind.of_type
        nodes = [node for node in selected.selections if isinstance(node, FieldNode)]
        assert len(nodes) == len(selected.selections) == len({node.name.value for node in nodes})
        found.append((kind.name, {node.name.value for node in nodes}))
        for node in nodes:
            if node.selection_set is not None:
                walk(kind.fields[node.name.value].type, node.selection_set)

    (definition,) = parse(document).definitions
    assert isinstance(definition, OperationDefinitionNode)
    walk(schema().get_root_type(definition.operation), definition.selection_set)
    return found


@EVERY_DOCUMENT
def test_callers_get_every_key_they_got_from_4_5(document: str) -> None:
    for kind, fields in selections(document):
        if kind == "User" and len(fields) > 1:
            assert set(U49.split()) | {"externalId"} <= fields
        if kind == "Role" and len(fields) > 1:
            assert set(R7.split()) <= fields


@EVERY_DOCUMENT
def test_a_model_can_read_all_that_is_selected(document: str) -> None:
    models = {name: model for model, name in TYPES.items()}
    for kind, fields in selections(document):
        if kind in models and len(fields) > 1:
            model = models[kind]
            keys = {wire_name(name) for name, member in vars(model).items() if isinstance(member, cached_property)}
            for name in fields_of(model):
                key = model._wire.get(name) or wire_name(name)
                keys.update((key,) if isinstance(key, str) else key)
            assert fields <= keys


@pytest.mark.parametrize("name", ["users.USERS", "users.USER_BATCH"])
def test_identities_are_selected_where_4_5_selected_them(name: str) -> None:
    expected = {"openid", "userIdInIdp", "userId", "connectionId", "isSocial", "provider", "type", "userPoolId"}
    assert ("Identity", expected) in selections(DOCUMENTS[name])


@pytest.mark.parametrize("name", ["roles.ROLE", "roles.CREATE_ROLE", "roles.UPDATE_ROLE", "users.USER_ROLES"])
def test_parents_are_selected_where_4_5_selected_them(name: str) -> None:
    assert len([fields for kind, fields in selections(DOCUMENTS[name]) if kind == "Role" and len(fields) > 1]) == 2
