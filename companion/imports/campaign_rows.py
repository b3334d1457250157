"""The columns of campaign and advert lists, and what one row of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.imports.columns import IGNORED, checked
from companion.imports.contacts import is_nothing
from companion.imports.words import header_key, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from companion.imports.tables import Row, Table

_WORDS: Mapping[str, str] = {
    "name": "name|campaign name|campaign|kampagne|campagne|campaña|ad campaign name",
    "code": "code|campaign code|kürzel",
    "channel": "channel|kanal|canal|advertising channel type|campaign type|medium",
    "kind": "type",
    "audience": "audience|target audience|target group|zielgruppe",
    "objective": "objective|goal|ziel|why",
    "funnel_stage": "funnel stage|stage",
    "typical_days": "typical days|days to decision",
    "typical_touches": "typical touches|touches to decision",
    "starts_on": "starts on|start date|start|begin|startdatum|date de début|fecha de inicio",
    "ends_on": "ends on|end date|end|enddatum|date de fin|fecha de fin",
    "status": "status|campaign status|statut|estado",
    "utm_id": "utm id",
    "utm_source": "utm source",
    "utm_medium": "utm medium",
    "utm_campaign": "utm campaign",
    "utm_term": "utm term",
    "utm_content": "utm content",
    "form": "form|form name",
    "record_id": "id|external id",
    "campaign_id": "campaign id",
    "group_id": "ad group id",
    "modified_at": "updated at|modified time|last modified",
    "tracking": "tracking url template",
    "promise": "promise|promise name",
    "headline": "headline|title|title part 1|headline part 1|headline 1|subject",
    "message": """
        message|body|text|copy|description|description 1|description 2|title part 2|title part 3
        headline part 2|headline part 3|headline 2|headline 3|text part 2
    """,
    "offer": "offer|angebot|offre|oferta",
    "proof_points": "proof points|proof",
    "call_to_action": "call to action|cta",
    "not_promised": "not promised",
    "landing_page": "landing page|final url|final urls|destination url",
    "language": "language|sprache|langue|idioma",
    "why_changed": "why changed",
    "published_at": "published at|published",
}

CAMPAIGN_FIELDS = frozenset(_WORDS)
"""Every field a column of campaigns can be mapped to."""

_SCRAMBLED = re.compile(r"[A-Za-z0-9+/]{22}==|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")


@cache
def _by_key() -> Mapping[str, str]:
    return {
        header_key(word): field
        for field, words in _WORDS.items()
        for line in words.strip().splitlines()
        for word in line.split("|")
    }


@dataclass(frozen=True, slots=True)
class CampaignColumns:
    """Which columns of a campaign list are used, by field, and what wrote the file.

    ``platform`` is "google_ads", "microsoft_ads" or empty for a list of our own making.
    """

    platform: str
    is_adverts: bool
    by_field: Mapping[str, tuple[int, ...]]
    unused: tuple[int, ...]


def map_campaign_columns(table: Table, by_hand: Mapping[str, str] | None = None) -> CampaignColumns:
    """Decide what each column of a list of campaigns or adverts means.

    Raises:
        RejectedError: the mapping by hand names what is not there, or nothing could tell one
            campaign from another.
    """
    given = checked(table.headers, by_hand or {}, CAMPAIGN_FIELDS)
    by_field: dict[str, tuple[int, ...]] = {}
    unused: list[int] = []
    keys = {header_key(header) for header in table.headers}
    platform, is_adverts = _platform(keys), "adgroupid" in keys
    has_own_kinds = is_adverts or platform == "hubspot_email"  # kinds of adverts, not channels
    for index, header in enumerate(table.headers):
        field = given.get(header) or _by_key().get(header_key(header)) or given.get("*", IGNORED)
        is_foreign = header_key(header) == "id" and not platform and header not in given
        if field == IGNORED or is_foreign or (has_own_kinds and field == "kind"):
            unused.append(index)
        else:
            by_field[field] = (*by_field.get(field, ()), index)
    if not {"name", "code", "headline", "group_id"} & by_field.keys():
        sentence = (
            "No column here is a campaign's name or code, or an advert's headline. "
            "Please map one by hand, such as --map “Column=name”."
        )
        raise RejectedError(sentence, "not_campaigns")
    return CampaignColumns(platform, is_adverts, by_field, tuple(unused))


def suggest_campaign_columns(table: Table) -> list[str]:
    """Return, for each column, the field it seems to fill; empty for those that seem to fill none.

    Nothing is refused here: a person may know better.
    """
    try:
        columns = map_campaign_columns(table)
    except RejectedError:
        return [_by_key().get(header_key(header), "") for header in table.headers]
    fields = {index: field for field, places in columns.by_field.items() for index in places}
    return [fields.get(index, "") for index in range(len(table.headers))]


def _platform(keys: set[str]) -> str:
    if "advertisingchanneltype" in keys or {"adgroupid", "finalurls"} <= keys:
        return "google_ads"
    if {"accountid", "modifiedtime"} <= keys or {"adgroupid", "modifiedtime"} <= keys:
        return "microsoft_ads"
    return "hubspot_email" if {"appid", "subject"} <= keys else ""


class CampaignRow:
    """One row with its cells by field."""

    def __init__(self, headers: Sequence[str], columns: CampaignColumns, row: Row) -> None:
        self.line = row.line
        self.refusal = row.refusal
        self.problems = row.problems
        self._headers, self._columns, self._row = headers, columns, row

    def text(self, field: str) -> str:
        """Return the first filled cell of a field, on one line."""
        return next((one_line(cell) for _, cell in self.cells(field)), "")

    def cells(self, field: str) -> list[tuple[str, str]]:
        """Return the filled cells of a field, each with its header."""
        return [
            (self._headers[index], cell)
            for index in self._columns.by_field.get(field, ())
            if (cell := self._row.cells[index].strip()) and not is_nothing(cell)
        ]

    def copy(self, field: str) -> list[str]:
        """Return what was written for people to read in the cells of a field."""
        return [text for _, text in self.cells(field) if not is_scrambled(text)]

    def scrambled(self) -> list[tuple[str, str]]:
        """Return the cells of advert copy that nobody can read, each with its header."""
        return [
            (header, text)
            for field in ("headline", "message")
            for header, text in self.cells(field)
            if is_scrambled(text)
        ]


def is_scrambled(text: str) -> bool:
    """Tell a hashed value, as publishers of sample data leave it, from words."""
    return _SCRAMBLED.fullmatch(text.strip()) is not None
