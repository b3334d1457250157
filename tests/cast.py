"""Two organisations and a person of each role, each with words of their own to give away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.accounts import add_user
from companion.wire.records import ENTITIES, from_fields, to_fields
from tests.promiseroom import QUICK_HASH, Browser
from tests.salesroom import NOW, Laptop, Salesroom
from tests.wire.examples import RECORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from companion.server.database import Database
    from companion.wire.records import Record
    from tests.salesroom import Client

SHARED = ("campaign", "promise", "promise_version", "answer")
"""Entities that are one organisation's; the others of a story are one person's."""

PERSONAL = ("prospect", "touch", "call", "objection", "follow_up")
TOLD = tuple(name for name in ENTITIES if name not in {*SHARED, "user", "category"})


@dataclass(frozen=True, slots=True)
class Story:
    """One person's records by entity. ``name`` stands in their names, ``words`` in their texts."""

    name: str
    words: str
    user: User
    laptop: Laptop
    records: Mapping[str, Record]

    @property
    def ids(self) -> dict[str, str]:
        """Return what the parameters of paths may name."""
        found = {f"{entity}_id": record.id for entity, record in self.records.items()}
        return found | {"user_id": self.user.id, "device_id": self.laptop.device_id}


class Cast:
    """A room in which each role has a person, with a colleague of theirs, beside another room."""

    def __init__(self, database: Database, client: Client) -> None:
        self._csrf: dict[Role, str] = {}
        self.room, self.elsewhere = Salesroom(database, client), Salesroom(database, client)
        shared = _records(SHARED, {}, "shared")
        self.room.put(*shared.values())
        self.colleague = self._story(self.room, Role.REP, "colleague", shared)
        foreign = _records(SHARED, {}, "foreign")
        self.elsewhere.put(*foreign.values())
        self.foreign = self._story(self.elsewhere, Role.ADMIN, "foreign", foreign)
        self.own = {role: self._story(self.room, role, f"own-{role}", shared) for role in Role}

    @cached_property
    def browsers(self) -> dict[Role, Browser]:
        """Sign the person of each role in to the pages, once."""
        return {role: self.browser(role) for role in Role}

    def browser(self, role: Role) -> Browser:
        """Sign the person of a role in to the pages, anew."""
        browser = Browser(self.room.client.address)
        assert browser.sign_in(self.own[role].user.email).status_code == 303
        return browser

    def csrf(self, role: Role) -> str:
        """Return the token for forms of a role's browser; it stays the same."""
        if role not in self._csrf:
            self._csrf[role] = self.browsers[role].csrf("/promises")
        return self._csrf[role]

    def _story(self, room: Salesroom, role: Role, mark: str, shared: Mapping[str, Record]) -> Story:
        user = User(new_id(), f"Seller {mark}", f"{new_id()}@room.example", role)
        with room.database.write() as cx:
            add_user(cx, room.org, user, QUICK_HASH, NOW)
        ids = {RECORDS[entity].id: record.id for entity, record in shared.items()}
        personal = _records(TOLD, ids | {RECORDS["user"].id: user.id}, mark)
        room.put(*personal.values())
        laptop = room.laptop(user)
        return Story(f"{mark}-name", f"{mark}-words", user, laptop, {**shared, **personal})


def _records(entities: tuple[str, ...], known: Mapping[str, str], mark: str) -> dict[str, Record]:
    """Return the examples of some entities under new ids, marked."""
    ids = {RECORDS[entity].id: new_id() for entity in entities} | dict(known)
    return {
        entity: _marked(from_fields(entity, ids[RECORDS[entity].id], _moved(entity, ids)), mark)
        for entity in entities
    }


def _moved(entity: str, ids: Mapping[str, str]) -> dict[str, Any]:
    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(each) for each in value]
        return ids.get(value, value) if isinstance(value, str) else value

    return {name: moved(value) for name, value in to_fields(RECORDS[entity]).items()}


def _marked(record: Record, mark: str) -> Record:
    marks = {"name": "name", "company": "name", "notes": "words", "verbatim": "words"}
    marks |= {"headline": "words", "reply": "words", "what": "words", "form": "words"}
    changed = {name: f"{mark}-{kind}" for name, kind in marks.items() if hasattr(record, name)}
    return replace(record, **changed)  # type: ignore[type-var] # any record
