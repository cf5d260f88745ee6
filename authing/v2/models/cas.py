"""What the CAS endpoints answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.model import Model

__all__ = ["CasAnswer", "CasFailure", "CasServiceResponse", "CasSession", "CasSuccess", "CasTicket"]


class CasTicket(Model):
    """Whether a ticket is good, in the words of CAS 1; `username` is its user, `message` why it is not."""

    valid: bool = False
    username: str | None = None
    message: str | None = None


class CasSuccess(Model):
    """The ticket is good: for this user, who has these attributes."""

    user: str
    attributes: Mapping[str, Any] | None = None


class CasFailure(Model):
    """The ticket is not good; `code` is such as INVALID_TICKET."""

    code: str
    description: str | None = None


class CasServiceResponse(Model):
    """One of the two."""

    authentication_success: CasSuccess | None = None
    authentication_failure: CasFailure | None = None


class CasAnswer(Model):
    """Whether a ticket is good, in the words of CAS 2 and 3; the same for XML and JSON."""

    service_response: CasServiceResponse

    @property
    def valid(self) -> bool:
        """True if the ticket is good."""
        return self.service_response.authentication_success is not None

    @property
    def user(self) -> str | None:
        """The name of the ticket's user, or None."""
        success = self.service_response.authentication_success
        return success.user if success else None

    @property
    def attributes(self) -> Mapping[str, Any]:
        """What the platform tells about the user: texts, lists of them, and mappings."""
        success = self.service_response.authentication_success
        return (success.attributes if success else None) or {}

    @property
    def code(self) -> str | None:
        """Why the ticket is not good, such as INVALID_TICKET, or None."""
        failure = self.service_response.authentication_failure
        return failure.code if failure else None

    @property
    def message(self) -> str | None:
        """The same in words."""
        failure = self.service_response.authentication_failure
        return failure.description if failure else None


class CasSession(Model):
    """The login that a browser has at the platform; `session` is None where there is none."""

    _secret = frozenset({"session"})  # whoever knows it could take the browser's place

    session: Any = None
    user_info: Any = None
