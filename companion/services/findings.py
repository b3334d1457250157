"""What the doctor finds: one answer to one question, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out: ``warning`` wants attention some time, ``trouble`` now."""

    FINE = "fine"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in a sentence, and what to do, empty when there is nothing."""

    check: str
    verdict: Verdict
    sentence: str
    advice: str = ""
