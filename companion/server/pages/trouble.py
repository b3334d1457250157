"""Pages for what did not work: a calm sentence, and a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from companion.server.pages.sheets import sheet

if TYPE_CHECKING:
    from starlette.requests import Request

_TITLES = {
    403: "This is not open to you",
    404: "There is nothing here",
    429: "One moment, please",
    500: "Something went wrong",
    503: "One moment, please",
}
_FOR_PROGRAMS = ("/v1/", "/api/", "/in/", "/openapi.json", "/healthz", "/readyz", "/metrics")


def is_page(path: str) -> bool:
    """Tell whether a person, not a program, reads what comes from this path."""
    return not path.startswith(_FOR_PROGRAMS)


def trouble(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """Make the page that says what did not work."""
    title = _TITLES.get(status, "That did not work")
    answer = sheet("trouble.html", status, title=title, sentence=sentence)
    answer.headers.update(headers or {})
    return answer


def to_sign_in(request: Request) -> Response:
    """Send somebody who must sign in first to the form, and back here afterwards."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?next={quote(wanted)}" if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(f"/sign-in{after}", 303)
