from __future__ import annotations

import re
from typing import TYPE_CHECKING

from companion.resources import resource_text
from companion.services.about import About
from companion.store.meta import write_meta

if TYPE_CHECKING:
    from companion.store.engine import Database


def test_profile_when_the_server_asks_for_a_lock_says_after_how_many_days(
    database: Database,
) -> None:
    with database.write() as cx:
        write_meta(cx, user_name="Rita", server_url="https://x.example", lock_after_days=14)
    facts = About(database).profile()
    assert (facts.user_name, facts.server_url, facts.lock_after_days) == (
        "Rita",
        "https://x.example",
        14,
    )


def test_foundations_when_read_are_all_that_the_lock_names_with_their_licences(
    database: Database,
) -> None:
    found = About(database).foundations()
    locked = re.findall(r"^([\w.-]+)==", resource_text("locks", "laptop.txt"), re.MULTILINE)
    assert [each.name for each in found] == locked
    named = {each.name: each for each in found}
    for name in ("sqlalchemy", "pydantic", "requests", "phonenumbers", "pyside6-essentials"):
        assert named[name].licence or named[name].text, name
    assert "MIT" in named["sqlalchemy"].licence
    assert named["requests"].text
