"""Phone numbers as people write them. Values are E.164."""

from __future__ import annotations

import phonenumbers


def written_phone(phone: str) -> str:
    """Return a number with its spaces, such as +351 21 555 0142; anything else as it is."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
