"""The words a person reads for the values of the domain, all through Qt's translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.domain.answers import DecisionKind
from companion.domain.calls import Disposition, Outcome, PromiseUse
from companion.domain.legal_bases import LegalBasis
from companion.domain.objections import Handling, PromiseFit
from companion.domain.proposals import ProposalState
from companion.domain.prospects import LifecycleStage
from companion.domain.searches import DueBy
from companion.domain.touches import TouchKind
from companion.ui.parts.segments import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

translate = QCoreApplication.translate


def dispositions() -> tuple[Choice, ...]:
    """How the line ended; the first three are shown at once."""
    return (
        Choice(Disposition.CONNECTED, translate("Vocabulary", "Connected")),
        Choice(Disposition.VOICEMAIL_LEFT, translate("Vocabulary", "Voicemail")),
        Choice(Disposition.NO_ANSWER, translate("Vocabulary", "No answer")),
        Choice(Disposition.GATEKEEPER, translate("Vocabulary", "Gatekeeper")),
        Choice(Disposition.NO_VOICEMAIL, translate("Vocabulary", "No voicemail")),
        Choice(Disposition.BUSY, translate("Vocabulary", "Busy")),
        Choice(Disposition.WRONG_NUMBER, translate("Vocabulary", "Wrong number")),
        Choice(Disposition.NOT_IN_SERVICE, translate("Vocabulary", "Not in service")),
    )


def outcomes() -> tuple[Choice, ...]:
    """What the talk achieved; the first four are shown at once."""
    return (
        Choice(Outcome.MEETING_BOOKED, translate("Vocabulary", "Meeting")),
        Choice(Outcome.FOLLOW_UP, translate("Vocabulary", "Follow-up")),
        Choice(Outcome.NOT_NOW, translate("Vocabulary", "Not now")),
        Choice(Outcome.NOT_INTERESTED, translate("Vocabulary", "No")),
        Choice(Outcome.INFO_SENT, translate("Vocabulary", "Information sent")),
        Choice(Outcome.QUALIFIED, translate("Vocabulary", "Qualified")),
        Choice(Outcome.NOT_A_FIT, translate("Vocabulary", "Not a fit")),
        Choice(Outcome.WON, translate("Vocabulary", "Won")),
        Choice(Outcome.LOST, translate("Vocabulary", "Lost")),
        Choice(Outcome.DO_NOT_CALL, translate("Vocabulary", "Do not call")),
    )


def promise_uses() -> tuple[Choice, ...]:
    """Whether the promise was said as it is written."""
    return (
        Choice(PromiseUse.SAID, translate("Vocabulary", "Said")),
        Choice(PromiseUse.ADAPTED, translate("Vocabulary", "Adapted")),
        Choice(PromiseUse.NOT_USED, translate("Vocabulary", "Not used")),
    )


def handlings() -> tuple[Choice, ...]:
    """How an objection stood when the call ended."""
    return (
        Choice(Handling.OPEN, translate("Vocabulary", "open")),
        Choice(Handling.RESOLVED, translate("Vocabulary", "resolved"), "good"),
        Choice(Handling.DEFERRED, translate("Vocabulary", "deferred"), "warning"),
    )


def promise_fits() -> tuple[Choice, ...]:
    """How an objection stands to what was promised."""
    return (
        Choice(PromiseFit.CONFIRMS, translate("Vocabulary", "confirms the promise"), "good"),
        Choice(PromiseFit.UNCLEAR, translate("Vocabulary", "promise unclear"), "warning"),
        Choice(PromiseFit.CONTRADICTS, translate("Vocabulary", "speaks against it"), "bad"),
        Choice(PromiseFit.NOT_COVERED, translate("Vocabulary", "not covered by it")),
        Choice(PromiseFit.UNRELATED, translate("Vocabulary", "has nothing to do with it")),
    )


def stages() -> tuple[Choice, ...]:
    """How far a person has come with us."""
    return (
        Choice(LifecycleStage.SUBSCRIBER, translate("Vocabulary", "Subscriber")),
        Choice(LifecycleStage.LEAD, translate("Vocabulary", "Lead")),
        Choice(LifecycleStage.MARKETING_QUALIFIED, translate("Vocabulary", "Marketing qualified")),
        Choice(LifecycleStage.SALES_QUALIFIED, translate("Vocabulary", "Sales qualified")),
        Choice(LifecycleStage.OPPORTUNITY, translate("Vocabulary", "Opportunity")),
        Choice(LifecycleStage.CUSTOMER, translate("Vocabulary", "Customer")),
        Choice(LifecycleStage.EVANGELIST, translate("Vocabulary", "Evangelist")),
        Choice(LifecycleStage.OTHER, translate("Vocabulary", "Other")),
    )


def legal_bases() -> tuple[Choice, ...]:
    """Why a person's data may be kept: the bases of GDPR, Article 6(1)."""
    return (
        Choice(LegalBasis.UNKNOWN, translate("Vocabulary", "Not said yet")),
        Choice(LegalBasis.CONSENT, translate("Vocabulary", "Consent")),
        Choice(LegalBasis.CONTRACT, translate("Vocabulary", "Contract, or steps before one")),
        Choice(LegalBasis.LEGAL_OBLIGATION, translate("Vocabulary", "Legal obligation")),
        Choice(LegalBasis.VITAL_INTERESTS, translate("Vocabulary", "Vital interests")),
        Choice(LegalBasis.PUBLIC_TASK, translate("Vocabulary", "Public task")),
        Choice(LegalBasis.LEGITIMATE_INTERESTS, translate("Vocabulary", "Legitimate interests")),
    )


def due_words() -> tuple[Choice, ...]:
    """By when a next step is due."""
    return (
        Choice(DueBy.OVERDUE, translate("Vocabulary", "Overdue")),
        Choice(DueBy.TODAY, translate("Vocabulary", "Due today")),
        Choice(DueBy.WEEK, translate("Vocabulary", "Due within a week")),
    )


def touch_word(kind: TouchKind) -> str:
    """Say how the person met the campaign."""
    return {
        TouchKind.FORM: translate("Vocabulary", "Form"),
        TouchKind.CLICK: translate("Vocabulary", "Click"),
        TouchKind.WEBINAR: translate("Vocabulary", "Webinar"),
        TouchKind.REPLY: translate("Vocabulary", "Reply"),
        TouchKind.EVENT: translate("Vocabulary", "Event"),
        TouchKind.REFERRAL: translate("Vocabulary", "Referral"),
        TouchKind.CALL_IN: translate("Vocabulary", "Called us"),
        TouchKind.OTHER: translate("Vocabulary", "Other"),
    }[kind]


def label_of(choices: Sequence[Choice], value: str | None) -> str:
    """Return the word of a value, empty if it is not among the choices."""
    return next((each.label for each in choices if each.value == value), "")


def quoted(text: str) -> str:
    """Put what somebody said into quotation marks."""
    return translate("Vocabulary", "“{words}”").format(words=text.strip()) if text.strip() else ""


def decided_words(kind: DecisionKind | None, version: int | None = None) -> str:
    """Say what marketing did; ``version`` is the number of the promise's new version."""
    if kind is DecisionKind.PROMISE_CHANGED and version is not None:
        return translate("Vocabulary", "Version {number} is out").format(number=version)
    if kind is None:
        return translate("Vocabulary", "Marketing decided")
    return {
        DecisionKind.ANSWERED: translate("Vocabulary", "There is an answer now"),
        DecisionKind.PROMISE_CHANGED: translate("Vocabulary", "The promise was changed"),
        DecisionKind.ACCEPTED: translate("Vocabulary", "Accepted, it stays as it is"),
        DecisionKind.PASSED_TO_PRODUCT: translate("Vocabulary", "Passed on to product"),
    }[kind]


def settled_words(state: ProposalState, version: int | None = None) -> str:
    """Say what marketing made of the words a rep proposed."""
    if state is ProposalState.DECLINED:
        return translate("Vocabulary", "Your words were declined")
    if version is not None:
        words = translate("Vocabulary", "Your words are in version {number}")
        return words.format(number=version)
    return translate("Vocabulary", "Your words were adopted")
