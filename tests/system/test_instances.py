from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from companion.domain.errors import UnavailableError
from companion.system.instances import only_instance

_HOLDER = """
import sys
from pathlib import Path
from companion.system.instances import only_instance
with only_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
_ROOT = Path(__file__).parents[2]


def test_lock_when_another_process_has_it_is_refused_until_that_process_dies(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(UnavailableError) as refusal, only_instance(tmp_path):
            pass
        holder.kill()
        holder.wait()

    assert refusal.value.code == "already_open"
    assert str(tmp_path) in refusal.value.sentence
    with only_instance(tmp_path):
        pass


def test_lock_when_left_can_be_taken_again(tmp_path: Path) -> None:
    with only_instance(tmp_path):
        pass
    with only_instance(tmp_path):
        assert (tmp_path / "lock").exists()


def test_lock_when_the_profile_is_another_is_independent(tmp_path: Path) -> None:
    with only_instance(tmp_path / "one"), only_instance(tmp_path / "two"):
        pass


def test_lock_when_its_file_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()

    with pytest.raises(UnavailableError) as refusal, only_instance(tmp_path):
        pass

    assert refusal.value.code == "no_folder"
