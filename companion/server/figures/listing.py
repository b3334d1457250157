"""The list of what was heard: one row for each objection that counts, ready to page and search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from companion.server.figure_tables import heard
from companion.server.figures.search_words import search_words, version_word
from companion.server.kept import portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from companion.server.figures.talks import Said, Talk
    from companion.server.rows import Writing

Line = tuple["Talk", "Said"]


def update_list(
    cx: Connection,
    writing: Writing,
    org: str,
    before: Mapping[str, Line],
    after: Mapping[str, Line],
) -> None:
    """Bring the list from what was heard before to what is now, by objection id."""
    gone = [id_ for id_, line in before.items() if not _is_same(line, after.get(id_))]
    for some in portions(gone):
        cx.execute(delete(heard).where(heard.c.org == org, heard.c.objection_id.in_(some)))
    come = [line for id_, line in after.items() if not _is_same(line, before.get(id_))]
    add_lines(writing, org, come)


def add_lines(writing: Writing, org: str, lines: Sequence[Line]) -> None:
    """Add to the list what is not on it."""
    writing.insert(heard, [_row(org, *line) for line in lines])


def lines_of(talks: Iterable[Talk]) -> dict[str, Line]:
    """Return what was heard on these calls, by objection id."""
    return {said.id: (talk, said) for talk in talks for said in talk.said}


def words_of(version_id: str, verbatim: str, behind_it: str) -> str:
    """Return the words one objection is found by, those of its version first."""
    return " ".join([version_word(version_id), *search_words(f"{verbatim} {behind_it}")])


def _is_same(line: Line, other: Line | None) -> bool:
    if other is None:
        return False
    return (
        line[1] == other[1]
        and line[0].version_id == other[0].version_id
        and (line[0].at == other[0].at)
    )


def _row(org: str, talk: Talk, said: Said) -> dict[str, Any]:
    place = talk.place_of(said)
    return {
        "org": org,
        "objection_id": said.id,
        "call_id": talk.id,
        "prospect_id": said.prospect_id,
        "promise_version_id": talk.version_id,
        "heard_at": talk.at,
        "category": said.category,
        "promise_fit": said.fit,
        "handling": said.handling,
        "part": place.part if place else None,
        "first": place.first if place else None,
        "last": place.last if place else None,
        "words": words_of(talk.version_id, said.verbatim, said.behind_it),
    }
