"""Each kind of data that a rule can be about: what it is, what would go, and letting it go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from companion.server.export_tables import export_file
from companion.server.hook_tables import hook_event
from companion.server.lapsing.papers import (
    let_events_go,
    let_files_go,
    let_imports_go,
    let_values_go,
    preview_log,
    preview_rows,
)
from companion.server.lapsing.people import let_people_go, preview_people
from companion.server.lapsing.rules import Lapsing, months_before
from companion.server.lapsing.words import let_words_go, preview_words
from companion.server.list_tables import import_run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.server.lapsing.previews import Preview
    from companion.server.lapsing.rules import Rule


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind in words for an admin."""

    code: Lapsing
    title: str
    what_goes: str
    what_stays: str


KINDS = (
    Kind(
        Lapsing.UNCALLED,
        "People nobody has called",
        "People without a call, a new contact or a next step for so long are erased, "
        "as if they had asked for it.",
        "The shared numbers, and that their number must not be called, if they said so.",
    ),
    Kind(
        Lapsing.CALLED,
        "People called long ago",
        "People whose last call, contact and next step are so long ago are erased with their "
        "calls and objections.",
        "The shared numbers, and that their number must not be called, if they said so.",
    ),
    Kind(
        Lapsing.WORDS,
        "Words of calls",
        "Notes, and objections in the customer’s words, of calls so long ago.",
        "The calls with how they ended, the kind of each objection, and every shared number.",
    ),
    Kind(
        Lapsing.IMPORTS,
        "Reports of imports",
        "What became of each row of lists that ended so long ago.",
        "What the lists brought. It cannot be undone any more.",
    ),
    Kind(
        Lapsing.HOOKS,
        "Messages to other programs",
        "What webhooks told, and what came of each try. They go after 30 days in any case.",
        "What the programs made of it.",
    ),
    Kind(
        Lapsing.EXPORTS,
        "Exported files",
        "Files of standing exports, from their folder too.",
        "The orders, and which calls they have told.",
    ),
    Kind(
        Lapsing.AUDIT,
        "Values in the audit trail",
        "What was written, and what stood there before.",
        "That something was done, to what, when and by whom. Lists of before cannot be undone "
        "any more.",
    ),
)


def preview(cx: Connection, org: str, kind: Lapsing, months: int, now: datetime) -> Preview:
    """Return exactly what a rule would let go if it were carried out now."""
    before = months_before(now, months)
    looks: Mapping[Lapsing, Callable[[], Preview]] = {
        Lapsing.UNCALLED: partial(preview_people, cx, org, before, were_called=False),
        Lapsing.CALLED: partial(preview_people, cx, org, before, were_called=True),
        Lapsing.WORDS: partial(preview_words, cx, org, before),
        Lapsing.IMPORTS: partial(
            preview_rows, cx, org, import_run.c.ended_at, import_run.c.file_name, before
        ),
        Lapsing.HOOKS: partial(
            preview_rows, cx, org, hook_event.c.occurred_at, hook_event.c.type, before
        ),
        Lapsing.EXPORTS: partial(
            preview_rows, cx, org, export_file.c.written_at, export_file.c.name, before
        ),
        Lapsing.AUDIT: partial(preview_log, cx, org, before),
    }
    return looks[kind]()


def let_go(
    cx: Connection, org: str, rule: Rule, now: datetime, folder: Path | None
) -> tuple[int, int]:
    """Let the next portion of a kind go; return how many, and how far the log was gone through.

    None, and no further: there is nothing more to do.
    """
    before = months_before(now, rule.months)
    if rule.kind is Lapsing.AUDIT:
        return let_values_go(cx, org, rule.mark, before)
    deeds: Mapping[Lapsing, Callable[[], int]] = {
        Lapsing.UNCALLED: partial(let_people_go, cx, org, before, now, were_called=False),
        Lapsing.CALLED: partial(let_people_go, cx, org, before, now, were_called=True),
        Lapsing.WORDS: partial(let_words_go, cx, org, before, now),
        Lapsing.IMPORTS: partial(let_imports_go, cx, org, before),
        Lapsing.HOOKS: partial(let_events_go, cx, org, before),
        Lapsing.EXPORTS: partial(let_files_go, cx, org, before, folder),
    }
    return deeds[rule.kind](), rule.mark
