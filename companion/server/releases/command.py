"""``companion-server release``: for whoever builds Companion, on a machine that may be offline.

It needs no server and no database, only the keys' folder and the repository's.
"""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.clock import SystemClock
from companion.domain.errors import RejectedError
from companion.domain.releases import STABLE, is_channel
from companion.server.releases.keys import DAILY, OFFLINE, RELEASES, make_keys, read_signer
from companion.server.releases.repository import Offer, Repository

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from securesystemslib.signer import CryptoSigner

SYSTEMS = ("linux-amd64", "linux-arm64", "windows-amd64", "macos-arm64")


def add_release_commands(commands: Any) -> None:
    """Add ``keys``, ``init``, ``add``, ``refresh`` and ``renew`` to a parser's commands."""

    def add(
        name: str, run: Callable[[argparse.Namespace], None], purpose: str
    ) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(name, help=purpose)
        added.set_defaults(alone=run)
        added.add_argument("--json", action="store_true", help="print one JSON object")
        return added

    keys = add("keys", _keys, "make the keys to sign releases with, in a new folder")
    keys.add_argument("keys", type=Path, metavar="FOLDER")
    _ask_passphrase(keys)
    begin = add("init", _init, "make an empty repository of releases")
    _name_places(begin)
    _ask_passphrase(begin)
    _add_offer(add("add", _add, "put up an installer as the newest of its system"))
    _name_places(add("refresh", _refresh, "say that the list is still today's; run it daily"))
    renew = add("renew", _renew, "let laptops trust the keys at hand from now on")
    _name_places(renew)
    _ask_passphrase(renew)


def _add_offer(parser: argparse.ArgumentParser) -> None:
    _name_places(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the installer")
    parser.add_argument("--version", required=True, metavar="1.2.0", dest="release_version")
    parser.add_argument("--system", required=True, choices=SYSTEMS)
    parser.add_argument("--channel", default=STABLE, help=f"who is to have it (default {STABLE})")
    parser.add_argument(
        "--notes",
        action="append",
        default=[],
        metavar="LANGUAGE=FILE",
        help="what is new, as plain text; once for each language, such as de=news.txt",
    )
    _ask_passphrase(parser)


def _name_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repository", type=Path, metavar="REPOSITORY")
    parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER")


def _ask_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-stdin", action="store_true", help="read the keys' passphrase from a pipe"
    )


def _keys(given: argparse.Namespace) -> None:
    make_keys(given.keys, _passphrase(given, is_new=True))
    sentence = (
        f"The keys are in {given.keys}. Keep {', '.join(OFFLINE)} offline and the passphrase "
        f"elsewhere; copy {DAILY}.pem to where the list is refreshed."
    )
    _show(given, {"keys": str(given.keys)}, sentence)


def _init(given: argparse.Namespace) -> None:
    root = _repository(given).begin(_signers(given, (*OFFLINE, DAILY)))
    sentence = f"The repository is ready. Build laptops with: scripts/package --root {root}"
    _show(given, {"root": str(root)}, sentence)


def _add(given: argparse.Namespace) -> None:
    if not is_channel(given.channel):
        sentence = f"“{given.channel}” is not a channel. Please use lower letters and digits."
        raise RejectedError(sentence, "not_a_channel")
    notes = dict(map(_read_notes, given.notes))
    offer = Offer(given.file, given.release_version, given.system, given.channel, notes)
    _repository(given).add(offer, _signers(given, (RELEASES, DAILY)))
    sentence = f"{offer.version} is up for {offer.system} ({offer.channel})."
    _show(given, {"version": offer.version, "system": offer.system}, sentence)


def _refresh(given: argparse.Namespace) -> None:
    _repository(given).refresh(_signers(given, (DAILY,)))
    _show(given, {"refreshed": True}, "The list is good for another week.")


def _renew(given: argparse.Namespace) -> None:
    root = _repository(given).renew(_signers(given, (*OFFLINE, DAILY)))
    _show(given, {"root": str(root)}, f"Laptops follow to {root.name} by themselves.")


def _repository(given: argparse.Namespace) -> Repository:
    return Repository(given.repository, SystemClock().now())


def _signers(given: argparse.Namespace, names: Iterable[str]) -> dict[str, CryptoSigner]:
    wanted = tuple(names)
    passphrase = _passphrase(given, is_new=False) if wanted != (DAILY,) else ""
    return {name: read_signer(given.keys, name, passphrase) for name in wanted}


def _passphrase(given: argparse.Namespace, *, is_new: bool) -> str:
    if given.passphrase_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    passphrase = getpass.getpass("Passphrase of the keys: ")
    if is_new and getpass.getpass("Once more: ") != passphrase:
        raise RejectedError("The two passphrases differ. Please try again.")
    return passphrase


def _read_notes(text: str) -> tuple[str, str]:
    language, _, path = text.partition("=")
    try:
        return language, Path(path).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        sentence = f"The notes “{text}” cannot be read. Please write LANGUAGE=FILE: de=news.txt"
        raise RejectedError(sentence, "no_notes") from error


def _show(given: argparse.Namespace, made: dict[str, Any], sentence: str) -> None:
    print(json.dumps(made) if given.json else sentence)
