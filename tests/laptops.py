"""Laptops as a person has them: a profile folder, a keychain, and a line to a real server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.services.profiles import OpenProfile, Profiles
from companion.services.suite import open_suite
from companion.sync.transport import HttpTransport
from tests.keychains import Box

if TYPE_CHECKING:
    from pathlib import Path

    from companion.domain.clock import Clock
    from companion.domain.people import User
    from companion.services.enrolments import Connect
    from companion.services.line import Line
    from companion.services.suite import Suite
    from companion.services.views import SyncStatus
    from tests.salesroom import Salesroom


@dataclass
class RealLaptop:
    """A laptop that was signed in with a code. ``close`` and ``start`` are a restart."""

    folder: Path
    address: str
    keychain: Box = field(default_factory=Box)
    clock: Clock = field(default_factory=SystemClock)
    connect: Connect = HttpTransport
    profile: OpenProfile | None = None
    line: Line | None = None

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.folder, self.keychain, self.clock, self.connect)

    @property
    def suite(self) -> Suite:
        assert self.profile is not None
        return open_suite(self.profile, self.clock)

    def sign_in(self, room: Salesroom, user: User) -> RealLaptop:
        code = room.code_for(user)
        self._opened(self.profiles.sign_in(self.address, code, "Her laptop"))
        return self

    def sign_in_again(self, room: Salesroom, user: User) -> RealLaptop:
        assert self.profile is not None
        self.line.hang_up()
        code = room.code_for(user)
        self._opened(self.profiles.sign_in_again(self.profile, code, "Her laptop"))
        return self

    def start(self) -> RealLaptop:
        self._opened(self.profiles.open())
        return self

    def close(self) -> None:
        if self.profile is not None:
            self.line.hang_up()
            self.profile.close()
            self.profile = self.line = None

    def restart(self) -> None:
        self.close()
        self.start()

    def sync(self) -> SyncStatus:
        assert self.line is not None
        return self.line.sync().status

    def add(self, name: str) -> str:
        """Enter a prospect, unsent, and return its id."""
        prospect = Prospect(new_id(), name, owner_id=self.profile.meta.user_id)
        self.suite.prospects.add(prospect)
        return prospect.id

    def image(self, folder: Path) -> RealLaptop:
        """Return a copy of the closed laptop, its disk and its keychain."""
        assert self.profile is None
        shutil.copytree(self.folder, folder)
        return RealLaptop(folder, self.address, self.keychain.copy(), self.clock, self.connect)

    def _opened(self, profile: OpenProfile) -> None:
        self.profile = profile
        self.line = open_suite(profile, self.clock).line
