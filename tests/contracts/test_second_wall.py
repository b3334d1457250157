"""Raw SQL in the transaction of a request, on PostgreSQL: it stays inside its organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import ProgrammingError

from companion.server.database import Database, make_engine
from companion.server.tables import RECORD_TABLES, metadata
from companion.server.tokens import authenticate
from companion.server.walls import stands_above
from tests.cast import Cast
from tests.contracts.conftest import POSTGRES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tests.contracts.conftest import Place

pytestmark = pytest.mark.parametrize("place", [POSTGRES], indirect=True)

TABLES = [each.name for each in metadata.sorted_tables if "org" in each.c]
TELL_WHO_ASKS = {"user", "account", "device", "enrolment_code", "invitation", "page_session"} | {
    "api_key",
    "inbound_source",
    "authorization",
}


@pytest.fixture(scope="module")
def cast(place: Place) -> Cast:
    return Cast(place.database, place.client)


@pytest.fixture
def walled(place: Place) -> Database:
    """Return the database as the application hands it to its routes."""
    return place.database.walled()


@pytest.fixture
def inside(walled: Database, cast: Cast) -> Iterator[Connection]:
    """Give the writing transaction of a request in which a laptop has shown its token."""
    with walled.write() as cx:
        authenticate(cx, cast.colleague.laptop.token)
        yield cx


def owners(cx: Connection, table: str) -> set[str]:
    return {row[0] for row in cx.exec_driver_sql(f'SELECT org FROM "{table}"')}


def test_policies_when_looked_up_then_every_table_of_an_organisation_is_held_by_them(place):
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with place.database.read() as cx:
        assert not stands_above(cx)
        held = {row[0] for row in cx.exec_driver_sql(forced)}
    assert held == {*TABLES, "organisation"}


@pytest.mark.parametrize("table", TABLES)
def test_table_when_read_whole_then_only_ones_own_organisation_is_there(inside, cast, place, table):
    with place.database.read() as cx:
        everywhere = owners(cx, table)
    assert owners(inside, table) == everywhere & {cast.room.org}
    if table in RECORD_TABLES:
        assert cast.elsewhere.org in everywhere


def test_organisations_when_listed_then_there_is_one(inside, cast):
    found = inside.exec_driver_sql("SELECT id FROM organisation").all()
    assert [row[0] for row in found] == [cast.room.org]


@pytest.mark.parametrize("table", TABLES)
def test_table_when_written_across_then_nothing_is_changed(walled, cast, table):
    mine, theirs = cast.room.org, cast.elsewhere.org
    with walled.write() as cx:
        authenticate(cx, cast.colleague.laptop.token)
        for verb in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET org = org'):
            assert cx.exec_driver_sql(f"{verb} WHERE org = %s", (theirs,)).rowcount == 0
        if not owners(cx, table):
            return
        moving = f'UPDATE "{table}" SET org = %s WHERE org = %s'
        with pytest.raises(ProgrammingError, match="row-level security"), cx.begin_nested():
            cx.exec_driver_sql(moving, (theirs, mine))


def test_row_when_made_for_another_organisation_then_it_is_refused(inside, cast):
    columns = ", ".join(each.name for each in RECORD_TABLES["category"].columns[1:])
    making = f"INSERT INTO category (org, {columns}) SELECT %s, {columns} FROM category LIMIT 1"
    with pytest.raises(ProgrammingError, match="row-level security"), inside.begin_nested():
        inside.exec_driver_sql(making, (cast.elsewhere.org,))


@pytest.mark.parametrize("table", TABLES)
def test_table_when_nobody_has_entered_then_only_what_tells_who_asks_is_there(
    walled, cast, place, table
):
    with place.database.read() as cx:
        everywhere = owners(cx, table)
    with walled.write() as cx:
        assert owners(cx, table) == (everywhere if table in TELL_WHO_ASKS else set())
        assert cx.exec_driver_sql(f'UPDATE "{table}" SET org = org').rowcount == 0


def test_connection_when_a_request_is_over_then_the_next_one_starts_outside(place, cast):
    alone = Database(make_engine(place.url)).walled()
    seen = []
    for token in (cast.colleague.laptop.token, None):
        with alone.read() as cx:
            if token:
                authenticate(cx, token)
            process = cx.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            seen.append((process, owners(cx, "prospect")))
    alone.close()
    assert seen == [(process, {cast.room.org}), (process, set())]
