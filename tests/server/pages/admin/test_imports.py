"""Lists on the page: looked at first, tried out, taken over, stopped, gone on with, undone."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.accounts import add_user
from companion.server.app import make_app
from companion.server.database import Database, make_engine
from companion.server.kept import kept_records
from companion.server.lists.errands import Lease, carry_out, take_list
from companion.server.lists.runs import State, begin_work, change_run, read_run
from companion.server.records import patch_records
from companion.server.settings import read_settings
from companion.server.tables import campaign, import_portion, import_run, prospect, touch
from companion.wire.records import to_fields
from tests.imports.test_workbooks import altered
from tests.patience import until
from tests.salesroom import NOW
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests

    from companion.server.parts import Parts
    from tests.promiseroom import Browser, PromiseRoom

LEADS = (
    "Name,Company,Phone,Email,UTM Campaign\r\n"
    "Ada Berg,Berg Bau,+49 30 1234567,ada@berg.example,fleet\r\n"
    ",,,,\r\n"
    "Ben Cole,Cole,not a phone,ben@cole.example,fleet\r\n"
    ",,,,fleet\r\n"
    "=HYPERLINK(1),Evil,+49 30 7654321,evil@evil.example,fleet\r\n"
)
LEADS_NAMED = {"Ada Berg", "Ben Cole", "=HYPERLINK(1)"}


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


def bring(
    browser: Browser, content: str | bytes, name: str = "leads.csv", **fields: str
) -> requests.Response:
    """Send a list as the form does."""
    form = form_of(browser.get("/admin/imports"), "/admin/imports")
    return post_list(browser, form | {"kind": "prospects", **fields}, content, name)


def post_list(
    browser: Browser, form: dict[str, Any], content: str | bytes, name: str = "leads.csv"
) -> requests.Response:
    sent = content if isinstance(content, bytes) else content.encode()
    return browser.session.post(
        browser.address + "/admin/imports",
        form,
        files={"list": (name, sent)},
        headers={"Origin": browser.address},
        allow_redirects=False,
        timeout=60,
    )


def brought(browser: Browser, content: str | bytes, **fields: str) -> str:
    """Send a list and return where its page is."""
    answer = bring(browser, content, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def act(browser: Browser, place: str, name: str, **fields: str) -> requests.Response:
    """Press a button on a list's page."""
    form = form_of(browser.get(place), place)
    return browser.post(place, **{**form, **fields, "act": name})


def settled(browser: Browser, place: str) -> str:
    """Return the page of a list once nobody works on it."""

    def page() -> str:
        answer = browser.get(place)
        return "" if "Refresh" in answer.headers else answer.text

    return until(page)


def done(browser: Browser, place: str, name: str, **fields: str) -> str:
    answer = act(browser, place, name, **fields)
    assert answer.status_code == 303, answer.text
    return settled(browser, place)


def names(promises: PromiseRoom) -> set[str]:
    with promises.room.database.read() as cx:
        mine = prospect.c.org == promises.room.org, prospect.c.deleted_at.is_(None)
        return set(cx.scalars(select(prospect.c.name).where(*mine)))


def count_of(promises: PromiseRoom, table: Any) -> int:
    with promises.room.database.read() as cx:
        mine = table.c.org == promises.room.org
        if "deleted_at" in table.c:
            mine &= table.c.deleted_at.is_(None)
        return cx.execute(select(func.count()).select_from(table).where(mine)).scalar_one()


def numbers(page: str) -> dict[str, int]:
    """Return the large numbers of a page by the words under them."""
    shown = "".join(re.findall(r'<dl class="numbers">(.*?)</dl>', page, re.DOTALL))
    found = re.findall(r"<dt>([^<]+)</dt><dd>([\d\u202f]+)</dd>", shown)
    return {words: int(number.replace("\u202f", "")) for words, number in found}


def id_of(place: str) -> str:
    return place.rpartition("/")[2]


# -- looking at it -----------------------------------------------------------------------


def test_list_when_brought_shows_its_first_rows_as_they_will_be(
    promises: PromiseRoom, admin: Browser
) -> None:
    before = names(promises)
    page = admin.get(brought(admin, LEADS)).text
    assert "+49301234567" in page
    assert "“not a phone” is not a phone number." in page
    assert "There is no name, company, phone or email in this row." in page
    assert "=HYPERLINK(1)" in page
    assert names(promises) == before


def test_workbook_when_brought_lets_a_sheet_be_chosen(
    promises: PromiseRoom, admin: Browser
) -> None:
    book = Workbook()
    book.active.append(("Nothing of use",))
    people = book.create_sheet("May")
    for row in (("Leads",), (), ("Name", "Phone", "Conversion Time"), ("Lena", "+4930123456", NOW)):
        people.append([each.replace(tzinfo=None) if each is NOW else each for each in row])
    kept = io.BytesIO()
    book.save(kept)
    place = brought(admin, kept.getvalue(), name="leads.xlsx")
    page = done(admin, place, "look", sheet="1")
    assert "+4930123456" in page
    assert form_of(admin.get(place), place)["header_line"] == "3"
    done(admin, place, "take")
    assert "Lena" in names(promises)


def test_columns_when_chosen_by_hand_are_remembered_for_the_next_such_list(
    promises: PromiseRoom, admin: Browser
) -> None:
    text = "Wer,Nummer,Was\nLena,030 123456,{}\n"
    place = brought(admin, text.format("x"))
    page = act(admin, place, "take")
    assert page.status_code == 422
    assert "No column here is a name" in page.text
    chosen = {"column-0": "name", "column-1": "phone", "column-2": "notes", "region": "de"}
    done(admin, place, "take", **chosen)
    assert "Lena" in names(promises)
    again = form_of(admin.get(other := brought(admin, text.format("y"))), other)
    assert (again["column-0"], again["column-2"], again["region"]) == ("name", "notes", "DE")


def test_choices_when_the_list_cannot_be_taken_so_stay_chosen(admin: Browser) -> None:
    place = brought(admin, LEADS)
    out = {f"column-{number}": "-" for number in range(5)}
    refused = act(admin, place, "take", **out)
    assert refused.status_code == 422
    assert form_of(admin.get(place), place)["column-0"] == "-"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"region": "Atlantis"}, "no country we know"),
        ({"header_line": "many"}, "as a number"),
        ({"header_line": "900"}, "holds no names of columns"),
        ({"sheet": "7"}, "one of the sheets"),
        ({"column-0": "cats"}, "There is no field"),
        ({"owner": "nobody@room.example"}, "nobody@room.example"),
    ],
)
def test_choice_when_it_cannot_be_says_why(
    admin: Browser, fields: dict[str, str], sentence: str
) -> None:
    place = brought(admin, LEADS)
    answer = act(admin, place, "take", **fields)
    page = answer.text if answer.status_code == 422 else settled(admin, place)
    assert sentence in page


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03" * 400, b"PK\x03\x04 a workbook", b"%PDF-1.7 a list"]
)
def test_list_when_it_cannot_be_read_says_so_and_keeps_nothing(
    promises: PromiseRoom, admin: Browser, content: bytes
) -> None:
    answer = bring(admin, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert count_of(promises, import_run) == 0


def test_list_when_it_is_damaged_further_down_keeps_nothing_half_read(
    promises: PromiseRoom, admin: Browser
) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("May")):
        for row in (("Name", "Phone"), ("Lena", "+4930123456")):
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    broken = altered(kept.getvalue(), {"xl/worksheets/sheet2.xml": lambda body: body[:-40]})
    assert "damaged" in bring(admin, broken).text
    assert count_of(promises, import_run) == count_of(promises, import_portion) == 0


def test_list_when_the_form_is_sent_twice_is_there_once(
    promises: PromiseRoom, admin: Browser
) -> None:
    form = form_of(admin.get("/admin/imports"), "/admin/imports") | {"kind": "prospects"}
    for _ in range(2):
        assert post_list(admin, form, LEADS).status_code == 303
    assert count_of(promises, import_run) == 1


def test_list_when_thrown_away_leaves_nothing(promises: PromiseRoom, admin: Browser) -> None:
    place = brought(admin, LEADS)
    assert act(admin, place, "drop").headers["Location"] == "/admin/imports"
    assert count_of(promises, import_run) == count_of(promises, import_portion) == 0


# -- trying it out, taking it over -------------------------------------------------------


def test_list_when_tried_out_tells_what_taking_it_does_and_writes_nothing(
    promises: PromiseRoom, admin: Browser
) -> None:
    repeated = LEADS + "Ada Berg,Berg Bau,,ada@berg.example,fleet\r\n"
    before = names(promises)
    place = brought(admin, repeated)
    would = done(admin, place, "check")
    assert "Nothing was written yet" in would
    assert names(promises) == before
    page = done(admin, place, "take")
    assert numbers(page) == numbers(would) == {
        "rows": 5, "new": 3, "changed": 0, "as before": 1, "refused": 1,
    }  # fmt: skip
    assert names(promises) >= LEADS_NAMED
    assert count_of(promises, import_portion) == 0


def test_rows_when_asked_for_are_told_by_what_became_of_them(admin: Browser) -> None:
    place = brought(admin, LEADS)
    done(admin, place, "take")
    refused = admin.get(f"{place}?show=rejected").text
    assert '<td data-label="Line">5</td>' in refused
    assert '<td data-label="Line">2</td>' not in refused
    everything = admin.get(f"{place}?show=all").text
    assert '<td data-label="Who">Ada Berg</td>' in everything
    report = admin.get(place + "/report.csv")
    assert report.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in report.headers["Content-Disposition"]
    assert report.content.startswith(b"\xef\xbb\xbfrows,4")
    lines = report.text.splitlines()
    assert sum(line[:1].isdigit() for line in lines) >= 4
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_list_when_taken_twice_changes_nothing_the_second_time(admin: Browser) -> None:
    done(admin, brought(admin, LEADS), "take")
    page = done(admin, brought(admin, LEADS), "take")
    assert (numbers(page)["new"], numbers(page)["changed"]) == (0, 0)


def test_campaigns_when_brought_are_looked_at_and_taken_alike(admin: Browser) -> None:
    text = "Name,Code,Headline,Message\nSummer,summer-1,Every note,No fee\n"
    place = brought(admin, text, kind="campaigns")
    assert "Every note" in admin.get(place).text
    assert numbers(done(admin, place, "take"))["new"] == 1


# -- stopped, interrupted, gone on with --------------------------------------------------


@pytest.fixture
def long_list() -> str:
    rows = (f"Person {n},p{n}@long.example\r\n" for n in range(1_200))
    return "Name,Email\r\n" + "".join(rows)


@pytest.fixture
def elsewhere(promises: PromiseRoom, tmp_path: Path) -> Iterator[Parts]:
    """A second server on the same database that ends after its first step."""
    settings = read_settings({"--data-dir": str(tmp_path)}, {})
    database = Database(make_engine(str(promises.room.database.engine.url)))
    parts: Parts = make_app(settings, database).state.parts
    parts.database.subscribe(lambda _org, _seq: parts.bell.close())
    yield parts
    database.close()


def take_a_step(parts: Parts, promises: PromiseRoom, place: str) -> None:
    """Begin to take a list over on a server that is stopped after the first rows."""
    room = promises.room
    with room.database.write() as cx:
        run = read_run(cx, room.org, id_of(place), parts.clock.now())
        worker = begin_work(cx, room.org, run, State.RUNNING, parts.clock.now())
    carry_out(Lease(parts, room.org, run.id, worker), take_list)


def test_list_when_its_server_ends_says_so_and_another_goes_on_with_it(
    promises: PromiseRoom, admin: Browser, elsewhere: Parts, long_list: str
) -> None:
    place = brought(admin, long_list)
    take_a_step(elsewhere, promises, place)
    page = admin.get(place).text
    assert "Interrupted" in page
    assert "499 of 1\u202f200 rows are taken over" in page
    assert len(names(promises)) == 500
    assert "interrupted" in admin.get("/admin/imports").text
    assert numbers(done(admin, place, "go_on"))["new"] == 1_200
    assert len(names(promises)) == 1_201


def test_list_when_interrupted_can_be_undone(
    promises: PromiseRoom, admin: Browser, elsewhere: Parts, long_list: str
) -> None:
    place = brought(admin, long_list)
    before = names(promises)
    take_a_step(elsewhere, promises, place)
    assert "Undone" in done(admin, place, "undo")
    assert names(promises) == before
    assert count_of(promises, import_portion) == 0


def test_list_when_its_worker_falls_silent_is_interrupted_and_its_late_step_counts_for_nothing(
    promises: PromiseRoom, admin: Browser, long_list: str
) -> None:
    place = brought(admin, long_list)
    room, now = promises.room, datetime.now(UTC)
    with room.database.write() as cx:
        run = read_run(cx, room.org, id_of(place), now)
        begin_work(cx, room.org, run, State.RUNNING, now)
    assert "Refresh" in admin.get(place).headers
    assert act(admin, place, "undo").status_code == 422
    with room.database.write() as cx:
        change_run(cx, room.org, run.id, beat_at=now - timedelta(minutes=2))
    assert "Interrupted" in admin.get(place).text
    assert numbers(done(admin, place, "go_on"))["new"] == 1_200


def test_list_when_stopped_keeps_whole_rows_and_can_be_gone_on_with(
    promises: PromiseRoom, admin: Browser, elsewhere: Parts, long_list: str
) -> None:
    place = brought(admin, long_list)
    take_a_step(elsewhere, promises, place)
    act(admin, place, "stop")
    page = admin.get(place).text
    assert "Stopped" in page
    assert "Take the rest over" in page
    assert numbers(done(admin, place, "go_on"))["new"] == 1_200


# -- undone ------------------------------------------------------------------------------


def test_list_when_undone_leaves_everything_as_it_was(
    promises: PromiseRoom, admin: Browser
) -> None:
    before = names(promises), count_of(promises, touch)
    old = promises.room.prospect(promises.rep, emails=("ben@cole.example",))
    place = brought(admin, LEADS)
    done(admin, place, "take")
    with promises.room.database.read() as cx:
        assert kept_records(cx, promises.room.org, "prospect", [old.id])[old.id].fields["company"]
    assert numbers(done(admin, place, "undo")) == {
        "removed again": 2, "as it was before": 1, "left as it is": 0,
    }  # fmt: skip
    with promises.room.database.read() as cx:
        now = kept_records(cx, promises.room.org, "prospect", [old.id])[old.id]
    assert now.fields == to_fields(old)
    assert (names(promises), count_of(promises, touch)) == (before[0] | {"Ada Cole"}, before[1])


def test_list_when_undone_leaves_what_people_did_since_and_says_so(
    promises: PromiseRoom, admin: Browser
) -> None:
    room = promises.room
    old = room.prospect(promises.rep, emails=("ben@cole.example",))
    place = brought(admin, LEADS)
    done(admin, place, "take")
    called, changed = (find(promises, name) for name in ("Ada Berg", "=HYPERLINK(1)"))
    follow_up = FollowUp(new_id(), called, promises.rep.id, NOW + timedelta(days=1), "Ring again")
    room.put(follow_up)
    with room.database.write() as cx:
        edits = [("prospect", changed, {"title": "Head"}), ("prospect", old.id, {"company": "New"})]
        patch_records(cx, room.org, edits, promises.rep.id, NOW)
    page = done(admin, place, "undo")
    assert numbers(page) == {"removed again": 0, "as it was before": 0, "left as it is": 3}
    everything = admin.get(f"{place}?show=all").text
    assert "Somebody has worked with this person since" in everything
    assert "Somebody has changed this person since" in everything
    assert "Changed by somebody since: company." in everything
    assert {"Ada Berg", "=HYPERLINK(1)"} <= names(promises)
    with room.database.read() as cx:
        now = kept_records(cx, room.org, "prospect", [old.id])[old.id].fields
    assert (now["company"], now["phones"]) == ("New", [])


def test_list_of_campaigns_when_undone_leaves_what_was_published(
    promises: PromiseRoom, admin: Browser
) -> None:
    text = "Name,Code,Headline,Message\nSummer,summer-1,Every note,No fee\nWinter,winter-1,,\n"
    place = brought(admin, text, kind="campaigns")
    done(admin, place, "take")
    done(admin, place, "undo")
    with promises.room.database.read() as cx:
        mine = campaign.c.org == promises.room.org, campaign.c.deleted_at.is_(None)
        codes = set(cx.scalars(select(campaign.c.code).where(*mine)))
    assert "summer-1" in codes
    assert "winter-1" not in codes


def test_list_when_undone_reaches_laptops_as_any_change(
    promises: PromiseRoom, admin: Browser
) -> None:
    with promises.room.database.write() as cx:
        add_user(cx, promises.room.org, rep := User(new_id(), "Rob", "rob@room.example"), "", NOW)
    laptop = promises.room.laptop(rep)
    laptop.pull()
    place = brought(admin, LEADS)
    done(admin, place, "take", owner=rep.email)
    someone = find(promises, "Ada Berg")
    assert someone in laptop.pulled("prospect")
    done(admin, place, "undo")
    assert laptop.pulled("prospect")[someone]["verb"] == "gone"


def find(promises: PromiseRoom, name: str) -> str:
    with promises.room.database.read() as cx:
        mine = prospect.c.org == promises.room.org, prospect.c.name == name
        return cx.execute(select(prospect.c.id).where(*mine)).scalar_one()


def test_people_when_their_list_says_where_they_come_from_then_each_of_them_does(
    promises: PromiseRoom, admin: Browser
) -> None:
    place = brought(admin, LEADS)
    assert 'value="list: leads.csv"' in admin.get(place).text
    refused = act(admin, place, "take", legal_basis="because I say so")
    assert "one of the legal bases" in refused.text
    chosen = {"legal_basis": "consent", "data_source": "Fair 2026", "legal_basis_note": "By card"}
    done(admin, place, "take", **chosen)
    with promises.room.database.read() as cx:
        mine = prospect.c.org == promises.room.org, prospect.c.name.in_(LEADS_NAMED)
        columns = prospect.c.data_source, prospect.c.legal_basis, prospect.c.legal_basis_note
        rows = cx.execute(select(*columns).where(*mine)).all()
    assert {tuple(row) for row in rows} == {("Fair 2026", "consent", "By card")}
