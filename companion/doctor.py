"""What ``companion doctor`` and ``companion --self-check`` print: findings, for people or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.domain.errors import CompanionError
from companion.services.checkups import Checkup
from companion.services.findings import Verdict
from companion.system.folders import profile_folder
from companion.system.keychain import keychain_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from companion.services.findings import Finding

_MARKS = {Verdict.FINE: "ok  ", Verdict.WARNING: "note", Verdict.TROUBLE: "FAIL"}


def examine(profile: Path | None, *, is_brief: bool, is_json: bool) -> int:
    """Examine the program, and the profile too unless ``is_brief``; return the exit code."""
    try:
        folder = profile_folder(profile)
    except CompanionError as error:
        print(error.sentence)
        return 1
    checkup = Checkup(folder, keychain_of(folder), SystemClock(), _system_proxy)
    return tell(checkup.check_program() if is_brief else checkup.check_all(), is_json=is_json)


def _system_proxy(address: str) -> str:
    from companion.ui.proxies import system_proxy  # noqa: PLC0415 - loads Qt, for this question only

    return system_proxy(address)


def tell(findings: Iterable[Finding], *, is_json: bool) -> int:
    """Print each finding as it comes; return 1 if anything is in trouble, else 0."""
    code = 0
    for finding in findings:
        code |= finding.verdict is Verdict.TROUBLE
        print(_line(finding) if not is_json else json.dumps(asdict(finding)), flush=True)
    return code


def _line(finding: Finding) -> str:
    line = f"{_MARKS[finding.verdict]}  {finding.check:<10}  {finding.sentence}"
    return f"{line}\n{'':18}{finding.advice}" if finding.advice else line
