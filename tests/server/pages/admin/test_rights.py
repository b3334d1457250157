"""A person's rights on the admin's pages: found, shown whole, erased, and the receipt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from companion.domain.legal_bases import LegalBasis
from companion.domain.objections import Objection
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from tests.contracts.test_duplicates import merge
from tests.salesroom import NOW
from tests.server.pages.forms import send

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom

NAME, PHONE, EMAIL, WORDS = "Ines Ærø", "+4530123456", "ines@aero.example", "Hos os går det ikke"


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


@pytest.fixture
def ines(promises: PromiseRoom) -> Prospect:
    who = Prospect(new_id(), NAME, phones=(PHONE,), emails=(EMAIL,), notes="<b>Bold</b>")
    promises.room.put(who)
    call = Call(new_id(), who.id, promises.rep.id, NOW, disposition=Disposition.CONNECTED)
    promises.room.put(call, Objection(new_id(), call.id, who.id, "stall", WORDS))
    return who


@pytest.mark.parametrize("asked", ["ines", "Ærø", PHONE, "30 12 34 56", EMAIL.upper()])
def test_person_when_asked_for_in_any_way_is_found(
    admin: Browser, ines: Prospect, asked: str
) -> None:
    page = admin.get("/admin/rights", params={"who": asked}).text
    assert f"/admin/rights/{ines.id}" in page


def test_person_when_nobody_is_meant_is_not_found(admin: Browser, ines: Prospect) -> None:
    page = admin.get("/admin/rights", params={"who": "Nobody At All"}).text
    assert ines.id not in page
    assert "Nobody here" in page


def test_dossier_when_shown_has_everything_as_plain_text(admin: Browser, ines: Prospect) -> None:
    page = admin.get(f"/admin/rights/{ines.id}").text
    assert all(each in page for each in (NAME, PHONE, EMAIL, WORDS, "&lt;b&gt;Bold"))
    assert "<b>Bold" not in page


def test_dossier_when_given_as_a_file_has_records_and_changes(
    admin: Browser, ines: Prospect
) -> None:
    answer = admin.get(f"/admin/rights/{ines.id}/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    told = answer.json()
    assert told["prospects"][0]["name"] == NAME
    assert told["objections"][0]["verbatim"] == WORDS
    assert {each["kind"] for each in told["changes"]} == {"prospect", "call", "objection"}


def test_people_when_counted_by_their_basis_then_those_without_one_stand_out(
    promises: PromiseRoom, admin: Browser, ines: Prospect
) -> None:
    more = {"legal_basis": LegalBasis.CONSENT, "data_source": "<i>fair</i>"}
    promises.room.put(Prospect(new_id(), "Jo", **more))
    promises.room.put(Prospect(new_id(), "Ki", data_source="<i>fair</i>"))
    page = admin.get("/admin/bases").text
    assert "1 person agreed, but nobody says when" in page
    assert "&lt;i&gt;fair&lt;/i&gt;" in page
    assert re.search(r"<dt>Consent</dt><dd>1", page)
    assert re.search(r"<dt>Not said yet</dt><dd>\d+ <span", page)
    shown = admin.get(f"/admin/rights/{ines.id}/data.json").json()["prospects"][0]
    assert (shown["legal_basis"], shown["data_source"]) == ("unknown", "")


def test_basis_when_said_for_a_source_then_everybody_from_there_without_one_has_it(
    promises: PromiseRoom, admin: Browser
) -> None:
    for name, basis in (("Jo", "unknown"), ("Ki", "unknown"), ("Lu", "contract")):
        more = {"data_source": "fair", "legal_basis": LegalBasis(basis)}
        promises.room.put(Prospect(new_id(), name, **more))
    refused = send(admin, "/admin/bases", source="fair", basis="")
    assert refused.status_code == 422
    assert "Please choose a legal basis" in refused.text
    said = send(admin, "/admin/bases", source="fair", basis="consent", note="By card")
    assert "2 people have a basis now" in admin.get(said.headers["Location"]).text
    page = admin.get("/admin/rights", params={"who": "Lu"}).text
    (lu,) = re.findall(r"/admin/rights/([0-9a-f-]{36})", page)
    shown = admin.get(f"/admin/rights/{lu}/data.json").json()["prospects"][0]
    assert (shown["legal_basis"], shown["legal_basis_note"]) == ("contract", "")
    assert "said legal basis" in admin.get("/admin/log").text


def test_dossier_when_two_were_merged_then_either_shows_and_erases_both(
    promises: PromiseRoom, admin: Browser, ines: Prospect
) -> None:
    owned = [promises.room.prospect(promises.rep, emails=("twin@aero.example",)) for _ in "ab"]
    merge(promises.room, *owned)
    for each in owned:
        told = admin.get(f"/admin/rights/{each.id}/data.json").json()["prospects"]
        assert {one["id"] for one in told} == {one.id for one in owned}
    assert send(admin, f"/admin/rights/{owned[1].id}", confirm="Ada Cole").status_code == 303
    assert [admin.get(f"/admin/rights/{each.id}").status_code for each in owned] == [404, 404]
    assert admin.get(f"/admin/rights/{ines.id}").status_code == 200


def test_erasure_when_the_name_is_not_typed_erases_nobody(admin: Browser, ines: Prospect) -> None:
    path = f"/admin/rights/{ines.id}"
    refused = send(admin, path, confirm="Ines")
    assert refused.status_code == 422
    assert "exactly as it stands" in refused.text
    assert admin.get(path).status_code == 200


def test_erasure_when_confirmed_gives_a_receipt_without_a_value(
    promises: PromiseRoom, admin: Browser, ines: Prospect
) -> None:
    laptop = promises.room.laptop()
    laptop.pull()
    path = f"/admin/rights/{ines.id}"
    done = send(admin, path, confirm=NAME)
    assert done.status_code == 303
    receipt = admin.get(done.headers["Location"]).text
    assert "Objections, in their words" in receipt
    assert "drops it at the next contact" in receipt
    assert admin.get(path).status_code == 404
    pages = [receipt, *(admin.get(each).text for each in ("/admin/log", "/admin/rights"))]
    for page in pages:
        assert not any(each in page for each in (NAME, PHONE, EMAIL, WORDS))
    assert "erase prospect" in pages[1]
    laptop.pull()
    laptop.get_pull()
    assert "1 laptop has dropped it" in admin.get(done.headers["Location"]).text
