"""What stands in files byte by byte, also where no query looks: free pages, logs, old copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
WAL_HEADER, FRAME_HEADER = 32, 24


def files_with(folder: Path, values: Iterable[str], key: bytes | None = None) -> set[str]:
    """Return ``file: value`` for each value in the bytes of any file of a folder.

    With the raw key of a SQLCipher database each page is decrypted, too, as far as it is one.
    """
    found = set()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        parts = [raw] if key is None else [raw, *decrypted(raw, key, path.name.endswith("-wal"))]
        whole = b"\0".join(parts).lower()
        found |= {
            f"{path.name}: {each}"
            for each in values
            if any(form in whole for form in (each.lower().encode(), each.encode().lower()))
        }
    return found


def decrypted(raw: bytes, key: bytes, is_wal: bool) -> Iterator[bytes]:
    """Decrypt the pages of a SQLCipher 4 database, or the frames of its log, without asking it."""
    if is_wal:
        step, start = FRAME_HEADER + PAGE, WAL_HEADER
        for at in range(start, len(raw) - step + 1, step):
            number = int.from_bytes(raw[at : at + 4], "big")
            yield _page(raw[at + FRAME_HEADER : at + step], key, SALT if number == 1 else 0)
        return
    for at in range(0, len(raw) - PAGE + 1, PAGE):
        yield _page(raw[at : at + PAGE], key, 0 if at else SALT)


def _page(page: bytes, key: bytes, begins: int) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opened.update(page[begins : PAGE - RESERVED]) + opened.finalize()
