"""What the window is given to show: plain values, ready to lay out, never a database row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from companion.domain.people import BarredCalls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from companion.domain.answers import Answer, Decision
    from companion.domain.calls import Call
    from companion.domain.campaigns import Campaign
    from companion.domain.changes import Changes
    from companion.domain.drafts import CallDraft
    from companion.domain.follow_ups import FollowUp
    from companion.domain.objections import Category, Objection
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.proposals import Proposal
    from companion.domain.prospects import Prospect
    from companion.domain.searches import SavedSearch
    from companion.domain.touches import TouchKind
    from companion.services.rows import ProspectRow


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What can be filtered by: campaigns as (id, name), by name; and the searches kept."""

    campaigns: tuple[tuple[str, str], ...] = ()
    saved: tuple[SavedSearch, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneMatches:
    """Whose number it is: nobody's, one person's, or several. ``phone`` is E.164 where it can be.

    Without ``is_sure`` only the end of the number is theirs: a person must look.
    """

    phone: str
    is_sure: bool
    rows: tuple[ProspectRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardWords:
    """An objection this rep reported, from whom and when."""

    objection: Objection
    prospect_title: str
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewsThread:
    """Heard → decided → told. ``others`` counts objections of colleagues in the same decision.

    ``before`` is the promise version the rep's customers saw, ``after`` the one that came of it.
    """

    decision: Decision
    heard: tuple[HeardWords, ...] = ()
    others: int = 0
    decided_by: str = ""
    campaign_name: str = ""
    before: PromiseVersion | None = None
    after: PromiseVersion | None = None
    answer: Answer | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProposalThread:
    """Words this rep proposed, what marketing made of them, and when the rep was told."""

    line: ProposalLine
    answered_by: str = ""
    campaign_name: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TouchLine:
    """One touch in the timeline; ``source`` sums up its UTM fields, or is its form or list."""

    occurred_at: datetime
    kind: TouchKind
    campaign_name: str = ""
    channel: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where the person is on the way to a decision, against the campaign's typical path."""

    touches: int
    days: int
    typical_touches: int | None = None
    typical_days: int | None = None

    @property
    def is_early(self) -> bool:
        """Tell whether a "not now" is no refusal yet: under two thirds of the typical days."""
        return self.typical_days is not None and self.days * 3 < self.typical_days * 2


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One of the objections a campaign hears most, and the answer that worked best against it.

    ``count`` is how often this laptop knows it was heard; of ``answer_uses`` uses of the answer
    there ``answer_resolved`` ended with the objection resolved. Marketing's own answer stands
    without uses until one was used.
    """

    category: Category
    verbatim: str
    count: int
    answer: Answer | None = None
    answer_uses: int = 0
    answer_resolved: int = 0


@dataclass(frozen=True, slots=True)
class PastCall:
    """An earlier call with what was heard on it."""

    call: Call
    objections: tuple[Objection, ...] = ()
    rep_name: str = ""
    is_sent: bool = True


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """Better words proposed for this promise: this rep's own, or a colleague's still open one.

    ``adopted_number`` is the version that says it better, once there is one.
    """

    proposal: Proposal
    proposer_name: str = ""
    is_mine: bool = False
    is_sent: bool = True
    adopted_number: int | None = None


@dataclass(frozen=True, slots=True)
class ProspectSheet:
    """Everything the window shows of one prospect.

    ``shown`` is the promise version this person's own touch showed; ``newer`` is set when a
    later one is published. ``draft`` is never None: a blank one is made when none was kept.
    ``barred_calls`` is what happens when somebody is dialled who must not be called.
    """

    prospect: Prospect
    draft: CallDraft
    categories: tuple[Category, ...]
    way: Way
    owner_name: str = ""
    campaign: Campaign | None = None
    promise: Promise | None = None
    shown: PromiseVersion | None = None
    newer: PromiseVersion | None = None
    seen_at: datetime | None = None
    touches: tuple[TouchLine, ...] = ()
    heard: tuple[HeardLine, ...] = ()
    history: tuple[PastCall, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    proposals: tuple[ProposalLine, ...] = ()
    barred_calls: BarredCalls = BarredCalls.REASON


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """An approved answer that fits the words typed so far, best first."""

    answer: Answer
    resolved_share: float | None = None
    uses: int = 0


class SyncState(StrEnum):
    """How the line to the server stands; the window says each in a person's words."""

    ALONE = "alone"  # works on this laptop only
    STARTING = "starting"  # not tried yet since the start
    IN_STEP = "in_step"  # all sent, all fetched
    PAUSED = "paused"  # by the person; what they save is still sent
    SYNCING = "syncing"
    OFFLINE = "offline"
    NETWORK_SIGN_IN = "network_sign_in"  # a captive portal answered instead
    PROXY_SIGN_IN = "proxy_sign_in"  # the company's proxy wants a name and a password
    NOT_SAFE = "not_safe"  # the certificate cannot be trusted
    SIGN_IN_NEEDED = "sign_in_needed"
    COPIED = "copied"  # this is a copy of a laptop, which must become one of its own
    DRAINING = "draining"  # sends what is unsent, fetches nothing
    WIPED = "wiped"  # the key is gone already
    WRONG_SERVER = "wrong_server"  # another instance answered
    UPDATE_NEEDED = "update_needed"
    DISK_FULL = "disk_full"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The status line: state, what is unsent or refused, when the last round went well.

    ``clock_ahead`` is by how much the laptop's clock is wrong, nothing while that is little;
    ``locks_in`` the time until the window locks for want of contact, negative when it is locked,
    None when it never does. ``fetched`` counts the records that came in the round under way; at
    most ``ahead`` are still to come, in about ``seconds_left``, as far as that is known.
    """

    state: SyncState
    unsent: int = 0
    attention: int = 0
    last_sync_at: datetime | None = None
    sentence: str = ""
    next_try_in: float | None = None
    clock_ahead: timedelta = timedelta()
    locks_in: timedelta | None = None
    fetched: int = 0
    ahead: int | None = None
    seconds_left: float | None = None

    @property
    def is_alone(self) -> bool:
        """Tell whether this laptop works on its own."""
        return self.state is SyncState.ALONE

    @property
    def is_first(self) -> bool:
        """Tell whether everything is fetched for the first time just now."""
        return self.state is SyncState.SYNCING and self.last_sync_at is None

    @property
    def is_locked(self) -> bool:
        """Tell whether the window is to show nobody's data until the server answered."""
        return self.locks_in is not None and self.locks_in <= timedelta()


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One record of the sync page that is not sent, was refused, or lost a value to another.

    ``text`` is what the person wrote, to be copied; ``words`` the same by field, to be mended, a
    list with one value a line. ``lost`` is the value of ``field`` that was not kept, if only one.
    """

    change_id: str
    entity: str
    record_id: str
    title: str
    entered_at: datetime
    state: str
    code: str = ""
    sentence: str = ""
    text: str = ""
    words: tuple[tuple[str, str], ...] = ()
    lost: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class ListChoice:
    """How a person wants a list to be read: 0 and empty leave it to us.

    ``mapping`` says by hand which column (by its header) fills which field.
    """

    sheet: str = ""
    header_line: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """How far long work is: ``done`` of ``total`` in this ``turn`` through it, and what changed."""

    done: int
    total: int
    turn: int
    changes: Changes
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class LastImport:
    """The list that was taken over last and can still be undone."""

    import_id: str
    file_name: str
    taken_at: datetime
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class ImportColumns:
    """The columns of a sheet: each header with the field it is taken for, or "" if for none.

    ``fields`` are those a person may choose for a column by hand, ``chosen`` what was chosen for
    the last list with these columns. ``sheets`` has one name, an empty one, unless the file is a
    workbook. ``lines`` are the first lines in words, ``line`` is the one that names the columns.
    """

    columns: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ("",)
    sheet: str = ""
    lines: tuple[tuple[int, str], ...] = ()
    line: int = 0
