"""What a column of a list can mean, in the person's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def field_words(field: str) -> str:
    """Return the words for a field; a name that a program or a file has given it stays."""
    return _words().get(field, field)


def _words() -> dict[str, str]:
    return {
        "ad": translate("Fields", "advert"),
        "adset": translate("Fields", "advert set"),
        "audience": translate("Fields", "audience"),
        "call_to_action": translate("Fields", "call to action"),
        "campaign": translate("Fields", "campaign"),
        "campaign_id": translate("Fields", "campaign's id"),
        "channel": translate("Fields", "channel"),
        "code": translate("Fields", "code"),
        "company": translate("Fields", "company"),
        "country": translate("Fields", "country"),
        "created_at": translate("Fields", "time it was made"),
        "consented_on": translate("Fields", "day they agreed"),
        "data_source": translate("Fields", "where the data comes from"),
        "do_not_call": translate("Fields", "do not call"),
        "do_not_call_reason": translate("Fields", "why not to call"),
        "email": translate("Fields", "email"),
        "ends_on": translate("Fields", "ends on"),
        "external_id": translate("Fields", "id of some other program"),
        "fbclid": translate("Fields", "Facebook click id"),
        "first_name": translate("Fields", "first name"),
        "form": translate("Fields", "form"),
        "funnel_stage": translate("Fields", "funnel stage"),
        "gclid": translate("Fields", "Google click id"),
        "group_id": translate("Fields", "advert group's id"),
        "headline": translate("Fields", "headline"),
        "is_deleted": translate("Fields", "marked as deleted"),
        "kind": translate("Fields", "kind"),
        "landing_page": translate("Fields", "landing page"),
        "language": translate("Fields", "language"),
        "last_name": translate("Fields", "last name"),
        "legal_basis": translate("Fields", "legal basis"),
        "legal_basis_note": translate("Fields", "what shows the legal basis"),
        "lifecycle_stage": translate("Fields", "stage"),
        "list_name": translate("Fields", "list"),
        "merged_ids": translate("Fields", "ids merged into it"),
        "message": translate("Fields", "message"),
        "modified_at": translate("Fields", "time it was changed last"),
        "name": translate("Fields", "name"),
        "not_promised": translate("Fields", "not promised"),
        "notes": translate("Fields", "notes"),
        "objective": translate("Fields", "objective"),
        "occurred_at": translate("Fields", "time of the touch"),
        "offer": translate("Fields", "offer"),
        "owner": translate("Fields", "who calls"),
        "phone": translate("Fields", "phone"),
        "platform": translate("Fields", "platform"),
        "promise": translate("Fields", "promise"),
        "proof_points": translate("Fields", "proof"),
        "published_at": translate("Fields", "published at"),
        "reach": translate("Fields", "phone or email"),
        "record_id": translate("Fields", "id in its own program"),
        "source": translate("Fields", "source, in words"),
        "starts_on": translate("Fields", "starts on"),
        "status": translate("Fields", "status"),
        "time_zone": translate("Fields", "time zone"),
        "title": translate("Fields", "job title"),
        "touch_kind": translate("Fields", "kind of touch"),
        "tracking": translate("Fields", "tracking template"),
        "typical_days": translate("Fields", "typical days"),
        "typical_touches": translate("Fields", "typical touches"),
        "why_changed": translate("Fields", "why it changed"),
    }
