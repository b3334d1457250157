"""Sending mail: one connection for all letters, made safe before a word is said."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from companion.server.outside import MailServer

TIMEOUT_SECONDS = 20.0


@contextmanager
def post_office(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:
    """Open a connection and give what sends one letter over it.

    Raises:
        UnavailableError: ``mail_away``, also from sending: that letter was not taken.
    """
    try:
        with _connected(server) as line:

            def send(letter: EmailMessage) -> None:
                try:
                    line.send_message(letter)
                except (OSError, smtplib.SMTPException) as error:
                    raise _away(server, error) from error

            yield send
    except (OSError, smtplib.SMTPException) as error:
        raise _away(server, error) from error


def write_letter(
    sender: str, name: str, email: str, subject: str, text: str, now: datetime
) -> EmailMessage:
    """Write a letter of plain text; what a person is called cannot add a header to it."""
    letter = EmailMessage()
    letter["From"] = sender
    user, _, domain = email.rpartition("@")
    letter["To"] = Address(" ".join(name.split()), user, domain)
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return letter


def _connected(server: MailServer) -> smtplib.SMTP:
    safety = ssl.create_default_context()
    place = server.host, server.port
    if server.is_tls_from_start:
        line: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=safety)
    else:
        line = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        if server.needs_tls:
            line.starttls(context=safety)
    if server.user:
        line.login(server.user, server.password)
    return line


def _away(server: MailServer, error: Exception) -> UnavailableError:
    sentence = (
        f"The mail server {server.host}:{server.port} did not take it: {type(error).__name__}."
    )
    return UnavailableError(sentence, "mail_away")
