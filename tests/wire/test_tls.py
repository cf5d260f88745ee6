"""Certificates: whom we trust, and who has to trust us."""

from __future__ import annotations

import contextlib
import gc
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from wire_clients import ALL, OURS, client, get, post
from wire_server import Behaviour, Wire, echo, hang, raw, serving, slam

from authing.core.errors import ArgumentError, NetworkError
from authing.core.options import InsecureTransportWarning


class Authority:
    """A certificate authority with its files."""

    def __init__(self, folder: Path) -> None:
        self._ca, self._folder = trustme.CA(), folder
        folder.mkdir()
        self.bundle = str(folder / "ca.pem")
        self._ca.cert_pem.write_to_path(self.bundle)

    def server(self, name: str = "127.0.0.1", *, clients_of: Authority | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        if clients_of:
            clients_of._ca.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client(self) -> tuple[str, str, str]:
        """A certificate, its key, and a file with both."""
        issued = self._ca.issue_cert("client@example.com")
        files = tuple(str(self._folder / name) for name in ("cert.pem", "key.pem", "both.pem"))
        issued.cert_chain_pems[0].write_to_path(files[0])
        issued.private_key_pem.write_to_path(files[1])
        issued.private_key_and_cert_chain_pem.write_to_path(files[2])
        return files[0], files[1], files[2]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "theirs")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


def own_session(kind: str, bundle: str | None) -> dict[str, Any]:
    """What the user's own session has to be told to trust this bundle."""
    if kind == "requests.Session":
        return {"verify": bundle or True, "trust_env": False}
    return {"verify": ssl.create_default_context(cafile=bundle)}


def trusting(kind: str, server: Wire, bundle: str | None, **options: Any) -> Any:
    """A client that trusts this bundle only; None for the authorities that everybody trusts."""
    if kind in OURS:
        return client(kind, server.url, verify=bundle or True, **options)
    return client(kind, server.url, user=own_session(kind, bundle), **options)


@pytest.mark.parametrize("kind", ALL)
def test_a_server_of_a_trusted_authority_is_spoken_to(kind: str, ours: Authority) -> None:
    with serving(echo, tls=ours.server()) as server, trusting(kind, server, ours.bundle) as run:
        assert run(get())["target"] == "/thing"
        run(get())
        assert server.connections == 1


@pytest.mark.parametrize("kind", ALL)
def test_a_server_of_an_unknown_authority_is_not_spoken_to_nor_tried_again(kind: str, ours: Authority) -> None:
    with serving(echo, tls=ours.server()) as server, trusting(kind, server, None) as run:
        with pytest.raises(NetworkError, match=r"(?i)certificate.verify.failed") as error:
            run(get())
        assert (error.value.unsent, error.value.retryable) == (True, False)
        assert (server.connections, server.seen) == (1, [])


@pytest.mark.parametrize("kind", ALL)
def test_a_server_with_the_certificate_of_another_host_is_not_spoken_to(kind: str, ours: Authority) -> None:
    with serving(echo, tls=ours.server("other.example")) as server, trusting(kind, server, ours.bundle) as run:
        with pytest.raises(NetworkError) as error:
            run(get())
        assert (error.value.unsent, error.value.retryable) == (True, False)
        assert (server.connections, server.seen) == (1, [])


@pytest.mark.parametrize("kind", OURS)
def test_a_bundle_may_be_told_by_the_environment_or_be_a_folder(
    kind: str, ours: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ours.bundle)
    with serving(echo, tls=ours.server()) as server:
        with client(kind, server.url) as run:
            assert run(get())["target"] == "/thing"
        with (
            client(kind, server.url, verify=str(tmp_path), retries=0) as run,
            pytest.raises(NetworkError),
        ):
            run(get())  # an empty folder trusts nobody


@pytest.mark.parametrize("kind", OURS)
def test_verification_can_be_switched_off_with_a_warning(kind: str, ours: Authority) -> None:
    with serving(echo, tls=ours.server("other.example")) as server:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")  # urllib3 warns of each connection besides
            with client(kind, server.url, verify=False) as run:
                assert run(get())["target"] == "/thing"
        assert [warning.filename for warning in caught if warning.category is InsecureTransportWarning] == [
            str(Path(__file__).with_name("wire_clients.py"))
        ]


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("pair", [True, False])
def test_a_client_certificate_is_shown(kind: str, pair: bool, ours: Authority, theirs: Authority) -> None:
    file, key, both = theirs.client()
    with (
        serving(echo, tls=ours.server(clients_of=theirs)) as server,
        client(kind, server.url, verify=ours.bundle, cert=(file, key) if pair else both) as run,
    ):
        assert run(get())["target"] == "/thing"


@pytest.mark.parametrize("kind", OURS)
def test_a_client_certificate_is_shown_without_verification_too(kind: str, ours: Authority, theirs: Authority) -> None:
    *_, both = theirs.client()
    with (
        serving(echo, tls=ours.server(clients_of=theirs)) as server,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        with client(kind, server.url, verify=False, cert=both) as run:
            assert run(get())["target"] == "/thing"


@pytest.mark.parametrize("kind", OURS)
def test_an_encrypted_key_is_refused_and_nobody_is_asked_for_its_password(kind: str, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    locked = tmp_path / "locked.pem"
    form, locking = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"s3cret")
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locking))
    with pytest.raises(ArgumentError, match="encrypted"), client(kind, "https://127.0.0.1:1", cert=str(locked)) as run:
        run(get())


@contextlib.contextmanager
def forgiving() -> Iterator[None]:
    """Python 3.10's asyncio forgets to close a TLS transport whose other side went away without a word."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.mark.parametrize("kind", OURS)
def test_a_server_that_asks_for_a_certificate_refuses_who_has_none(
    kind: str, ours: Authority, theirs: Authority
) -> None:
    with (
        forgiving(),
        serving(echo, tls=ours.server(clients_of=theirs)) as server,
        client(kind, server.url, verify=ours.bundle, retries=0) as run,
    ):
        with pytest.raises(NetworkError):
            run(post())
        assert server.seen == []


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize(
    "wrong", [{"verify": "/gone.pem"}, {"cert": "/gone.pem"}, {"cert": ("/gone.pem", "/gone.key")}, {"cert": __file__}]
)
def test_files_that_are_not_there_or_no_certificates_are_told(kind: str, wrong: Any) -> None:
    if wrong == {"cert": __file__} and kind == "blocking":
        wrong = {"cert": "/gone.pem"}  # the content is seen when a connection is made; see the next test
    with pytest.raises(ArgumentError), client(kind, "https://127.0.0.1:1", **wrong) as run:
        run(get())


@pytest.mark.parametrize("kind", OURS)
def test_a_bundle_without_certificates_trusts_nobody(kind: str, ours: Authority) -> None:
    with (
        serving(echo, tls=ours.server()) as server,
        pytest.raises((ArgumentError, NetworkError), match=r"(?i)certificate"),
        client(kind, server.url, verify=__file__) as run,
    ):
        run(get())


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("behaviour", [raw(b"220 mail.example ESMTP\r\n" * 10), raw(b"\x15\x03\x01")])
def test_a_port_that_does_not_speak_tls_is_a_network_error(kind: str, behaviour: Behaviour) -> None:
    # The server reads a line before it answers, and a ClientHello holds one by chance only: it answers at once.
    with (
        _talking_first(behaviour) as server,
        client(kind, server.replace("http:", "https:"), retries=0) as run,
        pytest.raises(NetworkError),
    ):
        run(post())


def _talking_first(behaviour: Behaviour) -> Any:
    import socket
    import threading

    from wire_server import Seen, Talk

    @contextlib.contextmanager
    def serve() -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def accept() -> None:
                connection, _ = listener.accept()
                with connection:
                    behaviour(Talk(Seen("", "", {}, b"", 1), connection, threading.Event()))
                    connection.shutdown(socket.SHUT_WR)
                    connection.recv(65536)

            thread = threading.Thread(target=accept)
            thread.start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            thread.join()

    return serve()


@pytest.mark.parametrize("kind", OURS)
def test_a_connection_that_breaks_after_the_request_was_sent_is_not_called_unsent(kind: str, ours: Authority) -> None:
    with (
        forgiving(),
        serving(slam, tls=ours.server()) as server,
        client(kind, server.url, verify=ours.bundle, retries=1) as run,
    ):
        with pytest.raises(NetworkError) as error:
            run(post())
        assert (error.value.unsent, error.value.retryable) == (False, True)
        assert len(server.seen) == 1
        with pytest.raises(NetworkError):
            run(get())
        assert len(server.seen) == 3


@pytest.mark.parametrize("kind", OURS)
def test_an_answer_in_time_is_asked_of_tls_too(kind: str, ours: Authority) -> None:
    from authing.core.errors import Timeout

    with (
        serving(hang, tls=ours.server()) as server,
        client(kind, server.url, verify=ours.bundle, timeout=0.3, retries=0) as run,
        pytest.raises(Timeout),
    ):
        run(get())
