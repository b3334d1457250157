"""Better words from reps: adopted into a draft in their author's name, or declined with a note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.problems import Problem
from companion.domain.promises import PromisePart, PromiseVersion
from companion.domain.proposals import Proposal, ProposalState
from companion.server.kept import row_fields
from companion.server.pages.editors.versions import read_workshop, save_version
from companion.server.proposals import settle_proposal
from companion.server.tables import promise_version, proposal, user
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row

    from companion.server.pages.desks import Desk

MOST = 200
"""How many proposals one view shows, the oldest first: they have waited longest."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as marketing reads it."""

    proposal: Proposal
    author: str
    promise_id: str
    headline: str
    number: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose words a version took over."""

    version_id: str
    author: str
    wording: str
    at: datetime


def read_proposed(cx: Connection, org: str, state: ProposalState) -> list[Proposed]:
    """Read the proposals of one state, the oldest first."""
    query = _proposed(org).where(proposal.c.state == state.value)
    rows = cx.execute(query.order_by(proposal.c.proposed_at, proposal.c.id).limit(MOST))
    return [_to_proposed(row) for row in rows]


def credits_of(cx: Connection, org: str, version_ids: Collection[str]) -> list[Credit]:
    """Return whose words these versions took over."""
    query = _proposed(org).where(proposal.c.adopted_version_id.in_(list(version_ids)))
    query = query.where(proposal.c.state == ProposalState.ADOPTED.value)
    return [
        Credit(row.adopted_version_id, row.author, row.wording, row.settled_at)
        for row in cx.execute(query.order_by(proposal.c.settled_at))
    ]


def adopt(desk: Desk, proposal_id: str, note: str) -> str:
    """Put a proposal's words into the promise's draft, begun if there is none; return the promise.

    Where the draft says something else there by now, the words are not put in by themselves: they
    stand beside the editor.

    Raises:
        RejectedError: ``not_found`` or ``gone``.
    """
    found = _one(desk.cx, desk.org, proposal_id)
    workshop = read_workshop(desk.cx, desk.visitor.actor, found.promise_id)
    draft = workshop.draft or workshop.begin(new_id(), workshop.next_number)
    version = _with_words(draft.version, found.proposal)
    why = f"{found.author} proposed: {found.proposal.wording}"
    version = replace(version, why_changed=_added(version.why_changed, why))
    kept = save_version(desk, found.promise_id, version, draft.rev, ())
    settle_proposal(
        desk.cx, desk.org, proposal_id, desk.user_id, desk.now, ProposalState.ADOPTED, note, kept.id
    )
    return found.promise_id


def decline(desk: Desk, proposal_id: str, note: str) -> None:
    """Decline a proposal; its author reads the note.

    Raises:
        RejectedError: ``invalid``: there is no note; ``not_found`` or ``gone``.
    """
    _one(desk.cx, desk.org, proposal_id)
    if not note.strip():
        sentence = "Please say why, in a sentence: whoever proposed it reads it."
        raise RejectedError(sentence, problems=[Problem("note", "missing", sentence)])
    settle_proposal(
        desk.cx, desk.org, proposal_id, desk.user_id, desk.now, ProposalState.DECLINED, note
    )


def _one(cx: Connection, org: str, proposal_id: str) -> Proposed:
    query = _proposed(org).where(proposal.c.id == proposal_id)
    row = cx.execute(query).first() if is_record_id(proposal_id) else None
    if row is None:
        raise RejectedError("This proposal was taken back, or was never here.", "not_found")
    return _to_proposed(row)


def _proposed(org: str) -> Any:
    version, author = promise_version.c, user.c
    return (
        select(
            proposal,
            author.name.label("author"),
            version.promise_id,
            version.headline,
            version.number,
        )
        .join(user, and_(author.org == org, author.id == proposal.c.proposed_by))
        .join(
            promise_version,
            and_(version.org == org, version.id == proposal.c.promise_version_id),
        )
        .where(proposal.c.org == org, proposal.c.deleted_at.is_(None))
    )


def _to_proposed(row: Row[Any]) -> Proposed:
    fields = row_fields("proposal", row._mapping)  # noqa: SLF001 - its documented, public name
    read = cast("Proposal", from_fields("proposal", row.id, fields))
    return Proposed(read, row.author, row.promise_id, row.headline, row.number)


def _with_words(version: PromiseVersion, given: Proposal) -> PromiseVersion:
    part, old, new = given.span.part, given.span.words, given.wording
    value = getattr(version, part.value)
    if part in {PromisePart.PROOF_POINTS, PromisePart.NOT_PROMISED}:
        whole = "\n".join(value)
        changed: Any = tuple(whole.replace(old, new, 1).split("\n"))
    else:
        changed = value.replace(old, new, 1)
    return replace(version, **{part.value: changed})


def _added(why: str, more: str) -> str:
    return f"{why}\n{more}" if why and more not in why else why or more
