"""Calls while they are being written: one draft per prospect, on this laptop only."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from companion.domain.drafts import CallDraft
from companion.store.moments import moment_text
from companion.store.tables import draft as table
from companion.store.tables import successor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select


def keep_draft(cx: Connection, draft: CallDraft, now: datetime) -> None:
    """Keep a draft in place of any earlier one of its prospect."""
    into = insert(table)
    kept = into.on_conflict_do_update(
        index_elements=["prospect_id"],
        set_={"body": into.excluded.body, "kept_at": into.excluded.kept_at},
    )
    row = {"prospect_id": draft.prospect_id, "body": _body(draft), "kept_at": moment_text(now)}
    cx.execute(kept, row)


def read_draft(cx: Connection, prospect_id: str) -> CallDraft | None:
    """Return the draft kept for a prospect, or for one merged into them; None if there is none."""
    body = cx.scalar(_kept_body(), {"wanted": prospect_id})
    if body is not None:
        return _adapter().validate_json(body)
    body = cx.scalar(_predecessors_body(), {"wanted": prospect_id})
    return (
        None if body is None else replace(_adapter().validate_json(body), prospect_id=prospect_id)
    )


def drop_draft(cx: Connection, prospect_id: str) -> bool:
    """Forget a prospect's draft, those of whom was merged into them too; tells if there was one."""
    merged = select(successor.c.prospect_id).where(successor.c.survivor_id == prospect_id)
    mine = or_(table.c.prospect_id == prospect_id, table.c.prospect_id.in_(merged))
    return bool(cx.execute(delete(table).where(mine)).rowcount)


@cache
def _kept_body() -> Select[Any]:
    return select(table.c.body).where(table.c.prospect_id == bindparam("wanted"))


@cache
def _predecessors_body() -> Select[Any]:
    merged = select(successor.c.prospect_id).where(successor.c.survivor_id == bindparam("wanted"))
    kept = select(table.c.body).where(table.c.prospect_id.in_(merged))
    return kept.order_by(table.c.kept_at.desc()).limit(1)


def _body(draft: CallDraft) -> str:
    value: Any = _adapter().dump_python(draft, mode="json")
    # Half a surrogate pair can stand in a field while an emoji is typed; JSON cannot hold it, and
    # a draft must be kept whatever is in it.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


@cache
def _adapter() -> TypeAdapter[CallDraft]:
    return TypeAdapter(CallDraft)
