"""Which proxy the system has for an address.

On Windows and macOS Qt asks the system, which also runs a company's script (PAC); on Linux it knows
the environment's variables alone.

May be called from any thread: Qt locks what is shared, and nothing here keeps anything.
"""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

_USABLE = {QNetworkProxy.ProxyType.HttpProxy, QNetworkProxy.ProxyType.HttpCachingProxy}


def system_proxy(address: str) -> str:
    """Return the system's proxy for an address, such as "http://proxy:3128"; "" is none."""
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(address))):
        if proxy.type() is QNetworkProxy.ProxyType.NoProxy:
            return ""
        if proxy.type() in _USABLE and proxy.hostName():
            return f"http://{proxy.hostName()}:{proxy.port()}"
    return ""
