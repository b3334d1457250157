"""The weekly digest, over a real SMTP server on this machine."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from companion.domain.calls import Disposition, Outcome
from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.people import Role
from companion.server.commands import main
from companion.server.database import Database, make_engine
from companion.server.outside import MailServer
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.server.weekly_digest import send_digests
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Salesroom, free_port, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path
    from typing import Any

    from companion.server.settings import Settings


class Letterbox:
    """What the mail server hands letters to; it may refuse somebody."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused = ""

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address == self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        return sorted(str(each["To"].addresses[0].addr_spec) for each in self.letters)


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def mail(letterbox: Letterbox) -> Iterator[MailServer]:
    port = free_port()
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, "companion@room.example")
    finally:
        controller.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[PromiseRoom, Settings]]:
    settings = read_settings({"--data-dir": str(tmp_path)}, {})
    with closing(Database(make_engine(settings.database_url))) as database:
        migrate(database)
        with serving(open_app(settings, database)) as client:
            yield PromiseRoom(Salesroom(database, client)), settings


def test_digest_when_sent_reaches_those_who_hear_everything_once_a_week(
    office: tuple[PromiseRoom, Settings], mail: MailServer, letterbox: Letterbox
) -> None:
    promises, settings = office
    settings = replace(settings, mail=mail, public_url="https://companion.example.com")
    promises.call(promises.second, "So who pays for the phones then?", "who will pay the phones")
    wanted = [promises.add_reader(role).email for role in (Role.MARKETER, Role.MANAGER)]
    promises.add_reader(Role.REP)
    sent = send_digests(promises.room.database, settings, NOW)
    assert (sent.count, sent.already, sent.failed) == (2, 0, ())
    assert letterbox.readers == sorted(wanted)
    text = letterbox.letters[0].get_content()
    assert "Inbox: 2 objections wait" in text
    assert "phones" in text
    assert "too few calls yet" in text
    assert "https://companion.example.com" in text
    assert promises.ada.name not in text
    assert promises.ada.company not in text
    again = send_digests(promises.room.database, settings, NOW)
    assert (again.count, again.already) == (0, 2)
    assert len(letterbox.letters) == 2


def test_digest_when_one_letter_is_refused_sends_the_others_and_that_one_next_time(
    office: tuple[PromiseRoom, Settings], mail: MailServer, letterbox: Letterbox
) -> None:
    promises, settings = office
    settings = replace(settings, mail=mail)
    letterbox.refused = promises.add_reader().email
    other = promises.add_reader().email
    assert send_digests(promises.room.database, settings, NOW).failed == (letterbox.refused,)
    assert letterbox.readers == [other]
    letterbox.refused = ""
    assert send_digests(promises.room.database, settings, NOW).count == 1


def test_digest_when_a_name_is_hostile_adds_no_header(
    office: tuple[PromiseRoom, Settings], mail: MailServer, letterbox: Letterbox
) -> None:
    promises, settings = office
    promises.add_reader(name="Mia\r\nBcc: all@evil.example\n\u202e <b>👩‍🚀")
    promises.call(promises.second, "<img src=x> \u202e & “words”\r\n.\r\nEHLO")
    send_digests(promises.room.database, replace(settings, mail=mail), NOW)
    (letter,) = letterbox.letters
    assert letter["Bcc"] is None
    assert "<img src=x>" in letter.get_content()


def test_digest_when_there_is_no_mail_server_says_what_to_set(
    office: tuple[PromiseRoom, Settings],
) -> None:
    promises, settings = office
    with pytest.raises(RejectedError, match="COMPANION_SMTP_URL"):
        send_digests(promises.room.database, settings, NOW)
    away = replace(settings, mail=MailServer("127.0.0.1", 1, "companion@room.example"))
    with pytest.raises(UnavailableError, match="did not take it"):
        send_digests(promises.room.database, away, NOW)


def test_digest_when_many_were_reached_says_the_rate_with_its_interval(
    office: tuple[PromiseRoom, Settings], mail: MailServer, letterbox: Letterbox
) -> None:
    promises, settings = office
    promises.add_reader()
    for number in range(60):
        words = ("Twice the price",) if number % 2 else ()
        promises.call(
            promises.second, *words, disposition=Disposition.CONNECTED, outcome=Outcome.NOT_NOW
        )
    send_digests(promises.room.database, replace(settings, mail=mail), NOW)
    assert "an objection on 50\u202f% of 60 connected calls" in letterbox.letters[0].get_content()


def test_command_when_asked_to_show_sends_nothing(
    office: tuple[PromiseRoom, Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    _, settings = office
    flags = ["--data-dir", str(settings.data_folder)]
    assert main(["digest", "--dry-run", *flags]) == 0
    assert "Room & Sons: what customers said" in capsys.readouterr().out
    assert main(["digest", *flags]) == 1
    assert "COMPANION_SMTP_URL" in capsys.readouterr().err
