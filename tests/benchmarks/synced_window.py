"""A real window over a large encrypted profile, in step with a real server process here."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from companion.domain.calls import Call, Disposition
from companion.domain.clock import SystemClock
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.store.outbox import add_records
from companion.store.replica import put_base
from companion.ui.furniture import furnished_window
from companion.ui.tasks import Tasks
from tests.benchmarks.search import people
from tests.laptops import RealLaptop
from tests.processes import ServerProcess, set_up
from tests.salesroom import NOW, Salesroom

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from companion.wire.records import Record

_EACH = 5
"""Records that are made for one prospect: themselves, two touches, a call, a next step."""

_AFTERWARDS, _LONGEST = 700, 120_000
"""Milliseconds in which the window shows what came, and in which all of it must have come."""


class SyncedWindow:
    """A rep's ``window`` with prospects of their own; ``kept`` closes all of it."""

    def __init__(self, folder: Path, size: int, kept: ExitStack) -> None:
        url = f"sqlite:///{folder / 'server.db'}"
        server = set_up(url)
        kept.callback(server.close)
        process = kept.enter_context(closing(ServerProcess(folder, url)))
        self._room = Salesroom(server, process.client)
        self._user = self._room.add_user(name="Rita")
        laptop = RealLaptop(folder / "profile", process.client.address)
        kept.callback(laptop.close)
        laptop.sign_in(self._room, self._user).sync()
        assert laptop.profile
        self._database = laptop.profile.database
        with self._database.write() as cx:
            put_base(cx, [*default_categories(), *people(size)])
        self._had = 0
        lanes = (Tasks("desk"), Tasks("line"), Tasks("ear"))
        self.window = furnished_window(laptop.suite, *lanes)
        self.window.resize(1280, 800)
        self.window.show()
        kept.callback(self.window.close)
        _wait(self.window.sheet_presenter.opened, self.window.start)

    def stage(self, changes: int) -> None:
        """Let half of so many changes wait on the server, and half on the laptop."""
        with self._database.write() as cx:
            add_records(cx, self._made(changes // 2), SystemClock().now())
        self._room.put(*self._made(changes // 2))

    def sync(self) -> None:
        """Sync what was staged, until the window shows it; the event loop runs meanwhile."""
        _wait(self.window.line_presenter.changed, self.window.line_presenter.sync)

    def check(self, changes: int) -> None:
        """Make sure that so many changes more have arrived at both ends."""
        before, self._had = self._had, self._known()
        if self._had - before < changes // _EACH:
            raise RuntimeError("the sync did not bring everything")

    def _made(self, count: int) -> list[Record]:
        mine, made = self._user.id, []
        for each in people(count // _EACH):
            owned = Prospect(new_id(), each.name, each.company, phones=each.phones, owner_id=mine)
            made += [
                owned,
                *(Touch(new_id(), owned.id, NOW) for _ in range(2)),
                Call(new_id(), owned.id, mine, NOW, disposition=Disposition.NO_ANSWER),
                FollowUp(new_id(), owned.id, mine, NOW),
            ]
        return made

    def _known(self) -> int:
        """Count the calls that the server has told of."""
        query = "SELECT count(*) FROM call WHERE rev > 0"
        with self._database.read() as cx:
            counted: int = cx.exec_driver_sql(query).scalar_one()
        return counted


def _wait(signal: SignalInstance, begin: Callable[[], None]) -> None:
    loop = QEventLoop()

    def end(*_: object) -> None:
        QTimer.singleShot(_AFTERWARDS, loop.quit)

    signal.connect(end)
    QTimer.singleShot(_LONGEST, loop, loop.quit)
    begin()
    loop.exec()
    signal.disconnect(end)
