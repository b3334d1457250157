"""What ``companion doctor`` and ``companion --self-check`` print: findings, for people or JSON."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import asdict
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

import companion
from companion.domain.clock import SystemClock
from companion.domain.errors import CompanionError
from companion.services.checkups import Checkup
from companion.services.findings import Finding, Verdict
from companion.system.folders import profile_folder
from companion.system.os_keychain import keychain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ELSEWHERE = ("companion.server", "companion.showcase", "companion.__main__")
"""What a laptop does not have, or what opens the window."""

_MARKS = {Verdict.FINE: "ok  ", Verdict.WARNING: "note", Verdict.TROUBLE: "FAIL"}


def examine(profile: Path | None, *, is_brief: bool, is_json: bool) -> int:
    """Examine the program, and the profile too unless ``is_brief``; return the exit code."""
    try:
        folder = profile_folder(profile)
    except CompanionError as error:
        print(error.sentence)
        return 1
    from companion.services.proxies import Proxies  # noqa: PLC0415 - loads the network's libraries

    keychain = keychain_of(folder)
    proxies = Proxies(_system_proxy, keychain)
    checkup = Checkup(folder, keychain, SystemClock(), proxies.find)
    if not is_brief:
        return tell(checkup.check_all(), is_json=is_json)
    return tell(chain(checkup.check_program(), check_installation()), is_json=is_json)


def check_installation() -> Iterator[Finding]:
    """Load every part of the program: one that a build left out would fail when it is wanted."""
    names = [each for each in _own_modules() if not each.startswith(_ELSEWHERE)]
    try:
        for name in names:
            import_module(name)
    except ImportError as error:
        advice = "Please install Companion again."
        yield Finding("parts", Verdict.TROUBLE, f"A part is missing: {error}.", advice)
        return
    yield Finding("parts", Verdict.FINE, f"All {len(names)} parts of the program can be loaded.")
    from companion.ui.installed import check_window  # noqa: PLC0415 - loads Qt

    yield from check_window()


def _own_modules(within: str = "companion") -> Iterator[str]:
    """Yield every module of ours; migrations are files to Alembic, and run by another check."""
    places = companion.__path__ if within == "companion" else import_module(within).__path__
    for each in pkgutil.iter_modules(places, f"{within}."):
        yield each.name
        if each.ispkg and not each.name.startswith(_ELSEWHERE) and "migrations" not in each.name:
            yield from _own_modules(each.name)


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
