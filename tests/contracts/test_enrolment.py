from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from companion.domain.ids import new_id
from companion.server.tables import device, enrolment_code, user
from companion.wire.messages import Enrolled
from companion.wire.tokens import TOKEN_PREFIX
from tests.salesroom import Laptop


def asking(code: str, **more: str) -> dict:
    asked = {"device_id": new_id(), "device_name": "Ada's laptop", "app_version": "0.1.0"}
    return {"code": code, **asked, **more}


def enroll(room, asked: dict):
    return room.client.post("/v1/enroll", json=asked)


def refused(answer) -> tuple[int, str]:
    assert answer.json()["message"].endswith(".")
    return answer.status_code, answer.json()["code"]


def test_enroll_when_the_code_is_good_then_says_who_and_where(room):
    ada = room.add_user(name="Ada")
    asked = asking(room.code_for(ada))
    enrolled = Enrolled.model_validate_json(enroll(room, asked).content)
    assert (enrolled.user_id, enrolled.user_name, enrolled.role) == (ada.id, "Ada", "rep")
    assert (enrolled.organisation_id, enrolled.device_id) == (room.org, asked["device_id"])
    assert enrolled.server_id == room.client.get("/v1/hello").json()["server_id"]
    assert Laptop(room.client, ada, asked["device_id"], enrolled.token).get_pull().ok


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", " "), str.strip])
def test_enroll_when_the_code_is_typed_another_way_then_it_is_known(room, written):
    code = room.code_for(room.add_user())
    assert enroll(room, asking(written(code))).status_code == 200


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "-", "\x00", "💥" * 50])
def test_enroll_when_the_code_is_wrong_then_it_is_not_known(room, code):
    room.code_for(room.add_user())
    assert refused(enroll(room, asking(code))) == (403, "code_unknown")


def test_enroll_when_the_code_has_expired_then_says_so(room):
    code = room.code_for(room.add_user(), timedelta(seconds=-1))
    assert refused(enroll(room, asking(code))) == (403, "code_expired")


def test_enroll_when_another_laptop_used_the_code_then_says_so_and_the_first_goes_on(room):
    ada = room.add_user()
    code = room.code_for(ada)
    first = asking(code)
    token = enroll(room, first).json()["token"]
    assert refused(enroll(room, asking(code))) == (403, "code_used")
    assert Laptop(room.client, ada, first["device_id"], token).get_pull().ok


def test_enroll_when_repeated_after_a_lost_reply_then_the_new_token_counts(room):
    ada = room.add_user()
    asked = asking(room.code_for(ada))
    lost, token = (enroll(room, asked).json()["token"] for _ in range(2))
    assert Laptop(room.client, ada, asked["device_id"], token).get_pull().ok
    gone = Laptop(room.client, ada, asked["device_id"], lost).get_pull()
    assert refused(gone) == (401, "unauthenticated")
    with room.database.read() as cx:
        mine = select(func.count()).where(device.c.id == asked["device_id"])
        assert cx.scalar(mine) == 1


def test_enroll_when_the_profile_is_of_somebody_else_then_it_stays_theirs(room):
    laptop = room.laptop()
    asked = asking(room.code_for(room.add_user()), device_id=laptop.device_id)
    assert refused(enroll(room, asked)) == (403, "forbidden")
    assert laptop.get_pull().ok


def test_enroll_when_the_person_has_left_then_neither_code_nor_laptop_is_good(room):
    laptop = room.laptop()
    code = room.code_for(laptop.user)
    with room.database.write() as cx:
        mine = user.c.org == room.org, user.c.id == laptop.user.id
        cx.execute(update(user).where(*mine).values(is_active=False))
    assert refused(enroll(room, asking(code))) == (403, "code_unknown")
    assert refused(laptop.get_pull()) == (401, "unauthenticated")


def test_enroll_when_done_then_neither_code_nor_token_lies_in_the_database(room):
    ada = room.add_user()
    code = room.code_for(ada)
    token = enroll(room, asking(code)).json()["token"]
    assert token.startswith(TOKEN_PREFIX)
    assert len(token) >= len(TOKEN_PREFIX) + 43  # 256 bits
    with room.database.read() as cx:
        rows = [
            *cx.execute(select(device).where(device.c.user_id == ada.id)),
            *cx.execute(select(enrolment_code).where(enrolment_code.c.user_id == ada.id)),
        ]
    assert len(rows) == 2
    kept = repr(rows)
    assert not any(secret in kept for secret in (token, token[-20:], code, code.replace("-", "")))


@pytest.mark.parametrize("state", ["revoked", "draining"])
def test_laptop_when_it_may_not_fetch_any_more_then_pull_and_wait_say_so(room, state):
    laptop = room.laptop()
    with room.database.write() as cx:
        cx.execute(update(device).where(device.c.id == laptop.device_id).values(state=state))
    expected = {"revoked": (401, "unauthenticated"), "draining": (403, "device_draining")}[state]
    for path in ("/v1/pull", "/v1/wait"):
        assert refused(room.client.get(path, headers=laptop.headers)) == expected
    assert laptop.post_push().status_code == (401 if state == "revoked" else 200)


@pytest.mark.parametrize(
    "shown",
    [{}, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"}]
    + [{"Authorization": f"Bearer {token}"} for token in ("x", "cp_dev_", "cp_dev_" + "a" * 43)],
)
@pytest.mark.parametrize("path", ["/v1/pull", "/v1/wait", "/v1/push", "/v1/snapshot"])
def test_request_when_no_good_token_is_shown_then_sign_in_is_asked_for(room, path, shown):
    ask = room.client.post if path == "/v1/push" else room.client.get
    answer = ask(path, headers={"Content-Type": "application/json", **shown})
    assert refused(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
