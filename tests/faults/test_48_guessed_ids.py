"""A rep's laptop guesses a colleague's ids in pushes, pulls and snapshots."""

from __future__ import annotations

from companion.domain.calls import Call, Disposition
from companion.domain.ids import new_id
from tests.processes import server_process, set_up
from tests.salesroom import NOW, Salesroom, change, creating

SECRET = "Their secret words"


def test_guess_when_of_a_colleagues_records_then_is_forbidden_unreadable_and_logged(
    tmp_path, server_url
):
    database = set_up(server_url)
    with server_process(tmp_path, server_url) as server:
        room = Salesroom(database, server.client)
        laptop, colleague = room.laptop(), room.add_user(name="Colleague")
        theirs = room.prospect(colleague, notes=SECRET)
        call = Call(new_id(), theirs.id, colleague.id, NOW, disposition=Disposition.BUSY)
        room.put(call)
        guesses = [
            change("prospect", theirs.id, "patch", {"notes": "Mine"}, base_rev=999),
            change("prospect", theirs.id, "patch", {"owner_id": laptop.user.id}, base_rev=999),
            change("prospect", theirs.id, "delete", {}, base_rev=999),
            change("call", call.id, "patch", {"notes": "Mine"}, base_rev=999),
            creating(
                Call(new_id(), theirs.id, laptop.user.id, NOW, disposition=Disposition.BUSY), "call"
            ),
        ]
        results = laptop.push(*guesses)
        assert {(each["outcome"], each["code"]) for each in results} == {("rejected", "forbidden")}
        snapshot = server.client.get("/v1/snapshot", headers=laptop.headers)
        after = f"/v1/snapshot?after=prospect.{theirs.id}"
        resumed = server.client.get(after, headers=laptop.headers)
        for answer in (laptop.get_pull(), snapshot, resumed):
            assert answer.ok
            assert SECRET not in answer.text
            assert theirs.id not in {each["id"] for each in answer.json()["items"]}
        told = [each for each in server.log() if each["event"] == "change_refused"]
        assert {each["change"] for each in told} == {each["change_id"] for each in guesses}
        assert {each["code"] for each in told} == {"forbidden"}
        assert {each["device"] for each in told} == {laptop.device_id}
        assert {each["record"] for each in told} >= {theirs.id, call.id}
        assert SECRET not in server.log_file.read_text()
    database.close()
