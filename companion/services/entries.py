"""A prospect as a person types them: created, or mended, with every problem said by its field."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from companion.domain.changes import Changes
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import Problem
from companion.domain.prospects import LifecycleStage, Prospect
from companion.services.barring import bar_others, with_bars
from companion.store.meta import read_meta
from companion.store.outbox import add_change, add_records
from companion.store.prospects import read_prospect
from companion.wire.messages import Operation
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from companion.domain.clock import Clock
    from companion.store.engine import Database


@dataclass(frozen=True, slots=True)
class ProspectEntry:
    """What stands in the form: phones and emails as they were typed, one a line."""

    name: str = ""
    company: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    time_zone: str = ""
    lifecycle_stage: LifecycleStage = LifecycleStage.LEAD
    do_not_call: bool = False
    do_not_call_reason: str = ""
    notes: str = ""
    data_source: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    legal_basis_note: str = ""
    consented_on: str = ""


_NAMES = tuple(each.name for each in fields(ProspectEntry))
_BARS = ("do_not_call", "do_not_call_reason", "do_not_call_lists")

BY_HAND = "entered by hand"
"""Where somebody's data comes from whom a rep typed in, unless they say otherwise."""


class Entries:
    """Prospects entered by hand on this laptop."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def read(self, prospect_id: str) -> ProspectEntry:
        """Return a prospect as it stands in the form.

        Raises:
            RejectedError: ``gone``: the prospect is not here any more.
        """
        with self._database.read() as cx:
            prospect = read_prospect(cx, prospect_id)
        agreed = prospect.consented_on.isoformat() if prospect.consented_on else ""
        values = {name: getattr(prospect, name) for name in _NAMES}
        return ProspectEntry(**{**values, "consented_on": agreed})

    def create(self, entry: ProspectEntry) -> tuple[Changes, str]:
        """Keep a new prospect of this rep's; returns what changed and the new id.

        Raises:
            RejectedError: ``invalid``, with a problem per field.
        """
        with self._database.write() as cx:
            meta = read_meta(cx)
            prospect = _checked(Prospect(new_id(), ""), entry, meta.region)
            source = prospect.data_source or BY_HAND
            prospect = replace(prospect, owner_id=meta.user_id, data_source=source)
            prospect = with_bars(cx, prospect)
            changes = add_records(cx, [prospect], self._clock.now())
            if entry.do_not_call:
                changes |= bar_others(cx, prospect, self._clock.now())
            return changes, prospect.id

    def mend(self, prospect_id: str, before: ProspectEntry, after: ProspectEntry) -> Changes:
        """Change what the person changed, and nothing that somebody else changed meanwhile.

        Raises:
            RejectedError: ``invalid``, with a problem per field; ``gone``.
        """
        if before == after:
            return Changes()
        with self._database.write() as cx:
            kept = read_prospect(cx, prospect_id)
            mended = _checked(kept, after, read_meta(cx).region)
            names = {name for name in _NAMES if getattr(before, name) != getattr(after, name)}
            if "phones" in names:
                barred = with_bars(cx, mended, kept.phones)
                names |= {name for name in _BARS if getattr(barred, name) != getattr(mended, name)}
                mended = barred
            written, now = to_fields(mended), self._clock.now()
            changed = {name: written[name] for name in sorted(names)}
            changes = add_change(cx, "prospect", prospect_id, Operation.PATCH, changed, now)
            if after.do_not_call and not before.do_not_call:
                changes |= bar_others(cx, mended, now)
            return changes


def _checked(prospect: Prospect, entry: ProspectEntry, region: str | None) -> Prospect:
    phones, problems = _read_phones(entry.phones, prospect.phones, region)
    read = replace(
        prospect,
        name=entry.name.strip(),
        company=entry.company.strip(),
        title=entry.title.strip(),
        phones=phones,
        emails=tuple(dict.fromkeys(each.strip().lower() for each in entry.emails)),
        time_zone=entry.time_zone.strip(),
        lifecycle_stage=entry.lifecycle_stage,
        do_not_call=entry.do_not_call,
        do_not_call_reason=entry.do_not_call_reason.strip() if entry.do_not_call else "",
        notes=entry.notes,
        data_source=entry.data_source.strip(),
        legal_basis=entry.legal_basis,
        legal_basis_note=entry.legal_basis_note.strip(),
        consented_on=_day(entry.consented_on, problems),
    )
    problems += [each for each in read.problems() if each.field not in {p.field for p in problems}]
    problems += _entry_problems(read)
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)
    return read


def _day(typed: str, problems: list[Problem]) -> date | None:
    if not typed.strip():
        return None
    from companion.imports.moments import read_date  # noqa: PLC0415 - as with phones

    day = read_date(typed, month_first=False)
    if day is None:
        sentence = "This is no date such as 2026-11-23."
        problems.append(Problem("consented_on", "invalid", sentence))
    return day


def _read_phones(
    typed: Iterable[str], known: Iterable[str], region: str | None
) -> tuple[tuple[str, ...], list[Problem]]:
    from companion.imports.phones import to_e164  # noqa: PLC0415 - most starts enter nobody

    # A number that came from elsewhere and was left alone stays as it is, however odd.
    read = {
        each: each if each in known else to_e164(each, region) for each in typed if each.strip()
    }
    problems = [
        Problem(
            "phones",
            "invalid",
            f"“{each.strip()}” is no full phone number. Please write it with its country code, "
            "such as +49 30 1234567.",
        )
        for each, phone in read.items()
        if phone is None
    ]
    return tuple(dict.fromkeys(phone for phone in read.values() if phone)), problems


def _entry_problems(prospect: Prospect) -> list[Problem]:
    problems = []
    if prospect.do_not_call and not prospect.do_not_call_reason:
        sentence = "Please say why, so that a colleague understands it."
        problems.append(Problem("do_not_call_reason", "missing", sentence))
    if prospect.time_zone and prospect.time_zone not in time_zones():
        sentence = "This time zone is not known. Please choose one from the list."
        problems.append(Problem("time_zone", "unknown", sentence))
    return problems


@cache
def time_zones() -> tuple[str, ...]:
    """Return the names of the time zones a person may choose, in their order."""
    return tuple(sorted(each for each in available_timezones() if "/" in each or each == "UTC"))
