"""The demo, made once: it never changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from companion.demo.content import DemoContent, make_demo

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def demo() -> DemoContent:
    return make_demo(NOW)
