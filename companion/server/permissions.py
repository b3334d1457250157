"""Who may enter which address and push what: two tables, and the few rules a table cannot say.

``MAY_ENTER`` has a row for every route there is; ``make_app`` refuses to start without one, and
``tests/contracts/test_walls.py`` tries every row as every role. ``MAY_PUSH`` says what a laptop
may write.

A rep works with their own prospects and everything that hangs on them. What marketing says to
everybody (campaigns, promises, answers, decisions) is written on the server; a rep may only
*create* campaigns, promises and their versions, which is how a laptop that worked alone brings
its imported campaigns along. A proposal has two authors: its words are the rep's, the answer is
marketing's (docs/decisions/018).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from companion.domain.errors import DeniedError, RejectedError
from companion.domain.people import Role
from companion.domain.proposals import ANSWERED, PROPOSED, ProposalState
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.wire.records import Fields


class Key(Enum):
    """What somebody shows at an address before their role is looked at."""

    NOTHING = auto()
    TOKEN = auto()  # of a laptop, in the Authorization header
    SESSION = auto()  # of a browser, in the cookie
    PROGRAM = auto()  # of an integration, in the Authorization header


class Scope(StrEnum):
    """What the key of a program may do."""

    WRITE_CAMPAIGNS = "campaigns:write"
    WRITE_PROSPECTS = "prospects:write"
    WRITE_TOUCHES = "touches:write"
    READ_CALLS = "calls:read"
    READ_OBJECTIONS = "objections:read"


@dataclass(frozen=True, slots=True)
class Entry:
    """Whom an address is open to: the key they show, and the roles that may enter with it.

    A program has no role: the ``scope`` says which keys may enter, None any of them.
    """

    key: Key
    roles: frozenset[Role] = frozenset(Role)
    scope: Scope | None = None


ANYBODY = Entry(Key.NOTHING)
LAPTOPS = Entry(Key.TOKEN)
SIGNED_IN = Entry(Key.SESSION)
MARKETING = Entry(Key.SESSION, frozenset({Role.MARKETER, Role.MANAGER, Role.ADMIN}))
LEADING = Entry(Key.SESSION, frozenset({Role.MANAGER, Role.ADMIN}))
ADMINS = Entry(Key.SESSION, frozenset({Role.ADMIN}))

RIGHTS = Entry(Key.SESSION, frozenset({Role.ADMIN}))
"""Who may see everything kept about a person, on one page."""
ERASERS = Entry(Key.SESSION, frozenset({Role.ADMIN}))
"""Who may erase a person, which nothing undoes."""


def _programs(scope: Scope | None = None) -> Entry:
    return Entry(Key.PROGRAM, frozenset(), scope)


MAY_ENTER: Mapping[str, Entry] = {
    # sync
    "GET /v1/hello": ANYBODY,
    "POST /v1/enroll": ANYBODY,  # the code in the body is the key
    "POST /v1/sign-in": ANYBODY,  # so is what the browser brought
    "POST /v1/push": LAPTOPS,
    "GET /v1/pull": LAPTOPS,
    "GET /v1/snapshot": LAPTOPS,
    "GET /v1/wait": LAPTOPS,
    "GET /v1/device": LAPTOPS,
    "POST /v1/token/rotate": LAPTOPS,
    "POST /v1/sign-out": ANYBODY,  # the hash of the laptop's last token in the body is the key
    "POST /v1/wipe-ack": ANYBODY,  # the order's nonce in the body is the key
    "GET /openapi.json": ANYBODY,
    # programs of others
    "GET /api/v1/key": _programs(),
    "POST /api/v1/campaigns/upsert": _programs(Scope.WRITE_CAMPAIGNS),
    "POST /api/v1/prospects/upsert": _programs(Scope.WRITE_PROSPECTS),
    "POST /api/v1/touches/upsert": _programs(Scope.WRITE_TOUCHES),
    "GET /api/v1/calls": _programs(Scope.READ_CALLS),
    "GET /api/v1/objections": _programs(Scope.READ_OBJECTIONS),
    "POST /in/{source_id}": ANYBODY,  # the signature of the body is the key
    "GET /docs": ANYBODY,
    # whoever watches the server
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,  # of this machine, or with the token for it
    "GET /updates/{part}/{name}": ANYBODY,  # signed, and no secret
    # signing in
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": ANYBODY,
    "GET /sign-in/provider": ANYBODY,
    "GET /sign-in/provider/return": ANYBODY,  # the provider's answer is the key
    "GET /welcome/{token}": ANYBODY,  # so is the link
    "POST /welcome/{token}": ANYBODY,
    "GET /authorize": SIGNED_IN,
    "POST /authorize": SIGNED_IN,
    "GET /me": SIGNED_IN,
    "POST /me": SIGNED_IN,
    "GET /static/{stamp}/{name}": ANYBODY,
    # promises
    "GET /": SIGNED_IN,
    "GET /overview": SIGNED_IN,
    "GET /promises": SIGNED_IN,
    "GET /promises/{promise_id}": SIGNED_IN,
    "GET /numbers": SIGNED_IN,
    "GET /numbers.csv": SIGNED_IN,
    # the inbox
    "GET /inbox": MARKETING,
    "GET /inbox/{promise_id}/{kind}": MARKETING,
    "POST /inbox/{promise_id}/{kind}": MARKETING,
    "GET /decisions": MARKETING,
    "GET /decisions/{decision_id}": MARKETING,
    # the admin's rooms
    "GET /admin": ADMINS,
    "GET /admin/people": ADMINS,
    "POST /admin/people": ADMINS,
    "GET /admin/people/{user_id}": ADMINS,
    "POST /admin/people/{user_id}": ADMINS,
    "GET /admin/laptops": ADMINS,
    "POST /admin/laptops/{device_id}": ADMINS,
    "GET /admin/kinds": ADMINS,
    "POST /admin/kinds": ADMINS,
    "POST /admin/kinds/{category_id}": ADMINS,
    "GET /admin/campaigns": ADMINS,
    "POST /admin/campaigns": ADMINS,
    "GET /admin/campaigns/{campaign_id}": ADMINS,
    "POST /admin/campaigns/{campaign_id}": ADMINS,
    "GET /admin/unmatched": ADMINS,
    "POST /admin/unmatched": ADMINS,
    "GET /admin/rerun": ADMINS,
    "POST /admin/rerun": ADMINS,
    "GET /admin/imports": ADMINS,
    "POST /admin/imports": ADMINS,
    "GET /admin/imports/{import_id}": ADMINS,
    "POST /admin/imports/{import_id}": ADMINS,
    "GET /admin/imports/{import_id}/report.csv": ADMINS,
    "GET /admin/barred": ADMINS,
    "POST /admin/barred": ADMINS,
    "POST /admin/barred/setting": ADMINS,
    "GET /admin/barred/{list_id}": ADMINS,
    "POST /admin/barred/{list_id}": ADMINS,
    "GET /admin/barred/{list_id}/left-out.csv": ADMINS,
    "GET /admin/hooks": ADMINS,
    "POST /admin/hooks": ADMINS,
    "GET /admin/hooks/events": ADMINS,
    "GET /admin/hooks/{endpoint_id}": ADMINS,
    "POST /admin/hooks/{endpoint_id}": ADMINS,
    "GET /admin/duplicates": ADMINS,
    "POST /admin/duplicates": ADMINS,
    "POST /admin/duplicates/merges/{merge_id}": ADMINS,
    "GET /admin/duplicates/{one_id}/{other_id}": ADMINS,
    "POST /admin/duplicates/{one_id}/{other_id}": ADMINS,
    "GET /admin/exports": ADMINS,
    "POST /admin/exports": ADMINS,
    "POST /admin/exports/file": ADMINS,
    "POST /admin/exports/{order_id}": ADMINS,
    "GET /admin/integrations": ADMINS,
    "POST /admin/integrations": ADMINS,
    "POST /admin/integrations/keys/{key_id}": ADMINS,
    "POST /admin/integrations/sources": ADMINS,
    "GET /admin/integrations/sources/{source_id}": ADMINS,
    "POST /admin/integrations/sources/{source_id}": ADMINS,
    "GET /admin/log": ADMINS,
    # personal data
    "GET /admin/rights": RIGHTS,
    "GET /admin/bases": RIGHTS,
    "POST /admin/bases": RIGHTS,
    "GET /admin/rights/{prospect_id}": RIGHTS,
    "GET /admin/rights/{prospect_id}/data.json": RIGHTS,
    "GET /admin/erasures/{erasure_id}": RIGHTS,
    "POST /admin/rights/{prospect_id}": ERASERS,
    "GET /admin/retention": RIGHTS,
    "POST /admin/retention": ERASERS,
    "GET /admin/settings": ADMINS,
    "POST /admin/settings": ADMINS,
    # the editors
    "GET /answers": MARKETING,
    "GET /answers/new": MARKETING,
    "POST /answers/new": MARKETING,
    "GET /answers/{answer_id}": MARKETING,
    "POST /answers/{answer_id}": MARKETING,
    "GET /promises/{promise_id}/draft": MARKETING,
    "POST /promises/{promise_id}/draft": MARKETING,
    "GET /campaigns": MARKETING,
    "GET /campaigns/new": MARKETING,
    "GET /campaigns/{campaign_id}": MARKETING,
    "POST /campaigns/{campaign_id}": MARKETING,
    "GET /proposals": MARKETING,
    "POST /proposals/{proposal_id}": MARKETING,
}
"""Every address, as ``METHOD /path`` with its parameters in braces, and whom it is open to.

A new route needs a row here, and nothing else: ``find_visitor`` turns away whoever the row does
not name. What of an address's content a role sees is said below.
"""

_ALL = frozenset(Operation)
_CREATE = frozenset({Operation.CREATE})
_PROSPECT_SIDE = dict.fromkeys(("prospect", "touch", "call", "objection", "follow_up"), _ALL)
_BOTH_SIDES = {"proposal": _ALL}
_MARKETING_SIDE = dict.fromkeys(
    ("campaign", "promise", "promise_version", "answer", "decision"), _ALL
)

MAY_PUSH: Mapping[Role, Mapping[str, frozenset[Operation]]] = {
    Role.REP: _PROSPECT_SIDE
    | _BOTH_SIDES
    | dict.fromkeys(("campaign", "promise", "promise_version"), _CREATE),
    Role.MARKETER: _PROSPECT_SIDE | _BOTH_SIDES | _MARKETING_SIDE,
    Role.MANAGER: _PROSPECT_SIDE | _BOTH_SIDES | _MARKETING_SIDE,
    Role.ADMIN: _PROSPECT_SIDE | _BOTH_SIDES | _MARKETING_SIDE | {"category": _ALL},
}
"""What a laptop signed in for a role may push. Users are never pushed. Whoever calls too, a
marketer say, has a rep's rights over prospects of their own; only ``SEES_ALL`` over others'."""

SEES_ALL = frozenset({Role.MANAGER, Role.ADMIN})
"""Roles that see and write every prospect; the others only their own."""

HEARS_ALL = SEES_ALL | {Role.MARKETER}
"""Roles whose pages quote what was heard on every call. A marketer reads the words, not whose they
are: names stand where the prospect may be seen. A rep reads the words of their own prospects.
Numbers are everybody's (docs/decisions/015)."""

PERSON_FIELDS = {
    "prospect": "owner_id",
    "call": "rep_id",
    "follow_up": "rep_id",
    "proposal": "proposed_by",
}
"""The field that names the person a record is of: themselves, unless they see all."""

_UNANSWERED: Fields = {"state": ProposalState.OPEN.value, "note": ""}
"""What a new proposal says of its answer; the other fields are empty."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a user, the laptop they ask with, and what they may."""

    org: str
    user_id: str
    role: Role
    device_id: str | None = None

    @property
    def sees_all(self) -> bool:
        """Tell whether every prospect of the organisation is theirs to see."""
        return self.role in SEES_ALL

    @property
    def hears_all(self) -> bool:
        """Tell whether the pages show them what was heard on every call."""
        return self.role in HEARS_ALL

    def may_see(self, is_of_prospect: bool, owner_id: str | None) -> bool:
        """Tell whether they may see a record, given whose prospect it hangs on."""
        return self.sees_all or not is_of_prospect or owner_id == self.user_id


def check_entry(request: Request, actor: Actor) -> None:
    """Check that this person's role may enter the address they ask for.

    Raises:
        DeniedError: ``forbidden``.
    """
    address = f"{request.method} {request.scope['route'].path}"
    if actor.role not in MAY_ENTER[address].roles:
        raise DeniedError("This page is not open to your role. Please ask your admin.", "forbidden")


def check_operation(actor: Actor, edit: Edit, kept: Kept | None) -> None:
    """Check the table for one edit.

    Raises:
        RejectedError: ``forbidden``.
    """
    allowed = MAY_PUSH[actor.role].get(edit.entity, frozenset())
    if edit.op not in allowed or (kept is not None and allowed == _CREATE):
        raise forbidden("This is kept by marketing on the server and cannot be changed from here.")


def check_person(actor: Actor, edit: Edit, kept: Kept | None) -> None:
    """Check that a record is given to nobody but the person who writes it.

    Raises:
        RejectedError: ``forbidden``.
    """
    name = PERSON_FIELDS.get(edit.entity)
    if name is None or actor.sees_all or edit.op is Operation.DELETE:
        return
    if kept is not None and (name not in edit.fields or edit.fields[name] == kept.fields[name]):
        return
    if edit.fields.get(name) != actor.user_id:
        raise forbidden("You can only write this in your own name.")


def check_proposal(actor: Actor, edit: Edit, kept: Kept | None) -> None:
    """Check that a proposal's words come from who proposed it, and its answer from marketing.

    Raises:
        RejectedError: ``forbidden``.
    """
    if edit.entity != "proposal":
        return
    if not actor.hears_all and _changes(edit, kept, ANSWERED):
        raise forbidden("Marketing answers proposals. You can change your words until then.")
    is_answer = edit.op is not Operation.DELETE and not _changes(edit, kept, PROPOSED)
    if kept is None or (actor.hears_all and is_answer):
        return
    if kept.fields["proposed_by"] != actor.user_id and not actor.sees_all:
        raise forbidden("Only the person who proposed this can change it.")
    if kept.fields["state"] != ProposalState.OPEN:
        raise forbidden("Marketing has answered this proposal. Please propose your words anew.")


def _changes(edit: Edit, kept: Kept | None, names: frozenset[str]) -> bool:
    before = kept.fields if kept is not None else _UNANSWERED
    return any(edit.fields[name] != before.get(name) for name in names & edit.fields.keys())


def check_prospect(actor: Actor, owner_id: str | None) -> None:
    """Check that the prospect a record hangs on is theirs.

    Raises:
        RejectedError: ``forbidden``.
    """
    if not actor.may_see(is_of_prospect=True, owner_id=owner_id):
        raise forbidden("This prospect is not yours. Please ask your manager.")


def forbidden(sentence: str) -> RejectedError:
    """Make the refusal of a change that this person may not make."""
    return RejectedError(sentence, "forbidden")
