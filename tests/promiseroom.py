"""A promise with two versions and calls on it, and people who read its page by HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import requests
from argon2 import PasswordHasher

from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.people import Role, User
from companion.domain.promises import Promise, PromiseVersion
from companion.server.accounts import add_user
from companion.server.bars.arrivals import bring_numbers
from companion.server.bars.lists import NewList, begin_list
from companion.server.duplicates.finding import find_pairs, keep_pairs
from companion.server.hooks.endpoints import (
    Made,
    Wish,
    add_endpoint,
    pause_endpoint,
    try_endpoint,
)
from companion.server.hooks.rules import HookRules
from tests.salesroom import NOW

if TYPE_CHECKING:
    from companion.domain.prospects import Prospect
    from tests.salesroom import Salesroom

PASSWORD = "a password for tests alone"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""The same as argon2id would make it on purpose slowly, made quickly."""


class PromiseRoom:
    """One campaign with one promise of two versions in a room of its own."""

    def __init__(self, room: Salesroom) -> None:
        self.room = room
        self.rep = room.add_user()
        campaign = Campaign(new_id(), "Fleet without paper", f"fleet-{new_id()}")
        self.promise = Promise(new_id(), campaign.id, "Main promise")
        self.first, self.second = (self._version(number) for number in (1, 2))
        room.put(campaign, self.promise, self.first, self.second)
        self.ada: Prospect = room.prospect(self.rep, company="Cole & Daughters")

    def call(self, version: PromiseVersion | None, *objections: str, **more: Any) -> Call:
        """Log a connected call on a version with objections about the price."""
        version_id = version.id if version else None
        given = {
            "started_at": NOW,
            "disposition": Disposition.CONNECTED,
            "outcome": Outcome.NOT_NOW,
            **more,
        }
        call = Call(new_id(), self.ada.id, self.rep.id, promise_version_id=version_id, **given)
        self.room.put(call, *(self._objection(call, words) for words in objections))
        return call

    def add_reader(self, role: Role = Role.MARKETER, name: str = "Mia") -> User:
        """Add somebody who may sign in to the pages."""
        reader = User(new_id(), name, f"{new_id()}@room.example", role)
        with self.room.database.write() as cx:
            add_user(cx, self.room.org, reader, QUICK_HASH, NOW)
        return reader

    def add_hook(self) -> str:
        """Add an address that webhooks would be sent to if it were not paused, with a test."""
        endpoint_id, made = new_id(), Made(self.rep.id, NOW, "k" * 32)
        wish = Wish("Sales data warehouse", "https://warehouse.invalid/in", ("call.finished",))
        with self.room.database.write() as cx:
            where = cx, self.room.org, endpoint_id
            add_endpoint(*where, wish, HookRules(), made)
            pause_endpoint(*where, is_paused=True)
            try_endpoint(*where, NOW)
        return endpoint_id

    def add_numbers(self) -> str:
        """Add a list of numbers that waits to be looked at; return its path."""
        new = NewList(new_id(), "Robinson list", "DDV", None, "DE", "numbers.txt", replaces=False)
        database, org = self.room.database, self.room.org
        with database.write() as cx:
            begin_list(cx, org, new, None, NOW)
        numbers = "".join(f"{each}\n" for each in (*self.ada.phones, "+4930999999", "not one"))
        bring_numbers(database, org, new.id, BytesIO(numbers.encode()))
        return f"/admin/barred/{new.id}"

    def add_pair(self) -> str:
        """Add somebody who looks like Ada; return the path of the two."""
        more = {
            "company": "Cole and Daughters",
            "phones": ("+493012345678",),
            "notes": "<b>Ada</b>",
        }
        twin = self.room.prospect(self.rep, do_not_call=True, title="Head of fleet", **more)
        with self.room.database.write() as cx:
            keep_pairs(cx, self.room.org, find_pairs(cx, self.room.org), NOW)
        return f"/admin/duplicates/{self.ada.id}/{twin.id}"

    def browser(self, reader: User | None = None) -> Browser:
        """Sign somebody in, a marketer if nobody is named."""
        browser = Browser(self.room.client.address)
        answer = browser.sign_in((reader or self.add_reader()).email)
        assert answer.status_code == 303, answer.text
        return browser

    def _version(self, number: int) -> PromiseVersion:
        return PromiseVersion(
            new_id(),
            self.promise.id,
            number,
            headline=f"Every delivery note on one phone {number}",
            message="No set-up fee, no new hardware.",
            published_at=NOW - timedelta(days=30 - number),
        )

    def _objection(self, call: Call, words: str) -> Objection:
        return Objection(new_id(), call.id, call.prospect_id, "price_value", verbatim=words)


class Browser:
    """A plain browser: keeps cookies, follows nothing by itself, says where a form comes from."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.address + path, allow_redirects=False, timeout=60, **more)

    def post(self, path: str, origin: str | None = None, **form: str) -> requests.Response:
        headers = {"Origin": self.address if origin is None else origin}
        return self.session.post(
            self.address + path, form, headers=headers, allow_redirects=False, timeout=60
        )

    def csrf(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> requests.Response:
        csrf = self.csrf("/sign-in")
        return self.post("/sign-in", email=email, password=password, csrf=csrf, **more)
