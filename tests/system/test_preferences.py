from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.domain.preferences import Place, Preferences, is_dial
from companion.system.preferences import FILE, read_preferences, write_preferences

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = Preferences(
    theme="dark",
    language="de",
    scale=150,
    tells_due=False,
    dial="sip:{phone}@pbx.example",
    whole=Place(10, 20, 1400, 900, is_maximized=True),
    compact=Place(-1200, 0, 360, 700),
    is_compact=True,
    list_width=300,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


def test_preferences_when_written_read_back_the_same_and_are_private(tmp_path: Path) -> None:
    write_preferences(tmp_path, CHOSEN)
    assert read_preferences(tmp_path) == CHOSEN
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00", "[" * 100_000])
def test_preferences_when_the_file_is_damaged_are_as_on_the_first_day(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / FILE).write_text(text)
    assert read_preferences(tmp_path) == Preferences()


def test_preferences_when_one_is_strange_keep_the_others(tmp_path: Path) -> None:
    kept = {"scale": 9000, "theme": "dark", "whole": {"x": 1}, "dial": "file:///etc/{phone}"}
    (tmp_path / FILE).write_text(json.dumps({**kept, "of a newer version": 1}))
    assert read_preferences(tmp_path) == Preferences(theme="dark")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*Preferences.__slots__]), JSON))
def test_preferences_when_they_hold_anything_are_read(tmp_path: Path, kept: object) -> None:
    (tmp_path / FILE).write_text(json.dumps(kept))
    read = read_preferences(tmp_path)
    write_preferences(tmp_path, read)
    assert read_preferences(tmp_path) == read


@pytest.mark.parametrize(
    "dial", ["tel:{phone}", "callto:{phone}", "sip:{phone}@pbx.example", "zoiper://call?n={phone}"]
)
def test_dial_when_it_is_of_a_phone_program_is_taken(dial: str) -> None:
    assert is_dial(dial)


@pytest.mark.parametrize(
    "dial",
    [
        "",
        "tel:",
        "{phone}",
        "tel:{phone}{phone}",
        "file:///{phone}",
        "https://x/{phone}",
        "tel:{x}",
    ],
)
def test_dial_when_it_could_open_anything_else_is_refused(dial: str) -> None:
    assert not is_dial(dial)
