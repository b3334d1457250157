"""How programs talk to this server, for the people who write them: one page, open to anybody.

Its tables are read from the messages themselves and its examples from the files a test runs, so
that neither can say what is not so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it at run time

from companion.resources import resource_text
from companion.server.integrations.answers import KEPT
from companion.server.integrations.deliveries import KEPT as DELIVERIES_KEPT
from companion.server.integrations.deliveries import LARGEST
from companion.server.integrations.keys import OVERLAP
from companion.server.integrations.messages import (
    ITEMS,
    LARGEST_PAGE,
    CampaignItem,
    ProspectItem,
    TouchItem,
)
from companion.server.pages.forms import own_address
from companion.server.pages.sheets import sheet
from companion.server.parts import Parts, parts_of
from companion.server.permissions import MAY_ENTER, Key
from companion.wire.messages import BYTES_PER_PUSH, BYTES_PER_PUSH_EXPANDED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel

docs_router = APIRouter(include_in_schema=False)

EXAMPLES = ("key", "campaigns", "prospects", "touches", "delivery", "calls", "objections")
"""The examples by name, in an order in which they run."""

_ITEMS: Mapping[str, type[BaseModel]] = {
    "campaigns": CampaignItem,
    "prospects": ProspectItem,
    "touches": TouchItem,
}


@docs_router.get("/docs")
def show_docs(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> Response:
    """Show how to use the interface for programs."""
    return sheet(
        "docs.html",
        address=own_address(request, parts),
        examples={name: example(name) for name in EXAMPLES},
        fields={name: fields_of(model) for name, model in _ITEMS.items()},
        addresses=_addresses(),
        items=ITEMS,
        page=LARGEST_PAGE,
        answers_hours=round(KEPT.total_seconds() / 3600),
        overlap_hours=round(OVERLAP.total_seconds() / 3600),
        body_mib=BYTES_PER_PUSH >> 20,
        expanded_mib=BYTES_PER_PUSH_EXPANDED >> 20,
        deliveries_days=DELIVERIES_KEPT.days,
        delivery_kib=LARGEST >> 10,
        per_minute=parts.settings.requests_per_laptop,
    )


@cache
def example(name: str) -> str:
    """Return an example as it is run by a shell."""
    return resource_text("web", "examples", f"{name}.sh").strip()


@cache
def fields_of(model: type[BaseModel]) -> Sequence[tuple[str, str, bool]]:
    """Return the fields of an item: name, what goes in, and whether it must be there."""
    schema = model.model_json_schema()
    needed = set(schema.get("required", ()))
    return [
        (name, _words(told, schema.get("$defs", {})), name in needed)
        for name, told in schema["properties"].items()
    ]


def _words(told: dict[str, Any], named: dict[str, Any]) -> str:
    if told.get("type") == "string" and "description" in told:
        return str(told["description"])
    if "anyOf" in told:
        kinds = [each for each in told["anyOf"] if each.get("type") != "null"]
        return " or ".join(_words(each, named) for each in kinds)
    if "$ref" in told:
        return _words(named[told["$ref"].rpartition("/")[2]], named)
    if told.get("type") == "array":
        return f"up to {told['maxItems']} of: {_words(told['items'], named)}"
    return _plain_words(told)


def _plain_words(told: dict[str, Any]) -> str:
    if "enum" in told:
        return "one of " + ", ".join(map(str, told["enum"]))
    most = told.get("maxLength")
    words = {
        "object": "{" + ", ".join(told.get("properties", {})) + "}",
        "boolean": "true or false",
        "integer": f"whole number, {told.get('minimum')} to {told.get('maximum')}",
        "string": f"text, up to {most:,} characters" if most else "text",
        "date": "date, such as 2026-11-25",
        "date-time": "time with its zone, RFC 3339",
    }
    return words[told.get("format", told["type"])]


def _addresses() -> list[tuple[str, str]]:
    """Return every address for programs, and the scope it asks for."""
    return [
        (address, entry.scope.value if entry.scope else "any key")
        for address, entry in MAY_ENTER.items()
        if entry.key is Key.PROGRAM
    ]
