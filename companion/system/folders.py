"""Where a profile lives: one folder with everything a person has on this laptop, and no other."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from companion.domain.errors import UnavailableError

NAME = "sales-call-companion"
"""What the operating system knows us by: our folder, our entries in the keychain."""

DATA, DATABASE = "data", "companion.db"
"""The folder in a profile's that is there once it is set up, and the database in it."""

SEALED = "keys.sealed"
"""The file of secrets under a passphrase."""

WIPED, SIGNING_OUT = "wiped.json", "signing-out.json"
"""The notes of a wipe and of a sign-out that were begun."""

VARIABLE = "COMPANION_PROFILE_DIR"
"""The environment variable that names a profile folder when the command line does not."""


def profile_folder(override: Path | None = None) -> Path:
    """Return the profile's folder, made if missing: ``override``, the variable, or the usual place.

    Raises:
        UnavailableError: ``no_folder``, when it cannot be made or written to.
    """
    chosen = override or Path(os.environ.get(VARIABLE) or user_data_path(NAME, appauthor=False))
    folder = chosen.expanduser().absolute()
    make_private(folder)
    return folder


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can read; one that is there keeps its mode.

    Raises:
        UnavailableError: ``no_folder``.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sentence = (
            f"Companion cannot use the folder {folder} ({error.strerror}). Please choose another "
            f"with --profile or {VARIABLE}, or make it writable."
        )
        raise UnavailableError(sentence, "no_folder") from error
