"""The token side of a Logto on loopback: its keys, what it tells about itself, and tokens for programs.

The tokens are real: signed by ES384 or RS256, with the claims that Logto's have, and verified by the other side of the
server, which trusts the present key and the one before it.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import cache
from json import loads
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from loopback import Answer, Seen

__all__ = ["DISCOVERY", "JWKS", "TOKEN", "Issuer"]

DISCOVERY = "/oidc/.well-known/openid-configuration"
TOKEN = "/oidc/token"
JWKS = "/oidc/jwks"


class SigningKey(NamedTuple):
    """A private key, and what the key set says of it."""

    kid: str
    algorithm: str
    private: Any

    @property
    def public(self) -> dict[str, Any]:
        kind: Any = ECAlgorithm if self.algorithm == "ES384" else RSAAlgorithm
        told = kind.to_jwk(self.private.public_key(), as_dict=True)
        return {**told, "kid": self.kid, "alg": self.algorithm, "use": "sig"}


class Application(NamedTuple):
    """A machine-to-machine application, and the scope of the Management API that its roles hold."""

    secret: str
    scope: str


class Refused(Exception):
    """A token was refused; `code` is that of `data.code`, `claim` the claim that does not fit."""

    def __init__(self, code: str, claim: str | None = None, payload: Mapping[str, Any] | None = None) -> None:
        about = {"claim": claim, "reason": "check_failed", "payload": payload}
        self.told: dict[str, Any] = {"code": code, **(about if claim else {})}


class Issuer:
    """The provider at `{endpoint}/oidc`.

    Args:
        endpoint: Where it is.
        now: Its clock.

    Attributes:
        issuer: What it calls itself.
        resource: What the Management API is called; the only resource there is.
        lifetime: Seconds that its tokens live.
        keys: The present signing key, and the one before.
    """

    def __init__(self, endpoint: str, now: Callable[[], float]) -> None:
        self.endpoint, self.now = endpoint, now
        self.issuer, self.resource = f"{endpoint}/oidc", "https://default.logto.app/api"
        self.lifetime = 3600
        self.keys = [_made("ES384")]
        self.applications: dict[str, Application] = {}

    def rotate(self, algorithm: str = "ES384") -> None:
        """Sign with a new key from now on; of those before, the last is still trusted."""
        self.keys = [_made(algorithm, secrets.token_hex(4)), self.keys[0]]

    def sign(self, claims: Mapping[str, Any], kind: str = "at+jwt") -> str:
        """A token with these claims."""
        key = self.keys[0]
        return jwt.encode(dict(claims), key.private, key.algorithm, {"kid": key.kid, "typ": kind})

    def issue(self, client_id: str, scope: str = "all", **claims: Any) -> str:
        """An access token for the Management API; `claims` take the place of its own."""
        now = int(self.now())
        about = {"sub": client_id, "client_id": client_id, "iss": self.issuer, "aud": self.resource}
        times = {"iat": now, "exp": now + self.lifetime, "jti": secrets.token_urlsafe(8)}
        return self.sign({**about, **times, **({"scope": scope} if scope else {}), **claims})

    def claims_of(self, token: str) -> dict[str, Any]:
        """What an access token says.

        Raises:
            Refused: It is not one of this issuer for the Management API, or no longer good.
        """
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in self.keys if key.kid == kid), self.keys[0])
            unchecked: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False, "verify_nbf": False}
            claims: dict[str, Any] = jwt.decode(token, key.private.public_key(), [key.algorithm], options=unchecked)
        except jwt.InvalidSignatureError:
            raise Refused("ERR_JWS_SIGNATURE_VERIFICATION_FAILED") from None
        except jwt.PyJWTError as problem:
            wrong_key = isinstance(problem, jwt.InvalidAlgorithmError)
            raise Refused("ERR_JWS_SIGNATURE_VERIFICATION_FAILED" if wrong_key else "ERR_JWS_INVALID") from None
        for claim, expected in (("iss", self.issuer), ("aud", self.resource)):
            if claims.get(claim) != expected:
                raise Refused("ERR_JWT_CLAIM_VALIDATION_FAILED", claim, claims)
        if claims["exp"] <= self.now():
            raise Refused("ERR_JWT_EXPIRED", "exp", claims)
        return claims

    # -- its endpoints --------------------------------------------------------------------------------

    def discovery(self, _: Seen) -> Answer:
        """What it tells about itself."""
        paths = {
            "authorization_endpoint": "auth",
            "token_endpoint": "token",
            "userinfo_endpoint": "me",
            "jwks_uri": "jwks",
            "end_session_endpoint": "session/end",
            "introspection_endpoint": "token/introspection",
            "revocation_endpoint": "token/revocation",
            "pushed_authorization_request_endpoint": "request",
            "device_authorization_endpoint": "device/auth",
        }
        return Answer.of(
            {
                "issuer": self.issuer,
                **{name: f"{self.endpoint}/oidc/{path}" for name, path in paths.items()},
                "authorization_response_iss_parameter_supported": True,
                "code_challenge_methods_supported": ["S256"],
                "id_token_signing_alg_values_supported": sorted({key.algorithm for key in self.keys}),
            }
        )

    def jwks(self, _: Seen) -> Answer:
        """Its keys."""
        return Answer.of({"keys": [key.public for key in self.keys]}, headers={"cache-control": "no-cache"})

    def token(self, seen: Seen) -> Answer:
        """The token endpoint, for programs that ask for themselves."""
        is_json = seen.headers.get("content-type", "").startswith("application/json")
        asked: dict[str, str] = loads(seen.body) if is_json else seen.form
        client_id, secret = _credentials(asked, seen.headers)
        known = self.applications.get(client_id)
        if not client_id:
            return self.refusal("invalid_request", "no client authentication mechanism provided")
        if known is None:
            return self.refusal("invalid_client", f"invalid client {client_id}")
        if secret != known.secret:
            return self.refusal("invalid_client", "client authentication failed", 401)
        if asked.get("grant_type") != "client_credentials":
            return self.refusal("unsupported_grant_type", "unsupported grant_type requested")
        if asked.get("resource") != self.resource:
            return self.refusal("invalid_target", "resource indicator is missing, or unknown")
        scope = " ".join(each for each in asked.get("scope", "").split() if each in known.scope.split())
        told = {"access_token": self.issue(client_id, scope), "expires_in": self.lifetime, "token_type": "Bearer"}
        return Answer.of(told | ({"scope": scope} if scope else {}))

    @staticmethod
    def refusal(error: str, words: str, status: int = 400) -> Answer:
        """The third shape of an error: Logto's, with the fields of OAuth's beside them."""
        told = {"code": f"oidc.{error}", "message": words, "error": error, "error_description": words}
        return Answer.of(told, status, {"www-authenticate": "Basic"} if status == 401 else None)


def _credentials(asked: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str]:
    kind, _, told = headers.get("authorization", "").partition(" ")
    if kind != "Basic":
        return asked.get("client_id", ""), asked.get("client_secret", "")
    client_id, _, secret = b64decode(told).decode().partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


@cache
def _made(algorithm: str, kid: str = "first") -> SigningKey:
    """A key; the first of each kind is the same each time, because to make one takes a while."""
    made: Any = (
        ec.generate_private_key(ec.SECP384R1()) if algorithm == "ES384" else rsa.generate_private_key(65537, 2048)
    )
    return SigningKey(f"{algorithm}-{kid}", algorithm, made)
