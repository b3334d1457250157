"""What programs send and are answered: strict, so that a typing error is told and not guessed."""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - read at run time by pydantic
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from companion.domain.calls import (  # noqa: TC001 - read at run time by pydantic
    Direction,
    Disposition,
    Outcome,
    PromiseUse,
)
from companion.domain.campaigns import CampaignStatus, FunnelStage, MatchKind
from companion.domain.import_reports import RowProblem  # noqa: TC001 - a method's own type
from companion.domain.objections import (  # noqa: TC001 - read at run time by pydantic
    Handling,
    PromiseFit,
)
from companion.domain.problems import LINE, MANY, TEXT
from companion.domain.prospects import LifecycleStage  # noqa: TC001 - read at run time by pydantic
from companion.domain.touches import ADDRESS, MATCHED, TouchKind
from companion.wire.messages import CURSOR_LENGTH

ITEMS = 1_000
"""Most items of one request."""

PAGE, LARGEST_PAGE = 100, 500
"""How many records one answer carries, if nothing is asked for, and at most."""

_NOTES = 10_000

Line = Annotated[str, StringConstraints(max_length=LINE)]
Text = Annotated[str, StringConstraints(max_length=TEXT)]
System = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Value = Annotated[str, StringConstraints(min_length=1, max_length=LINE, pattern=r"\S")]


def _check_moment(given: object) -> object:
    # A bare number is a time to pydantic, counted from 1970; to whoever wrote it, it is a mistake.
    if not isinstance(given, str) or "T" not in given.upper():
        raise PydanticCustomError("moment", "give a time such as 2026-11-25T09:00:00Z")
    return given


Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_check_moment)]
RecordRef = Annotated[
    str, StringConstraints(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")
]


_QUOTED = re.compile("“[^”]*”")


def without_values(sentence: str) -> str:
    """Return a sentence without what it quotes: a person's own number or name, say."""
    return _QUOTED.sub("“…”", sentence)


class Given(BaseModel):
    """Something a program sends: types are strict, and what is not known is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Told(BaseModel):
    """Something a program is answered."""

    model_config = ConfigDict(frozen=True)


class ExternalRef(Given):
    """An id that another system gave: the system's name in lower case, and the id itself."""

    system: System
    value: Value


class RuleItem(Given):
    """A match rule, added to those of the campaign unless it has it already."""

    field: Literal[MATCHED]  # type: ignore[valid-type] # the same list as the domain's, by value
    kind: MatchKind = MatchKind.EXACT
    value: Annotated[str, StringConstraints(min_length=1, max_length=ADDRESS, pattern=r"\S")]


class CampaignItem(Given):
    """A campaign, known by its external id, or else by its code. What is not given stays."""

    external_id: ExternalRef
    name: Value | None = None
    code: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"\S")] | None = (
        None
    )
    channel: Line | None = None
    audience: Text | None = None
    objective: Text | None = None
    funnel_stage: FunnelStage | None = None
    typical_days: Annotated[int, Field(ge=1, le=3_650)] | None = None
    typical_touches: Annotated[int, Field(ge=1, le=1_000)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    status: CampaignStatus | None = None
    match_rules: Annotated[list[RuleItem], Field(max_length=MANY)] = []


class ProspectItem(Given):
    """A person, known by the external id, or else by an email or phone. Empty changes nothing.

    Phones and emails are added, never taken away; ``do_not_call`` is set, never lifted.
    """

    external_id: ExternalRef
    name: Line = ""
    company: Line = ""
    title: Line = ""
    phones: Annotated[list[Line], Field(max_length=10)] = []
    emails: Annotated[list[Line], Field(max_length=10)] = []
    country: Annotated[
        str,
        StringConstraints(pattern=r"^([A-Z]{2})?$"),
        Field(description="two capital letters, such as DE"),
    ] = ""
    time_zone: Line = ""
    owner: Line = ""
    lifecycle_stage: LifecycleStage | None = None
    do_not_call: bool = False
    do_not_call_reason: Line = ""
    notes: Annotated[str, StringConstraints(max_length=_NOTES)] = ""


class WhoseTouch(Given):
    """The person a touch is of: by exactly one of these."""

    id: Annotated[str, StringConstraints(min_length=36, max_length=36)] | None = None
    external_id: ExternalRef | None = None
    email: Value | None = None
    phone: Value | None = None

    @model_validator(mode="after")
    def _check_one(self) -> WhoseTouch:
        if sum(value is not None for _, value in self) != 1:
            raise PydanticCustomError("one", "give exactly one of id, external_id, email, phone")
        return self


class UtmItem(Given):
    """The six UTM fields; they are kept in lower case."""

    utm_id: Line = ""
    utm_source: Line = ""
    utm_medium: Line = ""
    utm_campaign: Line = ""
    utm_term: Line = ""
    utm_content: Line = ""


class TouchItem(Given):
    """One dated contact. ``campaign`` is a campaign's external id, code or name, if known."""

    external_id: ExternalRef
    prospect: WhoseTouch
    occurred_at: Moment
    kind: TouchKind = TouchKind.OTHER
    campaign: Line = ""
    utm: UtmItem = UtmItem()
    landing_page: Annotated[str, StringConstraints(max_length=ADDRESS)] = ""
    form: Line = ""
    list_name: Line = ""


class Batch(BaseModel):
    """Up to 1,000 items, each read by itself, so that a bad one never holds up the others."""

    model_config = ConfigDict(strict=True)

    items: Annotated[list[dict[str, JsonValue]], Field(max_length=ITEMS)]


class UpsertCampaigns(BaseModel):
    """A batch of campaigns."""

    items: Annotated[list[CampaignItem], Field(max_length=ITEMS)]


class UpsertProspects(BaseModel):
    """A batch of prospects."""

    items: Annotated[list[ProspectItem], Field(max_length=ITEMS)]


class UpsertTouches(BaseModel):
    """A batch of touches."""

    items: Annotated[list[TouchItem], Field(max_length=ITEMS)]


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


class Wanted(BaseModel):
    """What a program asks for. Times are of the call; empty asks for everything."""

    cursor: Annotated[str, StringConstraints(max_length=CURSOR_LENGTH)] = ""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE
    since: Moment | None = None
    until: Moment | None = None
    campaign: RecordRef = ""
    promise_version: RecordRef = ""
    prospect: RecordRef = ""


class CallsWanted(Wanted):
    """Which calls."""

    disposition: Disposition | None = None
    outcome: Outcome | None = None


class ObjectionsWanted(Wanted):
    """Which objections."""

    category: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,60}$")] = ""
    handling: Handling | None = None
    promise_fit: PromiseFit | None = None
