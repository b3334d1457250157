"""``scripts/bench``: run every benchmark in a process of its own and print what came out.

``--json`` prints one object a line instead; names choose some (``scripts/bench search``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.rows import Row

HERE = Path(__file__).parent
# A screen of a common size: our windows do not fit on Qt's own, and would be measured squeezed.
_SCREEN = f"offscreen:configfile={HERE.with_name('screen.json')}"
_NO_SUBJECT = {"__main__", "rows"}


def main() -> int:
    """Run the chosen subjects; the exit code tells whether all of them ran."""
    known = sorted(
        each.stem
        for each in HERE.glob("*.py")
        if each.stem not in _NO_SUBJECT and "hand_over" in each.read_text(encoding="utf-8")
    )
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("subjects", nargs="*", metavar="subject", help=", ".join(known))
    asked = parser.parse_args()
    if unknown := set(asked.subjects) - set(known):
        parser.error(f"no such subject: {', '.join(unknown)}; there are {', '.join(known)}")
    failed = [name for name in asked.subjects or known if not _run(name, is_json=asked.json)]
    if failed:
        sys.stderr.write(f"did not run to the end: {', '.join(failed)}\n")
    return 1 if failed else 0


def _run(name: str, *, is_json: bool) -> bool:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    surroundings = os.environ | {"QT_QPA_PLATFORM": _SCREEN}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=surroundings, cwd=HERE.parents[1]
    ) as running:
        for line in running.stdout or ():
            if not line.startswith("{"):
                continue
            held = json.loads(line)
            held.pop("is_met")
            print(line.rstrip() if is_json else Row(**held).line(), flush=True)
    return running.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
