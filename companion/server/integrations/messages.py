"""What programs send and are answered: strict, so that a typing error is told and not guessed."""

from __future__ import annotations

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
    Disposition,
    Outcome,
)
from companion.domain.campaigns import CampaignStatus, FunnelStage, MatchKind
from companion.domain.legal_bases import LegalBasis  # noqa: TC001 - read at run time by pydantic
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


class Given(BaseModel):
    """Something a program sends: types are strict, and what is not known is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


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

    Phones and emails are added, never taken away; ``do_not_call`` is set, never lifted. Where the
    data came from first, and a basis that is known, stay; without a source it is the
    program that gave the external id.
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
    data_source: Line = ""
    legal_basis: LegalBasis | None = None
    legal_basis_note: Line = ""
    consented_on: date | None = None


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
