"""Laptops looked after: seen, given new tokens, emptied, shut out, wiped, and copies found."""

from __future__ import annotations

import secrets
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.people import DeviceState
from companion.server.dismissals import drain_device, list_devices, order_wipe, revoke_device
from companion.server.tables import device, user
from companion.wire.messages import DeviceTold, WipeOrder
from companion.wire.tokens import TOKEN_PREFIX
from tests.salesroom import NOW, Laptop, change


def refused(answer) -> tuple[int, str]:
    assert answer.json()["message"].endswith(".")
    return answer.status_code, answer.json()["code"]


def told(room, laptop, **asked) -> DeviceTold:
    answer = room.client.get("/v1/device", headers=laptop.headers, params=asked)
    assert answer.status_code == 200, answer.text
    return DeviceTold.model_validate_json(answer.content)


def listed(room, laptop):
    with room.database.read() as cx:
        rows = {row.id: row for row in list_devices(cx, room.org)}
    return rows[laptop.device_id]


def do(room, what, laptop, *more, **named) -> None:
    with room.database.write() as cx:
        what(cx, room.org, laptop.device_id, *more, **named)


def with_new_token(laptop) -> Laptop:
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    return Laptop(laptop.client, laptop.user, laptop.device_id, token)


def rotate(laptop, following):
    asked = {"token_sha256": sha256(following.token.encode()).hexdigest()}
    return laptop.client.post("/v1/token/rotate", json=asked, headers=laptop.headers)


def ordered(answer) -> tuple[WipeOrder, dict]:
    wipe = answer.json()["wipe"]
    return WipeOrder.model_validate_json(wipe["order"]), wipe


# -- who is here -----------------------------------------------------------------------


def test_device_when_asked_then_tells_how_it_stands(room):
    laptop = room.laptop()
    found = told(room, laptop, app_version="9.9.1")
    assert (found.device_id, found.user_id) == (laptop.device_id, laptop.user.id)
    assert (found.name, found.state) == ("Test laptop", DeviceState.ACTIVE)
    assert (found.is_token_due, found.lock_after_days) == (False, 14)
    assert abs(found.time - datetime.now(UTC)) < timedelta(minutes=1)


def test_devices_when_listed_then_person_version_and_reading_are_there(room):
    ada = room.add_user(name="Ada")
    laptop, other = room.laptop(ada), room.laptop(room.add_user(name="Ben"))
    told(room, laptop, app_version="9.9.1")
    with room.database.write() as cx:
        mine = device.c.id == laptop.device_id
        cx.execute(update(device).where(mine).values(last_seen=NOW))
    laptop.pull()
    with room.database.read() as cx:
        rows = list_devices(cx, room.org)
    assert [row.user_name for row in rows] == ["Ada", "Ben"]
    assert (rows[0].name, rows[0].app_version, rows[0].email) == (
        "Test laptop",
        "9.9.1",
        ada.email,
    )
    assert rows[0].last_seen > NOW
    assert rows[0].last_cursor == laptop.cursor
    assert (rows[1].id, rows[1].last_cursor) == (other.device_id, None)


def test_device_of_another_organisation_when_named_then_it_is_unknown(room, place):
    elsewhere = type(room)(place.database, place.client).laptop()
    for what in (drain_device, revoke_device):
        with pytest.raises(RejectedError) as refusal:
            do(room, what, elsewhere)
        assert refusal.value.code == "unknown_device"
    with pytest.raises(RejectedError):
        do(room, order_wipe, elsewhere, NOW)
    assert elsewhere.get_pull().status_code == 200


# -- emptied and shut out --------------------------------------------------------------


def test_laptop_when_drained_then_it_may_send_and_ask_how_it_stands_but_not_fetch(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    do(room, drain_device, laptop)
    given = change("prospect", prospect.id, "patch", {"notes": "Last words"})
    assert laptop.push_one(given)["outcome"] == "applied"
    assert told(room, laptop).state is DeviceState.DRAINING
    for path in ("/v1/pull", "/v1/wait", "/v1/snapshot"):
        answer = room.client.get(path, headers=laptop.headers)
        assert refused(answer) == (403, "device_draining")
        assert "wipe" not in answer.json()


def test_laptop_when_revoked_then_nothing_is_open_and_nothing_says_wipe(room):
    laptop = room.laptop()
    do(room, revoke_device, laptop)
    for answer in (
        laptop.get_pull(),
        laptop.post_push(),
        room.client.get("/v1/device", headers=laptop.headers),
        rotate(laptop, with_new_token(laptop)),
    ):
        assert refused(answer) == (401, "unauthenticated")
        assert "wipe" not in answer.json()
    with pytest.raises(RejectedError) as refusal:
        do(room, drain_device, laptop)
    assert refusal.value.code == "device_revoked"


def test_laptop_when_revoked_then_a_new_code_lets_it_in_again(room):
    laptop = room.laptop()
    do(room, revoke_device, laptop)
    asked = {
        "code": room.code_for(laptop.user),
        "device_id": laptop.device_id,
        "device_name": "Again",
        "app_version": "0.1.0",
    }
    token = room.client.post("/v1/enroll", json=asked).json()["token"]
    assert Laptop(room.client, laptop.user, laptop.device_id, token).get_pull().ok


# -- wiped -----------------------------------------------------------------------------


def test_wipe_when_ordered_then_what_is_unsent_may_go_up_and_reads_carry_the_order(room):
    laptop = room.laptop()
    do(room, order_wipe, laptop, NOW)
    assert laptop.post_push().status_code == 200
    answer = laptop.get_pull()
    assert refused(answer) == (403, "device_draining")
    order, _ = ordered(answer)
    assert (order.device_id, order.action) == (laptop.device_id, "wipe")
    assert listed(room, laptop).wipe_ordered_at == NOW


def test_wipe_when_ordered_at_once_then_every_request_carries_the_order(room):
    laptop = room.laptop()
    do(room, order_wipe, laptop, NOW)
    first, _ = ordered(laptop.get_pull())
    do(room, order_wipe, laptop, NOW, is_at_once=True)
    for answer in (laptop.get_pull(), laptop.post_push()):
        assert refused(answer) == (401, "unauthenticated")
        assert ordered(answer)[0] == first


def test_wipe_when_ordered_then_it_bears_the_signature_of_the_key_given_at_enrolment(room):
    ada = room.add_user()
    asked = {
        "code": room.code_for(ada),
        "device_id": new_id(),
        "device_name": "",
        "app_version": "0.1.0",
    }
    enrolled = room.client.post("/v1/enroll", json=asked).json()
    laptop = Laptop(room.client, ada, asked["device_id"], enrolled["token"])
    do(room, order_wipe, laptop, NOW, is_at_once=True)
    _, wipe = ordered(laptop.get_pull())
    key = Ed25519PublicKey.from_public_bytes(b64decode(enrolled["wipe_key"]))
    signature = b64decode(wipe["signature"])
    key.verify(signature, wipe["order"].encode())
    with pytest.raises(InvalidSignature):
        key.verify(signature, wipe["order"].replace(laptop.device_id, new_id()).encode())


def test_wipe_when_the_person_has_left_then_the_order_still_comes(room):
    laptop = room.laptop()
    do(room, order_wipe, laptop, NOW)
    with room.database.write() as cx:
        mine = user.c.org == room.org, user.c.id == laptop.user.id
        cx.execute(update(user).where(*mine).values(is_active=False))
    answer = laptop.get_pull()
    assert refused(answer) == (401, "unauthenticated")
    assert ordered(answer)[0].device_id == laptop.device_id


def test_wipe_when_acknowledged_then_it_is_noted_once_and_the_order_ends(room):
    laptop = room.laptop()
    do(room, order_wipe, laptop, NOW)
    order, _ = ordered(laptop.get_pull())
    done = {"device_id": order.device_id, "nonce": order.nonce}
    answers = [room.client.post("/v1/wipe-ack", json=done) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert listed(room, laptop).wiped_at is not None
    answer = laptop.get_pull()
    assert refused(answer) == (401, "unauthenticated")
    assert "wipe" not in answer.json()
    with pytest.raises(RejectedError) as refusal:
        do(room, order_wipe, laptop, NOW)
    assert refusal.value.code == "wiped_already"


@pytest.mark.parametrize("nonce", ["0123456789abcdef", "é" * 20])
def test_wipe_when_acknowledged_with_another_nonce_then_it_is_refused(room, nonce):
    laptop = room.laptop()
    do(room, order_wipe, laptop, NOW)
    for device_id in (laptop.device_id, new_id(), room.laptop().device_id):
        done = {"device_id": device_id, "nonce": nonce}
        assert refused(room.client.post("/v1/wipe-ack", json=done)) == (403, "forbidden")
    assert listed(room, laptop).wiped_at is None


def test_wipe_when_outstanding_then_a_code_does_not_undo_it(room):
    laptop = room.laptop()
    code = room.code_for(laptop.user)
    do(room, order_wipe, laptop, NOW, is_at_once=True)
    asked = {"code": code, "device_id": laptop.device_id, "device_name": "", "app_version": ""}
    assert refused(room.client.post("/v1/enroll", json=asked)) == (403, "forbidden")
    assert ordered(laptop.get_pull())


# -- one token follows another ---------------------------------------------------------


def test_token_when_old_then_a_new_one_is_due_and_a_fresh_one_is_not(room):
    laptop = room.laptop()
    age = update(device).where(device.c.id == laptop.device_id)
    with room.database.write() as cx:
        cx.execute(age.values(token_at=datetime.now(UTC) - timedelta(days=30)))
    assert told(room, laptop).is_token_due
    following = with_new_token(laptop)
    assert rotate(laptop, following).status_code == 200
    assert not told(room, following).is_token_due


def test_token_when_followed_then_the_old_one_is_good_until_the_new_one_is_used(room):
    laptop = room.laptop()
    following = with_new_token(laptop)
    assert rotate(laptop, following).status_code == 200
    assert laptop.get_pull().ok
    assert laptop.get_pull().ok
    assert following.get_pull().ok
    assert refused(laptop.get_pull()) == (403, "device_cloned")
    assert refused(laptop.post_push()) == (403, "device_cloned")


@pytest.mark.parametrize("use", ["get_pull", "post_push"])
def test_token_when_the_new_one_is_used_for_anything_then_the_old_one_ends(room, use):
    laptop = room.laptop()
    following = with_new_token(laptop)
    rotate(laptop, following)
    assert getattr(following, use)().status_code == 200
    assert refused(laptop.get_pull()) == (403, "device_cloned")


def test_token_when_rotation_is_repeated_or_doubled_then_the_same_token_counts(room):
    laptop = room.laptop()
    following = with_new_token(laptop)
    for _ in range(3):
        assert rotate(laptop, following).status_code == 200
    assert following.get_pull().ok
    assert rotate(following, following).status_code == 200
    assert following.get_pull().ok


def test_token_when_another_is_chosen_after_a_lost_reply_then_the_last_one_counts(room):
    laptop = room.laptop()
    lost, following = with_new_token(laptop), with_new_token(laptop)
    rotate(laptop, lost)
    rotate(laptop, following)
    assert laptop.get_pull().ok
    assert refused(lost.get_pull()) == (401, "unauthenticated")
    assert following.get_pull().ok


def test_token_when_it_is_another_laptops_then_it_is_refused_and_both_go_on(room):
    laptop, other = room.laptop(), room.laptop()
    assert refused(rotate(laptop, other)) == (422, "invalid")
    assert laptop.get_pull().ok
    assert other.get_pull().ok


@pytest.mark.parametrize("body", [{}, {"token_sha256": "x"}, {"token_sha256": "A" * 64}, []])
def test_token_when_what_follows_is_no_hash_then_it_is_refused(room, body):
    laptop = room.laptop()
    answer = room.client.post("/v1/token/rotate", json=body, headers=laptop.headers)
    assert refused(answer) == (422, "invalid")


def test_token_when_rotated_then_no_token_lies_in_the_database(room):
    laptop = room.laptop()
    following = with_new_token(laptop)
    rotate(laptop, following)
    following.get_pull()
    with room.database.read() as cx:
        kept = repr(cx.execute(select(device).where(device.c.id == laptop.device_id)).one())
    assert laptop.token not in kept
    assert following.token not in kept


# -- copies ----------------------------------------------------------------------------


def test_push_when_a_copy_sends_an_earlier_turn_then_it_is_refused_and_seen(room):
    laptop = room.laptop()
    laptop.push(turn=1)
    laptop.push(turn=2)
    later = NOW + timedelta(seconds=1)
    assert refused(laptop.post_push(turn=1, sent_at=later)) == (403, "device_cloned")
    assert listed(room, laptop).copy_seen_at is not None
    laptop.push(turn=3)


def test_push_when_a_copy_sends_the_same_turn_at_another_moment_then_it_is_refused(room):
    laptop = room.laptop()
    laptop.push(turn=5)
    later = NOW + timedelta(microseconds=1)
    assert refused(laptop.post_push(turn=5, sent_at=later)) == (403, "device_cloned")


def test_push_when_it_was_held_up_on_its_way_then_it_is_refused_and_taken_for_no_copy(room):
    laptop = room.laptop()
    laptop.push(turn=6)
    earlier = NOW - timedelta(seconds=30)
    assert refused(laptop.post_push(turn=5, sent_at=earlier)) == (403, "device_cloned")
    assert listed(room, laptop).copy_seen_at is None
    laptop.push(turn=7)


def test_push_when_delivered_twice_then_it_is_no_copy(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    given = change("prospect", prospect.id, "patch", {"notes": "Once"})
    assert laptop.push_one(given, turn=5)["outcome"] == "applied"
    assert laptop.push_one(given, turn=5)["outcome"] == "duplicate"
    assert listed(room, laptop).copy_seen_at is None


def test_push_when_a_copy_sends_then_nothing_of_it_is_taken(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    laptop.push(turn=2)
    given = change("prospect", prospect.id, "patch", {"notes": "From a copy"})
    assert laptop.post_push(given, turn=1).status_code == 403
    assert laptop.pulled("prospect")[prospect.id]["data"]["notes"] == ""


def test_enroll_when_a_copy_asks_then_it_must_become_a_laptop_of_its_own(room):
    laptop = room.laptop()
    laptop.push(turn=9)
    asked = {
        "code": room.code_for(laptop.user),
        "device_id": laptop.device_id,
        "device_name": "Copy",
        "app_version": "0.1.0",
        "turn": 4,
    }
    assert refused(room.client.post("/v1/enroll", json=asked)) == (403, "device_cloned")
    assert laptop.get_pull().ok
    answer = room.client.post("/v1/enroll", json=asked | {"device_id": new_id()})
    assert answer.status_code == 200
    assert laptop.get_pull().ok


# -- signed out by its person ----------------------------------------------------------


def test_laptop_when_it_says_that_it_signed_out_then_it_is_shut_out_however_often_it_says_so(room):
    laptop = room.laptop()
    left = {"device_id": laptop.device_id, "token_sha256": sha256_of(laptop.token)}
    for _ in range(2):
        assert room.client.post("/v1/sign-out", json=left).json() == {"signed_out": True}
    assert refused(laptop.get_pull()) == (401, "unauthenticated")
    assert listed(room, laptop).state is DeviceState.REVOKED


def test_laptop_when_somebody_else_says_that_it_signed_out_then_it_stays(room):
    laptop, other = room.laptop(), room.laptop()
    for device_id, token in ((laptop.device_id, other.token), (new_id(), laptop.token)):
        left = {"device_id": device_id, "token_sha256": sha256_of(token)}
        assert refused(room.client.post("/v1/sign-out", json=left)) == (403, "forbidden")
    assert laptop.get_pull().status_code == 200


def sha256_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
