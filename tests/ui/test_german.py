"""The window speaks German: every text is translated, keeps its places, and is nowhere cut."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication

from companion.resources import resource_path
from companion.ui.said import said
from companion.ui.said_sentences import SENTENCES
from tests.ui.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "resources" / "translations" / "companion_de.ts"
SOURCES = sorted(
    each for room in ("ui", "app") for each in (ROOT / "companion" / room).rglob("*.py")
)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(QLocale("de"), "companion", "_", str(resource_path("translations")))
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)
    QLocale.setDefault(before)


def test_texts_when_gathered_anew_then_each_has_its_german(tmp_path: Path) -> None:
    ours = tmp_path / "companion_de.ts"
    ours.write_bytes(KEPT.read_bytes())
    lupdate = Path(sys.executable).parent / "pyside6-lupdate"
    flags = ("-no-obsolete", "-locations", "none", "-silent")
    subprocess.run([lupdate, *SOURCES, "-ts", ours, *flags], check=True)
    missing = [
        message.findtext("source")
        for message in ET.parse(ours).iter("message")  # noqa: S314 - our own file
        if message.find("translation").get("type") is not None
    ]
    assert missing == []


def test_texts_when_translated_then_their_places_are_the_same() -> None:
    for message in ET.parse(KEPT).iter("message"):  # noqa: S314 - our own file
        source, german = message.findtext("source"), message.findtext("translation")
        assert places(source) == places(german), source


def test_sentences_of_the_rooms_below_when_one_is_added_then_the_list_is_written_anew() -> None:
    assert tuple(sentences()) == SENTENCES, "please run: python -m tests.ui.sentences"


@pytest.mark.parametrize(
    ("english", "spoken"),
    [
        ("The disk is full. Nothing was saved; please make room and save again.", "Datenträger"),
        ("This is 2,001 characters long; 2,000 fit. Please shorten it.", "2,001 Zeichen; 2,000"),
        ("“x@” is not an email address. It was left out.", "„x@“ ist keine E-Mail-Adresse. Es"),
        ("What a customer said.", "What a customer said."),
    ],
)
def test_sentence_when_a_room_below_says_it_then_it_is_spoken_in_german(
    german: None, english: str, spoken: str
) -> None:
    assert spoken in said(english)


def test_sentence_when_the_window_is_english_then_it_is_as_it_was(qapp: QApplication) -> None:
    assert said("“x@” is not an email address.") == "“x@” is not an email address."


def test_buttons_when_german_then_none_is_cut(german: None, request: pytest.FixtureRequest) -> None:
    window = request.getfixturevalue("window")
    for width, height in ((1280, 800), (900, 600)):
        window.resize(width, height)
        QApplication.processEvents()
        shown = [each for each in window.findChildren(QAbstractButton) if each.isVisible()]
        assert len(shown) > 10
        cut = [each.text() for each in shown if each.width() < each.minimumSizeHint().width()]
        assert cut == [], (width, height)


def places(text: str | None) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text or ""))
