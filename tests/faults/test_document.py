from __future__ import annotations

import re

from tests.faults.document import DOCUMENT, FOLDER, files_of, make_document
from tests.faults.matrix import ROWS


def test_document_when_compared_with_the_tests_then_it_is_up_to_date() -> None:
    advice = "docs/faults.md is stale; please run: python -m tests.faults.document"
    assert DOCUMENT.read_text("utf-8") == make_document(), advice


def test_rows_when_counted_then_each_of_the_fifty_has_a_test_that_says_what_it_does() -> None:
    assert [row.number for row in ROWS] == list(range(1, 51))
    assert [row.number for row in ROWS if not files_of(row.number)] == []
    assert not re.search(r"\| +\[`test_", make_document())


def test_files_when_numbered_then_each_belongs_to_a_row() -> None:
    numbers = {int(path.name[5:7]) for path in FOLDER.glob("test_[0-9][0-9]_*.py")}
    assert numbers <= {row.number for row in ROWS}
