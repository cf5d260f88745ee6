"""A browser as plain as can be: cookies, forms, and the pages that lead on; it runs nothing."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

if TYPE_CHECKING:
    from authing.server import LocalServer

BACK = "http://127.0.0.1:9/back"
"""A redirect URI of the tests; nobody listens there."""


class Parsed(HTMLParser):
    """What a page has: its first form, its links, its words, and where it leads by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.form: dict[str, str] = {}
        self.action: str | None = None
        self.fields: list[dict[str, str | None]] = []
        self.links: dict[str, str] = {}
        self.leads_to: str | None = None
        self.text = ""
        self.alert = ""
        self._link: str | None = None
        self._in_alert = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.action = found["action"]
        elif tag == "input":
            self.fields.append(found)
            self.form[str(found["name"])] = found.get("value") or ""
        elif tag == "a":
            self._link = found["href"]
        elif tag == "meta" and found.get("http-equiv") == "refresh":
            self.leads_to = str(found["content"]).partition("url=")[2]
        if found.get("role") == "alert" or (self._in_alert and tag != "input"):
            self._in_alert += 1

    def handle_endtag(self, tag: str) -> None:
        self._link = None if tag == "a" else self._link
        self._in_alert = max(0, self._in_alert - 1)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._link:
            self.links[data.strip()] = self._link
        if self._in_alert:
            self.alert += data


class RawBrowser:
    """Goes to addresses of a server, and stops where it is sent away from it.

    Attributes:
        answer: The last answer.
        page: What its page has.
        sent_to: Where it was sent away to; None while it is at the server.
    """

    answer: requests.Response
    page: Parsed
    sent_to: str | None = None

    def __init__(self, server: LocalServer | str, **headers: str) -> None:
        self.host = server if isinstance(server, str) else server.host
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(headers)

    def go(self, address: str, method: str = "GET", **options: Any) -> RawBrowser:
        """Open an address, and go on as a browser would."""
        self.sent_to = None
        url: str | None = urljoin(self.host, address)
        while url is not None:
            if not url.startswith(self.host + "/"):
                self.sent_to = url
                return self
            self.answer = self.session.request(method, url, allow_redirects=False, timeout=20, **options)
            self.page = Parsed(self.answer.text)
            method, options = "GET", {}
            target = self.answer.headers.get("location") or self.page.leads_to
            url = urljoin(url, target) if target else None
        return self

    def send(self, **values: str) -> RawBrowser:
        """Fill in the form of the page, and send it."""
        assert self.page.action, self.answer.text
        data = {**self.page.form, **values}
        return self.go(urljoin(self.answer.url, self.page.action), "POST", data=data)

    def follow(self, text: str) -> RawBrowser:
        """Follow a link by its words."""
        return self.go(self.page.links[text])

    def log_in(self, account: str, password: str) -> RawBrowser:
        """Fill in the form for a password, and send it."""
        return self.send(account=account, password=password)

    @property
    def sent_with(self) -> dict[str, str]:
        """The parameters of the address that it was sent away to."""
        assert self.sent_to, self.answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(self.sent_to).query).items()}

    def cookie(self, beginning: str) -> str | None:
        """The value of the cookie whose name begins so."""
        return next((cookie.value for cookie in self.session.cookies if cookie.name.startswith(beginning)), None)

    def close(self) -> None:
        """Close its connections."""
        self.session.close()
