from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.salesroom import Client, Salesroom, creating, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "for Prometheus alone"
PROXIED = {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def database(tmp_path) -> Iterator[Database]:
    database = Database(make_engine(f"sqlite:///{tmp_path / 'companion.sqlite3'}"))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def client(tmp_path, database) -> Iterator[Client]:
    settings = read_settings({"--data-dir": str(tmp_path)}, {})
    with serving(open_app(settings, database)) as client:
        yield client


def numbers(client: Client) -> dict[tuple, float]:
    text = client.get("/metrics").text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_server_when_all_is_well_then_it_lives_and_is_ready(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_server_when_a_newer_version_has_used_its_database_then_it_serves_on_if_it_may(
    client, database
):
    with database.write() as cx:
        cx.exec_driver_sql("UPDATE alembic_version SET version_num = 'of the future'")
    assert client.get("/readyz").status_code == 200
    with database.write() as cx:
        cx.exec_driver_sql("UPDATE schema_floor SET revision = 'of the future'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "newer_database")
    assert answer.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200


def test_numbers_when_laptops_worked_then_tell_how_much(client, database):
    laptop = Salesroom(database, client).laptop()
    before = numbers(client)
    people = [Prospect(new_id(), "Ada", owner_id=laptop.user.id) for _ in range(3)]
    laptop.push(*(creating(each, "prospect") for each in people))
    laptop.pull()
    client.get("/somebody's words")
    after = numbers(client)

    def grown(name: str, *labels: str) -> float:
        return after[name, *labels] - before.get((name, *labels), 0.0)

    assert grown("companion_answers_total", "/v1/push", "200", "POST") == 1
    assert grown("companion_answers_total", "/v1/pull", "200", "GET") == 1
    assert grown("companion_answers_total", "404", "GET", "none") == 1
    assert grown("companion_answer_seconds_count", "/v1/push") == 1
    assert grown("companion_pushed_changes_sum") == 3
    assert grown("companion_pulled_items_sum") > 3
    assert grown("companion_counter_wait_seconds_count") >= 1
    assert after["companion_waiting_polls",] == 0
    assert not any("words" in str(name) for name in after)


def test_numbers_when_asked_for_through_a_proxy_then_they_are_not_given(client):
    answer = client.get("/metrics", headers=PROXIED)
    assert answer.status_code == 403
    assert "companion_answers" not in answer.text


@pytest.mark.parametrize(
    ("shown", "status"), [(f"Bearer {TOKEN}", 200), ("Bearer other", 403), ("", 403)]
)
def test_numbers_when_there_is_a_token_then_only_it_opens_them(tmp_path, database, shown, status):
    settings = replace(read_settings({"--data-dir": str(tmp_path)}, {}), metrics_token=TOKEN)
    with serving(open_app(settings, database)) as client:
        headers = {"Authorization": shown}
        assert client.get("/metrics", headers=headers).status_code == status
        assert client.get("/metrics", headers=headers | PROXIED).status_code == status
