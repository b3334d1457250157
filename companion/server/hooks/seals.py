"""The secrets that webhooks are signed with: made here, and kept only sealed.

Whoever reads the database or a backup of it cannot sign in our name: the key of the seal is made
from the server's own secret key, which is not in it.
"""

from __future__ import annotations

import base64
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from companion.domain.errors import UnavailableError

_BYTES = 32
_PREFIX = "whsec_"


def new_secret() -> str:
    """Make a secret in the form Standard Webhooks has: ``whsec_`` and base64 of 32 bytes."""
    return _PREFIX + base64.b64encode(os.urandom(_BYTES)).decode()


def seal(secret_key: str, secret: str) -> bytes:
    """Seal a secret with the server's key."""
    return _fernet(secret_key).encrypt(secret.encode())


def unseal(secret_key: str, sealed: bytes) -> str:
    """Open a sealed secret.

    Raises:
        UnavailableError: ``sealed``: the server's secret key is another one than it was.
    """
    try:
        return _fernet(secret_key).decrypt(sealed).decode()
    except InvalidToken:
        sentence = (
            "The server's secret key has changed, so this address' secret cannot be read. Please "
            "give it a new one."
        )
        raise UnavailableError(sentence, "sealed") from None


def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), _BYTES, salt=None, info=b"companion webhooks 1")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))
