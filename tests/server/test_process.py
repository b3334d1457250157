"""A real server process: what it writes into its log, and how it ends."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
import requests

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from tests.patience import until
from tests.processes import ServerProcess, server_process, set_up
from tests.promiseroom import PASSWORD, Browser, PromiseRoom
from tests.salesroom import Salesroom, change, creating

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.server.database import Database

SECRETS = ("Zanzibar", "quagmire", "ocelot")


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    database = set_up(f"sqlite:///{tmp_path / 'companion.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def server(tmp_path, database) -> Iterator[ServerProcess]:
    with server_process(tmp_path, str(database.engine.url)) as started:
        yield started


def test_log_when_people_work_and_err_then_has_ids_and_none_of_their_words(server, database):
    room = Salesroom(database, server.client)
    laptop, manager = room.laptop(), room.laptop(role=Role.MANAGER)
    place, notes, word = SECRETS
    given = Prospect(new_id(), place, notes=notes, owner_id=laptop.user.id)
    laptop.push(creating(given, "prospect"))
    refused = change("prospect", given.id, "patch", {word: "\0"})
    laptop.push(refused, change(word, new_id(), "create", {"name": word}))
    laptop.push({**change("prospect", given.id, "patch", {}), "client_at": word})
    manager.pull()
    server.client.get(f"/{word}/{place}?{notes}")
    server.client.get(f"/v1/pull?cursor={word}", headers=laptop.headers)
    server.client.post("/v1/push", data=f'{{"{word}"', headers=laptop.headers)
    promises = PromiseRoom(room)
    reader = promises.add_reader(name=place)
    promises.browser(reader).get(f"/promises/{word}")
    Browser(server.client.address).sign_in(reader.email, word)
    text = server.log_file.read_text()
    assert not [each for each in (*SECRETS, PASSWORD, laptop.token, reader.email) if each in text]
    lines = server.log()
    (told,) = [each for each in lines if each.get("change") == refused["change_id"]]
    assert (told["event"], told["code"]) == ("change_refused", "invalid")
    assert (told["record"], told["device"]) == (given.id, laptop.device_id)
    pulled = [each for each in lines if each.get("route") == "/v1/pull" and each["status"] == 200]
    assert (pulled[0]["user"], pulled[0]["org"]) == (manager.user.id, room.org)
    assert {each["route"] for each in lines if each["event"] == "answered"} >= {
        "/v1/push",
        "/promises/{promise_id}",
        "none",
    }


def test_server_when_told_to_stop_in_the_middle_of_a_push_then_commits_and_answers_it(
    server, database
):
    laptop = Salesroom(database, server.client).laptop()
    given = Prospect(new_id(), "Ada", owner_id=laptop.user.id)
    results: list[dict] = []
    pushing = threading.Thread(
        target=lambda: results.extend(laptop.push(creating(given, "prospect")))
    )
    with database.engine.connect() as blocker:
        blocker.connection.dbapi_connection.execute("BEGIN IMMEDIATE")  # the push waits behind it
        pushing.start()
        until(lambda: number(server, "companion_requests_in_hand") == 2)  # with this question
        server.terminate()
        until(lambda: is_closed(server))
        assert not results
        blocker.connection.dbapi_connection.execute("ROLLBACK")
    pushing.join(30)
    assert [each["outcome"] for each in results] == ["applied"]
    assert server.wait() == 0
    with database.read() as cx:
        found = cx.exec_driver_sql("SELECT name FROM prospect WHERE id = ?", (given.id,)).scalar()
    assert found == "Ada"


def test_server_when_told_to_stop_while_laptops_wait_then_lets_them_go_at_once(server, database):
    laptop = Salesroom(database, server.client).laptop()
    laptop.pull()
    answers: list[bool] = []
    path = f"/v1/wait?cursor={laptop.cursor}"
    waiting = threading.Thread(
        target=lambda: answers.append(
            server.client.get(path, headers=laptop.headers).json()["changed"]
        )
    )
    waiting.start()
    until(lambda: number(server, "companion_waiting_polls") == 1)
    server.terminate()
    assert server.wait() == 0
    waiting.join(10)
    assert answers == [False]


def test_server_when_told_to_stop_behind_a_balancer_then_it_says_so_and_serves_on_for_a_while(
    tmp_path, database
):
    url = str(database.engine.url)
    with server_process(tmp_path, url, drain_seconds="300") as server:
        laptop = Salesroom(database, server.client).laptop()
        server.terminate()
        until(lambda: server.client.get("/readyz").status_code == 503)
        assert server.client.get("/readyz").json()["code"] == "ending"
        given = Prospect(new_id(), "Ada", owner_id=laptop.user.id)
        answer = laptop.post_push(creating(given, "prospect"))
        assert (answer.status_code, answer.headers["Connection"]) == (200, "close")
        assert server.client.get("/healthz").ok
        server.terminate()  # told twice: at once
        assert server.wait() == 0


def number(server: ServerProcess, name: str) -> float:
    text = requests.get(f"{server.client.address}/metrics", timeout=30).text
    found = [line.split()[1] for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(found[0])


def is_closed(server: ServerProcess) -> bool:
    host, _, port = server.client.address.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), 5).close()
    except OSError:
        return True
    return False
