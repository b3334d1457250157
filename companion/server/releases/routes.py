"""The releases over HTTP, for whoever has no other web server: signed, so open to anybody."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse, Response

from companion.domain.errors import RejectedError
from companion.server.parts import Parts, parts_of

release_router = APIRouter(prefix="/updates", include_in_schema=False)
_Parts = Annotated[Parts, Depends(parts_of)]
_PARTS = frozenset({"metadata", "targets"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,200}")


@release_router.get("/{part}/{name}")
def release_file(part: str, name: str, parts: _Parts) -> Response:
    """Give one file of the releases' folder, if this server has one."""
    folder = parts.settings.releases
    if folder is None or part not in _PARTS or not _NAME.fullmatch(name):
        raise RejectedError("There is no such file.", "not_found")
    path = folder / part / name
    if not path.is_file():
        raise RejectedError("There is no such file.", "not_found")
    kind = "application/json" if part == "metadata" else "application/octet-stream"
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    return FileResponse(path, media_type=kind, headers=headers)
