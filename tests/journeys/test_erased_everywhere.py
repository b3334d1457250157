"""Somebody is in every table there is, and is erased: no table, file or line of theirs is left.

A table or column that is added later has to be filled in ``everywhere`` or declared here, with the
reason why nobody's words get into it; until then a test fails.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from companion.server.database import Database, make_engine
from companion.server.lists.staging import staged_records
from companion.server.tables import metadata
from tests.bytes import files_with
from tests.journeys.everywhere import (
    NAME,
    SECRET_KEY,
    VALUES,
    Everywhere,
    can_hold_words,
    is_about,
    rows_of,
    until_exported,
)
from tests.patience import until
from tests.salesroom import Client, Salesroom
from tests.server.pages.admin.test_imports import id_of
from tests.server.pages.forms import send

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.journeys.windows import ServerProcess

DECLARED = {
    "a secret, or the digest of one": (
        r"server_identity\.signing_key|api_key\.(prev_)?token_sha256|device\..*token_sha256"
        r"|hook_endpoint\.(prior_)?secret|inbound_source\.(prev_)?secret|account\.password_hash"
        r"|wrong_guess\.key|(authorization|enrolment_code|invitation|page_session)\.\w+_sha256"
    ),
    "what colleagues say of themselves, and their programs": (
        r"organisation\.name|(user|account)\.\w+|page_session\.browser"
        r"|authorization\.redirect_uri|device\.(name|last_cursor)"
    ),
    "what marketing published, or an admin called something": (
        r"(campaign|promise|promise_version|category)\.\w+"
        r"|(api_key|inbound_source|export_order|export_file)\.name|import_run\.sheets"
    ),
    "numbers, codes and sentences of ours": (
        r"\w+\.field_rev|carried_count\.\w+|erasure\.counts|api_key\.scopes|hook_endpoint\.events"
        r"|hook_endpoint\.pause_reason|hook_attempt\.sentence|import_run\.(counts|sentence)"
        r"|\w+\.fingerprint|export_order\.last_sentence|inbound_source\.(mapping|refused_why)"
        r"|inbound_delivery\.sentence|change_log\.message|prospect\.time_zone|prospect_key\.kind"
    ),
    "a register of numbers that others keep (decision 043), and digests under a key": (
        r"barred_list\.\w+|barred_digest\.digest|prospect\.do_not_call_lists|org_sync\.number_key"
    ),
    "words of a promise, and ids": r"(objection|proposal)\.span|decision\.objection_ids",
    "fields of newer laptops, cleared by the lines that clear prospect.extra": (
        r"(answer|decision|proposal|touch)\.extra"
    ),
    "a digest of what was said: looked for by its value": (
        r"change_log\.body_sha256|ignored_value\.value_sha256|api_answer\.request_sha256"
        r"|inbound_delivery\.body_sha256|exported_call\.digest"
    ),
}
"""Columns that nothing of hers gets into, by the reason."""


@pytest.fixture
def place(server: ServerProcess, tmp_path: Path) -> Iterator[Database]:
    """Serve with a folder for exports and a log, and give the database it stands on."""
    server.command("init", "--organisation", "Example Ltd", "--admin-email", "a@example.com")
    server.log = tmp_path / "server.log"
    server.add_settings(
        COMPANION_EXPORT_DIR=str(tmp_path / "exports"), COMPANION_SECRET_KEY=SECRET_KEY
    )
    server.serve()
    database = Database(make_engine(server.database_url))
    yield database
    database.close()


@pytest.fixture
def story(server: ServerProcess, place: Database) -> Iterator[Everywhere]:
    client = Client(server.address.rstrip("/"))
    yield Everywhere(Salesroom(place, client))
    client.close()


def test_person_when_in_every_table_and_erased_then_nothing_anywhere_has_a_value_of_theirs(
    server: ServerProcess, place: Database, story: Everywhere, tmp_path: Path
) -> None:
    exported = until_exported(tmp_path / "exports")
    assert NAME in exported.read_text()
    org, ids = story.room.org, ids_of_hers(place, story)
    assert undeclared(where_she_is(place, org, ids)) == []
    digests = digests_of_hers(place, org, ids)
    assert len(digests) >= len({"log", "set aside", "program", "tool", "export"})

    for each in (story.who, story.twin):
        path = f"/admin/rights/{each.id}"
        answer = send(story.admin, path, confirm=NAME)
        assert answer.status_code == 303, answer.text
        receipt = answer.headers["Location"]
        until(lambda at=receipt: "Written anew" in story.admin.get(at).text, "not cleaned")

    assert where_she_is(place, org) == set()
    assert [row[0] for row in waiting_rows(place, story)] == ["Name", "Else One", "Else Two"]
    assert digests & {value for _, row in rows_of(place, org) for value in row.values()} == set()
    assert NAME not in exported.read_text()
    assert "Somebody Else" in exported.read_text()
    place.close()
    server.stop()
    assert in_files(server, tmp_path) == set()


def ids_of_hers(database: Database, story: Everywhere) -> set[str]:
    """Return the ids of her records: hers as she was entered, and her twins'."""
    names = {"prospect": "id"} | dict.fromkeys(("call", "touch", "objection", "follow_up"), "id")
    hers = {story.who.id, story.twin.id, story.gone.id}
    return hers | {
        json.loads(row[names[table]])
        for table, row in rows_of(database, story.room.org)
        if table in names and is_about(row.get("prospect_id", ""), hers)
    }


def waiting_rows(database: Database, story: Everywhere) -> list[tuple[str, ...]]:
    """Return the cells of the list that waits, without rows that were emptied."""
    with database.read() as cx:
        records = staged_records(cx, story.room.org, id_of(story.waiting), 0, 0)
    return [each.cells for each in records if not each.is_blank()]


def where_she_is(database: Database, org: str, ids: Collection[str] = ()) -> set[str]:
    """Return the columns that name her, as ``table.column``."""
    return {
        f"{table}.{name}"
        for table, row in rows_of(database, org)
        for name, value in row.items()
        if is_about(value, ids)
    }


def digests_of_hers(database: Database, org: str, ids: Collection[str]) -> set[str]:
    """Return the digests that stand in rows of hers."""
    return {
        value
        for table, row in rows_of(database, org)
        for name, value in row.items()
        if name.endswith(("_sha256", "digest"))
        and value != "null"
        and "token" not in name
        and (table != "change_log" or is_about(row["entity_id"], ids))
        and any(is_about(each, ids) for each in row.values())
    }


def undeclared(filled: set[str]) -> list[str]:
    """Return the columns that can hold words, and neither hold hers nor say why they cannot."""
    reasons = re.compile("|".join(DECLARED.values()))
    columns = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if can_hold_words(column)
    ]
    return [each for each in columns if each not in filled and not reasons.fullmatch(each)]


def in_files(server: ServerProcess, folder: Path) -> set[str]:
    """Return ``file: value`` for what stands in the files of the database, the log, the exports."""
    found = files_with(folder, VALUES)
    if server.database_url.startswith("sqlite"):
        return found
    with psycopg.connect(
        server.database_url.replace("companion@", "postgres@"), autocommit=True
    ) as connection:
        connection.execute("CHECKPOINT")
        (data,) = one(connection.execute("SHOW data_directory"))
        (oid,) = one(
            connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
        return found | files_with(Path(data) / "base" / str(oid), VALUES)


def one(cursor: Any) -> Any:
    row = cursor.fetchone()
    assert row is not None
    return row
