"""Why somebody must not be called, in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.domain.prospects import SHARED_OBJECTION

if TYPE_CHECKING:
    from companion.domain.prospects import Prospect

translate = QCoreApplication.translate


def do_not_call(prospect: Prospect) -> str:
    """Say on one line that somebody must not be called, and why."""
    if why := why_not_to_call(prospect):
        return translate("DoNotCall", "Do not call: {reason}").format(reason=why)
    return translate("DoNotCall", "Do not call")


def why_not_to_call(prospect: Prospect) -> str:
    """Say what stands against calling somebody; empty if nothing is said, or nothing does."""
    reason = prospect.do_not_call_reason.strip() if prospect.do_not_call else ""
    if reason == SHARED_OBJECTION:
        reason = translate("DoNotCall", "somebody with this number asked for it")
    lists = ", ".join(prospect.do_not_call_lists)
    words = translate("DoNotCall", "on the list {lists}").format(lists=lists) if lists else ""
    return " · ".join(each for each in (reason, words) if each)
