"""Telling a server that a laptop signed out: at once if it can be reached, else at a later start.

What is kept until then is no key to anything: the server's name, and the hash of a token that
nobody has any more. With it a laptop can be shut out and nothing else.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from companion.domain.errors import CompanionError, UnavailableError
from companion.system.settings import write_private
from companion.wire.messages import SignOut

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.enrolments import Connect
    from companion.store.meta import Meta

log = logging.getLogger(__name__)

_PREFIX = "signed-out-"


@dataclass(frozen=True, slots=True)
class Goodbye:
    """What one server must still be told."""

    server_url: str
    server_id: str
    device_id: str
    token_sha256: str


class Goodbyes:
    """What was signed out in one profile folder, and not told yet."""

    def __init__(self, folder: Path, connect: Connect) -> None:
        self._folder = folder
        self._connect = connect

    def keep(self, meta: Meta, token: str | None) -> None:
        """Note what to tell about a profile that signs out; nothing if it has no server.

        Raises:
            UnavailableError: ``disk_full`` or ``no_folder``.
        """
        if not (meta.server_url and meta.server_id and meta.device_id and token):
            return
        digest = sha256(token.encode()).hexdigest()
        note = Goodbye(meta.server_url, meta.server_id, meta.device_id, digest)
        path = self._folder / f"{_PREFIX}{note.device_id}.json"
        write_private(path, json.dumps(asdict(note), indent=2))

    def tell(self) -> None:
        """Tell each server that can be reached; the others are told the next time."""
        for path in sorted(self._folder.glob(f"{_PREFIX}*.json")):
            try:
                self._tell(Goodbye(**json.loads(path.read_text("utf-8"))))
            except UnavailableError as failure:
                log.info("sign-out not told: %s", failure.code)
                continue
            except (CompanionError, OSError, ValueError, TypeError) as failure:
                log.info("sign-out not taken: %s", type(failure).__name__)
            path.unlink(missing_ok=True)

    def _tell(self, note: Goodbye) -> None:
        transport = self._connect(note.server_url, None, note.server_id)
        try:
            told = SignOut(device_id=note.device_id, token_sha256=note.token_sha256)
            transport.sign_out(told)
        finally:
            transport.hang_up()
