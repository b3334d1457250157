"""The secrets of a profile: the key to its database, its token for the server, and the next ones.

The next token is kept under a name of its own before the server hears of it, and the next key
before any file has it: no failure of the keychain on the way leaves the laptop with neither.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError
from companion.store.file import KEY_BYTES
from companion.wire.tokens import TOKEN_PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from companion.sync.transport import Transport
    from companion.system.keychain import Keychain

TOKEN_BYTES = 32
_MARK = 16


class Keys:
    """The entries of one profile in a keychain. Every method raises as the keychain does."""

    def __init__(self, keychain: Keychain, profile_id: str) -> None:
        self._keychain = keychain
        self._key_name = f"database-key/{profile_id}"
        self._next_key_name = f"database-key-next/{profile_id}"
        self._token_name = f"device-token/{profile_id}"
        self._next_name = f"device-token-next/{profile_id}"

    def make_key(self) -> bytes:
        """Return the key for a profile that has no database yet: made once, then the same."""
        if (kept := _as_key(self._keychain.read(self._key_name))) is not None:
            return kept
        key = os.urandom(KEY_BYTES)
        self._keychain.write(self._key_name, key.hex())
        return key

    def known_key(self, path: Path) -> bytes:
        """Return the key to the database at ``path``; it is never made anew.

        Raises:
            CorruptError: ``key_missing``.
        """
        key = _as_key(self._keychain.read(self._key_name)) or self.next_key()
        if key is None:
            sentence = (
                f"The keychain does not have the key to {path}. Please sign in to the desktop as "
                "the person who set it up, or bring that keychain back. The file is kept as it is."
            )
            raise CorruptError(sentence, "key_missing")
        return key

    def next_key(self) -> bytes | None:
        """Return the key that is to follow, or None if no change was begun."""
        return _as_key(self._keychain.read(self._next_key_name))

    def make_next_key(self) -> bytes:
        """Make a key that is to follow and keep it beside the one in use; begun, it is the same."""
        if (begun := self.next_key()) is not None:
            return begun
        key = os.urandom(KEY_BYTES)
        self._keychain.write(self._next_key_name, key.hex())
        return key

    def take_next_key(self, key: bytes) -> None:
        """Let the following key take the place of the old one, which is gone then."""
        self._keychain.write(self._key_name, key.hex())
        self._keychain.forget(self._next_key_name)

    def token(self) -> str | None:
        """Return the token, or None if there is none."""
        return self._keychain.read(self._token_name) or self.next_token()

    def keep_token(self, token: str) -> None:
        """Keep a new token in place of the old one."""
        self._keychain.write(self._token_name, token)
        self._keychain.forget(self._next_name)

    def next_token(self) -> str | None:
        """Return the token that is to follow, or None if no change was begun."""
        return self._keychain.read(self._next_name)

    def make_next_token(self) -> str:
        """Make a token that is to follow, and keep it beside the one in use."""
        token = TOKEN_PREFIX + urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()
        self._keychain.write(self._next_name, token)
        return token

    def forget_all(self) -> None:
        """Forget the key first, without which nothing of the database can be read, then the rest.

        Safe to repeat.
        """
        keys = self._key_name, self._next_key_name
        for name in (*keys, self._next_name, self._token_name):
            self._keychain.forget(name)


class TokenBadge:
    """The token of an open profile: one for all its connections, changed under way.

    May be read from any thread; ``change`` belongs to one.
    """

    def __init__(self, keys: Keys) -> None:
        """Read the token; raises as the keychain does."""
        self._keys = keys
        self._token = keys.token()

    def token(self) -> str | None:
        """Return the token to show now."""
        return self._token

    def is_changing(self) -> bool:
        """Tell whether a change was begun and not finished."""
        return self._keys.next_token() is not None

    def change(self, transport: Transport) -> None:
        """Begin, or finish, a change: kept, told to the server, put in place, and only then used.

        Raises as the keychain and the transport do; the old token serves until it is done.
        """
        following = self._keys.next_token() or self._keys.make_next_token()
        transport.rotate(following)
        self._keys.keep_token(following)
        self._token = following


def mark_of(key: bytes) -> str:
    """Return what tells one key from another and opens nothing: a piece of a hash of 256 bits."""
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, which a first picture needs not

    return sha256(b"companion key mark 1" + key).hexdigest()[:_MARK]


def _as_key(text: str | None) -> bytes | None:
    try:
        key = bytes.fromhex(text or "")
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
