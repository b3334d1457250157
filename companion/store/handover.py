"""When a laptop that worked alone joins a server: its person becomes the one the server knows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select, update

from companion.domain.changes import Changes
from companion.store.outbox import written
from companion.store.projections import project_records
from companion.store.tables import outbox, user
from companion.wire.records import ENTITIES, parse_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.wire.records import Fields


def hand_over(cx: Connection, old_user: str, new_user: str) -> Changes:
    """Let every unsent edit name ``new_user`` where it named ``old_user``, and show the result.

    The old user was known to this laptop alone and is removed. Edits that a server has seen are
    history and stay as they were sent.
    """
    concerned: dict[str, set[str]] = defaultdict(set)
    for row in cx.execute(select(outbox).where(outbox.c.state == "pending")).all():
        given = cast("Fields", parse_json(row.fields))
        fields = _renamed(row.entity, given, old_user, new_user)
        if fields != given:
            changed = update(outbox).where(outbox.c.n == row.n)
            cx.execute(changed.values(fields=written(fields)))
            concerned[row.entity].add(row.entity_id)
    cx.execute(delete(user).where(user.c.id == old_user))
    changes = Changes.of("user", old_user, new_user)
    for entity, ids in concerned.items():
        project_records(cx, entity, ids)
        changes |= Changes.of(entity, *ids)
    return changes


def _renamed(entity: str, fields: Fields, old_user: str, new_user: str) -> Fields:
    kind = ENTITIES.get(entity)
    references = kind.references.items() if kind else ()
    names = {name for name, target in references if target == "user"}
    return {
        name: new_user if name in names and value == old_user else value
        for name, value in fields.items()
    }
