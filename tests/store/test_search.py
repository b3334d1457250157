from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import text

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.store.folding import fold
from companion.store.replica import ServerCopy, lift_copies, put_base
from companion.store.search import find_prospects

FIRST = [
    "Anna",
    "Jürgen",
    "Zoë",
    "Łukasz",
    "Søren",
    "Chloé",
    "O’Neil",
    "Hans-Peter",
    "Nguyễn",
    "李",
]
LAST = ["Müller", "de la Cruz", "Šimek", "Weiß", "Åkesson", "Straße", "Ng", "Marchetti", "小龙", ""]
CODES = ["4930", "1415", "7495", "351", "3906"]
FIRMS = ["Bäckerei Söhne", "Studio 24 7", "3M", "Fjordline_Logistics", "A.B.C. GmbH", ""]


def _people(count: int) -> list[Prospect]:
    rng = Random(3)  # the same people every time
    return [
        Prospect(
            new_id(),
            f"{rng.choice(FIRST)} {rng.choice(LAST)}".strip(),
            rng.choice(FIRMS),
            phones=(f"+{rng.choice(CODES)}{rng.randrange(10**5, 10**7)}",),
            emails=(f"p{number}@{rng.choice(['acme', 'x'])}.example",),
        )
        for number in range(count)
    ]


def _find(database, typed: str, limit: int = 1000) -> list[str]:
    with database.read() as cx:
        return find_prospects(cx, typed, limit)


@pytest.fixture
def people(database) -> list[Prospect]:
    found = _people(300)
    with database.write() as cx:
        put_base(cx, found)
    return found


def test_find_when_any_part_of_any_length_is_typed_then_it_is_as_complete_as_like(
    database, people
) -> None:
    rng = Random(11)  # the same words every time
    texts = {
        each.id: [fold(part) for part in (each.name, each.company, *each.emails)] for each in people
    }
    for length in (1, 2, 3, 4, 5, 8):
        for _ in range(25):
            whole = rng.choice(rng.choice(list(texts.values())))
            start = rng.randrange(max(len(whole) - length, 0) + 1)
            typed = whole[start : start + length]
            if not typed.strip("_") or any(char.isdigit() for char in typed):
                continue
            expected = {
                record_id
                for record_id, parts in texts.items()
                if all(any(term in part for part in parts) for term in typed.split("_"))
            }
            assert expected <= set(_find(database, typed.replace("_", " "))), typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("muller", "Jürgen Müller"),
        ("MÜLL", "Jürgen Müller"),
        ("mül jür", "Jürgen Müller"),
        ("rgen", "Jürgen Müller"),
        ("lukasz", "Łukasz Weiß"),
        ("weiss", "Łukasz Weiß"),
        ("soren", "Søren O’Brien"),
        ("obrien", "Søren O’Brien"),
        ("o'brien", "Søren O’Brien"),
        ("nguyen", "Nguyễn Văn A"),
        ("小龙", "李小龙"),
        ("龙", "李小龙"),
        ("ä", "Jürgen Müller"),
        ("backerei 24", "Jürgen Müller"),
        ("jm@b", "Jürgen Müller"),
        ("under_score", "Łukasz Weiß"),
    ],
)
def test_find_when_typed_without_accents_or_case_then_it_is_found(database, typed, name) -> None:
    people = [
        Prospect(new_id(), "Jürgen Müller", "Bäckerei 24", emails=("jm@baeckerei.example",)),
        Prospect(new_id(), "Łukasz Weiß", emails=("under_score@x.example",)),
        Prospect(new_id(), "Søren O’Brien"),
        Prospect(new_id(), "Nguyễn Văn A"),
        Prospect(new_id(), "李小龙"),
    ]
    with database.write() as cx:
        put_base(cx, people)
    by_id = {each.id: each.name for each in people}
    assert name in [by_id[each] for each in _find(database, typed)]


@pytest.mark.parametrize(
    ("phone", "typed"),
    [
        ("+4930123456", "+4930123456"),
        ("+4930123456", "+49 30 123456"),
        ("+4930123456", "+49 (0)30 123456"),
        ("+4930123456", "0049 30 123 456"),
        ("+4930123456", "030 123456"),
        ("+4930123456", "030/123-456"),
        ("+4930123456", "(030) 12"),
        ("+4930123456", "123456"),
        ("+4930123456", "3012"),
        ("+4930123456", "0"),
        ("+14155550123", "(415) 555-0123"),
        ("+14155550123", "415.555.0123"),
        ("+14155550123", "1 415 555"),
        ("+351215550142", "21 555 01 42"),
        ("+390612345678", "06 1234 5678"),
        ("+74951234567", "8 495 123-45-67"),
        ("+74951234567", "+7 (495) 123"),
    ],
)
def test_find_when_a_phone_is_typed_in_any_format_then_it_is_found(database, phone, typed) -> None:
    someone, other = new_id(), new_id()
    with database.write() as cx:
        put_base(cx, [Prospect(someone, "", phones=(phone,)), Prospect(other, "Other")])
    assert _find(database, typed) == [someone]


def test_find_when_digits_stand_in_a_name_then_they_are_found_too(database) -> None:
    firm = new_id()
    with database.write() as cx:
        put_base(cx, [Prospect(firm, "", "Studio 24 7"), Prospect(new_id(), "Studio")])
    assert _find(database, "24 7") == [firm]
    assert _find(database, "studio 24") == [firm]


def test_find_when_words_begin_as_typed_then_they_come_first_and_each_group_by_name(
    database,
) -> None:
    people = [
        Prospect(new_id(), name)
        for name in ("Johanna Weber", "Zeno Annen", "Anna Bauer", "Anna Adler", "Susanna Auer")
    ]
    with database.write() as cx:
        put_base(cx, people)
    names = {each.id: each.name for each in people}
    assert [names[each] for each in _find(database, "ann")] == [
        "Anna Adler",
        "Anna Bauer",
        "Zeno Annen",
        "Johanna Weber",
        "Susanna Auer",
    ]


def test_find_when_more_fit_than_are_shown_then_the_first_by_name_are(database) -> None:
    people = [Prospect(new_id(), f"{chr(ord('a') + number % 26)}x Lee") for number in range(200)]
    with database.write() as cx:
        put_base(cx, people)
    names = {each.id: each.name for each in people}
    found = [names[each] for each in _find(database, "lee", limit=10)]
    assert found == ["ax Lee"] * 8 + ["bx Lee"] * 2


def test_find_when_a_prospect_changed_or_went_then_its_old_words_find_nothing(database) -> None:
    anna = new_id()
    with database.write() as cx:
        put_base(cx, [Prospect(anna, "Anna Bauer")])
        lift_copies(cx, [ServerCopy("prospect", anna, 2, {"name": "Anne Huber"})])
    assert (_find(database, "bauer"), _find(database, "huber")) == ([], [anna])
    with database.write() as cx:
        lift_copies(cx, [ServerCopy("prospect", anna, 3, None)])
    assert _find(database, "huber") == []
    with database.read() as cx:
        assert cx.scalar(text("SELECT count(*) FROM search_entry")) == 0


def test_find_when_many_have_the_same_name_then_each_is_found(database) -> None:
    same = [Prospect(new_id(), "", phones=(f"+491511{number:07}",)) for number in range(50)]
    same += [Prospect(new_id(), "李") for _ in range(50)]
    with database.write() as cx:
        put_base(cx, same)
    assert len(_find(database, "0151")) == 50
    assert len(_find(database, "李")) == 50


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        "*",
        "( )",
        "a OR b",
        "NEAR(",
        "-",
        "_",
        "%",
        "\\",
        '") OR ("',
        "\x00",
        "^a",
        "{x}:y",
        "𝕏",
        "+",
        "00",
        "()",
    ],
)
def test_find_when_signs_are_typed_then_nothing_breaks(database, people, typed) -> None:
    assert isinstance(_find(database, typed), list)
