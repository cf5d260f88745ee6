"""Mails on their way to a real mail server: a sink on the loopback interface that keeps what it is given."""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from raw_client import RawClient, Refused, code_of

from authing.server import Argon2Costs, LocalServer, Settings
from authing.server.rules.relay import Relay, RelayError

if TYPE_CHECKING:
    from email.message import EmailMessage

# The mail server itself thinks so, too; it is one for tests.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

USER, SECRET = "bob@sender.example", "p@ss/w:rd"
SEND = "mutation($email: String!, $scene: EmailScene!) { sendEmail(email: $email, scene: $scene) { code message } }"


class Sink:
    """Takes all mails, but none to an address at `full.example`."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], EmailMessage]] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.endswith("@full.example"):
            return f"552 no room, and the password is {SECRET}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"


def authenticate(server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), SECRET.encode())
    return AuthResult(success=known, handled=known)


@contextmanager
def listening(sink: Sink, **options: Any) -> Iterator[str]:
    """The host and port of the sink, while it takes mails."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="localhost", **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def serving(tmp_path: Path, smtp: str) -> Iterator[RawClient]:
    settings = Settings(database=str(tmp_path / "authing.db"), argon2=Argon2Costs(64, 1), smtp=smtp)
    with LocalServer(settings) as server:
        client = RawClient(server)
        with client.session:
            yield client


def send(api: RawClient, email: str = "alice@example.com", scene: str = "LOGIN_VERIFY_CODE") -> Any:
    return api.run(SEND, email=email, scene=scene)


def outbox(api: RawClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.session.get(f"{api.host}/_local/outbox", timeout=20).json()
    return found


def test_a_mail_with_a_code_arrives(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}?from=login@example.com") as api:
        send(api, "Alice@Example.com")
        (kept,) = outbox(api)
    ((sender, recipients, message),) = sink.mails
    assert (sender, recipients) == ("login@example.com", ["alice@example.com"])
    assert (message["from"], message["to"]) == ("login@example.com", "alice@example.com")
    assert kept["code"] in message.get_content()
    assert kept["code"] not in message["subject"]
    assert message["date"].datetime - datetime.now(timezone.utc) < timedelta(seconds=20)


def test_a_mail_with_a_link_arrives(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}") as api:
        send(api, scene="VERIFY_EMAIL")
        (kept,) = outbox(api)
    ((sender, _, message),) = sink.mails
    assert sender == "no-reply@localhost"
    assert kept["link"] in message.get_content().split()


def test_the_name_of_a_pool_cannot_add_a_header(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}") as api:
        change = "mutation($name: String) { updateUserpool(input: {name: $name}) { name } }"
        api.manage(change, name="Shop\r\nBcc: eve@example.com")
        send(api)
    ((_, recipients, message),) = sink.mails
    assert recipients == ["alice@example.com"]
    assert (message["bcc"], message["subject"]) == (None, "Your code for Shop Bcc: eve@example.com")


def test_two_addresses_are_none(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}") as api:
        assert code_of(send, api, "a,b@example.com") == 2025
    assert sink.mails == []


def test_an_address_in_other_letters(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}") as api:
        send(api, "böb@bücher.example")
    ((_, recipients, message),) = sink.mails
    assert (recipients, message["to"]) == (["böb@bücher.example"], "böb@bücher.example")


def test_a_mail_that_is_not_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp://{place}") as api, caplog.at_level(logging.WARNING):
        with pytest.raises(Refused) as refused:
            send(api, "bob@full.example")
        (kept,) = outbox(api)
        assert send(api)["code"] == 200
    assert refused.value.code == 2025
    assert (kept["to"], len(kept["code"])) == ("bob@full.example", 4)
    assert f"mail {kept['id']} was not delivered" in caplog.text
    assert SECRET not in caplog.text + refused.value.message


def test_no_mail_server_is_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with listening(Sink()) as place:
        gone = place
    with serving(tmp_path, f"smtp://{gone}") as api:
        assert code_of(send, api) == 2025
        assert len(outbox(api)) == 1
        assert api.rest("POST", "/api/v2/sms/send", json={"phone": "13800000000"})["code"] == 200
    assert "ConnectionRefusedError" in caplog.text


# -- with a password, and encrypted ---------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(built.public_bytes(Encoding.PEM) + pem)
    return file


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate)
    return found


LOGIN = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
QUOTED = "bob%40sender.example:p%40ss%2Fw%3Ard"


def test_a_password_is_given(tmp_path: Path) -> None:
    sink = Sink()
    with listening(sink, **LOGIN) as place, serving(tmp_path, f"smtp://{QUOTED}@{place}") as api:
        send(api)
    ((sender, _, _),) = sink.mails
    assert sender == USER


def test_a_wrong_password_is_told_to_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    with listening(sink, **LOGIN) as place, serving(tmp_path, f"smtp://bob:not-this-one@{place}") as api:
        assert code_of(send, api) == 2025
    assert sink.mails == []
    assert "SMTPAuthenticationError 535" in caplog.text
    assert "not-this-one" not in caplog.text


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_an_encrypted_connection(
    tmp_path: Path, certificate: Path, context: ssl.SSLContext, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sink = Sink()
    how = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    with listening(sink, **how, **LOGIN) as place, serving(tmp_path, f"{scheme}://{QUOTED}@{place}") as api:
        send(api)
    assert len(sink.mails) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_nobody_vouches_for(
    tmp_path: Path, context: ssl.SSLContext, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    sink = Sink()
    how = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with listening(sink, **how) as place, serving(tmp_path, f"{scheme}://{place}") as api:
        assert code_of(send, api) == 2025
    assert sink.mails == []
    assert "SSLCertVerificationError" in caplog.text


def test_encryption_that_was_left_out_of_the_offer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    with listening(sink) as place, serving(tmp_path, f"smtp+starttls://{place}") as api:
        assert code_of(send, api) == 2025
    assert sink.mails == []
    assert "SMTPNotSupportedError" in caplog.text


# -- the URL --------------------------------------------------------------------------------------


def test_urls_of_mail_servers() -> None:
    assert Relay.of("smtp://mail.example.com") == Relay("smtp", "mail.example.com", 25)
    assert Relay.of("smtps://[::1]/") == Relay("smtps", "::1", 465)
    assert Relay.of("smtp+starttls://u:p@h?from=a@b.example") == Relay(
        "smtp+starttls", "h", 587, "u", "p", "a@b.example"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com:25",
        "http://mail.example.com",
        "smtp://",
        "smtp://h:port",
        "smtp://h:99999",
        "smtp://user@h",
        "smtp://h/path",
        "smtp://h?to=x",
        "smtp://h?from",
        "smtp://h?from=somebody",
        "smtp://h?from=a@example.com%0d%0aBcc:%20b@example.com",
        "smtp://h#x",
        "smtp://u:s3cret@[h",
    ],
)
def test_what_is_no_url_of_a_mail_server(url: str) -> None:
    with pytest.raises(RelayError) as refused:
        Relay.of(url)
    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    url = "smtp://bob:s3cret@mail.example.com"
    settings = replace(Settings(database=str(tmp_path / "authing.db")), smtp=url)
    assert "s3cret" not in repr(settings) + repr(Relay.of(url))
    with pytest.raises(RelayError):
        LocalServer(replace(settings, smtp="smtp://bob:s3cret@")).start()
