"""Lists of people: what comes out of each file of our own, and how rows join."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.errors import RejectedError
from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.people import User
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import LifecycleStage, Prospect
from companion.domain.touches import TouchKind, Utm
from tests.imports.conftest import Importer
from tests.imports.memory_book import MemoryBook

COUNTS = {
    # file: (region, rows, created, updated, unchanged, rejected, touches, lines with problems)
    "arabic.csv": ("AE", 1, 1, 0, 0, 0, 0, []),
    "atomic_contacts.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "duplicate_headers.csv": ("US", 1, 1, 0, 0, 0, 0, [2]),
    "duplicate_rows.csv": ("US", 5, 2, 1, 2, 0, 0, [5, 6]),
    "excel_sep.csv": ("AT", 1, 1, 0, 0, 0, 0, []),
    "facebook_leads.csv": ("US", 3, 2, 1, 0, 0, 3, []),
    "formulas.csv": ("US", 2, 2, 0, 0, 0, 0, []),
    "french_semicolon.csv": ("FR", 1, 1, 0, 0, 0, 0, []),
    "german_semicolon_cp1252.csv": ("AT", 2, 2, 0, 0, 0, 0, []),
    "google_leads.csv": ("FR", 3, 2, 0, 0, 1, 2, [4, 4]),
    "hindi_mixed.csv": ("IN", 2, 1, 0, 0, 1, 0, [2, 2, 3, 3]),
    "hubspot_companies.csv": ("DE", 2, 1, 0, 0, 1, 0, [3]),
    "hubspot_contacts.csv": ("DE", 3, 3, 0, 0, 0, 2, [2, 3, 4]),
    "hubspot_warehouse.csv": ("DE", 4, 2, 1, 0, 1, 2, [3, 4, 5]),
    "junk_above.csv": ("IN", 3, 3, 0, 0, 0, 0, [5, 6, 8]),
    "multiline.csv": ("US", 2, 2, 0, 0, 0, 0, []),
    "nul_bytes.csv": ("US", 1, 1, 0, 0, 0, 0, [2]),
    "pipes.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "ragged.csv": ("US", 5, 3, 0, 0, 2, 0, [2, 3, 5]),
    "salesforce_accounts.csv": ("US", 2, 2, 0, 0, 0, 0, [3]),
    "salesforce_contacts.csv": ("US", 3, 2, 0, 0, 1, 1, [2, 3, 5]),
    "salesforce_tasks.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "spanish.csv": ("ES", 1, 1, 0, 0, 0, 0, []),
    "tabs.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "utf16be_mark.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "utf16le_bare.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "utf16le_mark.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "utf8_mark.csv": ("US", 1, 1, 0, 0, 0, 0, []),
    "utm_touches.csv": ("PL", 3, 3, 0, 0, 0, 2, [4]),
    "zoho_leads.csv": ("IN", 2, 2, 0, 0, 0, 1, [2, 3]),
}


@pytest.mark.parametrize("name", COUNTS)
def test_file_when_imported_then_every_row_is_accounted_for(
    importer: Importer, files, name: str
) -> None:
    region, rows, created, updated, unchanged, rejected, touches, lines = COUNTS[name]
    importer.region = region
    report = importer.people(files / name).report
    found = (report.rows, report.created, report.updated, report.unchanged, report.rejected)
    assert found == (rows, created, updated, unchanged, rejected)
    assert len(importer.book.all("touch")) == touches
    assert [each.line for each in report.problems] == lines


@pytest.mark.parametrize("name", COUNTS)
def test_file_when_imported_again_then_nothing_changes(
    importer: Importer, files, name: str
) -> None:
    importer.region = COUNTS[name][0]
    first = importer.people(files / name)
    again = importer.people(files / name)
    assert (again.creates, again.patches) == ((), ())
    assert again.report.rejected == first.report.rejected
    assert again.report.unchanged == first.report.rows - first.report.rejected


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("salesforce_deals.csv", "deals"),
        ("google_ad_history.csv", "as campaigns"),
        ("microsoft_campaign_history.csv", "as campaigns"),
        ("campaigns.csv", "as campaigns"),
    ],
)
def test_file_when_it_lists_no_people_then_refused_with_what_it_is(
    importer: Importer, files, name: str, word: str
) -> None:
    with pytest.raises(RejectedError, match=word):
        importer.people(files / name)


def test_facebook_when_one_person_sends_two_forms_then_one_prospect_with_both(
    importer: Importer, files
) -> None:
    importer.people(files / "facebook_leads.csv")
    mara = importer.prospect("Mara Lindqvist")
    assert mara.emails == ("mara@nordhof.example",)
    assert mara.phones == ("+14155550132",)
    assert mara.external_ids == (ExternalId("facebook", "900101"), ExternalId("facebook", "900103"))
    touch = importer.book.all("touch")[0]
    assert touch.occurred_at == datetime(2026, 3, 2, 13, 15, tzinfo=UTC)
    assert (touch.kind, touch.form) == (TouchKind.FORM, "Depot check")
    assert touch.utm == Utm(
        utm_source="facebook",
        utm_campaign="spring depots",
        utm_term="depot managers",
        utm_content="quiet fleet",
    )


def test_hubspot_when_a_record_was_merged_away_then_it_leads_to_the_survivor(
    importer: Importer, files
) -> None:
    importer.people(files / "hubspot_warehouse.csv")
    vera = importer.prospect("Vera Koslow")
    assert vera.emails == ("vera@stahlpunkt.example", "v.koslow@alt.example")
    assert vera.external_ids[:2] == (
        ExternalId("hubspot", "5001"),
        ExternalId("hubspot_merged", "4001"),
    )


def test_hubspot_when_the_survivor_comes_after_the_merged_then_it_still_rules(
    importer: Importer,
) -> None:
    text = (
        "property_firstname,property_lastname,id,property_hs_merged_object_ids\n"
        "V.,Koslow,4001,\nVera,Koslow,5001,4001\n"
    )
    assert importer.people(text).report.updated == 1
    assert importer.prospect("Vera Koslow").external_ids[0] == ExternalId("hubspot", "5001")
    assert importer.people(text).report.unchanged == 2


def test_salesforce_when_ids_lack_their_check_letters_then_they_are_added(
    importer: Importer, files
) -> None:
    importer.region = "NO"
    importer.people(files / "salesforce_contacts.csv")
    elin = importer.prospect("Elin Haug")
    assert elin.external_ids == (ExternalId("salesforce", "0035f00000AbCdEAAV"),)
    assert elin.phones == ("+4722864400",)
    assert elin.notes == "Asked twice about noise.\n\nlead_source: Webinar"
    assert importer.prospect("Samuel Okoro").do_not_call
    assert importer.book.all("touch")[0].utm.utm_campaign == "quiet-fleet"


def test_owner_when_a_user_is_named_then_theirs_else_kept_in_the_notes(
    importer: Importer, files
) -> None:
    rhea = User(new_id(), "Rhea Solberg", "rhea@companion.example")
    importer.book = MemoryBook(rhea)
    importer.region = "IN"
    report = importer.people(files / "zoho_leads.csv").report
    assert importer.prospect("Anjali Bhosale").owner_id == rhea.id
    assert "Owner: Unknown Person" in importer.prospect("Farhan Qazi").notes
    assert [(each.line, each.field) for each in report.problems] == [(3, "owner")]


def test_stage_when_hubspot_words_it_then_ours(importer: Importer, files) -> None:
    importer.people(files / "hubspot_contacts.csv")
    stages = [each.lifecycle_stage for each in importer.book.all("prospect")]
    assert stages == [
        LifecycleStage.SALES_QUALIFIED,
        LifecycleStage.MARKETING_QUALIFIED,
        LifecycleStage.CUSTOMER,
    ]


def test_formula_when_in_a_cell_then_plain_text(importer: Importer, files) -> None:
    importer.people(files / "formulas.csv")
    assert importer.prospect("=SUM(A1:A10)").notes == "+1-1"


def test_update_when_joined_by_email_then_fills_but_does_not_overwrite(importer: Importer) -> None:
    kept = Prospect(new_id(), "Ann Lee", emails=("ann@lee.example",), notes="Likes tea")
    importer.book = MemoryBook(kept)
    report = importer.people(
        "Name,Email,Company,Phone,Notes\nAnna Lee,ANN@lee.example,Lee Ltd,(415) 555-0132,Coffee\n"
    ).report
    after = importer.book.records[kept.id]
    assert after == replace(kept, company="Lee Ltd", phones=("+14155550132",))
    assert (report.updated, [each.field for each in report.problems]) == (1, ["name", "notes"])


def test_update_when_the_external_id_is_the_same_then_the_newer_value_wins(
    importer: Importer,
) -> None:
    by_hand = {"Key": "external_id:agency"}
    importer.people("Key,Name,Email\n7,Ann Lee,ann@lee.example\n", by_hand)
    change = importer.people("Key,Name,Email\n7,Ann Lee-Park,a@park.example\n", by_hand)
    assert change.report.updated == 1
    assert change.patches[0].fields == {
        "name": "Ann Lee-Park",
        "emails": ["ann@lee.example", "a@park.example"],
    }


def test_update_when_an_id_is_twice_in_the_file_then_the_last_change_wins(
    importer: Importer,
) -> None:
    text = "External ID,Name,Last modified\n7,New Name,2026-02-01\n7,Old Name,2026-01-01\n"
    report = importer.people(text).report
    assert (report.created, report.unchanged) == (1, 1)
    assert importer.prospect("New Name")
    assert importer.people(text).report.unchanged == 2


def test_join_when_two_ids_of_one_crm_share_an_email_then_they_stay_two(
    importer: Importer, files
) -> None:
    report = importer.people(files / "hubspot_contacts.csv").report
    assert importer.prospect("Ada Weidmann").id != importer.prospect("Jonas Weidmann").id
    assert "Jonas Weidmann" in report.problems[-1].reason


def test_join_when_only_a_switchboard_is_shared_then_they_stay_two(importer: Importer) -> None:
    report = importer.people(
        "Name,Email,Phone\nAnn Lee,ann@x.example,4155550132\nBo Ek,bo@x.example,4155550132\n"
    ).report
    assert (report.created, len(report.problems)) == (2, 1)


def test_join_when_only_the_phone_is_known_then_by_phone(importer: Importer) -> None:
    report = importer.people(
        "Name,Email,Phone\nAnn Lee,,4155550132\nA. Lee,ann@x.example,+1 (415) 555-0132\n"
    ).report
    assert (report.created, report.updated) == (1, 1)
    assert importer.prospect("Ann Lee").emails == ("ann@x.example",)


def test_owner_when_nobody_is_named_then_who_imports(importer: Importer) -> None:
    rhea = User(new_id(), "Rhea Solberg", "rhea@companion.example")
    importer.book, importer.owner_id = MemoryBook(rhea), rhea.id
    importer.people("Name\nAnn Lee\n")
    assert importer.prospect("Ann Lee").owner_id == rhea.id


def test_touch_when_a_rule_matches_then_campaign_and_the_version_shown(
    importer: Importer, files
) -> None:
    rule = MatchRule("utm_campaign", MatchKind.EXACT, "quiet-fleet")
    campaign = Campaign(new_id(), "Quiet Fleet", "QF-26", match_rules=(rule,))
    promise = Promise(new_id(), campaign.id, "Half the noise")
    versions = [
        PromiseVersion(
            new_id(),
            promise.id,
            number,
            f"V{number}",
            "Words",
            published_at=datetime(2026, month, 1, tzinfo=UTC),
        )
        for number, month in ((1, 3), (2, 6))
    ]
    importer.book = MemoryBook(campaign, promise, *versions)
    importer.people(files / "utm_touches.csv")
    touch = importer.book.all("touch")[0]
    assert (touch.campaign_id, touch.promise_version_id) == (campaign.id, versions[0].id)
    assert touch.occurred_at == datetime(2026, 5, 13, tzinfo=UTC)
    assert touch.landing_page == "https://promise.example/quiet"


def test_touch_when_its_campaign_is_imported_later_then_told_by_the_next_import(
    importer: Importer, files
) -> None:
    importer.people(files / "utm_touches.csv")
    importer.campaigns(files / "campaigns.csv")
    change = importer.people(files / "utm_touches.csv")
    assert (change.report.updated, change.report.unchanged) == (1, 2)
    assert [each.entity for each in change.patches] == ["touch"]


def test_columns_when_mapped_by_hand_then_so(importer: Importer) -> None:
    by_hand = {"who": "name", "Budget": "notes", "Phone": "-", "*": "notes"}
    change = importer.people("Who,Budget,Phone,City\nAnn,1 Cr,4155550132,Pune\n", by_hand)
    ann = importer.prospect("Ann")
    assert ann.notes == "Budget: 1 Cr\n\nCity: Pune"
    assert (ann.phones, change.report.unmapped) == ((), ("Phone",))


@pytest.mark.parametrize(
    ("by_hand", "word"),
    [({"Nix": "name"}, "no column"), ({"Who": "nix"}, "no field"), ({"Who": "name:x"}, "no field")],
)
def test_columns_when_mapped_to_what_is_not_there_then_refused(
    importer: Importer, by_hand: dict[str, str], word: str
) -> None:
    with pytest.raises(RejectedError, match=word):
        importer.people("Who\nAnn\n", by_hand)


def test_columns_when_none_tells_people_apart_then_refused_with_the_way_out(
    importer: Importer,
) -> None:
    with pytest.raises(RejectedError, match="--map"):
        importer.people("a,b\n1,2\n")


def test_unmapped_when_columns_are_not_used_then_named_unless_empty(
    importer: Importer, files
) -> None:
    importer.region = "IN"
    assert importer.people(files / "hindi_mixed.csv").report.unmapped == ("Interested?",)


_CELL = st.one_of(
    st.sampled_from(["", "Ann Lee", "ann@lee.example", "4155550132", "7", "2026-01-02", "n/a"]),
    st.text(max_size=4),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL, _CELL), max_size=5))
def test_any_rows_when_imported_then_counts_add_up_and_a_second_time_changes_nothing(
    rows: list[tuple[str, ...]],
) -> None:
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    text = "\n".join(("Name,Email,Phone,External ID,utm_source", *quoted))
    importer = Importer(MemoryBook())
    content = text.encode("utf-8", errors="replace").decode()
    importer.people(content)
    again = importer.people(content)
    assert (again.creates, again.patches) == ((), ())
