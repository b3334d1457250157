"""The messages of the sync protocol, version 1; ``docs/protocol.md`` tells their story.

Unknown members of a message are ignored, so that a newer peer may add some; a member that is
there must have exactly its type.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - pydantic reads it at run time
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
)

from companion.domain.people import BarredCalls, DeviceState, Role

API = 1
"""Version of the paths and messages; paths begin with ``/v1``."""

SCHEMA = 1
"""Version of the records. A server takes schemas SCHEMA-2 to SCHEMA."""

PRODUCT: Literal["sales-call-companion"] = "sales-call-companion"
SERVER_HEADER = "X-Sync-Server"
"""Names the server on every reply; a laptop trusts no reply without it."""

CHANGES_PER_PUSH = 500
BYTES_PER_PUSH = 1024 * 1024
BYTES_PER_PUSH_EXPANDED = 8 * 1024 * 1024
BYTES_PER_CHANGE = 64 * 1024
ITEMS_PER_PULL = 500
WAIT_SECONDS = 25
RETENTION_DAYS = 400
"""How far back a feed goes at least; a laptop away for longer fetches everything again."""

CURSOR_LENGTH = 200

SIGN_IN_CLIENT = "companion"
"""What the laptop's window is called when it asks to sign in through the browser."""

LANDING_PATH = "/signed-in"
"""Where on its own port a laptop hears the browser's answer."""

TOKEN_DAYS = 30
"""Age at which a laptop changes its token."""

LOCK_AFTER_DAYS = 14
"""Days without contact after which a window locks, unless the server says another number."""

RecordId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Marks a whole number as such however it is written: to JSON, 1.0 and 1 are one number."""


_preparing = Lock()


class Message(BaseModel):
    """What every message shares: strict types, frozen, unknown members ignored.

    Reading and writing them is prepared by ``prepare_messages``, not by loading this module: the
    window is painted before anything travels.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", defer_build=True)


class Limits(Message):
    """What one request may carry, bytes unless said otherwise, and how far back a feed goes."""

    changes_per_push: int = CHANGES_PER_PUSH
    bytes_per_push: int = BYTES_PER_PUSH
    bytes_per_push_expanded: int = BYTES_PER_PUSH_EXPANDED
    bytes_per_change: int = BYTES_PER_CHANGE
    items_per_pull: int = ITEMS_PER_PULL
    wait_seconds: int = WAIT_SECONDS
    retention_days: int = RETENTION_DAYS


class Hello(Message):
    """Answer of ``GET /v1/hello``: only this exact shape means "a Companion server"."""

    product: Literal["sales-call-companion"]
    server_id: RecordId
    epoch: RecordId
    api: tuple[int, int]
    schema_: Annotated[tuple[int, int], Field(alias="schema")]
    limits: Limits
    time: AwareDatetime

    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", validate_by_name=True, serialize_by_alias=True
    )


class Enroll(Message):
    """Body of ``POST /v1/enroll``. The laptop makes ``device_id``, so that a retry is the same.

    ``turn`` is that of its latest push, 0 for a new profile: a copy of a laptop gives itself away.
    """

    code: Annotated[str, Field(min_length=1, max_length=100)]
    device_id: RecordId
    device_name: Annotated[str, Field(max_length=300)]
    app_version: Annotated[str, Field(max_length=60)]
    turn: Annotated[int, Field(ge=0, lt=2**53), WHOLE] = 0


class Enrolled(Message):
    """Answer of ``POST /v1/enroll``: who the laptop is now, and its token, shown this once.

    ``wipe_key`` is the server's Ed25519 public key, 32 bytes in base64: the laptop keeps it and
    obeys no order to wipe that this key did not sign. Empty: this server gives no such orders.
    """

    server_id: RecordId
    epoch: RecordId
    organisation_id: RecordId
    organisation_name: str
    user_id: RecordId
    user_name: str
    role: Role
    device_id: RecordId
    token: str
    wipe_key: str = ""


class Redeem(Message):
    """Body of ``POST /v1/sign-in``: what the browser brought, and the secret that goes with it.

    ``verifier`` is PKCE's (RFC 7636); ``redirect_uri`` is the laptop's own, as the browser had it.
    """

    code: Annotated[str, Field(min_length=1, max_length=200)]
    verifier: Annotated[str, Field(min_length=43, max_length=128)]
    redirect_uri: Annotated[str, Field(max_length=100)]


class Redeemed(Message):
    """Answer of ``POST /v1/sign-in``: a one-time code for ``POST /v1/enroll``, good for minutes."""

    enrolment_code: Annotated[str, Field(min_length=1, max_length=100)]


class DeviceTold(Message):
    """Answer of ``GET /v1/device``: how the server sees the laptop that asks.

    After ``lock_after_days`` days without an answer of the server the window locks; 0 is never.
    ``barred_calls`` is what is wanted when somebody is dialled who must not be called.
    """

    device_id: RecordId
    name: str
    user_id: RecordId
    state: DeviceState
    is_token_due: bool
    lock_after_days: Annotated[int, Field(ge=0)]
    barred_calls: BarredCalls = BarredCalls.REASON
    time: AwareDatetime


class Rotate(Message):
    """Body of ``POST /v1/token/rotate``: the SHA-256 of a token that the laptop made and kept.

    That the laptop makes it is what makes a repetition harmless: a reply may be lost or doubled.
    """

    token_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Rotated(Message):
    """Answer of ``POST /v1/token/rotate``: the token counts; the one before it, until its use."""

    rotated: Literal[True] = True


class SignOut(Message):
    """Body of ``POST /v1/sign-out``: this laptop forgot its token, whose SHA-256 this is.

    Needs no token: it is gone by then, and nothing but this can be done with its hash.
    """

    device_id: RecordId
    token_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SignedOut(Message):
    """Answer of ``POST /v1/sign-out``, the same however often it is asked."""

    signed_out: Literal[True] = True


class SignedWipe(Message):
    """An order to wipe: ``order`` is a ``WipeOrder`` as text, ``signature`` Ed25519 in base64.

    The signature is over the bytes of the text as they stand, so that nobody need agree on how
    JSON is written.
    """

    order: Annotated[str, Field(max_length=1000)]
    signature: Annotated[str, Field(max_length=200)]


class WipeOrder(Message):
    """What a signed order says: this laptop is to forget everything."""

    device_id: RecordId
    nonce: Annotated[str, Field(min_length=16, max_length=200)]
    action: Literal["wipe"]


class WipeAck(Message):
    """Body of ``POST /v1/wipe-ack``: the wipe is done. Needs no token: the nonce is the secret."""

    device_id: RecordId
    nonce: Annotated[str, Field(min_length=16, max_length=200)]


class WipeAcked(Message):
    """Answer of ``POST /v1/wipe-ack``, the same however often it is asked."""

    wiped_at: AwareDatetime


class Operation(StrEnum):
    """What a change does to its record."""

    CREATE = "create"
    PATCH = "patch"
    DELETE = "delete"


class Change(Message):
    """One user edit. ``base_rev`` is the revision it was made on, 0 for a new record."""

    change_id: RecordId
    entity: Annotated[str, Field(min_length=1, max_length=60)]
    id: RecordId
    op: Operation
    base_rev: Annotated[int, Field(ge=0), WHOLE]
    fields: dict[str, JsonValue]
    client_at: AwareDatetime


class Push(Message):
    """Body of ``POST /v1/push``: changes in the order they were made, at most 500.

    ``cursor`` is the laptop's own, so that a server that lost its latest says so before it takes
    anything that builds on it. ``turn`` counts the laptop's pushes and is kept before each is sent:
    a turn that was there before comes from a copy of the laptop, or from an old image of it. The
    same turn with the same ``sent_at`` is one push delivered twice. ``brief`` asks to be told of
    what stands as it was sent in runs, and of the rest in results.
    """

    device_id: RecordId
    schema_: Annotated[int, Field(alias="schema", ge=1), WHOLE] = SCHEMA
    sent_at: AwareDatetime
    changes: Annotated[tuple[Change, ...], Field(max_length=CHANGES_PER_PUSH)]
    cursor: Annotated[str, Field(max_length=CURSOR_LENGTH)] = ""
    turn: Annotated[int, Field(ge=0, lt=2**53), WHOLE] = 0
    brief: bool = False

    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", validate_by_name=True, serialize_by_alias=True
    )


class ChangeOutcome(StrEnum):
    """What became of one change. Exactly one of these, for every change of a push."""

    APPLIED = "applied"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    RETRY = "retry"


class RejectionCode(StrEnum):
    """Why a change was refused for good."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    TOO_LARGE = "too_large"
    UNKNOWN_ENTITY = "unknown_entity"
    ID_REUSE = "id_reuse"
    ERASED = "erased"


class CurrentRecord(Message):
    """A record as the server has it now. ``fields`` is empty when it is deleted."""

    entity: str
    id: RecordId
    rev: int
    fields: dict[str, JsonValue]
    is_deleted: bool = False


class Loser(Message):
    """A value that was not kept: ``kept`` stands in the record, ``lost`` was entered too."""

    field: str
    kept: JsonValue
    lost: JsonValue


class ChangeResult(Message):
    """What became of one change; ``record`` is its record's current state, also for duplicates.

    ``after`` is the wait in seconds that ``retry`` asks for. ``is_revoked`` says that the change
    was taken and its record is not this person's to see any more; it comes without the record.
    """

    change_id: RecordId
    outcome: ChangeOutcome
    seq: int | None = None
    record: CurrentRecord | None = None
    losers: tuple[Loser, ...] = ()
    code: str | None = None
    message: str | None = None
    after: float | None = None
    is_revoked: bool = False


class Run(Message):
    """Changes of one laptop that took numbers one after another, told without saying them again.

    The first is ``change_id``, at ``seq``; ``count`` in all. ``sha256`` is over one line ``seq id``
    per change, in order, each ended by a line feed: whoever has others there sees it.
    """

    change_id: RecordId
    seq: Annotated[int, Field(ge=1)]
    count: Annotated[int, Field(ge=1)]
    sha256: str


class Pushed(Message):
    """Answer of ``POST /v1/push``.

    Of a ``brief`` push ``runs`` tell the changes, as they followed each other there, that made new
    records and stand exactly as they were sent: the revision of each is its number.
    """

    epoch: RecordId
    results: tuple[ChangeResult, ...]
    runs: tuple[Run, ...] = ()


class Verb(StrEnum):
    """What a laptop does with one item of the feed."""

    PUT = "put"
    GONE = "gone"
    GRANT = "grant"
    REVOKE = "revoke"
    ERASE = "erase"


MERGED_INTO = "merged_into"
"""What the ``data`` of a ``gone`` prospect names if they became part of another."""


class PullItem(Message):
    """One record of the feed: ``put`` carries it whole in ``data``, ``gone`` removes it.

    ``grant``, ``revoke`` and ``erase`` name a prospect; the records of a granted one follow as
    ``put``. A prospect that is ``gone`` into another names it as ``merged_into``. Of an erased one
    nothing may stay, not even what was entered here and is unsent.
    """

    seq: int
    verb: Verb
    entity: str
    id: RecordId
    rev: int
    data: dict[str, JsonValue] = {}


class Doubled(Message):
    """A change of somebody else that met a value of this person: one stands, the other does not.

    ``entered_at`` is when that change was entered.
    """

    change_id: RecordId
    entity: str
    id: RecordId
    losers: tuple[Loser, ...]
    entered_at: AwareDatetime


class EntityDigest(Message):
    """What a laptop must have of one entity: how many records, and their ids and revisions hashed.

    ``sha256`` is over one line ``id rev`` per record, sorted by id, each ended by a line feed.
    """

    count: int
    sha256: str


class Pulled(Message):
    """Answer of ``GET /v1/pull``: items in order, and the cursor to ask with next.

    ``digest`` is there on the last page if it was asked for; ``time`` is the server's, by which a
    laptop sees that its own clock is wrong. ``ahead`` is how many numbers of the log are left after
    ``cursor``: at most as many records are still to come, None from a server that does not say.
    ``runs`` are, if a ``brief`` answer was asked for, what this laptop itself changed last: the
    answers to its pushes told it what became of that.
    """

    items: tuple[PullItem, ...]
    cursor: str
    more: bool
    ahead: int | None = None
    doubles: tuple[Doubled, ...] = ()
    digest: dict[str, EntityDigest] | None = None
    time: AwareDatetime | None = None
    runs: tuple[Run, ...] = ()


class Snapshot(Message):
    """Answer of ``GET /v1/snapshot``: records by entity and id, and where the next page begins.

    ``as_of`` is the cursor to pull from when all pages are there; the same on each of them.
    ``began`` is the revision at which the epoch began, ``reached`` the one that the log stood at
    with ``as_of``: what was pushed above it is newer. The last page carries the
    ``doubles`` that the pulls which it stands for would have told.
    """

    items: tuple[PullItem, ...]
    as_of: str
    after: str
    more: bool
    epoch: RecordId
    began: int
    reached: int
    doubles: tuple[Doubled, ...] = ()


class Waited(Message):
    """Answer of ``GET /v1/wait``: a hint that a pull is worth it, never more."""

    changed: bool


class Refusal(Message):
    """Body of every answer that is not 2xx: a stable code and a sentence for a person.

    ``wipe`` comes with 401, or with 403 when what is unsent is to go up first.
    """

    code: str
    message: str
    wipe: SignedWipe | None = None


@cache
def prepare_messages() -> None:
    """Make every message ready to be read and written, before several threads do so at once."""
    with _preparing:
        for each in Message.__subclasses__():
            each.model_rebuild()


def is_of_newer(error: ValidationError) -> bool:
    """Tell whether a message failed on a word that only a newer version can have written."""
    told = error.errors(include_url=False, include_input=False, include_context=False)
    return any(each["type"] == "enum" for each in told)


def utc_text(moment: datetime) -> str:
    """Write a moment as messages do: RFC 3339, UTC, ``Z``."""
    return moment.isoformat().replace("+00:00", "Z")
