"""Style, script and icon: read once, and named by their content so they can be kept long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from fastapi import APIRouter
from starlette.responses import Response

from companion.domain.errors import RejectedError
from companion.resources import resource_path

_SHIPPED = {
    "page.css": (("web", "page.css"), "text/css; charset=utf-8"),
    "desk.css": (("web", "desk.css"), "text/css; charset=utf-8"),
    "page.js": (("web", "page.js"), "text/javascript; charset=utf-8"),
    "companion.svg": (("icons", "companion.svg"), "image/svg+xml"),
}
_FOREVER = "public, max-age=31536000, immutable"
_STAMP = 12

asset_router = APIRouter(prefix="/static", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to, and the part of its address that changes with it."""

    content: bytes
    kind: str
    stamp: str


def asset_path(name: str) -> str:
    """Return the address of a shipped file, such as ``asset_path("page.css")``."""
    return f"/static/{_assets()[name].stamp}/{name}"


@asset_router.get("/{stamp}/{name}")
def asset(stamp: str, name: str) -> Response:
    """Give a file under its newest address; older ones are gone with their content."""
    found = _assets().get(name)
    if found is None or found.stamp != stamp:
        raise RejectedError("There is no such file.", "not_found")
    headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
    return Response(found.content, headers=headers, media_type=found.kind)


@cache
def _assets() -> dict[str, Asset]:
    return {name: _read(place, kind) for name, (place, kind) in _SHIPPED.items()}


def _read(place: tuple[str, ...], kind: str) -> Asset:
    content = resource_path(*place).read_bytes()
    return Asset(content, kind, sha256(content).hexdigest()[:_STAMP])
