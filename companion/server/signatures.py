"""The server's own key, which signs the one order a laptop must never take from anybody else.

It lies in the database, so that it comes along with a backup: laptops know its public half from
their enrolment on, and a server with another key could never have them wiped again.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from companion.server.tables import server_identity
from companion.wire.messages import SignedWipe, WipeOrder

if TYPE_CHECKING:
    from sqlalchemy import Connection


def new_signing_key() -> bytes:
    """Make a key pair up and return its private half, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(cx: Connection) -> str:
    """Return the public half in base64, as laptops are given it at their enrolment."""
    return b64encode(_key(cx).public_key().public_bytes_raw()).decode()


def sign_wipe(cx: Connection, device_id: str, nonce: str) -> SignedWipe:
    """Sign the order to wipe one laptop."""
    order = WipeOrder(device_id=device_id, nonce=nonce, action="wipe").model_dump_json()
    signature = _key(cx).sign(order.encode())
    return SignedWipe(order=order, signature=b64encode(signature).decode())


def _key(cx: Connection) -> Ed25519PrivateKey:
    private: bytes = cx.execute(select(server_identity.c.signing_key)).scalar_one()
    return Ed25519PrivateKey.from_private_bytes(private)
