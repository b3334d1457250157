"""What entries and their fields are called on the sync page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def field_label(name: str) -> str:
    """Return what a field is called; one of a newer version by its own name."""
    return _fields().get(name, name.replace("_", " ").capitalize())


def entity_label(entity: str) -> str:
    """Return what kind of entry it is, as "Call"; empty for one of a newer version."""
    return {
        "prospect": translate("Entries", "Contact"),
        "touch": translate("Entries", "Contact with a campaign"),
        "call": translate("Entries", "Call"),
        "objection": translate("Entries", "Objection"),
        "follow_up": translate("Entries", "Next step"),
        "proposal": translate("Entries", "Better words for a promise"),
        "campaign": translate("Entries", "Campaign"),
        "promise": translate("Entries", "Promise"),
        "promise_version": translate("Entries", "Words of a promise"),
    }.get(entity, "")


def _fields() -> dict[str, str]:
    return {
        "name": translate("Fields", "Name"),
        "company": translate("Fields", "Company"),
        "title": translate("Fields", "Job title"),
        "phones": translate("Fields", "Phones, one a line"),
        "emails": translate("Fields", "Emails, one a line"),
        "do_not_call_reason": translate("Fields", "Why not to call"),
        "called_despite": translate("Fields", "Why they were called all the same"),
        "verbatim": translate("Fields", "In the customer's words"),
        "behind_it": translate("Fields", "What is behind it"),
        "notes": translate("Fields", "Notes"),
        "what": translate("Fields", "What was promised"),
        "wording": translate("Fields", "Better words"),
        "why": translate("Fields", "Why"),
        "headline": translate("Fields", "Headline"),
        "message": translate("Fields", "Message"),
        "says": translate("Fields", "What the customer says"),
        "reply": translate("Fields", "The answer"),
    }
