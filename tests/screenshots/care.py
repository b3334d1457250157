"""The pictures of the care page: the doctor, an update on its way and ready, papers for support."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from companion.domain.releases import Release
from companion.services.care import Backup
from companion.services.findings import Finding, Verdict
from companion.services.updates import UpdateState, UpdateStatus
from companion.ui.care.page import CarePage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from companion.ui.window import Window

RELEASE = Release(
    "0.2.0",
    "sales-call-companion_0.2.0_amd64.deb",
    50_200_000,
    {"en": "Faster search, and the newest answers on every call.", "de": "Schnellere Suche."},
)
SERVER = "companion.fjordline.example"
FOUND = (
    Finding("version", Verdict.FINE, "Companion 0.1.0, Python 3.11.7, SQLite 3.53.4, Linux."),
    Finding("keychain", Verdict.FINE, "The keychain keeps and returns secrets."),
    Finding("disk", Verdict.FINE, "41,208 MB are free where the profile lies."),
    Finding("database", Verdict.FINE, "The database is whole."),
    Finding("network", Verdict.FINE, f"{SERVER} is known on this network (IPv4, IPv6)."),
    Finding("proxy", Verdict.FINE, "The proxy http://proxy.fjordline.example:3128 answers."),
    Finding(
        "certificate",
        Verdict.TROUBLE,
        f"The certificate of https://{SERVER} has expired. Nothing was sent. Please check this "
        "laptop's date; if it is right, your administrator must renew the certificate.",
        "Nothing is sent until the certificate is good.",
    ),
    Finding(
        "backups",
        Verdict.WARNING,
        "The newest backup is 16 days old.",
        "Please make one now, on this page; if that fails, it says why.",
    ),
)


def care(
    window: Window, now: datetime, settle: Callable[[], None]
) -> Iterator[tuple[str, QWidget]]:
    """Show the page in its states."""
    window.actions_.care.trigger()
    page = window.findChild(CarePage)
    assert page is not None
    while not page.copy.isEnabled():
        settle()
    days = (16, 23, 30)
    backups = [Backup(Path(), now - timedelta(days=each), 3_400_000) for each in days]
    page.show_findings(FOUND)
    page.show_backups(backups)
    looked = UpdateStatus(UpdateState.CURRENT, checked_at=now - timedelta(hours=3))
    page.show_update(looked, now, may_install=False)
    settle()
    yield "doctor", window
    fetching = UpdateStatus(UpdateState.FETCHING, RELEASE, 18_700_000)
    page.show_findings([each for each in FOUND if each.verdict is Verdict.FINE])
    page.show_update(fetching, now, may_install=False)
    settle()
    yield "update-downloading", window
    window.annexes.care.examine()
    while not page.copy.isEnabled():
        settle()
    page.bundle.click()
    settle()
    papers = QApplication.activeModalWidget()
    if papers is not None:
        yield "support-bundle", papers
        papers.close()
    ready = UpdateStatus(UpdateState.READY, RELEASE, RELEASE.size, checked_at=now)
    page.show_update(ready, now, may_install=True)
    settle()
    yield "update-ready-page", window
    window.show_workplace()
    window.strip.show_release(RELEASE)
    window.strip.show()
    settle()
    yield "update-ready", window
    window.strip.hide()
