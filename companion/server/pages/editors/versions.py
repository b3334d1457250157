"""Writing the next version of a promise: one draft per promise, until it is published.

A published version never changes. Two people who write at once are told apart: whoever saves
second sees what the first wrote, with their own words still in the form.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, func, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.promises import PromiseVersion
from companion.domain.proposals import ProposalState
from companion.server.kept import row_fields
from companion.server.pages.desks import changed_meanwhile
from companion.server.pages.editors.reasons import decide_reasons, drop_reasons, keep_reasons
from companion.server.tables import campaign, promise, promise_version, proposal
from companion.wire.messages import utc_text
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form
    from companion.server.permissions import Actor
    from companion.wire.records import Fields

WORDS = (
    "headline",
    "message",
    "offer",
    "proof_points",
    "call_to_action",
    "not_promised",
    "landing_page",
    "creative",
    "language",
    "why_changed",
)
"""What a person writes of a version; the rest follows."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The version being written, and the revision of it that was read (0: nothing is kept yet)."""

    version: PromiseVersion
    rev: int


@dataclass(frozen=True, slots=True)
class Workshop:
    """A promise as its editor needs it: what is published, and what is being written."""

    promise_id: str
    name: str
    campaign_id: str
    campaign: str
    is_retired: bool
    published: list[PromiseVersion]
    draft: Draft | None

    @property
    def newest(self) -> PromiseVersion | None:
        """Return the newest published version, None while there is none."""
        return self.published[0] if self.published else None

    @property
    def next_number(self) -> int:
        """Return the number of the version being written."""
        return self.draft.version.number if self.draft else len(self.published) + 1

    def begin(self, version_id: str, number: int) -> Draft:
        """Return a draft to begin with: the words of the newest version, to be changed."""
        given = self.newest or PromiseVersion(version_id, self.promise_id, number, "", "")
        begun = replace(given, id=version_id, number=number, published_at=None, why_changed="")
        return Draft(begun, 0)


def read_workshop(cx: Connection, actor: Actor, promise_id: str) -> Workshop:
    """Read what an editor needs.

    Raises:
        RejectedError: ``not_found``.
    """
    row = _promise(cx, actor.org, promise_id) if is_record_id(promise_id) else None
    if row is None:
        raise RejectedError("There is no such promise, or not any more.", "not_found")
    versions = _versions(cx, actor.org, promise_id)
    drafts = [each for each in versions if each.version.published_at is None]
    return Workshop(
        promise_id=promise_id,
        name=row.name,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        is_retired=row.retired_at is not None,
        published=[each.version for each in versions if each.version.published_at is not None],
        draft=drafts[0] if drafts else None,
    )


def written(form: Form, base: PromiseVersion, creative: str) -> PromiseVersion:
    """Return a version with the words of a form."""
    return replace(
        base,
        headline=form.get("headline").strip(),
        message=form.get("message").strip(),
        offer=form.get("offer").strip(),
        proof_points=form.lines("proof_points"),
        call_to_action=form.get("call_to_action").strip(),
        not_promised=form.lines("not_promised"),
        landing_page=form.get("landing_page").strip(),
        creative=creative,
        language=form.get("language").strip() or "en",
        why_changed=form.get("why_changed").strip(),
    )


def save_version(
    desk: Desk, promise_id: str, given: PromiseVersion, base_rev: int, reasons: Sequence[str]
) -> PromiseVersion:
    """Keep a draft; the same one sent twice is kept once. Return it as it is kept.

    Raises:
        RejectedError: ``invalid``, with a problem per field; or ``not_found``.
        ConflictError: ``changed_meanwhile``: somebody else has saved or published since.
    """
    workshop = read_workshop(desk.cx, desk.visitor.actor, promise_id)
    kept = _kept_now(workshop, given.id)
    if kept is None and workshop.draft is not None:
        raise changed_meanwhile()  # somebody else has begun a draft
    if kept is not None and _words(kept.version) == _words(given):
        keep_reasons(desk, given.id, reasons)
        return kept.version
    if kept is not None and (kept.rev != base_rev or kept.version.published_at is not None):
        raise changed_meanwhile()
    number = kept.version.number if kept else _next_number(desk.cx, desk.org, promise_id)
    made = replace(given, promise_id=promise_id, number=number, published_at=None)
    if problems := made.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    desk.put(made)
    keep_reasons(desk, made.id, reasons)
    return made


def publish_version(desk: Desk, draft: PromiseVersion) -> str:
    """Publish a kept draft; return the id of the decision this makes, empty if it makes none."""
    if draft.published_at is not None:
        return ""
    desk.patch("promise_version", draft.id, {"published_at": utc_text(desk.now)})
    return decide_reasons(desk, draft.id, draft.why_changed, draft.promise_id, version_id=draft.id)


def discard_version(desk: Desk, promise_id: str, version_id: str) -> None:
    """Throw a draft away. What reps proposed for it is open again, and what it was meant for waits.

    Raises:
        RejectedError: ``not_found``.
    """
    workshop = read_workshop(desk.cx, desk.visitor.actor, promise_id)
    if workshop.draft is None or workshop.draft.version.id != version_id:
        return
    for proposal_id in _proposals_in(desk.cx, desk.org, version_id):
        reopened: Fields = {
            "state": ProposalState.OPEN.value,
            "settled_by": None,
            "settled_at": None,
            "adopted_version_id": None,
        }
        desk.patch("proposal", proposal_id, reopened)
    drop_reasons(desk, version_id)
    desk.delete("promise_version", version_id)


def retire_promise(desk: Desk, promise_id: str, *, is_retired: bool) -> None:
    """Retire a promise, or bring it back.

    Raises:
        RejectedError: ``not_found``.
    """
    read_workshop(desk.cx, desk.visitor.actor, promise_id)
    at = utc_text(desk.now) if is_retired else None
    desk.patch("promise", promise_id, {"retired_at": at})


def _promise(cx: Connection, org: str, promise_id: str) -> Row[Any] | None:
    is_its = and_(campaign.c.org == org, campaign.c.id == promise.c.campaign_id)
    query = select(promise, campaign.c.name.label("campaign")).join(campaign, is_its)
    mine = promise.c.org == org, promise.c.id == promise_id, promise.c.deleted_at.is_(None)
    return cx.execute(query.where(*mine, campaign.c.deleted_at.is_(None))).first()


def _versions(cx: Connection, org: str, promise_id: str) -> list[Draft]:
    columns = promise_version.c
    query = select(promise_version).where(columns.org == org, columns.promise_id == promise_id)
    rows = cx.execute(query.where(columns.deleted_at.is_(None)).order_by(columns.number.desc()))
    return [
        Draft(
            cast(
                "PromiseVersion",
                from_fields("promise_version", row["id"], row_fields("promise_version", row)),
            ),
            row["rev"],
        )
        for row in rows.mappings()
    ]


def _kept_now(workshop: Workshop, version_id: str) -> Draft | None:
    if workshop.draft is not None and workshop.draft.version.id == version_id:
        return workshop.draft
    found = next((each for each in workshop.published if each.id == version_id), None)
    return Draft(found, 0) if found else None


def _next_number(cx: Connection, org: str, promise_id: str) -> int:
    columns = promise_version.c
    mine = columns.org == org, columns.promise_id == promise_id
    return (cx.scalar(select(func.max(columns.number)).where(*mine)) or 0) + 1


def _proposals_in(cx: Connection, org: str, version_id: str) -> list[str]:
    mine = proposal.c.org == org, proposal.c.adopted_version_id == version_id
    return list(cx.scalars(select(proposal.c.id).where(*mine, proposal.c.deleted_at.is_(None))))


def _words(version: PromiseVersion) -> dict[str, Any]:
    return {
        each.name: getattr(version, each.name) for each in fields(version) if each.name in WORDS
    }
