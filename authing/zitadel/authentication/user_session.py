"""A login by ZITADEL's session service as it goes on: what is kept of it, and what a step gives."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from authing.core.call import Call, Flow
from authing.core.errors import ArgumentError, UnexpectedAnswer
from authing.core.oidc_answers import OAuthObject
from authing.zitadel.details import CredentialsCheckError
from authing.zitadel.exceptions import Invalid, NotLoggedIn

if TYPE_CHECKING:
    from typing import TypeAlias

    from typing_extensions import Self

    from authing.zitadel.models.session import SetSessionResponse

    Kept: TypeAlias = "UserSession | Mapping[str, Any]"

__all__ = ["OtpChallenge", "PasskeyChallenge", "UserSession", "WrongCredential", "passkey_challenge", "proved", "then"]

A = TypeVar("A")
T = TypeVar("T")


class UserSession(OAuthObject):
    """A login that is under way or has come to its end; `dict(session)` is JSON, and is taken wherever a session is.

    Attributes:
        session_id: The session's id.
        session_token: The token of its latest step; those before are good no more.
    """

    session_id: str
    session_token: str

    @classmethod
    def kept(cls, given: Any) -> Self:
        """A session as it was kept.

        Raises:
            ArgumentError: It is none, or not the whole of it.
        """
        if not isinstance(given, (UserSession, Mapping)):
            raise ArgumentError(f"the session must be what the step before gave, not a {type(given).__name__}")
        own = {name: given.get(name) for name in ("session_id", "session_token")}
        if not all(isinstance(each, str) and each for each in own.values()):
            raise ArgumentError("the session is not whole: keep its session_id and its session_token")
        return cls.of(own)

    def after(self, answer: SetSessionResponse) -> Self:
        """The session after a step."""
        return self.kept({**self, "session_token": answer.session_token})


class PasskeyChallenge(NamedTuple):
    """What a passkey has to sign.

    Attributes:
        session: The session; it takes the place of the one before.
        options: What the browser calls `navigator.credentials.get` with: under `publicKey`, its bytes in base64url.
    """

    session: UserSession
    options: Mapping[str, Any]


class OtpChallenge(NamedTuple):
    """A one-time code is on its way.

    Attributes:
        session: The session; it takes the place of the one before.
        code: The code, where your program sends it; None where ZITADEL does.
    """

    session: UserSession
    code: str | None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.session.session_id}>"


class WrongCredential(NotLoggedIn):
    """The password, code or passkey was wrong.

    Attributes:
        failed_attempts: How often in a row it was wrong, where ZITADEL tells (it does of passwords); 0 where not.
    """

    failed_attempts: int = 0


def then(call: Call[A], make: Callable[[A], T]) -> Flow[T]:
    """A call, and what is made of its answer; where that cannot be made of it, the answer is not as it should be."""
    found: Any = copy.copy(call)
    found.read = lambda reply: make(call.read(reply))
    made: T = yield from found
    return made


def proved(call: Call[A], make: Callable[[A], T], *, alone: bool) -> Flow[T]:
    """The same of a call that checks a password, a code or a passkey.

    Args:
        call: The call.
        make: Makes the result of its answer.
        alone: True if there is nothing else in the request that could be wrong.
    """
    try:
        return (yield from then(call, make))
    except Invalid as refusal:
        checks = [each for each in refusal.details if isinstance(each, CredentialsCheckError)]
        if not alone and not checks:
            raise
        error = WrongCredential(refusal.code, refusal.message)
        error.__dict__.update(refusal.__dict__)
        told = [check.failed_attempts for check in checks]
        error.failed_attempts = max((number for number in told if isinstance(number, int)), default=0)
        raise error from None


def passkey_challenge(kept: UserSession, answer: SetSessionResponse) -> PasskeyChallenge:
    """What ZITADEL's answer tells of a passkey's challenge."""
    told = answer.challenges.web_auth_n if answer.challenges else None
    options = told.public_key_credential_request_options if told else None
    if not options:
        raise UnexpectedAnswer(None, "ZITADEL has accepted the challenge, and not told it")
    return PasskeyChallenge(kept.after(answer), options)
