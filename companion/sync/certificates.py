"""What is wrong with a server's certificate, in words that say what to set or whom to ask."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from companion.domain.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_YET, _EXPIRED, _OTHER_HOST, _OTHER_ADDRESS = 9, 10, 62, 64
_UNKNOWN_ISSUERS = frozenset({18, 19, 20, 21})
"""OpenSSL's numbers: openssl/x509_vfy.h, X509_V_ERR_…"""

CODE = "certificate"


def distrust(error: BaseException, address: str) -> UnavailableError:
    """Say why the connection to ``address`` is not safe. Nothing was sent over it."""
    return UnavailableError(_sentence(_code_of(error), address), CODE)


def _sentence(code: int | None, address: str) -> str:
    if code == _EXPIRED:
        return (
            f"The certificate of {address} has expired. Nothing was sent. Please check this "
            "laptop's date; if it is right, your administrator must renew the certificate."
        )
    if code == _NOT_YET:
        return (
            f"The certificate of {address} is not valid yet, so this laptop's clock is most likely "
            "behind. Nothing was sent. Please set date and time, and try again."
        )
    if code in {_OTHER_HOST, _OTHER_ADDRESS}:
        return (
            f"The certificate that {address} shows belongs to another address. Nothing was sent. "
            "Please check the address, or ask your administrator."
        )
    if code in _UNKNOWN_ISSUERS:
        return (
            f"The certificate of {address} comes from an authority that this laptop does not "
            "know. Nothing was sent. If your company has an authority of its own, your "
            "administrator must install it on this laptop."
        )
    return (
        f"The connection to {address} is not safe: the certificate cannot be "
        "trusted. Nothing was sent. Please check the address, or ask your administrator."
    )


def _code_of(error: BaseException) -> int | None:
    for each in _inside(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return getattr(each, "verify_code", None)
    return None


def _inside(error: Any) -> Iterator[Any]:
    """Give an error and those it was made of: ``requests`` and urllib3 wrap them several deep."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
