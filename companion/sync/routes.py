"""The way to one address: the session its requests go through, and what a failure on it means.

Used for the protocol and for updates alike, so that both go through the same proxy, trust the same
authorities, end on time, and fail in the same words.
"""

from __future__ import annotations

import time
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, TypeAlias

import requests
from requests.auth import AuthBase
from requests.exceptions import ProxyError, SSLError, Timeout
from requests.utils import get_environ_proxies

from companion import __version__
from companion.domain.addresses import is_this_computer
from companion.domain.errors import UnavailableError
from companion.sync.certificates import distrust
from companion.sync.connections import Switchboard, TimedAdapter
from companion.sync.portals import PORT, is_captive
from companion.sync.replies import network_sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

Credential: TypeAlias = "str | Callable[[], str | None] | None"

FindProxy: TypeAlias = "Callable[[str], str]"
"""Returns the proxy that the system has for an address, "http://host:port"; "" is none."""

CONNECT_SECONDS = 10.0
PROXY_SECONDS = 300.0
"""How long a way that works is used before the system is asked again."""

_WANTS_NAME = "407"


class Route:
    """Everything between here and one address. One thread's, but for ``hang_up``."""

    def __init__(
        self,
        base_url: str,
        token: Credential = None,
        portal_port: int = PORT,
        find_proxy: FindProxy | None = None,
    ) -> None:
        """Go to ``base_url``, as ``server_address`` wrote it, and show the token.

        ``find_proxy`` says which proxy to take, on this thread, whatever the environment says;
        without it, that alone counts.
        """
        self._base_url = base_url
        self._find_proxy = None if is_this_computer(base_url) else find_proxy
        self._asked_at = -PROXY_SECONDS
        self._refused = ""
        self._portal_port = portal_port
        self._switchboard = Switchboard()
        self.session = _make_session(base_url, token, self._switchboard)

    def begin(self, seconds: float) -> None:
        """Give the next request this long, from the first byte sent to the last one read.

        Raises:
            UnavailableError: ``proxy_refused``: the proxy did not take the name and the password
                that are still the only ones known.
        """
        self._choose_proxy()
        self._switchboard.begin(seconds)

    def hang_up(self) -> None:
        """End the request under way at once and take no more; callable from any thread."""
        self._switchboard.hang_up()
        self.session.close()

    def failure_of(self, error: Exception) -> UnavailableError:
        """Say what it means that a request ended with this error of the network."""
        if self._switchboard.is_down:
            return UnavailableError("The connection was ended on this side.", "hung_up")
        self._asked_at = -PROXY_SECONDS  # the next request asks for another way: laptops travel
        if self._is_behind_portal():
            return network_sign_in()
        if isinstance(error, ProxyError):
            return self._proxy_failure(error)
        if isinstance(error, SSLError):
            return distrust(error, self._base_url)
        if self._switchboard.is_late or isinstance(error, Timeout):
            sentence = f"{self._base_url} takes too long to answer. Companion tries again."
            return UnavailableError(sentence, "timeout")
        sentence = f"{self._base_url} cannot be reached. Please check the network and the address."
        return UnavailableError(sentence, "offline")

    def _choose_proxy(self) -> None:
        now = time.monotonic()
        if self._find_proxy is None or now - self._asked_at < PROXY_SECONDS:
            return
        found = self._find_proxy(self._base_url)
        if found and found == self._refused:
            raise _proxy_refused()  # shown again and again, it would lock the person's account
        self._asked_at = now
        self.session.proxies = {"https": found, "http": found} if found else {}

    def _proxy_failure(self, error: Exception) -> UnavailableError:
        if _WANTS_NAME not in str(error):
            sentence = (
                "Your company's proxy cannot be reached, or does not let Companion through. Please "
                "check the network, or ask your administrator."
            )
            return UnavailableError(sentence, "proxy")
        shown = next(iter(self.session.proxies.values()), "")
        if "@" in shown:
            self._refused = shown
            return _proxy_refused()
        sentence = "Your company's proxy wants a name and a password."
        return UnavailableError(sentence, "proxy_sign_in")

    def _is_behind_portal(self) -> bool:
        has_proxy = get_environ_proxies(self._base_url) or self.session.proxies
        if not self._base_url.startswith("https:") or has_proxy:
            return False  # plain replies tell by themselves; behind a proxy nobody asks directly
        return is_captive(self._base_url, self._portal_port)


class _Session(requests.Session):
    """Takes the proxy it was given before one that the environment names."""

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        given = {**(proxies or {}), **self.proxies}
        return super().merge_environment_settings(url, given, stream, verify, cert)


def _proxy_refused() -> UnavailableError:
    sentence = (
        "Your company's proxy did not take the name and the password. Please enter them again. If "
        "they are right, the proxy wants another way of signing in: please ask your administrator "
        "to let Companion through."
    )
    return UnavailableError(sentence, "proxy_refused")


class _Bearer(AuthBase):
    """Puts the token in, and with that keeps ``requests`` from asking a ``.netrc``."""

    def __init__(self, token: Credential) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = self._token() if callable(self._token) else self._token
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token}"
        return request


def _make_session(base_url: str, token: Credential, switchboard: Switchboard) -> requests.Session:
    session = _Session()
    session.auth = _Bearer(token)
    session.headers.update(
        {
            "Accept-Encoding": "gzip",
            "User-Agent": f"Companion/{__version__}",
        }
    )
    for said_anyway in ("Accept", "Connection"):  # a poll is to be small
        del session.headers[said_anyway]
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    if is_this_computer(base_url):
        session.trust_env = False  # a proxy would see the token, and cannot know this computer
    is_safe = base_url.startswith("https:")
    adapter = TimedAdapter(switchboard, is_safe=is_safe)
    session.adapters.clear()
    session.mount("https://" if is_safe else "http://", adapter)
    return session
