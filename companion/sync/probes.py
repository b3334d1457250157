"""Questions to the way between here and a server, one at a time, to find which part fails."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from companion.domain.addresses import is_this_computer
from companion.domain.errors import UnavailableError
from companion.sync.certificates import distrust
from companion.sync.connections import trusting_the_system

if TYPE_CHECKING:
    from companion.sync.routes import FindProxy

SECONDS = 5.0
_HTTPS, _HTTP = 443, 80


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who vouches for a server, and until when."""

    issuer: str
    ends_at: datetime


def place_of(address: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or (_HTTP if parts.scheme == "http" else _HTTPS)


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses a name leads to, such as "192.0.2.1" and "2001:db8::1".

    Raises:
        UnavailableError: ``unknown_name``.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        sentence = f"The name {host} is not known on this network."
        raise UnavailableError(sentence, "unknown_name") from error
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def chosen_proxy(address: str, find_proxy: FindProxy | None = None) -> str:
    """Return the proxy for an address as it was set, by the environment or else the system.

    "" is none; it may hold a name and a password.
    """
    if is_this_computer(address):
        return ""
    proxy = select_proxy(address, get_environ_proxies(address))
    if not proxy and find_proxy is not None:
        proxy = find_proxy(address)
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy or ""


def proxy_for(address: str, find_proxy: FindProxy | None = None) -> str:
    """Return the proxy that requests to an address go through, without a password; "" is none."""
    proxy = chosen_proxy(address, find_proxy)
    if not proxy:
        return ""
    host, port = place_of(proxy)
    return f"http://{host}:{port}"


def reach(host: str, port: int) -> None:
    """Open a connection and close it again.

    Raises:
        UnavailableError: ``offline``.
    """
    try:
        socket.create_connection((host, port), SECONDS).close()
    except OSError as error:
        sentence = f"Nobody answers at {host}, port {port}."
        raise UnavailableError(sentence, "offline") from error


def certificate_of(address: str) -> Certificate:
    """Return the certificate that is shown at an https address, if it is good.

    Raises:
        UnavailableError: ``certificate``, with what is wrong with it; ``offline``.
    """
    host, port = place_of(address)
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            trusting_the_system().wrap_socket(plain, server_hostname=host) as safe,
        ):
            shown = safe.getpeercert() or {}
    except ssl.SSLError as error:
        raise distrust(error, address) from error
    except OSError as error:
        raise UnavailableError(f"Nobody answers at {host}, port {port}.", "offline") from error
    ends = ssl.cert_time_to_seconds(str(shown.get("notAfter", "Jan  1 00:00:00 1970 GMT")))
    parts: Any = shown.get("issuer", ())  # ((("commonName", "…"),), …)
    names = {key: value for part in parts for key, value in part}
    issuer = str(names.get("organizationName") or names.get("commonName") or "")
    return Certificate(issuer, datetime.fromtimestamp(ends, UTC))
