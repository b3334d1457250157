"""The two secrets of a profile: the key to its database, and its token for the server."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError
from companion.store.engine import KEY_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from companion.system.keychain import Keychain


class Keys:
    """The entries of one profile in a keychain. Every method raises as the keychain does."""

    def __init__(self, keychain: Keychain, profile_id: str) -> None:
        self._keychain = keychain
        self._key_name = f"database-key/{profile_id}"
        self._token_name = f"device-token/{profile_id}"

    def make_key(self) -> bytes:
        """Return the key for a profile that has no database yet: made once, then the same."""
        if (kept := _as_key(self._keychain.read(self._key_name))) is not None:
            return kept
        key = secrets.token_bytes(KEY_BYTES)
        self._keychain.write(self._key_name, key.hex())
        return key

    def known_key(self, path: Path) -> bytes:
        """Return the key to the database at ``path``; it is never made anew.

        Raises:
            CorruptError: ``key_missing``.
        """
        key = _as_key(self._keychain.read(self._key_name))
        if key is None:
            sentence = (
                f"The keychain does not have the key to {path}. Please sign in to the desktop as "
                "the person who set it up, or bring that keychain back. The file is kept as it is."
            )
            raise CorruptError(sentence, "key_missing")
        return key

    def token(self) -> str | None:
        """Return the token, or None if there is none."""
        return self._keychain.read(self._token_name)

    def keep_token(self, token: str) -> None:
        """Keep a new token in place of the old one."""
        self._keychain.write(self._token_name, token)


def _as_key(text: str | None) -> bytes | None:
    try:
        key = bytes.fromhex(text or "")
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
