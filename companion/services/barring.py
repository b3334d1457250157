"""Who must not be called as far as this laptop knows: it does not wait for the server to say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.prospects import SHARED_OBJECTION, Barred
from companion.store.book import StoreBook
from companion.store.outbox import add_changes
from companion.store.prospects import read_prospect
from companion.store.search import find_by_phone
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.changes import Changes
    from companion.domain.prospects import Prospect
    from companion.wire.records import Fields

_MOST = 1_000


def bar_others(cx: Connection, objector: Prospect, now: datetime) -> Changes:
    """Mark everybody else here who has a number of somebody who asked not to be called."""
    fields: Fields = {"do_not_call": True, "do_not_call_reason": SHARED_OBJECTION}
    found = {each for phone in objector.phones for each in find_by_phone(cx, phone, _MOST)}
    others = [
        each for each in sorted(found - {objector.id}) if not read_prospect(cx, each).do_not_call
    ]
    return add_changes(cx, "prospect", Operation.PATCH, [(each, fields) for each in others], now)


def with_bars(cx: Connection, after: Prospect, known_phones: tuple[str, ...] = ()) -> Prospect:
    """Return a prospect with what is known here to stand against calling their phones.

    What somebody else asked for holds for numbers they did not have before.
    """
    barred = StoreBook(cx).barred_phones(set(after.phones))
    fresh = set(after.phones) - set(known_phones)
    lists = {name for each in barred.values() for name in each.lists}
    seen = replace(after, do_not_call_lists=tuple(sorted({*after.do_not_call_lists, *lists})))
    if seen.do_not_call or not any(barred.get(each, _FREE).is_objected for each in fresh):
        return seen
    return replace(seen, do_not_call=True, do_not_call_reason=SHARED_OBJECTION)


_FREE = Barred(is_objected=False)
