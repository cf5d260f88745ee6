"""Logging in at ZITADEL's own pages by OpenID Connect, and what goes on after it: refresh, logout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Flow
from authing.core.end_user import maybe_text, text
from authing.core.errors import ArgumentError
from authing.core.oidc_answers import LoginRequest, TokenSet
from authing.core.scopes import scope_of
from authing.zitadel import scopes as reserved

from .claims import Login
from .tokens import Tokens

__all__ = ["BrowserLogin"]


class BrowserLogin(Tokens[Mode]):
    """The application as a relying party of the instance: `start_login` and `finish_login` are all that a login needs."""

    @operation
    def start_login(
        self,
        redirect_uri: str | None = None,
        *,
        scopes: Iterable[str] | str | None = None,
        prompt: str | None = None,
        login_hint: str | None = None,
        ui_locales: Iterable[str] | str | None = None,
        max_age: int | None = None,
        response_mode: str | None = None,
        organization_id: str | None = None,
        organization_domain: str | None = None,
        identity_provider_id: str | None = None,
    ) -> Flow[LoginRequest]:
        """Prepare a login in the browser, by authorization code with PKCE (sends nothing but, once, for the endpoints).

        Send the browser to `url` of the answer, and keep the answer in the browser's session for `finish_login`.

        Args:
            redirect_uri: Where the browser comes back to; by default the client's.
            scopes: What is asked for; by default the client's. With `offline_access` there is a refresh token.
            prompt: `login`, `select_account`, `consent`, `create` (to register) or `none`.
            login_hint: The login name that the page begins with.
            ui_locales: Languages of the page, the preferred one first: `["de", "en"]`.
            max_age: Seconds since the user last proved who they are; if it is longer, they have to do so again, and
                `finish_login` makes sure that they did.
            response_mode: `query` (the default) or `form_post`.
            organization_id: Only its users may log in, and the page is its own.
            organization_domain: The same, by its primary domain.
            identity_provider_id: Where the user logs in, without a page of ZITADEL's own before it.

        Raises:
            ArgumentError: An argument is not usable.
            NetworkError: The instance, whose endpoints are needed, was not reached.
            UnexpectedAnswer: What it answered is not about itself.
        """
        if response_mode not in (None, "query", "form_post"):
            raise ArgumentError("response_mode must be query or form_post: no server sees the fragment of a URL")
        if max_age is not None and (isinstance(max_age, bool) or not isinstance(max_age, int) or max_age < 0):
            raise ArgumentError("max_age is seconds: a whole number, 0 or more")
        by_scope: list[str] = [
            make(value)
            for make, value in (
                (reserved.organization, organization_id),
                (reserved.organization_domain, organization_domain),
                (reserved.identity_provider, identity_provider_id),
            )
            if value is not None
        ]
        wanted: str = self.options.scope if scopes is None else scope_of(scopes)
        target = maybe_text("redirect_uri", redirect_uri) or self.options.redirect_uri
        if not target:
            raise ArgumentError("redirect_uri must be given, here or to the client")
        parameters = {
            "prompt": maybe_text("prompt", prompt),
            "login_hint": maybe_text("login_hint", login_hint),
            "ui_locales": None if ui_locales is None else scope_of(ui_locales, "ui_locales"),
            "response_mode": response_mode,
        }
        return self._begun(target, scope_of([*wanted.split(), *by_scope]), max_age, parameters)

    def _begun(
        self, target: str, scope: str, max_age: int | None, parameters: Mapping[str, str | None]
    ) -> Flow[LoginRequest]:
        party = yield from self._party()
        return party.begin(target, scope, max_age=max_age, **parameters)

    @operation
    def finish_login(
        self, request: LoginRequest | Mapping[str, Any] | None, callback: str | Mapping[str, Any]
    ) -> Flow[Login]:
        """Exchange what the browser came back with for tokens (POST /oauth/v2/token), and verify the id_token.

        The callback must belong to the login of this browser: its `state`, and its `iss` where it has one, are checked
        before anything else in it is believed. The user is this client's user from now on.

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
    def get_new_access_token_by_refresh_token(
        self, refresh_token: str, *, scopes: Iterable[str] | str | None = None
    ) -> Flow[TokenSet]:
        """Exchange a refresh token for new tokens (POST /oauth/v2/token).

        Args:
            refresh_token: The token. The answer has another; this one is good no more.
            scopes: Less than what the login asked for; by default the same.

        Raises:
            NotLoggedIn: It is not good (invalid_grant, invalid_request).
            Forbidden: The application is not known by its secret or key (invalid_client).
        """
        token, scope = text("refresh_token", refresh_token), None if scopes is None else scope_of(scopes)
        return self._refreshed(token, scope)

    def _refreshed(self, token: str, scope: str | None) -> Flow[TokenSet]:
        party = yield from self._party()
        tokens = yield from party.refresh(token, scope)
        self._token.replace(tokens.access_token)
        return tokens

    @operation
    def build_logout_url(
        self, redirect_uri: str | None = None, id_token: str | None = None, state: str | None = None
    ) -> Flow[str]:
        """Make the URL that ends the browser's session at ZITADEL (sends nothing but, once, for the endpoints).

        Args:
            redirect_uri: Where the browser comes back to; it must be known to the application.
            id_token: Tells whose session it is; else ZITADEL asks which to end.
            state: What the browser then brings along.
        """
        target, token = maybe_text("redirect_uri", redirect_uri), maybe_text("id_token", id_token)
        return self._logout_url(token, target, maybe_text("state", state))

    def _logout_url(self, token: str | None, target: str | None, state: str | None) -> Flow[str]:
        party = yield from self._party()
        return party.logout_url(token, target, state)
