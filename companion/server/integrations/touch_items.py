"""Touches that programs bring: each of a prospect that is here, known again by its external id."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select

from companion.domain.external_ids import ExternalId
from companion.domain.touches import UTM_NAMES, Touch, Utm, plain_address, utm_in
from companion.imports.acquaintances import Acquaintance
from companion.imports.contacts import read_contacts
from companion.imports.readings import Reading
from companion.imports.touch_facts import TouchFacts
from companion.imports.touches import TouchJoiner
from companion.server.book import ServerBook
from companion.server.edits import moment_in_utc
from companion.server.integrations.batches import rejected
from companion.server.integrations.told import ItemOutcome
from companion.server.kept import kept_records, portions
from companion.server.records import patch_records, put_records
from companion.server.tables import touch_key
from companion.wire.records import from_fields, to_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.prospects import Prospect
    from companion.server.integrations.batches import Numbered
    from companion.server.integrations.messages import TouchItem, WhoseTouch
    from companion.server.kept import Kept
    from companion.wire.records import Fields

_NOBODY = "No prospect here is known by this. Please send the prospect first."


def take_touches(
    cx: Connection,
    org: str,
    items: Sequence[Numbered[TouchItem]],
    actor_id: str,
    now: datetime,
) -> list[ItemOutcome]:
    """Create or update a touch for each item.

    Raises:
        RejectedError: one of them cannot be kept; nothing was.
    """
    run = _Run(cx, org, [each.item for each in items], now)
    outcomes = [run.take(each) for each in items]
    put_records(cx, org, list(run.creates.values()), actor_id, now)
    patches = ((("touch", touch_id, fields)) for touch_id, fields in run.patches.items())
    patch_records(cx, org, patches, actor_id, now)
    if run.keys:
        cx.execute(insert(touch_key), run.keys)
    return outcomes


class _Run:
    """Takes the items in their order; each sees what those before it brought."""

    def __init__(self, cx: Connection, org: str, items: Sequence[TouchItem], now: datetime) -> None:
        self._org = org
        book = ServerBook(cx, org)
        self._joiner = TouchJoiner(book, now)
        self._people = _People(cx, org, book, [each.prospect for each in items])
        self._known, self._gone = _known_touches(cx, org, items)
        self.creates: dict[str, Touch] = {}
        self.patches: dict[str, Fields] = {}
        self.keys: list[dict[str, str]] = []

    def take(self, numbered: Numbered[TouchItem]) -> ItemOutcome:
        item, index = numbered.item, numbered.index
        who = self._people.find(item.prospect)
        if who is None:
            return rejected(index, _NOBODY)
        facts = _facts(item)
        made = self._joiner.make(who.now.id, facts)
        if problems := made.problems():
            return rejected(index, f"{problems[0].field}: {problems[0].sentence}")
        key = item.external_id.system, item.external_id.value
        kept = self._known.get(key)
        if kept is None:
            return self._join(index, key, who, facts)
        if key in self._gone:
            return rejected(index, "This touch was deleted here, and stays so.")
        if kept.prospect_id != who.now.id:
            return rejected(index, "A touch with this external id is another prospect's.")
        return self._change(index, key, kept, made)

    def _join(
        self, index: int, key: tuple[str, str], who: Acquaintance, facts: TouchFacts
    ) -> ItemOutcome:
        """Add a touch, or know again one that the prospect has from elsewhere."""
        self._joiner.join(who, Reading(index, [], touch=facts))
        same = self._joiner.find(who, facts)
        if same is None:
            return rejected(index, "This touch cannot be kept.")
        is_new = same in who.new_touches and same.id not in self.creates
        word: Literal["created", "updated", "unchanged"] = "created" if is_new else "unchanged"
        if same in who.new_touches:
            self.creates[same.id] = same
        elif same.id in who.patched_touches:
            self.patches[same.id] = who.patched_touches[same.id]
            word = "updated"
        self._known[key] = same
        self.keys.append({"org": self._org, "system": key[0], "value": key[1], "touch_id": same.id})
        return ItemOutcome(index=index, outcome=word, id=same.id)

    def _change(self, index: int, key: tuple[str, str], kept: Touch, made: Touch) -> ItemOutcome:
        """Change a touch that is known; what was found of its campaign stays unless it is new."""
        old, new = to_fields(kept), to_fields(made)
        if kept.campaign_id and (not made.campaign_id or kept.values == made.values):
            new |= {name: old[name] for name in ("campaign_id", "promise_version_id")}
        changed = {name: value for name, value in new.items() if old[name] != value}
        if not changed:
            return ItemOutcome(index=index, outcome="unchanged", id=kept.id)
        after: Any = from_fields("touch", kept.id, new)
        self._known[key] = after
        if kept.id in self.creates:
            self.creates[kept.id] = after
        else:
            self.patches[kept.id] = self.patches.get(kept.id, {}) | changed
        return ItemOutcome(index=index, outcome="updated", id=kept.id)


class _People:
    """The prospects that items name, looked up in bulk."""

    def __init__(
        self, cx: Connection, org: str, book: ServerBook, named: Sequence[WhoseTouch]
    ) -> None:
        self._by_email: dict[str, Prospect] = {}
        self._by_phone: dict[str, Prospect] = {}
        self._by_external: dict[ExternalId, Prospect] = {}
        self._by_id: dict[str, Prospect] = {}
        self._met: dict[str, Acquaintance] = {}
        ids = {each.id for each in named if each.id}
        found: list[Prospect] = [
            *map(_prospect, kept_records(cx, org, "prospect", ids).values()),
            *book.prospects_with_external_ids({one for each in named if (one := _external(each))}),
            *book.prospects_with_emails({e for each in named if (e := _email(each))}),
            *book.prospects_with_phones({p for each in named for p in _phones(each)}),
        ]
        for each in sorted(filter(None, found), key=lambda each: each.id):
            self._by_id.setdefault(each.id, each)
            for email in each.emails:
                self._by_email.setdefault(email, each)
            for phone in each.phones:
                self._by_phone.setdefault(phone, each)
            for external_id in each.external_ids:
                self._by_external.setdefault(external_id, each)
        self._touches: dict[str, list[Touch]] = defaultdict(list)
        for touch in book.touches_of(self._by_id.keys()):
            self._touches[touch.prospect_id].append(touch)

    def find(self, named: WhoseTouch) -> Acquaintance | None:
        """Return the prospect an item names, with its touches, or None."""
        external = _external(named)
        found = (
            self._by_id.get(named.id or "")
            or (self._by_external.get(external) if external else None)
            or self._by_email.get(_email(named))
            or next((self._by_phone[p] for p in _phones(named) if p in self._by_phone), None)
        )
        if found is None:
            return None
        touches = self._touches[found.id]
        return self._met.setdefault(found.id, Acquaintance(found, found, touches=touches))


def _facts(item: TouchItem) -> TouchFacts:
    in_address = utm_in(item.landing_page)
    utm = Utm(
        **{
            name: " ".join(getattr(item.utm, name).split()).lower() or getattr(in_address, name)
            for name in UTM_NAMES
        }
    )
    names = (item.campaign, utm.utm_id, utm.utm_campaign)
    return TouchFacts(
        moment_in_utc(item.occurred_at),
        item.kind,
        utm,
        plain_address(item.landing_page.strip()),
        item.form.strip(),
        item.list_name.strip(),
        tuple(name for name in names if name),
    )


def _known_touches(
    cx: Connection, org: str, items: Sequence[TouchItem]
) -> tuple[dict[tuple[str, str], Touch], set[tuple[str, str]]]:
    """Return the touches that items name, and which of the names are of deleted ones."""
    by_system: dict[str, set[str]] = defaultdict(set)
    for each in items:
        by_system[each.external_id.system].add(each.external_id.value)
    found: dict[tuple[str, str], str] = {}
    keys = touch_key.c
    for system, values in by_system.items():
        for some in portions(sorted(values)):
            mine = keys.org == org, keys.system == system, keys.value.in_(some)
            rows = cx.execute(select(keys.value, keys.touch_id).where(*mine))
            found.update(((system, row.value), row.touch_id) for row in rows)
    kept = kept_records(cx, org, "touch", found.values())
    touches: dict[tuple[str, str], Any] = {
        key: from_fields("touch", touch_id, kept[touch_id].fields)
        for key, touch_id in found.items()
    }
    return touches, {key for key, touch_id in found.items() if kept[touch_id].deleted_at}


def _prospect(kept: Kept) -> Any:
    if kept.deleted_at is not None:
        return None
    return from_fields("prospect", kept.id, kept.fields)


def _external(named: WhoseTouch) -> ExternalId | None:
    told = named.external_id
    return ExternalId(told.system, told.value) if told else None


def _email(named: WhoseTouch) -> str:
    return (named.email or "").strip().lower()


def _phones(named: WhoseTouch) -> tuple[str, ...]:
    return read_contacts(named.phone, None, "phone").phones if named.phone else ()
