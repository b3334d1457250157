"""What a person types into a terminal comes out as sentences and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def companion(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    command = [sys.executable, "-m", "companion", *arguments]
    return subprocess.run(
        command, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_self_check_when_the_keychain_is_absent_then_says_so_and_fails(tmp_path: Path) -> None:
    done = companion("--self-check", home=tmp_path)
    assert done.returncode == 1
    assert "FAIL  keychain" in done.stdout
    assert "ok    resources" in done.stdout


def test_doctor_when_asked_for_json_then_each_line_is_a_finding(tmp_path: Path) -> None:
    done = companion("doctor", "--json", home=tmp_path)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["check"] for each in found} >= {"version", "resources", "keychain", "profile"}
    assert all(each["sentence"] for each in found)
    assert not (tmp_path / ".local/share/sales-call-companion/data").exists()


def test_open_when_the_link_is_nonsense_then_one_sentence_and_no_window(tmp_path: Path) -> None:
    done = companion("open", "companion://call?phone=<script>", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Nothing was opened.")
