"""Today's list in plain SQL: whom to call, and what marketing answered.

It is asked through a function, so that the window's first picture can ask it of the bare file
before SQLAlchemy is loaded, and everybody else of an open database: one definition for both
(docs/decisions/041-the-first-picture.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from companion.domain.searches import MOST_COUNTED
from companion.store.moments import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    Ask = Callable[[str, Mapping[str, Any]], Sequence[Sequence[Any]]]
    """Takes a statement and its values by name; returns its rows."""


class DayRow(NamedTuple):
    """A prospect of the list; ``when`` is due, last touch or draft time, as its column has it."""

    id: str
    name: str | None
    company: str | None
    is_barred: bool | None
    detail: str | None
    when: str | None
    channel: str | None


class AnswerRow(NamedTuple):
    """What marketing answered: to ``heard`` objections (``word`` is the kind of the decision) or
    to a proposal (``word`` is its state). The verbatim is the latest objection or the proposal.
    """

    id: str
    word: str | None
    at: str
    heard: int
    verbatim: str | None
    number: int | None
    campaign: str | None
    channel: str | None
    read_at: str | None


_FIRST_CAMPAIGN = "FROM campaign AS k WHERE k.id = p.first_campaign_id"
_MAY_BE_CALLED = "p.do_not_call = 0 AND p.do_not_call_lists = '[]'"
_ROW = f"p.id, p.name, p.company, NOT ({_MAY_BE_CALLED})"

_DUE = f"""
    FROM prospect AS p JOIN (
        SELECT prospect_id, min(due_at) AS due_at, what FROM follow_up
        WHERE is_live = 1 AND done_at IS NULL AND due_at < :until
            AND (:user_id IS NULL OR rep_id = :user_id)
        GROUP BY prospect_id  -- with min(), SQLite takes `what` from the same row
    ) AS f ON f.prospect_id = p.id
    WHERE p.is_live = 1 AND {_MAY_BE_CALLED}
"""
# First who is shown, then their campaigns: those of thousands would be looked up otherwise.
_DUE_ROWS = f"""
    SELECT {_ROW}, s.what, s.due_at, (SELECT k.channel {_FIRST_CAMPAIGN})
    FROM (SELECT p.id, f.what, f.due_at {_DUE} ORDER BY f.due_at, p.id LIMIT :most) AS s
    JOIN prospect AS p ON p.id = s.id ORDER BY s.due_at, p.id
"""
_NEW = f"""
    FROM prospect AS p WHERE p.is_live = 1 AND p.is_called = 0 AND {_MAY_BE_CALLED}
        AND (p.owner_id IS NULL OR :user_id IS NULL OR p.owner_id = :user_id)
"""
_NEW_ROWS = f"""
    SELECT {_ROW}, (SELECT k.name {_FIRST_CAMPAIGN}), p.last_touch_at,
        (SELECT k.channel {_FIRST_CAMPAIGN})
    {_NEW} ORDER BY p.last_touch_at DESC, p.id LIMIT :most
"""
# Drafts are few: the query begins with them, not with everybody.
_DRAFTS = "FROM draft AS d CROSS JOIN prospect AS p ON p.id = d.prospect_id WHERE p.is_live = 1"
_DRAFT_ROWS = f"""
    SELECT {_ROW}, p.title, d.kept_at, (SELECT k.channel {_FIRST_CAMPAIGN})
    {_DRAFTS} ORDER BY d.kept_at DESC LIMIT :most
"""
_PROMISED = """
    LEFT JOIN promise_version AS h ON h.id = {heard}.promise_version_id AND h.is_live
    LEFT JOIN promise AS p ON p.id = h.promise_id AND p.is_live
    LEFT JOIN campaign AS k ON k.id = p.campaign_id AND k.is_live
"""
_DECISIONS = f"""
    SELECT d.id, d.kind, d.decided_at, count(*), o.verbatim, v.number, k.name, k.channel, r.read_at,
        max(o.id)  -- ids count up in time, and with max() SQLite takes the rest from the same row
    FROM decision AS d
    LEFT JOIN decision_read AS r ON r.decision_id = d.id
    LEFT JOIN promise_version AS v ON v.id = d.promise_version_id
    JOIN json_each(d.objection_ids) AS told JOIN objection AS o ON o.id = told.value
    JOIN call AS c ON c.id = o.call_id {_PROMISED.format(heard="o")}
    WHERE d.is_live AND d.decided_at >= :since AND o.is_live
        AND (:user_id IS NULL OR c.rep_id = :user_id) AND (:is_all OR r.read_at IS NULL)
    GROUP BY d.id ORDER BY d.decided_at DESC, d.id LIMIT :most
"""
_PROPOSALS = f"""
    SELECT q.id, q.state, q.settled_at, 1, q.wording, v.number, k.name, k.channel, r.read_at
    FROM proposal AS q
    LEFT JOIN decision_read AS r ON r.decision_id = q.id {_PROMISED.format(heard="q")}
    LEFT JOIN promise_version AS v
        ON v.id = q.adopted_version_id AND v.promise_id = p.id AND v.is_live
    WHERE q.is_live AND q.proposed_by = :user_id AND q.state IN ('adopted', 'declined')
        AND q.settled_at >= :since AND (:is_all OR r.read_at IS NULL)
    ORDER BY q.settled_at DESC, q.id LIMIT :most
"""


def asking(cx: Connection) -> Ask:
    """Ask through an open database's connection, in its snapshot."""
    return lambda statement, values: cx.exec_driver_sql(statement, dict(values)).all()


def due_rows(ask: Ask, user_id: str | None, until: datetime, most: int) -> tuple[list[DayRow], int]:
    """Return prospects with a follow-up due before ``until``, most urgent first, and their count.

    Here and below no count goes past ``MOST_COUNTED`` by more than one.
    """
    given = {"user_id": user_id, "until": moment_text(until)}
    return _listed(ask, _DUE_ROWS, _DUE, given, most)


def new_rows(ask: Ask, user_id: str | None, most: int) -> tuple[list[DayRow], int]:
    """Return prospects never called that may be, newest touch first, and how many there are."""
    return _listed(ask, _NEW_ROWS, _NEW, {"user_id": user_id}, most)


def draft_rows(ask: Ask, most: int) -> tuple[list[DayRow], int]:
    """Return prospects with a call begun and not saved, latest first, and how many there are."""
    return _listed(ask, _DRAFT_ROWS, _DRAFTS, {}, most)


def decision_rows(
    ask: Ask, user_id: str | None, since: datetime, most: int, *, is_all: bool
) -> list[AnswerRow]:
    """Return decisions about a rep's objections, newest first; unread ones unless ``is_all``."""
    return _answers(ask, _DECISIONS, user_id, since, most, is_all=is_all)


def settled_rows(
    ask: Ask, user_id: str | None, since: datetime, most: int, *, is_all: bool
) -> list[AnswerRow]:
    """Return a rep's answered proposals, newest first; unread ones unless ``is_all``."""
    return _answers(ask, _PROPOSALS, user_id, since, most, is_all=is_all)


def _listed(
    ask: Ask, rows_of: str, whose: str, given: Mapping[str, Any], most: int
) -> tuple[list[DayRow], int]:
    rows = [DayRow(*each) for each in ask(rows_of, {**given, "most": most})]
    if len(rows) < most:
        return rows, len(rows)
    counted = f"SELECT count(*) FROM (SELECT 1 {whose} LIMIT :most)"
    return rows, int(ask(counted, {**given, "most": MOST_COUNTED + 1})[0][0])


def _answers(
    ask: Ask, statement: str, user_id: str | None, since: datetime, most: int, *, is_all: bool
) -> list[AnswerRow]:
    given = {"user_id": user_id, "since": moment_text(since), "most": most, "is_all": is_all}
    return [AnswerRow(*each[: len(AnswerRow._fields)]) for each in ask(statement, given)]
