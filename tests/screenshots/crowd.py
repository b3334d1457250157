"""Somebody with everything at its worst: long German names, hostile words, many touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.campaigns import Campaign
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection
from companion.domain.people import User
from companion.domain.promises import Promise, PromisePart, PromiseVersion, Span
from companion.domain.proposals import Proposal
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch, TouchKind, Utm

if TYPE_CHECKING:
    from datetime import datetime

    from companion.wire.records import Record

LONG = "Maximiliane-Charlotte von Hohenlohe-Waldenburg-Schillingsfürst zu Ortenburg"
FIRM = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co."
HOSTILE = "<img src=x onerror=alert(1)><b>Bold</b> \u202egnirts desrever\u202c 👩‍🚀 &amp; %s {0}"
_ENDLESS = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2


def crowded(now: datetime, me: str) -> tuple[str, tuple[Record, ...]]:
    """Return the id of the prospect, and the records, parents first."""
    colleague = User(new_id(), HOSTILE, "colleague@companion.example")
    campaign = Campaign(
        new_id(), f"{HOSTILE} {LONG}", "HOSTILE", HOSTILE, objective=f"{HOSTILE} {_ENDLESS}",
        typical_days=20, typical_touches=4,
    )  # fmt: skip
    promise = Promise(new_id(), campaign.id, LONG)
    first = PromiseVersion(
        new_id(), promise.id, 1, f"{HOSTILE} {_ENDLESS}", f"{LONG}\n\n{HOSTILE}\n{_ENDLESS}",
        offer=_ENDLESS, proof_points=(HOSTILE, LONG), call_to_action=HOSTILE,
        not_promised=(_ENDLESS,), published_at=now - timedelta(days=90),
    )  # fmt: skip
    second = replace(
        first, id=new_id(), number=2, message=f"{FIRM}\n\n{HOSTILE} and more\n{_ENDLESS}",
        offer=HOSTILE, why_changed=f"{HOSTILE} {_ENDLESS}", published_at=now - timedelta(days=1),
    )  # fmt: skip
    person = Prospect(
        new_id(), LONG, FIRM, "Stellvertretende Geschäftsbereichsleiterin", owner_id=me,
        phones=("+4930123456",), time_zone="Europe/Berlin",
    )  # fmt: skip
    touches = [
        Touch(
            new_id(), person.id, now - timedelta(days=days), kind, campaign.id, first.id,
            Utm(utm_source=HOSTILE, utm_campaign=_ENDLESS),
        )
        for days, kind in zip((60, 59, 58, 30, 2, 1), TouchKind, strict=False)
    ]  # fmt: skip
    answer = Answer(
        new_id(), "price_value", HOSTILE, f"{HOSTILE} {_ENDLESS}", campaign_id=campaign.id,
        questions=(LONG,), status=AnswerStatus.PUBLISHED,
    )  # fmt: skip
    call = Call(
        new_id(), person.id, me, now - timedelta(days=3), disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP, notes=f"{HOSTILE}\n{_ENDLESS}", promise_version_id=first.id,
    )  # fmt: skip
    heard = Objection(
        new_id(), call.id, person.id, "price_value", f"{HOSTILE} {_ENDLESS}",
        promise_version_id=first.id, handling=Handling.RESOLVED, answer_id=answer.id,
    )  # fmt: skip
    steps = [
        FollowUp(new_id(), person.id, me, now + timedelta(days=days), f"{HOSTILE} {_ENDLESS}")
        for days in (-3, 0, 400)
    ]
    proposal = Proposal(
        new_id(), first.id, colleague.id, now, Span(PromisePart.OFFER, 0, 63, _ENDLESS[:63]),
        HOSTILE, _ENDLESS,
    )  # fmt: skip
    return person.id, (
        colleague, campaign, promise, first, second, answer, person, *touches, call, heard,
        *steps, proposal,
    )  # fmt: skip
