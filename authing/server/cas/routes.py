"""The paths of the CAS server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from authing.server import wire
from authing.server.body import json_response
from authing.server.cas import documents
from authing.server.failures import describe
from authing.server.rest.envelope import moment
from authing.server.rules import browser_sessions, cas, logout
from authing.server.rules.acts import Act
from authing.server.rules.cas import Invalid
from authing.server.rules.service import Context
from authing.server.web.login import address
from authing.server.web.pages import Redirect, message, page
from authing.server.web.routes import logged_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from authing.server.rules.cas import Sent, Validated
    from authing.server.rules.service import Service
    from authing.server.web.pages import Answer

NO_STORE = {"Cache-Control": "no-store"}


def log_in(context: Context, values: dict[str, str]) -> Answer:
    """Begin a login."""
    return _answer(cas.log_in(context, values["app_id"], cas.Asked.of(values)))


def resume(context: Context, values: dict[str, str]) -> Answer:
    """Answer a request whose user has logged in."""
    return _answer(cas.resume(context, values["app_id"], values["id"]))


def _answer(sent: Sent) -> Answer:
    if sent.target is not None:
        return Redirect(sent.target, sent.cookies)
    if sent.interaction_id is not None:
        return Redirect(address(sent.interaction_id), sent.cookies)
    return message("Logged in", "You are logged in in this browser.", *sent.cookies)


def log_out(context: Context, values: dict[str, str]) -> Answer:
    """End the sessions of the browser; section 2.3.1 calls the address `service`, older clients `url`."""
    return logged_out(*logout.of_browser(context, None, values.get("service") or values.get("url")))


class Validation:
    """An endpoint that validates tickets, in one form of answer."""

    def __init__(self, service: Service, answer: Callable[[Mapping[str, str], Validated | Invalid], Response]) -> None:
        self._service, self._answer = service, answer

    async def respond(self, request: Request) -> Response:
        """Answer one validation."""
        values = dict(request.query_params)
        context = Context(self._service, wire.caller(request), Act())
        try:
            found: Validated | Invalid = await run_in_threadpool(
                cas.validate, context, request.path_params["app_id"], values
            )
        except Invalid as invalid:
            found = invalid
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            # Section 2.5.3: INTERNAL_ERROR: "an internal error occurred during ticket validation".
            found = Invalid("INTERNAL_ERROR", describe(error).message)
        return self._answer(values, found)


def first(_: Mapping[str, str], found: Validated | Invalid) -> Response:
    """Answer as CAS 1."""
    text = documents.NO if isinstance(found, Invalid) else documents.yes(found)
    return PlainTextResponse(text, headers=NO_STORE)


def second(values: Mapping[str, str], found: Validated | Invalid) -> Response:
    """Answer as CAS 2 and 3."""
    if values.get("format", "XML").upper() == "JSON":
        told = documents.failure(found) if isinstance(found, Invalid) else documents.success(found)
        response = json_response({"serviceResponse": told})
        response.headers.update(NO_STORE)
        return response
    text = documents.failure_xml(found) if isinstance(found, Invalid) else documents.success_xml(found)
    return Response(text, media_type="application/xml", headers=NO_STORE)


async def refuse_proxy(request: Request, element: str) -> Response:
    """Refuse proxy tickets, in the form of the protocol."""
    refused = Invalid(cas.UNAUTHORIZED_SERVICE_PROXY, cas.NO_PROXIES)
    return Response(documents.failure_xml(refused, element), media_type="application/xml", headers=NO_STORE)


async def track(service: Service, request: Request) -> Response:
    """Answer who is logged in with the browser; null where nobody is."""
    context = Context(service, wire.caller(request), Act())
    found = await run_in_threadpool(_latest, context)
    response = json_response(
        found
        and {
            "session": {
                "id": found.id,
                "userPoolId": found.pool.id,
                "userId": found.account.id,
                "authenticatedAt": moment(found.authenticated_at),
            },
            "userInfo": wire.user(found.account, None, moment),
        }
    )
    response.headers.update(NO_STORE)
    return response


def _latest(context: Context) -> browser_sessions.BrowserSession | None:
    with context.reading() as db:
        return next(iter(browser_sessions.all_of_caller(db, context)), None)


def routes(service: Service) -> list[Route]:
    """All routes of this door."""
    second_form = Validation(service, second).respond
    return [
        Route("/cas/session", partial(track, service), methods=["GET"]),
        Route("/cas-idp/logout", page(service, log_out), methods=["GET"]),
        Route("/cas-idp/{app_id}", page(service, log_in), methods=["GET"]),
        Route("/cas-idp/{app_id}/login", page(service, log_in), methods=["GET"]),
        Route("/cas-idp/{app_id}/login/{id}", page(service, resume), methods=["GET"]),
        Route("/cas-idp/{app_id}/validate", Validation(service, first).respond, methods=["GET"]),
        Route("/cas-idp/{app_id}/serviceValidate", second_form, methods=["GET"]),
        Route("/cas-idp/{app_id}/p3/serviceValidate", second_form, methods=["GET"]),
        *(
            Route(f"/cas-idp/{{app_id}}/{name}", partial(refuse_proxy, element=element), methods=["GET"])
            for name, element in (
                ("proxyValidate", "authenticationFailure"),
                ("p3/proxyValidate", "authenticationFailure"),
                ("proxy", "proxyFailure"),
            )
        ),
    ]
