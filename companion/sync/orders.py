"""The one order that cannot be undone: believed only with the signature it must bear."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from companion.wire.messages import WipeOrder

if TYPE_CHECKING:
    from companion.domain.errors import DismissedError
    from companion.store.meta import Meta


def believed_order(dismissed: DismissedError, meta: Meta) -> WipeOrder | None:
    """Return the order to wipe, or None if it is not signed by our server, or not for us.

    The key is the one of the enrolment; a laptop that was given none obeys no order.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(meta.wipe_key or "", validate=True))
        signature = b64decode(dismissed.signature, validate=True)
        key.verify(signature, dismissed.order.encode())
        order = WipeOrder.model_validate_json(dismissed.order)
    except (binascii.Error, ValueError, InvalidSignature, ValidationError):
        return None
    return order if order.device_id == meta.device_id else None
