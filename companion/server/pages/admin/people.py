"""People as an admin looks after them: who belongs here, as what, and how they get in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, cast

from sqlalchemy import and_, func, select

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.people import Role, User
from companion.domain.problems import Problem
from companion.server.accounts import check_free, end_sessions, open_account
from companion.server.kept import row_fields
from companion.server.tables import account, device, page_session, user
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form


@dataclass(frozen=True, slots=True)
class Person:
    """A person and how they get in. ``rev`` is the revision that was read."""

    user: User
    rev: int
    laptops: int
    sessions: int
    has_password: bool
    has_provider: bool
    began_at: datetime | None


def read_people(cx: Connection, org: str) -> list[Person]:
    """Return everybody, those who left last."""
    laptops = select(device.c.user_id, func.count().label("n")).where(device.c.org == org)
    held = laptops.where(device.c.state != "revoked").group_by(device.c.user_id).subquery()
    begun = (
        select(
            page_session.c.user_id,
            func.count().label("n"),
            func.max(page_session.c.begun_at).label("at"),
        )
        .where(page_session.c.org == org)
        .group_by(page_session.c.user_id)
        .subquery()
    )
    query = (
        select(
            user,
            account.c.password_hash,
            account.c.subject,
            held.c.n.label("laptops"),
            begun.c.n.label("sessions"),
            begun.c.at,
        )
        .outerjoin(account, and_(account.c.org == org, account.c.user_id == user.c.id))
        .outerjoin(held, held.c.user_id == user.c.id)
        .outerjoin(begun, begun.c.user_id == user.c.id)
        .where(user.c.org == org, user.c.deleted_at.is_(None))
        .order_by(user.c.is_active.desc(), user.c.name, user.c.id)
    )
    return [
        Person(
            user=cast("User", from_fields("user", row["id"], row_fields("user", row))),
            rev=row["rev"],
            laptops=row["laptops"] or 0,
            sessions=row["sessions"] or 0,
            has_password=bool(row["password_hash"]),
            has_provider=bool(row["subject"]),
            began_at=row["at"],
        )
        for row in cx.execute(query).mappings()
    ]


def read_person(cx: Connection, org: str, user_id: str) -> Person:
    """Return one person.

    Raises:
        RejectedError: ``not_found``.
    """
    found = next((each for each in read_people(cx, org) if each.user.id == user_id), None)
    if found is None:
        raise RejectedError("There is no such person here.", "not_found")
    return found


def add_person(desk: Desk, user_id: str, form: Form) -> User:
    """Add a person; the same form sent twice adds one.

    Raises:
        RejectedError: ``invalid`` or ``email_in_use``, with a problem per field.
    """
    if not is_record_id(user_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    made = _checked(User(user_id, *_given(form)))
    check_free(desk.cx, made.email, user_id)
    desk.put(made)
    open_account(desk.cx, desk.org, user_id, desk.now)
    return made


def change_person(desk: Desk, user_id: str, base_rev: int, form: Form) -> None:
    """Change what a person is called, their email, role, and whether they belong here.

    Raises:
        RejectedError: ``invalid``, ``email_in_use`` or ``last_admin``, with a problem per field.
        ConflictError: ``changed_meanwhile``.
    """
    kept = read_person(desk.cx, desk.org, user_id)
    name, email, role = _given(form)
    made = _checked(
        replace(kept.user, name=name, email=email, role=role, is_active="is_active" in form)
    )
    if made == kept.user:
        return
    if kept.rev != base_rev:
        sentence = "Somebody else has changed this person meanwhile. Please look once more."
        raise ConflictError(sentence, "changed_meanwhile")
    is_admin = made.is_active and made.role is Role.ADMIN
    if not is_admin and not _other_admins(desk, user_id):
        sentence = "Nobody else here is an admin. Please make somebody one first."
        raise RejectedError(sentence, "last_admin", [Problem("role", "last_admin", sentence)])
    check_free(desk.cx, made.email, user_id)
    desk.put(made)
    open_account(desk.cx, desk.org, user_id, desk.now)
    if not made.is_active:
        end_sessions(desk.cx, desk.org, user_id)


def _given(form: Form) -> tuple[str, str, Role]:
    role = form.get("role")
    if role not in set(Role):
        sentence = "Please choose what this person does."
        raise RejectedError(sentence, problems=[Problem("role", "invalid", sentence)])
    return form.get("name").strip(), form.get("email").strip(), Role(role)


def _checked(given: User) -> User:
    if problems := given.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    return given


def _other_admins(desk: Desk, user_id: str) -> bool:
    mine = user.c.org == desk.org, user.c.role == Role.ADMIN.value, user.c.id != user_id
    query = select(user.c.id).where(*mine, user.c.is_active, user.c.deleted_at.is_(None))
    return desk.cx.execute(query).first() is not None
