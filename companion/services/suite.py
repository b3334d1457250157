"""Everything one open window is given: its services, and what it says about the profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.services.answers import Answers
    from companion.services.calls import Calls
    from companion.services.imports import Imports
    from companion.services.line import Line
    from companion.services.outbox import Outbox
    from companion.services.proposals import Proposals
    from companion.services.prospects import Prospects


@dataclass(frozen=True, slots=True)
class Suite:
    """The services of one open profile.

    ``notice`` is what the person must always see about the profile ("demo data …"), or empty.
    ``server_url`` is empty while the laptop works on its own.
    """

    clock: Clock
    prospects: Prospects
    calls: Calls
    answers: Answers
    proposals: Proposals
    outbox: Outbox
    imports: Imports
    line: Line
    user_name: str = ""
    organisation_name: str = ""
    server_url: str = ""
    notice: str = ""
    is_demo: bool = False
