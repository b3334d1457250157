"""What programs are answered."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from companion.domain.calls import (  # noqa: TC001 - read at run time by pydantic
    Direction,
    Disposition,
    Outcome,
    PromiseUse,
)
from companion.domain.import_reports import RowProblem  # noqa: TC001 - a method's own type
from companion.domain.objections import (  # noqa: TC001 - read at run time by pydantic
    Handling,
    PromiseFit,
)
from companion.server.integrations.messages import ExternalRef  # noqa: TC001 - read by pydantic

_QUOTED = re.compile("“[^”]*”")


def without_values(sentence: str) -> str:
    """Return a sentence without what it quotes: a person's own number or name, say."""
    return _QUOTED.sub("“…”", sentence)


class Told(BaseModel):
    """Something a program is answered."""

    model_config = ConfigDict(frozen=True)


class LeftOut(Told):
    """Something of an item that was not taken, though the item was.

    Answers are kept for a while, so reasons never repeat what was sent.
    """

    field: str
    reason: str

    @classmethod
    def of(cls, problem: RowProblem) -> LeftOut:
        """Tell a problem of a row without what stood there."""
        return cls(field=problem.field, reason=without_values(problem.reason))


class ItemOutcome(Told):
    """What became of one item. ``message`` says why it was rejected, ``id`` is our own."""

    index: int
    outcome: Literal["created", "updated", "unchanged", "rejected"]
    id: str | None = None
    message: str = ""
    left_out: list[LeftOut] = []


class Upserted(Told):
    """One outcome for each item, in their order."""

    results: list[ItemOutcome]


class Received(Told):
    """What became of a delivery of a form or automation tool."""

    outcome: Literal["created", "updated", "unchanged", "rejected"]
    id: str | None = None
    message: str = ""
    left_out: list[LeftOut] = []


class KeyTold(Told):
    """What a key is, and may do."""

    name: str
    organisation: str
    scopes: list[str]


class Place(Told):
    """A promise version, and whose it is."""

    id: str
    number: int
    headline: str
    promise: str
    campaign_id: str
    campaign: str


class CampaignTold(Told):
    """A campaign by its ids and names."""

    id: str
    code: str
    name: str
    external_ids: list[ExternalRef]


class Person(Told):
    """A prospect as far as a call needs them."""

    id: str
    name: str
    company: str
    emails: list[str]
    phones: list[str]
    external_ids: list[ExternalRef]
    first_campaign: CampaignTold | None
    last_campaign: CampaignTold | None


class Rep(Told):
    """Who called."""

    id: str
    name: str
    email: str


class CallTold(Told):
    """A call. One that was deleted since carries nothing but its id."""

    id: str
    is_deleted: bool = False
    prospect: Person | None = None
    rep: Rep | None = None
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    direction: Direction | None = None
    phone: str = ""
    disposition: Disposition | None = None
    outcome: Outcome | None = None
    promise_use: PromiseUse | None = None
    promise_version: Place | None = None
    notes: str = ""


class ObjectionTold(Told):
    """An objection. One that was deleted since carries nothing but its id."""

    id: str
    is_deleted: bool = False
    call_id: str | None = None
    prospect: Person | None = None
    heard_at: AwareDatetime | None = None
    category: str = ""
    verbatim: str = ""
    behind_it: str = ""
    against: str = ""
    promise_fit: PromiseFit | None = None
    handling: Handling | None = None
    promise_version: Place | None = None


class CallPage(Told):
    """Calls in the order of their last change. ``cursor`` goes on from here, now or later."""

    items: list[CallTold]
    cursor: str
    more: bool


class ObjectionPage(Told):
    """Objections in the order of their last change; ``cursor`` as with calls."""

    items: list[ObjectionTold]
    cursor: str
    more: bool
