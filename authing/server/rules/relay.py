"""The mail server that mails are given to, where one is named; the outbox has them in any case."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from authing.server.rules.profile import is_email
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.storage.tables.mail import Mail

logger = logging.getLogger(__name__)

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PATIENCE = 10.0
"""Seconds to wait for the mail server."""

SENDER = "no-reply@localhost"
FORM = f"it must be like {'://, '.join(PORTS)}://user:password@host:port?from=address"


class RelayError(ValueError):
    """The URL of the mail server cannot be used; the text is one line, without what was given: a password is in it."""


@dataclass(frozen=True)
class Relay:
    """A mail server (RFC 5321), reached in the clear, after STARTTLS (RFC 3207), or by TLS from the start (RFC 8314).

    Attributes:
        scheme: `smtp`, `smtp+starttls`, or `smtps`.
        host, port: Where it is.
        user, password: How to log in to it (RFC 4954), if it asks for that.
        sender: From whom the mails are.
    """

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = SENDER

    @classmethod
    def of(cls, url: str) -> Relay:
        """The mail server of a URL such as `smtps://user:password@mail.example.com?from=login@example.com`.

        Raises:
            RelayError: it has another form.
        """
        try:
            parts = urlsplit(url)
            query = parse_qs(parts.query, strict_parsing=True, max_num_fields=1) if parts.query else {}
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise RelayError(f"the URL of the mail server is malformed: {FORM}") from None
        user, password = (value and unquote(value) for value in (parts.username, parts.password))
        whole = (
            parts.hostname and not parts.fragment and parts.path in ("", "/") and (user is None) == (password is None)
        )
        if not whole or query.keys() - {"from"}:
            raise RelayError(f"the URL of the mail server is malformed: {FORM}")
        sender = query.get("from", [user if user and "@" in user else SENDER])[0]
        if not is_email(sender) and sender != SENDER:
            raise RelayError(f"the sender of the mails is no e-mail address: {FORM}")
        return cls(parts.scheme, parts.hostname or "", port, user, password, sender)

    def deliver(self, mail: Mail, pool_name: str) -> None:
        """Give a mail to the mail server, and wait until it has taken it.

        Raises:
            Refusal: MAIL_FAILED; the reason is in the log, by the number that the mail has in the outbox.
        """
        try:
            message = written(mail, self.sender, pool_name)
            with self._connected() as server:
                if self.user is not None and self.password is not None:
                    server.login(self.user, self.password)
                server.send_message(message, self.sender, [mail.to])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Neither its text nor its cause: a server may repeat what it was told.
            told = getattr(error, "smtp_code", None) or getattr(error, "strerror", None) or ""
            logger.warning("mail %d was not delivered to %s: %s %s", mail.id, self.host, type(error).__name__, told)
            raise Refusal(Code.MAIL_FAILED) from None

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            if self.scheme == "smtp+starttls":
                # Refused rather than done without: an attacker between the two could have left it out of the offer.
                server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
        return server


def written(mail: Mail, sender: str, pool_name: str) -> EmailMessage:
    """A mail as it is sent: in plain text, with its code or its link.

    Raises:
        ValueError: the address cannot stand in a mail.
    """
    message = EmailMessage()
    name = " ".join(pool_name.split())
    message["Subject"] = f"Your code for {name}" if mail.code else f"Your e-mail address for {name}"
    message["From"], message["To"] = sender, mail.to
    if len(message["To"].addresses) != 1:
        raise ValueError("not one address")
    message["Date"] = mail.sent_at
    asked = "If you did not ask for it, you can ignore this mail."
    if mail.code:
        message.set_content(f"Your code is {mail.code}. Do not give it to anybody.\n\n{asked}\n")
    else:
        message.set_content(f"To verify your e-mail address, open this link:\n\n{mail.link}\n\n{asked}\n")
    return message
