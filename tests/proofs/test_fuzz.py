"""A slice of the fuzzing; ``scripts/fuzz`` does the long run."""

from __future__ import annotations

import pytest

from tests.proofs.fuzz import run_fuzz

FEW = 12
EVERY = 300


@pytest.mark.parametrize("phases", ["coverage,fuzzing"])
def test_server_when_fuzzed_by_its_own_description_then_keeps_to_it(tmp_path, phases):
    outcome = run_fuzz(tmp_path, FEW, phases)
    assert outcome.is_good, f"{outcome.output}\n{outcome.line()}"
    assert outcome.cases > EVERY
