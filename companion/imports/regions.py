"""From a country as people write it to the two letters that phone numbers are read with."""

from __future__ import annotations

from functools import cache

from companion.imports.words import squeezed
from companion.resources import resource_text


def region_of(country: str) -> str | None:
    """Return the region of a country: its code ("de"), or its name in any common language."""
    by_name, by_code = _regions()
    return by_code.get(country.strip().upper()) or by_name.get(squeezed(country))


@cache
def _regions() -> tuple[dict[str, str], dict[str, str]]:
    # phonenumbers knows such names too, but only together with 100 MB of places.
    by_name: dict[str, str] = {}
    by_code: dict[str, str] = {}
    for line in resource_text("imports", "countries.txt").splitlines():
        region, _, names = line.partition(" ")
        if region != "#":
            by_code[region] = region
            by_name |= {squeezed(name): region for name in names.split("|")}
    return by_name, by_code
