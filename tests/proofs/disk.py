"""A disk that remembers every write and sync of the laptop's own database library.

Registers a VFS with the very library the product is built on (SQLCipher, as ``sqlcipher3`` ships
it) that passes everything on and writes it down; ``disk_after_cut`` then says what would be left
if the power failed at any moment. Nothing of the product is replaced, encryption included.
"""

from __future__ import annotations

import ctypes as c
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3._sqlite3 as library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

_INT, _POINTER, _OFFSET, _TEXT = c.c_int, c.c_void_p, c.c_int64, c.c_char_p


def _names(kind: object, *names: str) -> list[tuple[str, object]]:
    return [(name, kind) for name in names]


_Open = c.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)  # it keeps the name's place
_Delete = c.CFUNCTYPE(_INT, _POINTER, _TEXT, _INT)
_Write = c.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _OFFSET)
_Truncate = c.CFUNCTYPE(_INT, _POINTER, _OFFSET)
_Sync = c.CFUNCTYPE(_INT, _POINTER, _INT)


class _Vfs(c.Structure):
    """``sqlite3_vfs`` (https://www.sqlite.org/c3ref/vfs.html)."""

    _fields_ = [
        *_names(_INT, "version", "file_size", "longest_path"),
        *_names(_POINTER, "next"),
        ("name", _TEXT),
        *_names(_POINTER, "data"),
        ("open", _Open),
        ("delete", _Delete),
        *_names(_POINTER, "access", "full_path", "dl_open", "dl_error", "dl_sym", "dl_close"),
        *_names(_POINTER, "randomness", "sleep", "time", "last_error", "time_64"),
        *_names(_POINTER, "set_call", "get_call", "next_call"),
    ]  # fmt: skip


class _Methods(c.Structure):
    """``sqlite3_io_methods`` (https://www.sqlite.org/c3ref/io_methods.html)."""

    _fields_ = [
        ("version", _INT),
        *_names(_POINTER, "close", "read"),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        *_names(_POINTER, "size", "lock", "unlock", "is_locked", "control", "sector", "traits"),
        *_names(_POINTER, "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch"),
    ]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done to a file: ``write``, ``truncate``, ``sync`` or ``delete``.

    ``acknowledged`` is the one that no disk does: the person was told that ``data`` is saved.
    """

    kind: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Recorder:
    """What was done in one folder, in order. Files are named by their own name alone."""

    folder: Path
    deeds: list[Deed] = field(default_factory=list)

    def acknowledge(self, what: str) -> None:
        """Note that a person was told now that ``what`` is saved."""
        self.deeds.append(Deed("acknowledged", "", data=what.encode()))


@contextmanager
def recording(folder: Path) -> Iterator[Recorder]:
    """Record what SQLCipher does in ``folder``, for databases opened while the block runs."""
    recorder = Recorder(folder)
    sqlite = c.CDLL(library.__file__)
    sqlite.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
    plain = sqlite.sqlite3_vfs_find(None)
    shim = _shim(plain, recorder)
    assert sqlite.sqlite3_vfs_register(c.byref(shim), 1) == 0
    try:
        yield recorder
    finally:
        assert sqlite.sqlite3_vfs_unregister(c.byref(shim)) == 0
        assert sqlite.sqlite3_vfs_register(plain, 1) == 0


def _shim(plain: c._Pointer[_Vfs], recorder: Recorder) -> _Vfs:
    """Copy the plain VFS; of each file it opens, take over what changes the disk."""
    shim = _Vfs.from_buffer_copy(plain.contents)
    original_open, original_delete = plain.contents.open, plain.contents.delete
    known: dict[int, _Methods] = {}
    files: dict[int, str] = {}

    def opened(_vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        code: int = original_open(c.addressof(plain.contents), name, file, flags, out)
        path = Path(c.string_at(name).decode()) if name else Path()
        place = c.cast(file, c.POINTER(c.c_void_p))
        methods = place.contents.value
        if code == 0 and methods and path.parent == recorder.folder:
            files[file] = path.name
            if methods not in known:
                known[methods] = _recorded(methods, files, recorder)
            place.contents.value = c.addressof(known[methods])
        return code

    def deleted(_vfs: int, name: bytes, is_synced: int) -> int:
        path = Path(name.decode())
        if path.parent == recorder.folder:
            recorder.deeds.append(Deed("delete", path.name))
        code: int = original_delete(c.addressof(plain.contents), name, is_synced)
        return code

    shim.name, shim.next = b"remembering", None
    shim.open, shim.delete = _Open(opened), _Delete(deleted)
    return shim


def _recorded(methods: int, files: dict[int, str], recorder: Recorder) -> _Methods:
    plain = _Methods.from_address(methods)
    mine = _Methods.from_buffer_copy(plain)
    original_write, original_truncate, original_sync = plain.write, plain.truncate, plain.sync

    def write(file: int, data: int, size: int, at: int) -> int:
        recorder.deeds.append(Deed("write", files[file], at, c.string_at(data, size)))
        return int(original_write(file, data, size, at))

    def truncate(file: int, size: int) -> int:
        recorder.deeds.append(Deed("truncate", files[file], size))
        return int(original_truncate(file, size))

    def sync(file: int, flags: int) -> int:
        code = int(original_sync(file, flags))
        recorder.deeds.append(Deed("sync", files[file]))
        return code

    mine.write, mine.truncate, mine.sync = _Write(write), _Truncate(truncate), _Sync(sync)
    return mine


class Disk:
    """A disk on which deeds are done one after another; what is not synced may be lost."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self._durable = {name: bytearray(content) for name, content in before.items()}
        self._pending: dict[str, list[Deed]] = {}

    def do(self, deed: Deed) -> None:
        """Do one deed, as a disk with a cache does."""
        if deed.kind == "sync":
            for each in self._pending.pop(deed.file, []):
                _apply(self._durable, each)
        elif deed.kind == "delete":
            self._durable.pop(deed.file, None)
            self._pending.pop(deed.file, None)
        elif deed.kind != "acknowledged":
            self._pending.setdefault(deed.file, []).append(deed)

    def after_cut(self, rng: Random, choose: Callable[[list[Deed], Random], list[Deed]]) -> dict:
        """Return the files as the power cut leaves them; ``choose`` picks unsynced writes."""
        left = {name: bytearray(content) for name, content in self._durable.items()}
        for deeds in self._pending.values():
            for each in choose(deeds, rng):
                _apply(left, each)
        return left


def first_ones(deeds: list[Deed], rng: Random) -> list[Deed]:
    """Keep the first few unsynced writes: a disk that writes in order."""
    return deeds[: rng.randint(0, len(deeds))]


def any_ones(deeds: list[Deed], rng: Random) -> list[Deed]:
    """Keep any of the unsynced writes, the last one torn: a disk that writes as it likes."""
    kept = [each for each in deeds if rng.random() < 0.5]
    if kept and kept[-1].kind == "write":
        torn = kept.pop()
        kept.append(Deed("write", torn.file, torn.at, torn.data[: rng.randint(0, len(torn.data))]))
    return kept


def _apply(files: dict[str, bytearray], deed: Deed) -> None:
    content = files.setdefault(deed.file, bytearray())
    if deed.kind == "truncate":
        del content[deed.at :]
        return
    if len(content) < deed.at:
        content.extend(bytes(deed.at - len(content)))
    content[deed.at : deed.at + len(deed.data)] = deed.data
