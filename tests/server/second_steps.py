"""What tests of second factors are written with: paths, codes, and the ways to get a token, a code or a one-time password."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from pyotp.totp import TOTP
from raw_client import RawClient, Refused

if TYPE_CHECKING:
    from authing.server import LocalServer

ASSOCIATE = "/api/v2/mfa/totp/associate"
CONFIRM = f"{ASSOCIATE}/confirm"
VERIFY = "/api/v2/mfa/totp/verify"
RECOVER = "/api/v2/mfa/totp/recovery"
SMS = "/api/v2/applications/mfa/sms/verify"
EMAIL = "/api/v2/applications/mfa/email/verify"
CHECK = "/api/v2/applications/mfa/check"
PHONE, ADDRESS = "13800000000", "bob@example.com"
STEP = 30

NOT_LOGGED_IN, EXPIRED, INVALID, FORBIDDEN = 2020, 2206, 2207, 1001
WRONG_TOTP, WRONG_RECOVERY, WRONG_CODE, LOCKED = 6001, 6002, 2001, 2057


def totp(server: LocalServer, secret: str, steps: int = 0) -> str:
    """The one-time password of the present time step, or of one further on."""
    assert server._service is not None
    return TOTP(secret).at(server._service.now(), counter_offset=steps)


def wrong(server: LocalServer, secret: str) -> str:
    """A one-time password that is none now."""
    good = {totp(server, secret, by) for by in (-2, -1, 0, 1, 2)}
    return next(each for each in map("{:06}".format, range(10)) if each not in good)


def post(api: RawClient, path: str, token: str | None, **body: Any) -> dict[str, Any]:
    return api.rest("POST", path, token, json=body)


def taken(api: RawClient, path: str, token: str | None, **body: Any) -> Any:
    """The data of an answer that must be a success."""
    answer = post(api, path, token, **body)
    assert answer["code"] == 200, answer
    return answer["data"]


def bound(server: LocalServer, api: RawClient, token: str, **more: Any) -> dict[str, Any]:
    """The authenticator that the bearer of a token sets up; its first password is still unused."""
    made: dict[str, Any] = taken(api, ASSOCIATE, token, **more)
    taken(api, CONFIRM, token, totp=totp(server, made["secret"]), **more)
    return made


def asked(api: RawClient, **login: Any) -> Refused:
    """What a login with the right password is refused with."""
    with pytest.raises(Refused) as refused:
        api.login(**{"username": "bob", **login})
    assert refused.value.code in (1635, 1636)
    return refused.value


def mfa_token(api: RawClient, **login: Any) -> str:
    token: str = asked(api, **login).data["mfaToken"]
    return token


def want(api: RawClient, *kinds: str, **more: Any) -> None:
    """Let the application ask for these factors."""
    policies = [{"mfaPolicy": kind, "status": 1, "sort": place} for place, kind in enumerate(kinds)]
    path = f"/api/v2/applications/{api.app_id}"
    answer = taken(api, path, api.management_token, applicationMfa=policies)
    assert answer["applicationMfa"] == policies


def sms(api: RawClient, phone: str = PHONE, **more: Any) -> str:
    """The code that a phone is sent."""
    assert post(api, "/api/v2/sms/send", None, phone=phone, **more)["code"] == 200
    return newest(api, phone)


def mail(api: RawClient, address: str = ADDRESS, scene: str = "MFA_VERIFY") -> str:
    """The code that an address is sent."""
    document = f"mutation($e: String!) {{ sendEmail(email: $e, scene: {scene}) {{ code }} }}"
    assert api.run(document, e=address)["code"] == 200
    return newest(api, address)


def newest(api: RawClient, to: str) -> str:
    messages = api.session.get(f"{api.host}/_local/outbox", params={"to": to}, timeout=20).json()
    code: str = messages[0]["code"]
    return code


def to_the_middle_of_a_step(server: LocalServer) -> None:
    assert server._service is not None
    server.move_clock(seconds=STEP + 5 - server._service.now().timestamp() % STEP)


def at_once(api: RawClient, requests: list[tuple[str, str, dict[str, Any]]]) -> list[int]:
    """The codes of requests that are sent at the same time, the lowest first."""
    start = threading.Barrier(len(requests))

    def one(request: tuple[str, str, dict[str, Any]]) -> int:
        path, token, body = request
        start.wait()
        response = api.post(path, json=body, headers={**api.headers, "Authorization": f"Bearer {token}"})
        code: int = response.json()["code"]
        return code

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(one, requests))
