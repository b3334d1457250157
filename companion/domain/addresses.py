"""The address of a server as a person types it, made safe to talk to."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from companion.domain.errors import RejectedError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_LABEL = 63  # RFC 1035 section 2.3.4
_STRANGE = frozenset(" \\<>\"'`{}|^%")


def server_address(text: str) -> str:
    """Return the full address without a slash at its end: ``https`` unless it is this computer.

    Raises:
        RejectedError: ``wrong_address``, or ``insecure_address`` for plain http elsewhere.
    """
    parts, host = _parted(text.strip())
    if parts.scheme == "http" and host not in _LOOPBACK:
        sentence = (
            f"The address {text.strip()} would send your calls unprotected. "
            f"Please use https://{parts.netloc}{parts.path} instead."
        )
        raise RejectedError(sentence, "insecure_address")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def is_this_computer(address: str) -> bool:
    """Tell whether a full address stays on this computer."""
    return urlsplit(address).hostname in _LOOPBACK


def _parted(text: str) -> tuple[SplitResult, str]:
    try:
        parts = urlsplit(_with_scheme(text))
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong(text) from None
    strange = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not _can_be_host(host) or strange:
        raise _wrong(text)
    return parts, host


def _with_scheme(text: str) -> str:
    if "://" in text:
        return text
    guess = urlsplit(f"https://{text}")
    return f"http://{text}" if guess.hostname in _LOOPBACK else f"https://{text}"


def _can_be_host(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    has_good_lengths = all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    return has_good_lengths and host.isprintable() and not _STRANGE & set(host)


def _wrong(text: str) -> RejectedError:
    sentence = (
        f"“{text}” is not the address of a server. "
        "Please type it as you were given it, such as https://companion.example.com."
    )
    return RejectedError(sentence, "wrong_address")
