"""``scripts/mutants``: the protocol done wrong in the ways others did it, each to be caught.

Each patch is applied to a copy of the program, and the simulator runs on that copy until a promise
is broken. One that it misses is a fault of the simulator.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).resolve().parent / "mutants"
MOST_SEEDS = 300
_SECONDS = 900


@dataclass(frozen=True)
class Verdict:
    """Whether a mutant was caught, and how the simulator said so."""

    name: str
    is_caught: bool
    told: str


def all_mutants() -> list[Path]:
    """Return the patches, in the order of their names."""
    return sorted(PATCHES.glob("*.patch"))


def make_copy(patch: Path, folder: Path) -> Path:
    """Copy the program and put a mutant into the copy.

    Raises:
        CalledProcessError: the patch does not fit the program any more.
    """
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "companion", folder / "companion", ignore=ignored)
    for name in ("tests", "resources"):
        (folder / name).symlink_to(ROOT / name)
    apply = ["git", "apply", "--whitespace=nowarn", str(patch)]
    # Without a ceiling git would look for the clone around the folder and skip its files.
    around = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(apply, cwd=folder, env=around, check=True, capture_output=True)
    return folder


def judge(patch: Path, seeds: int = MOST_SEEDS) -> Verdict:
    """Run the simulator on a mutant until it is caught, or the seeds are used up."""
    with tempfile.TemporaryDirectory(prefix="companion-mutant-") as place:
        copy = make_copy(patch, Path(place) / "copy")
        done = _simulate(copy, str(seeds), "--stop")
    found = re.search(r"^seed (\d+): .*$", done.stdout, re.MULTILINE)
    if found is None:
        return Verdict(patch.stem, is_caught=False, told=(done.stdout + done.stderr)[-500:].strip())
    sound = _simulate(ROOT, "1", "--from", found.group(1))
    if sound.returncode:
        return Verdict(
            patch.stem, is_caught=False, told=f"but the sound program, too: {found.group()}"
        )
    return Verdict(patch.stem, is_caught=done.returncode == 1, told=found.group())


def _simulate(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.simulator.run", "--jobs=1", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the exit status says whether every mutant was caught."""
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="these alone; without one, all of them")
    parser.add_argument("--seeds", type=int, default=MOST_SEEDS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    patches = [each for each in all_mutants() if not asked.names or each.stem in asked.names]
    verdicts: list[Verdict] = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        for each in pool.map(lambda patch: judge(patch, asked.seeds), patches):
            verdicts.append(each)
            how = "caught by" if each.is_caught else "MISSED:"
            print(f"{each.name}: {how} {each.told[:150]}", flush=True)
    caught = sum(each.is_caught for each in verdicts)
    print(f"mutants: {caught} of {len(verdicts)} caught")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
