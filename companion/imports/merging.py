"""How a row changes a prospect: it fills what is empty, and rules where the prospect is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.external_ids import ExternalId
from companion.domain.import_reports import RowProblem
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import MANY, NOTES
from companion.domain.prospects import LifecycleStage
from companion.imports.acquaintances import MERGED, personal_ids
from companion.imports.barred import with_bars

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from companion.domain.prospects import Prospect
    from companion.imports.readings import Reading

_PLAIN = ("name", "company", "title", "time_zone")


def rules(reading: Reading, prospect: Prospect) -> bool:
    """Tell whether a row may change what is filled: its record is the prospect's first known one.

    One source rules, so that two that disagree do not overwrite each other for ever.
    """
    own = personal_ids(reading.external_ids) or reading.external_ids
    kept = [each for each in prospect.external_ids if each not in reading.merged_ids]
    ids = [each for each in kept if not each.system.endswith(MERGED)]
    first = next(iter(personal_ids(ids) or ids), None)
    is_merged_away = any(_merged_away(each) in prospect.external_ids for each in own)
    return bool(own) and not is_merged_away and (first is None or first in own)


def merged(
    prospect: Prospect, reading: Reading, owner_id: str | None, *, is_ruling: bool
) -> tuple[Prospect, list[RowProblem]]:
    """Return the prospect after a row, and what of the row was left out.

    Phones, emails and ids are added, never taken away. "Do not call" is set, never lifted. An
    owner once given stays: who calls whom is decided here, not in a list.
    """
    left_out: list[RowProblem] = []
    given: dict[str, Any] = {}
    for field in _PLAIN:
        value, kept = getattr(reading, field), getattr(prospect, field)
        if value and (is_ruling or not kept):
            given[field] = value
        elif value and value.casefold() != kept.casefold():
            reason = f"“{value}” was left out: “{kept}” is already there."
            left_out.append(RowProblem(reading.line, field, reason))
    given["phones"] = _joined(prospect.phones, reading.phones, "phones", reading, left_out)
    given["emails"] = _joined(prospect.emails, reading.emails, "emails", reading, left_out)
    given["external_ids"] = _ids(prospect, reading, left_out)
    given |= _basis(prospect, reading)
    given["notes"] = _notes(prospect, reading, left_out, is_ruling=is_ruling)
    given |= _state(prospect, reading, is_ruling=is_ruling)
    if owner_id and prospect.owner_id is None:
        given["owner_id"] = owner_id
    elif owner_id and prospect.owner_id != owner_id:
        reason = f"“{reading.owner}” was left out: somebody else has this prospect already."
        left_out.append(RowProblem(reading.line, "owner", reason))
    return with_bars(prospect, replace(prospect, **given), reading), left_out


def _basis(prospect: Prospect, reading: Reading) -> dict[str, Any]:
    """Fill what nobody has said yet; where data came from first, and why it is kept, stays."""
    given: dict[str, Any] = {}
    if not prospect.data_source and reading.data_source:
        given["data_source"] = reading.data_source
    if prospect.legal_basis is LegalBasis.UNKNOWN and reading.legal_basis:
        given["legal_basis"] = reading.legal_basis
    is_same = given.get("legal_basis", prospect.legal_basis) is reading.legal_basis
    if is_same and not prospect.legal_basis_note:
        given["legal_basis_note"] = reading.legal_basis_note
    if is_same and prospect.consented_on is None:
        given["consented_on"] = reading.consented_on
    return given


def _state(prospect: Prospect, reading: Reading, *, is_ruling: bool) -> dict[str, Any]:
    given: dict[str, Any] = {}
    is_first = prospect.lifecycle_stage is LifecycleStage.LEAD  # what nobody has chosen yet
    if reading.lifecycle_stage and (is_ruling or is_first):
        given["lifecycle_stage"] = reading.lifecycle_stage
    if reading.do_not_call and not prospect.do_not_call:
        given |= {"do_not_call": True, "do_not_call_reason": reading.do_not_call_reason}
    return given


def _joined(
    kept: tuple[str, ...],
    added: tuple[str, ...],
    field: str,
    reading: Reading,
    left_out: list[RowProblem],
) -> tuple[str, ...]:
    both = tuple(dict.fromkeys((*kept, *added)))
    for value in both[MANY:]:
        reason = f"“{value}” was left out: at most {MANY} fit one prospect."
        left_out.append(RowProblem(reading.line, field, reason))
    return both[:MANY]


def _ids(
    prospect: Prospect, reading: Reading, left_out: list[RowProblem]
) -> tuple[ExternalId, ...]:
    """Add the row's ids; one that was merged away at its source stays findable as such."""
    own = [each for each in reading.external_ids if _merged_away(each) not in prospect.external_ids]
    merged_away = [_merged_away(each) for each in reading.merged_ids]
    kept = [each for each in prospect.external_ids if each not in reading.merged_ids]
    both = tuple(dict.fromkeys((*kept, *own, *merged_away)))
    if len(both) > MANY:
        reason = f"{len(both) - MANY} ids were left out: at most {MANY} fit one prospect."
        left_out.append(RowProblem(reading.line, "external_ids", reason))
    return both[:MANY]


def _notes(
    prospect: Prospect, reading: Reading, left_out: list[RowProblem], *, is_ruling: bool
) -> str:
    """Fill empty notes; add paragraphs to those of the row's own prospect; leave others alone."""
    new = [each for each in reading.notes if each not in prospect.notes]
    if not new:
        return prospect.notes
    whole = "\n\n".join((*_filled(prospect.notes), *new))
    if (prospect.notes and not is_ruling) or len(whole) > NOTES:
        reason = "These notes were left out: the prospect has notes already."
        left_out.append(RowProblem(reading.line, "notes", reason))
        return prospect.notes
    return whole


def _merged_away(external_id: ExternalId) -> ExternalId:
    return ExternalId(external_id.system + MERGED, external_id.value)


def _filled(*texts: str) -> Iterable[str]:
    return (text for text in texts if text)
