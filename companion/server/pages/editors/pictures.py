"""A picture that came with a form, as a promise keeps it: a ``data:`` address."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.server.pages.forms import Form

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def picture_in(form: Form, present: str) -> str:
    """Return the picture of a form: a new one, none, or the present one.

    One that came before and is not saved yet comes along as ``kept_picture``.

    What is neither PNG nor JPEG keeps a kind that the promise's own check refuses.
    """
    attached = form.files.get("picture")
    if attached and attached.content:
        kind = next((name for mark, name in _KINDS if attached.content.startswith(mark)), "other")
        return f"data:{kind};base64,{b64encode(attached.content).decode()}"
    return "" if "no_picture" in form else form.get("kept_picture") or present
