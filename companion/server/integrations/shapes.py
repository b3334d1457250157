"""What a form or automation tool posts, read as one row: names of fields, and what was filled in.

Tools wrap the same few answers differently: flat, nested, as lists of names and values. What the
names mean is then decided as for a list's columns (``imports.columns``), or by the admin.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from companion.domain.errors import RejectedError
from companion.domain.problems import NOTES, is_storable
from companion.imports.words import header_key, one_line
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

FORM_KIND = "application/x-www-form-urlencoded"
MOST_FIELDS = 300

_DEEPEST = 8
_LONGEST_NAME = 100
_NAMES = ("name", "column_id", "label", "title", "question", "key", "ref", "id")
_VALUES = ("value", "values", "string_value", "answer", "text")

Said = list[tuple[str, str]]
"""What was filled in: the name of each field and its text, in their order."""


def read_said(body: bytes, kind: str) -> Said:
    """Read a body; of two fields with one name both go by their whole path.

    Raises:
        RejectedError: ``not_json``, ``unreadable`` or ``invalid``.
    """
    found = [(path, text) for path, text in _pairs(body, kind) if text.strip()]
    if len(found) > MOST_FIELDS:
        raise RejectedError(f"This has over {MOST_FIELDS} fields. Please send fewer.")
    if any(not is_storable(part) for path, text in found for part in (*path, text)):
        raise RejectedError("There is a character in this that cannot be kept.")
    ends = Counter(header_key(path[-1]) for path, _ in found)
    return [
        (_name(path[-1] if ends[header_key(path[-1])] == 1 else ".".join(path)), text[:NOTES])
        for path, text in found
    ]


def _name(text: str) -> str:
    return one_line(text)[:_LONGEST_NAME]


def _pairs(body: bytes, kind: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if kind == FORM_KIND:
        try:
            pairs = parse_qsl(body.decode("ascii"), max_num_fields=MOST_FIELDS)
        except ValueError:
            raise RejectedError("This form cannot be read.", "unreadable") from None
        yield from (((name,), value) for name, value in pairs if name)
        return
    if kind != "application/json":
        raise RejectedError("The body must be application/json or a form.", "not_json")
    try:
        whole = parse_json(body)
    except ValueError:
        raise RejectedError("The body is not JSON.", "unreadable") from None
    if not isinstance(whole, dict):
        raise RejectedError("The body must be a JSON object.")
    yield from _walk((), whole, _titles(whole, _DEEPEST))


def _walk(
    path: tuple[str, ...], value: JsonValue, titles: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if len(path) > _DEEPEST:
        return
    if isinstance(value, dict):
        if path and (text := _plain(value.get("value"))):
            yield path, text  # {"email": {"value": "…"}}
            return
        for name, each in value.items():
            if name.strip():
                yield from _walk((*path, name), each, titles)
    elif isinstance(value, list):
        yield from _walk_list(path, value, titles)
    elif path and (text := _plain(value)):
        yield path, text


def _walk_list(
    path: tuple[str, ...], values: list[JsonValue], titles: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if path and all(not isinstance(each, dict | list) for each in values):
        yield path, _plain(values)
        return
    for number, each in enumerate(values, 1):
        answer = _answer(each, titles) if isinstance(each, dict) else None
        if answer is not None:
            yield (*path, answer[0]), answer[1]
        elif not (isinstance(each, dict) and _field_title(each)):
            yield from _walk((*path, str(number)), each, titles)


def _answer(entry: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what one entry of a list of answers says: its field's name, and its text."""
    of = entry.get("field")
    named: Mapping[str, Any] = of if isinstance(of, dict) else entry
    name = next((v for key in _NAMES if isinstance(v := named.get(key), str) and v.strip()), "")
    name = titles.get(str(named.get("id", "")), name) or (of if isinstance(of, str) else "")
    kind = entry.get("type")
    own = (kind,) if isinstance(kind, str) else ()
    texts = (_plain(entry.get(key)) for key in (*own, *_VALUES))
    text = next((each for each in texts if each), "")
    return (name, text) if name.strip() and text else None


def _titles(value: Any, depth: int) -> dict[str, str]:
    """Return what forms call their fields, by the ids that answers name."""
    if not depth or not isinstance(value, dict | list):
        return {}
    found: dict[str, str] = {}
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict) and (title := _field_title(each)):
            found[str(each["id"])] = title
        else:
            found |= _titles(each, depth - 1)
    return found


def _field_title(entry: Mapping[str, Any]) -> str:
    """Return the title of a form's field that is described and not answered, else nothing."""
    is_answered = any(key in entry for key in (*_VALUES, "field"))
    title = entry.get("title")
    return title if "id" in entry and isinstance(title, str) and not is_answered else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(text for each in value if (text := _plain(each)))
    if isinstance(value, dict):
        return next((t for key in ("label", "value", "phone") if (t := _plain(value.get(key)))), "")
    return value.strip() if isinstance(value, str) else ""
