"""The description at ``/openapi.json``: the paths as they are, errors and headers included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from companion.server.hooks.bodies import PARTS
from companion.server.hooks.events import MEANINGS
from companion.server.integrations.messages import UpsertCampaigns, UpsertProspects, UpsertTouches
from companion.wire.messages import (
    SERVER_HEADER,
    Enroll,
    Push,
    RecordId,
    Redeem,
    Rotate,
    SignOut,
    WipeAck,
)

if TYPE_CHECKING:
    from fastapi import FastAPI

_BATCHES = (UpsertCampaigns, UpsertProspects, UpsertTouches)
_READ_RAW = (Enroll, Push, Redeem, Rotate, SignOut, WipeAck, *_BATCHES)
"""Messages the routes read themselves, capped and strict, so that FastAPI does not know them."""

_NAMES_SERVER = {
    "description": "The server's id, on every reply; trust no reply without it.",
    "schema": {"type": "string", "format": "uuid"},
}
_UNREADABLE = {
    "type": "object",
    "title": "UnreadableChange",
    "description": (
        "A change of which nothing but the id can be read: it alone is rejected as invalid, the "
        "others are taken. One with an operation of a newer version is refused with 426."
    ),
    "required": ["change_id"],
    "properties": {"change_id": TypeAdapter(RecordId).json_schema()},
}
_HOOK_HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
]
_REFUSED_ITEM = {
    "type": "object",
    "title": "RefusedItem",
    "description": "An item that is not what it must be: it alone is rejected.",
}
_COME_BACK = {"description": "Seconds to wait.", "schema": {"type": "integer"}}

_CURSOR = {"cursor": "$response.body#/cursor"}
_PAGE = {"after": "$response.body#/after", "as_of": "$response.body#/as_of"}
_LINKS: dict[str, dict[str, tuple[str, dict[str, str]]]] = {
    "/v1/pull": {"next page": ("/v1/pull", _CURSOR), "news": ("/v1/wait", _CURSOR)},
    "/api/v1/calls": {"next page": ("/api/v1/calls", _CURSOR)},
    "/api/v1/objections": {"next page": ("/api/v1/objections", _CURSOR)},
    "/v1/snapshot": {
        "next page": ("/v1/snapshot", _PAGE),
        "what changed since": ("/v1/pull", {"cursor": "$response.body#/as_of"}),
    },
}
"""What leads from an answer to the next question, by the path it is of."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of an application's public paths."""
    described = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    _, raw = models_json_schema(
        [(model, "validation") for model in _READ_RAW],
        ref_template="#/components/schemas/{model}",
    )
    schemas |= raw["$defs"]
    schemas["UnreadableChange"] = _UNREADABLE
    items = schemas["Push"]["properties"]["changes"]["items"]
    schemas["Push"]["properties"]["changes"]["items"] = {
        "anyOf": [items, {"$ref": "#/components/schemas/UnreadableChange"}]
    }
    schemas["RefusedItem"] = _REFUSED_ITEM
    for batch in _BATCHES:
        told = schemas[batch.__name__]["properties"]["items"]
        told["items"] = {"anyOf": [told["items"], {"$ref": "#/components/schemas/RefusedItem"}]}
    for operations in described["paths"].values():
        for operation in operations.values():
            _add_headers(operation)
    for path, links in _LINKS.items():
        described["paths"][path]["get"]["responses"]["200"]["links"] = {
            name: {"operationRef": _place(target), "parameters": parameters}
            for name, (target, parameters) in links.items()
        }
    described["webhooks"] = _webhooks(schemas)
    return described


def _webhooks(schemas: dict[str, Any]) -> dict[str, Any]:
    """Describe what the server itself posts to whoever asked to be told."""
    names, parts = models_json_schema(
        [(model, "serialization") for model in dict.fromkeys(PARTS.values())],
        ref_template="#/components/schemas/{model}",
    )
    schemas |= parts["$defs"]
    return {
        kind.value: {
            "post": {
                "summary": MEANINGS[kind],
                "parameters": _HOOK_HEADERS,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["type", "timestamp", "data"],
                                "properties": {
                                    "type": {"const": kind.value},
                                    "timestamp": {"type": "string", "format": "date-time"},
                                    "data": names[PARTS[kind], "serialization"],
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "2XX": {"description": "It was taken. Anything else is tried again."}
                },
            }
        }
        for kind in PARTS
    }


def _place(path: str) -> str:
    return f"#/paths/{path.replace('/', '~1')}/get"


def _add_headers(operation: dict[str, Any]) -> None:
    refused = operation["responses"].get("503")
    if refused is not None:
        operation["responses"]["429"] = {**refused, "description": "Too many: come back later."}
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers[SERVER_HEADER] = _NAMES_SERVER
        if status in {"429", "503"}:
            headers["Retry-After"] = _COME_BACK
