"""The proxy of a company: the system says which it is, and a person what opens it.

Name and password lie in the keychain under the proxy's own place, so that no other proxy is ever
shown them; they belong to the computer and stay when a profile signs out.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from companion.domain.addresses import server_address
from companion.domain.errors import CompanionError, RejectedError
from companion.sync.probes import chosen_proxy, place_of

if TYPE_CHECKING:
    from companion.sync.routes import FindProxy
    from companion.system.keychain import Keychain

log = logging.getLogger(__name__)


class Proxies:
    """Knows the proxy for an address. Asks the keychain, so it belongs off the main thread."""

    def __init__(self, find: FindProxy | None, keychain: Keychain) -> None:
        """Ask ``find`` for the system's proxy where no environment variable names one."""
        self._find = find
        self._keychain = keychain

    def find(self, address: str) -> str:
        """Return the proxy for an address, with name and password where they are known.

        "" is none. A keychain that cannot be asked is as one that knows nothing: the proxy says
        by itself that it wants more.
        """
        found = chosen_proxy(address, self._find)
        if not found or "@" in found:
            return found
        try:
            kept = self._keychain.read(_entry(found))
        except CompanionError as failure:
            log.info("no word for the proxy: %s", failure.code)
            return found
        login = _read(kept)
        if not login:
            return found
        name, password = (quote(each, safe="") for each in login)
        parts = urlsplit(found)
        return parts._replace(netloc=f"{name}:{password}@{parts.netloc}").geturl()

    def place(self, address: str) -> str:
        """Return the proxy for a server's address as a person knows it: "proxy.example:3128".

        Raises:
            RejectedError: the address is no server's.
        """
        return _place(chosen_proxy(server_address(address), self._find))

    def keep(self, address: str, name: str, password: str) -> None:
        """Keep what opens the proxy for a server's address.

        Raises:
            RejectedError: ``invalid``: there is no name; ``no_proxy``: there is none any more.
            UnavailableError: the keychain cannot be asked.
        """
        if not name.strip():
            raise RejectedError("Please type the name that the proxy knows you by.")
        proxy = chosen_proxy(server_address(address), self._find)
        if not proxy:
            raise RejectedError("There is no proxy here any more. Please try again.", "no_proxy")
        self._keychain.write(_entry(proxy), json.dumps([name.strip(), password]))


def _entry(proxy: str) -> str:
    return f"proxy/{_place(proxy)}"


def _place(proxy: str) -> str:
    host, port = place_of(proxy)
    return f"{host}:{port}" if host else ""


def _read(kept: str | None) -> tuple[str, str] | None:
    try:
        name, password = map(str, json.loads(kept or ""))
    except (ValueError, TypeError):
        return None
    return name, password
