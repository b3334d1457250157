from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.campaigns import Campaign
from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch, TouchKind, Utm
from companion.server.book import ServerBook
from companion.server.records import delete_record, patch_records
from tests.salesroom import NOW, Salesroom

if TYPE_CHECKING:
    from companion.imports.book import Book

ADA = ExternalId("hubspot", "17")


@pytest.fixture
def ada(room: Salesroom) -> Prospect:
    made = Prospect(
        new_id(),
        "Ada Cole",
        "Cole & Co",
        emails=("ada@cole.example", "office@cole.example"),
        phones=("+441632960001",),
        external_ids=(ADA, ExternalId("salesforce", "003")),
    )
    room.put(made, Prospect(new_id(), "Ada Cole", "Another"), Prospect(new_id(), "Bo"))
    return made


def asked(room: Salesroom, question: str, *wanted) -> list:
    with room.database.read() as cx:
        book: Book = ServerBook(cx, room.org)
        return list(getattr(book, question)(*wanted))


LOOK_UPS = {
    "prospects_with_external_ids": (ADA, ExternalId("zoho", "17")),
    "prospects_with_emails": ("office@cole.example", "ada@else.example"),
    "prospects_with_phones": ("+441632960001", "+441632960002"),
    "prospects_named": (("Ada Cole", "Cole & Co"), ("Ada Cole", "")),
}

OTHERS = {
    str: lambda text: text,
    tuple: lambda text: (text, "Cole & Co"),
    ExternalId: lambda text: ExternalId("hubspot", f"not {text}"),
}


@pytest.mark.parametrize("question", LOOK_UPS)
def test_book_when_asked_for_one_key_among_thousands_then_finds_the_one_who_has_it(
    room, ada, question
):
    hit, miss = LOOK_UPS[question]
    others = {OTHERS[type(hit)](str(n)) for n in range(1_200)}
    assert asked(room, question, {hit, *others}) == [ada]
    assert asked(room, question, {miss, *others}) == []
    assert asked(room, question, set()) == []


@pytest.mark.parametrize("question", LOOK_UPS)
def test_book_when_the_prospect_is_deleted_or_of_another_organisation_then_never_returns_it(
    room, ada, question
):
    hit, _ = LOOK_UPS[question]
    stranger = Salesroom(room.database, room.client)
    assert asked(stranger, question, {hit}) == []
    with room.database.write() as cx:
        delete_record(cx, room.org, "prospect", ada.id, None, NOW)
    assert asked(room, question, {hit}) == []


def test_book_when_contacts_change_then_the_old_ones_lead_nowhere(room, ada):
    with room.database.write() as cx:
        fields = {"emails": ["new@cole.example"], "phones": [], "external_ids": []}
        patch_records(cx, room.org, [("prospect", ada.id, fields)], None, NOW)
    assert asked(room, "prospects_with_emails", {"ada@cole.example"}) == []
    assert asked(room, "prospects_with_phones", {"+441632960001"}) == []
    assert asked(room, "prospects_with_external_ids", {ADA}) == []
    (found,) = asked(room, "prospects_with_emails", {"new@cole.example"})
    assert found.id == ada.id


def test_book_when_asked_for_all_of_a_kind_then_they_come_as_they_were_put(room, ada):
    campaign = Campaign(new_id(), "Quiet Fleet", "QF", external_ids=(ExternalId("ads", "1"),))
    promise = Promise(new_id(), campaign.id, "Half the noise")
    version = PromiseVersion(new_id(), promise.id, 1, "Half the noise by summer", "Two nights.")
    touch = Touch(new_id(), ada.id, NOW, TouchKind.FORM, campaign.id, utm=Utm(utm_campaign="quiet"))
    room.put(campaign, promise, version, touch)
    assert asked(room, "campaigns") == [campaign]
    assert asked(room, "promises") == [promise]
    assert asked(room, "promise_versions") == [version]
    assert asked(room, "touches_of", {ada.id, new_id()}) == [touch]


def test_book_when_a_person_has_left_then_no_prospect_can_be_theirs(room):
    stays = room.add_user()
    room.put(User(new_id(), "Gone", "gone@room.example", Role.REP, is_active=False))
    assert asked(room, "users") == [stays]
