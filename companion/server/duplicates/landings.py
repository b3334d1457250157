"""Where an edit lands that was made for a prospect who has been merged into another meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from companion.server.duplicates.results import late_fields
from companion.wire.messages import Loser, Operation
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from companion.server.duplicates.successors import Succession, Successors
    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.server.surroundings import Surroundings

_PLACE = "prospect_id"


class Landing(NamedTuple):
    """An edit as it lands. With a succession it came late: ``origin`` is whom it was made for."""

    edit: Edit
    origin: str | None = None
    succession: Succession | None = None

    @property
    def is_of_gone_prospect(self) -> bool:
        """Tell whether it is about the prospect that is gone, not about a record of theirs."""
        return self.succession is not None and self.edit.entity == "prospect"


def land(
    edit: Edit, before: Kept | None, surroundings: Surroundings, successors: Successors
) -> Landing:
    """Return where an edit lands; nearly always where it was made for, and that costs no query."""
    place = ENTITIES[edit.entity].prospect_field
    if place is None or edit.op is Operation.DELETE:
        return Landing(edit)
    kept = before.prospect_id if before is not None else None
    meant = kept or edit.fields.get(_PLACE)
    if not isinstance(meant, str) or not surroundings.is_gone(meant):
        return _without_old_place(edit, kept, surroundings, successors)
    succession = successors.of(meant)
    if succession is None:
        return Landing(edit)
    if edit.entity == "prospect":
        return Landing(edit, meant, succession)
    fields = {**edit.fields, _PLACE: succession.survivor_id}
    landed = replace(edit, fields=fields, moves=before is not None, noun=None)
    return Landing(landed, meant, succession)


def landed_late(edit: Edit, target: Kept, succession: Succession) -> tuple[Edit, list[Loser]]:
    """Return what an edit of a prospect that is gone is to the survivor, and what it lost."""
    is_newer = edit.effective_at > succession.merged_at
    lands, left_out = late_fields(edit.fields, target.all_fields, is_newer=is_newer)
    losers = [
        Loser(field=name, kept=target.all_fields.get(name), lost=value)
        for name, value in left_out.items()
    ]
    landed = replace(edit, id=target.id, op=Operation.PATCH, fields=lands, base_rev=None)
    return landed, losers


def _without_old_place(
    edit: Edit, kept: str | None, surroundings: Surroundings, successors: Successors
) -> Landing:
    """Leave out that a record hangs on a prospect who is gone, where it has moved on already."""
    named = edit.fields.get(_PLACE)
    if kept is None or named == kept or not isinstance(named, str):
        return Landing(edit)
    succession = successors.of(named) if surroundings.is_gone(named) else None
    if succession is None or succession.survivor_id != kept:
        return Landing(edit)
    return Landing(replace(edit, fields={**edit.fields, _PLACE: kept}, noun=None))
