"""Where a request comes from, as limits count it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NETWORK_BITS = 64
_SAYS_PROXIED = (b"forwarded", b"via", b"x-forwarded-for", b"x-real-ip")


def caller_of(scope: Mapping[str, Any]) -> str:
    """Return the address of whoever asks; of IPv6 only the network, which one person owns whole.

    Empty if it is this machine: a proxy that says nothing of its callers must not make them one.
    """
    address = _address(scope)
    if address is None or address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _NETWORK_BITS), strict=False))
    return str(address)


def is_from_here(scope: Mapping[str, Any]) -> bool:
    """Tell whether a program of this machine asks, and not a proxy for somebody else."""
    address = _address(scope)
    is_proxied = any(name in _SAYS_PROXIED for name, _ in scope["headers"])
    return address is not None and address.is_loopback and not is_proxied


def _address(scope: Mapping[str, Any]) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
