from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.hook_tables import hook_delivery, hook_endpoint, hook_event
from companion.server.tables import change_log
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    import requests

    from tests.promiseroom import Browser, PromiseRoom

WISH = {
    "name": "CRM",
    "url": "https://crm.example/in",
    "events": ["call.finished", "answer.retired"],
}


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def added(admin: Browser) -> tuple[str, requests.Response]:
    """Add an address; return its page's path and what was shown."""
    form = form_of(admin.get("/admin/hooks"), "/admin/hooks")
    shown = admin.post("/admin/hooks", **{**form, **WISH})
    assert shown.status_code == 200, shown.text
    return f"/admin/hooks/{form['id']}", shown


def secret_in(page: requests.Response) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)
    return found[0] if found else ""


def kept(promises: PromiseRoom, path: str):
    with promises.room.database.read() as cx:
        mine = hook_endpoint.c.id == path.rpartition("/")[2]
        return cx.execute(select(hook_endpoint).where(mine)).first()


def test_address_when_added_then_its_secret_is_shown_once_and_kept_sealed(promises, admin):
    path, shown = added(admin)
    secret = secret_in(shown)
    assert secret
    assert not secret_in(admin.get(path))
    assert secret.encode() not in kept(promises, path).secret
    assert kept(promises, path).events == ["call.finished", "answer.retired"]


def test_address_when_sent_twice_then_it_is_there_once(admin):
    form = form_of(admin.get("/admin/hooks"), "/admin/hooks")
    assert admin.post("/admin/hooks", **{**form, **WISH}).status_code == 200
    again = admin.post("/admin/hooks", **{**form, **WISH})
    assert again.status_code == 422
    assert not secret_in(again)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"url": "http://crm.example/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://[::ffff:10.0.0.1]/"},
        {"events": []},
        {"events": ["call.unheard_of"]},
        {"name": "a\0b"},
    ],
)
def test_address_when_it_cannot_be_then_says_why_and_keeps_what_was_typed(admin, wrong):
    form = form_of(admin.get("/admin/hooks"), "/admin/hooks")
    refused = admin.post("/admin/hooks", **{**form, **WISH, **wrong})
    assert refused.status_code == 422
    assert 'class="problem"' in refused.text


def test_secret_when_given_anew_then_both_sign_for_a_day(promises, admin):
    path, shown = added(admin)
    before, old = kept(promises, path), secret_in(shown)
    new = secret_in(send(admin, path, act="rotate"))
    after = kept(promises, path)
    assert new not in {"", old}
    assert (after.prior_secret, after.secret != before.secret) == (before.secret, True)
    assert after.prior_until is not None
    assert "signs too" in admin.get(path).text


def test_address_when_changed_by_two_then_the_second_is_told(admin):
    path, _ = added(admin)
    forms = [{**WISH, "rev": form_of(admin.get(path), path)["rev"]} for _ in range(2)]
    csrf = admin.csrf(path)
    assert admin.post(path, csrf=csrf, act="change", **forms[0]).status_code == 303
    assert admin.post(path, csrf=csrf, act="change", **forms[1]).status_code == 409


def test_test_when_sent_then_it_stands_among_the_deliveries_until_given_up_or_sent_again(
    promises, admin
):
    path, _ = added(admin)
    csrf = admin.csrf(path)
    assert admin.post(path, csrf=csrf, act="pause").status_code == 303
    assert admin.post(path, csrf=csrf, act="try").status_code == 303
    page = admin.get(path).text
    assert "endpoint.test" in page
    assert "paused" in page
    with promises.room.database.read() as cx:
        event = cx.scalar(select(hook_event.c.id).where(hook_event.c.org == promises.room.org))
    assert admin.post(path, csrf=csrf, act="again", event=event).status_code == 303
    assert "endpoint.test" not in admin.get(f"{path}?state=dead").text
    assert "endpoint.test" in admin.get(f"{path}?state=waiting").text


def test_address_when_deleted_then_nothing_of_it_is_left_but_its_lines_in_the_log(promises, admin):
    path, _ = added(admin)
    csrf = admin.csrf(path)
    admin.post(path, csrf=csrf, act="pause")
    admin.post(path, csrf=csrf, act="try")
    assert admin.post(path, csrf=csrf, act="delete").status_code == 303
    assert admin.get(path).status_code == 404
    with promises.room.database.read() as cx:
        mine = hook_delivery.c.org == promises.room.org
        assert cx.execute(select(hook_delivery).where(mine)).first() is None
        log = select(change_log.c.op).where(change_log.c.entity_id == path.rpartition("/")[2])
        acts = list(cx.scalars(log.order_by(change_log.c.seq)))
    assert acts == ["added", "paused", "tried", "deleted"]
    assert "hook endpoint" in admin.get("/admin/log?entity=hook_endpoint").text


@pytest.mark.parametrize("act", ["", "explode"])
def test_act_when_unknown_then_it_is_refused(admin, act):
    path, _ = added(admin)
    assert admin.post(path, csrf=admin.csrf(path), act=act).status_code == 422


def test_address_when_it_is_not_there_then_not_found(admin):
    assert admin.get(f"/admin/hooks/{new_id()}").status_code == 404
    assert (
        admin.post(f"/admin/hooks/{new_id()}", csrf=admin.csrf("/me"), act="try").status_code == 404
    )


def test_events_when_looked_up_then_each_has_its_schema_and_example(admin):
    page = admin.get("/admin/hooks/events").text
    assert "prospect.do_not_call" in page
    assert "json-schema.org" in page
