"""What a rep brings to the server in these figures: prospects with touches, calls and words."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection, default_categories
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from tests.benchmarks.answers import SENTENCES
from tests.benchmarks.search import people
from tests.salesroom import NOW

if TYPE_CHECKING:
    from companion.wire.records import Record

EACH = 5
"""Records about one prospect: themselves, a touch, a call, what was said on it, the next step."""

_KINDS = [each.code for each in default_categories()]


def belongings(owner_id: str, campaign_id: str, count: int) -> list[Record]:
    """Make so many records of one rep, parents first; their words are the same for every run."""
    dice = Random(count)
    made: list[Record] = []
    for each in people(count // EACH):
        mine = Prospect(new_id(), each.name, each.company, phones=each.phones, owner_id=owner_id)
        made += [mine, *_about(mine.id, owner_id, campaign_id, dice)]
    return made


def _about(prospect_id: str, rep_id: str, campaign_id: str, dice: Random) -> list[Record]:
    call = Call(
        new_id(),
        prospect_id,
        rep_id,
        NOW,
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        notes=dice.choice(SENTENCES),
    )
    said = Objection(
        new_id(),
        call.id,
        prospect_id,
        category=dice.choice(_KINDS),
        verbatim=dice.choice(SENTENCES),
        handling=dice.choice(list(Handling)),
    )
    touch = Touch(new_id(), prospect_id, NOW - timedelta(days=9), campaign_id=campaign_id)
    return [touch, call, said, FollowUp(new_id(), prospect_id, rep_id, NOW)]
