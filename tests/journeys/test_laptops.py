"""A laptop's life: shut out and back in by a new code, then wiped by order, then begun anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.test_call import REP, WHO, _look_up, _set_up, _sign_in
from tests.journeys.windows import WindowProcess
from tests.patience import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.windows import ServerProcess


def test_laptop_when_shut_out_and_then_wiped_then_nothing_unsent_is_lost_and_nothing_stays(
    server: ServerProcess, desktop: dict[str, str], tmp_path: Path
) -> None:
    _set_up(server)
    profile = tmp_path / "laptop"
    with WindowProcess(profile, desktop) as window:
        _sign_in(window, server)
        window.until(WHO)
        (laptop,) = server.command("device", "list")["devices"]
        server.command("device", "revoke", laptop["id"])
        _log_a_call(window)
        window.until("Please sign in again")
        _sign_in_again(window, server)
        window.until("All sent")
        assert server.command("device", "list")["devices"][0]["state"] == "active"

        server.command("device", "wipe", laptop["id"])
        window.press("Ctrl+R")
        window.until("Example Ltd asked for it")
        assert _wait_until_wiped(server)["id"] == laptop["id"]
        left = {path.name for path in profile.rglob("*") if path.is_file()}
        assert left <= {"wiped.json", "lock"}, left
        window.kill()

    with WindowProcess(profile, desktop) as window:
        window.until("This laptop was emptied")
        window.until("Example Ltd asked for it")
        window.ask("focus", "Begin anew with a code")
        window.press("Space")
        window.until("How would you like to begin?")
        _sign_in(window, server)
        _look_up(window)
        window.until("Rang while shut out")
        assert not (profile / "wiped.json").exists()
        window.close()


def _log_a_call(window: WindowProcess) -> None:
    window.press("F6", "Ctrl+1")
    window.ask("type", "n")
    window.press("Ctrl+5")
    window.ask("type", "Rang while shut out")
    window.until_kept()
    window.press("F6", "Ctrl+S")
    window.until("Saved on this laptop")


def _sign_in_again(window: WindowProcess, server: ServerProcess) -> None:
    code = server.command("enroll-code", "--email", REP)["code"]
    window.press("Ctrl+U")
    window.ask("focus", "Sign in again …")
    window.press("Space")
    window.ask("focus", "I have a code")
    window.press("Space")
    window.ask("focus", "Code")
    window.ask("type", code)
    window.press("Return")


def _wait_until_wiped(server: ServerProcess) -> dict[str, str]:
    def wiped() -> dict[str, str]:
        rows = server.command("device", "list")["devices"]
        return next((dict(row) for row in rows if row["wiped_at"]), {})

    return until(wiped, "the server was never told")
