"""A desktop session whose real keyring a test locks, empties, falsifies, and takes away."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import secretstorage
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

from tests.patience import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jeepney.io.blocking import DBusConnection

_PASSWORD = b"test"
_UNLOCK = (
    f"printf {_PASSWORD.decode()} | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
    " echo $DBUS_SESSION_BUS_ADDRESS; cat"
)
_SECRETS = "org.freedesktop.secrets"
_UNASKED = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"


class Keyring:
    """The keyring of one session. ``environment`` is what a program of that session inherits."""

    def __init__(self, connection: DBusConnection, environment: dict[str, str]) -> None:
        self._bus = connection
        self.environment = environment

    @property
    def _collection(self) -> secretstorage.Collection:
        """Ask anew each time: a keyring that was started again knows no earlier session."""
        return secretstorage.get_default_collection(self._bus)

    def lock(self) -> None:
        """Lock it, as an idle desktop does."""
        self._collection.lock()

    def unlock(self) -> None:
        """Unlock it with the password, as the person does in the system's own window."""
        service = DBusAddressWrapper("/org/freedesktop/secrets", _UNASKED, self._bus)
        secret = format_secret(open_session(self._bus), _PASSWORD, "text/plain")
        path = self._collection.collection_path
        service.call("UnlockWithMasterPassword", "o(oayays)", path, secret)

    def swap(self, kind: str, secret: bytes | None) -> bytes:
        """Put another secret in the place of the only one of a kind, or none; return the old."""
        (item,) = (
            each
            for each in self._collection.get_all_items()
            if each.get_attributes()["username"].startswith(f"{kind}/")
        )
        self._gone = item.get_label(), item.get_attributes()
        before = item.get_secret()
        if secret is None:
            item.delete()
        else:
            item.set_secret(secret)
        return bytes(before)

    def put_back(self, secret: bytes) -> None:
        """Put back what ``swap`` took."""
        self._collection.create_item(*self._gone, secret, replace=True)

    @contextmanager
    def mute(self) -> Iterator[None]:
        """End the keyring, and have something in its place that never answers."""
        bus = Proxy(message_bus, self._bus)
        (number,) = bus.GetConnectionUnixProcessID(_SECRETS)
        os.kill(number, signal.SIGTERM)
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as silent:
            itself = Proxy(message_bus, silent)
            until(lambda: itself.RequestName(_SECRETS)[0] in {1, 4}, "the keyring never ended")
            yield


@contextmanager
def session_with_keyring(home: Path) -> Iterator[Keyring]:
    """Give a session bus of its own with an unlocked gnome-keyring."""
    home.mkdir(mode=0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    with ExitStack() as ending:
        session = ending.enter_context(
            subprocess.Popen(
                ["dbus-run-session", "--", "bash", "-c", _UNLOCK],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        assert session.stdin
        assert session.stdout
        bus = session.stdout.readline().strip()
        ending.callback(session.stdin.close)
        connection = ending.enter_context(open_dbus_connection(bus))
        yield Keyring(connection, environment | {"DBUS_SESSION_BUS_ADDRESS": bus})
