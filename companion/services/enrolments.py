"""Trading a one-time code for a place on a server, after a good look at who answers there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from companion import __version__
from companion.domain.errors import RejectedError, UnavailableError
from companion.wire.messages import API, LOCK_AFTER_DAYS, SCHEMA, Enroll, Enrolled

if TYPE_CHECKING:
    from companion.sync.routes import Credential
    from companion.sync.transport import Transport
    from companion.wire.messages import Hello

_STRANGERS = frozenset({"network_sign_in", "another_kind", "unreadable", "server_failed"})


class Connect(Protocol):
    """Makes a transport to a server."""

    def __call__(
        self, base_url: str, token: Credential = None, server_id: str | None = None
    ) -> Transport:
        """Talk to ``base_url`` as the device of ``token``, and to no server but ``server_id``."""
        ...


def over_http(base_url: str, token: Credential = None, server_id: str | None = None) -> Transport:
    """Make a transport over HTTP; its libraries are loaded with the first one."""
    from companion.sync.transport import HttpTransport  # noqa: PLC0415 - after the first picture

    return HttpTransport(base_url, token, server_id)


def enroll(
    connect: Connect,
    address: str,
    code: str,
    device_id: str,
    device_name: str,
    server_id: str | None = None,
    turn: int = 0,
) -> Enrolled:
    """Enrol this laptop at ``address``; repeating it with the same ``device_id`` is safe.

    Raises:
        RejectedError: ``not_companion``, or the server's own reason for refusing the code.
        UnavailableError: ``offline``, ``timeout``, ``certificate``, ``update_needed`` …
    """
    if not code.strip():
        raise RejectedError("Please type the code that your administrator gave you.", "no_code")
    request = Enroll(
        code=code.strip()[:100],
        device_id=device_id,
        device_name=device_name[:300],
        app_version=__version__,
        turn=turn,
    )
    transport = connect(address, None, server_id)
    try:
        greet(transport, address)
        return transport.enroll(request)
    finally:
        transport.hang_up()


def greet(transport: Transport, address: str) -> None:
    """Make sure that a Companion server answers, and that both sides understand each other.

    Raises:
        RejectedError: ``not_companion``.
        UnavailableError: ``offline``, ``timeout``, ``certificate``, ``update_needed`` …
    """
    _check_versions(_greeted(transport, address))


def facts_of(enrolled: Enrolled, address: str) -> dict[str, Any]:
    """Return what an enrolment says about a profile, by the names of its facts."""
    return {
        "server_url": address,
        "server_id": enrolled.server_id,
        "epoch": enrolled.epoch,
        "organisation_id": enrolled.organisation_id,
        "organisation_name": enrolled.organisation_name,
        "user_id": enrolled.user_id,
        "user_name": enrolled.user_name,
        "role": enrolled.role.value,
        "device_id": enrolled.device_id,
        "wipe_key": enrolled.wipe_key,
        "lock_after_days": LOCK_AFTER_DAYS,  # until the server says how many
    }


def _greeted(transport: Transport, address: str) -> Hello:
    try:
        return transport.hello()
    except UnavailableError as failure:
        if failure.code not in _STRANGERS:
            raise
        sentence = (
            f"What answers at {address} is not a Companion server. Please check the address. "
            "In a hotel or guest network, sign in to the network in your browser first."
        )
        raise RejectedError(sentence, "not_companion") from failure


def _check_versions(hello: Hello) -> None:
    if hello.api[0] > API or hello.schema_[0] > SCHEMA:
        sentence = "The server needs a newer Companion. Please update it, then sign in."
        raise UnavailableError(sentence, "update_needed")
    if hello.api[1] < API or hello.schema_[1] < SCHEMA:
        sentence = (
            "The server is older than this Companion. Please ask your administrator to update it."
        )
        raise UnavailableError(sentence, "server_too_old")
