"""Do-not-call lists on the page: looked at first, put in force, taken away; and who was called."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.kept import kept_records
from companion.wire.messages import DeviceTold
from tests.patience import until
from tests.salesroom import NOW
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    import requests

    from companion.domain.prospects import Prospect
    from tests.promiseroom import Browser, PromiseRoom

LISTED, OTHER = "+493012345678", "+493087654321"


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


def post_numbers(browser: Browser, content: bytes | str, **fields: str) -> requests.Response:
    """Send a list of numbers as the form does."""
    form = form_of(browser.get("/admin/barred"), "/admin/barred")
    sent = content if isinstance(content, bytes) else content.encode()
    return browser.session.post(
        browser.address + "/admin/barred",
        {**form, "name": "Robinson list", "region": "DE", **fields},
        files={"list": ("numbers.csv", sent)},
        headers={"Origin": browser.address},
        allow_redirects=False,
        timeout=60,
    )


def sent(browser: Browser, content: bytes | str, **fields: str) -> str:
    answer = post_numbers(browser, content, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def act(browser: Browser, place: str, name: str) -> requests.Response:
    return send(browser, place, act=name)


def lists_of(promises: PromiseRoom, person: Prospect) -> Any:
    room = promises.room
    with room.database.read() as cx:
        kept = kept_records(cx, room.org, "prospect", [person.id])[person.id]
    return kept.fields["do_not_call_lists"]


def test_list_when_sent_is_looked_at_first_then_bars_and_frees_again(
    promises: PromiseRoom, admin: Browser
) -> None:
    who = promises.room.prospect(promises.rep, phones=(LISTED,))
    rows = "Stand: 1.11.2026;\nNr;Rufnummer\n1;030 12345678\n2;kaputt\n3;=1+1\n"
    place = sent(admin, rows.encode("cp1252"), source="DDV", dated_on="2026-11-01")
    page = admin.get(place).text
    assert "Ada Cole" in page
    assert "would bar" in page
    assert "“kaputt” is not a phone number." in page
    assert "as of 1 November 2026" in page
    assert lists_of(promises, who) == []
    left_out = admin.get(f"{place}/left-out.csv").content.decode("utf-8-sig").splitlines()
    assert left_out[:2] == ["line,reason", "4,“kaputt” is not a phone number."]
    assert act(admin, place, "bar").status_code == 303
    until(lambda: lists_of(promises, who) == ["Robinson list"])
    until(lambda: "Refresh" not in admin.get(place).headers)
    assert "What it does" in admin.get(place).text
    assert act(admin, place, "bar").status_code in (303, 422)
    assert act(admin, place, "remove").status_code == 303
    until(lambda: lists_of(promises, who) == [])
    until(lambda: admin.get(place).status_code == 404)
    trail = admin.get("/admin/log?entity=barred_list").text
    assert "Robinson list" in trail
    assert LISTED not in trail


def test_form_when_sent_twice_or_wrong_brings_one_list_or_none(
    promises: PromiseRoom, admin: Browser
) -> None:
    list_id = new_id()
    places = {sent(admin, f"{LISTED}\n", id=list_id) for _ in range(2)}
    assert len(places) == 1
    for content, wrong, sentence in (
        (f"{LISTED}\n", {"name": " "}, "give the list a name"),
        (f"{LISTED}\n", {"region": "Atlantis"}, "no country we know"),
        (f"{LISTED}\n", {"dated_on": "yesterday"}, "write the day"),
        ("nothing\nin here\n", {}, "holds a phone number"),
        (b"", {}, "empty"),
        (b"PK\x03\x04broken", {}, "workbook"),
    ):
        answer = post_numbers(admin, content, **wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert admin.get("/admin/barred").text.count("does not count yet") == 1


def test_workbook_when_sent_with_a_name_that_is_there_takes_its_place(
    promises: PromiseRoom, admin: Browser
) -> None:
    one = promises.room.prospect(promises.rep, phones=(LISTED,))
    two = promises.room.prospect(promises.rep, phones=(OTHER,))
    act(admin, sent(admin, f"{LISTED}\n"), "bar")
    until(lambda: lists_of(promises, one) == ["Robinson list"])
    book, kept = Workbook(), io.BytesIO()
    for row in (("Kunde", "Telefon"), ("A", 493087654321), ("B", "n/a")):
        book.active.append(row)
    book.save(kept)
    act(admin, sent(admin, kept.getvalue(), chosen="Robinson list", how="replace"), "bar")
    until(lambda: (lists_of(promises, one), lists_of(promises, two)) == ([], ["Robinson list"]))


def test_page_when_somebody_was_called_all_the_same_says_who_and_why(
    promises: PromiseRoom, admin: Browser
) -> None:
    who = promises.room.prospect(promises.rep, phones=(LISTED,), do_not_call=True)
    plain = Call(
        new_id(), who.id, promises.rep.id, NOW, ended_at=NOW, disposition=Disposition.CONNECTED
    )
    promises.room.put(plain, replace(plain, id=new_id(), called_despite="She <b>rang</b> us"))
    page = admin.get("/admin/barred").text
    assert "She &lt;b&gt;rang&lt;/b&gt; us" in page
    assert page.count("/admin/rights/") == 1


def test_setting_when_kept_is_told_to_laptops(promises: PromiseRoom, admin: Browser) -> None:
    laptop = promises.room.laptop()

    def told() -> str:
        answer = promises.room.client.get("/v1/device", headers=laptop.headers)
        return DeviceTold.model_validate_json(answer.content).barred_calls.value

    assert told() == "reason"
    assert send(admin, "/admin/barred", "/admin/barred/setting", calls="refused").status_code == 303
    assert told() == "refused"
    wrong = send(admin, "/admin/barred", "/admin/barred/setting", calls="whatever")
    assert wrong.status_code == 422
    assert told() == "refused"
    assert "barred calls" in admin.get("/admin/log?entity=organisation").text
