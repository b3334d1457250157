"""Secrets in the keychain of the operating system, through keyring.

Every call has a time limit, since a locked one may wait for a person
(https://github.com/jaraco/keyring/issues/40).
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

import keyring
from keyring.errors import (
    InitError,
    KeyringLocked,
    NoKeyringError,
    PasswordDeleteError,
    PasswordSetError,
)

from companion.domain.errors import CompanionError, UnavailableError
from companion.system.folders import NAME
from companion.system.keychain import FolderKeychain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keyring.backend import KeyringBackend

T = TypeVar("T")

SECONDS = 10.0
"""How long the operating system's keychain may take for one answer."""


class OsKeychain:
    """The keychain of the operating system, through keyring."""

    notice = ""

    def __init__(self, backend: KeyringBackend | None = None, seconds: float = SECONDS) -> None:
        """Use ``backend``, or the one that keyring finds on this system when it is first asked."""
        self._backend = backend
        self._seconds = seconds

    def read(self, name: str) -> str | None:
        """Return a secret, or None if there is none."""
        return self._ask(lambda backend: backend.get_password(NAME, name))

    def write(self, name: str, secret: str) -> None:
        """Keep a secret and read it back: some keychains forget in silence."""
        self._ask(lambda backend: backend.set_password(NAME, name, secret))
        if self.read(name) != secret:
            raise UnavailableError(_FORGETS, "keychain_refused")

    def forget(self, name: str) -> None:
        """Remove a secret, if there is one."""
        if self.read(name) is not None:
            self._ask(lambda backend: backend.delete_password(NAME, name))

    def _ask(self, question: Callable[[KeyringBackend], T]) -> T:
        answer: Future[T] = Future()

        def ask() -> None:
            try:
                answer.set_result(question(self._backend or keyring.get_keyring()))
            except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
                answer.set_exception(error)

        # A thread of its own that may be left behind: no keychain call can be ended from outside.
        threading.Thread(target=ask, name="keychain", daemon=True).start()
        try:
            error = answer.exception(self._seconds)
        except TimeoutError:
            raise UnavailableError(_HANGS, "keychain_timeout") from None
        if error is not None:
            raise _translated(error) from error
        return answer.result()


def keychain_of(folder: Path) -> OsKeychain | FolderKeychain:
    """Return the keychain that the profile in a folder uses: a file in it for a demo."""
    demo = FolderKeychain(folder)
    return demo if demo.is_there() else OsKeychain()


_ABSENT = (
    "This computer has no keychain that Companion could keep its key in. On Linux please install "
    "gnome-keyring or KWallet, sign in to the desktop again, and start Companion once more."
)
_LOCKED = "Your keychain is locked. Please unlock it, then try again; nothing is lost."
_CLOSED = (
    "Your keychain could not be opened; most likely it is locked. Please sign in to your desktop "
    "or unlock the keychain, then try again; nothing is lost."
)
_REFUSES = "Your keychain refused to keep Companion's key. Please unlock or mend it and try again."
_FORGETS = (
    "Your keychain took Companion's key but does not give it back, so nothing was set up. Please "
    "choose another keychain in your system's settings and try again."
)
_KEEPS = "Your keychain refused to remove Companion's key. Please remove it there by hand."
_HANGS = (
    "Your keychain does not answer; it may be waiting for you to unlock it. Please look for its "
    "window, then try again; nothing is lost."
)
_FAILS = (
    "Your keychain answered with an error ({kind}). Please open it once by hand or sign in to your "
    "desktop again, then try again; nothing is lost."
)
_SENTENCES: tuple[tuple[type[BaseException], str, str], ...] = (
    (NoKeyringError, "keychain_absent", _ABSENT),
    (KeyringLocked, "keychain_locked", _LOCKED),
    (InitError, "keychain_locked", _CLOSED),
    (PasswordSetError, "keychain_refused", _REFUSES),
    (PasswordDeleteError, "keychain_refused", _KEEPS),
)


def _translated(error: BaseException) -> CompanionError:
    for kind, code, sentence in _SENTENCES:
        if isinstance(error, kind):
            return UnavailableError(sentence, code)
    # Backends also let through errors of their own libraries, such as a bus that went away.
    return UnavailableError(_FAILS.format(kind=type(error).__name__), "keychain_failed")
