"""A folder of releases that any web server can serve: signed lists, and the files they name.

Written so that a laptop which reads while it is written sees the old state or the new one: files
before the lists that name them, and the timestamp, which everything hangs on, at the very end.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from companion.domain.errors import RejectedError
from companion.domain.releases import index_name, is_version
from companion.server.releases.keys import DAILY, RELEASES, ROOT, SPARE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from securesystemslib.signer import CryptoSigner

METADATA, TARGETS = "metadata", "targets"
"""The two folders of a repository, and the two parts of its address."""

GOOD_FOR = {
    Root: timedelta(days=730),
    Targets: timedelta(days=365),
    Snapshot: timedelta(days=30),
    Timestamp: timedelta(days=7),
}
"""How long each list is good: so long can updates be held back unnoticed. ``refresh`` renews the
last two, which is why it must run daily."""

_SIGNED_BY = {
    Root.type: (ROOT, SPARE),
    Targets.type: (RELEASES,),
    Snapshot.type: (DAILY,),
    Timestamp.type: (DAILY,),
}
_EMPTY: Mapping[type[Any], type[Any]] = {each: each for each in GOOD_FOR}

Part = TypeVar("Part", bound=Signed)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is put up for laptops: one installer of one system, with what is new in it.

    ``system`` is such as "linux-amd64"; ``notes`` maps languages to plain text.
    """

    file: Path
    version: str
    system: str
    channel: str
    notes: Mapping[str, str]


class Repository:
    """The repository in one folder. What it is given to sign with says what it can do."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder = folder
        self._now = now.replace(microsecond=0)

    def begin(self, signers: Mapping[str, CryptoSigner]) -> Path:
        """Make the repository with nothing in it yet; return the root to build into laptops.

        Raises:
            RejectedError: ``releases_there``.
        """
        if self._metadata.exists():
            sentence = f"There is a repository in {self._folder} already."
            raise RejectedError(sentence, "releases_there")
        for folder in (self._metadata, self._targets):
            folder.mkdir(parents=True)
        self._write_root(Root(consistent_snapshot=True), signers)
        self._write(Targets(), signers)
        self.refresh(signers)
        return self._metadata / "1.root.json"

    def renew(self, signers: Mapping[str, CryptoSigner]) -> Path:
        """Name the keys at hand as those to trust from now on, by the root key laptops know.

        For keys that are replaced, and for a root that comes to its end. Laptops follow from any
        root they hold.
        """
        root = self._newest(Root)
        root.version += 1
        for role in root.roles.values():
            role.keyids = []
        root.keys = {}
        path = self._write_root(root, signers)
        self._write(self._next(Targets), signers)
        self.refresh(signers)
        return path

    def add(self, offer: Offer, signers: Mapping[str, CryptoSigner]) -> None:
        """Put an installer up as the newest one of its system and channel.

        Raises:
            RejectedError: ``not_a_version``, ``no_file``, or ``another_file``: one of this name
                with other content is up, which laptops may be fetching.
        """
        if not is_version(offer.version):
            sentence = f"“{offer.version}” is not a version. Please write three numbers: 1.2.0"
            raise RejectedError(sentence, "not_a_version")
        if not offer.file.is_file():
            raise RejectedError(f"There is no file {offer.file}.", "no_file")
        targets = self._next(Targets)
        installer = TargetFile.from_file(offer.file.name, str(offer.file))
        known = targets.targets.get(offer.file.name)
        if known is not None and known != installer:
            sentence = f"Another {offer.file.name} is up already. Please give it a new version."
            raise RejectedError(sentence, "another_file")
        index = _index_of(offer)
        name = index_name(offer.channel, offer.system)
        targets.targets[installer.path] = installer
        targets.targets[name] = TargetFile.from_data(name, index)
        shutil.copyfile(offer.file, self._target(installer))
        _put(self._target(targets.targets[name]), index)
        self._write(targets, signers)
        self.refresh(signers)

    def refresh(self, signers: Mapping[str, CryptoSigner]) -> None:
        """Say that the list is still today's; needs the daily key alone."""
        snapshot = self._next(Snapshot)
        snapshot.meta = {"targets.json": MetaFile(self._newest(Targets).version)}
        self._write(snapshot, signers)
        timestamp = self._next(Timestamp)
        timestamp.snapshot_meta = MetaFile(snapshot.version)
        self._write(timestamp, signers)

    @property
    def _metadata(self) -> Path:
        return self._folder / METADATA

    @property
    def _targets(self) -> Path:
        return self._folder / TARGETS

    def _target(self, target: TargetFile) -> Path:
        return self._targets / f"{target.hashes['sha256']}.{target.path}"

    def _write_root(self, root: Root, signers: Mapping[str, CryptoSigner]) -> Path:
        for role, names in _SIGNED_BY.items():
            for name in names:
                root.add_key(signers[name].public_key, role)
        return self._write(root, signers)

    def _write(self, part: Signed, signers: Mapping[str, CryptoSigner]) -> Path:
        part.expires = self._now + GOOD_FOR[type(part)]
        signed: Metadata[Any] = Metadata(part)
        for name in _SIGNED_BY[part.type]:
            if name in signers:
                signed.sign(signers[name], append=True)
        is_timestamp = isinstance(part, Timestamp)
        name = f"{part.type}.json" if is_timestamp else f"{part.version}.{part.type}.json"
        return _put(self._metadata / name, signed.to_bytes())

    def _next(self, kind: type[Part]) -> Part:
        """Return the newest list of a kind under the next number; the first one is empty."""
        try:
            part = self._newest(kind)
        except FileNotFoundError:
            return cast("Part", _EMPTY[kind]())
        part.version += 1
        return part

    def _newest(self, kind: type[Part]) -> Part:
        name = kind.type
        paths = [self._metadata / f"{name}.json"] if kind is Timestamp else self._all_of(name)
        if not paths or not paths[-1].exists():
            raise FileNotFoundError(name)
        try:
            return cast("Part", Metadata[Any].from_bytes(paths[-1].read_bytes()).signed)
        except (DeserializationError, RepositoryError) as error:
            sentence = f"{paths[-1]} cannot be read. Please put back a copy of the repository."
            raise RejectedError(sentence, "releases_damaged") from error

    def _all_of(self, name: str) -> list[Path]:
        found = self._metadata.glob(f"*.{name}.json")
        return sorted(found, key=lambda path: int(path.name.partition(".")[0]))


def _index_of(offer: Offer) -> bytes:
    """Write what a laptop reads to know the newest release of its system."""
    index = {"version": offer.version, "installer": offer.file.name, "notes": dict(offer.notes)}
    return json.dumps(index, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _put(path: Path, content: bytes) -> Path:
    """Put a file in place as a whole."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
