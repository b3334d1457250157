"""A laptop sends the server a mebibyte of gzip that unpacks to a gibibyte."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor

import psutil
import requests

from tests.processes import server_process, set_up
from tests.salesroom import Salesroom

MEBIBYTE = 1024 * 1024
BOMBS = 8


def test_bomb_when_sent_to_the_server_then_is_stopped_at_the_cap(tmp_path):
    database = set_up(url := f"sqlite:///{tmp_path / 'companion.sqlite3'}")
    packed = gzip.compress(bytes(MEBIBYTE), 9)
    bomb = packed * (MEBIBYTE // len(packed))
    single = gzip.compress(bytes(900 * MEBIBYTE), 9)
    assert len(single) < MEBIBYTE
    with server_process(tmp_path, url) as server:
        laptop = Salesroom(database, server.client).laptop()
        headers = {
            **laptop.headers,
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss

        def throw(body: bytes) -> requests.Response:
            address = f"{server.client.address}/v1/push"
            return requests.post(address, data=body, headers=headers, timeout=60)

        with ThreadPoolExecutor(BOMBS) as threads:
            answers = list(threads.map(throw, [single, bomb] * (BOMBS // 2)))
        grown = process.memory_info().rss - before
        codes = {(each.status_code, each.json()["code"]) for each in answers}
        assert codes <= {(413, "too_large"), (400, "unreadable")}
        assert answers[0].status_code == 413
        assert grown < 200 * MEBIBYTE
        assert laptop.get_pull().ok
    database.close()
