"""Who else knows a record: its id in a CRM, an advert platform or a form tool."""

from __future__ import annotations

from dataclasses import dataclass

from companion.domain.problems import MANY, Problem, joined, needs_text


@dataclass(frozen=True, slots=True, order=True)
class ExternalId:
    """An id that ``system`` ("hubspot", "salesforce", "google_ads" …) gave a record."""

    system: str
    value: str


def external_id_problems(external_ids: tuple[ExternalId, ...]) -> list[Problem]:
    """List what is wrong with the external ids of one record."""
    if len(external_ids) > MANY:
        return [Problem("external_ids", "too_many", f"At most {MANY} external ids fit.")]
    return joined(
        *(needs_text("external_ids", each.system, "the id's system", 60) for each in external_ids),
        *(needs_text("external_ids", each.value, "the id itself") for each in external_ids),
    )
