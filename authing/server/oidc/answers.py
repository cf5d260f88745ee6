"""How the provider answers: JSON that nobody keeps, errors of OAuth 2.0, and browsers that are sent back to an application."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from authlib.oauth2.rfc6749.errors import InvalidRequestError, OAuth2Error
from starlette.responses import HTMLResponse, RedirectResponse, Response

from authing.server.failures import describe
from authing.server.rules.authorization import FORM_POST, FRAGMENT
from authing.server.rules.grants import plain
from authing.server.rules.refusal import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authing.server.rules.authorization import Asked

# RFC 6749, section 5.1: "Cache-Control" with "no-store" in any response with tokens or other sensitive information.
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
REDIRECT = {**NO_STORE, "Referrer-Policy": "no-referrer"}

SEND = "document.forms[0].submit()"
SEND_HASH = base64.b64encode(hashlib.sha256(SEND.encode()).digest()).decode()
FORM = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>One moment</title></head>
<body><form method="post" action="{action}">{fields}<button>Continue</button></form><script>{script}</script></body></html>
"""
FORM_HEADERS = {
    **REDIRECT,
    "Content-Type": "text/html; charset=utf-8",
    # No form-action: the form goes to the application, and the browsers would stop redirects from there, too.
    "Content-Security-Policy": f"default-src 'none'; script-src 'sha256-{SEND_HASH}'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def as_json(content: Any, status: int = 200, headers: Mapping[str, str] = NO_STORE) -> Response:
    """An answer as JSON."""
    return Response(json.dumps(content), status, dict(headers), media_type="application/json")


def failed(error: OAuth2Error) -> Response:
    """An error as OAuth 2.0 tells it (RFC 6749, section 5.2)."""
    status, body, headers = error()
    return as_json(body, status, {**dict(headers), **NO_STORE})


def as_oauth(error: Exception) -> OAuth2Error:
    """Whatever went wrong at an endpoint for programs, as an error of OAuth 2.0."""
    if isinstance(error, OAuth2Error):
        return error
    refusal = describe(error)
    if refusal.code in (Code.BUSY, Code.FAILED):
        # Not in RFC 6749 for this endpoint, but for its sister (section 4.1.2.1), and a 5xx alone says less.
        kind = "temporarily_unavailable" if refusal.code is Code.BUSY else "server_error"
        return OAuth2Error(plain(refusal), error=kind, status_code=503 if refusal.code is Code.BUSY else 500)
    return InvalidRequestError(plain(refusal))


def send(asked: Asked, issuer: str, values: Mapping[str, Any]) -> Response:
    """Send the browser back to the client with these values."""
    told = {name: value for name, value in values.items() if value is not None}
    if "state" in asked.params:
        # RFC 6749, section 4.1.2.1: "The exact value received from the client."
        told["state"] = asked.params["state"]
    # RFC 9207, section 2: "In authorization responses to the client, including error responses, an authorization server
    # supporting this specification MUST indicate its identity by including the iss parameter in the response."
    told["iss"] = issuer
    if asked.mode == FORM_POST:
        # OAuth 2.0 Form Post Response Mode, section 2.
        fields = "".join(f'<input type="hidden" name="{name}" value="{escape(str(told[name]))}">' for name in told)
        return HTMLResponse(
            FORM.format(action=escape(asked.redirect_uri), fields=fields, script=SEND), headers=FORM_HEADERS
        )
    joint = "#" if asked.mode == FRAGMENT else "&" if "?" in asked.redirect_uri else "?"
    # RFC 9700, section 4.12: 303 lets no browser send a form on, credentials included.
    return RedirectResponse(f"{asked.redirect_uri}{joint}{urlencode(told)}", 303, REDIRECT)
