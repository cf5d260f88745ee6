"""A client as plain as can be: documents, HTTP and nothing of ours, so that the server is tested for what goes over the wire."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

if TYPE_CHECKING:
    from collections.abc import Callable

    from authing.server import LocalServer

USER = (
    "id arn userPoolId status username email emailVerified phone phoneVerified unionid openid nickname registerSource photo"
    " password oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name"
    " givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted"
    " streetAddress locality region postalCode city province country createdAt updatedAt externalId"
)
PASSWORD = "Passw0rd!"


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data: Any = error["data"]


def code_of(call: Callable[..., object], *arguments: Any, **options: Any) -> int:
    """The code with which a call is refused."""
    with pytest.raises(Refused) as caught:
        call(*arguments, **options)
    return caught.value.code


class RawClient:
    def __init__(
        self,
        server: LocalServer,
        *,
        pool_id: str | None = None,
        secret: str | None = None,
        app_id: str | None = None,
        **headers: str,
    ) -> None:
        self.host = server.host
        self.pool_id = pool_id or server.user_pool_id
        self.secret = secret or server.secret
        self.app_id = app_id or server.app_id
        self.session = requests.Session()
        self.session.trust_env = False
        self.headers = headers or {"x-authing-userpool-id": self.pool_id}
        self._key: rsa.RSAPublicKey | None = None
        self._token: str | None = None

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.session.post(self.host + path, timeout=20, **options)

    def rest(self, method: str, path: str, token: str | None = None, **options: Any) -> dict[str, Any]:
        response = self.session.request(method, self.host + path, headers=self._headers(token), timeout=20, **options)
        assert response.headers["x-authing-local"] == "1"
        answer: dict[str, Any] = response.json()
        assert set(answer) == {"code", "message", "data"}
        return answer

    def _headers(self, token: str | None) -> dict[str, str]:
        return {**self.headers, "Authorization": f"Bearer {token}"} if token else self.headers

    def answer(self, document: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The whole answer to a document."""
        body = {"query": document, "variables": variables}
        response = self.post("/graphql/v2", json=body, headers=self._headers(token))
        assert response.status_code == 200
        assert response.headers["x-authing-local"] == "1"
        decoded: dict[str, Any] = response.json()
        return decoded

    def run(self, document: str, token: str | None = None, **variables: Any) -> Any:
        """The value of the only root field, or Refused."""
        answer = self.answer(document, token, **variables)
        if "errors" in answer:
            raise Refused(answer["errors"][0]["message"])
        (value,) = answer["data"].values()
        return value

    def manage(self, document: str, **variables: Any) -> Any:
        """Run with a management token."""
        return self.run(document, self.management_token, **variables)

    @property
    def management_token(self) -> str:
        if self._token is None:
            document = "query($id: String!, $secret: String!) { accessToken(userPoolId: $id, secret: $secret) { accessToken } }"
            self._token = self.run(document, id=self.pool_id, secret=self.secret)["accessToken"]
        assert self._token is not None
        return self._token

    @property
    def key(self) -> rsa.RSAPublicKey:
        if self._key is None:
            pem = self.rest("GET", "/api/v2/.well-known")["data"]["publicKey"]
            key = serialization.load_pem_public_key(pem.encode())
            assert isinstance(key, rsa.RSAPublicKey)
            self._key = key
        return self._key

    def sealed(self, password: str) -> str:
        return base64.b64encode(self.key.encrypt(password.encode(), padding.PKCS1v15())).decode()

    def register(self, kind: str = "Username", password: str = PASSWORD, **input: Any) -> Any:
        document = f"mutation($input: RegisterBy{kind}Input!) {{ registerBy{kind}(input: $input) {{ {USER} }} }}"
        return self.run(document, input={"password": self.sealed(password), **input})

    def login(self, kind: str = "Username", password: str = PASSWORD, **input: Any) -> Any:
        document = f"mutation($input: LoginBy{kind}Input!) {{ loginBy{kind}(input: $input) {{ {USER} }} }}"
        return self.run(document, input={"password": self.sealed(password), **input})

    def signed_in(self, username: str = "bob", **input: Any) -> Any:
        """A newly registered user who is logged in."""
        return self.register(username=username, forceLogin=True, **input)

    def create(self, **info: Any) -> Any:
        return self.manage(
            f"mutation($info: CreateUserInput!) {{ createUser(userInfo: $info) {{ {USER} }} }}", info=info
        )

    def update(self, token: str | None, id: str | None, **input: Any) -> Any:
        document = (
            f"mutation($id: String, $input: UpdateUserInput!) {{ updateUser(id: $id, input: $input) {{ {USER} }} }}"
        )
        return self.run(document, token, id=id, input=input)

    def me(self, token: str | None) -> dict[str, Any]:
        return self.rest("GET", "/api/v2/users/me", token)

    def status(self, token: str | None) -> Any:
        return self.run(
            "query($t: String) { checkLoginStatus(token: $t) { code message status exp iat data { id userPoolId arn } } }",
            t=token,
        )
