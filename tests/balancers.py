"""A real HAProxy for the tests: one address before several server processes, which it asks if they
are ready as the shipped one does, only sooner.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.patience import PATIENCE
from tests.poolers import PATH, wait_for_port
from tests.salesroom import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTINGS = """\
defaults
    mode http
    timeout connect 3s
    timeout client 60s
    timeout server 60s
    timeout check 20s
    option redispatch 1
    retry-on conn-failure empty-response
listen laptops
    bind 127.0.0.1:{port}
    balance roundrobin
    option forwardfor
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 200ms fall 2 rise 1
"""


@contextmanager
def balanced(ports: Sequence[int]) -> Iterator[str]:
    """Stand before the server processes at these ports, there or not yet; give the one address."""
    port = free_port()
    lines = [f"    server at{each} 127.0.0.1:{each}\n" for each in ports]
    with tempfile.TemporaryDirectory(prefix="companion-balancer-") as name:
        written = Path(name, "haproxy.cfg")
        written.write_text(SETTINGS.format(port=port) + "".join(lines))
        process = subprocess.Popen(
            ["haproxy", "-q", "-db", "-f", written], env=os.environ | {"PATH": PATH}
        )
        try:
            wait_for_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait(PATIENCE)
