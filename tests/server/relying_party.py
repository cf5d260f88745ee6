"""An application as plain as can be, at the server's OpenID provider: it sends what it is told to, and believes nothing."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import jwt
import requests
from raw_browser import BACK, RawBrowser
from raw_client import PASSWORD

if TYPE_CHECKING:
    from raw_client import RawClient

VERIFIER = "the-verifier-has-at-least-43-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PKCE: dict[str, Any] = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
OFFLINE: dict[str, Any] = {"scope": "openid offline_access", "prompt": "consent"}
LEFT = "http://127.0.0.1:9/left"


def manage(client: RawClient, method: str, path: str, **body: Any) -> Any:
    """What a management endpoint answers."""
    answer = client.rest(method, path, client.management_token, json=body)
    assert answer["code"] == 200, answer
    return answer["data"]


class RelyingParty:
    """An application with one redirect URI, and the user ann in its pool.

    Attributes:
        user: The user.
    """

    def __init__(self, client: RawClient, protocol: str = "oidc", **settings: Any) -> None:
        self.client, self.protocol, self.id = client, protocol, client.app_id
        self.secret = self.set_up(**{"redirectUris": [BACK], "logoutRedirectUris": [LEFT], **settings})["secret"]
        self.user = client.create(username="ann", email="ann@example.com", password=client.sealed(PASSWORD))
        self.browsers: list[RawBrowser] = []

    def set_up(self, **settings: Any) -> Any:
        """Change the application."""
        return manage(self.client, "POST", f"/api/v2/applications/{self.id}", **settings)

    def browser(self) -> RawBrowser:
        """A new browser."""
        made = RawBrowser(self.client)  # type: ignore[arg-type]  # it needs the host only
        self.browsers.append(made)
        return made

    def close(self) -> None:
        """Close all browsers."""
        for browser in self.browsers:
            browser.close()

    def address(self, **params: str | None) -> str:
        """Where users are sent to."""
        scope = "user" if self.protocol == "oauth" else "openid"
        given = {"client_id": self.id, "redirect_uri": BACK, "response_type": "code", "scope": scope, **params}
        return f"/{self.protocol}/auth?{urlencode({name: value for name, value in given.items() if value is not None})}"

    def authorize(self, browser: RawBrowser | None = None, **params: str | None) -> dict[str, str]:
        """What comes back to the redirect URI, after ann has logged in if she has to."""
        browser = browser or self.browser()
        browser.go(self.address(**params))
        if browser.sent_to is None and "account" in browser.page.form:
            browser.log_in("ann", PASSWORD)
        return sent(browser)

    def code(self, browser: RawBrowser | None = None, **params: str | None) -> str:
        """An authorization code."""
        return self.authorize(browser, **params)["code"]

    def post(self, path: str, *, basic: bool = False, secret: str | None = "", **form: str | None) -> requests.Response:
        """Post a form with the application's secret, another one, or (None) without."""
        secret = self.secret if secret == "" else secret
        headers = {}
        data = {"client_id": self.id, "client_secret": secret, **form}
        if basic:
            pair = f"{quote(self.id, safe='')}:{quote(secret or '', safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
            del data["client_secret"]
        return self.client.post(f"/{self.protocol}/{path}", data=data, headers=headers)

    def redeem(self, code: str, **form: Any) -> requests.Response:
        """Send a code to the token endpoint."""
        return self.post("token", **{"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **form})

    def tokens(self, browser: RawBrowser | None = None, **params: str | None) -> dict[str, Any]:
        """The tokens of a login with a code."""
        return good(self.redeem(self.code(browser, **params)))

    def refresh(self, token: str, **form: Any) -> requests.Response:
        """Send a refresh token to the token endpoint."""
        return self.post("token", **{"grant_type": "refresh_token", "refresh_token": token, **form})

    def me(self, token: str, method: str = "GET", **options: Any) -> requests.Response:
        """Ask for the userinfo."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.session.request(
            method, f"{self.client.host}/{self.protocol}/me", headers=headers, timeout=20, **options
        )

    def is_active(self, token: str) -> bool:
        """What introspection says."""
        return bool(good(self.post("token/introspection", token=token))["active"])

    def validated(self, **token: str) -> requests.Response:
        """What the validation endpoint says."""
        return self.client.session.get(f"{self.client.host}/api/v2/oidc/validate_token", params=token, timeout=20)

    def verified(self, token: str, **options: Any) -> dict[str, Any]:
        """The claims of a token by HS256, or by RS256 with a published key; its signature, audience and issuer are right."""
        header = jwt.get_unverified_header(token)
        key: Any = self.secret
        if header["alg"] == "RS256":
            (key,) = [jwt.PyJWK(each) for each in self.published() if each["kid"] == header["kid"]]
        return jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            audience=self.id,
            issuer=f"{self.client.host}/oidc",
            options={"require": ["exp", "iat", "sub"]},
            **options,
        )

    def published(self) -> list[dict[str, Any]]:
        """The published keys."""
        answer = self.client.session.get(f"{self.client.host}/oidc/.well-known/jwks.json", timeout=20)
        return list(good(answer)["keys"])


def sent(browser: RawBrowser) -> dict[str, str]:
    """The parameters in query or fragment of the address that a browser was sent away to."""
    assert browser.sent_to, browser.answer.text
    parts = urlsplit(browser.sent_to)
    assert browser.sent_to.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(parts.fragment or parts.query).items()}


def good(response: requests.Response) -> dict[str, Any]:
    """The body of a success, which nobody may keep."""
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def error_of(response: requests.Response, status: int = 400) -> str:
    """The error of OAuth that a request is refused with."""
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["cache-control"] == "no-store"
    return str(response.json()["error"])
