"""Writing answers: a draft until it is published; a published one is reworded beside itself.

The words reps have stay as they are while somebody rewords them; publishing replaces them at once
and counts the version up.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, delete, insert, select

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem
from companion.server.kept import row_fields
from companion.server.pages.desks import changed_meanwhile
from companion.server.pages.editors.reasons import decide_reasons, drop_reasons, keep_reasons
from companion.server.tables import answer, answer_draft, campaign, category, user
from companion.wire.records import from_fields, to_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

WORDS = (
    "category",
    "says",
    "reply",
    "concern",
    "questions",
    "proof",
    "campaign_id",
    "why_changed",
)
"""What a person writes of an answer; the rest follows."""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """An answer as its editor needs it. ``draft`` is what is being written, ``rev`` its saves."""

    answer: Answer
    rev: int
    draft: Answer
    draft_rev: int
    drafted_by: str
    drafted_at: datetime | None

    @property
    def is_reworded(self) -> bool:
        """Tell whether there are words that reps do not have yet."""
        return self.drafted_at is not None


def written(form: Form, base: Answer) -> Answer:
    """Return an answer with the words of a form."""
    return replace(
        base,
        category=form.get("category"),
        says=form.get("says").strip(),
        reply=form.get("reply").strip(),
        concern=form.get("concern").strip(),
        questions=form.lines("questions"),
        proof=form.get("proof").strip(),
        campaign_id=form.get("campaign_id") or None,
        why_changed=form.get("why_changed").strip(),
    )


def read_answer(cx: Connection, org: str, answer_id: str) -> AnswerSheet | None:
    """Read an answer with what is being written of it; None if there is none."""
    if not is_record_id(answer_id):
        return None
    mine = answer.c.org == org, answer.c.id == answer_id, answer.c.deleted_at.is_(None)
    row = cx.execute(select(answer).where(*mine)).mappings().first()
    if row is None:
        return None
    kept = cast("Answer", from_fields("answer", answer_id, row_fields("answer", row)))
    drafts = answer_draft.c
    query = select(answer_draft, user.c.name).outerjoin(
        user, and_(user.c.org == org, user.c.id == drafts.saved_by)
    )
    found = cx.execute(query.where(drafts.org == org, drafts.answer_id == answer_id)).first()
    if found is None:
        return AnswerSheet(kept, row["rev"], kept, row["rev"], "", None)
    drafted = cast("Answer", from_fields("answer", answer_id, found.fields))
    return AnswerSheet(kept, row["rev"], drafted, found.rev, found.name or "", found.saved_at)


def save_answer(desk: Desk, given: Answer, base_rev: int, reasons: Sequence[str]) -> Answer:
    """Keep a draft; the same one sent twice is kept once. Return it as it is kept.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
        ConflictError: ``changed_meanwhile``: somebody else has saved or published since.
    """
    _check(desk, given)
    sheet = read_answer(desk.cx, desk.org, given.id)
    if sheet is None:
        made = replace(given, version=1, status=AnswerStatus.DRAFT, published_at=None)
        desk.put(made)
    elif _words(sheet.draft) == _words(given):
        made = sheet.draft
    elif sheet.draft_rev != base_rev:
        raise changed_meanwhile()
    elif sheet.answer.status is AnswerStatus.DRAFT:
        made = replace(sheet.answer, **_words(given))
        desk.put(made)
    else:
        made = replace(sheet.answer, **_words(given))
        _keep_draft(desk, made, sheet.draft_rev + 1)
    keep_reasons(desk, given.id, reasons)
    return made


def publish_answer(desk: Desk, answer_id: str) -> str:
    """Publish what is kept; return the id of the decision this makes, empty if it makes none.

    Raises:
        RejectedError: ``not_found``.
    """
    sheet = _existing(desk, answer_id)
    is_new = sheet.answer.status is AnswerStatus.DRAFT
    if sheet.answer.status is AnswerStatus.PUBLISHED and not sheet.is_reworded:
        return decide_reasons(desk, answer_id, sheet.answer.why_changed, answer_id=answer_id)
    published = replace(
        sheet.draft,
        version=sheet.answer.version if is_new else sheet.answer.version + 1,
        status=AnswerStatus.PUBLISHED,
        published_at=desk.now,
    )
    _drop_draft(desk, answer_id)
    desk.put(published)
    return decide_reasons(desk, answer_id, published.why_changed, answer_id=answer_id)


def retire_answer(desk: Desk, answer_id: str) -> None:
    """Take an answer out of the reps' windows; what used it stays as it was.

    Raises:
        RejectedError: ``not_found``.
    """
    _existing(desk, answer_id)
    desk.patch("answer", answer_id, {"status": AnswerStatus.RETIRED.value})


def discard_answer(desk: Desk, answer_id: str) -> None:
    """Throw away what is not published.

    Raises:
        RejectedError: ``not_found``.
    """
    sheet = _existing(desk, answer_id)
    drop_reasons(desk, answer_id)
    _drop_draft(desk, answer_id)
    if sheet.answer.status is AnswerStatus.DRAFT:
        desk.delete("answer", answer_id)


def _check(desk: Desk, given: Answer) -> None:
    if problems := given.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    mine = category.c.org == desk.org, category.c.code == given.category
    if desk.cx.execute(select(category.c.id).where(*mine)).first() is None:
        raise _no_such("category", "Please choose a kind of objection that there is.")
    its = campaign.c.org == desk.org, campaign.c.id == given.campaign_id
    query = select(campaign.c.id).where(*its)
    is_id = given.campaign_id is None or is_record_id(given.campaign_id)
    if not is_id or (given.campaign_id and desk.cx.execute(query).first() is None):
        raise _no_such("campaign_id", "Please choose a campaign that there is.")


def _no_such(field: str, sentence: str) -> RejectedError:
    return RejectedError(sentence, problems=[Problem(field, "unknown", sentence)])


def _existing(desk: Desk, answer_id: str) -> AnswerSheet:
    sheet = read_answer(desk.cx, desk.org, answer_id)
    if sheet is None:
        raise RejectedError("There is no such answer, or not any more.", "not_found")
    return sheet


def _keep_draft(desk: Desk, made: Answer, rev: int) -> None:
    _drop_draft(desk, made.id)
    desk.cx.execute(
        insert(answer_draft).values(
            org=desk.org,
            answer_id=made.id,
            rev=rev,
            fields=to_fields(made),
            saved_by=desk.user_id,
            saved_at=desk.now,
        )
    )
    desk.note("answer", made.id, "drafted")


def _drop_draft(desk: Desk, answer_id: str) -> None:
    mine = answer_draft.c.org == desk.org, answer_draft.c.answer_id == answer_id
    desk.cx.execute(delete(answer_draft).where(*mine))


def _words(given: Answer) -> dict[str, Any]:
    return {each.name: getattr(given, each.name) for each in fields(given) if each.name in WORDS}
