"""``companion-server`` of a later version: this one with migrations more, and the next schema.

    python -m tests.proofs.later_server MIGRATIONS COMMAND …

``make_migrations`` writes them. The second adds a column, its values, and a table. The third takes
away what only the first version used. ``COMPANION_DYING=yes`` ends the process in the middle of a
migration, as a power cut would.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from companion.server import schema
from companion.wire import messages

MORE = {
    "002": """
import os
import signal

from alembic import op

revision, down_revision = "002", "001"
SERVES_FROM = "001"


def upgrade() -> None:
    op.execute('ALTER TABLE "call" ADD COLUMN mood TEXT')
    op.execute('CREATE TABLE mood (id INTEGER PRIMARY KEY, word TEXT)')
    if os.environ.get("COMPANION_DYING"):
        os.kill(os.getpid(), signal.SIGKILL)
    op.execute("UPDATE \\"call\\" SET mood = 'calm'")
""",
    "003": """
from alembic import op

revision, down_revision = "003", "002"
SERVES_FROM = "002"


def upgrade() -> None:
    op.execute("DROP INDEX ix_campaign_org_rev")
""",
}


def make_migrations(folder: Path, newest: str) -> Path:
    """Copy the migrations of this version and add those of later ones, up to ``newest``."""
    later = folder / f"to-{newest}"
    shutil.copytree(schema.MIGRATIONS, later)
    for revision, text in MORE.items():
        if revision <= newest:
            (later / "versions" / f"{revision}_later.py").write_text(text)
    return later


def main() -> int:
    """Be the later version, and run what the command line says."""
    schema.MIGRATIONS = Path(sys.argv.pop(1))
    messages.SCHEMA += 1
    from companion.server.commands import main  # noqa: PLC0415 - what it loads looks at the schema

    return main()


if __name__ == "__main__":
    sys.exit(main())
