"""The keys of the releases: three that stay offline under a passphrase, one that signs every day.

Whoever holds the daily key alone can hold updates back for as long as its last signature is good,
and no more: what laptops install is signed with the offline ones.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from pathlib import Path

ROOT, SPARE, RELEASES, DAILY = "root", "spare", "releases", "daily"
"""``root`` says who may sign, and ``spare`` is for the day it is lost; ``releases`` signs what is
installed, ``daily`` that the list of it is today's."""

OFFLINE = (ROOT, SPARE, RELEASES)
SHORTEST = 12


def make_keys(folder: Path, passphrase: str) -> None:
    """Make the four keys in a new folder, all but the daily one under the passphrase.

    Raises:
        RejectedError: ``short_passphrase``, or ``keys_there``: there are keys already.
    """
    if len(passphrase) < SHORTEST:
        sentence = f"The passphrase needs at least {SHORTEST} characters. Nothing was made."
        raise RejectedError(sentence, "short_passphrase")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.glob("*.pem")):
        sentence = f"There are keys in {folder} already. Please choose another folder."
        raise RejectedError(sentence, "keys_there")
    sealed = BestAvailableEncryption(passphrase.encode())
    for name in OFFLINE:
        _make_key(folder, name, sealed)
    _make_key(folder, DAILY, NoEncryption())


def read_signer(folder: Path, name: str, passphrase: str = "") -> CryptoSigner:
    """Return what signs with the key of this name.

    Raises:
        RejectedError: ``key_missing``, or ``wrong_passphrase``.
    """
    path = folder / f"{name}.pem"
    try:
        content = path.read_bytes()
    except OSError as error:
        sentence = f"The key {path} is not here ({error.strerror}). Please bring it, and try again."
        raise RejectedError(sentence, "key_missing") from error
    secret = None if name == DAILY else passphrase.encode()
    try:
        return CryptoSigner(load_pem_private_key(content, secret))
    except (ValueError, TypeError) as error:
        sentence = f"The passphrase does not open {path}. Nothing was signed."
        raise RejectedError(sentence, "wrong_passphrase") from error


def _make_key(folder: Path, name: str, sealed: KeySerializationEncryption) -> None:
    made = Ed25519PrivateKey.generate()
    content = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / f"{name}.pem", flags, 0o600), "wb") as file:
        file.write(content)
