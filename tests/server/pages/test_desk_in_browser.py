"""Marketing's desk and the admin's rooms in Chromium: axe-core, widths, keyboard, hostile words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from companion.domain.answers import Answer, AnswerStatus, Decision, DecisionKind
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.proposals import Proposal
from companion.domain.prospects import Prospect
from companion.server.kept import kept_records
from tests.chromium import open_chromium
from tests.salesroom import NOW
from tests.server.pages.test_accessible import TOO_WIDE, WAYS, open_page, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promiseroom import PromiseRoom

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> \u202egnirts\u202c 👩‍🚀 {{7*7}} "
    "' onmouseover='alert(3) \" & %s " + "Donaudampfschifffahrtsgesellschaft" * 6
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, open_chromium(playwright) as browser:
        yield browser


def furnish(promises: PromiseRoom) -> list[str]:
    """Let every page have something to show, some of it hostile; return the pages' paths."""
    room = promises.room
    promises.call(promises.second, "So who pays for the phones then?", "who will pay the phones")
    promises.call(promises.second, HOSTILE)
    call = promises.call(promises.first)
    decided = promises._objection(call, HOSTILE)
    marketer = promises.add_reader(name=HOSTILE[:200])
    answer = Answer(
        new_id(),
        "price_value",
        HOSTILE,
        HOSTILE,
        questions=(HOSTILE,),
        proof=HOSTILE,
        status=AnswerStatus.PUBLISHED,
        published_at=NOW,
        why_changed=HOSTILE,
    )
    made = Decision(
        new_id(),
        DecisionKind.ANSWERED,
        marketer.id,
        NOW,
        (decided.id,),
        HOSTILE,
        promises.promise.id,
        answer_id=answer.id,
    )
    proposal = Proposal(
        new_id(),
        promises.second.id,
        promises.rep.id,
        datetime.now(UTC),
        Span(PromisePart.MESSAGE, 0, 13, HOSTILE),
        HOSTILE + "!",
        HOSTILE,
    )
    room.put(decided, answer, made, proposal)
    room.laptop(promises.rep).pull()
    return [
        f"/inbox/{promises.promise.id}/price_value",
        f"/decisions/{made.id}",
        f"/answers/{answer.id}",
        f"/promises/{promises.promise.id}/draft",
        f"/admin/people/{marketer.id}",
        f"/admin/campaigns/{promises.promise.campaign_id}",
        f"/admin/log?record={answer.id}",
        "/inbox",
        "/decisions",
        "/answers",
        "/proposals",
        "/admin/laptops",
    ]


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_desk_when_full_of_hostile_words_has_no_violation_and_runs_none_of_them(
    chromium: Browser, promises: PromiseRoom, width: int, scheme: str
) -> None:
    paths = furnish(promises)
    page = open_page(chromium, promises, width, scheme)
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    found, wide = {}, {}
    for path in paths:
        answer = page.goto(promises.room.client.address + path)
        assert answer
        assert answer.status == 200, path
        if wrong := violations(page):
            found[path] = wrong
        if out := page.evaluate(TOO_WIDE):
            wide[path] = out
    page.context.close()
    assert (found, wide, said) == ({}, {}, [])


def test_group_when_decided_with_the_keyboard_alone_is_decided(
    chromium: Browser, promises: PromiseRoom
) -> None:
    promises.call(promises.second, "So who pays for the phones then?")
    page = open_page(chromium, promises, 1280, "light", Role.MARKETER)
    page.goto(promises.room.client.address + "/inbox")
    page.get_by_role("link", name="Price / value").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/price_value")
    page.get_by_role("radio", name="Accept it").focus()
    page.keyboard.press("Space")
    page.get_by_label("Note to the reps who reported it").focus()
    page.keyboard.type("It is so.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/*")
    expect(page.get_by_text("It is so.")).to_be_visible()
    page.context.close()


def test_form_when_it_cannot_be_taken_puts_the_reader_at_the_reason(
    chromium: Browser, promises: PromiseRoom
) -> None:
    page = open_page(chromium, promises, 360, "dark", Role.MARKETER)
    page.goto(promises.room.client.address + "/answers/new")
    page.get_by_label("As the prospect says it").fill("Words that took a while")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Reply")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("As the prospect says it")).to_have_value("Words that took a while")
    assert violations(page) == []
    page.context.close()


def test_list_of_numbers_when_an_admin_brings_it_bars_whom_the_page_said_it_would(
    chromium: Browser, promises: PromiseRoom
) -> None:
    who = Prospect(new_id(), HOSTILE[:300], phones=("+493012345678",), owner_id=promises.rep.id)
    promises.room.put(who)
    page = open_page(chromium, promises, 360, "dark")
    page.goto(promises.room.client.address + "/admin/barred")
    sent = {"name": "numbers.csv", "mimeType": "text/csv", "buffer": f"{HOSTILE}\n".encode()}
    page.get_by_label("Name of a new list").fill("Robinson list")
    page.get_by_label("Country of numbers without one").fill("DE")
    page.get_by_label("File").set_input_files(sent)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("holds a phone number")
    expect(page.get_by_label("Name of a new list")).to_have_value("Robinson list")
    rows = f"Nr;Telefon\n1;030 12345678\n2;{HOSTILE}\n".encode("utf-16")
    page.get_by_label("File").set_input_files({**sent, "buffer": rows})
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/admin/barred/*-*")
    expect(page.get_by_text("Whom it would bar")).to_be_visible()
    assert (violations(page), page.evaluate(TOO_WIDE)) == ([], [])
    page.get_by_role("button", name="Bar these numbers").click()
    expect(page.get_by_text("counts", exact=True)).to_be_visible()
    page.context.close()
    with promises.room.database.read() as cx:
        kept = kept_records(cx, promises.room.org, "prospect", [who.id])[who.id]
    assert kept.fields["do_not_call_lists"] == ["Robinson list"]
