"""How the answers of CAS are read: text, XML and JSON, and what is none of them."""

from __future__ import annotations

from typing import Any

import pytest
from v2_kit import outcome, reply

from authing import AuthenticationClient, AuthingException, Forbidden, NotFound, ServerError, UnexpectedAnswer
from authing.core.binding import describe
from authing.core.call import Call
from authing.v2.models.cas import CasAnswer, CasSession, CasTicket

CLIENT = AuthenticationClient(app_id="app", host="http://idp.test")
CAS = 'xmlns:cas="http://www.yale.edu/tp/cas"'
GOOD = f"""<?xml version="1.0" encoding="UTF-8"?>
<cas:serviceResponse {CAS}>
  <cas:authenticationSuccess>
    <cas:user>böb &lt;&amp;&gt;</cas:user>
    <cas:attributes>
      <cas:email>bob@example.com</cas:email>
      <cas:role>a</cas:role><cas:role>b</cas:role><cas:role>c</cas:role>
      <cas:address><cas:locality>Bonn</cas:locality></cas:address>
      <cas:nickname/>
    </cas:attributes>
  </cas:authenticationSuccess>
</cas:serviceResponse>"""
BAD = f"""<cas:serviceResponse {CAS}><cas:authenticationFailure code="INVALID_TICKET">
  Ticket ST-1 not recognized
</cas:authenticationFailure></cas:serviceResponse>"""


def first(body: str | bytes, status: int = 200) -> Any:
    call = describe(CLIENT.validate_ticket_v1, "ST-1", "https://app.example")
    return outcome(call, reply(body.encode() if isinstance(body, str) else body, status))


def second(body: Any, kind: str = "XML", status: int = 200) -> Any:
    call: Call[Any] = describe(CLIENT.validate_ticket_v2, "ST-1", "https://app.example", kind)
    return outcome(call, reply(body.encode() if isinstance(body, str) else body, status))


def test_the_first_version_tells_yes_and_a_name_or_no() -> None:
    found = first("yes\nböb\n")
    assert isinstance(found, CasTicket)
    assert (found.valid, found.username, found.message) == (True, "böb", None)
    found = first("no\n\n")
    assert (found.valid, found.username, found["message"]) == (False, None, "the ticket is not good")


@pytest.mark.parametrize(
    "body", ["", "yes", "yes\n\n", "maybe\nbob\n", "<html>yes</html>", b"yes\n\xff\n", "YES\nbob\n"]
)
def test_what_is_neither_is_no_answer(body: str | bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        first(body)


def test_a_good_ticket_tells_the_user_and_what_is_known() -> None:
    found = second(GOOD)
    assert isinstance(found, CasAnswer)
    assert (found.valid, found.user, found.code, found.message) == (True, "böb <&>", None, None)
    assert found.attributes == {
        "email": "bob@example.com",
        "role": ["a", "b", "c"],
        "address": {"locality": "Bonn"},
        "nickname": "",
    }
    assert found["serviceResponse"]["authenticationSuccess"]["user"] == "böb <&>"


def test_a_bad_ticket_tells_why() -> None:
    found = second(BAD)
    assert (found.valid, found.user, found.attributes) == (False, None, {})
    assert (found.code, found.message) == ("INVALID_TICKET", "Ticket ST-1 not recognized")


def test_json_reads_the_same() -> None:
    told = second(GOOD)
    assert second(dict(told), "JSON") == told
    assert second(dict(second(BAD)), "JSON").code == "INVALID_TICKET"


def test_an_answer_may_be_in_any_encoding_that_it_names() -> None:
    assert second(GOOD.replace("UTF-8", "ISO-8859-1").encode("latin-1")).user == "böb <&>"


SUCCESS = "cas:authenticationSuccess"
NAMED = f"<cas:serviceResponse {CAS}><{SUCCESS}><cas:user>{{}}</cas:user></{SUCCESS}></cas:serviceResponse>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "yes\nbob\n",
        LAUGHS + NAMED.format("&b;"),
        FILE + NAMED.format("&a;"),
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + BAD,
        BAD.replace("http://www.yale.edu/tp/cas", "http://evil.example"),  # somebody else's words
        BAD.replace("serviceResponse", "response"),
        f"<cas:serviceResponse {CAS}/>",
        f"<cas:serviceResponse {CAS}>text</cas:serviceResponse>",
        f"<cas:serviceResponse {CAS}><cas:authenticationSuccess/></cas:serviceResponse>",
        GOOD.replace("<cas:user>böb &lt;&amp;&gt;</cas:user>", ""),
        GOOD.replace("</cas:user>", "</cas:user><cas:user>alice</cas:user>"),  # which of the two?
        GOOD.replace("</cas:serviceResponse>", BAD[BAD.index("<cas:authenticationFailure") :]),  # both
        "<a>" * 100 + "</a>" * 100,
    ],
)
def test_xml_that_must_not_be_believed_is_no_answer(body: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        second(body)


@pytest.mark.parametrize("body", [None, [], {}, {"serviceResponse": {}}, {"serviceResponse": None}, b"<xml/>"])
def test_json_that_says_neither_is_no_answer(body: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        second(body, "JSON")


@pytest.mark.parametrize(
    ("status", "kind"), [(302, UnexpectedAnswer), (404, NotFound), (403, Forbidden), (500, ServerError)]
)
def test_a_refusal_is_an_error(status: int, kind: type[AuthingException]) -> None:
    with pytest.raises(kind):
        first("yes\nbob\n", status)
    with pytest.raises(kind):
        second(GOOD, status=status)


def test_a_refusal_in_the_platforms_words_is_an_error_too() -> None:
    with pytest.raises(NotFound) as caught:
        second({"code": 2011, "message": "no such application", "data": None}, "JSON")
    assert caught.value.code == 2011


def test_a_browser_without_a_login_has_no_session() -> None:
    call = describe(CLIENT.track_session)
    for answer in (b"null", {"session": None}):
        found = outcome(call, reply(answer))
        assert isinstance(found, CasSession)
        assert found.session is None
        assert found.user_info is None
    found = outcome(call, reply({"session": {"id": "s"}, "userInfo": {"id": "u1"}}))
    assert (found.session["id"], found.user_info["id"]) == ("s", "u1")
