"""Ids are made where a record is born: UUIDv7 as RFC 9562 section 5.7 lays it out."""

from __future__ import annotations

import os
import re
import threading
import time

_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Make a UUIDv7 in lower-case canonical form; later calls of one process sort later.

    The 12 bits after the millisecond count up within it (RFC 9562 section 6.2, method 1), so
    that records saved together keep their order.
    """
    global _last  # noqa: PLW0603 - one counter per process is the point
    with _lock:
        stamp = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return _written(milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


def id_from(milliseconds: int, randomness: int) -> str:
    """Make a UUIDv7 from a given time and 74 given random bits: for seeded content only."""
    head, tail = randomness >> 62 & 0xFFF, randomness & 0x3FFF_FFFF_FFFF_FFFF
    return _written(milliseconds << 80 | 0x7 << 76 | head << 64 | 0b10 << 62 | tail)


def is_record_id(text: str) -> bool:
    """Tell whether ``text`` is a UUID in lower-case canonical form."""
    return _FORM.fullmatch(text) is not None


def _written(value: int) -> str:
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
