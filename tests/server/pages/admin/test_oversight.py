from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from companion.domain.people import Role
from companion.server.tables import import_run, organisation, prospect
from tests.patience import until
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    import requests

    from tests.promiseroom import Browser, PromiseRoom

LEADS = (
    "Name,Company,Phone,Email\r\n"
    "Ada Berg,Berg Bau,+49 30 1234567,ada@berg.example\r\n"
    ",,,\r\n"
    "Ben Cole,Cole,not a phone,ben@cole.example\r\n"
    "=HYPERLINK(1),Evil,+49 30 7654321,evil@evil.example\r\n"
)


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


def take(
    browser: Browser, content: str | bytes, act: str = "take", **fields: str
) -> requests.Response:
    """Send a list as the form does; follow to its page when it is there."""
    form = form_of(browser.get("/admin/imports"), "/admin/imports") | {"act": act, **fields}
    return post_list(browser, form, content)


def post_list(browser: Browser, form: dict[str, Any], content: str | bytes) -> requests.Response:
    sent = content if isinstance(content, bytes) else content.encode()
    return browser.session.post(
        browser.address + "/admin/imports",
        form,
        files={"list": ("leads.csv", sent)},
        headers={"Origin": browser.address},
        allow_redirects=False,
        timeout=60,
    )


def outcome(browser: Browser, answer: requests.Response) -> str:
    """Return the page of a list once it has been taken over, or not."""
    assert answer.status_code == 303, answer.text

    def settled() -> str:
        page = browser.get(answer.headers["Location"])
        return "" if "Refresh" in page.headers else page.text

    return until(settled)


def names(promises: PromiseRoom) -> set[str]:
    with promises.room.database.read() as cx:
        mine = prospect.c.org == promises.room.org
        return set(cx.scalars(select(prospect.c.name).where(mine)))


# -- imports -----------------------------------------------------------------------------


def test_list_when_taken_over_tells_every_row(promises: PromiseRoom, admin: Browser) -> None:
    page = outcome(admin, take(admin, LEADS, kind="prospects", region="DE"))
    assert {"Ada Berg", "Ben Cole"} <= names(promises)
    assert "not a phone" in page or "phone" in page.lower()
    place = admin.get("/admin/imports").text
    assert "leads.csv" in place
    assert "3 new" in place


def test_list_when_only_tried_out_writes_nothing(promises: PromiseRoom, admin: Browser) -> None:
    page = outcome(admin, take(admin, LEADS, act="try", kind="prospects"))
    assert "Nothing was written" in page
    assert "Ada Berg" not in names(promises)


def test_report_when_fetched_is_a_file_no_spreadsheet_runs(admin: Browser) -> None:
    answer = take(admin, LEADS, kind="prospects", mapping="Name=-")
    outcome(admin, answer)
    report = admin.get(answer.headers["Location"] + "/report.csv")
    assert report.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in report.headers["Content-Disposition"]
    assert report.content.startswith(b"\xef\xbb\xbfrows,")
    assert not any(line.startswith("=") for line in report.text.splitlines())


def test_list_when_the_form_is_sent_twice_is_taken_over_once(
    promises: PromiseRoom, admin: Browser
) -> None:
    form = form_of(admin.get("/admin/imports"), "/admin/imports")
    form |= {"act": "take", "kind": "prospects"}
    for _ in range(2):
        outcome(admin, post_list(admin, form, LEADS))
    with promises.room.database.read() as cx:
        mine = import_run.c.org == promises.room.org
        assert len(cx.execute(select(import_run).where(mine)).all()) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03" * 400, b"PK\x03\x04 a workbook", "one\r\ncolumn\r\n"]
)
def test_list_when_it_cannot_be_read_says_so_and_writes_nothing(
    promises: PromiseRoom, admin: Browser, content: bytes | str
) -> None:
    before = names(promises)
    answer = take(admin, content, kind="prospects")
    if answer.status_code == 303:
        page = outcome(admin, answer)
        assert "Not taken over" in page or "refused" in page
    else:
        assert answer.status_code == 422
    assert names(promises) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "cats"}, "people or of campaigns"),
        ({"kind": "prospects", "region": "Atlantis"}, "no country we know"),
        ({"kind": "prospects", "mapping": "no sign"}, "is not like"),
    ],
)
def test_list_when_a_field_cannot_be_says_why(
    admin: Browser, fields: dict[str, str], sentence: str
) -> None:
    answer = take(admin, LEADS, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_list_when_the_server_was_stopped_meanwhile_says_so(
    promises: PromiseRoom, admin: Browser
) -> None:
    answer = take(admin, LEADS, act="try", kind="prospects")
    outcome(admin, answer)
    with promises.room.database.write() as cx:
        mine = import_run.c.org == promises.room.org
        cx.execute(import_run.update().where(mine).values(state="running"))
    assert "stopped meanwhile" in admin.get(answer.headers["Location"]).text


# -- the audit trail ---------------------------------------------------------------------


def test_log_when_read_says_who_wrote_what(promises: PromiseRoom, admin: Browser) -> None:
    promises.call(promises.first, "Twice the price")
    page = admin.get("/admin/log?entity=objection").text
    assert "create objection" in page
    assert "Twice the price" in page
    send(admin, "/admin/kinds", label="Colour")
    mine = admin.get("/admin/log?entity=category&who=" + promises.room.org).text
    assert "Nothing of that kind" in mine
    whole = admin.get("/admin/log?entity=category").text
    assert "Ada Admin" in whole
    assert "label: Colour" in whole


def test_log_when_long_is_read_page_by_page_without_a_gap(
    promises: PromiseRoom, admin: Browser
) -> None:
    for number in range(3):
        promises.call(promises.first, *(f"Word {number} {each}" for each in range(60)))
    seen: list[str] = []
    path = "/admin/log?entity=objection"
    while path:
        page = admin.get(path).text
        seen += [part.partition("<")[0] for part in page.split("no. ")[1:]]
        older = page.partition('class="more"><a href="')[2].partition('"')[0]
        path = older.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 180


def test_log_when_one_record_is_asked_for_shows_its_history(
    promises: PromiseRoom, admin: Browser
) -> None:
    promises.room.put(replace(promises.ada, company="New & Sons"))
    page = admin.get(f"/admin/log?record={promises.ada.id}").text
    assert "Cole &amp; Daughters → New &amp; Sons" in page
    for odd in ("x", "'; --", "%00"):
        assert admin.get(f"/admin/log?record={odd}&who={odd}&before={odd}").status_code == 200


def test_log_when_another_organisation_writes_shows_none_of_it(
    promises: PromiseRoom, admin: Browser
) -> None:
    other = type(promises)(type(promises.room)(promises.room.database, promises.room.client))
    other.call(other.first, "their secret")
    assert "their secret" not in admin.get("/admin/log").text


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETER, Role.MANAGER])
def test_log_when_somebody_else_asks_is_shut(promises: PromiseRoom, role: Role) -> None:
    browser = promises.browser(promises.add_reader(role))
    assert browser.get("/admin/log").status_code == 403


# -- settings and condition --------------------------------------------------------------


def test_organisation_when_renamed_is_called_so_everywhere(
    promises: PromiseRoom, admin: Browser
) -> None:
    assert send(admin, "/admin/settings", name="Room & Daughters").status_code == 303
    assert "Room &amp; Daughters" in admin.get("/promises").text
    with promises.room.database.read() as cx:
        mine = organisation.c.id == promises.room.org
        assert cx.scalar(select(organisation.c.name).where(mine)) == "Room & Daughters"
    for wrong in ("", "x" * 400, "a\0b"):
        assert send(admin, "/admin/settings", name=wrong).status_code == 422


def test_condition_when_read_names_what_needs_somebody(
    promises: PromiseRoom, admin: Browser
) -> None:
    page = admin.get("/admin").text
    assert "free in the data folder" in page
    assert "0 in use" in page
    promises.room.laptop(promises.rep)
    page = admin.get("/admin").text
    assert "1 in use, 1 not here for a week" in page
    assert "look at this" in page
