"""The releases that an update server offers, believed only as far as their signatures go (TUF).

The root that everything hangs on is built into the program. What was seen once is kept in a folder,
so that an older state is never taken for a newer one.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
)
from tuf.ngclient import Updater, UpdaterConfig

from companion.domain.errors import UnavailableError
from companion.domain.releases import Release, index_name, is_version
from companion.sync.downloads import FILE_SECONDS, LIST_SECONDS, fetcher_for
from companion.sync.portals import PORT
from companion.system.folders import make_private
from companion.system.settings import is_disk_full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tuf.api.metadata import TargetFile

    from companion.sync.routes import FindProxy

LONGEST_INDEX = 64 * 1024
LARGEST_INSTALLER = 1024 * 1024 * 1024
_LIMITS = UpdaterConfig(
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=1024 * 1024,
)


class Releases:
    """The releases at one address for one channel and system. One thread's, but for ``hang_up``."""

    def __init__(
        self,
        place: str,
        folder: Path,
        root: bytes,
        channel: str,
        system: str,
        portal_port: int = PORT,
        find_proxy: FindProxy | None = None,
    ) -> None:
        """Ask ``place``, an address or a folder, and keep in ``folder`` what was learned.

        ``root`` is trusted.

        Raises:
            RejectedError: ``wrong_address`` or ``insecure_address``.
        """
        self._folder = folder
        self._root = root
        self._index = index_name(channel, system)
        self._address, self._fetcher = fetcher_for(place, portal_port, find_proxy)
        self._updater: Updater | None = None

    def newest(self) -> Release | None:
        """Ask for the newest release; None when there is none for this system.

        Raises:
            UnavailableError: ``update_stale`` (freeze), ``update_older`` (rollback),
                ``update_mixed`` (mix and match), ``update_endless``, ``update_damaged``,
                ``update_unsigned``, ``no_updates``, or the network's own (``offline`` …).
        """
        with self._told():
            self._updater = self._begun()
            self._updater.refresh()
            found = self._updater.get_targetinfo(self._index)
            if found is None:
                return None
            if found.length > LONGEST_INDEX:
                raise _unsigned()
            with open(self._updater.download_target(found), "rb") as file:  # noqa: PTH123 - a path from tuf
                return self._read(json.load(file))

    def fetch(self, release: Release, told: Callable[[int], None]) -> Path:
        """Bring the installer of a release that ``newest`` returned, and return where it lies.

        ``told`` is called with the bytes that came so far, on this thread.

        Raises:
            UnavailableError: as ``newest``, and ``disk_full``.
        """
        with self._told():
            self._fetcher.seconds, self._fetcher.told = FILE_SECONDS, told
            try:
                updater, target = self._target(release.installer)
                path = self._folder / "files" / release.installer
                if updater.find_cached_target(target, str(path)) is None:
                    updater.download_target(target, str(path))
                return path
            finally:
                self._fetcher.seconds, self._fetcher.told = LIST_SECONDS, None

    def hang_up(self) -> None:
        """End what is under way at once, for good; callable from any thread."""
        self._fetcher.hang_up()

    def _begun(self) -> Updater:
        for part in ("metadata", "files"):
            make_private(self._folder / part)
        metadata, targets = f"{self._address}/metadata/", f"{self._address}/targets/"
        folders = str(self._folder / "metadata"), str(self._folder / "files")
        return Updater(
            folders[0], metadata, folders[1], targets, self._fetcher, _LIMITS, bootstrap=self._root
        )

    def _target(self, name: str) -> tuple[Updater, TargetFile]:
        if self._updater is None:
            raise LookupError("ask for the newest release first")
        target = self._updater.get_targetinfo(name)
        if target is None:
            raise _unsigned()
        return self._updater, target

    def _read(self, index: Any) -> Release:
        """Read the index; it is signed, so whatever is strange in it is its maker's mistake."""
        try:
            version, installer = str(index["version"]), str(index["installer"])
            notes = {str(name): str(text) for name, text in dict(index["notes"]).items()}
        except (TypeError, ValueError, KeyError):
            raise _unsigned() from None
        _, target = self._target(installer)
        if not is_version(version) or "/" in installer or "\\" in installer:
            raise _unsigned()
        if target.length > LARGEST_INSTALLER:
            raise _unsigned()
        return Release(version, installer, target.length, notes)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in a sentence why something was refused. What was there before stays."""
        try:
            yield
        except (RepositoryError, DownloadError, ValueError) as error:
            raise self._refusal(error) from error
        except OSError as error:
            code = "disk_full" if is_disk_full(error) else "no_folder"
            sentence = f"The update cannot be kept ({error.strerror}). Please free some space."
            raise UnavailableError(sentence, code) from error
        finally:
            self._fetcher.end()

    def _refusal(self, error: Exception) -> UnavailableError:
        if isinstance(error, BadVersionNumberError):
            # Only the timestamp is asked for without a number: a lower one in it is an older state,
            # while in the others it is not the one that the state before them names.
            is_older = self._fetcher.last == "timestamp.json"
            return UnavailableError(_OLDER, "update_older") if is_older else _mixed()
        for kind, code, sentence in _REFUSALS:
            if isinstance(error, kind):
                return UnavailableError(sentence, code)
        return _unsigned()


_REFUSALS = (
    (
        ExpiredMetadataError,
        "update_stale",
        (
            "The list of updates is out of date. Either nobody renews it any more, or something "
            "on the way holds updates back, or this laptop's date is wrong. Companion stays as it "
            "is."
        ),
    ),
    (
        DownloadLengthMismatchError,
        "update_endless",
        (
            "The update server sends more than was announced. The download was ended, and "
            "Companion stays as it is."
        ),
    ),
    (
        LengthOrHashMismatchError,
        "update_damaged",
        (
            "The update arrived damaged, or was changed on the way. It was thrown away; Companion "
            "stays as it is and tries again later."
        ),
    ),
    (DownloadError, "no_updates", "The update server offers no updates at its address."),
)
_OLDER = (
    "The update server offers an older list than before, as if to bring an old version back. It "
    "was refused; Companion stays as it is."
)


def _mixed() -> UnavailableError:
    sentence = (
        "The parts of the list of updates do not belong together. They were refused; Companion "
        "stays as it is."
    )
    return UnavailableError(sentence, "update_mixed")


def _unsigned() -> UnavailableError:
    sentence = (
        "The list of updates is not signed as it must be. It was refused; Companion stays as it is."
    )
    return UnavailableError(sentence, "update_unsigned")
