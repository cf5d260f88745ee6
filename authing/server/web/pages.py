"""Pages as answers: rendered by templates that escape everything, with headers that let a browser do nothing else with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from authing.server import wire
from authing.server.body import read_form
from authing.server.failures import describe
from authing.server.rules.acts import Act
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import Context
from authing.server.web.texts import wanted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import TypeAlias

    from starlette.requests import Request

    from authing.server.rules.cookies import Cookie
    from authing.server.rules.service import Service

    Answer: TypeAlias = "Page | Redirect"

STYLE = "/login/style.css"
BODY_LIMIT = 64 * 1024

HEADERS = {
    # In some browsers, form-action holds for the redirects after a form, too; see `leading`.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    # For browsers older than frame-ancestors.
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # The id of a login under way is in the address.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}

STATUS = {Code.NOT_FOUND: 404, Code.FORBIDDEN: 403, Code.TOO_LARGE: 413, Code.BUSY: 503, Code.FAILED: 500}
"""The HTTP status of a refusal; of all others it is 400."""


@dataclass(frozen=True)
class Page:
    """A template and what it shows."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: int = 200
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Redirect:
    """Another address to go to, by GET."""

    location: str = field(repr=False)
    cookies: tuple[Cookie, ...] = ()


def message(title: str, text: str, *cookies: Cookie) -> Page:
    """A page that only says something."""
    return Page("message.html", {"title": title, "text": text}, cookies=cookies)


def leading(target: str, *cookies: Cookie) -> Page:
    """A page that leads on by itself. After a form it takes the place of a redirect, which would count as a part of the form:
    the policy would hold for it and for all that follow, and nobody can list where applications send their users next."""
    return Page("continue.html", {"target": target}, cookies=cookies)


def failure(refusal: Refusal) -> Page:
    """The page about a refusal that no form can mend."""
    return Page("message.html", {"title": "This did not work", "error": refusal.message}, status(refusal))


def status(refusal: Refusal | None) -> int:
    """The HTTP status of a page about a refusal, or of another one."""
    return 200 if refusal is None else STATUS.get(refusal.code, 400)


def respond(request: Request, answer: Answer) -> Response:
    """The response of an answer."""
    if isinstance(answer, Redirect):
        response: Response = RedirectResponse(answer.location, 303, {"Cache-Control": "no-store"})
        response.headers["Referrer-Policy"] = "no-referrer"
    else:
        shown = {
            "error": None,
            **answer.values,
            "t": wanted(request.headers.get("accept-language", "")),
            "style": f"{STYLE}?{_style()[1]}",
        }
        html = _environment().get_template(answer.template).render(shown)
        response = HTMLResponse(html, answer.status, HEADERS)
    wire.set_cookies(request, response, *answer.cookies)
    return response


def page(
    service: Service, answer: Callable[[Context, dict[str, str]], Answer]
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a function of the context and the values of path, query and form."""

    async def endpoint(request: Request) -> Response:
        try:
            values = {**request.query_params, **request.path_params}
            if request.method == "POST":
                values = {**await read_form(request, BODY_LIMIT), **request.path_params}
            # Without a name: a page is not logged, what somebody does on it is.
            context = Context(service, wire.caller(request), Act())
            return respond(request, await run_in_threadpool(answer, context, values))
        except Exception as error:  # noqa: BLE001 - a person sees this: no answer may leave in another shape
            return respond(request, failure(describe(error)))

    return endpoint


async def style(request: Request) -> Response:
    """The style sheet; its address changes with it."""
    text, tag = _style()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{tag}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type="text/css", headers=headers)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("authing.server.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[str, str]:
    text = files("authing.server.web").joinpath("style.css").read_text("utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:16]
