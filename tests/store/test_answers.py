from __future__ import annotations

import pytest

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.objections import Handling, Objection
from companion.services.answers import Answers
from companion.store.replica import put_base

OURS, THEIRS = (f"01900000-0000-7000-8000-00000000000{number}" for number in (1, 2))
PROSPECT, CALL = (f"01900000-0000-7000-8000-00000000000{number}" for number in (3, 4))


def _id(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012x}"


def _answer(number: int, says: str, category: str = "price_value", **more) -> Answer:
    given = {"status": AnswerStatus.PUBLISHED, "reply": f"Reply {number}", **more}
    return Answer(_id(number), category, says, **given)


def _uses(answer_number: int, resolved: int, still_open: int) -> list[Objection]:
    return [
        Objection(
            _id(answer_number * 1000 + number), CALL, PROSPECT, "price_value", "dear",
            handling=Handling.RESOLVED if number < resolved else Handling.OPEN,
            answer_id=_id(answer_number),
        )
        for number in range(resolved + still_open)
    ]  # fmt: skip


@pytest.fixture
def answers(database) -> Answers:
    records = [
        _answer(100, "It is too expensive for us"),
        _answer(101, "Zu teuer für unsere Größe"),
        _answer(102, "Too expensive compared to paper", campaign_id=OURS),
        _answer(103, "Too expensive at another campaign", campaign_id=THEIRS),
        _answer(104, "Too expensive, unpublished", status=AnswerStatus.DRAFT),
        _answer(105, "Too expensive, retired", status=AnswerStatus.RETIRED),
        _answer(106, "I have to think about it", "stall", concern="The boss decides"),
        _answer(107, "Much too expensive"),
        *_uses(100, 1, 3),
        *_uses(107, 3, 1),
    ]
    with database.write() as cx:
        put_base(cx, records)
    return Answers(database)


def _numbers(ranked) -> list[int]:
    return [int(each.answer.id[-12:], 16) for each in ranked]


def test_rank_when_words_fit_then_the_campaigns_own_come_first_then_what_resolved_most(
    answers,
) -> None:
    ranked = answers.rank("it is too expensive", "price_value", OURS)
    assert _numbers(ranked)[:3] == [102, 107, 100]
    assert (ranked[1].resolved_share, ranked[1].uses) == (0.75, 4)
    assert (ranked[0].resolved_share, ranked[0].uses) == (None, 0)


def test_rank_when_an_answer_is_not_for_these_ears_then_it_is_left_out(answers) -> None:
    assert set(_numbers(answers.rank("expensive", None, OURS))) == {100, 102, 107}
    assert set(_numbers(answers.rank("expensive", None, None))) == {100, 107}


def test_rank_when_the_last_word_is_unfinished_then_it_fits_already(answers) -> None:
    assert _numbers(answers.rank("thi", None, None)) == [106]
    assert _numbers(answers.rank("the boss dec", None, None)) == [106]


def test_rank_when_typed_without_accents_then_it_fits(answers) -> None:
    assert _numbers(answers.rank("grosse unsere GROẞE größe", None, None)) == [101]
    assert _numbers(answers.rank("GROSSE fur", None, None)) == [101]


def test_rank_when_only_the_kind_is_chosen_then_its_answers_are_offered(answers) -> None:
    assert _numbers(answers.rank("", "stall", OURS)) == [106]
    assert _numbers(answers.rank("qwertz", "stall", OURS)) == [106]


def test_rank_when_words_fit_one_of_the_kind_then_the_others_follow_behind(answers) -> None:
    assert _numbers(answers.rank("Größe", "price_value", OURS)) == [101, 102, 107, 100]


def test_rank_when_no_word_fits_and_no_kind_is_chosen_then_nothing_is_offered(answers) -> None:
    assert answers.rank("qwertz", None, OURS) == ()


def test_rank_when_more_fit_than_wanted_then_only_the_best_are_offered(answers) -> None:
    assert len(answers.rank("", None, OURS, limit=2)) == 2


@pytest.mark.parametrize("words", ['"', "a* OR", "NEAR(x", "-", "😀", "x" * 5000, "a:b", "(", "_"])
def test_rank_when_signs_are_typed_then_nothing_breaks(answers, words) -> None:
    assert isinstance(answers.rank(words, None, None), tuple)


def test_rank_when_an_answer_is_retired_then_it_is_offered_no_more(answers, database) -> None:
    gone = _answer(106, "I have to think about it", "stall", status=AnswerStatus.RETIRED)
    with database.write() as cx:
        put_base(cx, [gone], rev=1)
    assert answers.rank("think", None, None) == ()
