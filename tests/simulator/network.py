"""The line between a laptop and the server, which does to a request all that lines and servers do.

The messages are written out and read again, and the routes' own functions answer them; the faults
are drawn from the schedule's own random numbers, so that a seed repeats them.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from fastapi.security import HTTPAuthorizationCredentials
from pydantic import ValidationError

from companion.domain.errors import CompanionError, UnavailableError
from companion.server import sync_routes
from companion.server.refusals import refuse_expected
from companion.sync.replies import misunderstood, refused
from companion.wire.messages import Pulled, Pushed, Refusal
from tests.offices import _REQUEST, DirectTransport

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.simulator.servers import FragileDatabase


class Fault(Enum):
    """What can happen to one request."""

    NONE = "none"
    REQUEST_LOST = "request lost"
    LATE = "delivered late"
    TWICE = "delivered twice"
    REPLY_LOST = "reply lost"
    REPLY_CUT = "reply truncated"
    OLD_REPLY = "an older reply to the same question"
    MANGLED = "results left out, added, repeated"
    ROLLED_BACK = "server rolls back"
    FAILED = "500"
    BUSY = "503"
    TIMED_OUT = "timeout, done or not"


FAULTS = tuple(each for each in Fault if each is not Fault.NONE)
_BY_KIND = {
    Fault.OLD_REPLY: (Pulled,),
    Fault.MANGLED: (Pushed,),
    Fault.ROLLED_BACK: (Pushed,),
}


@dataclass
class Weather:
    """How bad the line is: the share of requests that something happens to."""

    rng: Random
    badness: float = 0.0
    meanwhile: float = 0.0
    counts: dict[Fault, int] = field(default_factory=dict)

    def draw(self, answer: type) -> Fault:
        if self.rng.random() >= self.badness:
            return Fault.NONE
        fault = self.rng.choice(FAULTS)
        if answer not in _BY_KIND.get(fault, (answer,)):
            return Fault.NONE
        self.counts[fault] = self.counts.get(fault, 0) + 1
        return fault

    def is_meanwhile(self) -> bool:
        return self.meanwhile > 0 and self.rng.random() < self.meanwhile


class Line(DirectTransport):
    """One laptop's line."""

    def __init__(
        self, parts: Any, token: str, weather: Weather, server: FragileDatabase, late: list[Any]
    ) -> None:
        super().__init__(parts, token)
        self.weather = weather
        self.server = server
        self.late = late
        self.asked: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.poison: str | None = None
        self._old: dict[Any, list[bytes]] = {}
        self._question: Any = None
        self._limit = 500
        self._body: bytes = b""

    def sign_in(self, request: Any) -> Any:
        """Enrol, with nothing in the way: a person tries until it works."""
        badness, self.weather.badness = self.weather.badness, 0.0
        meanwhile, self.weather.meanwhile = self.weather.meanwhile, 0.0
        try:
            return self.enroll(request)
        finally:
            self.weather.badness, self.weather.meanwhile = badness, meanwhile

    def show(self, token: str) -> None:
        """Show another token from now on."""
        self._shown = HTTPAuthorizationCredentials(scheme="Bearer", credentials=token)

    def push(self, request: Any) -> Any:
        if self.weather.rng.random() < self.weather.badness:
            self._ask_ahead(request.cursor)
        self._question = None
        self._body = request.model_dump_json().encode()
        return super().push(request)

    def _ask_ahead(self, cursor: str) -> None:
        """Pull before a push, and let the answer come after it at the earliest."""
        is_brief = self.weather.rng.random() < 0.5
        question = ("pull", cursor, self._limit, False, is_brief)
        asked = None, self._parts, self._shown, cursor, self._limit, False, is_brief
        with suppress(CompanionError):
            body = self._deliver(lambda: sync_routes.pull(*asked))
            self._old.setdefault(question, []).append(body)

    def pull(
        self, cursor: str, limit: int = 500, *, digest: bool = False, brief: bool = False
    ) -> Any:
        self._limit = limit
        self._question, self._body = ("pull", cursor, limit, digest, brief), b""
        return super().pull(cursor, limit, digest=digest, brief=brief)

    def snapshot(self, after: str, as_of: str, limit: int = 500, *, since: str = "") -> Any:
        self._question, self._body = None, b""
        return super().snapshot(after, as_of, limit, since=since)

    def _asked(self, answer: Any, ask: Any) -> Any:  # type: ignore[override] # of any kind
        self.asked.append(answer.__name__)
        if self.weather.is_meanwhile():
            self.meanwhile()
        if self.poison is not None and self.poison.encode() in self._body:
            raise refused(500, Refusal(code="bug", message=""), None)
        body = self._carry(self.weather.draw(answer), ask)
        if self.weather.is_meanwhile():
            self.meanwhile()
        try:
            return answer.model_validate_json(body)
        except ValidationError as error:
            raise misunderstood(error) from None

    def _carry(self, fault: Fault, ask: Any) -> bytes:
        """Take a question there and its answer back, as far as either comes."""
        rng = self.weather.rng
        self._go(fault, ask)
        old = self._old.get(self._question)
        if old and (fault is Fault.OLD_REPLY or rng.random() < self.weather.badness):
            return rng.choice(old)  # few questions are asked twice: let those find an old answer
        body = self._deliver(ask)
        if fault is Fault.TWICE:
            body = rng.choice([body, self._deliver(ask)])
        if self._question is not None:
            self._old.setdefault(self._question, []).append(body)
        return self._come_back(fault, body)

    def _go(self, fault: Fault, ask: Any) -> None:
        rng = self.weather.rng
        if fault is Fault.REQUEST_LOST:
            raise _offline()
        if fault is Fault.LATE:
            self.late.append((rng.randint(1, 25), ask))
            raise UnavailableError("It takes too long.", "timeout")
        if fault is Fault.BUSY:
            raise refused(503, Refusal(code="busy", message=""), rng.choice([None, 1.0, 120.0]))
        if fault is Fault.FAILED:
            raise refused(500, Refusal(code="bug", message=""), None)
        self.server.fails_next = fault is Fault.ROLLED_BACK

    def _come_back(self, fault: Fault, body: bytes) -> bytes:
        if fault in (Fault.REPLY_LOST, Fault.OLD_REPLY):
            raise _offline()
        if fault is Fault.TIMED_OUT:
            raise UnavailableError("It takes too long.", "timeout")
        if fault is Fault.REPLY_CUT:
            return body[: self.weather.rng.randrange(len(body))]
        return _mangled(body, self.weather.rng) if fault is Fault.MANGLED else body

    def _deliver(self, ask: Any) -> bytes:
        try:
            reply = ask()
        except Breakdown:
            raise refused(500, Refusal(code="bug", message=""), None) from None
        except CompanionError as error:
            reply = refuse_expected(_REQUEST, error)
        body = bytes(reply.body)
        if reply.status_code == 200:
            return body
        waits = reply.headers.get("Retry-After")
        refusal = Refusal.model_validate_json(body)
        raise refused(reply.status_code, refusal, float(waits) if waits else None)


class Breakdown(Exception):  # noqa: N818 - what happens to the server, not what a program reports
    """The server breaks down before it commits."""


def deliver_late(ask: Any) -> None:
    """Let a request arrive that its laptop gave up long ago; nobody reads the reply."""
    try:
        ask()
    except (CompanionError, Breakdown):
        return


def _offline() -> UnavailableError:
    return UnavailableError("The network is gone.", "offline")


def _mangled(body: bytes, rng: Random) -> bytes:
    """Leave results out, add one of a stranger, repeat one as refused."""
    reply = json.loads(body)
    results = reply["results"]
    if results and rng.random() < 0.5:
        results.pop(rng.randrange(len(results)))
    if results and rng.random() < 0.5:
        again = {**rng.choice(results), "outcome": "rejected", "code": "invalid", "record": None}
        results.append(again)
    if rng.random() < 0.5:
        stranger = "00000000-0000-7000-8000-00000000dead"
        results.insert(0, {"change_id": stranger, "outcome": "applied", "seq": 1})
    for run in reply["runs"]:
        _damage(run, rng)
    return json.dumps(reply).encode()


def _damage(run: dict[str, Any], rng: Random) -> None:
    """Let a run be one of other changes, of more or fewer, or at other numbers; or leave it."""
    name = rng.choice(["change_id", "seq", "count", "sha256", "nothing"])
    if name in {"seq", "count"}:
        run[name] = max(1, run[name] + rng.choice([-1, 1]))
    elif name in run:
        run[name] = run[name][:-1] + rng.choice("0123456789abcdef")
