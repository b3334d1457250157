"""Lists of campaigns and adverts: campaigns, promises, numbered versions, and what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from companion.domain.campaigns import CampaignStatus, FunnelStage, MatchKind, MatchRule
from companion.domain.errors import RejectedError
from companion.domain.external_ids import ExternalId

if TYPE_CHECKING:
    from tests.imports.conftest import Importer

COUNTS = {
    # file: (rows, created, updated, unchanged, rejected, campaigns, promises, versions)
    "campaigns.csv": (4, 3, 0, 0, 1, 3, 1, 1),
    "google_campaign_history.csv": (4, 2, 0, 2, 0, 2, 0, 0),
    "google_ad_history.csv": (4, 1, 1, 1, 1, 1, 1, 2),
    "microsoft_campaign_history.csv": (2, 1, 0, 1, 0, 1, 0, 0),
    "microsoft_ad_history.csv": (2, 1, 0, 0, 1, 1, 1, 1),
}


@pytest.mark.parametrize("name", COUNTS)
def test_file_when_imported_then_every_row_is_accounted_for(
    importer: Importer, files, name: str
) -> None:
    report = importer.campaigns(files / name).report
    found = (report.rows, report.created, report.updated, report.unchanged, report.rejected)
    kept = [len(importer.book.all(each)) for each in ("campaign", "promise", "promise_version")]
    assert (*found, *kept) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_file_when_imported_again_then_nothing_changes(
    importer: Importer, files, name: str
) -> None:
    first = importer.campaigns(files / name).report
    again = importer.campaigns(files / name)
    assert (again.creates, again.patches) == ((), ())
    assert again.report.unchanged == first.rows - first.rejected


def test_own_columns_when_filled_then_campaign_rule_and_promise(importer: Importer, files) -> None:
    importer.campaigns(files / "campaigns.csv")
    quiet = next(each for each in importer.book.campaigns() if each.code == "QF-26")
    assert (quiet.name, quiet.channel, quiet.typical_days) == ("Quiet Fleet", "Search", 21)
    assert (quiet.starts_on, quiet.ends_on) == (date(2026, 3, 1), date(2026, 9, 30))
    assert (quiet.status, quiet.funnel_stage) == (CampaignStatus.LIVE, FunnelStage.CONSIDERATION)
    assert quiet.match_rules == (MatchRule("utm_campaign", MatchKind.EXACT, "quiet-fleet"),)
    version = importer.book.promise_versions()[0]
    assert version.headline == "Half the noise by summer"
    assert version.message.startswith("We refit your depot in two nights.")
    assert version.proof_points == ("Measured at 14 depots", "TÜV report")
    assert version.not_promised == ("New vehicles", "Works council approval")
    assert version.published_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_own_columns_when_values_cannot_be_read_then_told_and_left_out(
    importer: Importer, files
) -> None:
    report = importer.campaigns(files / "campaigns.csv").report
    told = {each.field for each in report.problems if each.line == 4}
    assert told == {"funnel_stage", "typical_days", "starts_on", "status"}


def test_own_columns_when_the_words_change_then_a_second_version(
    importer: Importer, files, now
) -> None:
    importer.campaigns(files / "campaigns.csv")
    text = (files / "campaigns.csv").read_text(encoding="utf-8")
    report = importer.campaigns(text.replace("by summer", "by autumn")).report
    assert (report.updated, report.unchanged) == (1, 2)
    newest = importer.book.promise_versions()[1]
    assert (newest.number, newest.published_at) == (2, now)
    assert newest.why_changed


def test_google_history_when_rows_repeat_an_id_then_the_newest_counts(
    importer: Importer, files
) -> None:
    importer.campaigns(files / "google_campaign_history.csv")
    north = next(
        each
        for each in importer.book.campaigns()
        if each.external_ids == (ExternalId("google_ads", "8801"),)
    )
    assert (north.name, north.status) == ("Depots north 2", CampaignStatus.LIVE)
    assert north.channel == "Google Ads Search"
    assert (north.starts_on, north.ends_on) == (date(2026, 1, 15), None)
    assert north.match_rules == (MatchRule("utm_campaign", MatchKind.EXACT, "depots-north"),)


def test_google_adverts_when_words_change_then_numbered_versions_in_their_order(
    importer: Importer, files
) -> None:
    report = importer.campaigns(files / "google_ad_history.csv").report
    first, second = importer.book.promise_versions()
    assert (first.number, first.headline) == (1, "Half the noise by autumn")
    assert (second.number, second.headline) == (2, "Half the noise by summer")
    assert second.published_at == datetime(2026, 4, 20, 10, tzinfo=UTC)
    assert second.landing_page == "https://promise.example/quiet"
    assert [(each.line, each.field) for each in report.problems] == [(5, "row")]


def test_microsoft_adverts_when_a_title_is_scrambled_then_told_and_the_readable_one_kept(
    importer: Importer, files
) -> None:
    report = importer.campaigns(files / "microsoft_ad_history.csv").report
    version = importer.book.promise_versions()[0]
    assert version.headline == "Cold rooms that stay cold"
    assert version.message == "Serviced within four hours\nNo call-out fee"
    assert [(each.line, each.field) for each in report.problems] == [
        (2, "title_part_1"),
        (3, "title_part_1"),
        (3, "row"),
    ]


def test_columns_when_nothing_names_a_campaign_then_refused_with_the_way_out(
    importer: Importer,
) -> None:
    with pytest.raises(RejectedError, match="--map"):
        importer.campaigns("a,b\n1,2\n")


def test_columns_when_mapped_by_hand_then_so(importer: Importer) -> None:
    importer.campaigns("Title of it,Words\nSpring,Sooner and quieter\n", {"Title of it": "name"})
    assert importer.book.campaigns()[0].name == "Spring"
