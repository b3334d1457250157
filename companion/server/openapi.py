"""The description at ``/openapi.json``: the paths as they are, errors and headers included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from companion.wire.messages import SERVER_HEADER, Enroll, Push, Rotate, WipeAck

if TYPE_CHECKING:
    from fastapi import FastAPI

_READ_RAW = (Enroll, Push, Rotate, WipeAck)
"""Messages the routes read themselves, capped and strict, so that FastAPI does not know them."""

_NAMES_SERVER = {
    "description": "The server's id, on every reply; trust no reply without it.",
    "schema": {"type": "string", "format": "uuid"},
}
_COME_BACK = {"description": "Seconds to wait.", "schema": {"type": "integer"}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of an application's public paths."""
    described = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    _, raw = models_json_schema(
        [(model, "validation") for model in _READ_RAW],
        ref_template="#/components/schemas/{model}",
    )
    schemas |= raw["$defs"]
    for operations in described["paths"].values():
        for operation in operations.values():
            _add_headers(operation)
    return described


def _add_headers(operation: dict[str, Any]) -> None:
    refused = operation["responses"].get("503")
    if refused is not None:
        operation["responses"]["429"] = {**refused, "description": "Too many: come back later."}
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers[SERVER_HEADER] = _NAMES_SERVER
        if status in {"429", "503"}:
            headers["Retry-After"] = _COME_BACK
