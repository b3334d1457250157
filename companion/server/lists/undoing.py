"""Undoing a whole list: what it made goes, what it changed goes back, what people did since stays.

The change log says what a list wrote, so it is followed back from the last number to the first. A
field goes back only while it still says what the list put there; a person whom somebody has worked
with, or changed, since then stays, and so does a published promise. All of that is told by row.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, union_all, update

from companion.server.kept import kept_records, portions
from companion.server.ledgers import lock_counter
from companion.server.list_tables import import_line, import_step
from companion.server.lists.runs import State
from companion.server.lists.staging import forget_staged
from companion.server.merging import is_same
from companion.server.record_tables import call, follow_up, promise, touch
from companion.server.records import delete_records, patch_records
from companion.server.tables import change_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from companion.server.lists.errands import Lease
    from companion.server.lists.runs import Run
    from companion.wire.records import Fields

GONE, BACK, KEPT = "gone", "back", "kept"
"""What undoing made of a row's record: deleted, as it was before, or left as it is."""

_OF_LISTS = frozenset({"do_not_call_lists"})
"""Fields that do-not-call lists write by themselves: nobody has changed a person by it."""


def undo_list(lease: Lease) -> None:
    """Undo what is still to be undone of a list, from its last step to its first."""
    is_over = False
    while not is_over:
        with lease.parts.database.write() as cx:
            run = lease.held(cx)
            if run is None:
                return
            is_over = _undo_step(cx, lease, run)


def undo_total(cx: Connection, org: str, run_id: str) -> int:
    """Return how many steps there are to undo."""
    mine = import_step.c.org == org, import_step.c.import_id == run_id
    query = select(func.count()).select_from(import_step).where(*mine, ~import_step.c.is_undone)
    return cx.execute(query).scalar_one()


def _undo_step(cx: Connection, lease: Lease, run: Run) -> bool:
    mine = import_step.c.org == lease.org, import_step.c.import_id == lease.run_id
    query = select(import_step).where(*mine, ~import_step.c.is_undone)
    step = cx.execute(query.order_by(import_step.c.number.desc()).limit(1)).first()
    if step is None:
        _end(cx, lease)
        return True
    _Undoing(cx, lease, run).undo(step.first_seq, step.last_seq)
    cx.execute(
        update(import_step).where(*mine, import_step.c.number == step.number).values(is_undone=True)
    )
    lease.note(cx, done=run.done + 1, beat_at=lease.now)
    return False


def _end(cx: Connection, lease: Lease) -> None:
    mine = import_line.c.org == lease.org, import_line.c.import_id == lease.run_id
    query = select(import_line.c.undone, func.count(func.distinct(import_line.c.record_id)))
    told = query.where(*mine, import_line.c.undone.is_not(None)).group_by(import_line.c.undone)
    counts = Counter({str(undone): count for undone, count in cx.execute(told)})
    lease.note(
        cx,
        state=State.UNDONE.value,
        worker=None,
        ended_at=lease.now,
        counts={each: counts[each] for each in (GONE, BACK, KEPT)},
    )
    forget_staged(cx, lease.org, lease.run_id)


class _Undoing:
    """One step of a list, followed back within one transaction."""

    def __init__(self, cx: Connection, lease: Lease, run: Run) -> None:
        self._cx, self._lease, self._run = cx, lease, run
        mine = import_step.c.org == lease.org, import_step.c.import_id == lease.run_id
        columns = import_step.c.first_seq, import_step.c.last_seq
        self._ours = [(first, last) for first, last in cx.execute(select(*columns).where(*mine))]
        self._deleted: list[tuple[str, str]] = []
        self._reverted: list[tuple[str, str, Fields]] = []
        self._told: dict[str, tuple[str, str]] = {}

    def undo(self, first: int, last: int) -> None:
        """Undo what these numbers of the log say."""
        lines = self._lines(first, last)
        made = [each for each in lines if each.op == "create"]
        self._take_back([each for each in lines if each.op == "patch"])
        self._remove_people(made)
        self._remove_campaigns(made)
        org, now, actor_id = self._lease.org, self._lease.now, self._run.started_by
        before = lock_counter(self._cx, org)[0]
        patch_records(self._cx, org, self._reverted, actor_id, now)
        delete_records(self._cx, org, self._deleted, actor_id, now)
        self._keep_own(before + 1, lock_counter(self._cx, org)[0])
        self._tell()

    def _lines(self, first: int, last: int) -> Sequence[Row[Any]]:
        mine = change_log.c.org == self._lease.org, change_log.c.seq.between(first, last)
        query = select(change_log).where(*mine, change_log.c.op.in_(("create", "patch")))
        return self._cx.execute(query.order_by(change_log.c.seq.desc())).all()

    def _take_back(self, lines: Iterable[Row[Any]]) -> None:
        """Put back what fields said before, where they still say what the list put there."""
        by_entity: dict[str, list[Row[Any]]] = {}
        for line in lines:
            by_entity.setdefault(line.entity, []).append(line)
        for entity, mine in by_entity.items():
            now = kept_records(self._cx, self._lease.org, entity, {each.entity_id for each in mine})
            for line in mine:
                kept = now.get(line.entity_id)
                if kept is None or kept.deleted_at is not None or not line.prior:
                    continue
                current, given = kept.all_fields, line.fields or {}
                back = {
                    name: value
                    for name, value in line.prior.items()
                    if name in given and is_same(current.get(name), given[name])
                }
                if back:
                    self._reverted.append((entity, line.entity_id, back))
                stays = ", ".join(sorted(line.prior.keys() - back.keys())).replace("_", " ")
                reason = f"Changed by somebody since: {stays}." if stays else ""
                self._told[line.entity_id] = (KEPT if stays else BACK, reason)

    def _remove_people(self, made: Sequence[Row[Any]]) -> None:
        people = {each.entity_id for each in made if each.entity == "prospect"}
        touches = {
            each.entity_id: str(each.fields["prospect_id"])
            for each in made
            if each.entity == "touch" and each.fields
        }
        concerned = people | self._made_by_us(touches.values())
        stays = self._stays(concerned)
        alive = self._alive("touch", touches)
        self._deleted += (
            ("touch", each) for each in alive if touches[each] not in stays.keys() & concerned
        )
        for each in self._alive("prospect", people):
            if reason := stays.get(each):
                self._told[each] = (KEPT, reason)
            else:
                self._deleted.append(("prospect", each))
                self._told[each] = (GONE, "")

    def _remove_campaigns(self, made: Sequence[Row[Any]]) -> None:
        """Remove campaigns that nothing hangs on; what was published stays with its campaign."""
        mine = {each.entity_id for each in made if each.entity == "campaign"}
        org, used = self._lease.org, set()
        for some in portions(mine):
            for table in (touch, promise):
                live = table.c.org == org, table.c.deleted_at.is_(None)
                query = select(table.c.campaign_id).where(*live, table.c.campaign_id.in_(some))
                used |= set(self._cx.execute(query).scalars())
        changed = self._changed_since("campaign", mine)
        self._deleted += (
            ("campaign", each) for each in self._alive("campaign", mine - used - changed)
        )

    def _stays(self, people: set[str]) -> dict[str, str]:
        """Return whom to leave, and why, of people this list made."""
        changed = self._changed_since("prospect", people)
        found = dict.fromkeys(changed, "Somebody has changed this person since, so they stay.")
        worked = "Somebody has worked with this person since, so they stay."
        return found | dict.fromkeys(self._worked_with(people), worked)

    def _worked_with(self, people: set[str]) -> set[str]:
        org, found = self._lease.org, set()
        for some in portions(people):
            parts = [
                select(each.c.prospect_id).where(
                    each.c.org == org, each.c.deleted_at.is_(None), each.c.prospect_id.in_(some)
                )
                for each in (call, follow_up)
            ]
            found |= set(self._cx.execute(union_all(*parts)).scalars())
            query = select(touch.c.id, touch.c.prospect_id).where(
                touch.c.org == org, touch.c.deleted_at.is_(None), touch.c.prospect_id.in_(some)
            )
            touches = {row.id: row.prospect_id for row in self._cx.execute(query)}
            ours = self._made_by_us(touches, "touch")
            found |= {person for each, person in touches.items() if each not in ours}
        return found

    def _made_by_us(self, ids: Iterable[str], entity: str = "prospect") -> set[str]:
        found = set()
        for some in portions(set(ids)):
            rows = self._log_of(entity, some, change_log.c.op == "create")
            found |= {row.entity_id for row in rows if self._is_ours(row.seq)}
        return found

    def _changed_since(self, entity: str, ids: set[str]) -> set[str]:
        begun = min((first for first, _ in self._ours), default=0)
        found = set()
        for some in portions(ids):
            rows = self._log_of(
                entity,
                some,
                change_log.c.seq >= begun,
                change_log.c.op.in_(("create", "patch")),
                or_(change_log.c.outcome == "applied", change_log.c.outcome == "merged"),
            )
            found |= {
                row.entity_id
                for row in rows
                if not self._is_ours(row.seq) and (row.fields or {}).keys() - _OF_LISTS
            }
        return found

    def _log_of(self, entity: str, ids: Sequence[str], *more: Any) -> Sequence[Any]:
        mine = change_log.c.org == self._lease.org, change_log.c.entity == entity
        query = select(change_log.c.seq, change_log.c.entity_id, change_log.c.fields)
        return self._cx.execute(query.where(*mine, change_log.c.entity_id.in_(ids), *more)).all()

    def _alive(self, entity: str, ids: Iterable[str]) -> list[str]:
        kept = kept_records(self._cx, self._lease.org, entity, ids)
        return [each for each, record in kept.items() if record.deleted_at is None]

    def _is_ours(self, seq: int) -> bool:
        return any(first <= seq <= last for first, last in self._ours)

    def _keep_own(self, first: int, last: int) -> None:
        """Note our own numbers too: they are nobody's change of a person."""
        if last < first:
            return
        mine = import_step.c.org == self._lease.org, import_step.c.import_id == self._lease.run_id
        highest = self._cx.execute(select(func.max(import_step.c.number)).where(*mine)).scalar_one()
        self._cx.execute(
            insert(import_step).values(
                org=self._lease.org,
                import_id=self._lease.run_id,
                number=highest + 1,
                first_seq=first,
                last_seq=last,
                is_undone=True,
            )
        )

    def _tell(self) -> None:
        """Say by row what became of its record; the reason stands where the row's problems do."""
        by_words: dict[tuple[str, str], list[str]] = {}
        for record_id, told in self._told.items():
            by_words.setdefault(told, []).append(record_id)
        for (undone, reason), ids in by_words.items():
            values: Mapping[str, Any] = {"undone": undone}
            if reason:
                values = {**values, "problems": [["undone", reason]]}
            for some in portions(ids):
                mine = (
                    import_line.c.org == self._lease.org,
                    import_line.c.import_id == self._lease.run_id,
                    import_line.c.record_id.in_(some),
                )
                self._cx.execute(update(import_line).where(*mine).values(**values))
