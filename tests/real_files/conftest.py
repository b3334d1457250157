"""Files of other programs, read where the shared data lies beside the repository."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
DATA = Path(os.environ.get("COMPANION_SHARED_DATA") or _BESIDE)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

collect_ignore_glob = [] if (DATA / "crm").is_dir() else ["test_*.py"]


@pytest.fixture
def crm() -> Path:
    return DATA / "crm"


@pytest.fixture
def now() -> datetime:
    return NOW
