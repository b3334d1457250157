"""The requests of the protocol over HTTP: the one place of the laptop that touches the network.

Each transport serves one thread; ``hang_up`` alone may be called from another.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import ValidationError
from urllib3.exceptions import HTTPError

from companion import __version__
from companion.domain.addresses import server_address
from companion.domain.errors import RejectedError
from companion.sync.portals import PORT
from companion.sync.replies import (
    check_sender,
    misunderstood,
    read_body,
    refusal_of,
    refused,
    retry_after,
)
from companion.sync.routes import CONNECT_SECONDS, Credential, FindProxy, Route
from companion.wire.messages import (
    ITEMS_PER_PULL,
    WAIT_SECONDS,
    DeviceTold,
    Enroll,
    Enrolled,
    Hello,
    Message,
    Pulled,
    Push,
    Pushed,
    Redeem,
    Redeemed,
    Rotate,
    Rotated,
    SignedOut,
    SignOut,
    Snapshot,
    Waited,
    WipeAck,
    WipeAcked,
    prepare_messages,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

M = TypeVar("M", bound=Message)

REQUEST_SECONDS = 60.0
"""From the first byte sent to the last one read; a batch that does not fit is made smaller."""

_MOST_BYTES = 64 * 1024 * 1024
_FEW_BYTES = 256 * 1024
_PACK_FROM = 2 * 1024
_FASTEST = 1  # gzip levels above cost more time than the network gives back
_OK = 200


class Transport(Protocol):
    """Carries the messages of the protocol to one server and back.

    Every method raises ``UnavailableError`` (``offline``, ``timeout``, ``certificate``,
    ``network_sign_in``, ``another_kind``, ``wrong_server``, ``unreadable``, ``busy``,
    ``server_failed``, ``resync``, ``too_old``, ``update_needed``, ``hung_up``), ``DeniedError``
    (``sign_in_needed``, ``device_draining`` …) or ``RejectedError`` (``request_refused``).
    """

    def hello(self) -> Hello:
        """Ask who answers."""
        ...

    def enroll(self, request: Enroll) -> Enrolled:
        """Trade a code for a token. A refused code raises ``RejectedError`` with its reason."""
        ...

    def redeem(self, request: Redeem) -> str:
        """Trade what the browser brought for a code to enrol with; refused as ``enroll`` is."""
        ...

    def push(self, request: Push) -> Pushed:
        """Send changes; a timeout means "unknown", never "not done"."""
        ...

    def pull(
        self,
        cursor: str,
        limit: int = ITEMS_PER_PULL,
        *,
        digest: bool = False,
        brief: bool = False,
    ) -> Pulled:
        """Fetch the next page of the feed after ``cursor``, the last one with the digest asked.

        A ``brief`` one tells in runs what this laptop's own pushes changed last.
        """
        ...

    def snapshot(
        self, after: str, as_of: str, limit: int = ITEMS_PER_PULL, *, since: str = ""
    ) -> Snapshot:
        """Fetch the next page of everything there is; empty ``after`` and ``as_of`` begin it.

        ``since`` is the cursor of the last pull: the doubles told since come with the last page.
        """
        ...

    def wait(self, cursor: str) -> bool:
        """Wait up to 25 s for something after ``cursor``; tell whether there is."""
        ...

    def device(self) -> DeviceTold:
        """Ask how this laptop stands with the server."""
        ...

    def rotate(self, following: str) -> None:
        """Let the token ``following`` follow the one in use; safe to repeat."""
        ...

    def acknowledge_wipe(self, told: WipeAck) -> None:
        """Tell that an order to wipe was obeyed; safe to repeat."""
        ...

    def sign_out(self, told: SignOut) -> None:
        """Tell that this laptop forgot its token; safe to repeat."""
        ...

    def hang_up(self) -> None:
        """End the request under way at once and take no more; callable from any thread."""
        ...


class HttpTransport:
    """The protocol over HTTP, on its guard against everything between here and the server."""

    def __init__(
        self,
        base_url: str,
        token: Credential = None,
        server_id: str | None = None,
        seconds: float = REQUEST_SECONDS,
        portal_port: int = PORT,
        find_proxy: FindProxy | None = None,
    ) -> None:
        """Talk to ``base_url`` (https, or http on this computer) as the device of ``token``.

        A token that is a function is asked for each request, because tokens follow one another.
        ``server_id`` is the server's when it is known; a reply of any other is refused.
        ``portal_port`` is where a network's sign-in page is looked for; ``find_proxy`` names the
        system's proxy where no environment variable does.

        Raises:
            RejectedError: ``wrong_address`` or ``insecure_address``.
        """
        prepare_messages()
        self._base_url = server_address(base_url)
        self._server_id = server_id
        self._seconds = seconds
        self._route = Route(self._base_url, token, portal_port, find_proxy)

    def hello(self) -> Hello:
        """Ask who answers; only the exact shape of a Companion server's hello will do."""
        hello = self._ask("GET", "hello", Hello, most=_FEW_BYTES)
        self._server_id = self._server_id or hello.server_id
        return hello

    def enroll(self, request: Enroll) -> Enrolled:
        """Trade a code for a token."""
        return self._ask("POST", "enroll", Enrolled, body=request, most=_FEW_BYTES)

    def redeem(self, request: Redeem) -> str:
        """Trade what the browser brought for a code to enrol with."""
        return self._ask("POST", "sign-in", Redeemed, body=request, most=_FEW_BYTES).enrolment_code

    def push(self, request: Push) -> Pushed:
        """Send changes."""
        return self._ask("POST", "push", Pushed, body=request)

    def pull(
        self,
        cursor: str,
        limit: int = ITEMS_PER_PULL,
        *,
        digest: bool = False,
        brief: bool = False,
    ) -> Pulled:
        """Fetch the next page of the feed."""
        asked = {"cursor": cursor} | ({"digest": "true"} if digest else {})
        asked |= {"brief": "true"} if brief else {}
        asked |= {} if limit == ITEMS_PER_PULL else {"limit": str(limit)}
        return self._ask("GET", "pull", Pulled, asked=asked)

    def snapshot(
        self, after: str, as_of: str, limit: int = ITEMS_PER_PULL, *, since: str = ""
    ) -> Snapshot:
        """Fetch the next page of everything there is."""
        asked = {"after": after, "as_of": as_of, "limit": str(limit), "since": since}
        return self._ask("GET", "snapshot", Snapshot, asked=asked)

    def wait(self, cursor: str) -> bool:
        """Wait for news; a hint only."""
        seconds = WAIT_SECONDS + CONNECT_SECONDS
        asked = {"cursor": cursor}
        return self._ask("GET", "wait", Waited, asked=asked, seconds=seconds).changed

    def device(self) -> DeviceTold:
        """Ask how this laptop stands with the server."""
        asked = {"app_version": __version__}
        return self._ask("GET", "device", DeviceTold, asked=asked, most=_FEW_BYTES)

    def rotate(self, following: str) -> None:
        """Let a token follow the one in use; it does not travel, its hash does."""
        body = Rotate(token_sha256=sha256(following.encode()).hexdigest())
        self._ask("POST", "token/rotate", Rotated, body=body, most=_FEW_BYTES)

    def acknowledge_wipe(self, told: WipeAck) -> None:
        """Tell that an order to wipe was obeyed."""
        self._ask("POST", "wipe-ack", WipeAcked, body=told, most=_FEW_BYTES)

    def sign_out(self, told: SignOut) -> None:
        """Tell that this laptop forgot its token."""
        self._ask("POST", "sign-out", SignedOut, body=told, most=_FEW_BYTES)

    def hang_up(self) -> None:
        """End the request under way at once and take no more."""
        self._route.hang_up()

    def _ask(
        self,
        method: str,
        path: str,
        answer: type[M],
        *,
        asked: Mapping[str, str] | None = None,
        body: Message | None = None,
        most: int = _MOST_BYTES,
        seconds: float | None = None,
    ) -> M:
        content, headers = _packed(body)
        self._route.begin(seconds or self._seconds)
        try:
            with self._route.session.request(
                method,
                f"{self._base_url}/v1/{path}",
                params=asked,
                data=content,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, self._seconds), seconds or self._seconds),
                allow_redirects=False,
                stream=True,
            ) as reply:
                return self._understood(reply, answer, most)
        except (OSError, HTTPError) as error:
            raise self._route.failure_of(error) from error

    def _understood(self, reply: requests.Response, answer: type[M], most: int) -> M:
        check_sender(reply, self._server_id)
        if reply.status_code != _OK:
            raise self._refused(reply, answer)
        try:
            return answer.model_validate_json(read_body(reply, most))
        except ValidationError as error:
            raise misunderstood(error) from None

    def _refused(self, reply: requests.Response, answer: type[Message]) -> Exception:
        refusal = refusal_of(read_body(reply, _FEW_BYTES))
        if answer in _WITH_A_CODE and refusal.message and reply.status_code in _CODE_REFUSED:
            return RejectedError(refusal.message, refusal.code)
        return refused(reply.status_code, refusal, retry_after(reply.headers))


_WITH_A_CODE = (Enrolled, Redeemed)
_CODE_REFUSED = frozenset({400, 401, 403, 404, 409, 410, 422})


def _packed(body: Message | None) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    content = body.model_dump_json().encode()
    headers = {"Content-Type": "application/json"}
    if len(content) < _PACK_FROM:
        return content, headers
    return gzip.compress(content, _FASTEST), headers | {"Content-Encoding": "gzip"}
