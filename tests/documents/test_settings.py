"""``docs/running.md`` is true: its table is today's settings, its commands are the server's."""

from __future__ import annotations

import re

import pytest

from companion.server.commands import make_arguments
from tests.documents.settings import BEGINS, DOCUMENT, settings_section

TEXT = DOCUMENT.read_text(encoding="utf-8")
COMMAND = r"(?:`|^ {4}(?:[A-Z_=]+ )?)companion-server ([a-z-]+(?: [a-z]+\b)?)"
TYPED = sorted(set(re.findall(COMMAND, TEXT, re.MULTILINE)))


def test_settings_when_one_changes_then_the_document_has_been_written_again() -> None:
    assert TEXT.partition(BEGINS)[2].strip() == settings_section()


@pytest.mark.parametrize("typed", TYPED)
def test_command_when_the_document_names_it_then_the_server_knows_it(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        make_arguments().parse_args([*typed.split()[:2], "--help"])
    assert left.value.code == 0, capsys.readouterr().err
