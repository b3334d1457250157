"""Today's list of a profile that is not open yet, for the first picture of its window.

It is read from the bare file with nothing of the store's libraries loaded. Whatever is out of the
ordinary (a wipe, a change of key, damage, a lock, an older file) is none of its business: it shows
nothing then, and ``Profiles`` says or mends what there is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from companion.domain.contacts import time_to_lock
from companion.domain.errors import CorruptError, UnavailableError
from companion.services.keys import Keys
from companion.services.today import read_today
from companion.store.file import HEAD, is_in_order, peek
from companion.store.moments import read_moment
from companion.system.folders import DATA, DATABASE, SEALED, SIGNING_OUT, WIPED
from companion.system.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from companion.services.rows import TodayList
    from companion.store.today import Ask
    from companion.system.keychain import Keychain

_SHOWN = 200
_FACTS = "SELECT user_id, server_url, contact_at, latest_at, lock_after_days FROM meta"


def may_glance(folder: Path) -> bool:
    """Tell whether a profile is set up here and nothing forbids to look into it."""
    is_barred = any((folder / name).exists() for name in (SEALED, SIGNING_OUT, WIPED))
    return not is_barred and is_in_order(folder / DATA / DATABASE)


def glance(
    folder: Path, keychain: Keychain, now: datetime, lock_days: Callable[[int], int]
) -> TodayList | None:
    """Return today's list, or None where it is not to be shown, or cannot be read.

    ``lock_days`` returns after how many days without the server to lock, given what it asked for.

    Raises:
        UnavailableError: as the keychain does.
    """
    path = folder / DATA / DATABASE
    try:
        key = _settled_key(folder, keychain, path)
    except CorruptError:
        return None
    if key is None:
        return None
    try:
        with peek(path, key) as ask:
            return _read(ask, now, lock_days)
    except UnavailableError:
        return None


def _settled_key(folder: Path, keychain: Keychain, path: Path) -> bytes | None:
    """Return the key if it is the only one that may open the file."""
    settings = read_settings(folder)
    keys = Keys(keychain, settings.profile_id)
    key = keys.known_key(path)
    is_settled = len(settings.key_marks) == 1 and keys.next_key() is None
    return key if is_settled else None  # one that is not ours opens nothing


def _read(ask: Ask, now: datetime, lock_days: Callable[[int], int]) -> TodayList | None:
    if [tuple(each) for each in ask("SELECT version_num FROM alembic_version", {})] != [(HEAD,)]:
        return None
    user_id, *contact = ask(_FACTS, {})[0]
    return None if _is_locked(now, lock_days, *contact) else read_today(ask, user_id, now, _SHOWN)


def _is_locked(
    now: datetime,
    lock_days: Callable[[int], int],
    server_url: str | None,
    contact_at: str | None,
    latest_at: str | None,
    asked_days: Any,
) -> bool:
    days = lock_days(asked_days)
    if server_url is None or not days or contact_at is None:
        return False
    latest = read_moment(latest_at) if latest_at else None
    return time_to_lock(read_moment(contact_at), latest, now, days) <= timedelta()
