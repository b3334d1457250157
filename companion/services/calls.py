"""Logging a call: every pause of typing keeps a draft, saving makes it a call exactly once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.calls import Disposition, Outcome
from companion.domain.changes import Changes
from companion.domain.errors import DeniedError, RejectedError
from companion.domain.problems import LINE
from companion.services.barring import bar_others
from companion.store import drafts
from companion.store.calls import has_call, open_follow_up_ids
from companion.store.erasures import is_erased
from companion.store.meta import read_meta
from companion.store.outbox import add_change, add_changes, add_records
from companion.store.prospects import read_prospect
from companion.store.successors import who_now
from companion.wire.messages import Operation, utc_text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.calls import Call
    from companion.domain.clock import Clock
    from companion.domain.drafts import CallDraft
    from companion.store.engine import Database
    from companion.wire.records import Fields


class Calls:
    """The calls of this rep: begun, kept, saved."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep_draft(self, draft: CallDraft) -> CallDraft:
        """Keep what is in the form; returns it with the time it was kept.

        A form that holds nothing is not kept, nor is one whose call was saved meanwhile or whose
        prospect was erased: they come back with ``kept_at`` None.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            is_over = has_call(cx, draft.call_id) or is_erased(cx, draft.prospect_id)
            if draft.is_blank() or is_over:
                self._forget(cx, draft)
                return replace(draft, kept_at=None)
            kept = replace(draft, kept_at=now)
            drafts.keep_draft(cx, kept, now)
        return kept

    def drop_draft(self, prospect_id: str) -> Changes:
        """Forget what was begun for a prospect."""
        with self._database.write() as cx:
            was_kept = drafts.drop_draft(cx, prospect_id)
        return Changes.of("draft", prospect_id) if was_kept else Changes()

    def finish_call(self, draft: CallDraft) -> Changes:
        """Save a call with its objections and next step, and everything that follows from it.

        All of it is kept, or nothing; saving the same draft again changes nothing. A connected
        call completes the next steps that were due. "Do not call" marks the prospect, and leaves
        no next step open. ``take_back`` undoes all of it.

        Raises:
            RejectedError: ``invalid`` with a problem per field; ``gone``: no such prospect.
            UnavailableError: ``disk_full`` …: nothing was saved.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            changes = Changes.of("draft", draft.prospect_id)
            if not has_call(cx, draft.call_id):
                landed = replace(draft, prospect_id=who_now(cx, draft.prospect_id))
                changes |= _save(cx, landed, now)
            self._forget(cx, draft)
        return changes

    def take_back(self, draft: CallDraft, saved: Changes) -> Changes:
        """Undo ``finish_call(draft)``, which returned ``saved``: the call is a draft again.

        What it made is deleted, also where it was sent already; next steps it completed are open
        again, and so is the prospect it marked. The draft comes back under new ids.

        Raises:
            RejectedError: ``draft_begun``: another call with the same person is being written;
                ``gone``: the prospect is not here any more.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            read_prospect(cx, draft.prospect_id)
            if drafts.read_draft(cx, draft.prospect_id) is not None:
                sentence = "You have begun another call with them. Please save or clear it first."
                raise RejectedError(sentence, "draft_begun")
            changes = _unsave(cx, draft, saved, now)
            drafts.keep_draft(cx, replace(draft.begun_anew(), kept_at=now), now)
        return changes | Changes.of("draft", draft.prospect_id)

    @staticmethod
    def _forget(cx: Connection, draft: CallDraft) -> None:
        """Drop a prospect's draft, unless it is by now another call's."""
        kept = drafts.read_draft(cx, draft.prospect_id)
        if kept is not None and kept.call_id == draft.call_id:
            drafts.drop_draft(cx, draft.prospect_id)


def _save(cx: Connection, draft: CallDraft, now: datetime) -> Changes:
    rep_id = read_meta(cx).user_id
    if rep_id is None:
        raise DeniedError("Please sign in before you log a call.", "sign_in_needed")
    if problems := draft.problems(rep_id, now):
        raise RejectedError(problems[0].sentence, problems=problems)
    prospect = read_prospect(cx, draft.prospect_id)
    call, objections, follow_up = draft.to_records(rep_id, now)
    next_steps = [follow_up] if follow_up else []
    changes = Changes()
    if call.outcome is Outcome.DO_NOT_CALL:
        changes |= _complete(cx, prospect.id, None, now)
    elif call.disposition is Disposition.CONNECTED:
        changes |= _complete(cx, prospect.id, now, now)
    changes |= add_records(cx, [call, *objections, *next_steps], now)
    if call.outcome is Outcome.DO_NOT_CALL and not prospect.do_not_call:
        fields: Fields = {"do_not_call": True, "do_not_call_reason": _reason(call)}
        changes |= add_change(cx, "prospect", prospect.id, Operation.PATCH, fields, now)
        changes |= bar_others(cx, prospect, now)
    return changes


def _complete(cx: Connection, prospect_id: str, due_by: datetime | None, now: datetime) -> Changes:
    done: Fields = {"done_at": utc_text(now)}
    edits = [(each, done) for each in open_follow_up_ids(cx, prospect_id, due_by)]
    return add_changes(cx, "follow_up", Operation.PATCH, edits, now)


def _unsave(cx: Connection, draft: CallDraft, saved: Changes, now: datetime) -> Changes:
    """Reverse what a save changed, by its ids: the draft's own records go, others are put back."""
    own = {draft.call_id, draft.follow_up_id, *(each.id for each in draft.objections)}
    undone: dict[str, Fields] = {
        "follow_up": {"done_at": None},
        "prospect": {"do_not_call": False, "do_not_call_reason": ""},
    }
    changes = Changes()
    for entity, record_id in sorted(saved.ids):
        if record_id in own:
            changes |= add_change(cx, entity, record_id, Operation.DELETE, {}, now)
        elif entity in undone:
            fields = undone[entity]
            changes |= add_change(cx, entity, record_id, Operation.PATCH, fields, now)
    return changes


def _reason(call: Call) -> str:
    """Say why in the rep's own words, or at least when it was asked for."""
    own = next((line.strip() for line in call.notes.splitlines() if line.strip()), "")
    return own[:LINE] or f"Asked for on the call of {call.started_at.date().isoformat()}."
