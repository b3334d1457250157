"""The columns in which each CRM imports calls, named as its own import names them.

HubSpot, Salesforce (Data Loader) and EspoCRM go by the names of fields; Zoho and Pipedrive by the
labels of their import. Behind them stand the same columns everywhere: whom the call was with, and
the call's id here, so that the next import of the file knows both again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from companion.domain.calls import TALKED, Disposition
from companion.imports.inert_cells import CALL_ID, PERSON_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from companion.server.hooks.bodies import CallPart, ObjectionPart

_LONGEST_RESULT = 255
_TALKED = {each.value for each in TALKED}


@dataclass(frozen=True, slots=True)
class Told:
    """A call with what was heard on it."""

    call: CallPart
    heard: Sequence[ObjectionPart] = ()


Columns = tuple[tuple[str, Callable[[Told], str]], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one CRM: each a header and what stands under it."""

    code: str
    title: str
    columns: Columns

    @property
    def headers(self) -> list[str]:
        """Return the first line of a file."""
        return [header for header, _ in self.columns]

    def row(self, told: Told) -> list[str]:
        """Return a call's line."""
        return [write(told) for _, write in self.columns]


# -- what stands in the columns --------------------------------------------------------------


def _subject(told: Told) -> str:
    whom = told.call.prospect.name or told.call.prospect.company or told.call.phone
    return f"Call with {whom}: {_result(told)}"


def _result(told: Told) -> str:
    said = told.call.outcome or told.call.disposition
    return said.replace("_", " ").capitalize()[:_LONGEST_RESULT]


def _words(told: Told) -> str:
    """Return the notes, what was heard, and the promise that was in force."""
    call, lines = told.call, [told.call.notes] if told.call.notes else []
    for each in told.heard:
        behind = f" (behind it: {each.behind_it})" if each.behind_it else ""
        lines.append(f"Heard: {each.category_label}: “{each.verbatim}”, {each.handling}{behind}")
    if call.promise is not None:
        promise = call.promise
        lines.append(
            f"Promise: “{promise.headline}” (version {promise.number}, {promise.campaign_name})"
        )
    return "\n".join(lines)


def _day(told: Told) -> str:
    return told.call.started_at.astimezone(UTC).strftime("%Y-%m-%d")


def _time(told: Told) -> str:
    return told.call.started_at.astimezone(UTC).strftime("%H:%M")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _began(told: Told) -> str:
    return _moment(told.call.started_at)


def _ended(told: Told) -> str:
    return _moment(told.call.ended_at or told.call.started_at)


def _stamp(told: Told) -> str:
    return told.call.started_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(told: Told) -> int:
    return told.call.seconds or 0


def _is_talk(told: Told) -> bool:
    return told.call.disposition in _TALKED


def _direction(told: Told) -> str:
    return told.call.direction.capitalize()


def _id_in(*systems: str) -> Callable[[Told], str]:
    def write(told: Told) -> str:
        found = {each.system: each.value for each in told.call.prospect.external_ids}
        return next((found[each] for each in systems if each in found), "")

    return write


def _always(text: str) -> Callable[[Told], str]:
    return lambda _told: text


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _email(told: Told) -> str:
    return _first(told.call.prospect.emails)


_PERSON: Mapping[str, Callable[[Told], str]] = {
    "Contact name": lambda told: told.call.prospect.name,
    "Company name": lambda told: told.call.prospect.company,
    "Phone number": lambda told: _first(told.call.prospect.phones),
    "Email": _email,
}
_BEHIND: Columns = (
    *((header, _PERSON[header]) for header in PERSON_HEADERS),
    (CALL_ID, lambda told: told.call.call_id),
)

_HUBSPOT_STATES = {
    Disposition.NO_ANSWER.value: "NO_ANSWER",
    Disposition.BUSY.value: "BUSY",
    Disposition.NOT_IN_SERVICE.value: "FAILED",
}


def _hubspot_state(told: Told) -> str:
    return _HUBSPOT_STATES.get(told.call.disposition, "COMPLETED")


def _minutes(told: Told) -> str:
    seconds = _seconds(told)
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _hours(told: Told) -> str:
    minutes = -(-_seconds(told) // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _rep_name(told: Told) -> str:
    return told.call.rep.name


def _rep_email(told: Told) -> str:
    return told.call.rep.email


# -- the layouts -------------------------------------------------------------------------------

HUBSPOT = Layout(
    "hubspot",
    "HubSpot: calls",
    (
        ("hs_timestamp", _stamp),
        ("hs_call_title", _subject),
        ("hs_call_body", _words),
        ("hs_call_direction", lambda told: told.call.direction.upper()),
        ("hs_call_duration", lambda told: str(_seconds(told) * 1000)),
        ("hs_call_status", _hubspot_state),
        ("hs_call_disposition", _result),
        ("hs_call_to_number", lambda told: told.call.phone),
        ("hubspot_owner_id", _rep_email),
        ("Contact record ID", _id_in("hubspot")),
        *_BEHIND,
    ),
)
SALESFORCE = Layout(
    "salesforce",
    "Salesforce: tasks",
    (
        ("Subject", lambda told: _subject(told)[:_LONGEST_RESULT]),
        ("TaskSubtype", _always("Call")),
        ("Status", _always("Completed")),
        ("Priority", _always("Normal")),
        ("ActivityDate", _day),
        ("CallType", _direction),
        ("CallDurationInSeconds", lambda told: str(_seconds(told))),
        ("CallDisposition", _result),
        ("Description", _words),
        ("WhoId", _id_in("salesforce", "salesforce_lead")),
        ("Who:Contact-Email", _email),
        ("Owner:User-Email", _rep_email),
        *_BEHIND,
    ),
)
ZOHO = Layout(
    "zoho",
    "Zoho CRM: calls",
    (
        ("Subject", _subject),
        ("Call Type", _direction),
        ("Call Start Time", _began),
        ("Call Duration", _minutes),
        ("Call Result", _result),
        ("Description", _words),
        ("Call Owner", _rep_email),
        ("Contact Id", _id_in("zoho")),
        *_BEHIND,
    ),
)
PIPEDRIVE = Layout(
    "pipedrive",
    "Pipedrive: activities",
    (
        ("Activity - Subject", _subject),
        ("Activity - Type", _always("call")),
        ("Activity - Due date", _day),
        ("Activity - Due time", _time),
        ("Activity - Duration", _hours),
        ("Activity - Done", _always("Done")),
        ("Activity - Note", _words),
        ("Activity - Assigned to user", _rep_name),
        ("Person - ID", _id_in("pipedrive")),
        *_BEHIND,
    ),
)
ESPOCRM = Layout(
    "espocrm",
    "EspoCRM: calls",
    (
        ("name", _subject),
        ("status", lambda told: "Held" if _is_talk(told) else "Not Held"),
        ("direction", _direction),
        ("dateStart", _began),
        ("dateEnd", _ended),
        ("description", _words),
        ("assignedUserName", _rep_name),
        ("contactsIds", _id_in("espocrm")),
        *_BEHIND,
    ),
)

LAYOUTS: Mapping[str, Layout] = {
    each.code: each for each in (HUBSPOT, SALESFORCE, ZOHO, PIPEDRIVE, ESPOCRM)
}
"""Every layout by its code."""
