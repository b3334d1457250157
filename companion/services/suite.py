"""Everything one open window is given: its services, and what it says about the profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.domain.policies import FREE, Policy
from companion.services.about import About
from companion.services.answers import Answers
from companion.services.calls import Calls
from companion.services.care import Care, care_of
from companion.services.entries import Entries
from companion.services.imports import Imports
from companion.services.line import Line
from companion.services.news import News
from companion.services.outbox import Outbox
from companion.services.proposals import Proposals
from companion.services.prospects import Prospects
from companion.services.proxies import Proxies
from companion.services.reminders import Reminders
from companion.services.searches import Searches
from companion.services.startup import Startup
from companion.services.updates import Updates, updates_of

if TYPE_CHECKING:
    from companion.domain.clock import Clock
    from companion.services.profiles import OpenProfile


@dataclass(frozen=True, slots=True)
class Suite:
    """The services of one open profile.

    ``notice`` is what the person must always see about the profile ("demo data …"), or empty.
    ``server_url`` is empty while the laptop works on its own.
    """

    clock: Clock
    prospects: Prospects
    searches: Searches
    calls: Calls
    answers: Answers
    entries: Entries
    news: News
    reminders: Reminders
    about: About
    outbox: Outbox
    proposals: Proposals
    imports: Imports
    line: Line
    updates: Updates
    care: Care
    startup: Startup
    proxies: Proxies
    user_name: str = ""
    organisation_name: str = ""
    server_url: str = ""
    notice: str = ""
    is_demo: bool = False
    policy: Policy = FREE


def open_suite(profile: OpenProfile, clock: Clock, proxies: Proxies | None = None) -> Suite:
    """Build the services over an open profile; ``proxies`` are this computer's."""
    proxies = proxies or Proxies(None, profile.keychain)
    database, meta = profile.database, profile.meta
    return Suite(
        clock=clock,
        prospects=Prospects(database, clock),
        searches=Searches(database, clock),
        calls=Calls(database, clock),
        answers=Answers(database),
        entries=Entries(database, clock),
        news=News(database, clock),
        reminders=Reminders(database, clock),
        about=About(database, profile.policy),
        outbox=Outbox(database, clock),
        proposals=Proposals(database, clock),
        imports=Imports(database, clock),
        line=Line(
            database,
            profile.connect,
            clock,
            badge=profile.badge,
            wipe=profile.wipe,
            policy=profile.policy,
        ),
        updates=updates_of(profile, clock, proxies.find),
        startup=Startup(),
        proxies=proxies,
        care=care_of(profile, clock, proxies.find),
        user_name=meta.user_name or "",
        organisation_name=meta.organisation_name or "",
        server_url=meta.server_url or "",
        notice=profile.notice,
        is_demo=meta.is_demo,
        policy=profile.policy,
    )
