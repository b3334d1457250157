from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.enrolment_links import read_enrolment_link
from companion.domain.people import Role
from companion.server.tables import change_log, user
from tests.promiseroom import PASSWORD, Browser
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from typing import Any

    from tests.promiseroom import PromiseRoom

NEW = {"name": "Nora New", "email": "Nora.New@room.example", "role": "marketer"}


def people(promises: PromiseRoom) -> dict[str, Any]:
    with promises.room.database.read() as cx:
        mine = user.c.org == promises.room.org
        return {row.name: row for row in cx.execute(select(user).where(mine))}


def invited(promises: PromiseRoom, browser: Browser, **changed: str) -> str:
    """Invite somebody; return the path of their link."""
    email = f"{len(people(promises))}.{promises.room.org}@room.example"
    page = send(browser, "/admin/people", **{**NEW, "email": email, **changed})
    assert page.status_code == 200, page.text
    link = re.search(r"http://[^<]+(/welcome/[^<]+)</code>", page.text)
    assert link
    return link[1]


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


def test_person_when_invited_comes_in_with_the_link_and_their_role(
    promises: PromiseRoom, admin: Browser
) -> None:
    link = invited(promises, admin)
    there = Browser(admin.address)
    form = {"password": PASSWORD, "again": PASSWORD}
    assert there.post(link, csrf=there.csrf(link), **form).status_code == 303
    assert there.get("/inbox").status_code == 200
    assert there.get("/admin").status_code == 403
    assert people(promises)["Nora New"].role == "marketer"


def test_person_when_the_form_is_sent_twice_is_added_once(
    promises: PromiseRoom, admin: Browser
) -> None:
    email = f"twice.{promises.room.org}@room.example"
    form = form_of(admin.get("/admin/people"), "/admin/people") | NEW | {"email": email}
    for _ in range(2):
        assert admin.post("/admin/people", **form).status_code == 200
    with promises.room.database.read() as cx:
        mine = user.c.org == promises.room.org, user.c.email == email
        assert len(cx.execute(select(user).where(*mine)).all()) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"role": "king"}, "role"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 9_000}, "name"),
    ],
)
def test_person_when_they_cannot_be_taken_says_why_beside_the_field(
    promises: PromiseRoom, admin: Browser, changed: dict[str, str], field: str
) -> None:
    email = f"wrong.{promises.room.org}@room.example"
    page = send(admin, "/admin/people", **{**NEW, "email": email, **changed})
    assert page.status_code == 422
    assert f'id="{field}-problem"' in page.text
    assert "Nora New" not in people(promises)


def test_person_when_the_email_is_taken_is_refused(promises: PromiseRoom, admin: Browser) -> None:
    reader = promises.add_reader()
    page = send(admin, "/admin/people", **{**NEW, "email": reader.email.upper()})
    assert page.status_code == 422
    assert "can sign in already" in page.text


def test_person_when_they_leave_is_out_at_once(promises: PromiseRoom, admin: Browser) -> None:
    reader = promises.add_reader(name="Leo Leaver")
    theirs, laptop = promises.browser(reader), promises.room.laptop(reader)
    path = f"/admin/people/{reader.id}"
    form = {name: v for name, v in form_of(admin.get(path), path).items() if name != "is_active"}
    assert admin.post(path, **form, act="change").status_code == 303
    assert theirs.get("/promises").status_code == 303
    assert laptop.get_pull().status_code == 401


def test_person_when_their_role_changes_may_do_that_from_then_on(
    promises: PromiseRoom, admin: Browser
) -> None:
    reader = promises.add_reader(Role.REP)
    theirs = promises.browser(reader)
    assert theirs.get("/inbox").status_code == 403
    send(admin, f"/admin/people/{reader.id}", role="marketer", act="change")
    assert theirs.get("/inbox").status_code == 200


def test_person_when_their_email_changes_signs_in_with_the_new_one(
    promises: PromiseRoom, admin: Browser
) -> None:
    reader = promises.add_reader()
    email = f"new.{promises.room.org}@room.example"
    send(admin, f"/admin/people/{reader.id}", email=email, act="change")
    assert Browser(admin.address).sign_in(reader.email).status_code == 403
    assert Browser(admin.address).sign_in(email).status_code == 303


def test_last_admin_when_they_would_step_down_is_kept(promises: PromiseRoom) -> None:
    ada = promises.add_reader(Role.ADMIN)
    browser = promises.browser(ada)
    page = send(browser, f"/admin/people/{ada.id}", role="marketer", act="change")
    assert page.status_code == 422
    assert "Nobody else here is an admin" in page.text
    promises.add_reader(Role.ADMIN)
    page = send(browser, f"/admin/people/{ada.id}", role="marketer", act="change")
    assert page.status_code == 303


def test_person_when_two_admins_edit_at_once_tells_the_second(
    promises: PromiseRoom, admin: Browser
) -> None:
    reader = promises.add_reader()
    path = f"/admin/people/{reader.id}"
    late = form_of(admin.get(path), path) | {"name": "Late", "act": "change"}
    send(admin, path, name="Early", act="change")
    page = admin.post(path, **late)
    assert page.status_code == 409
    assert "Early" in people(promises)
    assert form_of(page, path)["name"] == "Late"


def test_person_when_signed_out_by_an_admin_is_out_everywhere(
    promises: PromiseRoom, admin: Browser
) -> None:
    reader = promises.add_reader()
    theirs = [promises.browser(reader), promises.browser(reader)]
    send(admin, f"/admin/people/{reader.id}", act="sign_out")
    assert [each.get("/promises").status_code for each in theirs] == [303, 303]


def test_code_when_made_signs_one_laptop_in_and_is_in_no_log(
    promises: PromiseRoom, admin: Browser
) -> None:
    reader = promises.add_reader(Role.REP)
    page = send(admin, f"/admin/people/{reader.id}", act="code")
    shown = unescape(re.search(r">(companion://[^<]+)<", page.text)[1])
    assert read_enrolment_link(shown).server == admin.address
    found = re.search(r'<code class="secret">([0-9A-Z-]+)</code>', page.text)
    assert found
    with promises.room.database.read() as cx:
        lines = cx.execute(select(change_log).where(change_log.c.entity_id == reader.id)).all()
    assert "code_made" in {line.op for line in lines}
    assert found[1] not in repr(lines)
    assert found[1] not in admin.get("/admin/log").text
