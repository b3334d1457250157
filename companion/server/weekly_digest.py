"""The weekly digest: what marketing and managers read on Monday without opening a page.

It says what is in trouble, what waits and what was decided, with customers' words and without
their names, and leads to the pages for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.people import Role
from companion.server.figures.grains import monday_of
from companion.server.mail import post_office, write_letter
from companion.server.organisations import organisations
from companion.server.pages import words
from companion.server.pages.inbox.reading import Wish, read_inbox
from companion.server.pages.inbox.threads import list_decisions
from companion.server.pages.overview import Wanted, read_overview
from companion.server.pages.periods import read_period
from companion.server.permissions import HEARS_ALL, Actor
from companion.server.tables import digest_sent, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.domain.people import Organisation
    from companion.domain.shares import Share
    from companion.server.database import Database
    from companion.server.settings import Settings

_WEEK = timedelta(days=7)
_PROMISES, _GROUPS, _DECISIONS = 5, 5, 8
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets the digest."""

    user_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a round: how many letters went out, and which could not."""

    count: int
    already: int
    failed: tuple[str, ...]


def send_digests(database: Database, settings: Settings, now: datetime) -> Sent:
    """Send this week's digest to everybody who has not had it.

    Raises:
        RejectedError: ``no_mail``: no mail server is set.
        UnavailableError: ``mail_away``; nothing was sent.
    """
    if settings.mail is None:
        sentence = "No mail server is set. Please set COMPANION_SMTP_URL and COMPANION_MAIL_FROM."
        raise RejectedError(sentence, "no_mail")
    count, already, failed = 0, 0, list[str]()
    with database.read() as cx:
        there = organisations(cx)
    with post_office(settings.mail) as send:
        for organisation in there:
            subject, text, readers, had = _prepared(database, settings, organisation, now)
            already += had
            for reader in readers:
                sender = settings.mail.sender
                try:
                    send(write_letter(sender, reader.name, reader.email, subject, text, now))
                except UnavailableError:
                    failed.append(reader.email)
                    continue
                _note_sent(database, organisation, reader, now)
                count += 1
    return Sent(count, already, tuple(failed))


def write_digest(
    cx: Connection, organisation: Organisation, address: str, now: datetime
) -> tuple[str, str]:
    """Write the digest of an organisation: subject and text."""
    actor = Actor(organisation.id, "", Role.MARKETER)  # words, and nobody's name
    parts = [
        _trouble(cx, organisation.id, now),
        _waiting(cx, actor, now),
        _decided(cx, actor, now),
        f"Everything: {address}" if address else "",
    ]
    subject = (
        f"{organisation.name}: what customers said, week of {words.day(monday_of(now.date()))}"
    )
    return subject, "\n\n".join(part for part in parts if part) + "\n"


def readers_of(cx: Connection, org: str) -> list[Reader]:
    """Return who gets the digest: everybody whose pages show what was heard on every call."""
    roles = [role.value for role in HEARS_ALL]
    query = select(user.c.id, user.c.name, user.c.email).where(user.c.org == org)
    query = query.where(user.c.role.in_(roles), user.c.is_active, user.c.deleted_at.is_(None))
    return [Reader(row.id, row.name, row.email) for row in cx.execute(query.order_by(user.c.email))]


def _prepared(
    database: Database, settings: Settings, organisation: Organisation, now: datetime
) -> tuple[str, str, list[Reader], int]:
    with database.read() as cx:
        enter(cx, organisation.id)
        subject, text = write_digest(cx, organisation, settings.public_url, now)
        everybody = readers_of(cx, organisation.id)
        mine = digest_sent.c.org == organisation.id, digest_sent.c.week == _week(now)
        had = set(cx.scalars(select(digest_sent.c.user_id).where(*mine)))
    readers = [each for each in everybody if each.user_id not in had]
    return subject, text, readers, len(everybody) - len(readers)


def _note_sent(
    database: Database, organisation: Organisation, reader: Reader, now: datetime
) -> None:
    with database.write() as cx:
        enter(cx, organisation.id)
        row = {"org": organisation.id, "user_id": reader.user_id, "week": _week(now)}
        cx.execute(insert(digest_sent).values(**row, sent_at=now))


def _week(now: datetime) -> str:
    return monday_of(now.date()).isoformat()


def _trouble(cx: Connection, org: str, now: datetime) -> str:
    found = read_overview(cx, Wanted(org, now, is_live=True), read_period("4w", now))
    called = [each for each in found.lines if each.numbers.calls][:_PROMISES]
    if not called:
        return "No calls came in on a live promise in the last four weeks."
    lines = [f"- {each.headline} ({each.campaign}): {_rate(each.numbers.rate)}" for each in called]
    return "\n".join(["Promises, last four weeks, the surest trouble first", *lines])


def _waiting(cx: Connection, actor: Actor, now: datetime) -> str:
    inbox = read_inbox(cx, actor, Wish(), now)
    if not inbox.groups:
        return "Inbox: everything is answered."
    lines = [f"Inbox: {words.many(inbox.count, 'objection waits', 'objections wait')}"]
    for each in inbox.groups[:_GROUPS]:
        place = each.promise.headline if each.promise else "no promise"
        said = _short(each.sayings[0][0].words)
        lines.append(f"- {each.count} × {each.kind.label} on “{place}”, such as: “{said}”")
    return "\n".join(lines)


def _decided(cx: Connection, actor: Actor, now: datetime) -> str:
    recent = [each for each in list_decisions(cx, actor, now)[0] if now - each.decided_at < _WEEK]
    if not recent:
        return "Nothing was decided in the last seven days."
    lines = [
        f"- {words.decided(each.kind)} ({words.many(each.count, 'objection', 'objections')}): "
        f"{_short(each.note) or 'no note'}"
        for each in recent[:_DECISIONS]
    ]
    return "\n".join(["Decided in the last seven days", *lines])


def _rate(share: Share) -> str:
    if not share.of:
        return "nobody reached yet"
    if not share.is_telling:
        return f"too few calls yet ({share.count} of {share.of}), about {share.missing} more"
    of = words.many(share.of, "connected call", "connected calls")
    return (
        f"an objection on {words.percent(share.value)} of {of} ({words.interval(share.interval)})"
    )


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST]}…"
