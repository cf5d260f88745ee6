"""What verifying a token costs over `jwt.decode`, what strangers can cause, and a whole login over plain HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from server import PASSWORD, served
from timing import alternate, alternate_awaited, microseconds, ratio, row

from authing import AsyncAuthenticationClient, AuthenticationClient, NotLoggedIn
from authing.core.options import Hooks

BACK = "http://127.0.0.1:9/back"
SEED = {
    "application": {"redirectUris": [BACK], "oidcConfig": {"id_token_signed_response_alg": "RS256"}},
    "users": [{"username": "bob", "password": PASSWORD, "email": "bob@example.com"}],
}
FLIGHT = 100
BOGUS = 50


def warm(host: str, app_id: str, token: str) -> None:
    """Verifying with keys that are there already, against PyJWT with the key in its hand."""
    client = AuthenticationClient(app_id=app_id, host=host)
    client.verify_id_token(token)
    published = json.loads(urllib3.request("GET", f"{host}/oidc/.well-known/jwks.json").data)["keys"]
    key = next(jwt.PyJWK(each).key for each in published if each["kid"] == jwt.get_unverified_header(token)["kid"])
    issuer, needed = f"{host}/oidc", ["exp", "iat", "sub"]

    def bare() -> Any:
        return jwt.decode(token, key, ["RS256"], audience=app_id, issuer=issuer, options={"require": needed})["sub"]

    def verified() -> Any:
        return client.verify_id_token(token).subject

    times = alternate({"bare": bare, "verified": verified}, batch=200, rounds=60)
    row("`jwt.decode` with the key in hand", f"{microseconds(times, 'bare'):.0f} µs", 1.0, "")
    row(
        "verify_id_token, warm keys",
        f"{microseconds(times, 'verified'):.0f} µs",
        ratio(times, "verified", "bare"),
        "≤ 1.1 ×",
    )

    async def awaited() -> None:
        user = AsyncAuthenticationClient(app_id=app_id, host=host)

        async def flight_of_bare() -> None:
            for _ in range(FLIGHT):
                bare()

        async def flight_of_verified() -> None:
            for _ in range(FLIGHT):
                (await user.verify_id_token(token)).subject  # noqa: B018 - a field is read at first use

        jobs = {"bare": flight_of_bare, "verified": flight_of_verified}
        taken = await alternate_awaited(jobs, per_job=FLIGHT, rounds=60)
        row(
            "verify_id_token, warm keys, awaited",
            f"{microseconds(taken, 'verified'):.0f} µs",
            ratio(taken, "verified", "bare"),
            "≤ 1.1 ×",
        )

    asyncio.run(awaited())


def bogus(host: str, app_id: str, token: str) -> None:
    """Fetches that tokens of a stranger's making cause, each with a key id of its own."""
    fetched: list[str] = []
    hooks = Hooks(on_request=lambda event: fetched.append(event.path) if event.name == "jwks" else None)
    # Its own headers keep it from the keys that others fetched.
    client = AuthenticationClient(app_id=app_id, host=host, hooks=hooks, headers={"x-benchmark": "bogus"})
    client.verify_id_token(token)
    fetched.clear()
    now = int(time.time())
    claims = {"iss": f"{host}/oidc", "aud": app_id, "sub": "mallory", "iat": now, "exp": now + 60}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for number in range(BOGUS):
        try:
            client.verify_id_token(jwt.encode(claims, key, "RS256", {"kid": f"bogus {number}"}))
        except NotLoggedIn:
            continue
        raise SystemExit("a forged token was taken")
    row(f"fetches of keys for {BOGUS} unknown key ids", str(len(fetched)), None, "1")


class Browser:
    """Cookies, forms and redirects, and nothing else."""

    def __init__(self, pool: urllib3.HTTPConnectionPool, host: str) -> None:
        self.pool, self.host, self.cookies = pool, host, dict[str, str]()

    def log_in(self, url: str) -> str:
        """Where the browser is sent in the end."""
        method, form = "GET", None
        while url.startswith(self.host):
            headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if form:
                headers["content-type"] = "application/x-www-form-urlencoded"
            answer = self.pool.request(
                method, url[len(self.host) :], body=form, headers=headers, redirect=False, retries=False
            )
            for cookie in answer.headers.getlist("set-cookie"):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            method, form, page = "GET", None, answer.data.decode()
            if target := answer.headers.get("location") or _found(
                r'http-equiv="refresh" content="0; url=([^"]+)"', page
            ):
                url = urljoin(url, target)
                continue
            hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
            fields = {name: unescape(value) for name, value in hidden}
            action = _found(r'<form[^>]* action="([^"]+)"', page)
            if action is None:
                raise SystemExit(f"{answer.status} where a form was expected")
            url, method = urljoin(url, action), "POST"
            form = urlencode({**fields, "account": "bob", "password": PASSWORD})
        return url


def _found(pattern: str, page: str) -> str | None:
    found = re.search(pattern, page)
    return unescape(found[1]) if found else None


def code_flow(host: str, app_id: str, secret: str) -> str:
    """A login from end to end, the browser's part over plain HTTP; its id_token."""
    pool = urllib3.HTTPConnectionPool(urlsplit(host).hostname or "", urlsplit(host).port, maxsize=4)
    client = AuthenticationClient(app_id=app_id, secret=secret, host=host, redirect_uri=BACK)

    def typed() -> str:
        request = client.start_login()
        login = client.finish_login(request, Browser(pool, host).log_in(request.url))
        return login.id_token or ""

    def bare() -> str:
        request = client.start_login()
        (code,) = parse_qs(urlsplit(Browser(pool, host).log_in(request.url)).query)["code"]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": request.code_verifier,
            "client_id": app_id,
            "client_secret": secret,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        told: dict[str, str] = pool.request("POST", "/oidc/token", body=urlencode(form), headers=headers).json()
        return told["id_token"]

    token = typed()
    times = alternate({"bare": bare, "typed": typed}, batch=5, rounds=20)
    row("a code flow by bare HTTP, login page included", f"{microseconds(times, 'bare') / 1000:.0f} ms", 1.0, "")
    row(
        "start_login, login page, finish_login",
        f"{microseconds(times, 'typed') / 1000:.0f} ms",
        ratio(times, "typed", "bare"),
        "≤ 1.1 ×",
    )
    return token


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        seed = Path(name) / "seed.json"
        seed.write_text(json.dumps(SEED))
        with served(Path(name), "--seed", str(seed)) as (_, environment):
            host, app_id = environment["AUTHING_HOST"], environment["AUTHING_APP_ID"]
            token = code_flow(host, app_id, environment["AUTHING_APP_SECRET"])
            warm(host, app_id, token)
            bogus(host, app_id, token)


if __name__ == "__main__":
    main()
