"""Write docs/webhooks.md from the code: ``python -m tests.documents.webhooks``."""

from __future__ import annotations

import json
from pathlib import Path

from companion.server.hooks.bodies import schema_of
from companion.server.hooks.deliveries import KEPT
from companion.server.hooks.endpoints import OVERLAP
from companion.server.hooks.events import CHOOSABLE, MEANINGS, EventType
from companion.server.hooks.examples import example_of
from companion.server.hooks.posting import MOST_BYTES
from companion.server.hooks.rules import TRIES, HookRules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"

_HOURS = OVERLAP.total_seconds() / 3600
_HEAD = f"""# Webhooks

Companion tells other programs what happens, after the
[Standard Webhooks](https://www.standardwebhooks.com) form. An admin adds an address under
Admin › Webhooks, chooses what it is told, and is shown its secret once.
This page is written by `python -m tests.documents.webhooks`.

## What a receiver does
1. Take a POST with a JSON body, and check the signature over `webhook-id`, `webhook-timestamp` and
   the body as it came, with the secret (`whsec_…`); a library does it in one line. While a secret
   is being replaced there are two signatures for {_HOURS:g} hours; one that fits is enough.
2. Refuse a timestamp that is more than five minutes off.
3. Remember `webhook-id`: it is the same on every try of one event. Whoever has seen it answers 200
   and does nothing.
4. Answer any status from 200 to 299 within {HookRules().seconds:g} seconds. The body is not looked
   at (at most {MOST_BYTES // 1024} KiB of it are read). Redirects are not followed. `410` pauses
   the address.

Anything else is tried again, up to {TRIES} times within about a day, with waits that grow threefold
from {HookRules().first_wait:g} seconds to six hours, spread by a fifth; `Retry-After` in seconds is
honoured. Then it is given up; an admin can send it again, under the same id, for {KEPT.days} days.
Order is not promised: a `call.corrected` can come before its `call.finished`; `timestamp` says
which is newer.

Fields may be added; none is taken away or given another meaning.

## Settings
- `COMPANION_HOOKS_ALLOW`: networks inside that may be called, such as `10.1.0.0/16`. Otherwise
  private, loopback, link-local, shared and reserved addresses are refused, on the very address
  connected to. Plain `http` is spoken only inside these networks.
- `COMPANION_HOOKS_SECONDS`: the deadline of one try.
- `COMPANION_HOOKS_FIRST_WAIT`: the first wait.

## Kinds
| `type` | when |
|---|---|
"""


def written() -> str:
    """Return the page as it must be."""
    rows = [f"| `{each}` | {MEANINGS[each]} |\n" for each in (*CHOOSABLE, EventType.ENDPOINT_TEST)]
    return _HEAD + "".join(rows) + "".join(_section(each) for each in EventType)


def _section(kind: EventType) -> str:
    example = json.dumps(example_of(kind), indent=2, ensure_ascii=False)
    schema = json.dumps(schema_of(kind), indent=1, ensure_ascii=False)
    return (
        f"\n## {kind}\n{MEANINGS[kind]}\n\n```json\n{example}\n```\n\n"
        f"<details><summary>JSON schema</summary>\n\n```json\n{schema}\n```\n\n</details>\n"
    )


if __name__ == "__main__":
    PAGE.write_text(written())
