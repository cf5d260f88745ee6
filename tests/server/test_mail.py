"""Mails: what is sent, who may have it sent, and the outbox that shows it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from raw_client import RawClient, code_of
from sqlalchemy import create_engine, insert, select

from authing.server import LocalServer
from authing.server.rules import codes, tokens
from authing.server.rules.mail import LINKS
from authing.server.rules.outbox import KEPT, MOST
from authing.server.storage.tables.mail import CODES, Mail

SEND = "mutation($email: String!, $scene: EmailScene!) { sendEmail(email: $email, scene: $scene) { code message } }"
SEND_FIRST = (
    "mutation($user: String!, $app: String!) { sendFirstLoginVerifyEmail(userId: $user, appId: $app) { code message } }"
)
SENT = {"code": 200, "message": "发送成功"}
BOB = "bob@example.com"
NOBODY = "0" * 24


def send(api: RawClient, email: str = BOB, scene: str = "LOGIN_VERIFY_CODE") -> Any:
    return api.run(SEND, email=email, scene=scene)


def outbox(api: RawClient, **wanted: str) -> Any:
    return api.session.get(f"{api.host}/_local/outbox", params=wanted, timeout=20).json()


def kept_codes(server: LocalServer) -> list[Any]:
    engine = create_engine(server.database if "://" in server.database else f"sqlite:///{server.database}")
    with engine.connect() as connection:
        found = list(connection.execute(select(CODES)))
    engine.dispose()
    return found


def test_a_mail_with_a_code(api: RawClient, server: LocalServer) -> None:
    before = datetime.now(timezone.utc)
    assert send(api, "Bob@Example.com") == SENT
    (mail,) = outbox(api)
    assert list(mail) == ["id", "kind", "to", "scene", "code", "link", "sent_at"]
    assert (mail["kind"], mail["to"], mail["scene"], mail["link"]) == ("email", BOB, "LOGIN_VERIFY_CODE", None)
    assert len(mail["code"]) == 4
    assert mail["code"].isdigit()
    sent_at = datetime.fromisoformat(mail["sent_at"].replace("Z", "+00:00"))
    assert abs(sent_at - before) < timedelta(seconds=20)
    (kept,) = kept_codes(server)
    assert (kept.pool_id, kept.address, kept.scene) == (api.pool_id, BOB, "LOGIN_VERIFY_CODE")
    assert kept.digest == codes.digest(api.pool_id, BOB, "LOGIN_VERIFY_CODE", mail["code"])
    assert (kept.expires_at - kept.created_at, kept.attempts, kept.used) == (codes.CODE_LIFE, 0, False)


def test_a_code_is_as_long_as_the_pool_says(api: RawClient) -> None:
    api.manage("mutation { updateUserpool(input: {verifyCodeLength: 6}) { id } }")
    found = set()
    for _ in range(5):
        send(api)
        found.add(outbox(api)[0]["code"])
    assert {len(code) for code in found} == {6}
    assert len(found) > 1


@pytest.mark.parametrize("scene", LINKS)
def test_a_mail_with_a_link(api: RawClient, server: LocalServer, scene: str) -> None:
    assert send(api, scene=scene) == SENT
    (mail,) = outbox(api)
    assert mail["code"] is None
    link = urlsplit(mail["link"])
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{server.host}/verify-email"
    (token,) = parse_qs(link.query)["token"]
    assert len(token) == 43
    (kept,) = kept_codes(server)
    assert kept.digest == tokens.digest(token)
    assert kept.expires_at - kept.created_at == codes.LINK_LIFE


def test_every_scene_sends_a_code_or_a_link(api: RawClient) -> None:
    scenes = api.run('{ __type(name: "EmailScene") { enumValues { name } } }')["enumValues"]
    assert len(scenes) == 14
    for scene in scenes:
        assert send(api, scene=scene["name"]) == SENT
        (mail, *_) = outbox(api)
        assert mail["scene"] == scene["name"]
        assert (mail["code"] is None) != (mail["link"] is None)


def test_a_newer_code_replaces_the_older_one_of_the_same_scene(api: RawClient, server: LocalServer) -> None:
    send(api, scene="CHANGE_EMAIL")
    first = kept_codes(server)
    for _ in range(2):
        send(api)
        send(api, scene="VERIFY_EMAIL")
    kept = {code.scene: code.digest for code in kept_codes(server)}
    newest = {mail["scene"]: mail for mail in reversed(outbox(api))}
    assert set(kept) == {"CHANGE_EMAIL", "LOGIN_VERIFY_CODE", "VERIFY_EMAIL"}
    assert kept["CHANGE_EMAIL"] == first[0].digest
    assert kept["LOGIN_VERIFY_CODE"] == codes.digest(
        api.pool_id, BOB, "LOGIN_VERIFY_CODE", newest["LOGIN_VERIFY_CODE"]["code"]
    )
    assert kept["VERIFY_EMAIL"] == tokens.digest(newest["VERIFY_EMAIL"]["link"].partition("token=")[2])


def test_an_address_without_a_user_is_answered_like_one_with(api: RawClient) -> None:
    api.create(username="bob", email=BOB)
    assert send(api, BOB, "RESET_PASSWORD") == send(api, "nobody@example.com", "RESET_PASSWORD") == SENT
    assert [mail["to"] for mail in outbox(api)] == ["nobody@example.com", BOB]


@pytest.mark.parametrize(
    "address", ["", "bob", "bob@", "@example.com", "bob@example", "b ob@example.com", "a@b@example.com"]
)
def test_bad_addresses(api: RawClient, address: str) -> None:
    assert code_of(send, api, address) == 2204
    assert outbox(api) == []


def test_requests_that_cannot_be_served(api: RawClient, server: LocalServer) -> None:
    assert code_of(send, api, "b" * 250 + "@example.com") == 400
    assert code_of(send, api, "b\x00b@example.com") == 400
    assert code_of(send, api, scene="verify_email") == 400
    assert code_of(send, api, scene="NO_SCENE") == 400
    nameless = RawClient(server, **{"x-other": "1"})
    unknown = RawClient(server, pool_id=NOBODY)
    assert (code_of(send, nameless), code_of(send, unknown)) == (2101, 2224)
    assert outbox(api) == []


def test_so_many_mails_within_a_minute_are_enough(api: RawClient, server: LocalServer) -> None:
    field = f'sendEmail(email: "{BOB}", scene: VERIFY_CODE) {{ code }}'
    many = "mutation {" + " ".join(f"m{number}: {field}" for number in range(20)) + "}"
    for _ in range(MOST // 20):
        assert "errors" not in api.answer(many)
    kept = kept_codes(server)
    assert code_of(send, api, scene="VERIFY_CODE") == 2025
    assert len(outbox(api)) == MOST
    assert kept_codes(server) == kept
    assert send(api) == send(api, "alice@example.com", "VERIFY_CODE") == SENT


def test_the_outbox_shows_all_pools_and_what_is_wanted(api: RawClient, neighbour: RawClient) -> None:
    send(api)
    send(neighbour, "eve@example.com")
    send(api, scene="VERIFY_EMAIL")
    found = outbox(api)
    assert [mail["to"] for mail in found] == [BOB, "eve@example.com", BOB]
    assert [mail["scene"] for mail in outbox(api, to="BOB@example.com")] == ["VERIFY_EMAIL", "LOGIN_VERIFY_CODE"]
    assert outbox(api, to="eve@example.com", kind="email") == found[1:2]
    assert outbox(api, to="nobody@example.com") == outbox(api, kind="sms") == []
    assert outbox(api, to="", kind="") == found
    assert outbox(api, kind="letter")["code"] == 400


def test_a_reset_empties_the_outbox(api: RawClient, server: LocalServer) -> None:
    send(api)
    (before,) = outbox(api)
    api.rest("POST", "/_local/reset")
    assert outbox(api) == kept_codes(server) == []
    send(api)
    (after,) = outbox(api)
    assert after["id"] > before["id"]


def test_the_outbox_keeps_the_newest_of_each_pool(api: RawClient, neighbour: RawClient, server: LocalServer) -> None:
    send(neighbour)
    long_ago = datetime(2026, 1, 1, tzinfo=timezone.utc)
    row = {"pool_id": api.pool_id, "kind": "email", "scene": "VERIFY_CODE", "code": "1234", "sent_at": long_ago}
    engine = create_engine(server.database if "://" in server.database else f"sqlite:///{server.database}")
    with engine.begin() as connection:
        connection.execute(insert(Mail), [{**row, "to": f"{number}@example.com"} for number in range(KEPT + 10)])
    engine.dispose()
    for _ in range(2):
        send(api)
    assert [mail["to"] for mail in outbox(api)] == [
        BOB,
        BOB,
        *[f"{number}@example.com" for number in range(KEPT + 9, 11, -1)],
        BOB,  # the neighbour's
    ]


def test_the_mail_before_the_first_login(api: RawClient) -> None:
    bob = api.create(username="bob", email=BOB)
    assert api.manage(SEND_FIRST, user=bob["id"], app=api.app_id) == SENT
    (mail,) = outbox(api)
    assert (mail["to"], mail["scene"], mail["code"]) == (BOB, "FIRST_EMAIL_LOGIN_VERIFY", None)
    assert parse_qs(urlsplit(mail["link"]).query)["app_id"] == [api.app_id]


def test_the_mail_before_the_first_login_is_refused(api: RawClient, neighbour: RawClient) -> None:
    bob = api.create(username="bob", email=BOB)
    for user, app, code in (
        (NOBODY, api.app_id, 2004),
        ("e" * 24, api.app_id, 2004),
        (bob["id"], NOBODY, 2011),
        (bob["id"], neighbour.app_id, 2011),
        (api.create(username="no-mail")["id"], api.app_id, 2231),
        (api.create(email="odd")["id"], api.app_id, 2204),
    ):
        assert code_of(api.manage, SEND_FIRST, user=user, app=app) == code
    given = {"user": bob["id"], "app": api.app_id}
    assert code_of(api.run, SEND_FIRST, **given) == 2020
    assert code_of(api.run, SEND_FIRST, api.signed_in("alice")["token"], **given) == 1001
    assert code_of(api.run, SEND_FIRST, neighbour.management_token, **given) == 1001
    assert outbox(api) == []
