"""Verifying tokens: those of the instance are believed, for whom they are for, and nothing else is."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from connect_server import Answer
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from login_provider import INTROSPECT, KEYS, signing_key
from zitadel_login_kit import SECRET, Desk

from authing.core.errors import ArgumentError, Forbidden, NotLoggedIn, ServerError, UnexpectedAnswer
from authing.zitadel import scopes

ALL = ["openid", scopes.PROJECTS_ROLES, scopes.USER_METADATA, scopes.USER_RESOURCE_OWNER]


def access_token(desk: Desk, **changes: Any) -> str:
    """An access token of the instance that is a JWT; a claim that is None is left out."""
    told = desk.provider.access_token_claims(desk.provider.granted("shop")) | changes
    return desk.provider.signed({name: value for name, value in told.items() if value is not None})


def verified(desk: Desk, token: str, **arguments: Any) -> Any:
    return desk.run(desk.client().verify_access_token(token, **arguments))


def refused(desk: Desk, token: str, **arguments: Any) -> str:
    with pytest.raises(NotLoggedIn) as caught:
        verified(desk, token, **arguments)
    error = caught.value
    assert error.code in ("invalid_token", "token_expired")
    assert not [part for part in token.split(".") if len(part) > 9 and part in f"{error!r} {error}"]
    return f"{error.code}: {error.message}"


# -- JWT ------------------------------------------------------------------------------------------


def test_an_access_token_that_is_a_jwt_is_verified_on_the_spot(desk: Desk) -> None:
    public = desk.of_kind("public")
    login = desk.logged_in(public, scopes=[*ALL, "profile"])
    claims = desk.run(public.verify_access_token(login.access_token))
    assert (claims.subject, claims.issuer) == ("ada", desk.server.issuer)
    assert claims.audience == ("public", "shop-project")
    assert claims.token_id
    assert claims.roles() == {"admin"}
    assert claims.resource_owner_id == "org1"
    assert claims.metadata["shoe-size"] == b"\x00\xff 39"
    assert desk.server.asked(INTROSPECT) == []
    assert len(desk.server.asked(KEYS)) == 1


def test_a_token_of_an_older_instance_has_no_client_id(desk: Desk) -> None:
    assert verified(desk, access_token(desk, client_id=None)).subject == "ada"


def test_whom_a_token_must_be_for(desk: Desk) -> None:
    of_project = access_token(desk, aud=["other-app", "shop-project"])
    assert "audience" in refused(desk, of_project)
    assert desk.run(desk.client(project_id="shop-project").verify_access_token(of_project)).subject == "ada"
    assert verified(desk, of_project, audience="shop-project").subject == "ada"
    assert verified(desk, of_project, audience=["x", "other-app"]).subject == "ada"
    assert "audience" in refused(desk, access_token(desk), audience="elsewhere")
    assert "audience" in refused(desk, access_token(desk, aud=None))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"iss": "https://mallory.example"}, "issuer"),
        ({"sub": ""}, "sub"),
        ({"sub": None}, "sub"),
        ({"exp": None}, "time"),
        ({"exp": 1}, "token_expired"),
        ({"nbf": int(time.time()) + 86400}, "not good yet"),
        ({"iat": int(time.time()) + 86400}, "not good yet"),
        ({"aud": ["shop", 1]}, "malformed"),
        ({"jti": None}, "none of jti"),
    ],
)
def test_attack_claims_that_cannot_be(changes: dict[str, Any], words: str, desk: Desk) -> None:
    assert words in refused(desk, access_token(desk, **changes))


def test_attack_an_id_token_as_access_token(desk: Desk) -> None:
    public = desk.of_kind("public")
    login = desk.logged_in(public)
    assert login.claims["client_id"] == "public"  # as access tokens have it, for the same audience
    with pytest.raises(NotLoggedIn, match="id_token"):
        desk.run(public.verify_access_token(login.id_token))
    desk.provider.claims_of_id_tokens = {"jti": "1"}
    with pytest.raises(NotLoggedIn, match="id_token"):
        desk.run(public.verify_access_token(desk.logged_in(public).id_token))
    desk.provider.claims_of_id_tokens = {"at_hash": None}
    with pytest.raises(NotLoggedIn, match="none of jti"):
        desk.run(public.verify_access_token(desk.logged_in(public).id_token))


def test_attack_an_access_token_as_id_token(desk: Desk) -> None:
    client = desk.client()
    for changes in ({}, {"aud": ["shop"]}, {"aud": ["shop"], "azp": "shop"}, {"azp": "shop"}):
        with pytest.raises(NotLoggedIn, match=r"azp|no id_token"):
            desk.run(client.verify_id_token(access_token(desk, **changes)))


def forged(desk: Desk, key: Any, algorithm: str, **header: Any) -> str:
    claims = desk.provider.access_token_claims(desk.provider.granted("shop"))
    return jwt.encode(claims, key, algorithm, {"kid": "key0", **header})


def test_attack_unsigned_token(desk: Desk) -> None:
    assert "algorithm" in refused(desk, forged(desk, None, "none"))
    head, body, _ = access_token(desk).split(".")
    assert "malformed" not in refused(desk, f"{head}.{body}.")


def test_attack_public_key_as_secret(desk: Desk) -> None:
    public = signing_key(0).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = desk.provider.access_token_claims(desk.provider.granted("shop"))
    parts = [b64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "key0", "typ": "JWT"}, claims)]
    parts.append(b64url(hmac.digest(public, ".".join(parts).encode(), "sha256")))  # PyJWT would not sign it
    assert "secret" in refused(desk, ".".join(parts))
    assert "secret" in refused(desk, forged(desk, SECRET.ljust(32, "x"), "HS256"))


def b64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def test_attack_key_of_a_stranger(desk: Desk) -> None:
    assert "signature" in refused(desk, forged(desk, signing_key(7), "RS256"))
    assert "no key" in refused(desk, forged(desk, signing_key(7), "RS256", kid="key7"))
    assert "signature" in refused(desk, forged(desk, signing_key(7), "RS256", jku="https://mallory.example/keys"))


def test_a_token_of_another_clock_is_good_within_the_leeway(desk: Desk) -> None:
    late = access_token(desk, exp=int(time.time()) - 20)
    assert verified(desk, late).subject == "ada"
    assert "token_expired" in refused(desk, late, leeway=0)
    assert verified(desk, access_token(desk), clock=lambda: time.time() + 3600, leeway=60).subject == "ada"
    assert "token_expired" in refused(desk, access_token(desk), clock=lambda: time.time() + 7200)


def test_a_new_key_of_the_instance_is_found_at_once(desk: Desk) -> None:
    assert verified(desk, access_token(desk)).subject == "ada"
    old = access_token(desk)
    desk.provider.signs_with, desk.provider.publishes = 1, [1, 0]
    assert verified(desk, access_token(desk)).subject == "ada"
    assert verified(desk, old).subject == "ada"
    assert len(desk.server.asked(KEYS)) == 2


def test_keys_that_are_not_to_be_had_are_no_bad_token(desk: Desk) -> None:
    desk.server.route(KEYS, lambda seen: Answer(403))
    with pytest.raises(UnexpectedAnswer, match="keys"):
        verified(desk, access_token(desk))


# -- opaque ---------------------------------------------------------------------------------------


def test_an_opaque_token_is_asked_about(desk: Desk) -> None:
    login = desk.logged_in(desk.client(), scopes=ALL)
    for _ in range(2):
        claims = verified(desk, login.access_token)
        assert (claims.subject, claims.audience, claims.roles()) == ("ada", ("shop", "shop-project"), {"admin"})
        assert claims.scopes == set(ALL)
        assert claims.expires_at > claims.issued_at
    assert len(desk.server.asked(INTROSPECT)) == 2
    desk.run(desk.client().revoke_token(login.access_token))
    assert "does not know it" in refused(desk, login.access_token)


def test_by_an_interface_of_the_same_project(desk: Desk) -> None:
    token = desk.provider.opaque(desk.provider.granted("shop"))
    assert desk.run(desk.of_kind("api").verify_access_token(token)).subject == "ada"
    assert desk.run(desk.of_kind("key").verify_access_token(token)).subject == "ada"
    desk.provider.add_application("stranger", secret=SECRET, project_id="another")
    stranger = desk.client("stranger")
    with pytest.raises(NotLoggedIn, match="not for this client"):
        desk.run(stranger.verify_access_token(token))
    token = desk.provider.opaque(desk.provider.granted("shop", scope=f"openid {scopes.project_audience('another')}"))
    assert desk.run(stranger.verify_access_token(token)).subject == "ada"


def test_whom_an_opaque_token_must_be_for(desk: Desk) -> None:
    token = desk.provider.opaque(desk.provider.granted("posting"))
    assert verified(desk, token).audience == ("posting", "shop-project")
    assert verified(desk, token, audience="shop-project").subject == "ada"
    assert "audience" in refused(desk, token, audience="shop")


def test_an_opaque_token_whose_time_is_over(desk: Desk) -> None:
    desk.server.clock_offset = -600  # the instance has not seen it yet
    token = desk.provider.opaque(desk.provider.granted("shop", lifetime=300))
    assert "token_expired" in refused(desk, token)
    assert verified(desk, token, clock=lambda: time.time() - 600).subject == "ada"


@pytest.mark.parametrize("token", ["", " ", "a b", "ä", "a\n", "{}", "x" * 20_000, "\ud800", "=", "a=b"])
def test_attack_what_is_no_token_is_not_asked_about(token: str, desk: Desk) -> None:
    assert "malformed" in refused(desk, token)
    assert not desk.server.requests


@pytest.mark.parametrize("token", [".", "a.b", "a.b.c", "a.b.c.d.e", "..", f"{'x' * 20_000}.y.z"])
def test_attack_what_looks_like_a_jwt(token: str, desk: Desk) -> None:
    refused(desk, token)
    assert not desk.server.requests


def test_a_public_client_has_nothing_to_ask_with(desk: Desk) -> None:
    with pytest.raises(NotLoggedIn, match="opaque"):
        desk.run(desk.of_kind("public").verify_access_token("abc"))
    assert not desk.server.requests


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"active": "true"}, UnexpectedAnswer),
        ({}, UnexpectedAnswer),
        ([], UnexpectedAnswer),
        ({"active": True}, NotLoggedIn),
        ({"active": True, "iss": "https://mallory.example", "sub": "ada"}, NotLoggedIn),
    ],
)
def test_attack_answers_that_prove_nothing(answer: Any, kind: type[Exception], desk: Desk) -> None:
    desk.server.reply(INTROSPECT, Answer.of(answer))
    with pytest.raises(kind):
        verified(desk, "abc")


def test_an_instance_that_fails_is_no_bad_token(desk: Desk) -> None:
    desk.server.reply(INTROSPECT, Answer.of({"error": "server_error"}, 500))
    with pytest.raises(ServerError):
        verified(desk, "abc")
    with pytest.raises(Forbidden):
        desk.run(desk.client(client_secret="wrong").verify_access_token("abc"))


@pytest.mark.parametrize(
    "arguments",
    [{"token": None}, {"token": b"x"}, {"audience": ""}, {"audience": []}, {"audience": [1]}, {"audience": 1},
     {"leeway": 301}, {"leeway": "1"}, {"clock": 1}],
)  # fmt: skip
def test_a_bad_argument_is_told_before_anything_is_sent(arguments: dict[str, Any], desk: Desk) -> None:
    with pytest.raises(ArgumentError):
        desk.run(desk.client().verify_access_token(**{"token": "abc", **arguments}))
    assert not desk.server.requests


# -- id_tokens ------------------------------------------------------------------------------------


def test_an_id_token_is_verified_again(desk: Desk) -> None:
    client = desk.client()
    request = desk.run(client.start_login("https://app.example/callback", scopes=ALL))
    login = desk.run(client.finish_login(request, desk.browse(request.url)))
    claims = desk.run(
        client.verify_id_token(login.id_token, nonce=request.nonce, access_token=login.access_token, max_age=60)
    )
    assert claims == login.claims
    assert claims.roles() == {"admin"}
    for wrong in ({"nonce": "x"}, {"access_token": "x"}, {"max_age": 0, "leeway": 0}):
        with pytest.raises(NotLoggedIn):
            desk.run(client.verify_id_token(login.id_token, **wrong))
    with pytest.raises(NotLoggedIn, match=r"audience|azp"):
        desk.run(desk.of_kind("post").verify_id_token(login.id_token))
