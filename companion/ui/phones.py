"""Phone numbers as people write them. Values are E.164."""

from __future__ import annotations


def written_phone(phone: str) -> str:
    """Return a number with its spaces, such as +351 21 555 0142; anything else as it is."""
    import phonenumbers  # noqa: PLC0415 - today's list is painted without it

    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
