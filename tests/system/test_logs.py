from __future__ import annotations

import logging
import stat
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.system.logs import logging_to

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("companion.test")


def _fail() -> None:
    try:
        int("Ms Miller said it is too dear")
    except ValueError as error:
        raise RejectedError("Please mend “too dear”.", "invalid") from error


def test_log_when_something_happens_has_time_level_place_and_ids(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        log.info("pushed %s changes of %s", 3, "0192-id")

    (line,) = path.read_text().splitlines()
    assert line.endswith("Z INFO companion.test pushed 3 changes of 0192-id")
    assert line[:4].isdigit()


def test_log_when_an_error_is_written_keeps_its_words_out(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        try:
            _fail()
        except RejectedError:
            log.exception("a bug")

    text = path.read_text()
    assert "too dear" not in text
    assert "companion.domain.errors.RejectedError [invalid]" in text
    assert "builtins.ValueError" in text
    assert "_fail" in text


def test_log_when_it_grows_rotates_and_stays_private(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        for number in range(400):
            log.info("%s %s", number, "x" * 10_000)

    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [
        "companion.log",
        "companion.log.1",
        "companion.log.2",
        "companion.log.3",
    ]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert sum(file.stat().st_size for file in files) < 4_100_000


def test_log_when_the_disk_refuses_stays_silent(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        path.mkdir()
        log.info("lost")


def test_log_when_the_block_ends_is_let_go(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        log.info("first")
    log.warning("afterwards")

    assert "afterwards" not in path.read_text()
    assert not logging.getLogger("companion").handlers
