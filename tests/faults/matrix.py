"""The faults that a laptop and its server must survive, and what must hold after each.

Everywhere: when the fault is over, the outbox is empty or waits for a person, every laptop holds
what the server holds, and each change stands once in the log. The tests of a row are the files
``test_NN_….py`` beside this one; ``document.py`` writes both down as ``docs/faults.md``.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One row of the matrix."""

    number: int
    fault: str
    expected: str


_ROWS = (
    ("Laptop killed between a record and its outbox entry", "both are there, or neither"),
    ("Power cut right after “saved”", "the save is there after the start"),
    ("Laptop killed before its request is sent", "sent once after the start"),
    ("Laptop killed after the server's commit, before the reply", "`duplicate`, one record"),
    ("Laptop killed between reply and acknowledgement", "`duplicate`, one record"),
    ("Laptop killed inside a page of a pull", "old cursor, page applied again, same end"),
    ("Laptop killed between pages of a snapshot or in the swap", "resumes; never half a snapshot"),
    ("Laptop killed in a migration", "the old version opens or the new one does; a copy is kept"),
    ("Server killed inside a push", "nothing or all of it; the laptop sends again"),
    ("Server killed after the commit, before the reply", "`duplicate` on the retry"),
    ("PostgreSQL restarted under load", "503 with Retry-After; no partial push"),
    ("Reply lost and another laptop edits the same field", "all converge, the loser is listed"),
    ("One request delivered twice at once", "one `applied`, one `duplicate`"),
    ("An old page of a pull arrives after a new one", "older never overwrites newer"),
    ("30 writers and tight pullers on PostgreSQL", "nothing missed, the log gapless"),
    ("A foreign transaction open in PostgreSQL", "the feed keeps moving"),
    ("The network goes up and down", "the window never blocks 100 ms; all drains after"),
    ("Captive portal: 200 with HTML", "“sign in to the network”; outbox and cursor untouched"),
    ("Captive portal: 302, 307, 511", "not followed, no token sent, offline"),
    ("A reply drips byte by byte", "given up at the total deadline"),
    ("Truncated or broken gzip", "offline, tried again, nothing applied"),
    ("A gzip bomb to the laptop, to the server", "stopped at the cap"),
    ("Another TLS server answers", "told as not safe; nothing sent"),
    ("Another Companion server answers", "refused; nothing fetched or wiped; the person is asked"),
    ("429 and 503 with every kind of Retry-After", "obeyed, capped at an hour, or our own backoff"),
    ("1,000 laptops come back at once", "spread out; no storm of 5xx; all drain"),
    (
        "The clock is years off, jumps, or changes to DST",
        "syncs; order is right; the person is told",
    ),
    ("Two laptops edit different fields of a call", "both kept, no conflict"),
    ("Two laptops edit the same field", "one stands, the other is listed, both are told"),
    ("One edits what another deletes", "revived, and told"),
    ("A prospect changes hands while the old owner is offline", "edits arrive, then all traces go"),
    ("Access is given to an old prospect", "everything of it arrives"),
    ("A laptop is wiped; a forged order to wipe", "wiped and its key gone; ignored"),
    ("The reply to a token's rotation is lost", "the old token still works"),
    ("One invalid change among 200", "199 applied, one needs attention"),
    ("The server answers 500 for one poison change", "found, parked; the rest flows"),
    ("Results omitted, unknown, or repeated", "kept pending; ignored; the first counts"),
    ("The server restored from yesterday's backup", "today's changes come back"),
    ("A laptop restored from an old image, or cloned", "harmless; the copy must sign in anew"),
    ("A cursor that is too old, garbage, or of the future", "begins anew; the outbox is intact"),
    ("The laptop's disk is full", "the save is refused before it is claimed; words stay"),
    ("The server's disk is full", "503, nothing half written; recovers"),
    ("Bytes flipped, log deleted, folder read-only", "set aside, unsent edits saved, refetched"),
    (
        "Keychain locked, absent, hanging, or with another key",
        "told; never a new key over old data",
    ),
    ("Two windows at once, or a window and a command", "the second gives way; no lock errors"),
    ("An old laptop edits a record with new fields", "the new fields are kept"),
    ("Hostile text", "kept as text or refused as invalid; inert everywhere"),
    ("A rep guesses another's ids", "forbidden, unreadable, logged"),
    ("A pull that would remove most rows", "the brake holds; begins anew"),
    ("30 days offline, 5,000 changes, 64 kbit/s", "drains in batches, resumes, shows progress"),
)

ROWS = tuple(Row(number, *row) for number, row in enumerate(_ROWS, start=1))
"""All rows, by their numbers from 1."""
