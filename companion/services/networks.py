"""The doctor's questions about the way to the server: name, proxy, certificate, who answers, clock.

They are asked in this order, because each can only be answered when those before it are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion import __version__
from companion.domain.errors import CompanionError
from companion.services.findings import Finding, Verdict
from companion.sync import probes
from companion.wire.messages import API, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from companion.domain.clock import Clock
    from companion.sync.routes import FindProxy
    from companion.sync.transport import Transport
    from companion.wire.messages import Hello

CLOCK_OFF_SECONDS = 300.0
"""From here on the dates a rep enters look wrong to colleagues (sync.md 3.5)."""

RENEW_DAYS = 14
"""A certificate that ends sooner is worth a word to whoever renews it."""

NETWORK = "Please check that this laptop is online; a company's proxy must let you through."
_ADVICE = {
    "offline": NETWORK,
    "timeout": NETWORK,
    "unknown_name": "Please check the network and the server's address; it may need a VPN.",
    "certificate": "Nothing is sent until the certificate is good.",
    "network_sign_in": "Please open any page in your browser and sign in to the network.",
    "another_kind": "Please check the server's address with your administrator.",
    "wrong_server": "Please ask your administrator whether the server was replaced.",
    "update_needed": "Please update Companion.",
    "proxy": NETWORK,
    "proxy_sign_in": "Press the line at the bottom of the window to enter them.",
    "proxy_refused": "Press the line at the bottom of the window to enter them.",
}


def check_network(
    address: str,
    connect: Callable[[], Transport],
    clock: Clock,
    find_proxy: FindProxy | None = None,
) -> Iterator[Finding]:
    """Ask about everything between here and the server at ``address``."""
    proxy = probes.proxy_for(address, find_proxy)
    for name, ask in (
        ("network", lambda: _name(proxy or address)),
        ("proxy", lambda: _proxy(proxy)),
        ("certificate", lambda: _certificate(address, clock, is_direct=not proxy)),
    ):
        finding = _asked(name, ask)
        yield finding
        if finding.verdict is Verdict.TROUBLE:
            return  # what comes after could only say the same
    yield from _server(connect, clock)


def _name(address: str) -> Finding:
    host, port = probes.place_of(address)
    found = probes.look_up(host, port)
    kinds = {"IPv6" if ":" in each else "IPv4" for each in found}
    sentence = f"{host} is known on this network ({', '.join(sorted(kinds))})."
    return Finding("network", Verdict.FINE, sentence)


def _proxy(proxy: str) -> Finding:
    if not proxy:
        return Finding("proxy", Verdict.FINE, "No proxy stands between here and the server.")
    probes.reach(*probes.place_of(proxy))
    return Finding("proxy", Verdict.FINE, f"The proxy {proxy} answers.")


def _certificate(address: str, clock: Clock, *, is_direct: bool) -> Finding:
    if not address.startswith("https:"):
        sentence = "The server is on this computer, so no certificate is needed."
        return Finding("certificate", Verdict.FINE, sentence)
    if not is_direct:
        sentence = "The certificate is checked with each request, through the proxy."
        return Finding("certificate", Verdict.FINE, sentence)
    shown = probes.certificate_of(address)
    days = (shown.ends_at - clock.now()).days
    sentence = f"The certificate is good for {days:,} more days; {shown.issuer} vouches for it."
    if days < RENEW_DAYS:
        advice = "Please tell your administrator to renew it."
        return Finding("certificate", Verdict.WARNING, sentence, advice)
    return Finding("certificate", Verdict.FINE, sentence)


def _server(connect: Callable[[], Transport], clock: Clock) -> Iterator[Finding]:
    transport = connect()
    try:
        hello = transport.hello()
    except CompanionError as error:
        yield Finding("server", Verdict.TROUBLE, error.sentence, _ADVICE.get(error.code, ""))
        return
    finally:
        transport.hang_up()
    yield Finding("server", Verdict.FINE, "The server answers, and it is the one we know.")
    yield _versions(hello)
    yield _clock(hello, clock)


def _versions(hello: Hello) -> Finding:
    is_understood = (
        hello.api[0] <= API <= hello.api[1] and hello.schema_[0] <= SCHEMA <= hello.schema_[1]
    )
    if not is_understood:
        sentence = f"The server does not understand Companion {__version__} any more."
        return Finding("versions", Verdict.TROUBLE, sentence, _ADVICE["update_needed"])
    return Finding("versions", Verdict.FINE, f"The server understands Companion {__version__}.")


def _clock(hello: Hello, clock: Clock) -> Finding:
    off = abs((clock.now() - hello.time).total_seconds())
    if off > CLOCK_OFF_SECONDS:
        sentence = f"This laptop's clock is {off / 60:,.0f} minutes off."
        advice = "Please set it: dates you enter look wrong to others. Nothing is lost by it."
        return Finding("clock", Verdict.WARNING, sentence, advice)
    return Finding("clock", Verdict.FINE, "The clock agrees with the server's.")


def _asked(name: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except CompanionError as error:
        return Finding(name, Verdict.TROUBLE, error.sentence, _ADVICE.get(error.code, ""))
