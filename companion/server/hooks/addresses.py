"""Which addresses the server may call: none inside the network, unless a setting allows it.

Asked of the very address that is connected to, after the name was looked up: a name that means
one thing when it is checked and another when it is called gains nothing.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from companion.domain.errors import RejectedError
from companion.domain.problems import Problem, is_storable

if TYPE_CHECKING:
    from collections.abc import Iterable

Network = IPv4Network | IPv6Network
_Address = IPv4Address | IPv6Address

LONGEST = 2_000
_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind a translator
_TRANSLATED_HERE = ip_network("64:ff9b:1::/48")  # RFC 8215: one of the own network
_LOW_WORD = 0xFFFF_FFFF


def may_call(address: str, allowed: Iterable[Network]) -> bool:
    """Tell whether an IP address is open to everybody, or allowed although it is not."""
    found = ip_address(address.partition("%")[0])
    carried = _carried(found)
    if any(each.version == net.version and each in net for each in carried for net in allowed):
        return True
    return all(_is_outside(each) for each in carried)


def read_networks(text: str) -> tuple[Network, ...]:
    """Read networks, such as ``10.1.0.0/16, fd00::/8``; an address alone is one of its own.

    Raises:
        RejectedError: one is none.
    """
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError:
        sentence = (
            "The networks that webhooks may call must look like 10.1.0.0/16, with commas between "
            "them. Please check COMPANION_HOOKS_ALLOW."
        )
        raise RejectedError(sentence, "hooks_allow") from None


def check_address(url: str, allowed: Iterable[Network]) -> str:
    """Check an address as an admin typed it and return it; whom it leads to is seen when calling.

    Raises:
        RejectedError: ``invalid``.
    """
    text = url.strip()
    sentence = _wrong(text, tuple(allowed))
    if sentence:
        raise RejectedError(sentence, problems=[Problem("url", "invalid", sentence)])
    return text


def _wrong(text: str, allowed: tuple[Network, ...]) -> str:
    if not (text.isascii() and text.isprintable() and is_storable(text)) or " " in text:
        return "This address has characters in it that no address has. Please copy it again."
    if len(text) > LONGEST:
        return f"This address is longer than {LONGEST:,} characters."
    parts = _split(text)
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname:
        return "This is no address. It must look like https://example.com/hooks."
    return _wrong_with(parts, allowed)


def _wrong_with(parts: SplitResult, allowed: tuple[Network, ...]) -> str:
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "The address must not carry a password or a #. Requests are signed instead."
    if parts.scheme == "http" and not allowed:
        return "The address must begin with https://: what is sent is about people."
    host = parts.hostname or ""
    if _is_number(host) and not may_call(host, allowed):
        return "This address is inside the network, where the server calls nobody."
    return ""


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # reading it checks it
    except ValueError:
        return None
    return parts


def _carried(found: _Address) -> tuple[_Address, ...]:
    """Return an address and the IPv4 addresses that are hidden in it."""
    if isinstance(found, IPv4Address):
        return (found,)
    hidden = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in _TRANSLATED:
        hidden.append(IPv4Address(int(found) & _LOW_WORD))
    inner: tuple[_Address, ...] = tuple(each for each in hidden if each is not None)
    return inner if found.ipv4_mapped or found in _TRANSLATED else (found, *inner)


def _is_outside(found: _Address) -> bool:
    is_here = isinstance(found, IPv6Address) and (found in _TRANSLATED_HERE or found.is_site_local)
    return found.is_global and not (found.is_multicast or found.is_reserved or is_here)


def _is_number(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
