from __future__ import annotations

from companion.system.surroundings import hand_back_surroundings


def test_surroundings_when_handed_back_then_hold_what_the_person_had_set() -> None:
    held = {
        "HOME": "/home/rita",
        "LD_LIBRARY_PATH": "/usr/lib/sales-call-companion/_internal:/opt/oracle",
        "LD_LIBRARY_PATH_ORIG": "/opt/oracle",
        "QT_PLUGIN_PATH": "/usr/lib/sales-call-companion/_internal/PySide6/Qt/plugins",
    }
    hand_back_surroundings(held)
    assert held == {"HOME": "/home/rita", "LD_LIBRARY_PATH": "/opt/oracle"}


def test_surroundings_when_nothing_was_set_before_then_name_no_libraries() -> None:
    held = {"LD_LIBRARY_PATH": "/usr/lib/sales-call-companion/_internal", "LANG": "de_DE.UTF-8"}
    hand_back_surroundings(held)
    assert held == {"LANG": "de_DE.UTF-8"}
