"""What the admin's page about exports reads and does: standing orders, and files on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem
from companion.server.export_tables import export_file, export_order
from companion.server.exports.layouts import LAYOUTS
from companion.server.exports.orders import Wish
from companion.server.exports.reading import Choice
from companion.server.tables import campaign, user

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.exports.layouts import Layout
    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

Choices = list[tuple[str, str]]
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Order:
    """A standing order as the page shows it; ``files`` are its newest, each name with its rows."""

    id: str
    name: str
    layout: str
    owner: str
    campaign: str
    every_hours: int
    is_paused: bool
    next_at: datetime
    last_at: datetime | None
    last_sentence: str
    files: list[tuple[str, int]]


def read_orders(cx: Connection, org: str) -> list[Order]:
    """Return every standing order, by name."""
    people, campaigns = dict(owners(cx, org)), dict(campaigns_of(cx, org))
    query = select(export_order).where(export_order.c.org == org).order_by(export_order.c.name)
    return [
        Order(
            row.id,
            row.name,
            LAYOUTS[row.layout].title,
            people.get(row.owner_id, "") if row.owner_id else "",
            campaigns.get(row.campaign_id, "") if row.campaign_id else "",
            row.every_hours,
            row.is_paused,
            row.next_at,
            row.last_at,
            row.last_sentence,
            _files(cx, org, row.id),
        )
        for row in cx.execute(query).all()
    ]


def owners(cx: Connection, org: str) -> Choices:
    """Return the people whose prospects can be chosen."""
    query = select(user.c.id, user.c.name).where(user.c.org == org, user.c.deleted_at.is_(None))
    return [("", "everybody"), *((row.id, row.name) for row in cx.execute(query.order_by("name")))]


def campaigns_of(cx: Connection, org: str) -> Choices:
    """Return the campaigns that can be chosen."""
    mine = campaign.c.org == org, campaign.c.deleted_at.is_(None)
    query = select(campaign.c.id, campaign.c.name).where(*mine).order_by(campaign.c.name)
    return [("", "every campaign"), *((row.id, row.name) for row in cx.execute(query))]


def wish_in(form: Form) -> Wish:
    """Read an order from its form.

    Raises:
        RejectedError: ``invalid``: an owner or campaign that is none.
    """
    every = form.get("every")
    return Wish(
        form.get("name"),
        form.get("layout"),
        _id_in(form, "owner"),
        _id_in(form, "campaign"),
        int(every) if every.isascii() and every.isdecimal() and len(every) < 4 else 0,  # noqa: PLR2004 - a week's hours
        "with_all" in form,
    )


def choice_in(form: Form) -> Choice:
    """Read which calls a file on the spot shall have.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    since, until = _day_in(form, "since"), _day_in(form, "until")
    until = until + timedelta(days=1) if until else None  # the day is meant with its evening
    return Choice(since, until, _id_in(form, "owner"), _id_in(form, "campaign"))


def layout_in(form: Form) -> Layout:
    """Read for which CRM a file shall be.

    Raises:
        RejectedError: ``invalid``.
    """
    layout = LAYOUTS.get(form.get("layout"))
    if layout is None:
        sentence = "Please choose for which CRM it is."
        raise RejectedError(sentence, problems=[Problem("layout", "invalid", sentence)])
    return layout


def check_order(cx: Connection, org: str, order_id: str) -> None:
    """Check that there is such an order.

    Raises:
        RejectedError: ``not_found``.
    """
    mine = export_order.c.org == org, export_order.c.id == order_id
    if (
        not is_record_id(order_id)
        or cx.execute(select(export_order.c.id).where(*mine)).first() is None
    ):
        raise RejectedError("There is no such export.", "not_found")


def change_order(desk: Desk, order_id: str, act: str) -> None:
    """Pause an order, go on with it, have it written now, or delete it.

    Raises:
        RejectedError: ``invalid``.
    """
    mine = export_order.c.org == desk.org, export_order.c.id == order_id
    changed = update(export_order).where(*mine)
    if act == "delete":
        desk.cx.execute(delete(export_order).where(*mine))
    elif act in {"pause", "resume"}:
        desk.cx.execute(changed.values(is_paused=act == "pause"))
    elif act == "now":
        desk.cx.execute(changed.values(next_at=desk.now))
    else:
        raise RejectedError("Please choose what to do about this export.")


def _files(cx: Connection, org: str, order_id: str) -> list[tuple[str, int]]:
    mine = export_file.c.org == org, export_file.c.order_id == order_id
    query = select(export_file.c.name, export_file.c.rows).where(*mine)
    newest = query.order_by(export_file.c.written_at.desc(), export_file.c.id.desc())
    return [(row.name, row.rows) for row in cx.execute(newest.limit(_SHOWN))]


def _id_in(form: Form, name: str) -> str | None:
    given = form.get(name)
    if given and not is_record_id(given):
        sentence = "This choice is none of those there are. Please choose again."
        raise RejectedError(sentence, problems=[Problem(name, "invalid", sentence)])
    return given or None


def _day_in(form: Form, name: str) -> datetime | None:
    given = form.get(name)
    if not given:
        return None
    try:
        day = datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        sentence = "Please write a day such as 2026-11-25."
        raise RejectedError(sentence, problems=[Problem(name, "invalid", sentence)]) from None
    return min(day, datetime(9999, 1, 1, tzinfo=UTC))
