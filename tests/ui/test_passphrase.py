from __future__ import annotations

from typing import TYPE_CHECKING

from companion.ui.passphrase import PassphraseWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_passphrase_when_the_two_differ_is_not_taken(qtbot: QtBot) -> None:
    window = PassphraseWindow(is_new=True)
    qtbot.addWidget(window)
    window.passphrase.setText("seven grey geese")
    window.again.setText("seven gray geese")
    with qtbot.assertNotEmitted(window.given):
        window.go_on.click()
    assert window.sentence.startswith("The two are not the same")
    assert window.isEnabled()


def test_passphrase_when_given_is_carried_once_and_may_be_typed_again(qtbot: QtBot) -> None:
    window = PassphraseWindow(is_new=False)
    qtbot.addWidget(window)
    window.passphrase.setText("seven grey geese")
    with qtbot.waitSignal(window.given) as said:
        window.go_on.click()
    assert said.args == ["seven grey geese"]
    assert not window.isEnabled()
    window.show_problem("This is not the passphrase.")
    assert window.isEnabled()
    assert window.sentence == "This is not the passphrase."
