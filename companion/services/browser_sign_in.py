"""Signing in through the system's browser: what is asked there, and what of its answer is believed.

RFC 8252 with PKCE. The secrets of one attempt live in its ``Asking`` and nowhere else; the answer
is worth something only together with them. What comes of it is a one-time code, as an admin could
have given one by hand, so that there is one way of enrolling (``enrolments``).
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from companion.domain.addresses import server_address
from companion.domain.errors import RejectedError
from companion.domain.policies import Policy, SignIn
from companion.services.enrolments import greet
from companion.wire.messages import LANDING_PATH, SIGN_IN_CLIENT, Redeem

if TYPE_CHECKING:
    from companion.services.enrolments import Connect

_LONGEST_NAME = 300
_LONGEST_CODE = 200


def _secret() -> str:
    return secrets.token_urlsafe(48)


@dataclass(frozen=True, slots=True)
class Asking:
    """One attempt: the server's full address, and the secrets that its answer must fit."""

    server: str
    device_name: str
    state: str = field(default_factory=_secret, repr=False)
    verifier: str = field(default_factory=_secret, repr=False)

    def address(self, port: int) -> str:
        """Return the address to open in the browser; the answer comes to this port."""
        asked = {
            "client_id": SIGN_IN_CLIENT,
            "response_type": "code",
            "redirect_uri": landing_at(port),
            "code_challenge": self._challenge(),
            "code_challenge_method": "S256",
            "state": self.state,
            "device_name": self.device_name[:_LONGEST_NAME],
        }
        return f"{self.server}/authorize?{urlencode(asked)}"

    def read_answer(self, target: str) -> str:
        """Return the code in what a browser asked our port for: path and query.

        Raises:
            RejectedError: ``stray``: it is not the answer to this attempt, whoever sent it, and
                changes nothing; ``declined``: the person said no.
        """
        parts = urlsplit(target)
        told = parse_qs(parts.query, max_num_fields=10)
        state, code = (told.get(name, [""])[-1] for name in ("state", "code"))
        is_ours = compare_digest(state.encode("utf-8", "replace"), self.state.encode())
        if parts.path != LANDING_PATH or not is_ours:
            raise RejectedError("This is not the answer that Companion waits for.", "stray")
        if not code or len(code) > _LONGEST_CODE:
            sentence = "You said no in the browser, so nobody was signed in."
            raise RejectedError(sentence, "declined")
        return code

    def _challenge(self) -> str:
        digest = sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class BrowserSignIn:
    """Begins and finishes attempts. Both ask the server, so they belong off the main thread."""

    def __init__(self, connect: Connect, policy: Policy) -> None:
        self._connect = connect
        self._policy = policy

    def begin(self, server_url: str, device_name: str) -> Asking:
        """Make sure that a Companion server answers there, and make the secrets of an attempt.

        Raises:
            RejectedError: the address is wrong, not the preset one, or no Companion server's.
            UnavailableError: it is out of reach, or too old or too new.
        """
        self._policy.check_way(SignIn.BROWSER)
        address = server_address(server_url)
        self._policy.check_server(address)
        transport = self._connect(address)
        try:
            greet(transport, address)
        finally:
            transport.hang_up()
        return Asking(address, device_name)

    def finish(self, asking: Asking, code: str, port: int) -> str:
        """Trade what the browser brought for a one-time code to enrol with.

        Raises:
            RejectedError: ``sign_in_over``.
            UnavailableError: the server is out of reach.
        """
        transport = self._connect(asking.server)
        try:
            request = Redeem(code=code, verifier=asking.verifier, redirect_uri=landing_at(port))
            return transport.redeem(request)
        except RejectedError as refusal:
            sentence = "The sign-in in the browser took too long. Please begin it again."
            raise RejectedError(sentence, "sign_in_over") from refusal
        finally:
            transport.hang_up()


def landing_at(port: int) -> str:
    """Return where on this laptop the browser's answer comes to."""
    return f"http://127.0.0.1:{port}{LANDING_PATH}"
