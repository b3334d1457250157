"""A link to sign in is read whole or not at all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as texts

from companion.domain.enrolment_links import (
    EnrolmentLink,
    is_enrolment_link,
    read_enrolment_link,
)
from companion.domain.errors import RejectedError

CODE = "7KQM-2W9F-HXTD-4RJC"
HOME = "https://companion.example.com"


def test_link_when_written_is_read_back() -> None:
    link = EnrolmentLink(HOME, CODE)

    assert is_enrolment_link(link.to_link())
    assert read_enrolment_link(link.to_link()) == link


@pytest.mark.parametrize(
    "text",
    [
        f"companion://enroll?code={CODE}&server=companion.example.com",
        f"  companion://enroll/?server={HOME}&code=7KQM2W9FHXTD4RJC\n",
        f"sales-call-companion://enroll?server={HOME}&code={CODE}",
    ],
)
def test_link_when_written_another_way_is_read(text: str) -> None:
    assert read_enrolment_link(text).server == HOME


@pytest.mark.parametrize(
    "text",
    [
        "companion://enroll",
        f"companion://enroll?server={HOME}",
        f"companion://enroll?code={CODE}",
        f"companion://enroll?server={HOME}&code={CODE}&more=1",
        f"companion://enroll?server={HOME}&server=https://b.example&code={CODE}",
        f"companion://enroll?server={HOME}&code=x",
        f"companion://enroll?server={HOME}&code={'A' * 60}",
        f"companion://enroll?server=http://companion.example.com&code={CODE}",
        f"companion://enroll?server=https://a:b@c.example&code={CODE}",
        f"companion://enroll?server=javascript:alert(1)&code={CODE}",
        f"companion://enroll?server=file:///etc/passwd&code={CODE}",
        f"companion://enroll?server={HOME}%00&code={CODE}",
        f"companion://enroll?server={HOME}&code={CODE}%0A",
        f"companion://enroll@c.example?server={HOME}&code={CODE}",
        f"companion://enroll/more?server={HOME}&code={CODE}",
        f"companion://enroll?server={HOME}&code={CODE}#x",
        f"companion://enroll?server={HOME}{'x' * 600}&code={CODE}",
        f"companion://enrolled?server={HOME}&code={CODE}",
        "companion://enroll?%ff=%fe",
        "companion://enroll?server=[::1&code=x",
    ],
)
def test_link_when_hostile_is_refused(text: str) -> None:
    assert is_enrolment_link(text)
    with pytest.raises(RejectedError) as refusal:
        read_enrolment_link(text)
    assert refusal.value.code == "bad_link"


@given(texts.text(max_size=60).map(lambda text: f"companion://enroll{text}"))
def test_link_when_it_is_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(RejectedError):
        read_enrolment_link(text)
