"""The options of a client: what they refuse, keep and hide."""

from __future__ import annotations

import copy
import pickle
import warnings
from pathlib import Path
from typing import Any

import pytest

from authing.core.errors import ArgumentError
from authing.core.options import Hooks, InsecureTransportWarning, Options, RequestEvent, is_header_value, whole_url

HOST = "https://id.example"


def test_the_defaults_are_those_of_the_documentation() -> None:
    options = Options(host=HOST)
    assert options.__dict__ == {
        "host": HOST,
        "timeout": 30.0,
        "connect_timeout": 5.0,
        "deadline": 90.0,
        "retries": 2,
        "verify": True,
        "cert": None,
        "proxy": None,
        "headers": {},
        "lang": None,
        "hooks": Hooks(),
        "pool_size": 64,
        "max_body": 67108864,
        "http_client": None,
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://id.example/", HOST),
        ("https://id.example//", HOST),
        ("HTTPS://id.example", HOST),
        ("http://127.0.0.1:8700/prefix/", "http://127.0.0.1:8700/prefix"),
        ("http://[::1]:8700", "http://[::1]:8700"),
        ("https://xn--fiqs8s.example.", "https://xn--fiqs8s.example."),
        ("https://a_b.example", "https://a_b.example"),
    ],
)
def test_a_host_is_kept_with_its_path_and_without_the_last_slash(given: str, kept: str) -> None:
    assert Options(host=given).host == kept
    assert Options(host=given).host == kept  # also the second time, from the cache


@pytest.mark.parametrize(
    "host",
    [
        "",
        "id.example",
        "ftp://id.example",
        "https://",
        "https:///path",
        "https://x:port",
        "https://x:0",
        "https://x:99999",
        "https://[::1",
        "https://a..b",
        "https://.example",
        "https://*.example",
        "https://a<b>c",
        "https://evil.example\\.id.example",
        "https://" + "a" * 64 + ".example",
        "https://id.example?",
        "https://id.example?x=1",
        "https://id.example#top",
        "https://中国.example",
        "https://id.example/a b",
        "https://id.ex\nample",
        " https://id.example",
        None,
        b"https://id.example",
        7,
        [],
    ],
)
def test_a_host_that_cannot_be_one_is_refused(host: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^host must be "):
        Options(host=host)


@pytest.mark.parametrize("host", ["https://user:s3cret@id.example", "https//user:s3cret@id.example"])
def test_a_host_with_a_user_is_refused_without_telling_the_password(host: str) -> None:
    with pytest.raises(ArgumentError, match=r"^host must be ") as error:
        Options(host=host)
    assert "s3cret" not in str(error.value)


def test_a_wrong_host_is_told_where_it_can_be_no_secret() -> None:
    with pytest.raises(ArgumentError) as error:
        Options(host="ftp://id.example")
    assert str(error.value) == "host must be a URL such as https://id.example.com, not 'ftp://id.example'"
    with pytest.raises(ArgumentError) as error:
        Options(host="s3cret")
    assert str(error.value) == "host must be a URL such as https://id.example.com"


@pytest.mark.parametrize("name", ["timeout", "connect_timeout", "deadline"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e7, None, "5"])
def test_times_that_no_socket_or_lock_can_wait_are_refused(name: str, seconds: Any) -> None:
    if (name, seconds) == ("deadline", None):
        seconds = False  # None is for the deadline what follows from the timeout
    with pytest.raises(ArgumentError, match=r"^timeout, connect_timeout and deadline are seconds: more than 0"):
        Options(**{"host": HOST, name: seconds})


@pytest.mark.parametrize(
    ("name", "count"),
    [("retries", -1), ("retries", 1.5), ("pool_size", 0), ("max_body", 0), ("max_body", "1"), ("pool_size", None)],
)
def test_counts_that_are_none_are_refused(name: str, count: Any) -> None:
    with pytest.raises(
        ArgumentError, match=r"^retries must be an int of 0 or more; pool_size and max_body of 1 or more"
    ):
        Options(**{"host": HOST, name: count})


def test_a_connection_is_never_waited_for_longer_than_an_answer() -> None:
    assert Options(host=HOST, timeout=2).connect_timeout == 2


@pytest.mark.parametrize("value", ["s3cret\n", "s3cret\r\nx: y", "s3crét", "s3cret\x00", 7, None])
def test_a_header_value_that_cannot_be_sent_is_refused_without_telling_it(value: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^the value of header 'X-Mine'") as error:
        Options(host=HOST, headers={"X-Mine": value})
    assert "s3cr" not in str(error.value)


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\n", "é", 7])
def test_a_header_name_that_is_none_is_refused(name: Any) -> None:
    with pytest.raises(ArgumentError, match=r"is no name of a header$"):
        Options(host=HOST, headers={name: "x"})


@pytest.mark.parametrize("headers", ["x: 1", [("x", "1")], 5])
def test_headers_that_are_no_mapping_are_refused(headers: Any) -> None:
    with pytest.raises(ArgumentError, match="headers must be a mapping"):
        Options(host=HOST, headers=headers)


@pytest.mark.parametrize("hooks", [5, (None, None, None), print])
def test_hooks_that_are_none_are_refused(hooks: Any) -> None:
    with pytest.raises(ArgumentError, match="hooks must be Hooks"):
        Options(host=HOST, hooks=hooks)


def test_header_values_may_hold_spaces_and_tabs() -> None:
    assert is_header_value("a b\tc")
    assert not is_header_value("a\x7f")
    assert Options(host=HOST, headers={"X-A": "a b\tc"}).headers == {"X-A": "a b\tc"}


def test_headers_cannot_be_changed_from_outside_later() -> None:
    mine = {"X-A": "1"}
    options = Options(host=HOST, headers=mine)
    mine["X-A"] = "2\n"
    assert options.headers == {"X-A": "1"}
    with pytest.raises(TypeError):
        options.headers["X-A"] = "2"  # type: ignore[index]


def test_options_are_frozen() -> None:
    options = Options(host=HOST)
    with pytest.raises(AttributeError, match=r"^Options is frozen: 'host' cannot be set"):
        options.host = "https://evil.example"
    with pytest.raises(AttributeError, match=r"^Options is frozen: 'host' cannot be deleted"):
        del options.host
    assert options.host == HOST


def test_options_show_no_secret() -> None:
    options = Options(
        host=HOST, proxy="http://u:s3cret@proxy:1", headers={"Authorization": "s3cret", "X-Api-Key": "s3cret", "a": "b"}
    )
    shown = repr(options)
    assert "s3cret" not in shown
    assert shown.startswith("Options(host='https://id.example', timeout=30.0, ")
    assert "proxy='***', headers={'Authorization': '***', 'X-Api-Key': '***', 'a': 'b'}" in shown


def test_a_warning_never_holds_the_password_of_a_url() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(ArgumentError):
            Options(host="https://user:hush@id.example", verify=False)
    assert caught == []


def test_unverified_tls_is_warned_of_at_the_line_of_the_caller() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Options(host=HOST, verify=False)
        here = line_of_the_caller()
    assert [(warning.category, warning.filename, warning.lineno) for warning in caught] == [
        (InsecureTransportWarning, __file__, here - 1)
    ]
    assert "TLS certificates of https://id.example are not verified" in str(caught[0].message)


def line_of_the_caller() -> int:
    import sys

    return sys._getframe(1).f_lineno


def test_the_warning_looks_past_our_own_modules() -> None:
    # As the options of a platform do it: a class in a module of authing whose constructor calls ours.
    source = (
        "from authing.core.options import Options\n"
        "class Theirs(Options):\n"
        "    def __init__(self):\n"
        "        super().__init__(host='https://id.example', verify=False)\n"
    )
    module: dict[str, Any] = {"__name__": "authing.v9.options"}
    exec(source, module)
    with pytest.warns(InsecureTransportWarning) as caught:
        module["Theirs"]()
    assert caught[0].filename == __file__


@pytest.mark.parametrize("verify", [0, None, ""])
def test_only_false_itself_switches_verification_off(verify: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^verify must be a path"):
        Options(host=HOST, verify=verify)


def test_a_path_may_be_a_path_object_and_a_certificate_a_list() -> None:
    bundle, cert, key = Path("/some/bundle"), Path("/some/cert"), Path("/some/key")
    options = Options(host=HOST, verify=bundle, cert=cert)
    assert (options.verify, options.cert) == ("/some/bundle", "/some/cert")
    pair: Any = [cert, key]
    assert Options(host=HOST, cert=pair).cert == ("/some/cert", "/some/key")


@pytest.mark.parametrize("cert", [5, "", ("one",), ("one", "two", "three"), ("one", None)])
def test_what_is_no_certificates_path_is_refused(cert: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^cert must be a p"):
        Options(host=HOST, cert=cert)


@pytest.mark.parametrize("more", [{"verify": "/b"}, {"cert": "/c"}, {"proxy": "http://p:1"}, {"pool_size": 1}], ids=str)
def test_what_a_session_of_the_user_rules_cannot_be_given_beside_it(more: Any) -> None:
    with pytest.raises(ArgumentError, match="settings of the http_client"):
        Options(host=HOST, http_client=object(), **more)


def test_the_deadline_leaves_room_for_the_timeout() -> None:
    assert Options(host=HOST).deadline == 90
    assert Options(host=HOST, timeout=300).deadline == 900
    assert Options(host=HOST, timeout=300, deadline=10).deadline == 10


def test_options_can_be_copied_and_pickled() -> None:
    options = Options(host=HOST, headers={"a": "b"}, verify="/some/bundle")
    for twin in (copy.deepcopy(options), copy.copy(options), pickle.loads(pickle.dumps(options))):
        assert type(twin) is Options
        assert twin.__dict__ == options.__dict__
        headers: Any = twin.headers
        with pytest.raises(TypeError):
            headers["a"] = "c"


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_error"])
def test_a_hook_that_would_have_to_be_awaited_is_refused(name: str) -> None:
    async def hook(_: Any) -> None: ...

    with pytest.raises(ArgumentError, match=f"^{name} must be a plain function"):
        Options(host=HOST, hooks=Hooks(**{name: hook}))


def test_clients_share_connections_only_if_they_reach_the_host_in_the_same_way() -> None:
    same = Options(host=HOST, timeout=1, deadline=2, headers={"a": "b"}, lang="en-US", retries=0)
    assert same.route == Options(host=HOST + "/").route
    others = [
        Options(host="https://other.example"),
        Options(host=HOST, verify="/some/bundle"),
        Options(host=HOST, cert="/some/cert"),
        Options(host=HOST, proxy="http://proxy:1"),
        Options(host=HOST, pool_size=1),
        Options(host=HOST, max_body=1),
    ]
    assert len({other.route for other in [same, *others]}) == 7


def test_any_number_of_hosts_may_be_used() -> None:
    for number in range(600):
        assert Options(host=f"https://h{number}.example/").host == f"https://h{number}.example"


@pytest.mark.parametrize("url", ["s3cret", "https://u:s3cret@x/", "https://x/s3crét", "/s3cret"])
def test_a_whole_url_that_is_none_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ArgumentError, match=r"^a URL must be ") as error:
        whole_url(url)
    assert "s3cr" not in str(error.value)


def test_events_have_names() -> None:
    assert RequestEvent("GET", "/x", None, 1)._asdict() == {"method": "GET", "path": "/x", "name": None, "attempt": 1}
