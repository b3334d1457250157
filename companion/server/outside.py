"""Settings of what the server itself talks to: where people sign in, and who carries its mail.

Both are optional, both are somebody's own: without them the server speaks to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which plain text is allowed: it does not leave the machine."""

_MAIL_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider people sign in with. ``name`` stands on the button."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who carries mail. Plain ``smtp`` upgrades to TLS before anything is said, but on loopback."""

    host: str
    port: int
    sender: str
    is_tls_from_start: bool = False
    user: str = ""
    password: str = ""

    @property
    def needs_tls(self) -> bool:
        """Tell whether the connection must be made safe before a word is said."""
        return not self.is_tls_from_start and self.host not in LOOPBACK


def read_public_url(values: Mapping[str, str]) -> str:
    """Read the address people type, without a slash at its end; empty if not given.

    Raises:
        RejectedError: ``public_url``.
    """
    text = values["--public-url"].rstrip("/")
    if text and not _is_address(text):
        sentence = f"“{text}” is not an address like https://companion.example.com. "
        raise RejectedError(sentence + "Please check COMPANION_PUBLIC_URL.", "public_url")
    return text


def read_provider(values: Mapping[str, str]) -> Provider | None:
    """Read the settings of the sign-in provider; None if there is none.

    Raises:
        RejectedError: ``oidc``: a part is missing, or the issuer is no safe address.
    """
    issuer = values["--oidc-issuer"].rstrip("/")
    if not issuer:
        return None
    if not _is_safe(issuer):
        sentence = f"The sign-in provider must be an https address, not “{issuer}”. "
        raise RejectedError(sentence + "Please check COMPANION_OIDC_ISSUER.", "oidc")
    client_id, secret = values["--oidc-client-id"], values["--oidc-client-secret"]
    if not client_id or not values["--public-url"]:
        sentence = (
            "Signing in with a provider needs COMPANION_OIDC_CLIENT_ID and COMPANION_PUBLIC_URL "
            "too: the provider sends people back there."
        )
        raise RejectedError(sentence, "oidc")
    return Provider(issuer, client_id, secret, values["--oidc-name"])


def read_mail_server(values: Mapping[str, str]) -> MailServer | None:
    """Read the settings of the mail server; None if there is none.

    Raises:
        RejectedError: ``smtp``.
    """
    text = values["--smtp-url"]
    if not text:
        return None
    sentence = (
        "The mail server must be smtp://user:password@host:587 or smtps://host:465, and "
        "COMPANION_MAIL_FROM an address to send from. Please check COMPANION_SMTP_URL."
    )
    url, sender = _split(text), values["--mail-from"]
    if url is None or url.scheme not in _MAIL_PORTS or not url.hostname or "@" not in sender:
        raise RejectedError(sentence, "smtp")
    return MailServer(
        host=url.hostname,
        port=url.port or _MAIL_PORTS[url.scheme],
        sender=sender,
        is_tls_from_start=url.scheme == "smtps",
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )


def _is_safe(text: str) -> bool:
    url = _split(text)
    return url is not None and (url.scheme == "https" or url.hostname in LOOPBACK)


def _is_address(text: str) -> bool:
    url = _split(text)
    if url is None or url.scheme not in {"http", "https"} or not url.hostname:
        return False
    return not (url.path or url.query or url.fragment or url.username)


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port  # reading it checks it
    except ValueError:
        return None
    return url
