"""Is it the network that answers? Hotels and trains put a sign-in page before everything.

Over TLS such a network cannot answer in the server's name, so it looks like a wrong certificate or
like nobody. One plain question to the server's host, without a token, makes it give itself away:
it sends us to another host. What it answers is used for nothing else.
"""

from __future__ import annotations

import http.client
from http import HTTPStatus
from urllib.parse import urlsplit

PORT = 80
_SECONDS = 2.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_captive(base_url: str, port: int = PORT) -> bool:
    """Tell whether a sign-in page stands between us and the server at ``base_url``.

    Takes two seconds at most for each of connecting and answering; never raises.
    """
    host = urlsplit(base_url).hostname or ""
    asking = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        asking.request("GET", "/v1/hello", headers={"Accept": "application/json"})
        answer = asking.getresponse()
        return _leads_elsewhere(answer.status, answer.getheader("Location", ""), host)
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _leads_elsewhere(status: int, location: str, host: str) -> bool:
    if status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return True
    there = urlsplit(location).hostname
    return status in _REDIRECTS and there is not None and there != host
