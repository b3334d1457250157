"""Every file of other programs comes out as it must, row by row; read with US phones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from companion.domain.errors import RejectedError
from companion.domain.external_ids import ExternalId
from companion.imports.campaign_rows import map_campaign_columns
from companion.imports.campaigns import import_campaigns
from companion.imports.columns import map_columns
from companion.imports.lists import read_table
from companion.imports.prospects import import_prospects
from tests.imports.memory_book import MemoryBook

if TYPE_CHECKING:
    from pathlib import Path

    from companion.domain.import_reports import ImportReport

PEOPLE = {
    # file: (rows, created, updated, unchanged, rejected, touches, lines with problems, first one)
    "atomic_crm/contacts_export.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        1,
        {
            "name": "John Doe",
            "company": "Acme",
            "title": "Sales Executive",
            "phones": ("+16599802015", "+17406453807"),
            "emails": ("john@doe.example", "john.doe@gmail.com", "jdoe@caramail.com"),
        },
    ),
    "csv_spectrum/comma_in_quotes.csv": (1, 1, 0, 0, 0, 0, 0, {"name": "John Doe"}),
    "csv_spectrum/location_coordinates.csv": (
        1,
        1,
        0,
        0,
        0,
        0,
        1,
        {
            "name": "",
            "phones": ("+12095257564",),
        },
    ),
    "groweasy_fixtures/01-facebook-leads-standard.csv": (
        5,
        5,
        0,
        0,
        0,
        5,
        4,
        {
            "name": "John Doe",
            "emails": ("john.doe@gmail.com",),
            "phones": (),
        },
    ),
    "groweasy_fixtures/03-google-ads-leads.csv": (
        3,
        2,
        0,
        0,
        1,
        2,
        2,
        {
            "name": "",
            "phones": ("+447700900123",),
            "emails": ("alex.turner@email.com",),
        },
    ),
    "groweasy_fixtures/05-excel-export.csv": (
        3,
        3,
        0,
        0,
        0,
        0,
        3,
        {
            "name": "Alice Johnson",
            "company": "Acme Corp",
            "title": "Director",
        },
    ),
    "groweasy_fixtures/07-real-estate-crm.csv": (
        3,
        3,
        0,
        0,
        0,
        0,
        3,
        {
            "name": "Aisha Khan",
            "phones": ("+919988776655",),
            "notes": "Data Source: meridian_tower\n\nOwner: Rahul Mehta",
        },
    ),
    "groweasy_fixtures/09-duplicate-headers.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        2,
        {
            "name": "John Doe",
            "emails": ("john@dup.com", "john.d@alt.com"),
            "notes": "VIP client",
        },
    ),
    "groweasy_fixtures/11-international-names.csv": (
        4,
        4,
        0,
        0,
        0,
        0,
        0,
        {
            "name": "Nguyễn Văn An",
            "phones": ("+84912345678",),
        },
    ),
    "groweasy_fixtures/13-mixed-languages.csv": (
        3,
        3,
        0,
        0,
        0,
        0,
        1,
        {
            "name": "Juan García",
            "company": "Empresa SA",
            "phones": ("+34612345678",),
            "notes": "Interesado en apartamento",
        },
    ),
    "groweasy_fixtures/15-duplicate-rows.csv": (
        5,
        3,
        0,
        2,
        0,
        0,
        5,
        {
            "name": "John Doe",
            "notes": "Source: Facebook",
        },
    ),
    "groweasy_fixtures/17-formula-injection.csv": (
        5,
        5,
        0,
        0,
        0,
        0,
        5,
        {
            "name": "=SUM(A1:A10)",
            "emails": ("normal@test.com",),
        },
    ),
    "groweasy_fixtures/19-empty-columns.csv": (3, 3, 0, 0, 0, 0, 3, {"name": "John Doe"}),
    "groweasy_fixtures/21-tab-separated.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        2,
        {
            "name": "Tab User One",
            "company": "TabCorp",
        },
    ),
    "groweasy_fixtures/23-quoted-fields-multiline.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        2,
        {
            "name": "John Doe",
            "emails": ("john@quote.com",),
        },
    ),
    "groweasy_fixtures/25-hubspot-export.csv": (
        3,
        3,
        0,
        0,
        0,
        0,
        2,
        {
            "name": "Emma Watson",
            "external_ids": (ExternalId("hubspot", "10001"),),
        },
    ),
    "groweasy_fixtures/real-world-agency-chaos.csv": (
        4,
        4,
        0,
        0,
        0,
        0,
        4,
        {
            "name": "Rajesh Kumar",
            "emails": ("raj@agency.in",),
            "notes": "Callback Monday\n\nOwner: Priya",
        },
    ),
    "groweasy_fixtures/real-world-european-semicolon.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        1,
        {
            "name": "Jean Dupont",
            "company": "Société FR",
        },
    ),
    "groweasy_fixtures/real-world-facebook-leads-realistic.csv": (
        3,
        3,
        0,
        0,
        0,
        3,
        2,
        {
            "name": "John Doe",
            "external_ids": (ExternalId("facebook", "123"),),
        },
    ),
    "groweasy_fixtures/real-world-horrible-headers-mixed.csv": (
        3,
        2,
        0,
        0,
        1,
        0,
        3,
        {
            "name": "John Doe",
            "emails": ("john@horrible.com",),
        },
    ),
    "groweasy_fixtures/real-world-rtl-arabic-headers.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        0,
        {
            "name": "محمد أحمد",
            "company": "Emirates LLC",
            "phones": ("+971501234567",),
        },
    ),
    "groweasy_fixtures/real-world-zoho-crm-export.csv": (
        3,
        3,
        0,
        0,
        0,
        0,
        3,
        {
            "name": "Raj Malhotra",
            "notes": "Lead Source: Website\n\nOwner: Rahul Shah",
        },
    ),
    "hubspot_connector/company_data.csv": (
        24,
        24,
        0,
        0,
        0,
        0,
        0,
        {
            "name": "",
            "company": "4b2c13cca3eb58ee49bbddcf00417130",
            "external_ids": (ExternalId("hubspot_company", "2182162682"),),
        },
    ),
    "hubspot_connector/contact_data.csv": (
        22,
        19,
        3,
        0,
        0,
        22,
        22,
        {
            "company": "SampleCompany",
            "external_ids": (
                ExternalId("hubspot", "78971951"),
                ExternalId("hubspot_merged", "76340251"),
                ExternalId("hubspot_merged", "46897301"),
                ExternalId("hubspot_merged", "76226001"),
            ),
        },
    ),
    "salesforce_connector/sf_account_data.csv": (
        10,
        1,
        0,
        0,
        9,
        0,
        9,
        {
            "company": "Eric's Test",
            "external_ids": (ExternalId("salesforce_account", "0015500000Xyy06AAB"),),
        },
    ),
    "salesforce_connector/sf_contact_data.csv": (
        4,
        3,
        0,
        0,
        1,
        3,
        4,
        {
            "name": "Janet Yellen",
            "title": "Daa Science Direcor",
            "external_ids": (ExternalId("salesforce", "0031G00000q9jPQAQ"),),
        },
    ),
    "salesforce_dataloader/dateWithTimeZone.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        1,
        {
            "name": "",
            "company": "account insert #0",
            "phones": ("+14155550000",),
        },
    ),
    "salesforce_dataloader/emptyFirstRowFieldValueInCsvTemplate.csv": (
        2,
        2,
        0,
        0,
        0,
        0,
        0,
        {
            "company": "account Update #0",
            "external_ids": (ExternalId("salesforce_account", "001x00000035m0iAAA"),),
        },
    ),
    "salesforce_dataloader/insertAccountCsv.csv": (
        100,
        100,
        0,
        0,
        0,
        0,
        0,
        {
            "company": "account insert #0",
            "phones": ("+14155550000",),
        },
    ),
    "salesforce_dataloader/insertTaskWithContactAsWhoCsv.csv": (
        1,
        1,
        0,
        0,
        0,
        0,
        0,
        {
            "name": "",
            "emails": ("contactfor@polymorphicmappingoftask.com",),
        },
    ),
}

NOT_PEOPLE = {
    # file: (rows, encoding, the headers' beginning, a word of the sentence that refuses it)
    "csv_spectrum/empty.csv": (2, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/empty_crlf.csv": (2, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/escaped_quotes.csv": (2, "utf-8", ("a", "b"), "--map"),
    "csv_spectrum/json.csv": (1, "utf-8", ("key", "val"), "--map"),
    "csv_spectrum/newlines.csv": (3, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/newlines_crlf.csv": (3, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/quotes_and_newlines.csv": (2, "utf-8", ("a", "b"), "--map"),
    "csv_spectrum/simple.csv": (1, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/simple_crlf.csv": (1, "utf-8", ("a", "b", "c"), "--map"),
    "csv_spectrum/utf8.csv": (2, "utf-8", ("a", "b", "c"), "--map"),
    "hubspot_connector/deal_data.csv": (44, "utf-8", ("deal_id",), "deals"),
    "hubspot_connector/owner_data.csv": (100, "utf-8", ("owner_id",), "colleagues"),
    "hubspot_connector/email_campaign_data.csv": (100, "utf-8", ("id",), "as campaigns"),
    "salesforce_dataloader/csvEscapedQuotes.csv": (2, "utf-8", ("column1", "column2"), "--map"),
    "salesforce_dataloader/csvtext.csv": (2, "utf-8", ("column1", "column2"), "--map"),
    "salesforce_dataloader/csvtext_BOM_UTF8.csv": (2, "utf-8", ("column1",), "--map"),
    "salesforce_dataloader/csvtext_BOM_UTF16LE.csv": (2, "utf-16-le", ("column1",), "--map"),
    "salesforce_dataloader/success0413060133.csv": (9, "utf-8", ("ID", "ISDELETED"), "deals"),
    "ad_campaigns/google_ads_ad_history_data.csv": (10, "utf-8", ("ad_group_id",), "as campaigns"),
    "ad_campaigns/google_ads_campaign_history_data.csv": (10, "utf-8", ("id",), "as campaigns"),
    "ad_campaigns/microsoft_ads_ad_history_data.csv": (10, "utf-8", ("id",), "as campaigns"),
    "ad_campaigns/microsoft_ads_campaign_history_data.csv": (10, "utf-8", ("id",), "as campaigns"),
}

CAMPAIGNS = {
    # file: (rows, created, updated, unchanged, rejected, campaigns, promises, versions)
    "ad_campaigns/google_ads_ad_history_data.csv": (10, 0, 0, 0, 10, 0, 0, 0),
    "ad_campaigns/google_ads_campaign_history_data.csv": (10, 1, 0, 9, 0, 1, 0, 0),
    "ad_campaigns/microsoft_ads_ad_history_data.csv": (10, 10, 0, 0, 0, 10, 10, 10),
    "ad_campaigns/microsoft_ads_campaign_history_data.csv": (10, 3, 0, 7, 0, 3, 0, 0),
    "hubspot_connector/email_campaign_data.csv": (100, 99, 0, 0, 1, 99, 0, 0),
}

CELLS = {
    # file: (row, column, what stands there, its line)
    "csv_spectrum/comma_in_quotes.csv": (0, 3, "Anytown, WW", 2),
    "csv_spectrum/escaped_quotes.csv": (0, 1, 'ha "ha" ha', 2),
    "csv_spectrum/json.csv": (0, 1, '{"type": "Point", "coordinates": [102.0, 0.5]}', 2),
    "csv_spectrum/newlines.csv": (2, 0, "7", 5),
    "csv_spectrum/quotes_and_newlines.csv": (1, 1, "4", 5),
    "csv_spectrum/utf8.csv": (1, 2, "ʤ", 3),
    "salesforce_dataloader/csvEscapedQuotes.csv": (0, 0, '"The Best" Account', 2),
    "salesforce_dataloader/csvtext_BOM_UTF8.csv": (1, 2, "row2-3", 3),
    "salesforce_dataloader/csvtext_BOM_UTF16LE.csv": (1, 2, "row2-3", 3),
    "groweasy_fixtures/real-world-agency-chaos.csv": (3, 0, "LD-004", 7),
    "groweasy_fixtures/23-quoted-fields-multiline.csv": (1, 0, "Jane Smith", 4),
}


def _people(path: Path, book: MemoryBook, now: datetime) -> ImportReport:
    table = read_table(path)
    change = import_prospects(table, map_columns(table), book, now, None, "US")
    book.write(change)
    return change.report


def _campaigns(path: Path, book: MemoryBook, now: datetime) -> ImportReport:
    table = read_table(path)
    change = import_campaigns(table, map_campaign_columns(table), book, now)
    book.write(change)
    return change.report


def _counts(report: ImportReport) -> tuple[int, ...]:
    return (report.rows, report.created, report.updated, report.unchanged, report.rejected)


def test_files_when_one_is_added_then_it_is_named_here(crm: Path) -> None:
    found = {path.relative_to(crm).as_posix() for path in crm.rglob("*.csv")}
    assert found == PEOPLE.keys() | NOT_PEOPLE.keys()


@pytest.mark.parametrize("name", PEOPLE)
def test_people_when_imported_then_exactly_this(crm: Path, name: str, now: datetime) -> None:
    book = MemoryBook()
    *counts, touches, lines, first = PEOPLE[name]
    report = _people(crm / name, book, now)
    assert _counts(report) == tuple(counts)
    assert len(book.all("touch")) == touches
    assert len({each.line for each in report.problems}) == lines
    prospect: Any = book.all("prospect")[0]
    assert {field: getattr(prospect, field) for field in first} == first


@pytest.mark.parametrize("name", PEOPLE)
def test_people_when_imported_again_then_nothing_changes(
    crm: Path, name: str, now: datetime
) -> None:
    book = MemoryBook()
    first = _people(crm / name, book, now)
    again = _people(crm / name, book, now)
    assert (again.created, again.updated, again.rejected) == (0, 0, first.rejected)


@pytest.mark.parametrize("name", NOT_PEOPLE)
def test_other_lists_when_imported_as_people_then_read_whole_and_refused(
    crm: Path, name: str
) -> None:
    rows, encoding, headers, word = NOT_PEOPLE[name]
    table = read_table(crm / name)
    assert (len(table.rows), table.encoding) == (rows, encoding)
    assert table.headers[: len(headers)] == headers
    with pytest.raises(RejectedError, match=word):
        map_columns(table)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_campaigns_when_imported_then_exactly_this(crm: Path, name: str, now: datetime) -> None:
    book = MemoryBook()
    report = _campaigns(crm / name, book, now)
    kept = [len(book.all(each)) for each in ("campaign", "promise", "promise_version")]
    assert (*_counts(report), *kept) == CAMPAIGNS[name]
    again = _campaigns(crm / name, book, now)
    assert (again.created, again.updated, again.rejected) == (0, 0, report.rejected)


@pytest.mark.parametrize("name", CELLS)
def test_cell_when_quoted_or_after_odd_lines_then_where_it_stands(crm: Path, name: str) -> None:
    row, column, text, line = CELLS[name]
    found = read_table(crm / name).rows[row]
    assert (found.cells[column], found.line) == (text, line)


def test_microsoft_adverts_when_imported_then_their_words_are_promises(
    crm: Path, now: datetime
) -> None:
    book = MemoryBook()
    _campaigns(crm / "ad_campaigns/microsoft_ads_ad_history_data.csv", book, now)
    marketo = next(
        each for each in book.promise_versions() if each.headline == "Connect Marketo with Fivetran"
    )
    assert marketo.message == "Automate Your Data Pipeline\nNo Maintenance Required"
    assert marketo.landing_page == "https://fivetran.com/directory/marketo"
    assert marketo.published_at == datetime(2019, 4, 18, 13, 49, 15, 253000, UTC)


def test_facebook_leads_when_imported_then_touches_say_campaign_advert_and_form(
    crm: Path, now: datetime
) -> None:
    book = MemoryBook()
    _people(crm / "groweasy_fixtures/real-world-facebook-leads-realistic.csv", book, now)
    touch = book.all("touch")[0]
    assert touch.occurred_at == datetime(2024, 6, 1, 8, 12, 34, tzinfo=UTC)
    assert (touch.form, touch.utm.utm_source) == ("Meridian Tower Form", "facebook")
    assert (touch.utm.utm_campaign, touch.utm.utm_content) == ("q2 leads", "summer promo")
