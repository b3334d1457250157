"""Calls and objections as programs read them: each once, at its newest state, as they change.

The cursor is a place in the change log, as a laptop's is: whoever asks again from it misses
nothing, however long they were away, and is told when the log was replaced behind their back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.server.cursors import check_cursor, cursor_at, read_cursor
from companion.server.edits import moment_in_utc
from companion.server.integrations.surroundings import Surroundings
from companion.server.integrations.told import CallPage, CallTold, ObjectionPage, ObjectionTold
from companion.server.tables import call, objection, promise, promise_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping, Select

    from companion.server.integrations.messages import CallsWanted, ObjectionsWanted, Wanted


def read_calls(cx: Connection, org: str, asked: CallsWanted) -> CallPage:
    """Return the calls that changed since a cursor.

    Raises:
        ConflictError: ``resync``: the cursor means nothing here.
    """
    query = select(call).where(*_filters(org, asked))
    for name in ("disposition", "outcome"):
        if value := getattr(asked, name):
            query = query.where(call.c[name] == value)
    if asked.prospect:
        query = query.where(call.c.prospect_id == asked.prospect)
    rows, cursor, more = _page(cx, org, call, query, asked)
    around = Surroundings(cx, org, rows)
    return CallPage(items=[_call(row, around) for row in rows], cursor=cursor, more=more)


def read_objections(cx: Connection, org: str, asked: ObjectionsWanted) -> ObjectionPage:
    """Return the objections that changed since a cursor.

    Raises:
        ConflictError: ``resync``.
    """
    its_call = (call.c.org == objection.c.org) & (call.c.id == objection.c.call_id)
    columns = objection, call.c.started_at.label("heard_at")
    query = select(*columns).join(call, its_call).where(*_filters(org, asked))
    for name in ("category", "handling", "promise_fit"):
        if value := getattr(asked, name):
            query = query.where(objection.c[name] == value)
    if asked.prospect:
        query = query.where(objection.c.prospect_id == asked.prospect)
    query = query.where(objection.c.org == org)
    rows, cursor, more = _page(cx, org, objection, query, asked)
    around = Surroundings(cx, org, rows)
    return ObjectionPage(items=[_objection(row, around) for row in rows], cursor=cursor, more=more)


def _filters(org: str, asked: Wanted) -> list[Any]:
    found: list[Any] = [call.c.org == org]
    if asked.since is not None:
        found.append(call.c.started_at >= moment_in_utc(asked.since))
    if asked.until is not None:
        found.append(call.c.started_at < moment_in_utc(asked.until))
    if asked.promise_version:
        found.append(call.c.promise_version_id == asked.promise_version)
    if asked.campaign:
        versions = (
            select(promise_version.c.id)
            .join(
                promise,
                (promise.c.org == promise_version.c.org)
                & (promise.c.id == promise_version.c.promise_id),
            )
            .where(promise_version.c.org == org, promise.c.campaign_id == asked.campaign)
        )
        found.append(call.c.promise_version_id.in_(versions))
    return found


def _page(
    cx: Connection, org: str, table: Any, query: Select[Any], asked: Wanted
) -> tuple[Sequence[RowMapping], str, bool]:
    """Return the rows of a page, the cursor after it, and whether more is there already."""
    begun = read_cursor(asked.cursor)
    newest = check_cursor(cx, org, begun)
    since = begun.seq if begun else 0
    query = query.where(table.c.rev > since).order_by(table.c.rev).limit(asked.limit + 1)
    rows = cx.execute(query).mappings().all()
    page, more = rows[: asked.limit], len(rows) > asked.limit
    reached = cursor_at(cx, org, newest, page[-1]["rev"]) if more else newest
    return page, str(reached), more


def _call(row: RowMapping, around: Surroundings) -> CallTold:
    if row["deleted_at"] is not None:
        return CallTold(id=row["id"], is_deleted=True)
    return CallTold(
        id=row["id"],
        prospect=around.person(row["prospect_id"]),
        rep=around.rep(row["rep_id"]),
        promise_version=around.place(row["promise_version_id"]),
        **{
            name: row[name]
            for name in (
                "started_at",
                "ended_at",
                "direction",
                "phone",
                "disposition",
                "outcome",
                "promise_use",
                "notes",
            )
        },
    )


def _objection(row: RowMapping, around: Surroundings) -> ObjectionTold:
    if row["deleted_at"] is not None:
        return ObjectionTold(id=row["id"], is_deleted=True)
    return ObjectionTold(
        id=row["id"],
        prospect=around.person(row["prospect_id"]),
        against=(row["span"] or {}).get("words", ""),
        promise_version=around.place(row["promise_version_id"]),
        **{
            name: row[name]
            for name in (
                "call_id",
                "heard_at",
                "category",
                "verbatim",
                "behind_it",
                "promise_fit",
                "handling",
            )
        },
    )
