"""Logins that are refused until the user has chosen another password, and the tokens to choose it with."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of
from sqlalchemy import update

from authing.server import LocalServer
from authing.server.rules.tokens import FORCED_RESET, STEP_LIFE
from authing.server.storage.tables.accounts import ACCOUNTS
from authing.server.storage.tables.pools import Pool

OWN, NEXT = "Chosen-in-2026", "Chosen-in-2027"
FIRST_LOGIN, TOO_OLD = 1639, 2058
MALFORMED, UNDECRYPTABLE, TOO_SHORT, OLD_WRONG, INVALID, EXPIRED = 400, 2016, 2029, 2203, 2207, 2206
LOGINS = [("Username", {"username": "bob"}), ("Email", {"email": "bob@example.com"}), ("PhonePassword", {"phone": "1"})]
FIRST = (
    "mutation($t: String!, $n: String!) { resetPasswordByFirstLoginToken(token: $t, password: $n) { code message } }"
)
FORCED = (
    "mutation($t: String!, $o: String!, $n: String!)"
    " { resetPasswordByForceResetToken(token: $t, oldPassword: $o, newPassword: $n) { code message } }"
)
CREATE = "mutation($i: CreateUserInput!) { createUser(userInfo: $i, resetPasswordOnFirstLogin: true) { id } }"
POLICY = "mutation($p: PasswordUpdatePolicyInput!) { updateUserpool(input: {passwordUpdatePolicy: $p}) { id } }"


def created(api: RawClient, **info: Any) -> str:
    """The id of a new user who owes a password."""
    given = {"username": "bob", "email": "bob@example.com", "phone": "1", "password": api.sealed(PASSWORD), **info}
    found: str = api.manage(CREATE, i=given)["id"]
    return found


def refused(api: RawClient, kind: str = "Username", password: str = PASSWORD, **who: Any) -> Refused:
    """The refusal of a login."""
    with pytest.raises(Refused) as caught:
        api.login(kind, password, **(who or {"username": "bob"}))
    return caught.value


def token_of(api: RawClient, **options: Any) -> str:
    found: str = refused(api, **options).data["token"]
    return found


def first(api: RawClient, token: str, new: str = OWN, **run: Any) -> Any:
    return api.run(FIRST, t=token, n=api.sealed(new), **run)


def forced(api: RawClient, token: str, old: str = PASSWORD, new: str = OWN) -> Any:
    return api.run(FORCED, t=token, o=api.sealed(old), n=api.sealed(new))


def age(server: LocalServer, user_id: str, **values: Any) -> None:
    assert server._service is not None
    with server._service.database.writing() as db:
        db.connection().execute(update(ACCOUNTS).where(ACCOUNTS.c.id == user_id).values(**values))


def aged(server: LocalServer, api: RawClient, days: int = 30, cycle: int | None = 30, *, enabled: bool = True) -> Any:
    """A user whose password is so many days old, in a pool that takes passwords for so long."""
    api.manage(POLICY, p={"enabled": enabled, "forcedCycle": cycle})
    user = api.signed_in()
    age(server, user["id"], password_set_at=datetime.now(timezone.utc) - timedelta(days=days, minutes=1))
    return user


# -- the first login ------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "who"), LOGINS)
def test_the_first_login_goes_by_a_password_of_ones_own(api: RawClient, kind: str, who: dict[str, str]) -> None:
    created(api, emailVerified=True)
    error = refused(api, kind, **who)
    assert (error.code, set(error.data)) == (FIRST_LOGIN, {"token"})
    assert refused(api, kind, "wrong one", **who).code == 2333
    assert first(api, error.data["token"]) == {"code": 200, "message": "the password is changed"}
    assert refused(api, kind, **who).code == 2333
    for count in (1, 2):
        assert api.login(kind, OWN, **who)["loginsCount"] == count


def test_who_owes_no_password_logs_in_at_once(api: RawClient) -> None:
    api.create(username="bob", password=api.sealed(PASSWORD))
    assert api.login(username="bob")["loginsCount"] == 1


def test_an_administrators_new_password_is_none_of_ones_own(api: RawClient) -> None:
    user_id = created(api)
    before = token_of(api)
    api.update(api.management_token, user_id, password=api.sealed(NEXT))
    assert code_of(first, api, before) == INVALID
    assert refused(api, password=NEXT).code == FIRST_LOGIN


def test_a_password_that_a_user_changed_is_its_own(api: RawClient) -> None:
    user_id = created(api)
    token = api.manage("mutation($id: String) { refreshToken(id: $id) { token } }", id=user_id)["token"]
    document = "mutation($n: String!, $o: String) { updatePassword(newPassword: $n, oldPassword: $o) { id } }"
    api.run(document, token, n=api.sealed(OWN), o=api.sealed(PASSWORD))
    assert api.login(username="bob", password=OWN)["loginsCount"] == 1


def test_the_password_comes_before_the_second_factor(api: RawClient) -> None:
    user_id = created(api)
    body = {"userId": user_id, "secret": "JBSWY3DPEHPK3PXP" * 2}
    assert api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=body)["code"] == 200
    first(api, token_of(api))
    assert refused(api, password=OWN).code == 1635


# -- what a new password must be ------------------------------------------------------------------


def test_what_is_no_new_password(api: RawClient) -> None:
    created(api)
    token = token_of(api)
    assert code_of(first, api, token, "short") == TOO_SHORT
    assert code_of(first, api, token, PASSWORD) == MALFORMED
    assert code_of(api.run, FIRST, t=token, n="in clear") == UNDECRYPTABLE
    assert refused(api).code == FIRST_LOGIN
    assert first(api, token)["code"] == 200


# -- the token ------------------------------------------------------------------------------------


def test_a_token_is_good_for_once(api: RawClient) -> None:
    created(api)
    one, other = token_of(api), token_of(api)
    first(api, one)
    for used in (one, other):
        assert code_of(first, api, used, NEXT) == INVALID
    api.login(username="bob", password=OWN)


def test_a_token_is_good_for_one_of_several_at_the_same_time(api: RawClient) -> None:
    created(api)
    token = token_of(api)

    def attempt(number: int) -> int:
        try:
            return int(first(api, token, f"{OWN}-{number}")["code"])
        except Refused as error:
            return error.code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(attempt, range(4))) == [200, INVALID, INVALID, INVALID]


def test_a_token_is_for_one_user_and_nothing_else(api: RawClient, neighbour: RawClient) -> None:
    created(api)
    token = token_of(api)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == STEP_LIFE == 600
    assert PASSWORD not in str(claims)
    assert "argon2" not in str(claims)
    assert api.me(token)["code"] == 2020
    assert api.status(token)["status"] is False
    assert code_of(forced, api, token) == INVALID
    assert code_of(api.run, "{ users { totalCount } }", token) == 2020
    # In the name of another pool it is worth nothing.
    assert code_of(neighbour.run, FIRST, t=token, n=neighbour.sealed(OWN)) == INVALID
    assert refused(api).code == FIRST_LOGIN


def _with(token: str, **changes: Any) -> str:
    """A token that says something else, under the old signature."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = base64.urlsafe_b64encode(json.dumps(claims | changes).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def test_tokens_that_nobody_gave_out(server: LocalServer, api: RawClient) -> None:
    user_id = created(api)
    eve = api.signed_in("eve")
    token = token_of(api)
    claims = jwt.decode(token, options={"verify_signature": False})
    secret = api.manage("{ userpool { secret jwtSecret } }")
    forged = [jwt.encode(claims, key, "HS256") for key in (*secret.values(), server.app_secret, "x" * 32)]
    forged.append(jwt.encode(claims, "", "none"))
    forged += [_with(token, sub=eve["id"]), _with(token, aud=FORCED_RESET), _with(token, exp=claims["exp"] + 9)]
    others: tuple[object, ...] = (None, [], "x", {}, {"userPoolId": "f" * 24}, {"userPoolId": []})
    forged += [_with(token, data=other) for other in others]
    forged += ["", "x", "a.b.c", "ü", token[:-2], "x" * 20_000, user_id, api.management_token]
    for bad in forged:
        assert code_of(first, api, bad) == INVALID, bad
        assert code_of(forced, api, bad) == INVALID, bad
    api.login(username="eve")


def test_a_token_expires(server: LocalServer, api: RawClient) -> None:
    created(api)
    assert server._service is not None
    with server._service.database.reading() as db:
        pool = db.get_one(Pool, api.pool_id)
    claims = jwt.decode(token_of(api), options={"verify_signature": False})
    over = jwt.encode({**claims, "iat": claims["iat"] - 601, "exp": claims["exp"] - 601}, pool.management_key, "HS256")
    assert code_of(first, api, over) == EXPIRED


def test_a_user_who_is_locked_or_gone_chooses_none(api: RawClient) -> None:
    user_id = created(api)
    token = token_of(api)
    api.update(api.management_token, user_id, blocked=True)
    assert code_of(first, api, token) == 2005
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=user_id)
    assert code_of(first, api, token) == INVALID


def test_a_login_does_for_a_token(api: RawClient, neighbour: RawClient) -> None:
    token = api.signed_in()["token"]
    assert code_of(neighbour.run, FIRST, t=token, n=neighbour.sealed(OWN)) == INVALID
    first(api, token)
    assert code_of(forced, api, token, PASSWORD, NEXT) == OLD_WRONG
    forced(api, token, OWN, NEXT)
    # The password is another one, the login goes on.
    assert api.me(token)["code"] == 200
    api.login(username="bob", password=NEXT)
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=api.me(token)["data"]["id"])
    assert code_of(first, api, token) == INVALID


# -- passwords that are too old -------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "who"), LOGINS)
def test_a_password_that_is_too_old(server: LocalServer, api: RawClient, kind: str, who: dict[str, str]) -> None:
    user = aged(server, api)
    api.update(api.management_token, user["id"], email="bob@example.com", phone="1")
    error = refused(api, kind, **who)
    assert (error.code, set(error.data)) == (TOO_OLD, {"token"})
    token = error.data["token"]
    assert code_of(first, api, token) == INVALID
    assert code_of(forced, api, token, "wrong one") == OLD_WRONG
    assert code_of(forced, api, token, PASSWORD, PASSWORD) == MALFORMED
    assert code_of(forced, api, token, PASSWORD, "short") == TOO_SHORT
    assert forced(api, token) == {"code": 200, "message": "the password is changed"}
    assert code_of(forced, api, token, OWN, NEXT) == INVALID
    assert api.login(kind, OWN, **who)["loginsCount"] == 2


@pytest.mark.parametrize(
    ("days", "policy"), [(29, {}), (30, {"cycle": None}), (30, {"enabled": False}), (30, {"cycle": 2**31 - 1})]
)
def test_a_password_that_is_not(server: LocalServer, api: RawClient, days: int, policy: dict[str, Any]) -> None:
    aged(server, api, days, **policy)
    assert api.login(username="bob")["loginsCount"] == 2


def test_the_password_of_an_older_database_is_as_old_as_its_user(server: LocalServer, api: RawClient) -> None:
    user = aged(server, api)
    age(server, user["id"], password_set_at=None)
    assert api.login(username="bob")["loginsCount"] == 2
    age(server, user["id"], created_at=datetime.now(timezone.utc) - timedelta(days=31))
    assert refused(api).code == TOO_OLD


def test_the_first_login_comes_before_the_age(server: LocalServer, api: RawClient) -> None:
    api.manage(POLICY, p={"enabled": True, "forcedCycle": 1})
    user_id = created(api)
    age(server, user_id, password_set_at=datetime.now(timezone.utc) - timedelta(days=2))
    first(api, token_of(api))
    assert api.login(username="bob", password=OWN)["loginsCount"] == 1


# -- the log --------------------------------------------------------------------------------------


def test_refused_logins_and_new_passwords_are_in_the_log(app_api: RawClient) -> None:
    user_id = created(app_api)
    first(app_api, token_of(app_api))
    answer = app_api.rest("GET", "/api/v2/analysis/user-action", app_api.management_token)
    lines = [
        (line["operation_name"], line["user"] and line["user"]["id"], line["app_id"], line["result_code"])
        for line in answer["data"]["list"]
    ]
    assert lines == [
        ("resetPasswordByFirstLoginToken", user_id, app_api.app_id, 200),
        ("login", user_id, app_api.app_id, FIRST_LOGIN),
    ]
