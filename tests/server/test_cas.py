"""CAS: tickets, their validation, and single sign-on by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
import requests
from raw_browser import BACK, RawBrowser
from raw_client import PASSWORD, RawClient

from authing.server import LocalServer

CAS = "{http://www.yale.edu/tp/cas}"


def manage(client: RawClient, method: str, path: str, **body: Any) -> Any:
    answer = client.rest(method, path, client.management_token, json=body)
    assert answer["code"] == 200, answer
    return answer["data"]


@pytest.fixture
def cas(server: LocalServer, app_api: RawClient) -> RawClient:
    """A client of an application that speaks CAS, whose pool has the user ann."""
    app_api.register(username="ann", profile={"email": "ann@example.com", "nickname": "Ann <&> Co"})
    manage(app_api, "POST", f"/api/v2/applications/{app_api.app_id}", casProviderEnabled=True, redirectUris=[BACK])
    return app_api


@pytest.fixture
def browsers(server: LocalServer) -> Iterator[Callable[..., RawBrowser]]:
    made: list[RawBrowser] = []

    def new(**headers: str) -> RawBrowser:
        made.append(RawBrowser(server, **headers))
        return made[-1]

    yield new
    for browser in made:
        browser.close()


def login_url(client: RawClient, service: str | None = BACK, **query: str) -> str:
    given = query if service is None else {"service": service, **query}
    return f"/cas-idp/{client.app_id}/login?{urlencode(given)}"


def ticket(client: RawClient, browser: RawBrowser, **query: str) -> str:
    """A ticket for a browser in which ann logs in, if she has to."""
    browser.go(login_url(client, **query))
    if browser.sent_to is None:
        browser.log_in("ann", PASSWORD)
    return browser.sent_with["ticket"]


def validated(client: RawClient, path: str = "serviceValidate", **query: str) -> requests.Response:
    response = client.session.get(
        f"{client.host}/cas-idp/{client.app_id}/{path}", params={"service": BACK, **query}, timeout=20
    )
    assert response.status_code == 200
    return response


def failed(response: requests.Response) -> str:
    (failure,) = ET.fromstring(response.content)
    return failure.attrib["code"]


def test_a_login_gives_a_ticket_that_tells_the_user(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    found = validated(cas, ticket=ticket(cas, browsers()))
    assert found.headers["content-type"].startswith("application/xml")
    (success,) = ET.fromstring(found.content)
    assert success.findtext(f"{CAS}user") == "ann"
    attributes = success.find(f"{CAS}attributes")
    assert attributes is not None
    told = {element.tag.removeprefix(CAS): element.text for element in attributes}
    assert told["nickname"] == "Ann <&> Co"
    assert (told["email"], told["isFromNewLogin"]) == ("ann@example.com", "true")
    assert told["longTermAuthenticationRequestTokenUsed"] == "false"
    assert "given_name" not in told


def test_a_ticket_is_validated_in_all_three_forms(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    assert validated(cas, "validate", ticket=ticket(cas, browser)).text == "yes\nann\n"
    found = validated(cas, format="JSON", ticket=ticket(cas, browser)).json()["serviceResponse"]
    assert found["authenticationSuccess"]["user"] == "ann"
    assert found["authenticationSuccess"]["attributes"]["isFromNewLogin"] is False
    assert b"authenticationSuccess" in validated(cas, "p3/serviceValidate", ticket=ticket(cas, browser)).content


def test_a_bad_ticket_is_told_in_all_three_forms(cas: RawClient) -> None:
    assert validated(cas, "validate", ticket="ST-made-up").text == "no\n\n"
    assert failed(validated(cas, ticket="ST-made-up")) == "INVALID_TICKET"
    failure = validated(cas, ticket="ST-made-up", format="JSON").json()["serviceResponse"]["authenticationFailure"]
    assert failure["code"] == "INVALID_TICKET"
    assert failed(validated(cas)) == "INVALID_REQUEST"
    assert failed(validated(cas, ticket="ST-x", service="")) == "INVALID_REQUEST"


def test_a_ticket_is_good_once_and_for_its_service_only(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    found = ticket(cas, browser)
    assert b"authenticationSuccess" in validated(cas, ticket=found).content
    assert failed(validated(cas, ticket=found)) == "INVALID_TICKET"
    found = ticket(cas, browser)
    assert failed(validated(cas, ticket=found, service=f"{BACK}?else")) == "INVALID_SERVICE"
    assert failed(validated(cas, ticket=found)) == "INVALID_TICKET"


def test_a_ticket_expires(server: LocalServer, cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    found = ticket(cas, browsers())
    server.move_clock(seconds=61)
    assert failed(validated(cas, ticket=found)) == "INVALID_TICKET"


def test_a_ticket_ends_with_the_session(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    found = ticket(cas, browser)
    browser.go("/cas-idp/logout")
    assert failed(validated(cas, ticket=found)) == "INVALID_TICKET"


def test_a_ticket_of_another_application_is_not_good(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    other = manage(
        cas,
        "POST",
        "/api/v2/applications",
        name="Other",
        identifier="other",
        redirectUris=[BACK],
        casProviderEnabled=True,
    )["id"]
    found = ticket(cas, browsers())
    response = cas.session.get(
        f"{cas.host}/cas-idp/{other}/serviceValidate", params={"service": BACK, "ticket": found}, timeout=20
    )
    assert failed(response) == "INVALID_TICKET"


def test_renew_asks_again_and_the_ticket_tells_so(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    ticket(cas, browser)
    from_session = ticket(cas, browser)
    assert failed(validated(cas, ticket=from_session, renew="true")) == "INVALID_TICKET"
    browser.go(login_url(cas, renew="true"))
    assert browser.sent_to is None
    browser.log_in("ann", PASSWORD)
    found = validated(cas, ticket=browser.sent_with["ticket"], renew="true")
    assert b"authenticationSuccess" in found.content


def test_gateway_sends_back_without_a_ticket(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    browser.go(login_url(cas, gateway="true"))
    assert browser.sent_to == BACK
    ticket(cas, browser)
    assert browser.go(login_url(cas, gateway="true")).sent_with["ticket"].startswith("ST-")


def test_without_a_service_one_is_only_logged_in(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    browser.go(f"/cas-idp/{cas.app_id}?service").log_in("ann", PASSWORD)
    assert browser.sent_to is None
    assert "You are logged in" in browser.page.text


def test_a_service_keeps_its_query(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    service = f"{BACK}?page=a%26b"
    browser = browsers()
    browser.go(login_url(cas, service)).log_in("ann", PASSWORD)
    assert str(browser.sent_to).startswith(f"{service}&ticket=ST-")
    found = validated(cas, ticket=browser.sent_with["ticket"], service=service)
    assert b"authenticationSuccess" in found.content


@pytest.mark.parametrize(
    "service",
    [
        f"{BACK}.evil.org",
        f"{BACK}/deeper",
        f"{BACK}/../other",
        f"{BACK}#fragment",
        BACK.replace("http:", "https:"),
        BACK.replace("127.0.0.1", "127.0.0.1@evil.org"),
        BACK.replace(":9", ":99"),
        "//evil.org",
        "https://evil.org",
        "javascript:alert(1)",
        f"{BACK}\r\nSet-Cookie: a=b",
        f"{BACK}\\@evil.org",
    ],
)
def test_no_other_service_is_served(cas: RawClient, browsers: Callable[..., RawBrowser], service: str) -> None:
    browser = browsers()
    for more in ({}, {"gateway": "true"}):
        browser.go(login_url(cas, service, **more))
        assert browser.sent_to is None
        assert browser.answer.status_code in (400, 403)
        assert "Set-Cookie" not in browser.answer.headers


def test_cas_has_to_be_switched_on(app_api: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    browser.go(login_url(app_api))
    assert browser.answer.status_code == 403
    assert "casProviderEnabled" in browser.page.alert
    assert validated(app_api, "validate", ticket="ST-x").text == "no\n\n"
    assert failed(validated(app_api, ticket="ST-x")) == "INVALID_SERVICE"
    browser.go("/cas-idp/000000000000000000000000/login")
    assert browser.answer.status_code == 400


def test_proxies_are_refused(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    for path in ("proxyValidate", "p3/proxyValidate", "proxy"):
        assert failed(validated(cas, path, ticket="ST-x")) == "UNAUTHORIZED_SERVICE_PROXY"
    found = ticket(cas, browsers())
    assert failed(validated(cas, ticket=found, pgtUrl="https://example.com")) == "INVALID_PROXY_CALLBACK"


def test_names_that_no_xml_can_have(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    odd = "a\x01b\ufffe]]></cas:user>"
    cas.register(username=odd)
    browser = browsers()
    browser.go(login_url(cas)).log_in(odd, PASSWORD)
    (success,) = ET.fromstring(validated(cas, ticket=browser.sent_with["ticket"]).content)
    assert success.findtext(f"{CAS}user") == "ab]]></cas:user>"
    cas.register(username="mallory\nann")
    browser = browsers()
    browser.go(login_url(cas)).log_in("mallory\nann", PASSWORD)
    assert validated(cas, "validate", ticket=browser.sent_with["ticket"]).text == "yes\nmallory ann\n"


def test_the_session_can_be_looked_at(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    browser = browsers()
    assert browser.go("/cas/session").answer.json() is None
    ticket(cas, browser)
    found = browser.go("/cas/session").answer.json()
    assert found["userInfo"]["username"] == "ann"
    assert found["session"]["userId"] == found["userInfo"]["id"]
    assert found["userInfo"]["token"] is None
    assert str(browser.cookie("authing-session-")) not in browser.answer.text


def test_logout_sends_only_where_an_application_says(cas: RawClient, browsers: Callable[..., RawBrowser]) -> None:
    manage(cas, "POST", f"/api/v2/applications/{cas.app_id}", logoutRedirectUris=["https://example.com/bye"])
    for name in ("url", "service"):
        for target, good in (("https://example.com/bye", True), ("https://example.com/bye?", False), ("//evil", False)):
            browser = browsers()
            ticket(cas, browser)
            browser.go(f"/cas-idp/logout?{urlencode({name: target})}")
            assert browser.sent_to == (target if good else None)
            assert browser.go("/cas/session").answer.json() is None
