"""What is made of the answers to Logto's operations: every field, every kind, every status, and what nobody knows yet."""

from __future__ import annotations

from typing import Any

from logto_samples import arguments, branches, class_of, full, nullable, places, table, typed
from logto_uses import (
    CLIENTS,
    Use,
    all_fields,
    check,
    check_model,
    described,
    every_service,
    forms,
    in_path,
    method,
    reply,
    text,
    uses,
)

from authing.core.binding import describe
from authing.core.call import Reply
from authing.core.message import Message
from authing.core.paging import Page

TOMORROW = "SomethingOfTomorrow"


def read(use: Use, answer: Reply) -> list[Any]:
    """What both clients read out of an answer."""
    found = []
    for client in CLIENTS:
        _, args, kwargs = next(forms(use, 0))
        asked = arguments(use.operation.query, 0) if use.operation.query else {}
        call = described(
            method(client, use.operation), use.operation, *in_path(use, 0).values(), *args, **kwargs, **asked
        )
        found.append(call.read(answer))
    return found


@every_service
def test_an_answer_with_every_field_is_read_without_loss(service: str) -> None:
    for use in uses(service):
        if ":" not in use.answer and "<" not in use.answer and use.answer != "any":
            continue
        for branch in range(branches(use.answer)):
            body = full(use.answer, branch)
            for status in use.operation.facts["statuses"]:
                if status != 204:
                    for answer in read(use, reply(body, status, {"total-number": "41"})):
                        check(answer, use.answer, body, typed(use.answer, branch), use.operation.where)
                        is_page = "page" in use.operation.facts and use.answer.startswith("list<")
                        assert isinstance(answer, Page) is is_page, use.operation.where
                        if isinstance(answer, Page):
                            assert (answer.total, answer.is_capped) == (41, False)


def test_every_status_of_the_contract_is_read() -> None:
    seen: dict[str, int] = {}
    for service in table().services:
        for use in uses(service["name"]):
            facts, where = use.operation.facts, use.operation.where
            for status in facts["statuses"]:
                if use.answer == "redirect":
                    answer, expected = Reply(status, {"location": "https://x.test/?a=b"}, b""), "https://x.test/?a=b"
                elif use.answer == "text":
                    answer, expected = Reply(status, {"content-type": "application/xml"}, "<ö/>".encode()), "<ö/>"
                elif use.answer == "empty":
                    body = b"" if status == 204 else b"Created"
                    answer, expected = Reply(status, {"content-type": "text/plain"}, body), None
                elif status == 204:
                    answer, expected = Reply(204, {}, b""), None
                else:
                    continue
                seen[f"{use.answer} {status}"] = seen.get(f"{use.answer} {status}", 0) + 1
                assert read(use, answer) == [expected, expected], where
            for also, type_ in facts.get("also", {}).items():
                for branch in range(branches(type_)):
                    body = full(type_, branch)
                    for told in read(use, reply(body, int(also))):
                        check(told, type_, body, typed(type_, branch), where)
                seen[f"also {also}"] = 1
    assert seen == {
        "empty 204": 67,
        "empty 201": 14,
        "empty 200": 1,
        "text 200": 2,
        "redirect 302": 4,
        "any 204": 1,
        "also 400": 1,
    }


@every_service
def test_what_an_answer_leaves_out_and_what_is_null_is_read_too(service: str) -> None:
    for use in uses(service):
        if ":" in use.answer:
            for place in places(use.answer, full(use.answer)):
                kind = class_of(place.model)
                check_model(kind.of({}), place.model, {}, {}, f"{use.operation.where}: {place.where}")
                nulls = {field["wire"]: None for field in all_fields(place.model)}
                assert text(kind.of(nulls).raw) == text(nulls)
                for field in nullable(place.model):
                    assert getattr(kind.of(nulls), field["name"]) is None, f"{use.operation.where}: {place.where}"
            body = full(use.answer)
            for place in places(use.answer, body):
                place.holder.update({field["wire"]: None for field in nullable(place.model)})
            for answer in read(use, reply(body)):
                check(answer, use.answer, body, typed(use.answer), use.operation.where)


@every_service
def test_what_this_version_does_not_know_arrives_as_it_is(service: str) -> None:
    for use in uses(service):
        if ":" not in use.answer:
            continue
        for branch in range(branches(use.answer)):
            body, expected = full(use.answer, branch), typed(use.answer, branch)
            for changed in (body, expected):
                for place in [*places(use.answer, changed)]:
                    tells = table().unions.get(place.union or "", {}).get("on")
                    for field in place.fields():
                        if field["wire"] in place.holder and "enum:" in field["type"] and field["wire"] != tells:
                            listed = field["type"].startswith("list<")
                            place.holder[field["wire"]] = [TOMORROW, TOMORROW] if listed else TOMORROW
                    place.holder["fieldOfTomorrow"] = {"x": [None]}
            for answer in read(use, reply(body)):
                check(answer, use.answer, body, expected, use.operation.where)


def test_an_object_of_a_kind_of_tomorrow_arrives_with_everything_in_it() -> None:
    seen = set()
    for service in table().services:
        for use in uses(service["name"]):
            if ":" not in use.answer:
                continue
            for branch in range(branches(use.answer)):
                body = full(use.answer, branch)
                holders = [each for each in places(use.answer, body) if each.union and each.union not in seen]
                for place in holders[:1]:
                    union = str(place.union)
                    place.holder[table().unions[union]["on"]] = TOMORROW
                    for answer in read(use, reply(body)):
                        found = at(answer, place.where)
                        assert type(found) is Message, use.operation.where
                        assert found.raw == place.holder
                    seen.add(union)
    answered = {"captcha_provider.CaptchaConfig", "configs.JwtCustomizerEntry", "connectors.FormItem"}
    answered |= {
        "sign_in_experience.PasswordExpirationPolicy",
        "users.MfaVerificationCreated",
        "users.VerificationRecord",
    }
    assert seen == answered


def at(value: Any, where: str) -> Any:
    """What stands in a place of an answer."""
    for step in where.removesuffix(".").removeprefix("request").replace("[", ".[").split("."):
        if step.startswith("["):
            value = value[int(step[1:-1])]
        elif step:
            value = getattr(value, step)
    return value


def test_the_token_type_in_the_path_tells_what_a_script_is_for() -> None:
    configs: Any = CLIENTS[0].configs
    body = full("model:configs.ClientCredentialsJwtCustomizer")
    call = describe(configs.get_jwt_customizer, "client-credentials")
    assert type(call.read(reply(body))) is class_of("configs.ClientCredentialsJwtCustomizer")
    call = describe(configs.get_jwt_customizer, class_of("configs.JwtCustomizerType").ACCESS_TOKEN)
    assert type(call.read(reply({"script": "x"}))) is class_of("configs.AccessTokenJwtCustomizer")
    call = describe(configs.get_jwt_customizer, "a-token-of-tomorrow")
    assert call.read(reply({"script": "x"})).script == "x"
