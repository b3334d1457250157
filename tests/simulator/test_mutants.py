"""Mutants of the protocol still fit the program, and the simulator catches them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.simulator.mutants import all_mutants, judge, make_copy

if TYPE_CHECKING:
    from pathlib import Path

WANTED = {
    "no_dedup",
    "cursor_before_data",
    "early_ack",
    "in_place_overlay",
    "two_statement_cursor",
    "push_moves_cursor",
    "missing_subtree",
    "dedup_with_ttl",
    "unlocked_merge",
    "unknown_fields_dropped",
    "pull_clobbers_pending",
}
"""The list of the contract (sync.md section 5); more are welcome."""


def test_mutants_when_listed_then_those_of_the_contract_are_there() -> None:
    assert {each.stem for each in all_mutants()} >= WANTED


@pytest.mark.parametrize("patch", all_mutants(), ids=lambda each: each.stem)
def test_mutant_when_applied_then_it_fits_and_says_what_is_wrong(
    patch: Path, tmp_path: Path
) -> None:
    copy = make_copy(patch, tmp_path / "copy")
    text = patch.read_text()
    assert text.splitlines()[0].endswith(".")
    for line in text.splitlines():
        if line.startswith("+++ b/"):
            ast.parse((copy / line.removeprefix("+++ b/")).read_text())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["early_ack", "two_statement_cursor"])
def test_mutant_when_simulated_then_it_is_caught(name: str) -> None:
    (patch,) = [each for each in all_mutants() if each.stem == name]
    verdict = judge(patch)
    assert verdict.is_caught, verdict.told
