"""Better words for a promise: proposed by a rep, answered by marketing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.errors import DeniedError
from companion.domain.ids import new_id
from companion.domain.proposals import Proposal
from companion.store.meta import read_meta
from companion.store.outbox import add_change, add_records
from companion.store.proposals import proposals_by, read_proposal
from companion.wire.messages import Operation
from companion.wire.records import check_record

if TYPE_CHECKING:
    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.domain.promises import Span
    from companion.store.engine import Database


class Proposals:
    """What this rep would rather say."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def propose(self, promise_version_id: str, span: Span, wording: str, why: str = "") -> Changes:
        """Propose other words for a span of a promise version, to be sent to marketing.

        Raises:
            RejectedError: ``invalid``, with a problem per field.
            DeniedError: ``sign_in_needed``: nobody is signed in here.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            proposed_by = read_meta(cx).user_id
            if proposed_by is None:
                sentence = "Please sign in before you propose other words."
                raise DeniedError(sentence, "sign_in_needed")
            proposal = Proposal(
                id=new_id(),
                promise_version_id=promise_version_id,
                proposed_by=proposed_by,
                proposed_at=now,
                span=span,
                wording=wording.strip(),
                why=why.strip(),
            )
            check_record(proposal)
            return add_records(cx, [proposal], now)

    def withdraw(self, proposal_id: str) -> Changes:
        """Take a proposal back. The server keeps one that marketing answered meanwhile.

        Raises:
            RejectedError: ``gone``: it is not here any more.
        """
        with self._database.write() as cx:
            read_proposal(cx, proposal_id)
            now = self._clock.now()
            return add_change(cx, "proposal", proposal_id, Operation.DELETE, {}, now)

    def mine(self) -> tuple[Proposal, ...]:
        """Return what this rep proposed, what was answered last first, then what is open."""
        with self._database.read() as cx:
            user_id = read_meta(cx).user_id
            return tuple(proposals_by(cx, user_id)) if user_id else ()
