"""Calls while they are being written: one draft per prospect, on this laptop only."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from companion.domain.drafts import CallDraft
from companion.store.columns import moment_text
from companion.store.tables import draft as table

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
    """Return the draft kept for a prospect, or None if none was begun."""
    body = cx.scalar(_kept_body(), {"wanted": prospect_id})
    return None if body is None else _adapter().validate_json(body)


def drop_draft(cx: Connection, prospect_id: str) -> bool:
    """Forget a prospect's draft; tells whether there was one."""
    return bool(cx.execute(delete(table).where(table.c.prospect_id == prospect_id)).rowcount)


@cache
def _kept_body() -> Select[Any]:
    return select(table.c.body).where(table.c.prospect_id == bindparam("wanted"))


def _body(draft: CallDraft) -> str:
    value: Any = _adapter().dump_python(draft, mode="json")
    # Half a surrogate pair can stand in a field while an emoji is typed; JSON cannot hold it, and
    # a draft must be kept whatever is in it.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


@cache
def _adapter() -> TypeAdapter[CallDraft]:
    return TypeAdapter(CallDraft)
