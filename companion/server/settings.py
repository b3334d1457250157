"""What the server is told by flags or ``COMPANION_…`` variables, checked once at the start."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from companion.domain.errors import RejectedError
from companion.server.database import database_url
from companion.server.hooks.rules import HookRules, read_hook_rules
from companion.server.outside import (
    MailServer,
    Provider,
    read_mail_server,
    read_provider,
    read_public_url,
)
from companion.wire.messages import LOCK_AFTER_DAYS, WAIT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_SECRET = 32
MOST_DRAINING = 300
BODY_SECONDS = 30
_LAST_PORT = 65_535
_MOST_DAYS = 365
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Settings:
    """The server's settings. ``secret_key`` signs the pages' sessions."""

    data_folder: Path
    database_url: str
    host: str
    port: int
    secret_key: str
    logs_json: bool = True
    wait_seconds: int = WAIT_SECONDS
    drain_seconds: int = 0
    body_seconds: int = BODY_SECONDS
    lock_after_days: int = LOCK_AFTER_DAYS
    public_url: str = ""
    provider: Provider | None = None
    mail: MailServer | None = None
    requests_per_laptop: int = 6_000
    requests_per_address: int = 6_000
    metrics_token: str = ""
    releases: Path | None = None
    is_pooled: bool = False
    listen_url: str = ""
    replica_url: str = ""
    export_folder: Path | None = None
    hooks: HookRules = field(default_factory=HookRules)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its flag, its variable, what it is for, and what it is when not given."""

    flag: str
    variable: str
    purpose: str
    default: str = ""


SETTINGS = (
    Setting("--data-dir", "COMPANION_DATA_DIR", "folder for the database file and the secret key"),
    Setting(
        "--database-url",
        "COMPANION_DATABASE_URL",
        "sqlite:///path or postgresql://user:password@host/name (default: a file in the folder)",
    ),
    Setting(
        "--pooled",
        "COMPANION_POOLED",
        "yes if that address is a pooler's that lends connections by the transaction (PgBouncer)",
        "no",
    ),
    Setting(
        "--listen-url",
        "COMPANION_LISTEN_URL",
        "address past the pooler, to hear other server processes' news at once (default: none)",
    ),
    Setting(
        "--replica-url",
        "COMPANION_REPLICA_URL",
        "a streaming replica that marketing's figures are read from (default: the database)",
    ),
    Setting("--host", "COMPANION_HOST", "address to listen on", "127.0.0.1"),
    Setting("--port", "COMPANION_PORT", "port to listen on; 0 takes a free one", "8000"),
    Setting(
        "--secret-key",
        "COMPANION_SECRET_KEY",
        f"signs the pages' sessions, {SHORTEST_SECRET} characters or more (default: made and kept)",
    ),
    Setting("--log-format", "COMPANION_LOG_FORMAT", "json or text", "json"),
    Setting(
        "--lock-after-days",
        "COMPANION_LOCK_AFTER_DAYS",
        "days without contact after which a laptop's window locks; 0: never",
        str(LOCK_AFTER_DAYS),
    ),
    Setting(
        "--public-url",
        "COMPANION_PUBLIC_URL",
        "address people open, such as https://companion.example.com; links and cookies follow it",
    ),
    Setting("--oidc-issuer", "COMPANION_OIDC_ISSUER", "OpenID Connect provider to sign in with"),
    Setting("--oidc-client-id", "COMPANION_OIDC_CLIENT_ID", "what this server is called there"),
    Setting("--oidc-client-secret", "COMPANION_OIDC_CLIENT_SECRET", "its secret there"),
    Setting("--oidc-name", "COMPANION_OIDC_NAME", "what the button says", "your company's account"),
    Setting("--smtp-url", "COMPANION_SMTP_URL", "smtp://user:password@host:587, or smtps://…"),
    Setting("--mail-from", "COMPANION_MAIL_FROM", "address that the weekly digest comes from"),
    Setting(
        "--wait-seconds",
        "COMPANION_WAIT_SECONDS",
        "how long a laptop may wait for news, below what proxies in between allow",
        str(WAIT_SECONDS),
    ),
    Setting(
        "--drain-seconds",
        "COMPANION_DRAIN_SECONDS",
        "seconds to serve on after SIGTERM while /readyz says no, so that a balancer learns of it",
        "0",
    ),
    Setting(
        "--requests-per-laptop",
        "COMPANION_REQUESTS_PER_LAPTOP",
        "requests one laptop may make in a minute; 0: any number",
        "6000",
    ),
    Setting(
        "--requests-per-address",
        "COMPANION_REQUESTS_PER_ADDRESS",
        "requests one address may make in a minute, this machine's own excepted; 0: any number",
        "6000",
    ),
    Setting(
        "--metrics-token",
        "COMPANION_METRICS_TOKEN",
        "what Prometheus shows to read /metrics (default: this machine may read it, without)",
    ),
    Setting(
        "--releases",
        "COMPANION_RELEASES",
        "folder of updates that laptops are offered, as companion-server release made it",
    ),
    Setting(
        "--export-dir",
        "COMPANION_EXPORT_DIR",
        "folder that standing exports are written to (default: there are none)",
    ),
    Setting(
        "--hooks-allow",
        "COMPANION_HOOKS_ALLOW",
        "networks inside that webhooks may call, such as 10.1.0.0/16,fd00::/8 (default: none)",
    ),
    Setting(
        "--hooks-seconds",
        "COMPANION_HOOKS_SECONDS",
        "seconds within which whoever is told by a webhook must have answered, up to 60",
        "15",
    ),
    Setting(
        "--hooks-first-wait",
        "COMPANION_HOOKS_FIRST_WAIT",
        "seconds before a webhook is tried again; each further wait is three times as long",
        "5",
    ),
)
"""Every setting there is; a flag wins over its variable."""


def read_settings(
    flags: Mapping[str, str | None], environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings. ``flags`` maps flag names to values, None where not given.

    Makes the data folder, and the secret key in it, on the first time.

    Raises:
        RejectedError: a setting cannot be; the sentence says which one and what it may be.
    """
    given = os.environ if environment is None else environment
    values = {
        each.flag: flags.get(each.flag) or given.get(each.variable) or each.default
        for each in SETTINGS
    }
    folder = _folder(values["--data-dir"])
    url = values["--database-url"] or f"sqlite:///{folder / 'companion.sqlite3'}"
    database_url(url)
    return Settings(
        data_folder=folder,
        database_url=url,
        host=values["--host"],
        port=_port(values["--port"]),
        secret_key=_secret_key(values["--secret-key"], folder),
        logs_json=_is_json(values["--log-format"]),
        lock_after_days=_days(values["--lock-after-days"]),
        public_url=read_public_url(values),
        provider=read_provider(values),
        mail=read_mail_server(values),
        wait_seconds=_wait_seconds(values["--wait-seconds"]),
        drain_seconds=_drain_seconds(values["--drain-seconds"]),
        requests_per_laptop=_most(values["--requests-per-laptop"]),
        requests_per_address=_most(values["--requests-per-address"]),
        metrics_token=values["--metrics-token"],
        releases=Path(values["--releases"]).resolve() if values["--releases"] else None,
        is_pooled=_is_yes(values["--pooled"], "--pooled"),
        listen_url=_postgres(values["--listen-url"], "COMPANION_LISTEN_URL"),
        replica_url=_postgres(values["--replica-url"], "COMPANION_REPLICA_URL"),
        export_folder=Path(values["--export-dir"]) if values["--export-dir"] else None,
        hooks=read_hook_rules(values),
    )


def _folder(text: str) -> Path:
    folder = Path(text) if text else user_data_path("companion-server", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"The data folder {folder} cannot be made: {error.strerror}. "
        raise RejectedError(sentence + "Please set COMPANION_DATA_DIR.", "data_dir") from error
    return folder.resolve()


def _is_yes(text: str, flag: str) -> bool:
    if text not in {"yes", "no"}:
        sentence = f"{flag} must be yes or no, not “{text}”."
        raise RejectedError(sentence, "pooled")
    return text == "yes"


def _postgres(text: str, variable: str) -> str:
    if text and database_url(text).get_backend_name() != "postgresql":
        sentence = f"{variable} must be postgresql://user:password@host/name."
        raise RejectedError(sentence, "database_url")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > _LAST_PORT:
        sentence = f"The port must be a number from 0 to 65535, not “{text}”. "
        raise RejectedError(sentence + "Please check COMPANION_PORT.", "port")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > _MOST_DAYS:
        sentence = f"The days until a window locks must be a number up to 365, not “{text}”. "
        raise RejectedError(sentence + "Please check COMPANION_LOCK_AFTER_DAYS.", "lock_after_days")
    return int(text)


def _wait_seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= WAIT_SECONDS:
        sentence = f"Laptops may wait 1 to {WAIT_SECONDS} seconds, not “{text}”. "
        raise RejectedError(sentence + "Please check COMPANION_WAIT_SECONDS.", "wait_seconds")
    return int(text)


def _drain_seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text[:_LONGEST_NUMBER]) > MOST_DRAINING:
        sentence = f"A server may serve on for up to {MOST_DRAINING} seconds, not “{text}”. "
        raise RejectedError(sentence + "Please check COMPANION_DRAIN_SECONDS.", "drain_seconds")
    return int(text)


def _most(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        sentence = f"The requests per minute must be a whole number, not “{text}”. "
        advice = "Please check COMPANION_REQUESTS_PER_LAPTOP and COMPANION_REQUESTS_PER_ADDRESS."
        raise RejectedError(sentence + advice, "requests")
    return int(text)


def _secret_key(text: str, folder: Path) -> str:
    key = text or _kept_key(folder / "secret.key")
    if len(key) < SHORTEST_SECRET:
        sentence = f"The secret key needs at least {SHORTEST_SECRET} characters. "
        raise RejectedError(sentence + "Please check COMPANION_SECRET_KEY.", "secret_key")
    return key


def _kept_key(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST_SECRET))
    except FileExistsError:
        pass
    except OSError as error:
        sentence = f"The secret key cannot be kept in {path.parent}: {error.strerror}."
        raise RejectedError(sentence, "secret_key") from error
    return path.read_text(encoding="ascii").strip()


def _is_json(text: str) -> bool:
    if text not in {"json", "text"}:
        sentence = f"The log format must be json or text, not “{text}”. "
        raise RejectedError(sentence + "Please check COMPANION_LOG_FORMAT.", "log_format")
    return text == "json"
