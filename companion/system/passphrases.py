"""Secrets sealed with a passphrase, for a computer that has no keychain of its own.

One small file in the profile: its key is derived from the passphrase with scrypt, its content is
sealed with AES-GCM, and the passphrase is kept nowhere. Whoever forgets it must sign in anew; what
was sent is on the server.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from companion.domain.errors import CorruptError, RejectedError, UnavailableError
from companion.system.folders import SEALED
from companion.system.settings import write_private

if TYPE_CHECKING:
    from pathlib import Path

FILE = SEALED
SHORTEST = 10
"""Characters that a passphrase must have."""

COST = 2**17
"""Scrypt's work factor: some 0.4 s and 128 MB for each guess."""

_KEY, _SALT, _NONCE = 32, 16, 12
_LOCKED = "Please type your passphrase first."


class PassphraseKeychain:
    """A keychain in a file. It is locked until ``unlock`` or ``choose``."""

    notice = ""

    def __init__(self, folder: Path, cost: int = COST) -> None:
        self._path = folder / FILE
        self._cost = cost
        self._key: bytes | None = None
        self._salt = b""
        self._secrets: dict[str, str] = {}

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Tell whether a profile's secrets are sealed with a passphrase."""
        return (folder / FILE).exists()

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase was not given yet."""
        return self._key is None

    def choose(self, passphrase: str) -> None:
        """Make an empty keychain under a new passphrase.

        Raises:
            RejectedError: ``weak_passphrase``; ``already_sealed``: there is one here.
            UnavailableError: the file cannot be written.
        """
        if len(passphrase.strip()) < SHORTEST:
            sentence = (
                f"Please choose at least {SHORTEST} characters; a few words that only you would "
                "put together are best."
            )
            raise RejectedError(sentence, "weak_passphrase")
        if self._path.exists():
            raise RejectedError("There is a passphrase for this profile.", "already_sealed")
        self._salt = os.urandom(_SALT)
        self._key = self._derived(passphrase, self._salt, self._cost)
        self._keep({})

    def unlock(self, passphrase: str) -> None:
        """Open the keychain.

        Raises:
            RejectedError: ``wrong_passphrase``.
            CorruptError: ``keys_damaged``: the file cannot be understood.
        """
        sealed = self._read_file()
        key = self._derived(passphrase, sealed["salt"], sealed["cost"])
        try:
            opened = AESGCM(key).decrypt(sealed["nonce"], sealed["secrets"], None)
        except InvalidTag:
            sentence = "This is not the passphrase. Please try again; nothing is lost."
            raise RejectedError(sentence, "wrong_passphrase") from None
        self._key, self._salt, self._cost = key, sealed["salt"], sealed["cost"]
        self._secrets = dict(json.loads(opened))

    def read(self, name: str) -> str | None:
        """Return a secret, or None if there is none."""
        self._check_open()
        return self._secrets.get(name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._check_open()
        self._keep(self._secrets | {name: secret})

    def forget(self, name: str) -> None:
        """Remove a secret. While it is locked all go together: a wipe asks nobody."""
        if self._key is None:
            self._path.unlink(missing_ok=True)
        elif name in self._secrets:
            self._keep({each: kept for each, kept in self._secrets.items() if each != name})

    def _check_open(self) -> None:
        if self._key is None:
            raise UnavailableError(_LOCKED, "keychain_locked")

    def _keep(self, secrets: dict[str, str]) -> None:
        if self._key is None:
            raise UnavailableError(_LOCKED, "keychain_locked")
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._key).encrypt(nonce, json.dumps(secrets).encode(), None)
        parts = {"salt": self._salt, "nonce": nonce, "secrets": sealed}
        written = {name: b64encode(part).decode() for name, part in parts.items()}
        write_private(self._path, json.dumps({"cost": self._cost, **written}, indent=2))
        self._secrets = secrets

    def _read_file(self) -> dict[str, Any]:
        try:
            whole = json.loads(self._path.read_text("utf-8"))
            parts = {name: b64decode(whole[name]) for name in ("salt", "nonce", "secrets")}
            return {"cost": int(whole["cost"]), **parts}
        except (OSError, ValueError, TypeError, KeyError) as error:
            sentence = (
                f"The file {self._path}, which holds this profile's key, cannot be read. Please "
                "put back a copy of it from a backup. Nothing was changed."
            )
            raise CorruptError(sentence, "keys_damaged") from error

    @staticmethod
    def _derived(passphrase: str, salt: bytes, cost: int) -> bytes:
        return Scrypt(salt=salt, length=_KEY, n=cost, r=8, p=1).derive(passphrase.encode())
