"""A page as it is sent: a template filled in, every value escaped, with headers that hold it in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from companion.domain.errors import ConflictError, RejectedError
from companion.resources import resource_path
from companion.server.pages import words
from companion.server.pages.assets import asset_path
from companion.server.pages.forms import form_token

if TYPE_CHECKING:
    from companion.domain.errors import CompanionError
    from companion.server.pages.sessions import Visitor
    from companion.server.parts import Parts

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every page. ``same-origin``: with ``no-referrer``, forms would have no origin to check."""


_FILTERS = (
    "about",
    "browser",
    "count",
    "day",
    "decided",
    "erased_kind",
    "fit",
    "handling",
    "in_hundred",
    "interval",
    "moment",
    "percent",
    "plain",
    "rate",
    "rates",
    "short",
    "short_fit",
    "use",
)


def sheet(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template in: ``sheet("trouble.html", 404, sentence=…)``."""
    filled = _templates().get_template(name).render(visitor=None, **values)
    return HTMLResponse(filled, status, HEADERS)


def signed_sheet(
    name: str, parts: Parts, visitor: Visitor, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Fill in a template for somebody who is signed in."""
    token = form_token(parts, visitor.session.secret)
    filled = _templates().get_template(name).render(visitor=visitor, csrf=token, **values)
    return HTMLResponse(filled, status, HEADERS)


def refused_values(error: CompanionError | None) -> dict[str, Any]:
    """Return what a form's page says of a refusal: ``status``, ``sentence``, and by its field each
    of the ``problems``; of none, that all is well.
    """
    problems = error.problems if isinstance(error, RejectedError) else ()
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 422
    return {
        "status": status,
        "sentence": error.sentence if error else "",
        "problems": {each.field: each.sentence for each in problems},
    }


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resource_path("web", "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset_path
    made.globals["many"] = words.many
    for name in _FILTERS:
        made.filters[name] = getattr(words, name)
    return made
