from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.clock import SystemClock
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.commands import main
from companion.server.exports.chore import run_due
from companion.server.settings import read_settings
from companion.server.tables import change_log
from tests.server.pages.forms import form_of, forms_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.promiseroom import Browser, PromiseRoom


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def file_form(admin: Browser) -> dict:
    return form_of(admin.get("/admin/exports"), "/admin/exports/file")


def test_file_when_asked_for_then_it_comes_and_the_log_says_who_took_it(promises, admin):
    promises.call(promises.second, "Twice the price")
    answer = admin.post("/admin/exports/file", **{**file_form(admin), "layout": "hubspot"})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="calls-hubspot-')
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert "Twice the price" in row["hs_call_body"]
    with promises.room.database.read() as cx:
        mine = change_log.c.org == promises.room.org, change_log.c.entity == "export"
        (line,) = cx.execute(select(change_log.c.op, change_log.c.fields).where(*mine))
    assert (line.op, line.fields["layout"]) == ("taken", "hubspot")


@pytest.mark.parametrize(
    "wrong",
    [{"layout": "nobody"}, {"since": "tomorrow"}, {"until": "2026-13-01"}, {"owner": "a\0b"}],
)
def test_file_when_it_cannot_be_then_says_why(admin, wrong):
    refused = admin.post("/admin/exports/file", **{**file_form(admin), **wrong})
    assert refused.status_code == 422
    assert 'class="problem"' in refused.text


def test_order_when_there_is_no_folder_then_the_page_says_what_to_set(admin):
    page = admin.get("/admin/exports")
    assert "COMPANION_EXPORT_DIR" in page.text
    assert "every" not in form_of(page, "/admin/exports")


def test_order_when_made_paused_and_deleted_then_the_page_shows_it(promises, admin):
    form = {"id": new_id(), "name": "To the CRM", "layout": "zoho", "every": "24", "with_all": "1"}
    csrf = admin.csrf("/admin/exports")
    for _ in range(2):
        assert admin.post("/admin/exports", csrf=csrf, **form).status_code == 303
    path = f"/admin/exports/{form['id']}"
    page = admin.get("/admin/exports")
    assert sum(each["action"] == path for each in forms_of(page)) == 1
    assert admin.post(path, csrf=csrf, act="pause").status_code == 303
    assert ">paused<" in admin.get("/admin/exports").text
    assert admin.post(path, csrf=csrf, act="explode").status_code == 422
    assert admin.post(path, csrf=csrf, act="delete").status_code == 303
    assert admin.post(path, csrf=csrf, act="now").status_code == 404
    refused = admin.post("/admin/exports", csrf=csrf, **{**form, "id": new_id(), "every": "2"})
    assert refused.status_code == 422


def test_due_order_when_the_chore_looks_then_its_file_is_there(promises, admin, tmp_path: Path):
    promises.call(promises.second)
    csrf = admin.csrf("/admin/exports")
    form = {"id": new_id(), "name": "Nightly", "layout": "espocrm", "every": "24", "with_all": "1"}
    admin.post("/admin/exports", csrf=csrf, **form)
    settings = read_settings({"--data-dir": str(tmp_path / "data")}, {})
    ordered = replace(settings, export_folder=tmp_path / "out")
    assert run_due(promises.room.database, ordered, SystemClock()) >= 1
    assert run_due(promises.room.database, ordered, SystemClock()) == 0
    assert len(list((tmp_path / "out").glob("nightly-calls-1-*.csv"))) == 1
    assert "1 call, 0 corrected" in admin.get("/admin/exports").text


def test_command_when_run_then_it_writes_the_file_or_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = ["--data-dir", str(tmp_path / "data")]
    assert main(["demo", *folder, "--json"]) == 0
    capsys.readouterr()
    target = tmp_path / "calls.csv"
    assert main(["export", "file", str(target), "--layout", "hubspot", *folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target)}
    assert len(target.read_text("utf-8-sig").splitlines()) > 100
    assert main(["export", "run", *folder]) == 1
    assert "COMPANION_EXPORT_DIR" in capsys.readouterr().err
    given = [*folder, "--export-dir", str(tmp_path / "out")]
    assert main(["export", "run", *given]) == 0
