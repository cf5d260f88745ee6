"""The schema with its resolvers; a field that has none but needs one refuses with its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, build_schema

from authing.server.graphql import (
    authentication,
    codes,
    fields,
    groups,
    mail,
    organisations,
    permissions,
    policies,
    pool,
    roles,
    users,
)
from authing.server.rules.naming import snake_case
from authing.server.rules.refusal import Code, Refusal, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLFieldResolver, GraphQLResolveInfo

CONTRACT = Path(__file__).parent.parent / "schema.graphql"
DOMAINS = (users, roles, groups, organisations, permissions, policies, fields, authentication, pool, mail, codes)
ROOTS = ("Query", "Mutation")


def bound_schema() -> GraphQLSchema:
    """The whole contract; every root field has a resolver, be it one that refuses."""
    schema = build_schema(CONTRACT.read_text(encoding="utf-8"))
    _rename_inputs(schema)
    for type_name in ROOTS:
        _bind(schema, type_name, {name: _refusing(name) for name in _object(schema, type_name).fields})
    for domain in DOMAINS:
        resolvers: dict[str, dict[str, Callable[..., Any]]] = domain.RESOLVERS
        for type_name, found in resolvers.items():
            is_root = type_name in ROOTS
            adapted = {name: _of_root(name, each) if is_root else _of_object(each) for name, each in found.items()}
            _bind(schema, type_name, adapted)
    return schema


def _object(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    found = schema.type_map[name]
    if not isinstance(found, GraphQLObjectType):
        raise TypeError(f"{name} is no object type of the schema")
    return found


def _bind(schema: GraphQLSchema, type_name: str, resolvers: dict[str, GraphQLFieldResolver]) -> None:
    fields = _object(schema, type_name).fields
    for name, resolver in resolvers.items():
        fields[name].resolve = resolver


def _rename_inputs(schema: GraphQLSchema) -> None:
    """Let resolvers see arguments and input fields in snake_case."""
    for found in schema.type_map.values():
        if isinstance(found, GraphQLInputObjectType):
            for name, field in found.fields.items():
                field.out_name = snake_case(name)
        elif isinstance(found, GraphQLObjectType) and not found.name.startswith("__"):
            for output in found.fields.values():
                for name, argument in output.args.items():
                    argument.out_name = snake_case(name)


def _refusing(name: str) -> GraphQLFieldResolver:
    def resolve(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        raise unavailable(name)

    return resolve


def _of_root(name: str, resolver: Callable[..., Any]) -> GraphQLFieldResolver:
    def resolve(_: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        try:
            given = _given(arguments)
        except RecursionError:
            raise Refusal(Code.MALFORMED, f"the arguments of {name} are nested too deeply") from None
        return resolver(info.context.doing(name), **given)

    return resolve


def _of_object(resolver: Callable[..., Any]) -> GraphQLFieldResolver:
    def resolve(parent: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        return resolver(parent, info.context, **_given(arguments))

    return resolve


def _given(value: Any) -> Any:
    """A value without its nulls: clients send null for what they do not give."""
    if isinstance(value, dict):
        return {name: _given(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_given(item) for item in value if item is not None]
    return value
