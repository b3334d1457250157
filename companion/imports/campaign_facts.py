"""What one row says of a campaign and of the promise it makes, as values of the domain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from companion.domain.campaigns import CampaignStatus, FunnelStage, MatchKind, MatchRule
from companion.domain.external_ids import ExternalId
from companion.domain.import_reports import RowProblem
from companion.domain.touches import UTM_NAMES
from companion.imports.moments import read_date, read_moment
from companion.imports.words import squeezed

if TYPE_CHECKING:
    from companion.imports.campaign_rows import CampaignRow

_CHANNELS = {"google_ads": "Google Ads", "microsoft_ads": "Microsoft Ads", "hubspot_email": "Email"}
_STATUSES = {
    CampaignStatus.LIVE: "live enabled active running aktiv actif activa eligible",
    CampaignStatus.PAUSED: "paused pausiert pause inactive suspended budgetpaused",
    CampaignStatus.ENDED: "ended removed deleted completed finished done beendet archived",
    CampaignStatus.PLANNED: "planned draft scheduled geplant pending inprogress",
}
_STATUS_WORDS = {word: status for status, words in _STATUSES.items() for word in words.split()}
_NO_END = date(2037, 12, 30)
"""What Google writes for a campaign without an end."""

_PARTS = re.compile(r"\s*(?:\||\n|\r)\s*")
_NEXT_ADDRESS = re.compile(r"\s*,\s*(?=https?://)")


@dataclass(slots=True)
class CampaignFacts:
    """A row read: ``given`` are the campaign's filled fields, ``copy`` its promise's, or empty."""

    line: int
    given: dict[str, Any]
    copy: dict[str, Any]
    external_ids: tuple[ExternalId, ...] = ()
    rules: tuple[MatchRule, ...] = ()
    modified_at: datetime | None = None
    published_at: datetime | None = None
    problems: list[RowProblem] = field(default_factory=list)


def read_facts(
    row: CampaignRow, platform: str, now: datetime, *, month_first: bool
) -> CampaignFacts:
    """Read one row; what cannot be read becomes a problem."""
    facts = CampaignFacts(row.line, {}, {})
    for name in ("name", "code", "audience", "objective"):
        if text := row.text(name):
            facts.given[name] = text
    _read_channel(row, platform, facts)
    _read_choices(row, facts)
    _read_numbers(row, facts)
    _read_dates(row, facts, month_first=month_first)
    facts.modified_at = _moment(row, "modified_at", facts, now, month_first=month_first)
    facts.published_at = _moment(row, "published_at", facts, now, month_first=month_first)
    if value := row.text("record_id") or row.text("campaign_id"):
        facts.external_ids = (ExternalId(platform or "external", value),)
    facts.copy = _copy(row, facts)
    facts.rules = _rules(row)
    return facts


def landing_pages(text: str) -> list[str]:
    """Return the addresses of a cell, which may be a list in brackets."""
    return [each for each in _NEXT_ADDRESS.split(text.strip().strip("[]").strip()) if each]


def published_at(facts: CampaignFacts, now: datetime, *, is_first: bool) -> datetime:
    """Return since when people could read a row's copy, as far as the row tells.

    The first words of a promise without a date are taken to be as old as the campaign.
    """
    starts_on: date | None = facts.given.get("starts_on")
    start = datetime.combine(starts_on, time(), UTC) if starts_on and is_first else now
    return facts.published_at or facts.modified_at or min(start, now)


def _read_channel(row: CampaignRow, platform: str, facts: CampaignFacts) -> None:
    said = row.text("channel") or row.text("kind")
    maker = _CHANNELS.get(platform, "")
    if platform == "hubspot_email":
        said = ""
    channel = f"{maker} {said.title()}".strip() if platform else said
    if channel:
        facts.given["channel"] = channel


def _read_choices(row: CampaignRow, facts: CampaignFacts) -> None:
    if text := row.text("status"):
        status = _STATUS_WORDS.get(squeezed(text))
        if status:
            facts.given["status"] = status
        else:
            _leave_out(facts, "status", f"“{text}” is no status such as live, paused or ended.")
    if text := row.text("funnel_stage"):
        stages = {squeezed(each.value): each for each in FunnelStage}
        if stage := stages.get(squeezed(text)):
            facts.given["funnel_stage"] = stage
        else:
            words = ", ".join(FunnelStage)
            _leave_out(facts, "funnel_stage", f"“{text}” is none of {words}.")


def _read_numbers(row: CampaignRow, facts: CampaignFacts) -> None:
    for name in ("typical_days", "typical_touches"):
        if text := row.text(name):
            if text.isdecimal() and len(text) < 9:  # noqa: PLR2004 - more cannot be meant
                facts.given[name] = int(text)
            else:
                _leave_out(facts, name, f"“{text}” is no whole number.")


def _read_dates(row: CampaignRow, facts: CampaignFacts, *, month_first: bool) -> None:
    for name in ("starts_on", "ends_on"):
        if text := row.text(name):
            day = read_date(text, month_first=month_first)
            if day is None:
                _leave_out(facts, name, f"“{text}” is no date that can be read.")
            elif day != _NO_END:
                facts.given[name] = day


def _moment(
    row: CampaignRow, name: str, facts: CampaignFacts, now: datetime, *, month_first: bool
) -> datetime | None:
    if not (text := row.text(name)):
        return None
    moment = read_moment(text, month_first=month_first, latest=now)
    if moment is None:
        _leave_out(facts, name, f"“{text}” is no date that can be read, or lies in the future.")
    return moment


def _copy(row: CampaignRow, facts: CampaignFacts) -> dict[str, Any]:
    """Return the promise a row's words make: the first is the headline, the rest the message."""
    for header, text in row.scrambled():
        facts.problems.append(
            RowProblem(row.line, header, f"“{text}” is no readable text; it was left out.")
        )
    headlines, messages = row.copy("headline"), row.copy("message")
    words = [*headlines, *messages]
    if not words:
        return {}
    headline = (headlines or words[0].splitlines())[0].strip()
    message = "\n".join(dict.fromkeys((*headlines[1:], *messages))) or headline
    copy: dict[str, Any] = {"headline": headline, "message": message}
    for name in ("offer", "call_to_action", "language", "why_changed"):
        copy[name] = row.text(name)
    for name in ("proof_points", "not_promised"):
        cells = [cell for _, cell in row.cells(name)]
        copy[name] = tuple(part for cell in cells for part in _PARTS.split(cell) if part)
    copy["landing_page"] = next(iter(landing_pages(row.text("landing_page"))), "")
    return {name: value for name, value in copy.items() if value}


def _rules(row: CampaignRow) -> tuple[MatchRule, ...]:
    """Return rules for the UTM fields that a row names, or that its own addresses carry."""
    found = [
        MatchRule(name, MatchKind.EXACT, text.lower())
        for name in (*UTM_NAMES, "form")
        if (text := row.text(name))
    ]
    if not found:
        for address in (*landing_pages(row.text("landing_page")), row.text("tracking")):
            found += _rules_in(address)
    return tuple(dict.fromkeys(found))


def _rules_in(address: str) -> list[MatchRule]:
    """Only what names the campaign itself: a source or a medium is shared by many."""
    try:
        fields = parse_qsl(urlsplit(address).query)
    except ValueError:
        return []
    return [
        MatchRule(name, MatchKind.EXACT, value.lower())
        for name, value in fields
        if name in ("utm_campaign", "utm_id") and "{" not in value
    ]


def _leave_out(facts: CampaignFacts, name: str, reason: str) -> None:
    facts.problems.append(RowProblem(facts.line, name, f"{reason} It was left out."))
