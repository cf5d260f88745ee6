"""Tickets and sessions of CAS."""

from __future__ import annotations

from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Reply, path
from authing.core.errors import ArgumentError, UnexpectedAnswer, kind_for_status
from authing.v2.arguments import text
from authing.v2.models.cas import CasAnswer, CasSession, CasTicket
from authing.v2.wire import bare

from .end_user import EndUser

__all__ = ["Cas"]


class Cas(EndUser[Mode]):
    """The application as a service of the platform's CAS: who comes with a ticket is asked about there."""

    @operation
    def validate_ticket_v1(self, ticket: str, service: str) -> Call[CasTicket]:
        """Tell whose ticket it is, in the words of CAS 1 (GET /cas-idp/{appId}/validate). A bad one is an answer, too.

        Args:
            ticket: What the browser brought to the service: `ST-…`. It is good once.
            service: The service's URL, as it was given when the browser was sent to log in.
        """
        params = {"service": text("service", service), "ticket": text("ticket", ticket)}
        where = path("/cas-idp/{}/validate", self._app_id())
        # Not safe to send again: a ticket that was looked at is used up.
        return Call("GET", where, _read_first_version, params=params, auth=False, safe=False)

    @operation
    def validate_ticket_v2(self, ticket: str, service: str, format: str = "XML") -> Call[CasAnswer]:
        """Tell whose ticket it is, in the words of CAS 2 and 3 (GET /cas-idp/{appId}/serviceValidate).

        A bad ticket is an answer, too. The answer is the same for both formats.

        Args:
            ticket: What the browser brought to the service: `ST-…`. It is good once.
            service: The service's URL, as it was given when the browser was sent to log in.
            format: What the platform answers in: `XML` or `JSON`.
        """
        if format not in ("XML", "JSON"):
            raise ArgumentError(f"format must be XML or JSON, not {format!r}")
        params = {"service": text("service", service), "ticket": text("ticket", ticket), "format": format}
        where = path("/cas-idp/{}/serviceValidate", self._app_id())
        if format == "JSON":
            return bare("GET", where, _answer, params=params, safe=False)
        return Call("GET", where, _read_xml, params=params, auth=False, safe=False)

    @operation
    def track_session(self) -> Call[CasSession]:
        """Tell which login a browser has at the platform (GET /cas/session); `session` is None if it has none.

        The platform looks at the browser's cookie. A server that has it hands it on with the client's option `headers`.
        """
        return bare("GET", "/cas/session", lambda found: CasSession.of({"session": None} if found is None else found))


def _answer(raw: Any) -> CasAnswer:
    answer = CasAnswer.of(raw)
    told = raw["serviceResponse"]
    # One of the two, and only one: an answer that says neither must not pass as either.
    if ("authenticationSuccess" in told) == ("authenticationFailure" in told):
        raise ValueError("neither success nor failure")
    if answer.valid and not isinstance(answer.user, str):
        raise ValueError("a success without a user")
    return answer


def _read_xml(reply: Reply) -> CasAnswer:
    _check_status(reply)
    from authing.v2.cas_xml import service_response

    return _answer(service_response(reply.body))


def _read_first_version(reply: Reply) -> CasTicket:
    _check_status(reply)
    verdict, _, name = reply.body.decode().partition("\n")
    if verdict.strip() not in ("yes", "no"):
        raise ValueError("neither yes nor no")
    if verdict.strip() == "no":
        return CasTicket(valid=False, message="the ticket is not good")
    if not (username := name.strip("\r\n")):
        raise ValueError("a ticket of nobody")
    return CasTicket(valid=True, username=username)


def _check_status(reply: Reply) -> None:
    if 300 <= reply.status < 400:
        raise UnexpectedAnswer(None, f"the host answers with a redirect ({reply.status}), which is not followed")
    if reply.status != 200:
        raise kind_for_status(reply.status)(reply.status, f"HTTP {reply.status}")
