"""One value of every record and message, every field filled: what the golden files hold as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from companion.domain.answers import Answer, AnswerStatus, Decision, DecisionKind
from companion.domain.calls import Call, Direction, Disposition, Outcome, PromiseUse
from companion.domain.campaigns import Campaign, CampaignStatus, FunnelStage, MatchKind, MatchRule
from companion.domain.external_ids import ExternalId
from companion.domain.follow_ups import FollowUp
from companion.domain.legal_bases import LegalBasis
from companion.domain.objections import Category, Handling, Objection, PromiseFit, Tint
from companion.domain.people import BarredCalls, DeviceState, Role, User
from companion.domain.promises import Promise, PromisePart, PromiseVersion, Span
from companion.domain.proposals import Proposal, ProposalState
from companion.domain.prospects import LifecycleStage, Prospect
from companion.domain.touches import Touch, TouchKind, Utm
from companion.wire import messages

if TYPE_CHECKING:
    from companion.wire.messages import Message
    from companion.wire.records import Record


def record_id(number: int) -> str:
    return f"01980000-0000-7000-8000-{number:012x}"


AT = datetime(2026, 5, 4, 9, 30, 15, 250000, UTC)
LATER = datetime(2026, 5, 5, 7, 0, tzinfo=UTC)
PICTURE = "data:image/png;base64,iVBORw0KGgo="

RECORDS: dict[str, Record] = {
    "user": User(
        record_id(1), "Rhea Solberg", "rhea@companion.example", Role.MANAGER, is_active=False
    ),
    "category": Category(
        record_id(2), "price_value", "Price / value", 1, Tint.PRICE, is_retired=True
    ),
    "campaign": Campaign(
        id=record_id(3),
        name="Quiet Fleet",
        code="QF-26",
        channel="Search",
        audience="Depot managers",
        objective="Noise rules tighten in May",
        funnel_stage=FunnelStage.DECISION,
        typical_days=21,
        typical_touches=5,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 9, 30),
        status=CampaignStatus.PAUSED,
        match_rules=(
            MatchRule("utm_campaign", MatchKind.PREFIX, "quiet", record_id(4), record_id(5), 1),
        ),
        external_ids=(ExternalId("google_ads", "8801"),),
    ),
    "promise": Promise(record_id(4), record_id(3), "Half the noise", retired_at=LATER),
    "promise_version": PromiseVersion(
        id=record_id(5),
        promise_id=record_id(4),
        number=2,
        headline="Half the noise by summer",
        message="We refit your depot in two nights.\nNot half as loud? You pay nothing. “Leise!”",
        offer="Free measurement",
        proof_points=("Measured at 14 depots", "TÜV report"),
        call_to_action="Book a measurement",
        not_promised=("New vehicles",),
        landing_page="https://promise.example/quiet",
        creative=PICTURE,
        language="de",
        published_at=AT,
        why_changed="“By autumn” was too late",
    ),
    "answer": Answer(
        id=record_id(6),
        category="price_value",
        says="That is too much for paint and foam.",
        reply="It is two nights instead of two weeks of standing still.",
        concern="Pays twice",
        questions=("What does a day of standstill cost you?",),
        proof="Depot North, 2025",
        campaign_id=record_id(3),
        version=3,
        status=AnswerStatus.PUBLISHED,
        published_at=AT,
        why_changed="Reps said the old one too fast.",
    ),
    "prospect": Prospect(
        id=record_id(7),
        name="Ottilie Brandt",
        company="Brandt Bau",
        title="Managing Director",
        phones=("+491715550123",),
        emails=("ottilie@brandtbau.example",),
        time_zone="Europe/Berlin",
        owner_id=record_id(1),
        lifecycle_stage=LifecycleStage.SALES_QUALIFIED,
        do_not_call=True,
        do_not_call_reason="Asked so",
        do_not_call_lists=("Robinson list",),
        notes="Ring after ten 🌙",
        external_ids=(ExternalId("hubspot", "70011"),),
        data_source="form: Demo",
        legal_basis=LegalBasis.CONSENT,
        legal_basis_note="Ticked the box of the form",
        consented_on=date(2026, 11, 20),
    ),
    "touch": Touch(
        id=record_id(8),
        prospect_id=record_id(7),
        occurred_at=AT,
        kind=TouchKind.FORM,
        campaign_id=record_id(3),
        promise_version_id=record_id(5),
        utm=Utm("1", "google", "cpc", "quiet-fleet", "leise", "ad-3"),
        landing_page="https://promise.example/quiet",
        form="Demo",
        list_name="Depots north",
    ),
    "call": Call(
        id=record_id(9),
        prospect_id=record_id(7),
        rep_id=record_id(1),
        started_at=AT,
        direction=Direction.INBOUND,
        ended_at=LATER,
        phone="+491715550123",
        disposition=Disposition.CONNECTED,
        outcome=Outcome.FOLLOW_UP,
        promise_use=PromiseUse.ADAPTED,
        notes="Wants the works council to agree first.",
        promise_version_id=record_id(5),
        called_despite="She rang us first",
    ),
    "objection": Objection(
        id=record_id(10),
        call_id=record_id(9),
        prospect_id=record_id(7),
        category="stall",
        verbatim="I'll think about it",
        position=1,
        promise_version_id=record_id(5),
        span=Span(PromisePart.MESSAGE, 3, 8, "refit"),
        promise_fit=PromiseFit.NOT_COVERED,
        handling=Handling.DEFERRED,
        behind_it="The works council",
        answer_id=record_id(6),
    ),
    "follow_up": FollowUp(
        record_id(11), record_id(7), record_id(1), LATER, "Send the report", record_id(9), LATER
    ),
    "decision": Decision(
        id=record_id(12),
        kind=DecisionKind.PROMISE_CHANGED,
        decided_by=record_id(1),
        decided_at=LATER,
        objection_ids=(record_id(10),),
        note="Now says by summer",
        promise_id=record_id(4),
        promise_version_id=record_id(5),
        answer_id=record_id(6),
    ),
    "proposal": Proposal(
        id=record_id(13),
        promise_version_id=record_id(5),
        proposed_by=record_id(1),
        proposed_at=AT,
        span=Span(PromisePart.MESSAGE, 3, 8, "refit"),
        wording="line the walls of",
        why="“Refit” sounds like weeks of dust",
        state=ProposalState.ADOPTED,
        settled_by=record_id(1),
        settled_at=LATER,
        note="Yes. Version 2 says so.",
        adopted_version_id=record_id(5),
    ),
}

_CURRENT = messages.CurrentRecord(
    entity="prospect",
    id=record_id(7),
    rev=41,
    fields={"name": "Ottilie Brandt", "later": [1, None]},
)
_CHANGE = messages.Change(
    change_id=record_id(20),
    entity="prospect",
    id=record_id(7),
    op=messages.Operation.PATCH,
    base_rev=40,
    fields={"name": "Ottilie Brandt", "phones": ["+491715550123"], "owner_id": None},
    client_at=AT,
)

_RUN = messages.Run(change_id=record_id(25), seq=44, count=3, sha256="5e" * 32)
_WIPE = messages.SignedWipe(order='{"action":"wipe"}', signature="c2lnbmVk")

MESSAGES: dict[str, Message] = {
    "hello": messages.Hello(
        product="sales-call-companion",
        server_id=record_id(30),
        epoch=record_id(31),
        api=(1, 1),
        schema_=(1, 1),
        limits=messages.Limits(),
        time=AT,
    ),
    "enroll": messages.Enroll(
        code="K7QW-92PD",
        device_id=record_id(32),
        device_name="Rhea's laptop",
        app_version="0.1.0",
        turn=6,
    ),
    "enrolled": messages.Enrolled(
        server_id=record_id(30),
        epoch=record_id(31),
        organisation_id=record_id(33),
        organisation_name="Leisewerk",
        user_id=record_id(1),
        user_name="Rhea Solberg",
        role=Role.REP,
        device_id=record_id(32),
        token="cp_dev_example",
        wipe_key="MCowBQYDK2VwAyEA",
    ),
    "redeem": messages.Redeem(
        code="an-example-of-a-code",
        verifier="an-example-of-a-verifier-of-forty-three-letters",
        redirect_uri="http://127.0.0.1:45678/signed-in",
    ),
    "redeemed": messages.Redeemed(enrolment_code="K7QW-92PD"),
    "push": messages.Push(
        device_id=record_id(32),
        schema_=1,
        sent_at=LATER,
        changes=(_CHANGE,),
        cursor="c.40",
        turn=7,
        brief=True,
    ),
    "pushed": messages.Pushed(
        epoch=record_id(31),
        results=(
            messages.ChangeResult(
                change_id=record_id(20),
                outcome=messages.ChangeOutcome.MERGED,
                seq=41,
                record=_CURRENT,
                losers=(messages.Loser(field="name", kept="Ottilie Brandt", lost="O. Brandt"),),
            ),
            messages.ChangeResult(
                change_id=record_id(21),
                outcome=messages.ChangeOutcome.REJECTED,
                seq=42,
                record=messages.CurrentRecord(
                    entity="call", id=record_id(9), rev=7, fields={}, is_deleted=True
                ),
                code=messages.RejectionCode.GONE,
                message="This was removed.",
            ),
            messages.ChangeResult(
                change_id=record_id(22), outcome=messages.ChangeOutcome.RETRY, after=2.5
            ),
            messages.ChangeResult(
                change_id=record_id(23),
                outcome=messages.ChangeOutcome.APPLIED,
                seq=43,
                is_revoked=True,
            ),
        ),
        runs=(_RUN,),
    ),
    "pulled": messages.Pulled(
        items=(
            messages.PullItem(
                seq=41,
                verb=messages.Verb.PUT,
                entity="prospect",
                id=record_id(7),
                rev=41,
                data={"name": "Ottilie Brandt"},
            ),
            messages.PullItem(
                seq=42, verb=messages.Verb.GONE, entity="call", id=record_id(9), rev=42
            ),
        ),
        cursor="c.42",
        more=False,
        ahead=7,
        doubles=(
            messages.Doubled(
                change_id=record_id(24),
                entity="prospect",
                id=record_id(7),
                losers=(messages.Loser(field="name", kept="Ottilie Brandt", lost="O. Brandt"),),
                entered_at=AT,
            ),
        ),
        digest={"prospect": messages.EntityDigest(count=1, sha256="5e")},
        time=AT,
        runs=(_RUN,),
    ),
    "snapshot": messages.Snapshot(
        items=(
            messages.PullItem(
                seq=41,
                verb=messages.Verb.PUT,
                entity="prospect",
                id=record_id(7),
                rev=41,
                data={"name": "Ottilie Brandt"},
            ),
        ),
        as_of="c.44",
        after="prospect.7",
        more=True,
        epoch=record_id(31),
        began=12,
        reached=44,
        doubles=(
            messages.Doubled(
                change_id=record_id(24),
                entity="prospect",
                id=record_id(7),
                losers=(messages.Loser(field="name", kept="Ottilie Brandt", lost="O. Brandt"),),
                entered_at=AT,
            ),
        ),
    ),
    "waited": messages.Waited(changed=True),
    "device_told": messages.DeviceTold(
        device_id=record_id(32),
        name="Ottilie's laptop",
        user_id=record_id(2),
        state=DeviceState.DRAINING,
        is_token_due=True,
        lock_after_days=14,
        barred_calls=BarredCalls.REFUSED,
        time=AT,
    ),
    "rotate": messages.Rotate(token_sha256="5e" * 32),
    "rotated": messages.Rotated(),
    "sign_out": messages.SignOut(device_id=record_id(32), token_sha256="5e" * 32),
    "signed_out": messages.SignedOut(),
    "signed_wipe": _WIPE,
    "wipe_order": messages.WipeOrder(
        device_id=record_id(32), nonce="0123456789abcdef", action="wipe"
    ),
    "wipe_ack": messages.WipeAck(device_id=record_id(32), nonce="0123456789abcdef"),
    "wipe_acked": messages.WipeAcked(wiped_at=AT),
    "refusal": messages.Refusal(
        code="unauthenticated", message="Please sign in again.", wipe=_WIPE
    ),
}
