"""``companion-server digest``: the weekly letter, for a timer of the machine to call."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.domain.errors import UnavailableError
from companion.server.schema import check_schema

if TYPE_CHECKING:
    import argparse

    from companion.server.database import Database
    from companion.server.settings import Settings


def add_digest(parser: argparse.ArgumentParser) -> None:
    """Add what sending the digest understands."""
    parser.add_argument("--dry-run", action="store_true", help="print it, and send nothing")


def run_digest(settings: Settings, database: Database, given: argparse.Namespace) -> None:
    """Send the digest, or show it.

    Raises:
        UnavailableError: ``mail_away``: some letters were not taken; asking again sends those only.
    """
    from companion.server.organisations import only_organisation  # noqa: PLC0415 - slow to load
    from companion.server.weekly_digest import send_digests, write_digest  # noqa: PLC0415 - as well

    check_schema(database)
    now = SystemClock().now()
    if given.dry_run:
        with database.read() as cx:
            subject, text = write_digest(cx, only_organisation(cx), settings.public_url, now)
        print(
            json.dumps({"subject": subject, "text": text}) if given.json else f"{subject}\n\n{text}"
        )
        return
    sent = send_digests(database, settings, now)
    if given.json:
        print(json.dumps(asdict(sent)))
    else:
        print(f"{sent.count} sent, {sent.already} had it already.")
    if sent.failed:
        sentence = f"{len(sent.failed)} could not be sent; asking again sends those only."
        raise UnavailableError(sentence, "mail_away")
