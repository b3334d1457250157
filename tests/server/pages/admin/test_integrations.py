"""Keys of programs on the admin's page: shown once, followed, revoked, never seen again."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from standardwebhooks.webhooks import Webhook

from companion.domain.ids import new_id
from companion.domain.people import Role
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    import requests

    from tests.promiseroom import Browser, PromiseRoom

PATH = "/admin/integrations"


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def make_key(admin: Browser, **more: object) -> requests.Response:
    form = form_of(admin.get(PATH), PATH) | {"name": "Forms", "scope": ["prospects:write"]}
    return admin.post(PATH, **(form | more))


def secret_in(page: requests.Response) -> str:
    found = re.search(r"cp_key_[\w-]{40,}", page.text)
    return found[0] if found else ""


def may_enter(promises: PromiseRoom, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    return promises.room.client.get("/api/v1/key", headers=headers).status_code == 200


def test_key_when_made_then_is_shown_once_and_works(promises: PromiseRoom, admin: Browser) -> None:
    form_id = new_id()
    token = secret_in(make_key(admin, id=form_id))
    assert may_enter(promises, token)
    again = make_key(admin, id=form_id)
    assert (again.status_code, secret_in(again)) == (303, "")
    page = admin.get(PATH).text
    assert token not in page
    assert f"…{token[-4:]}" in page
    log = admin.get("/admin/log?entity=key").text
    assert "Forms" in log
    assert token not in log


def test_key_when_followed_then_the_new_one_is_shown_once_and_both_are_good(
    promises: PromiseRoom, admin: Browser
) -> None:
    form_id = new_id()
    old = secret_in(make_key(admin, id=form_id))
    path = f"{PATH}/keys/{form_id}"
    given = form_of(admin.get(PATH), path)
    new = secret_in(admin.post(path, **given, act="rotate"))
    assert new not in {"", old}
    assert may_enter(promises, old)
    assert may_enter(promises, new)
    again = admin.post(path, **given, act="rotate")  # the same click, sent twice
    assert (again.status_code, secret_in(again)) == (303, "")
    assert may_enter(promises, new)
    assert admin.post(path, **given, act="revoke").status_code == 303
    assert not may_enter(promises, new)
    assert not may_enter(promises, old)
    assert "revoked" in admin.get(PATH).text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 101}, {"name": "a\0b"}, {"scope": []}, {"id": "x"}]
)
def test_key_when_it_cannot_be_then_says_why(admin: Browser, wrong: dict) -> None:
    refused = make_key(admin, **wrong)
    assert refused.status_code == 422
    assert secret_in(refused) == ""


def test_key_when_unknown_or_nothing_is_chosen_then_is_left_alone(
    promises: PromiseRoom, admin: Browser
) -> None:
    form_id = new_id()
    token = secret_in(make_key(admin, id=form_id))
    csrf = admin.csrf(PATH)
    assert admin.post(f"{PATH}/keys/{form_id}", csrf=csrf).status_code == 422
    assert admin.post(f"{PATH}/keys/{new_id()}", csrf=csrf, act="revoke").status_code == 404
    assert may_enter(promises, token)


# -- sources ---------------------------------------------------------------------------------

SOURCES = f"{PATH}/sources"


def add_source(admin: Browser, **more: object) -> requests.Response:
    form = form_of(admin.get(PATH), SOURCES) | {"source_name": "Demo form", "region": "de"}
    return admin.post(SOURCES, **(form | more))


def signing_secret_in(page: requests.Response) -> str:
    found = re.search(r"whsec_[\w+/=]{40,}", page.text)
    return found[0] if found else ""


def deliver(promises: PromiseRoom, source_id: str, secret: str, given: dict) -> int:
    body, moment = json.dumps(given), datetime.now(UTC)
    headers = {
        "webhook-id": new_id(),
        "webhook-timestamp": str(int(moment.timestamp())),
        "Content-Type": "application/json",
    }
    headers["webhook-signature"] = Webhook(secret).sign(headers["webhook-id"], moment, body)
    answer = promises.room.client.post(f"/in/{source_id}", data=body.encode(), headers=headers)
    return answer.status_code


def test_source_when_added_then_its_secret_is_shown_once_and_deliveries_are_seen(
    promises: PromiseRoom, admin: Browser
) -> None:
    source_id = new_id()
    path = f"{SOURCES}/{source_id}"
    secret = signing_secret_in(add_source(admin, source_id=source_id))
    assert add_source(admin, source_id=source_id).status_code == 303
    assert signing_secret_in(admin.get(path)) == ""
    assert f"/in/{source_id}" in admin.get(path).text
    assert deliver(promises, source_id, secret, {"wer": "Ada", "telefon": "030 901820"}) == 200
    page = admin.get(path)
    assert "somebody new" in page.text
    assert "is not known" in page.text
    given = form_of(page, path)
    assert re.findall(r'name="header" value="([^"]+)"', page.text) == ["wer", "telefon"]
    means = {"header": ["wer", "telefon"], "means": ["name", ""]}
    done = admin.post(path, csrf=given["csrf"], act="map", **means)
    assert done.status_code == 303
    assert "name" in admin.get("/admin/log?entity=source").text
    new = signing_secret_in(admin.post(path, csrf=given["csrf"], act="follow"))
    assert deliver(promises, source_id, new, {"wer": "Ben", "telefon": "030 901821"}) == 200
    assert admin.post(path, csrf=given["csrf"], act="stop").status_code == 303
    assert deliver(promises, source_id, new, {"wer": "Cy"}) == 404
    assert "stopped" in admin.get(PATH).text
    assert admin.post(path, csrf=given["csrf"], act="follow").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"source_name": " "}, {"region": "Atlantis"}, {"owner": "x"}, {"source_id": "x"}]
)
def test_source_when_it_cannot_be_then_says_why(admin: Browser, wrong: dict) -> None:
    refused = add_source(admin, **wrong)
    assert refused.status_code == 422
    assert signing_secret_in(refused) == ""


@pytest.mark.parametrize(
    "given",
    [
        {"act": "map", "header": ["x" * 200], "means": ["name"]},
        {"act": "map", "header": ["x"], "means": ["everything"]},
        {"act": ""},
    ],
)
def test_source_when_its_form_cannot_be_then_says_why(admin: Browser, given: dict) -> None:
    source_id = new_id()
    add_source(admin, source_id=source_id)
    path = f"{SOURCES}/{source_id}"
    assert admin.post(path, csrf=admin.csrf(path), **given).status_code == 422
