from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.tables import change_log, prospect
from tests.patience import until
from tests.server.pages.forms import form_of, forms_of

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def kept(promises: PromiseRoom, prospect_id: str):
    with promises.room.database.read() as cx:
        return cx.execute(select(prospect).where(prospect.c.id == prospect_id)).one()


def test_pair_when_shown_then_the_result_stands_beside_both(promises: PromiseRoom, admin: Browser):
    path = promises.add_pair()
    promises.call(promises.second, "Twice the price")
    assert path in admin.get("/admin/duplicates").text
    page = admin.get(path)
    assert "Head of fleet" in page.text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page.text
    gone, stays = path.split("/")[-2:]  # the other way round: Ada goes, with her call
    turned = admin.get(f"/admin/duplicates/{stays}/{gone}").text
    assert "Moves along: 1 call, 1 objection." in turned


def test_choices_when_shown_again_then_nothing_is_merged_yet(promises, admin):
    path = promises.add_pair()
    form = form_of(admin.get(path), path)
    shown = admin.post(path, **{**form, "from_company": "other", "act": "show"})
    assert shown.status_code == 200
    assert '<strong class="break">Cole and Daughters</strong>' in shown.text
    assert kept(promises, path.split("/")[-1]).deleted_at is None


def test_pair_when_merged_and_parted_then_both_are_as_before(promises, admin):
    path = promises.add_pair()
    stays, goes = path.split("/")[-2:]
    form = form_of(admin.get(path), path)
    assert admin.post(path, **{**form, "from_company": "other", "act": "merge"}).status_code == 303
    now = kept(promises, stays)
    assert (now.company, now.do_not_call) == ("Cole and Daughters", True)
    assert kept(promises, goes).deleted_at is not None
    assert admin.get(path).status_code == 404
    page = admin.get("/admin/duplicates")
    assert path not in page.text
    (undo,) = [each["action"] for each in forms_of(page) if "/merges/" in each["action"]]
    csrf = admin.csrf("/admin/duplicates")
    assert admin.post(undo, csrf=csrf).status_code == 303
    assert admin.post(undo, csrf=csrf).status_code == 422
    assert kept(promises, stays).company == "Cole & Daughters"
    assert kept(promises, goes).deleted_at is None
    with promises.room.database.read() as cx:
        mine = change_log.c.org == promises.room.org, change_log.c.op.in_(["merged", "parted"])
        rows = cx.execute(select(change_log.c.op, change_log.c.entity_id).where(*mine))
        assert [tuple(row) for row in rows] == [("merged", stays), ("parted", stays)]


def test_pair_when_changed_since_it_was_shown_then_it_is_shown_again(promises, admin):
    path = promises.add_pair()
    form = form_of(admin.get(path), path)
    changed = [("prospect", path.split("/")[-1], {"title": "Boss"})]
    with promises.room.database.write() as cx:
        from companion.server.records import patch_records  # noqa: PLC0415 - this test alone
        from tests.salesroom import NOW  # noqa: PLC0415 - as well

        patch_records(cx, promises.room.org, changed, None, NOW)
    refused = admin.post(path, **{**form, "act": "merge"})
    assert refused.status_code == 409
    assert "Boss" in refused.text


def test_pair_when_said_to_be_two_people_then_it_is_not_shown_again(promises, admin):
    path = promises.add_pair()
    csrf = admin.csrf(path)
    assert admin.post(path, csrf=csrf, act="explode").status_code == 422
    assert admin.post(path, csrf=csrf, act="dismiss").status_code == 303
    assert admin.post("/admin/duplicates", csrf=csrf).status_code == 303
    assert path not in admin.get("/admin/duplicates").text


def test_duplicates_when_looked_for_then_new_ones_are_there(promises, admin):
    twin = promises.room.prospect(promises.rep, company="Cole & Daughters")
    csrf = admin.csrf("/admin/duplicates")
    assert admin.post("/admin/duplicates", csrf=csrf).status_code == 303
    until(lambda: twin.id in admin.get("/admin/duplicates").text)


@pytest.mark.parametrize("other", ["same", "absent", "none"])
def test_pair_when_it_is_none_then_not_found(promises, admin, other):
    ids = {"same": promises.ada.id, "absent": new_id(), "none": "a%00b"}
    path = f"/admin/duplicates/{promises.ada.id}/{ids[other]}"
    assert admin.get(path).status_code == 404
    csrf = admin.csrf("/me")
    assert admin.post(path, csrf=csrf, act="merge").status_code == 404
    assert admin.post(f"/admin/duplicates/merges/{ids[other]}", csrf=csrf).status_code == 404
