"""A request that comes twice under one idempotency key is done once and answered the same.

The answer is written in the transaction that did the work, so it is there exactly if that was.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from companion.domain.errors import ConflictError
from companion.server.tables import api_answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.integrations.keys import Program

KEPT = timedelta(days=1)
"""How long an answer is given again: far longer than any program retries."""


def answer_once(
    cx: Connection,
    program: Program,
    idempotency_key: str,
    request: bytes,
    now: datetime,
    work: Callable[[], str],
) -> str:
    """Return what ``work`` answers, or what it answered to the same request under this key.

    Without a key the work is done each time. Call it with the counter locked: two at once under
    one key then come one after the other. ``request`` is what makes the request: its address and
    body.

    Raises:
        ConflictError: ``key_reused``: another request came under this key.
    """
    if not idempotency_key:
        return work()
    answers, digest = api_answer.c, sha256(request).digest()
    cx.execute(delete(api_answer).where(answers.org == program.org, answers.made_at < now - KEPT))
    mine = answers.org == program.org, answers.key_id == program.key_id
    row = cx.execute(
        select(api_answer).where(*mine, answers.idempotency_key == idempotency_key)
    ).first()
    if row is not None and row.request_sha256 != digest:
        sentence = "Another request came under this idempotency key. Please make up a new one."
        raise ConflictError(sentence, "key_reused")
    if row is not None:
        return str(row.answer)
    answer = work()
    cx.execute(
        insert(api_answer).values(
            org=program.org,
            key_id=program.key_id,
            idempotency_key=idempotency_key,
            request_sha256=digest,
            answer=answer,
            made_at=now,
        )
    )
    return answer
