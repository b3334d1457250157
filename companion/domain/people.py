"""The people and laptops of an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.domain.problems import Problem, joined, needs_text
from companion.domain.prospects import is_email


class Role(StrEnum):
    """What a person is here for; who may see and write what follows from it."""

    REP = "rep"
    MARKETER = "marketer"
    MANAGER = "manager"
    ADMIN = "admin"


class DeviceState(StrEnum):
    """Whether a laptop may sync: ``draining`` ones may only send what they still hold."""

    ACTIVE = "active"
    DRAINING = "draining"
    REVOKED = "revoked"


class BarredCalls(StrEnum):
    """What an organisation wants when somebody who must not be called is dialled all the same."""

    REASON = "reason"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company; every row on the server belongs to exactly one."""

    id: str
    name: str

    def problems(self) -> list[Problem]:
        """List what must be mended before this organisation can be kept."""
        return needs_text("name", self.name, "the organisation a name")


@dataclass(frozen=True, slots=True)
class User:
    """A person with a role, as colleagues see them."""

    id: str
    name: str
    email: str
    role: Role = Role.REP
    is_active: bool = True

    def problems(self) -> list[Problem]:
        """List what must be mended before this user can be kept."""
        wrong = (
            []
            if is_email(self.email)
            else [Problem("email", "invalid", f"“{self.email}” is not an email address.")]
        )
        return joined(needs_text("name", self.name, "the person's name"), wrong)


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop signed in for a user."""

    id: str
    user_id: str
    name: str
    state: DeviceState = DeviceState.ACTIVE
