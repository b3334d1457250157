from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.answers import Answer, AnswerStatus, Decision, DecisionKind
from companion.domain.calls import Call, Disposition
from companion.domain.errors import RejectedError
from companion.domain.objections import Objection
from companion.domain.promises import PromisePart, Span
from companion.domain.proposals import Proposal, ProposalState
from companion.services.news import News
from companion.services.prospects import Prospects
from companion.services.views import ProposalThread
from companion.store.replica import ServerCopy, lift_copies, put_base

if TYPE_CHECKING:
    from companion.store.engine import Database
    from tests.conftest import SetClock
    from tests.services.conftest import Ids, World

MINE, THEIRS, ANSWERED, CHANGED, OTHERS = 60, 61, 70, 71, 72


@pytest.fixture
def news(database: Database, world: World, rid: type[Ids], clock: SetClock) -> News:
    """Let me and a colleague hear one objection each, and marketing decide about them."""
    now = clock.now()
    with database.write() as cx:
        put_base(
            cx,
            [
                *_heard(rid, MINE, rid.me, rid.marta, "Twice what\nwe pay", now),
                *_heard(rid, THEIRS, rid.colleague, rid.aiko, "Too dear", now),
                Answer(rid.of(41), "budget", "x", "y", status=AnswerStatus.PUBLISHED),
                _decided(rid, ANSWERED, now - timedelta(hours=2), [MINE, THEIRS], rid.of(40)),
                _decided(rid, CHANGED, now - timedelta(hours=1), [MINE], version=rid.second),
                _decided(rid, OTHERS, now, [THEIRS]),
            ],
            rev=1,
        )
    return News(database, clock)


def _heard(
    rid: type[Ids], number: int, rep: str, prospect: str, words: str, now: datetime
) -> tuple[Call, Objection]:
    began = now - timedelta(days=2)
    call = Call(rid.of(number + 100), prospect, rep, began, disposition=Disposition.CONNECTED)
    objection = Objection(
        rid.of(number), call.id, prospect, "price_value", words, promise_version_id=rid.first
    )
    return call, objection


def _decided(
    rid: type[Ids],
    number: int,
    at: datetime,
    about: list[int],
    answer: str | None = None,
    version: str | None = None,
) -> Decision:
    kind = DecisionKind.PROMISE_CHANGED if version else DecisionKind.ANSWERED
    ids = tuple(rid.of(each) for each in about)
    return Decision(
        rid.of(number), kind, rid.colleague, at, ids, "Done", None, version, answer_id=answer
    )


def test_news_when_somebody_elses_objections_are_decided_is_not_shown(
    news: News, rid: type[Ids]
) -> None:
    assert [each.decision_id for each in news.recent()] == [rid.of(CHANGED), rid.of(ANSWERED)]


def test_news_when_a_promise_changed_names_its_version_and_campaign(news: News) -> None:
    newest = news.recent()[0]
    assert (newest.version, newest.heard, newest.verbatim) == (2, 1, "Twice what\nwe pay")
    assert (newest.campaign_name, newest.channel) == ("Fleet without paper", "search ad")


def test_thread_when_opened_tells_heard_decided_and_before_and_after(
    news: News, rid: type[Ids]
) -> None:
    thread = news.thread(rid.of(CHANGED))
    assert [each.prospect_title for each in thread.heard] == ["Marta Oliveira"]
    assert thread.before is not None
    assert thread.after is not None
    assert (thread.before.number, thread.after.number) == (1, 2)
    assert thread.decided_by == "Carl Colleague"
    assert thread.read_at is None


def test_thread_when_a_colleague_heard_it_too_counts_them_without_their_words(
    news: News, rid: type[Ids]
) -> None:
    thread = news.thread(rid.of(ANSWERED))
    assert (len(thread.heard), thread.others) == (1, 1)
    assert thread.answer is not None
    assert thread.answer.reply == "Compare it per stop"


def test_news_when_read_leaves_todays_list_and_keeps_the_first_time(
    news: News, rid: type[Ids], database: Database, clock: SetClock
) -> None:
    today = Prospects(database, clock)
    assert len(today.today().news) == 2
    first = clock.now()
    assert news.mark_read(rid.of(CHANGED)).touches("decision_read")
    clock.move(hours=1)
    assert not news.mark_read(rid.of(CHANGED))
    assert [each.decision_id for each in today.today().news] == [rid.of(ANSWERED)]
    assert news.thread(rid.of(CHANGED)).read_at == first


def test_news_when_older_than_four_months_is_history(news: News, clock: SetClock) -> None:
    clock.move(days=121)
    assert news.recent() == ()


def test_news_when_a_newer_server_sends_strange_values_is_still_listed(
    news: News, database: Database, rid: type[Ids], clock: SetClock
) -> None:
    strange = {
        "kind": "postponed",
        "decided_by": rid.colleague,
        "decided_at": clock.now().isoformat(),
        "objection_ids": {"not": "a list"},
    }
    with database.write() as cx:
        lift_copies(cx, [ServerCopy("decision", rid.of(CHANGED), 9, strange)])
        lift_copies(
            cx,
            [
                ServerCopy(
                    "decision",
                    rid.of(99),
                    9,
                    {**strange, "objection_ids": [rid.of(MINE), 4, None]},
                )
            ],
        )
    assert [each.kind for each in news.recent()] == [None, DecisionKind.ANSWERED]


def test_thread_when_the_decision_is_gone_says_so(news: News, rid: type[Ids]) -> None:
    with pytest.raises(RejectedError) as told:
        news.thread(rid.of(404))
    assert told.value.code == "gone"


def _proposed(rid: type[Ids], number: int, by: str, at: datetime, **answer: object) -> Proposal:
    span = Span(PromisePart.MESSAGE, 0, 13, "No set-up fee")
    return Proposal(rid.of(number), rid.first, by, at, span, f"Words {number}", **answer)


def test_news_when_marketing_answered_a_proposal_is_among_it_until_it_is_read(
    news: News, database: Database, rid: type[Ids], clock: SetClock
) -> None:
    now = clock.now()
    day = timedelta(days=1)
    settled = {"settled_by": rid.colleague, "settled_at": now + day}
    adopted = {"state": ProposalState.ADOPTED, "adopted_version_id": rid.second, **settled}
    declined = {"state": ProposalState.DECLINED, "note": "It stays", **settled}
    with database.write() as cx:
        put_base(
            cx,
            [
                _proposed(rid, 80, rid.me, now, **adopted),
                _proposed(rid, 81, rid.me, now),
                _proposed(rid, 82, rid.colleague, now, **declined),
            ],
            rev=1,
        )
    clock.move(days=2)
    first = news.recent()[0]
    assert (first.decision_id, first.verbatim) == (rid.of(80), "Words 80")
    assert (first.proposal, first.version, first.is_read) == (ProposalState.ADOPTED, 2, False)
    assert not {rid.of(81), rid.of(82)} & {each.decision_id for each in news.recent()}
    thread = news.thread(rid.of(80))
    assert isinstance(thread, ProposalThread)
    assert (thread.line.adopted_number, thread.answered_by) == (2, "Carl Colleague")
    assert news.mark_read(rid.of(80))
    assert Prospects(database, clock).today().news[0].decision_id != rid.of(80)
    assert news.recent()[0].is_read


def test_news_when_many_is_the_newest_of_both_kinds(
    news: News, database: Database, rid: type[Ids], clock: SetClock
) -> None:
    now = clock.now()
    with database.write() as cx:
        old = {"state": ProposalState.DECLINED, "settled_by": rid.me, "settled_at": now}
        made = now - timedelta(days=300)
        put_base(
            cx,
            [
                _proposed(rid, 80, rid.me, made, **old),
                _proposed(
                    rid, 81, rid.me, made, **{**old, "settled_at": now - timedelta(days=200)}
                ),
            ],
            rev=1,
        )
    assert [each.decision_id for each in news.recent(2)] == [rid.of(80), rid.of(CHANGED)]
    assert rid.of(81) not in {each.decision_id for each in news.recent()}
