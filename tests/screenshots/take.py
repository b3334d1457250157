"""Takes the pictures of the main screens: real services over a real database with demo content.

``scripts/screenshots`` runs it; the pictures go to ``build/screenshots``. Each picture is taken in
this process but for the scaled ones, which need a fresh start of Qt.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QLocale, Qt, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from companion.domain.calls import Disposition, Outcome, PromiseUse
from companion.domain.drafts import ObjectionDraft
from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.domain.objections import Handling
from companion.domain.people import BarredCalls
from companion.domain.promises import PromisePart, Span
from companion.domain.prospects import LifecycleStage, Prospect
from companion.domain.searches import DueBy, Search
from companion.services.entries import ProspectEntry
from companion.services.profiles import OpenProfile, Profiles
from companion.services.suite import Suite, open_suite
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import pending_changes
from companion.store.replica import put_base
from companion.store.settlements import reject_locally
from companion.system.keychain import FolderKeychain
from companion.ui.application import install_translations
from companion.ui.crash import CrashDialog
from companion.ui.furniture import furnished_window
from companion.ui.pictures import grab
from companion.ui.placement import WHOLE
from companion.ui.prospects.view import ProspectDialog
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, Wish
from companion.ui.today.filters import FilterMenu
from tests.screenshots.beginnings import beginnings
from tests.screenshots.care import care
from tests.screenshots.conversation import conversation, crowd
from tests.screenshots.crowd import FIRM, HOSTILE, LONG, crowded
from tests.screenshots.states import sync_states

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from companion.sync.transport import Transport
    from companion.ui.window import Window

ROOT = Path(__file__).resolve().parents[2]
TO = Path(os.environ.get("COMPANION_PICTURES_TO") or ROOT / "build" / "screenshots")
NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)
SHARED = "+49307654321"

SOME = (
    "window-light,window-dark,compact,empty,first-start,first-start-preset,sign-in-waiting,"
    "keychain-locked,sign-out-unsent,profiles,offline-and-attention,long-names,keys,"
    "do-not-call-list,do-not-call-refused"
)
LARGEST = "ready,small,least,compact,first-start,settings,prospect-problems"
OTHERS = {
    "-200": {"QT_SCALE_FACTOR": "2"},
    "-300": {"QT_SCALE_FACTOR": "3", "COMPANION_PICTURES": LARGEST},
    "-german": {"COMPANION_PICTURES": SOME},
    "-mirrored": {"COMPANION_PICTURES": SOME},
}
"""Runs of their own by the ending of their pictures' names, each with what it changes."""


class FixedClock:
    """A clock that stands still, so that pictures do not change."""

    def now(self) -> datetime:
        return NOW


LANES: list[Tasks] = []


def settle() -> None:
    """Let the window work until every lane is idle and everything is laid out."""
    for _ in range(3):
        for lane in LANES:
            _run_until(partial(_run_empty, lane))
        _run_until(lambda done: QTimer.singleShot(120, done))


def _run_empty(lane: Tasks, done: Callable[[], None]) -> None:
    lane.run(lane, lambda: None, lambda _: done())


def _run_until(start: Callable[[Callable[[], None]], None]) -> None:
    loop = QEventLoop()
    start(loop.quit)
    loop.exec()


@dataclass
class Stage:
    """A profile with demo content and the window on it."""

    profile: OpenProfile
    window: Window
    suite: Suite

    def close(self) -> None:
        LANES.clear()
        self.window.close()
        self.window.deleteLater()
        settle()
        self.profile.close()


@contextmanager
def open_stage(
    theme: Theme, folder: Path, connect: Callable[[], Transport] | None = None, *, is_empty: bool
) -> Iterator[Stage]:
    """Open a window on a new profile, with demo content or empty, and close it in the end."""
    profiles = Profiles(folder, FolderKeychain(folder), FixedClock())
    profile = profiles.work_alone("Rita Berg", "DE") if is_empty else profiles.look_around()
    suite = open_suite(replace(profile, connect=connect), FixedClock())
    desk, line, ear = Tasks("desk"), Tasks("line"), Tasks("ear")
    LANES[:] = [desk, line]
    window = furnished_window(suite, desk, line, ear, theme)
    window.resize(*WHOLE)
    window.show()
    window.start()
    settle()
    stage = Stage(profile, window, suite)
    try:
        yield stage
    finally:
        stage.close()


def write_call(stage: Stage) -> None:
    """Fill the form as in the middle of a good call."""
    presenter = stage.window.form_presenter
    draft = presenter.draft
    assert draft is not None
    sheet = stage.suite.prospects.open(draft.prospect_id)
    words = sheet.shown.message.split(". ")[0] if sheet.shown else ""
    span = Span(PromisePart.MESSAGE, 0, len(words), words) if words else None
    first = ObjectionDraft(
        new_id(), "price_value", "It is twice what we pay now.", handling=Handling.RESOLVED
    )
    second = ObjectionDraft(new_id(), "stall", "Sounds good, I will have to think about it", span)
    draft = replace(
        draft,
        started_at=NOW - timedelta(minutes=2, seconds=41),
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        promise_use=PromiseUse.SAID,
        objections=(first, second),
    )
    stage.window.form.show_draft(draft)
    stage.window.form.edited.emit(draft)
    card = stage.window.form.objections.cards[1]
    card.begin()
    stage.window.form.next_step.chips[1].click()
    stage.window.form.objections.worded.emit(card.objection)
    settle()


def with_promise(stage: Stage) -> None:
    """Open the first on the list who saw a promise with a newer version, else any promise."""
    rows = stage.suite.prospects.today()
    sheets = [stage.suite.prospects.open(row.prospect_id) for row in (*rows.due, *rows.new)[:40]]
    best = max(
        sheets, key=lambda each: (each.newer is not None, each.shown is not None, bool(each.heard))
    )
    stage.window.open_prospect(best.prospect.id)
    settle()


def unreachable() -> Transport:
    raise UnavailableError("The server cannot be reached.", "offline")


def pictures(theme: Theme) -> Generator[tuple[str, QWidget]]:
    """Yield each screen by name, ready to be taken."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_stage(theme, Path(folder), is_empty=True) as stage,
    ):
        yield "empty", stage.window
    yield from _starts()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_stage(theme, Path(folder), unreachable, is_empty=False) as stage,
    ):
        yield from _main_screens(theme, stage)
        yield from _filtered(stage)
        yield from _news(stage)
        yield from _people(stage)
        yield from _listed(theme, stage)
        yield from _crowd(stage)
        yield from _dialogs(stage)
        yield from _attention(stage)
        yield from care(stage.window, NOW, settle)
        yield from sync_states(theme, stage.window, stage.profile, NOW, settle)


def _main_screens(theme: Theme, stage: Stage) -> Iterator[tuple[str, QWidget]]:
    window = stage.window
    with_promise(stage)
    yield "ready", window
    yield from conversation(theme, window, settle)
    write_call(stage)
    for wish in (Wish.LIGHT, Wish.DARK):
        theme.choose(wish)
        settle()
        yield f"window-{wish}", window
    theme.choose(Wish.LIGHT)
    sizes = (
        ("large", 1920, 1080),
        ("4k", 3840, 2160),
        ("drawer", 1000, 760),
        ("small", 900, 600),
        ("least", 640, 330),  # all there is at 300 % on a screen of 1920 by 1080
    )
    for name, width, height in sizes:
        window.resize(width, height)
        settle()
        yield name, window
    window.actions_.search.trigger()
    settle()
    yield "drawer-open", window
    window.workplace.close_drawer()
    window.resize(1280, 800)
    window.set_compact(is_compact=True)
    settle()
    yield "compact", window
    theme.choose(Wish.DARK)
    settle()
    yield "compact-dark", window
    window.set_compact(is_compact=False)
    theme.choose(Wish.STRONG)
    settle()
    yield "window-strong", window
    theme.choose(Wish.LIGHT)
    settle()
    window.form.line.choose(None)
    window.form_presenter.save()
    settle()
    yield "error", window
    window.actions_.keys.trigger()
    settle()
    yield "keys", QApplication.activeModalWidget() or window
    dialog = QApplication.activeModalWidget()
    if dialog:
        dialog.close()


def _filtered(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    today = stage.window.today_presenter
    stage.suite.searches.keep("Late webinar people", Search(due=DueBy.OVERDUE))
    (campaign_id, _), *_ = stage.suite.searches.choices().campaigns
    today.open_filters()
    settle()
    menu = stage.window.findChild(FilterMenu)
    if menu is not None:
        yield "filter-menu", menu
        menu.close()
    today.show_search(Search(campaign_id=campaign_id, stage=LifecycleStage.LEAD))
    settle()
    yield "filtered", stage.window
    today.show_search(Search())
    settle()


def _news(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    rows = stage.suite.news.recent()
    changed = [each for each in rows if each.version is not None] or rows
    stage.window.annexes.news.open(changed[0].decision_id)
    settle()
    yield "marketing-answered", stage.window
    own = next(each for each in rows if each.proposal is not None)
    stage.window.annexes.news.open(own.decision_id)
    settle()
    yield "own-words-answered", stage.window
    stage.window.show_workplace()


def _crowd(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    with stage.profile.database.write() as cx:
        prospect_id, records = crowded(NOW, read_meta(cx).user_id or "")
        put_base(cx, records, rev=1_000_000)
    stage.window.open_prospect(prospect_id)
    settle()
    yield from crowd(stage.window, settle)


def _people(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    for name, person in {
        "long-names": Prospect(new_id(), LONG, FIRM, "Stellvertretende Geschäftsbereichsleiterin"),
        "hostile": Prospect(new_id(), HOSTILE, HOSTILE, HOSTILE),
        "do-not-call": Prospect(
            new_id(),
            "Nora Vale",
            "Vale & Sons",
            phones=("+4930123456",),
            do_not_call=True,
            do_not_call_reason="Asked for it on 3 November",
        ),
    }.items():
        stage.suite.prospects.add(person)
        stage.window.today_presenter.refresh()
        stage.window.open_prospect(person.id)
        settle()
        yield name, stage.window


def _listed(theme: Theme, stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Show somebody on a do-not-call list, asked for a reason and refused."""
    window, lists = stage.window, ("Robinson list", "Own list")
    person = Prospect(
        new_id(), "Nils Dahl", "Dahl AS", phones=("+4930123457",), do_not_call_lists=lists
    )
    stage.suite.prospects.add(person)
    window.open_prospect(person.id)
    settle()
    window.actions_.call.trigger()
    yield from _dialog("do-not-call-list")
    with stage.profile.database.write() as cx:
        write_meta(cx, barred_calls=BarredCalls.REFUSED.value)
    window.open_prospect(person.id)
    settle()
    window.actions_.call.trigger()
    yield "do-not-call-refused", window
    theme.choose(Wish.DARK)
    window.set_compact(is_compact=True)
    settle()
    window.actions_.call.trigger()
    settle()
    yield "do-not-call-refused-compact-dark", window
    window.set_compact(is_compact=False)
    theme.choose(Wish.LIGHT)
    with stage.profile.database.write() as cx:
        write_meta(cx, barred_calls=BarredCalls.REASON.value)


_LEADS = """Name,Company,Telefon,Email,UTM Campaign,Date
Zora Quill,Quill & Co,+49 30 1234567,zora@quill.example,fleet,2026-05-04
Ben Cole,Cole & Daughters,not a phone,ben@cole.example,fleet,2026-05-04
,,,,fleet,2026-05-04
"""


def _dialogs(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Show each dialog that stands before the window, then put it away."""
    window = stage.window
    window.actions_.call.trigger()
    yield from _dialog("do-not-call-reason")
    window.actions_.new_prospect.trigger()
    form = QApplication.activeModalWidget()
    if isinstance(form, ProspectDialog):
        form.show_entry(ProspectEntry("Ada Cole", "Cole & Daughters", phones=("nine nine",)))
        form.do_not_call.setChecked(True)
        form.keep.click()
    yield from _dialog("prospect-problems")
    for name in ("Ada Cole", "Bo Dahl"):
        stage.suite.entries.create(ProspectEntry(name, "Cole & Daughters", phones=(SHARED,)))
    window.annexes.visits.open(f"companion://call?phone={SHARED}")
    yield from _dialog("visit-several")
    window.annexes.visits.open("companion://call?phone=+49307654300")
    yield from _dialog("visit-unknown")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "leads.csv"
        listed.write_text(_LEADS, encoding="utf-8")
        window.import_presenter.open(listed, ImportKind.PROSPECTS)
        settle()
        yield from _dialog("import")
    window.actions_.settings.trigger()
    yield from _dialog("settings")
    window.actions_.about.trigger()
    settle()
    yield from _dialog("about")


def _dialog(name: str) -> Iterator[tuple[str, QWidget]]:
    settle()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        yield name, dialog
        dialog.close()
        settle()


def _attention(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    with stage.profile.database.write() as cx:
        waiting = pending_changes(cx, NOW, 10, 1_000_000)
        reject_locally(cx, waiting[0].change_id, "invalid", "The server says the name is too long.")
    stage.window.line_presenter.look()
    stage.window.show_sync_page()
    settle()
    yield "offline-and-attention", stage.window


def _starts() -> Iterator[tuple[str, QWidget]]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Tasks("desk")
        profiles = Profiles(Path(folder), FolderKeychain(Path(folder)), FixedClock())
        start = StartWindow(profiles, desk)
        start.show()
        settle()
        yield "first-start", start
        start.close()
        yield from beginnings(Path(folder), FixedClock(), desk, settle)
        desk.shut_down()
    crash = CrashDialog("Companion 0.1.0, Qt 6.11\n\n  File …, line 12\nZeroDivisionError")
    crash.show()
    settle()
    yield "crash", crash
    crash.close()


def take(theme: Theme, wanted: set[str], suffix: str) -> None:
    """Take the pictures of these names, or all; stop when there are no more to take."""
    left = set(wanted)
    with closing(pictures(theme)) as shots:
        for name, screen in shots:
            if not wanted or name in wanted:
                grab(screen, TO / f"{name}{suffix}.png")
                left.discard(name)
            if wanted and not left:
                return
    if left:
        sys.exit(f"There is no picture called {', '.join(sorted(left))}.")


def main() -> None:
    """Take every picture, then the scaled, German and mirrored ones, each in a process of its own.

    ``COMPANION_PICTURES`` names the only ones to take, parted by commas, in this process alone.
    """
    screen = ROOT / "tests" / "screen.json"
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={screen}")
    qInstallMessageHandler(lambda *_: None)
    suffix = sys.argv[1] if len(sys.argv) > 1 else ""
    application = QApplication([])
    if suffix == "-german":
        QLocale.setDefault(QLocale("de_DE"))
        install_translations(application)
    if suffix == "-mirrored":
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    theme = Theme(application, Wish.LIGHT)
    wanted = set(filter(None, os.environ.get("COMPANION_PICTURES", "").split(",")))
    take(theme, wanted, suffix)
    if not suffix and not wanted:
        for other, changed in OTHERS.items():
            surroundings = os.environ | {"PYTHONPATH": str(ROOT)} | changed
            subprocess.run([sys.executable, __file__, other], env=surroundings, check=True)


if __name__ == "__main__":
    main()
