"""``companion-server``: the commands of whoever looks after the server.

Exit codes: 0 done, 1 refused with a sentence, 2 wrong flags or settings.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from companion import __version__
from companion.domain.clock import SystemClock
from companion.domain.enrolment_links import EnrolmentLink
from companion.domain.errors import CompanionError
from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.backup_command import add_backup_commands
from companion.server.chores import (
    add_person,
    clean_files,
    count_anew,
    fill_with_demo,
    make_code,
    set_up,
)
from companion.server.database import open_database
from companion.server.device_command import add_device_commands
from companion.server.digest_command import add_digest, run_digest
from companion.server.export_command import add_export_commands
from companion.server.import_command import add_campaigns, add_prospects, run_import
from companion.server.key_command import add_key_commands
from companion.server.passwords import asked_password
from companion.server.releases.command import add_release_commands
from companion.server.schema import migrate
from companion.server.settings import SETTINGS, Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.server.database import Database

_DONE, _REFUSED, _MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = make_arguments().parse_args(arguments)
    if "alone" in given:
        return _run_alone(given)
    try:
        settings = read_settings(_flags(given))
    except CompanionError as error:
        return _complain(error, _MISUSED)
    try:
        with closing(open_database(settings)) as database:
            given.command(settings, database, given)
    except CompanionError as error:
        return _complain(error, _REFUSED)
    except KeyboardInterrupt:
        return _DONE
    return _DONE


def _run_alone(given: argparse.Namespace) -> int:
    """Run a command that needs neither settings nor a database."""
    try:
        given.alone(given)
    except CompanionError as error:
        return _complain(error, _REFUSED)
    return _DONE


def _complain(error: CompanionError, code: int) -> int:
    print(error.sentence, file=sys.stderr)
    return code


def _flags(given: argparse.Namespace) -> dict[str, str | None]:
    return {each.flag: getattr(given, _place(each.flag)) for each in SETTINGS}


def _place(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


# -- the commands ------------------------------------------------------------------------


def _init(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    password, is_made_up = asked_password(is_from_pipe=given.password_stdin)
    admin = User(new_id(), given.admin_name, given.admin_email, Role.ADMIN)
    made = set_up(database, given.organisation, admin, password, SystemClock().now())
    made |= {"password": password} if is_made_up else {}
    _show(given, made, f"{given.organisation} is set up. Sign in as {admin.email}.")


def _serve(settings: Settings, database: Database, _given: argparse.Namespace) -> None:
    from companion.server.serving import serve  # noqa: PLC0415 - the chores need no web server

    serve(settings, database)


def _migrate(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    migrate(database, is_alone=given.servers_stopped)
    _show(given, {"migrated": True}, "The database has the shape this version needs.")


def _recount(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    _show(given, count_anew(database), "Every figure was counted anew from its records.")


def _clean(settings: Settings, database: Database, given: argparse.Namespace) -> None:
    made = clean_files(database, settings.export_folder, SystemClock().now())
    _show(given, made, "The database's files hold nothing that was erased.")


def _add_user(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    password, is_made_up = asked_password(is_from_pipe=given.password_stdin)
    name = given.name or given.email.partition("@")[0]
    now = SystemClock().now()
    made = add_person(database, name, given.email, Role(given.role), password, now)
    made |= {"password": password} if is_made_up else {}
    _show(given, made, f"{name} can sign in as {made['email']}.")


def _enroll_code(settings: Settings, database: Database, given: argparse.Namespace) -> None:
    made = make_code(database, given.email, given.days, SystemClock().now())
    if settings.public_url:
        made["link"] = EnrolmentLink(settings.public_url, made["code"]).to_link()
    _show(given, made, f"Code for {made['email']}, good for one laptop until {made['expires_at']}:")
    if not given.json:
        print(made["code"])
        print(made.get("link", ""))


def _demo(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    made = fill_with_demo(database, SystemClock().now())
    _show(given, made, f"{made['organisation_name']} is ready to look around. Sign in as:")
    if not given.json:
        for each in made["users"]:
            print(f"  {each['email']}  {each['password']}  ({each['name']}, {each['role']})")


def _show(given: argparse.Namespace, made: dict[str, Any], sentence: str) -> None:
    if given.json:
        print(json.dumps(made))
        return
    print(sentence)
    if "password" in made:
        print(f"Password, shown this once: {made['password']}")


# -- the command line ----------------------------------------------------------------------


def make_arguments() -> argparse.ArgumentParser:
    """Return the whole command line: every command with its flags, and the settings with each."""
    parser = argparse.ArgumentParser(prog="companion-server", description="The shared server.")
    parser.add_argument("--version", action="version", version=f"Companion {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    common = _common_arguments()

    def add(name: str, run: Any, purpose: str, within: Any = commands) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = within.add_parser(
            name, help=purpose, description=purpose, parents=[common]
        )
        added.set_defaults(command=run)
        return added

    _add_init(add("init", _init, "set an empty server up: its organisation and first admin"))
    add("serve", _serve, "serve laptops and pages until stopped")
    purpose = "bring the database to the shape this version needs, while servers go on"
    add("migrate", _migrate, purpose).add_argument(
        "--servers-stopped", action="store_true", help="none is running, so none is left behind"
    )
    add_backup_commands(add)
    add("recount", _recount, "make the pages' figures anew from the records; writers wait")
    add("clean", _clean, "write the database's files anew after erasures; everybody waits")
    users = commands.add_parser("user", help="add people").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    _add_user_add(add("add", _add_user, "add a person", users))
    _add_enroll_code(add("enroll-code", _enroll_code, "make a code that signs one laptop in"))
    devices = commands.add_parser("device", help="look after laptops").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add_device_commands(add, devices)
    keys = commands.add_parser("key", help="look after the keys of programs").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add_key_commands(add, keys)
    imports = commands.add_parser("import", help="take over a list").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add_prospects(add("prospects", run_import, "take over people from a CSV file", imports))
    add_campaigns(
        add("campaigns", run_import, "take over campaigns and adverts from a CSV file", imports)
    )
    exports = commands.add_parser("export", help="give calls back to the CRM").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add_export_commands(add, exports)
    add_digest(add("digest", run_digest, "send marketing and managers the weekly digest"))
    releases = commands.add_parser("release", help="offer updates to laptops").add_subparsers(
        title="commands", required=True, metavar="COMMAND"
    )
    add_release_commands(releases)
    add("demo", _demo, "fill an empty server with an invented company")
    return parser


def _common_arguments() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    settings = common.add_argument_group("settings")
    for each in SETTINGS:
        default = f" (default {each.default})" if each.default else ""
        settings.add_argument(each.flag, help=f"{each.purpose}{default}; or {each.variable}")
    common.add_argument("--json", action="store_true", help="print one JSON object")
    return common


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, help="the organisation's name")
    parser.add_argument("--admin-email", required=True, help="the first admin's email")
    parser.add_argument("--admin-name", default="Admin", help="the first admin's name")
    _add_password(parser)


def _add_user_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="what the person signs in with")
    parser.add_argument("--name", default="", help="the person's name")
    roles = [role.value for role in Role]
    parser.add_argument("--role", choices=roles, default=Role.REP.value, help="what they do")
    _add_password(parser)


def _add_enroll_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="whose laptop it is")
    parser.add_argument(
        "--days", type=int, choices=range(1, 31), default=7, help="how long it is good"
    )


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the input (otherwise asked for, or made up and shown once)",
    )
