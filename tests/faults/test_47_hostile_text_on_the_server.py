"""Markup, formulas, NUL, lone surrogates and a megabyte of text reach the server and its pages."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.domain.people import Role
from companion.domain.promises import PromiseVersion
from companion.server.importing import Order, import_list
from companion.server.permissions import MAY_ENTER, Key
from tests.cast import Cast
from tests.processes import set_up
from tests.salesroom import NOW, Salesroom, change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from companion.wire.records import Record
    from tests.promiseroom import Browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e{{7*7}} =cmd|' /C calc'!A0"
IN_TEXT = "onerror=alert(1)"
WORDS = {
    *("name", "company", "title", "notes", "verbatim", "behind_it", "what", "form", "headline"),
    *("message", "offer", "call_to_action", "why_changed", "says", "reply", "concern", "proof"),
    *("audience", "objective", "channel", "note", "label", "do_not_call_reason"),
}
PAGES = sorted(
    address.partition(" ")[2]
    for address, entry in MAY_ENTER.items()
    if entry.key is Key.SESSION and address.startswith("GET ")
)
ANY_ID = "01980000-0000-7000-8000-00000000ffff"


class Page(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def spoiled(record: Record) -> Record:
    """Return a record with hostile text wherever a person's words stand."""
    names = {each.name for each in fields(record)} & WORDS
    changed: dict[str, Any] = dict.fromkeys(names, HOSTILE)
    return replace(record, **changed)


@pytest.fixture(scope="module")
def cast(place) -> Cast:
    made = Cast(place.database, place.client)
    own = made.own[Role.ADMIN]
    records = [*own.records.values(), *made.colleague.records.values()]
    made.room.put(*(spoiled(each) for each in records if not isinstance(each, PromiseVersion)))
    version = spoiled(own.records["promise_version"])
    made.room.put(replace(version, id=new_id(), number=9))  # a published one never changes
    return made


@pytest.fixture(scope="module")
def browser(cast: Cast) -> Iterator[Browser]:
    return cast.browser(Role.ADMIN)


@pytest.mark.parametrize("path", PAGES)
def test_page_when_words_are_markup_then_shows_them_as_text(cast: Cast, browser: Browser, path):
    ids = cast.colleague.ids
    answer = browser.get(re.sub(r"{(\w+)}", lambda found: ids.get(found[1], ANY_ID), path))
    assert answer.status_code < 500
    if answer.headers.get("Content-Type", "").startswith("text/csv"):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        check_inert(answer.text)
        return
    if answer.headers.get("Content-Type", "").startswith("application/json"):  # for programs
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.json()
        return
    page = Page(answer.text)
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("src") != "x"
        assert tag != "script" or attributes.get("src", "").startswith("/static/")
    if answer.status_code == 200:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_promise_when_words_are_markup_then_they_are_all_there(cast: Cast, browser: Browser):
    promise = cast.colleague.records["promise"]
    assert IN_TEXT in Page(browser.get(f"/promises/{promise.id}").text).text


POISON = {
    "nul": ("a\0b", "invalid"),
    "lone surrogate": ("\ud800", "invalid"),
    "a megabyte": ("x" * 1024 * 1024, "too_large"),
}


@pytest.mark.parametrize("kind", POISON)
def test_push_when_text_cannot_be_kept_then_the_record_alone_is_refused(cast: Cast, kind):
    text, code = POISON[kind]
    laptop = cast.own[Role.REP].laptop
    prospect_id = cast.own[Role.REP].records["prospect"].id
    bad = change("prospect", prospect_id, "patch", {"notes": text}, base_rev=999)
    good = change("prospect", prospect_id, "patch", {"company": HOSTILE}, base_rev=999)
    refused, applied = laptop.push(bad, good)
    assert (refused["outcome"], refused["code"]) == ("rejected", code)
    assert (applied["outcome"], applied["record"]["fields"]["company"]) == ("applied", HOSTILE)


def test_report_when_a_list_holds_formulas_then_every_cell_is_inert(tmp_path: Path):
    database = set_up(f"sqlite:///{tmp_path / 'companion.sqlite3'}")
    Salesroom(database, None)
    leads, report = tmp_path / "leads.csv", tmp_path / "report.csv"
    headers = ["Name", "Email", "Phone", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1"]
    with leads.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headers, ["=1+1", "=not an email", "@no phone", *"abcd"]])
    import_list(database, Order(leads, ImportKind.PROSPECTS, report_path=report), NOW)
    database.close()
    written = report.read_text("utf-8-sig")
    assert "cmd|" in written
    check_inert(written)


def check_inert(written: str) -> None:
    """No cell of a CSV begins as a formula does."""
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))]
