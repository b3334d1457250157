"""Profiles: the first start, opening one again, and joining a server later.

A profile is made beside its place and moved there as a whole at the very end, so that whatever
goes wrong on the way, the folder still holds what it held before.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from companion.domain.addresses import server_address
from companion.domain.errors import (
    CompanionError,
    CorruptError,
    DeniedError,
    RejectedError,
    UnavailableError,
)
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.people import Role, User
from companion.domain.policies import FREE, Policy, SignIn
from companion.services.browser_sign_in import BrowserSignIn
from companion.services.enrolments import Connect, enroll, facts_of, over_http
from companion.services.goodbyes import Goodbyes
from companion.services.key_changes import KeyChange
from companion.services.keys import Keys, TokenBadge, mark_of
from companion.services.sign_outs import SignOuts
from companion.services.wipes import Wipes
from companion.store.contact import note_contact
from companion.store.engine import Database, open_database
from companion.store.handover import hand_over
from companion.store.mending import Mended, mend, open_whole, restore
from companion.store.meta import Meta, read_meta, write_meta
from companion.store.replica import put_base
from companion.system.folders import DATA, DATABASE, make_private
from companion.system.keychain import FolderKeychain, Keychain
from companion.system.os_keychain import OsKeychain
from companion.system.passphrases import FILE as SEALED
from companion.system.preferences import FILE as PREFERENCES
from companion.system.settings import FILE as SETTINGS
from companion.system.settings import (
    Settings,
    keep_marks,
    make_settings,
    read_settings,
    renew_device,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from companion.domain.clock import Clock
    from companion.sync.transport import Transport
    from companion.wire.messages import Enrolled, WipeOrder

log = logging.getLogger(__name__)

DEMO = "demo"
_DRAFT = "setting-up"


@dataclass(frozen=True, slots=True, weakref_slot=True)  # Qt holds the owner of a slot weakly
class OpenProfile:
    """An open profile. ``connect`` is None when it works on this laptop only.

    ``notice`` is what the person must always see about it, empty when there is nothing. ``badge``
    is its token, ``wipe`` makes its database unreadable for good; neither without a server.
    """

    folder: Path
    database: Database
    meta: Meta
    connect: Callable[[], Transport] | None
    notice: str
    badge: TokenBadge | None = None
    wipe: Callable[[WipeOrder, Meta], None] | None = None
    policy: Policy = FREE
    keychain: Keychain = field(default_factory=OsKeychain)

    def close(self) -> None:
        """Close its database."""
        self.database.close()


class Profiles:
    """The profile of one folder. Opening one is slow enough to belong off the main thread."""

    def __init__(
        self,
        folder: Path,
        keychain: Keychain,
        clock: Clock,
        connect: Connect = over_http,
        policy: Policy = FREE,
    ) -> None:
        self._folder = folder
        self._keychain = keychain
        self._clock = clock
        self._connect = connect
        self.policy = policy
        self._wipes = Wipes(folder, keychain, connect)
        self._goodbyes = Goodbyes(folder, connect)
        self._sign_outs = SignOuts(folder, keychain, (SETTINGS, SEALED, PREFERENCES, DATA))

    def browser(self) -> BrowserSignIn:
        """Return the way through the system's browser, under this computer's policy."""
        return BrowserSignIn(self._connect, self.policy)

    def is_wiped(self) -> bool:
        """Tell whether this folder was wiped, or the wipe begun, and nothing was set up since."""
        return self._wipes.note() is not None

    def finish_wipe(self) -> str:
        """Finish a wipe that was begun; return whose it was by name. Safe to repeat.

        Raises:
            UnavailableError: keychain or disk are out of reach for now.
        """
        note = self._wipes.finish()
        return note.organisation_name if note is not None else ""

    def is_new(self) -> bool:
        """Tell whether nothing was set up in the folder yet."""
        return not (self._folder / DATA).exists()

    def sign_in(
        self,
        server_url: str,
        code: str,
        device_name: str,
        region: str = "",
        way: SignIn = SignIn.CODE,
    ) -> OpenProfile:
        """Set up a profile for the person a server's one-time code was made for.

        ``way`` is how the code came here.

        Safe to repeat after any failure: the laptop keeps its device id, and the folder stays
        new until everything is in place.

        Raises:
            RejectedError: the address, the code, or what answers there is not right; the policy
                does not have it.
            UnavailableError: server, keychain or disk are out of reach for now.
        """
        address = self._open_address(server_url, way)
        with self._set_up() as (database, settings):
            enrolled = enroll(self._connect, address, code, settings.device_id, device_name)
            self._keys(settings).keep_token(enrolled.token)
            with database.write() as cx:
                write_meta(cx, **facts_of(enrolled, address), region=region or None)
                note_contact(cx, self._clock.now())
                write_meta(cx, is_demo=bool(self._keychain.notice))
        return self.open()

    def work_alone(self, name: str, region: str) -> OpenProfile:
        """Set up a profile that works on this laptop only. ``region`` is a phone region ("DE").

        Raises:
            RejectedError: ``invalid``: the name is missing.
            UnavailableError: keychain or disk are out of reach for now.
        """
        self.policy.check_way(SignIn.ALONE)
        if not name.strip():
            raise RejectedError("Please give your name.")
        user = User(new_id(), name.strip(), email="", role=Role.REP)
        with self._set_up() as (database, settings), database.write() as cx:
            put_base(cx, (*default_categories(), user))
            write_meta(cx, user_id=user.id, user_name=user.name, role=user.role.value)
            write_meta(cx, device_id=settings.device_id, region=region or None)
            write_meta(cx, is_demo=bool(self._keychain.notice))
        return self.open()

    def look_around(self) -> OpenProfile:
        """Open the demo profile, made the first time; it lies in a folder of its own.

        Raises:
            UnavailableError: the disk is out of reach for now.
        """
        self.policy.check_way(SignIn.DEMO)
        folder = self._folder / DEMO
        make_private(folder)
        demo = Profiles(folder, FolderKeychain(folder), self._clock, self._connect)
        if demo.is_new():
            demo._fill_with_demo()
        return demo.open()

    def open(self) -> OpenProfile:
        """Open the profile that was set up here; a damaged one is mended, and the notice says so.

        Raises:
            CorruptError: ``key_missing``, ``settings_damaged``, ``damaged`` …; nothing is
                changed, and above all no new key is made over an existing database.
            DeniedError: ``wiped``.
            UnavailableError: ``keychain_locked`` and its kind, or the disk.
        """
        if self.is_wiped():
            raise DeniedError("This laptop was wiped by its company.", "wiped")
        settings = read_settings(self._folder)
        database, mended = self._open_database(settings)
        with ExitStack() as unless_opened:
            unless_opened.callback(database.close)
            with database.read() as cx:
                meta = read_meta(cx)
            profile = self._opened(database, meta, settings)
            if mended:
                profile = replace(profile, notice=_notice(profile, mended))
            unless_opened.pop_all()
        return profile

    def change_key(self) -> None:
        """Encrypt everything with a new key. The profile must be closed.

        Raises:
            CorruptError: as ``open``.
            UnavailableError: keychain or disk are out of reach; it goes on at the next start.
        """
        self._key_change(read_settings(self._folder)).change()

    def sign_out(self, *, keeps_files: bool) -> None:
        """Forget token and key of an open profile; ``finish_sign_out`` does the rest when closed.

        From here on nothing of it can be read or sent; what the server must be told is noted.

        Raises:
            UnavailableError: the note cannot be kept: nothing was done; or the keychain cannot be
                asked: it is asked again by ``finish_sign_out``.
        """
        if not self.is_signing_out():
            self._note_goodbye()
        self._sign_outs.begin(self._clock.now(), keeps_files=keeps_files)

    def is_signing_out(self) -> bool:
        """Tell whether a sign-out was begun here and not finished."""
        return self._sign_outs.is_begun()

    def finish_sign_out(self) -> None:
        """Finish a sign-out that was begun: the folder is new afterwards. Safe to repeat.

        Raises:
            UnavailableError: keychain or disk are out of reach for now.
        """
        self._sign_outs.finish()

    def tell_signed_out(self) -> None:
        """Tell the servers that were signed out of here, those that can be reached."""
        self._goodbyes.tell()

    def set_aside(self) -> Path:
        """Put a profile that cannot be opened out of the way, whole, and return where it lies.

        The folder is new afterwards. A stop on the way is mended by doing it again.

        Raises:
            UnavailableError: ``no_folder``.
        """
        place = self._folder / f"set-aside-{self._clock.now():%Y%m%d-%H%M%S}"
        make_private(place)
        try:
            for name in (SETTINGS, SEALED, DATA):  # what names the key first, the data last
                if (self._folder / name).exists():
                    (self._folder / name).rename(place / name)
            _keep_on_disk(self._folder)
        except OSError as error:
            sentence = f"The profile cannot be set aside ({error.strerror}). Nothing is lost."
            raise UnavailableError(sentence, "no_folder") from error
        return place

    def restore(self, backup: Path) -> OpenProfile:
        """Put a backup in the place of the profile's database, which must be closed, and open it.

        What was not sent since is kept; the notice says how much. Safe to repeat.

        Raises:
            CorruptError: ``damaged``: the backup is; the profile is as it was.
            UnavailableError: keychain or disk are out of reach for now; the same.
        """
        path = self._folder / DATA / DATABASE
        key = self._keys(read_settings(self._folder)).known_key(path)
        restored = restore(path, key, backup, self._clock.now())
        profile = self.open()
        return replace(profile, notice=_restored_notice(profile, restored))

    def join(
        self,
        profile: OpenProfile,
        server_url: str,
        code: str,
        device_name: str,
        way: SignIn = SignIn.CODE,
    ) -> OpenProfile:
        """Let a profile that worked alone join a server; everything in it is sent afterwards.

        Returns the same open profile with its new facts; ``profile`` must not be used any more.

        Raises:
            RejectedError: ``already_joined``, or as ``sign_in``.
            UnavailableError: as ``sign_in``; the profile is as it was.
        """
        alone = profile.meta.user_id
        if profile.meta.server_url is not None or alone is None:
            raise RejectedError("This profile has its server already.", "already_joined")
        settings = read_settings(self._folder)
        address = self._open_address(server_url, way)
        enrolled = enroll(self._connect, address, code, settings.device_id, device_name)
        self._keys(settings).keep_token(enrolled.token)
        with profile.database.write() as cx:
            hand_over(cx, alone, enrolled.user_id)
            write_meta(cx, **facts_of(enrolled, address), cursor=None)
            note_contact(cx, self._clock.now())
            meta = read_meta(cx)
        return self._opened(profile.database, meta, settings)

    def sign_in_again(
        self, profile: OpenProfile, code: str, device_name: str, way: SignIn = SignIn.CODE
    ) -> OpenProfile:
        """Get a new token for a profile whose server asks to sign in; nothing else changes.

        Raises:
            RejectedError: ``another_person`` when the code was made for somebody else, or as
                ``sign_in``.
            UnavailableError: as ``sign_in``.
        """
        address = profile.meta.server_url
        if address is None:
            raise RejectedError("This profile works without a server.", "alone")
        self._open_address(address, way)
        settings, enrolled = self._enroll_again(profile, address, code, device_name)
        if enrolled.user_id != profile.meta.user_id:
            sentence = (
                f"This code was made for {enrolled.user_name}, but this profile belongs to "
                f"{profile.meta.user_name}. Please ask for a code of your own."
            )
            raise RejectedError(sentence, "another_person")
        self._keys(settings).keep_token(enrolled.token)
        with profile.database.write() as cx:
            write_meta(cx, device_id=enrolled.device_id, wipe_key=enrolled.wipe_key)
            write_meta(cx, is_copied=False)
            note_contact(cx, self._clock.now())
            meta = read_meta(cx)
        return self._opened(profile.database, meta, settings)

    def _note_goodbye(self) -> None:
        """Note what the server must be told, if the profile can still be read."""
        path, keys = self._folder / DATA / DATABASE, self._keys(read_settings(self._folder))
        try:
            database = open_database(path, keys.known_key(path))
            with closing(database), database.read() as cx:
                meta = read_meta(cx)
            self._goodbyes.keep(meta, keys.token())
        except CompanionError as failure:  # a profile that cannot be read may be left all the same
            log.warning("the server will not be told: %s", failure.code)

    def _open_address(self, server_url: str, way: SignIn) -> str:
        """Return a server's full address if the policy lets this laptop sign in there this way."""
        self.policy.check_way(way)
        address = server_address(server_url)
        self.policy.check_server(address)
        return address

    def _enroll_again(
        self, profile: OpenProfile, address: str, code: str, device_name: str
    ) -> tuple[Settings, Enrolled]:
        """Enrol as the same laptop, or as a new one where this is a copy of it."""
        with profile.database.read() as cx:
            meta = read_meta(cx)

        def as_laptop(settings: Settings) -> tuple[Settings, Enrolled]:
            here = settings.device_id, device_name, meta.server_id, meta.turn
            return settings, enroll(self._connect, address, code, *here)

        if not meta.is_copied:
            try:
                return as_laptop(read_settings(self._folder))
            except RejectedError as refusal:
                if refusal.code != "device_cloned":
                    raise
        return as_laptop(self._renewed_settings(meta))

    def _renewed_settings(self, meta: Meta) -> Settings:
        """Return settings with an id of its own, the same one when this is tried again."""
        settings = read_settings(self._folder)
        return renew_device(self._folder) if settings.device_id == meta.device_id else settings

    def _fill_with_demo(self) -> None:
        from companion.demo.content import make_demo  # noqa: PLC0415 - most starts need none of it

        demo = make_demo(self._clock.now())
        rep = next(user for user in demo.users if user.role is Role.REP)
        with self._set_up() as (database, settings), database.write() as cx:
            put_base(cx, demo.records)
            write_meta(cx, user_id=rep.id, user_name=rep.name, role=rep.role.value)
            write_meta(cx, device_id=settings.device_id, is_demo=True)
            write_meta(cx, organisation_id=demo.organisation.id)
            write_meta(cx, organisation_name=demo.organisation.name)

    @contextmanager
    def _set_up(self) -> Iterator[tuple[Database, Settings]]:
        """Give an empty database beside its place; at the end of the block it takes its place."""
        if not self.is_new():
            sentence = f"There is a profile in {self._folder} already. Please open that one."
            raise RejectedError(sentence, "already_set_up")
        if self.is_wiped():
            self._wipes.finish()
        make_private(self._folder)
        settings = make_settings(self._folder)
        key = self._keys(settings).make_key()
        settings = keep_marks(self._folder, mark_of(key))
        draft = self._folder / _DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        make_private(draft)
        try:
            database = open_database(draft / DATABASE, key)
            try:
                yield database, settings
            finally:
                database.close()
            self._wipes.forget()
            self._move(draft)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _move(self, draft: Path) -> None:
        try:
            draft.rename(self._folder / DATA)
            _keep_on_disk(self._folder)
        except OSError as error:
            sentence = f"The profile could not be put into {self._folder} ({error.strerror})."
            raise UnavailableError(sentence, "no_folder") from error

    def _open_database(self, settings: Settings) -> tuple[Database, Mended | None]:
        path = self._folder / DATA / DATABASE
        if not path.exists():
            sentence = f"The file {path} is gone. Please put it back from a backup."
            raise CorruptError(sentence, "database_missing")
        key = self._key_change(settings).key()
        try:
            return open_whole(path, key), None
        except CorruptError as damage:
            log.warning("the database is damaged: %s", damage.code)
            mended = mend(path, key, self._clock.now())
        return open_whole(path, key), mended

    def _opened(self, database: Database, meta: Meta, settings: Settings) -> OpenProfile:
        notice = f"{self.policy.trouble} {self._keychain.notice}".strip()
        if meta.server_url is None:
            alone = OpenProfile(self._folder, database, meta, None, notice, policy=self.policy)
            return replace(alone, keychain=self._keychain)
        badge = TokenBadge(self._keys(settings))
        connect = partial(self._reach, meta.server_url, badge, meta.server_id)
        return OpenProfile(
            self._folder,
            database,
            meta,
            connect,
            notice,
            badge,
            self._wipes.begin,
            self.policy,
            self._keychain,
        )

    def _reach(self, address: str, badge: TokenBadge, server_id: str | None) -> Transport:
        """Make a transport, unless an administrator has set another server since the sign-in.

        Raises:
            RejectedError: ``another_server``: nothing is sent there, and nothing is lost.
        """
        self.policy.check_server(address)
        return self._connect(address, badge.token, server_id)

    def _key_change(self, settings: Settings) -> KeyChange:
        return KeyChange(self._folder, self._folder / DATA / DATABASE, self._keys(settings))

    def _keys(self, settings: Settings) -> Keys:
        return Keys(self._keychain, settings.profile_id)


def _notice(profile: OpenProfile, mended: Mended) -> str:
    """Say what happened to a damaged database, for the person to see until the next start."""
    at = mended.backup_at
    ground = f"the backup of {at.astimezone():%d %B %Y}" if at else "an empty one"
    saved = "1 unsent entry was" if mended.edits == 1 else f"{mended.edits:,} unsent entries were"
    rest = ", the rest is fetched from the server" if profile.connect else ""
    partly = " Not all of it could be read." if not mended.is_all_saved else ""
    sentence = (
        f"The profile's file was damaged; it is kept as {mended.kept.name}. Companion went on from "
        f"{ground}: {saved} saved{rest}.{partly}"
    )
    return f"{profile.notice} {sentence}".strip()


def _restored_notice(profile: OpenProfile, restored: Mended) -> str:
    """Say what came of putting a backup back, for the person to see until the next start."""
    at = restored.backup_at
    saved = "1 unsent entry is" if restored.edits == 1 else f"{restored.edits:,} unsent entries are"
    day = f"{at.astimezone():%d %B %Y}" if at else "an unknown day"
    sentence = (
        f"The backup of {day} is in place; {saved} kept. What was here before lies in "
        f"{restored.kept.name}."
    )
    return f"{profile.notice} {sentence}".strip()


def _keep_on_disk(folder: Path) -> None:
    """Make sure that a new name in a folder outlives a power cut, where folders can be synced."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
