"""Finding prospects as the person types: any part of a name, company, email or phone number.

Every prospect's words are kept folded (no case, no accents) with their short pieces of one, two
and three letters in a full-text table. Its row number is the place in the alphabet, so the first
hits are already the right ones and a search stops when it has enough
(docs/decisions/006-search.md).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, text

from companion.store.among import among, listed
from companion.store.folding import digit_forms, fold, fold_words, is_phone_part, typed_digits
from companion.store.tables import prospect, search_entry
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Select

_GRAM = 3
_LETTERS, _LETTER_BITS, _TIE_BITS = 10, 5, 13
_PORTION = 500
_LEAST_END, _MANY_OF_A_FIRM = 6, 500

_ADD = text("INSERT INTO search_gram(rowid, grams) VALUES (:key, :grams)")
_REMOVE = text("INSERT INTO search_gram(search_gram, rowid, grams) VALUES ('delete', :key, :grams)")


@dataclass(frozen=True, slots=True)
class _Entry:
    prospect_id: str
    words: str
    order: str


def find_prospects(cx: Connection, typed: str, limit: int) -> list[str]:
    """Return the ids of the prospects that hold every typed word, in the order to show.

    Words that begin as typed come first, each group by name; at most ``limit``.
    """
    asked = _terms(typed)
    if not asked:
        return []
    found = _matching(cx, [_at_word_start(each) for each in asked], limit)
    if len(found) < limit:
        known = set(found)
        anywhere = _matching(cx, asked, limit + len(found))
        found += [each for each in anywhere if each not in known]
    return found[:limit]


def find_by_phone(cx: Connection, phone: str, limit: int) -> list[str]:
    """Return whose number this is: E.164 must be the same, anything else the end of theirs."""
    digits = typed_digits(phone)
    if not phone.startswith("+") and len(digits) < _LEAST_END:
        return []
    near = find_prospects(cx, digits, _MANY_OF_A_FIRM)
    query = select(prospect.c.id, prospect.c.phones).where(prospect.c.id.in_(near))
    phones = {row.id: _texts(row.phones) for row in cx.execute(query)}
    return [each for each in near if _has_phone(phones[each], phone, digits)][:limit]


def _has_phone(phones: list[str], phone: str, digits: str) -> bool:
    if phone.startswith("+"):
        return phone in phones
    return any(form.endswith(digits) for each in phones for form in digit_forms(each))


def index_prospects(cx: Connection, ids: Sequence[str]) -> None:
    """Make the search agree with these prospects as they are now, gone ones included."""
    for start in range(0, len(ids), _PORTION):
        _index_portion(cx, ids[start : start + _PORTION])


def _index_portion(cx: Connection, ids: Sequence[str]) -> None:
    wanted = {entry.prospect_id: entry for entry in _live_entries(cx, ids)}
    known = {row.prospect_id: row for row in cx.execute(_known_entries(), {"ids": listed(ids)})}
    stale = [
        row
        for record_id, row in known.items()
        if record_id not in wanted or wanted[record_id].words != row.words
    ]
    if stale:
        cx.execute(_REMOVE, [{"key": row.key, "grams": _grams(row.words)} for row in stale])
        gone = delete(search_entry).where(search_entry.c.key == bindparam("old_key"))
        cx.execute(gone, [{"old_key": row.key} for row in stale])
    left = {row.prospect_id for row in known.values()} - {row.prospect_id for row in stale}
    fresh = [entry for record_id, entry in wanted.items() if record_id not in left]
    if fresh:
        _add(cx, fresh)


def _live_entries(cx: Connection, ids: Sequence[str]) -> Iterable[_Entry]:
    for row in cx.execute(_searchable(), {"ids": listed(ids)}):
        emails, phones = _texts(row.emails), _texts(row.phones)
        words = [row.name or "", row.company or "", *emails, *phones]
        digits = [form for phone in phones for form in digit_forms(phone)]
        order = next((each for each in words if each.strip()), "")
        yield _Entry(row.id, fold_words([*words[: 2 + len(emails)], *digits]), fold(order))


@cache
def _known_entries() -> Select[Any]:
    return select(search_entry).where(among(search_entry.c.prospect_id))


@cache
def _searchable() -> Select[Any]:
    columns = prospect.c
    wanted = among(columns.id), columns.is_live
    return select(columns.id, columns.name, columns.company, columns.emails, columns.phones).where(
        *wanted
    )


def _texts(value: str | None) -> list[str]:
    parsed: Any = parse_json(value) if value else []
    return [each for each in parsed if isinstance(each, str)] if isinstance(parsed, list) else []


def _add(cx: Connection, entries: list[_Entry]) -> None:
    keys = _free_keys(cx, entries)
    rows = [
        {"key": keys[entry.prospect_id], "prospect_id": entry.prospect_id, "words": entry.words}
        for entry in entries
    ]
    cx.execute(insert(search_entry), rows)
    cx.execute(_ADD, [{"key": row["key"], "grams": _grams(str(row["words"]))} for row in rows])


def _free_keys(cx: Connection, entries: list[_Entry]) -> Mapping[str, int]:
    """Give each entry a row number by its place in the alphabet that nobody has yet."""
    keys: dict[str, int] = {}
    taken: set[int] = set()
    waiting, attempt = entries, 0
    while waiting:
        tried = {entry.prospect_id: _key(entry, attempt) for entry in waiting}
        query = select(search_entry.c.key).where(search_entry.c.key.in_(tried.values()))
        taken.update(cx.scalars(query))
        for record_id, key in tried.items():
            if key not in taken:
                keys[record_id] = key
                taken.add(key)
        waiting, attempt = [each for each in waiting if each.prospect_id not in keys], attempt + 1
    return keys


def _key(entry: _Entry, attempt: int) -> int:
    # Among equal beginnings the id decides; the more collide, the wider they are spread.
    bits = min(_TIE_BITS + 4 * attempt, 48)
    chance = (
        zlib.crc32(f"{attempt}{entry.prospect_id}".encode()) << 16
        | zlib.adler32(f"{entry.prospect_id}{attempt}".encode()) & 0xFFFF
    )
    return (_place(entry.order) << _TIE_BITS) >> bits << bits | chance & ((1 << bits) - 1)


def _place(order: str) -> int:
    """Return where a text stands in the alphabet, by its first letters, in 50 bits."""
    if order and _letter(order[0]) is None:
        points = [ord(char) for char in order[:3].ljust(3, "\0")]
        high = 0b11111 << 45 | min(points[0], 0xFFFF) << 29
        return high | min(points[1], 0xFFFF) << 13 | min(points[2], 0xFFFF) >> 3
    place = 0
    for char in order[:_LETTERS].ljust(_LETTERS, "\0"):
        letter = _letter(char)
        place = place << _LETTER_BITS | (31 if letter is None else letter)
    return place


def _letter(char: str) -> int | None:
    if char == "\0":
        return 0
    if "a" <= char <= "z":
        return 6 + ord(char) - ord("a")
    if "0" <= char <= "9":
        return 2 + (ord(char) - ord("0")) * 4 // 10
    return 1 if char.isascii() else None


def _grams(words: str) -> str:
    """Return every piece of one to three letters, once; "_" marks where a word begins."""
    unled, *led = words.split("_")
    pieces = {
        word[start : start + length]
        for word in (unled, *(f"_{each}" for each in led))
        for length in range(1, _GRAM + 1)
        for start in range(len(word) - length + 1)
    }
    pieces.discard("_")
    return " ".join(pieces)


def _terms(typed: str) -> list[list[str]]:
    """Part what was typed into terms; a term is a list of spellings of which one must fit."""
    terms: list[list[str]] = []
    number: list[str] = []
    for part in [*typed.split(), ""]:
        if is_phone_part(part):
            number.append(part)
            continue
        if number:
            terms.append(_number_spellings(number))
            number = []
        if (folded := fold(part)).strip("_"):
            terms.append([folded])
    return terms


def _number_spellings(parts: list[str]) -> list[str]:
    # "24 7" may be a phone number with a gap, or part of a company's name.
    written = "_".join(fold(part) for part in parts)
    digits = typed_digits("".join(parts))
    return list(dict.fromkeys((digits, written))) if digits else [written]


def _at_word_start(spellings: list[str]) -> list[str]:
    return [f"_{each}" for each in spellings]


def _matching(cx: Connection, terms: list[list[str]], limit: int) -> list[str]:
    names: dict[str, str | int] = {"limit": limit}
    checks: list[str] = []
    for spellings in terms:
        either = []
        for spelling in spellings:
            name = f"t{len(names)}"
            names[name] = spelling
            either.append(f"instr(e.words, :{name})")
        checks.append(f"({' OR '.join(either)})")
    names["match"] = " AND ".join(f"({' OR '.join(map(_match, each))})" for each in terms)
    query = text(
        "SELECT e.prospect_id FROM search_gram AS g "  # noqa: S608 - only our own names in it
        "CROSS JOIN search_entry AS e ON e.key = g.rowid "
        f"WHERE search_gram MATCH :match AND {' AND '.join(checks)} "
        "ORDER BY g.rowid LIMIT :limit"
    )
    return list(cx.scalars(query, names))


def _match(spelling: str) -> str:
    length = min(_GRAM, len(spelling))
    pieces = [spelling[start : start + length] for start in range(len(spelling) - length + 1)]
    told = list(dict.fromkeys(each for each in pieces if "_" not in each[1:]))
    # A term of separators only has no piece to look up; its letters are looked up one by one.
    told = told or [each for each in spelling if each != "_"]
    return "(" + " AND ".join(f'"{piece}"' for piece in told) + ")"
