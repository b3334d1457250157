"""How a command gets a password: from a pipe, from a prompt, or made up and shown once."""

from __future__ import annotations

import getpass
import sys

from companion.domain.errors import RejectedError
from companion.server.accounts import check_password, new_password


def asked_password(*, is_from_pipe: bool) -> tuple[str, bool]:
    """Return a password and whether it was made up (and so must be shown).

    Raises:
        RejectedError: it is too short, or the two entries differ.
    """
    if is_from_pipe:
        password = sys.stdin.readline().rstrip("\r\n")
    elif not sys.stdin.isatty():
        return new_password(), True
    else:
        password = getpass.getpass("Password (empty: one is made up): ")
        if not password:
            return new_password(), True
        if getpass.getpass("Once more: ") != password:
            raise RejectedError("The two passwords differ. Please try again.")
    check_password(password)
    return password, False
