"""Files a person takes along: whole and on the disk, or not there at all.

After an export a person may delete what it was made of, so that "written" must mean it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a draft to write beside ``path``, which takes its place when the block has ended well.

    What was at ``path`` before stays until then.

    Raises:
        OSError: the disk is full, the folder is gone …; no draft is left.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):  # a disk that may not be written keeps no draft either
            draft.unlink(missing_ok=True)
        raise
