"""The page for programs says what is so: its examples run, its addresses and links are there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from companion.domain.ids import new_id
from companion.server.integrations.keys import make_key
from companion.server.integrations.sources import add_source
from companion.server.pages.docs import EXAMPLES, example
from companion.server.permissions import MAY_ENTER, Key, Scope
from tests.processes import server_process, set_up
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Salesroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.processes import ServerProcess


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[ServerProcess, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("docs")
    url = f"sqlite:///{folder / 'server.sqlite3'}"
    database = set_up(url)
    with server_process(folder, url) as server:
        promises = PromiseRoom(Salesroom(database, server.client))
        promises.call(promises.first, "Twice what we pay")
        with database.write() as cx:
            org = promises.room.org
            token = make_key(cx, org, new_id(), "Examples", tuple(Scope), None, NOW)
            about = (source_id := new_id()), "Demo", None, "", None, NOW
            key = (folder / "secret.key").read_text().strip()
            secret = add_source(cx, org, *about, secret_key=key)
        yield (
            server,
            {
                "COMPANION_URL": server.client.address,
                "COMPANION_KEY": token or "",
                "COMPANION_SOURCE": f"{server.client.address}/in/{source_id}",
                "COMPANION_SECRET": secret or "",
            },
        )
    database.close()


def run(name: str, running: tuple[ServerProcess, dict[str, str]]) -> dict:
    _, known = running
    done = subprocess.run(
        ["sh", "-c", f"{example(name)} --silent --show-error --noproxy '*'"],
        env=os.environ | known,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_examples_when_run_with_curl_in_their_order_then_do_what_the_page_says(running):
    told = {name: run(name, running) for name in EXAMPLES}
    assert told["key"]["name"] == "Examples"
    for name in ("campaigns", "prospects", "touches"):
        (result,) = told[name]["results"]
        assert (result["outcome"], result["message"], result["left_out"]) == ("created", "", [])
    assert told["delivery"]["outcome"] == "created"
    assert run("delivery", running) == told["delivery"]
    assert [each["disposition"] for each in told["calls"]["items"]] == ["connected"]
    assert told["objections"]["items"][0]["verbatim"] == "Twice what we pay"
    for name in ("campaigns", "prospects", "touches"):
        assert run(name, running) == told[name]  # their idempotency keys


def test_page_when_opened_by_anybody_then_names_every_address_and_every_example(running):
    server, _ = running
    page = server.client.get("/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for address, entry in MAY_ENTER.items():
        if entry.key is Key.PROGRAM:
            assert address in page.text
    anchors = set(re.findall(r'href="#([\w-]+)"', page.text))
    assert anchors - {"main"} <= set(re.findall(r'id="([\w-]+)"', page.text))
    hosts = set(re.findall(r'(?:src|href)="https?://([^/"]+)', page.text))
    assert hosts == set()
