"""What a reader sees for the values of the domain: words, numbers, shares, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.answers import DecisionKind
from companion.domain.calls import PromiseUse
from companion.domain.objections import Handling, PromiseFit

if TYPE_CHECKING:
    from datetime import date, datetime

    from companion.domain.shares import Interval

_NARROW = "\u202f"
_HANDLINGS = {
    Handling.RESOLVED: ("resolved", "good"),
    Handling.DEFERRED: ("deferred", "plain"),
    Handling.OPEN: ("open", "plain"),
}
_FITS = {
    PromiseFit.CONFIRMS: "confirms the promise",
    PromiseFit.UNCLEAR: "promise unclear",
    PromiseFit.CONTRADICTS: "speaks against it",
    PromiseFit.NOT_COVERED: "not covered by it",
    PromiseFit.UNRELATED: "not about the promise",
}
_DECISIONS = {
    DecisionKind.ANSWERED: "Answered",
    DecisionKind.PROMISE_CHANGED: "The promise was changed",
    DecisionKind.ACCEPTED: "Accepted as it is",
    DecisionKind.PASSED_TO_PRODUCT: "Passed to product",
}
_SHORT_FITS = {
    PromiseFit.CONFIRMS: "confirms",
    PromiseFit.UNCLEAR: "unclear",
    PromiseFit.CONTRADICTS: "disputed",
    PromiseFit.NOT_COVERED: "not covered",
    PromiseFit.UNRELATED: "unrelated",
}
_USES = {
    PromiseUse.SAID: "said as written",
    PromiseUse.ADAPTED: "said in own words",
    PromiseUse.NOT_USED: "not used",
}
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
"""Each names the ones after it too, so the order counts."""

_MACHINES = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)
_EXACT_BELOW = 10


def percent(value: float) -> str:
    """Write a share, such as 64 %."""
    return f"{round(value * 100)}{_NARROW}%"


def interval(given: Interval) -> str:
    """Write the ends of an interval of shares, such as 58 to 70 %."""
    return f"{round(given.low * 100)} to {percent(given.high)}"


def in_hundred(given: Interval) -> str:
    """Write the ends of an interval as so many of a hundred, such as 5 to 40."""
    return f"{round(given.low * 100)} to {round(given.high * 100)}"


def rate(value: float) -> str:
    """Write a number of objections per call, such as 0.71."""
    return f"{value:.2f}"


def rates(given: Interval) -> str:
    """Write the ends of an interval of rates, such as 0.58 to 0.86."""
    return f"{given.low:.2f} to {given.high:.2f}"


def use(value: str) -> str:
    """Return the words for how a rep used the promise."""
    return _USES[PromiseUse(value)]


def short(number: float | None) -> str:
    """Write a median: whole numbers without a point, a dash for none."""
    return "–" if number is None else f"{number:g}"


def count(number: int) -> str:
    """Write a whole number with its thousands apart."""
    return f"{number:,}".replace(",", _NARROW)


def about(number: int) -> str:
    """Write a number no more exactly than it is known: two digits of it, rounded up."""
    if number < _EXACT_BELOW:
        return str(number)
    step = 10 ** max(1, len(str(number)) - 2)
    return count(-(-number // step) * step)


def many(number: int, one: str, more: str) -> str:
    """Write a number and its noun: 1 call, 12 calls."""
    return f"{count(number)} {one if number == 1 else more}"


def day(at: date) -> str:
    """Write a day in words, such as 23 November 2026."""
    return f"{at.day} {at:%B %Y}"


def decided(value: str) -> str:
    """Return the words for what marketing did about a group of objections."""
    return _DECISIONS[DecisionKind(value)]


def handling(value: str) -> tuple[str, str]:
    """Return the word for how an objection stood after the call, and its tint."""
    return _HANDLINGS[Handling(value)]


def short_fit(value: str) -> str:
    """Return one or two words for how an objection stands to what was promised."""
    return _SHORT_FITS[PromiseFit(value)]


def fit(value: str | None) -> str:
    """Return the words for how an objection stands to what was promised, empty if not said."""
    return _FITS[PromiseFit(value)] if value else ""


def moment(at: datetime) -> str:
    """Write a day and a time, such as 23 November 2026, 14:05 UTC."""
    return f"{day(at)}, {at:%H:%M} UTC"


def browser(named: str) -> str:
    """Write what a browser calls itself as a person would, such as Firefox on Windows."""
    program = next((name for mark, name in _PROGRAMS if mark in named), "")
    machine = next((name for mark, name in _MACHINES if mark in named), "")
    if not program:
        return "A browser" + (f" on {machine}" if machine else "")
    return f"{program} on {machine}" if machine else program


LEGAL_BASES = {
    "unknown": "Not said yet",
    "consent": "Consent",
    "contract": "Contract, or steps before one",
    "legal_obligation": "Legal obligation",
    "vital_interests": "Vital interests",
    "public_task": "Public task",
    "legitimate_interests": "Legitimate interests",
}
"""The legal bases of Article 6(1) in words for people."""

_ERASED_KINDS = {
    "prospect": "Person",
    "touch": "Contacts with campaigns",
    "call": "Calls",
    "objection": "Objections, in their words",
    "follow_up": "Next steps",
    "answer": "Answers",
    "decision": "Decisions",
    "proposal": "Proposals",
    "named_elsewhere": "Texts about others that named them",
    "searchable": "Lines of the searchable list",
    "numbers_still_barred": "Numbers that stay barred, as digests nobody can read",
    "log_lines": "Lines of the audit trail, emptied",
    "change_log": "Lines of the audit trail about others",
    "import_run": "Reports of imports",
    "import_line": "Rows of reports of imports",
    "list_rows": "Rows of lists that wait to be imported",
    "import_source": "Columns remembered for the next import",
    "api_answer": "Answers kept for other programs",
    "touch_key": "Ids of contacts in other programs",
    "inbound_delivery": "Deliveries of forms",
    "inbound_source": "Addresses of forms",
    "ignored_value": "Values that were set aside",
    "export_file": "Exported files, written anew",
    "prospect_key": "Phones, emails and ids to be found by",
    "hook_event": "Messages to other programs",
    "hook_endpoint": "Addresses of other programs",
    "exported_call": "Notes on calls that were exported",
    "prospect_merge": "Merges of duplicates",
    "likely_pair": "Likely duplicates",
    "access_event": "Notes on who had access",
    "waiting_objection": "Places in the inbox",
    "assignment": "Assignments in the inbox",
    "answer_draft": "Drafts of answers",
}


def erased_kind(name: str) -> str:
    """Return what a kind of record or row is called to whoever asks about their data."""
    return _ERASED_KINDS.get(name, name.replace("_", " ").capitalize())


def plain(value: object) -> str:
    """Return a JSON value as a person reads it: texts as they are, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return ", ".join(plain(each) for each in value)
    return "" if value is None else str(value)
