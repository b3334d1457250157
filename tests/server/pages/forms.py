"""Forms as a browser fills them in: what a page has in its fields, changed and sent back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

    from tests.promiseroom import Browser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": {}, "acts": []})
        elif tag == "input" and self.forms:
            self._input(given)
        elif tag == "button" and self.forms and given.get("name") == "act":
            self.forms[-1]["acts"].append((given.get("formaction", ""), given["value"]))
        elif tag == "textarea":
            self._area = given["name"]
            self._put(self._area, "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select:
            fields = self.forms[-1]["fields"]
            if "selected" in given or self._select not in fields:
                fields[self._select] = given["value"]

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_off = kind in {"checkbox", "radio"} and "checked" not in given
        if "name" in given and kind != "file" and not is_off:
            self._put(given["name"], given.get("value", ""))

    def _put(self, name: str, value: str) -> None:
        fields = self.forms[-1]["fields"]
        fields[name] = [*fields[name], value] if isinstance(fields.get(name), list) else value
        if name in {"objection", "reason"} and isinstance(fields[name], str):
            fields[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            fields = self.forms[-1]["fields"]
            fields[self._area] = (fields[self._area] + data).removeprefix("\n")


def forms_of(page: requests.Response) -> list[dict[str, Any]]:
    """Return every form of a page: its action, its fields, and what its buttons do."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms


def form_of(page: requests.Response, action: str) -> dict[str, Any]:
    """Return the fields of the page's form that goes to an address."""
    return next(each["fields"] for each in forms_of(page) if each["action"] == action)


def send(browser: Browser, path: str, action: str = "", **changed: Any) -> requests.Response:
    """Open a page, change fields of its form, and send it."""
    page = browser.get(path)
    assert page.status_code == 200, page.text
    action = action or path.partition("?")[0]
    return browser.post(action, **{**form_of(page, action), **changed})
