"""Every form there is, filled with every kind of hostile text, and sent twice: never a 5xx."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.proposals import Proposal
from companion.server.invitations import invite
from companion.server.permissions import MAY_ENTER, Key
from tests.contracts.test_authorize import Asking
from tests.promiseroom import Browser, PromiseRoom
from tests.salesroom import NOW
from tests.server.pages.forms import forms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from tests.salesroom import Salesroom

ODD = "%E2%80%AEgnirts+%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E%22%27%26+%F0%9F%9A%80%0D%0ABcc%3A"
TEXTS = {
    "NUL": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "odd": ODD,  # right to left, markup, emoji, line ends
    "1 MB": "x" * 1_000_000,
    "nothing": "",
}
KEPT = {"csrf", "id", "rev", "source_id", "version_id", "reason"}
"""What a page put into its form for itself."""


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def furnish(promises: PromiseRoom) -> list[str]:
    """Let every form be somewhere; return the pages they are on."""
    promises.call(promises.second, "So who pays?")
    answer = Answer(new_id(), "need", "No", "Yes", status=AnswerStatus.PUBLISHED, published_at=NOW)
    span = Span(PromisePart.MESSAGE, 0, 13, "No set-up fee")
    proposed = new_id(), promises.second.id, promises.rep.id, datetime.now(UTC), span, "Better"
    reader = promises.add_reader()
    promises.room.put(answer, Proposal(*proposed))
    promises.room.laptop(promises.rep)
    with promises.room.database.write() as cx:
        link = invite(cx, promises.room.org, reader.id, None, datetime.now(UTC))
    plain = [
        address.removeprefix("GET ")
        for address, entry in MAY_ENTER.items()
        if address.startswith("GET /") and "{" not in address and entry.key is Key.SESSION
    ]
    return [
        *plain,
        f"/inbox/{promises.promise.id}/price_value",
        f"/answers/{answer.id}",
        f"/promises/{promises.promise.id}/draft",
        f"/admin/people/{reader.id}",
        f"/admin/campaigns/{promises.promise.campaign_id}",
        f"/admin/hooks/{promises.add_hook()}",
        promises.add_pair(),
        promises.add_numbers(),
        f"/welcome/{link}",
        Asking().path(),
        "/sign-in",
    ]


def all_forms(browser: Browser, paths: list[str]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give every way to send a form: its page, where it goes, what its button says, its fields."""
    seen = set()
    for path in paths:
        for form in forms_of(browser.get(path)):
            for place, act in form["acts"] or [("", "")]:
                way = place or form["action"], act
                if form["action"].startswith("/") and "csrf" in form["fields"] and way not in seen:
                    seen.add(way)
                    yield path, *way, form["fields"]


def post_raw(browser: Browser, path: str, pairs: list[tuple[str, str]]) -> requests.Response:
    """Send a form whose values are written as they go over the wire."""
    headers = {
        "Origin": browser.address,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = "&".join(f"{name}={value}" for name, value in pairs)
    return browser.session.post(
        browser.address + path, body, headers=headers, allow_redirects=False, timeout=60
    )


def filled(fields: dict[str, Any], text: str, act: str) -> list[tuple[str, str]]:
    pairs = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            kept = urlencode({"": each})[1:]
            pairs.append((name, kept if name in KEPT or name == "objection" else text))
    return [*pairs, ("act", act)]


@pytest.mark.parametrize("text", TEXTS)
def test_every_form_when_filled_with_hostile_text_is_calm_also_the_second_time(
    promises: PromiseRoom, admin: Browser, text: str
) -> None:
    paths = furnish(promises)
    ways = list(all_forms(admin, paths))
    assert len({place for _, place, _, _ in ways}) > 20
    for _, place, act, fields in ways:
        if place == "/sign-out":
            continue
        browser = Browser(admin.address) if place == "/sign-in" else admin
        if browser is not admin:
            fields = {**fields, "csrf": browser.csrf(place)}  # noqa: PLW2901 - its own browser
        for _ in range(2 if text == "odd" else 1):
            answer = post_raw(browser, place, filled(fields, TEXTS[text], act))
            assert answer.status_code < 500, (place, act)
            if answer.status_code not in {303, 200}:
                assert answer.headers["Content-Type"].startswith("text/html"), (place, act)
            assert "<img src=x onerror" not in answer.text, (place, act)


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%FF", "%E2%80%AE%3Cb%3E", "x" * 3_000])
def test_every_page_when_its_address_is_hostile_is_calm(
    promises: PromiseRoom, admin: Browser, text: str
) -> None:
    furnish(promises)
    asked = "&".join(
        f"{name}={text}"
        for name in ("who", "promise", "kind", "status", "state", "record", "entity", "before")
    )
    for address, entry in MAY_ENTER.items():
        if address.startswith("GET /") and entry.key is Key.SESSION:
            path = re.sub(r"{\w+}", text, address.removeprefix("GET "))
            answer = admin.get(f"{path}?{asked}&page={text}&like={text}&address={text}&done={text}")
            assert answer.status_code < 500, path


def test_form_when_refused_shows_the_hostile_words_again_as_text(
    promises: PromiseRoom, admin: Browser
) -> None:
    words = '<img src=x onerror=alert(1)> \u202e 👩‍🚀 & "quotes" \''
    page = admin.get("/answers/new")
    (form,) = [each for each in forms_of(page) if each["action"].startswith("/answers/")]
    given = form["fields"] | {"says": words, "reply": ""}
    refused = admin.post(form["action"], **given, act="publish")
    assert refused.status_code == 422
    assert (
        escape(words, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        in refused.text
    )


def test_form_when_larger_than_any_form_is_refused_without_reading_on(
    admin: Browser,
) -> None:
    answer = post_raw(admin, "/me", [("act", "x" * 100_000)])
    assert answer.status_code == 413
