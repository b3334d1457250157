from __future__ import annotations

import socket

import pytest

from companion.domain.errors import RejectedError
from companion.server.serving import _listening


def test_connection_when_accepted_then_answers_leave_without_waiting_for_an_acknowledgement():
    with (
        _listening("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_listening_when_the_port_is_taken_then_says_what_to_choose():
    with _listening("127.0.0.1", 0) as taken, pytest.raises(RejectedError) as caught:
        _listening("127.0.0.1", taken.getsockname()[1])
    assert caught.value.code == "cannot_listen"
    assert "--port" in caught.value.sentence
