"""A call while it is being written: everything in the form, complete or not.

A draft carries the ids of the records it will become, so that saving it twice, or before and
after a crash, makes the call exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - read at run time by the wire

from companion.domain.calls import Call, Direction, Disposition, Outcome, PromiseUse
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection, PromiseFit
from companion.domain.problems import Problem
from companion.domain.promises import Span  # noqa: TC001 - read at run time by the wire


@dataclass(frozen=True, slots=True)
class ObjectionDraft:
    """One objection in the form; ``category`` is a category's code, empty until chosen."""

    id: str
    category: str = ""
    verbatim: str = ""
    span: Span | None = None
    promise_fit: PromiseFit | None = None
    handling: Handling = Handling.OPEN
    behind_it: str = ""
    answer_id: str | None = None

    def is_blank(self) -> bool:
        """Tell whether nothing was entered yet."""
        return not (self.category or self.verbatim.strip() or self.span or self.behind_it.strip())


@dataclass(frozen=True, slots=True)
class CallDraft:
    """The call form of one prospect. ``started_at`` is None until the call starts."""

    call_id: str
    prospect_id: str
    follow_up_id: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    phone: str = ""
    disposition: Disposition | None = None
    outcome: Outcome | None = None
    promise_use: PromiseUse | None = None
    promise_version_id: str | None = None
    objections: tuple[ObjectionDraft, ...] = ()
    notes: str = ""
    follow_up_due: datetime | None = None
    follow_up_what: str = ""
    kept_at: datetime | None = None
    called_despite: str = ""

    def is_blank(self) -> bool:
        """Tell whether losing this draft would lose nothing a person entered."""
        entered = (
            self.started_at,
            self.disposition,
            self.outcome,
            self.promise_use,
            self.notes.strip(),
            self.follow_up_due,
            self.follow_up_what.strip(),
        )
        return not any(entered) and all(each.is_blank() for each in self.objections)

    def to_records(
        self, rep_id: str, now: datetime
    ) -> tuple[Call, tuple[Objection, ...], FollowUp | None]:
        """Make the records this draft becomes when it is saved at ``now`` (UTC, aware).

        A call never started is taken to have just happened; one still running ends now. Blank
        objections are left out.
        """
        started = self.started_at or now
        call = Call(
            id=self.call_id,
            prospect_id=self.prospect_id,
            rep_id=rep_id,
            started_at=started,
            direction=self.direction,
            ended_at=self.ended_at or max(started, now),
            phone=self.phone,
            disposition=self.disposition,
            outcome=self.outcome,
            promise_use=self.promise_use,
            notes=self.notes,
            promise_version_id=self.promise_version_id,
            called_despite=self.called_despite,
        )
        heard = [each for each in self.objections if not each.is_blank()]
        objections = tuple(
            Objection(
                id=each.id,
                call_id=self.call_id,
                prospect_id=self.prospect_id,
                category=each.category,
                verbatim=each.verbatim.strip(),
                position=position,
                promise_version_id=self.promise_version_id,
                span=each.span,
                promise_fit=each.promise_fit,
                handling=each.handling,
                behind_it=each.behind_it.strip(),
                answer_id=each.answer_id,
            )
            for position, each in enumerate(heard)
        )
        return call, objections, self._follow_up(rep_id)

    def problems(self, rep_id: str, now: datetime) -> list[Problem]:
        """List what to mend before saving; an objection's ``field`` is ``objections.N.…``."""
        call, objections, follow_up = self.to_records(rep_id, now)
        found = call.problems()
        for number, objection in enumerate(objections):
            for each in objection.problems():
                found.append(Problem(f"objections.{number}.{each.field}", each.code, each.sentence))
        if follow_up is None and self.follow_up_what.strip():
            sentence = "Please choose when the next step is due."
            found.append(Problem("follow_up_due", "missing", sentence))
        if follow_up is not None and self.outcome is Outcome.DO_NOT_CALL:
            sentence = "They asked not to be called again. Please take the next step back."
            found.append(Problem("follow_up_due", "do_not_call", sentence))
        return found + (follow_up.problems() if follow_up else [])

    def begun_anew(self) -> CallDraft:
        """Return the same draft under new ids, for a call that was saved and taken back.

        What was sent under the old ids is deleted for good; saving again makes other records.
        """
        return replace(
            self,
            call_id=new_id(),
            follow_up_id=new_id(),
            objections=tuple(replace(each, id=new_id()) for each in self.objections),
            kept_at=None,
        )

    def _follow_up(self, rep_id: str) -> FollowUp | None:
        if self.follow_up_due is None:
            return None
        return FollowUp(
            id=self.follow_up_id,
            prospect_id=self.prospect_id,
            rep_id=rep_id,
            due_at=self.follow_up_due,
            what=self.follow_up_what.strip(),
            call_id=self.call_id,
        )
