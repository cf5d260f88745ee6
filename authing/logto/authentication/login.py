"""Logging in at Logto's own pages by OpenID Connect, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.core.end_user import maybe_text, texts
from authing.core.errors import ArgumentError
from authing.core.oidc_answers import LoginRequest
from authing.core.scopes import scope_of

from .claims import Login
from .tokens import Tokens

__all__ = ["FIRST_SCREENS", "IDENTIFIERS", "PROMPTS", "BrowserLogin"]

FIRST_SCREENS = ("sign_in", "register", "reset_password", "single_sign_on", "identifier:sign_in", "identifier:register")
"""Where Logto's pages can begin."""

IDENTIFIERS = ("email", "phone", "username")
"""What users can call themselves by on a page that asks for an identifier."""

PROMPTS = ("login", "consent", "none")
"""What users can be asked for once more, or nothing at all."""


class BrowserLogin(Tokens[Mode]):
    """The application as a relying party of Logto: `start_login` and `finish_login` are all that a login needs."""

    @operation
    def start_login(
        self,
        redirect_uri: str | None = None,
        *,
        scopes: Iterable[str] | str | None = None,
        resources: Iterable[str] | str | None = None,
        prompt: str | None = None,
        login_hint: str | None = None,
        first_screen: str | None = None,
        identifiers: Iterable[str] | str | None = None,
        direct_sign_in: str | None = None,
        one_time_token: str | None = None,
        organization_id: str | None = None,
        ui_locales: Iterable[str] | str | None = None,
        max_age: int | None = None,
        response_mode: str | None = None,
    ) -> Flow[LoginRequest]:
        """Prepare a login in the browser, by authorization code with PKCE (sends nothing but, once, for the endpoints).

        Send the browser to `url` of the answer, and keep the answer in the browser's session for `finish_login`.

        Args:
            redirect_uri: Where the browser comes back to; by default the client's.
            scopes: What is asked for; by default the client's. With `offline_access` there is a refresh token, which is
                needed for tokens of resources and organizations. See `authing.logto.scopes`.
            resources: The API resources that tokens will be wanted for; by default the client's.
            prompt: `login`, `consent` or `none`, or several. By default `consent` where the scopes have
                `offline_access`, without which Logto gives no refresh token.
            login_hint: The e-mail address, phone number or name that the page begins with.
            first_screen: Where the pages begin: one of `FIRST_SCREENS`; by default `sign_in`.
            identifiers: What the first screen asks for, some of `email`, `phone` and `username`; for `reset_password` and
                the two screens that ask for an identifier.
            direct_sign_in: Where the user logs in without a page of Logto's before it: `social:` and the provider's name,
                or `sso:` and the id of an enterprise connector.
            one_time_token: A token of `one_time_tokens.create`, with the user's e-mail address as `login_hint`.
            organization_id: The pages are in this organization's own dress. Who may log in does not depend on it.
            ui_locales: Languages of the page, the preferred one first: `["de", "en"]`.
            max_age: Seconds since the user last proved who they are; if it is longer, they have to do so again, and
                `finish_login` makes sure that they did.
            response_mode: `query` (the default) or `form_post`.

        Raises:
            ArgumentError: An argument is not usable.
            NetworkError: Logto, whose endpoints are needed, was not reached.
            UnexpectedAnswer: What it answered is not about itself.
        """
        if response_mode not in (None, "query", "form_post"):
            raise ArgumentError("response_mode must be query or form_post: no server sees the fragment of a URL")
        if max_age is not None and (isinstance(max_age, bool) or not isinstance(max_age, int) or max_age < 0):
            raise ArgumentError("max_age is seconds: a whole number, 0 or more")
        target = maybe_text("redirect_uri", redirect_uri) or self.options.redirect_uri
        if not target:
            raise ArgumentError("redirect_uri must be given, here or to the client")
        wanted = self.options.scope if scopes is None else scope_of(scopes)
        by_default = "consent" if "offline_access" in wanted.split() else None
        parameters = {
            "resource": self.options.resources if resources is None else texts("resources", resources),
            "prompt": _some_of("prompt", prompt, PROMPTS) or by_default,
            "login_hint": maybe_text("login_hint", login_hint),
            "first_screen": _first_screen(first_screen),
            "identifier": _some_of("identifiers", identifiers, IDENTIFIERS),
            "direct_sign_in": _direct_sign_in(direct_sign_in),
            "one_time_token": maybe_text("one_time_token", one_time_token),
            "organization_id": maybe_text("organization_id", organization_id),
            "ui_locales": None if ui_locales is None else scope_of(ui_locales, "ui_locales"),
            "response_mode": response_mode,
        }
        return self._begun(target, wanted, max_age, parameters)

    @operation
    def finish_login(
        self, request: LoginRequest | Mapping[str, Any] | None, callback: str | Mapping[str, Any]
    ) -> Flow[Login]:
        """Exchange what the browser came back with for tokens (POST /oidc/token), and verify the id_token.

        The callback must belong to the login of this browser: its `state` and its `iss` are checked before anything else in
        it is believed. The user is this client's user from now on.

        Args:
            request: What `start_login` gave, or `dict()` of it, out of the browser's session. Take it out: it is good
                once. None, if there is nothing in the session, is refused.
            callback: The URL that the browser came back to, or the mapping of its parameters.

        Raises:
            NotLoggedIn: The callback is not of this login, the code is no longer good, or the id_token is not.
            Forbidden: The user refused, or may not; or the application is not known by its secret or key.
        """
        party = yield from self._party()
        login = yield from party.finish(request, callback, self._verified_login)
        self._token.replace(login.access_token)
        return Login.of(dict(login))

    @operation
    def build_logout_url(
        self, redirect_uri: str | None = None, id_token: str | None = None, state: str | None = None
    ) -> Flow[str]:
        """Make the URL that ends the browser's session at Logto (sends nothing but, once, for the endpoints).

        Args:
            redirect_uri: Where the browser comes back to; it must be known to the application.
            id_token: Tells whose session it is.
            state: What the browser then brings along.
        """
        target, token = maybe_text("redirect_uri", redirect_uri), maybe_text("id_token", id_token)
        return self._logout_url(token, target, maybe_text("state", state))

    def _begun(
        self, target: str, scope: str, max_age: int | None, parameters: Mapping[str, str | Sequence[str] | None]
    ) -> Flow[LoginRequest]:
        party = yield from self._party()
        return party.begin(target, scope, max_age=max_age, **parameters)

    def _logout_url(self, token: str | None, target: str | None, state: str | None) -> Flow[str]:
        party = yield from self._party()
        return party.logout_url(token, target, state)


def _first_screen(given: str | None) -> str | None:
    if given is not None and given not in FIRST_SCREENS:
        raise ArgumentError(f"first_screen must be one of {', '.join(FIRST_SCREENS)}")
    return given


def _some_of(name: str, given: Iterable[str] | str | None, known: Sequence[str]) -> str | None:
    found = () if given is None else texts(name, given.split() if isinstance(given, str) else given)
    if not set(found) <= set(known):
        raise ArgumentError(f"{name} must be some of {', '.join(known)}")
    return " ".join(found) or None


def _direct_sign_in(given: str | None) -> str | None:
    kind, _, target = (maybe_text("direct_sign_in", given) or "").partition(":")
    if given is not None and (kind not in ("social", "sso") or not target):
        raise ArgumentError("direct_sign_in must be social: or sso:, and what it is called there: social:google")
    return given
