"""You said, we changed: what marketing did about the objections this rep reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.services.proposal_news import proposal_thread
from companion.services.today import read_news
from companion.services.views import HeardWords, NewsThread, ProposalThread
from companion.store.campaigns import (
    campaigns_by_id,
    live_records,
    promise_of_version,
    user_names,
    versions_of,
)
from companion.store.meta import read_meta
from companion.store.news import mark_read, own_objection_ids, read_decision, read_mark
from companion.store.proposals import find_proposal
from companion.store.prospects import titles_of
from companion.store.tables import RECORD_TABLES
from companion.store.today import asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.domain.answers import Decision
    from companion.domain.clock import Clock
    from companion.domain.promises import Promise, PromiseVersion
    from companion.services.rows import NewsRow
    from companion.store.engine import Database


class News:
    """What marketing answered this rep."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def recent(self, limit: int = 50) -> tuple[NewsRow, ...]:
        """Return the decisions about this rep's objections, read or not, newest first."""
        with self._database.read() as cx:
            user_id = read_meta(cx).user_id
            return read_news(asking(cx), user_id, self._clock.now(), limit, is_all=True)

    def thread(self, decision_id: str) -> NewsThread | ProposalThread:
        """Return what was heard or proposed, what was decided, and when this rep was told.

        Raises:
            RejectedError: ``gone``: it is not here any more.
        """
        with self._database.read() as cx:
            proposal = find_proposal(cx, decision_id)
            if proposal is not None:
                return proposal_thread(cx, proposal)
            return _thread(cx, read_decision(cx, decision_id))

    def mark_read(self, decision_id: str) -> Changes:
        """Note that a decision was opened; it waits no more in today's list."""
        with self._database.write() as cx:
            is_first = mark_read(cx, decision_id, self._clock.now())
        return Changes.of("decision_read", decision_id) if is_first else Changes()


def _thread(cx: Connection, decision: Decision) -> NewsThread:
    heard = _heard(cx, own_objection_ids(cx, decision, read_meta(cx).user_id))
    promise, before, after = _versions(cx, decision, heard)
    campaigns = campaigns_by_id(cx, [promise.campaign_id]) if promise else {}
    answers = live_records(cx, "answer", RECORD_TABLES["answer"].c.id == decision.answer_id)
    return NewsThread(
        decision=decision,
        heard=heard,
        others=max(0, len(decision.objection_ids) - len(heard)),
        decided_by=user_names(cx).get(decision.decided_by, ""),
        campaign_name=next((each.name for each in campaigns.values()), ""),
        before=before,
        after=after,
        answer=answers[0] if answers else None,
        read_at=read_mark(cx, decision.id),
    )


def _heard(cx: Connection, ids: list[str]) -> tuple[HeardWords, ...]:
    objections = live_records(cx, "objection", RECORD_TABLES["objection"].c.id.in_(ids))
    titles = titles_of(cx, {each.prospect_id for each in objections})
    calls = live_records(
        cx, "call", RECORD_TABLES["call"].c.id.in_({each.call_id for each in objections})
    )
    began = {each.id: each.started_at for each in calls}
    return tuple(
        HeardWords(each, titles.get(each.prospect_id, ""), began.get(each.call_id))
        for each in reversed(objections)
    )


def _versions(
    cx: Connection, decision: Decision, heard: tuple[HeardWords, ...]
) -> tuple[Promise | None, PromiseVersion | None, PromiseVersion | None]:
    """Return the promise, the version the rep's customers saw, and the one that came of it."""
    seen = next((each.objection.promise_version_id for each in heard), None)
    promise = promise_of_version(cx, decision.promise_version_id or seen or "")
    if promise is None:
        return None, None, None
    versions = {each.id: each for each in versions_of(cx, promise.id)}
    after = versions.get(decision.promise_version_id or "")
    return promise, versions.get(seen or ""), after
