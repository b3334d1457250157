"""Which key a profile's database opens with, and how one key follows another.

A change has steps, and a stop between any two leaves a database that opens with one of two keys,
both of them in the keychain: the new key is kept there first, then every file gets it, and only
then does it take the old one's place. Marks in the settings tell a key that is not ours from a
file that is damaged, so that nothing is ever mended with a foreign key.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError, UnavailableError
from companion.services.keys import mark_of
from companion.store.backups import backups_of
from companion.store.rekeying import opens_with, rekey_all
from companion.system.settings import keep_marks, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.keys import Keys

log = logging.getLogger(__name__)


class KeyChange:
    """The keys of one profile folder, and the database at ``path`` in it, which must be closed."""

    def __init__(self, folder: Path, path: Path, keys: Keys) -> None:
        self._folder = folder
        self._path = path
        self._keys = keys

    def key(self) -> bytes:
        """Return the key that the database opens with; a change that was begun is finished first.

        Raises:
            CorruptError: ``key_missing``; ``key_wrong``: the keychain holds that of another time.
            UnavailableError: as the keychain does.
        """
        key, following = self._keys.known_key(self._path), self._keys.next_key()
        marks = read_settings(self._folder).key_marks
        known = {mark_of(each) for each in (key, following) if each is not None}
        if marks and not known.intersection(marks):
            raise self._wrong()
        if following is not None:
            return self._go_on(key, following)
        if marks != (mark_of(key),):
            keep_marks(self._folder, mark_of(key))
        return key

    def change(self) -> None:
        """Let a new key follow: afterwards the old one opens nothing of this profile.

        Raises:
            CorruptError: as ``key``; ``damaged``.
            UnavailableError: keychain or disk are out of reach; one of the two keys opens all.
        """
        key = self.key()
        self._finish(key, self._keys.make_next_key())

    def _go_on(self, key: bytes, following: bytes) -> bytes:
        try:
            self._finish(key, following)
        except (UnavailableError, CorruptError) as failure:
            # A full disk is no reason not to open, and what is damaged is mended first.
            log.warning("key not changed yet: %s", failure.code)
            files = self._path, *backups_of(self._path)
            return following if any(opens_with(each, following) for each in files) else key
        return following

    def _finish(self, key: bytes, following: bytes) -> None:
        keep_marks(self._folder, mark_of(key), mark_of(following))
        if key != following:
            rekey_all(self._path, key, following)
        self._keys.take_next_key(following)
        keep_marks(self._folder, mark_of(following))

    def _wrong(self) -> CorruptError:
        sentence = (
            f"The keychain holds another key than the one that {self._path} was locked with; most "
            "likely an older copy of the keychain was put back. Please bring the newer one back. "
            "The file is kept as it is."
        )
        return CorruptError(sentence, "key_wrong")
