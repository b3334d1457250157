"""What an action changed."""

from __future__ import annotations

from companion.domain.changes import Changes


def test_changes_when_joined_then_both_and_asked_by_entity() -> None:
    both = Changes.of("call", "1") | Changes.of("prospect", "2", "3")
    assert both.ids == {("call", "1"), ("prospect", "2"), ("prospect", "3")}
    assert both.touches("prospect")
    assert not both.touches("promise", "draft")


def test_changes_when_nothing_changed_then_false() -> None:
    assert not Changes()
    assert Changes.of("call", "1")
