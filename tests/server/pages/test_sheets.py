from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.promiseroom import Browser, PromiseRoom

if TYPE_CHECKING:
    from tests.salesroom import Client


def test_every_page_when_sent_holds_itself_in(promises: PromiseRoom) -> None:
    browser = promises.browser()
    for path in ("/sign-in", "/promises", f"/promises/{promises.promise.id}", "/nowhere"):
        answer = browser.get(path)
        headers, policy = answer.headers, answer.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= {*policy}
        assert {"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= {*policy}
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Sync-Server"]


@pytest.mark.parametrize("path", ["/nowhere", "/promises/no-such-promise", "/promises/%00"])
def test_page_when_it_is_not_there_is_calm(promises: PromiseRoom, path: str) -> None:
    answer = promises.browser().get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'href="/promises"' in answer.text


def test_page_when_its_parameters_are_wrong_is_calm(promises: PromiseRoom) -> None:
    browser = promises.browser()
    path = f"/promises/{promises.promise.id}"
    for query in ("?version=x", "?version=0", "?version=99", "?version=1&after=x"):
        answer = browser.get(path + query)
        assert answer.status_code in {404, 422}
        assert answer.headers["Content-Type"].startswith("text/html")


def test_programs_when_refused_get_json(client: Client) -> None:
    assert client.get("/v1/nowhere").json()["code"] == "not_found"


def test_description_when_read_names_no_page(client: Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert paths
    for_programs = ("/v1/", "/api/v1/", "/in/")
    assert not [path for path in paths if not path.startswith(for_programs)]


def test_style_when_named_by_its_content_is_kept_for_ever(client: Client) -> None:
    browser = Browser(client.address)
    found = re.search(r'href="(/static/[^"]+\.css)"', browser.get("/sign-in").text)
    assert found
    answer = browser.get(found[1])
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert browser.get("/static/000000000000/page.css").status_code == 404
