"""The policy file of a computer: TOML in a folder that only its administrator can write to.

No environment variable names another one, ``XDG_CONFIG_DIRS`` neither: whoever starts the program
could open with it what the policy closes. A file that is there but cannot be read, or says
something we do not know, opens nothing: what was read well holds, all else is closed.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import site_config_path

from companion.domain.addresses import server_address
from companion.domain.errors import RejectedError
from companion.domain.policies import CLOSED, MOST_LOCK_DAYS, PRESETS, Channel, Policy, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "policy.toml"
_LINUX = (Path("/etc/companion"), Path("/etc/xdg/companion"))
_MOST_BYTES = 64 * 1024


def policy_folders() -> tuple[Path, ...]:
    """Return where a policy may lie, the first one that has a file wins."""
    if sys.platform in {"win32", "darwin"}:
        return (site_config_path("Companion", appauthor=False),)
    return _LINUX


def read_policy(folders: tuple[Path, ...] | None = None) -> Policy:
    """Return what the administrator decided; nothing if there is no file. Never raises."""
    for folder in policy_folders() if folders is None else folders:
        path = folder / FILE
        try:
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return _closed(Policy(str(path)), error.strerror or type(error).__name__)
        return _understood(path, content)
    return Policy()


def _understood(path: Path, content: bytes) -> Policy:
    policy, problems = Policy(str(path)), []
    if len(content) > _MOST_BYTES:
        return _closed(policy, "it is too long")
    try:
        told = _flat(tomllib.loads(content.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        return _closed(policy, str(error))
    for name, value in told.items():
        try:
            field, read = _READERS[name]
            policy = replace(policy, **{field: read(value)})
        except KeyError:
            problems.append(f"“{name}” is not known")
        except (ValueError, TypeError) as error:
            problems.append(f"“{name}” {error}")
        except RejectedError:
            problems.append(f"“{name}” is not the address of a server")
    return _closed(policy, "; ".join(problems)) if problems else policy


def _flat(told: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in told.items():
        inner = value if isinstance(value, dict) else {"": value}
        flat |= {".".join(filter(None, (name, key))): each for key, each in inner.items()}
    return flat


def _closed(policy: Policy, why: str) -> Policy:
    """Close everything that was not read well."""
    missing = {
        name: value
        for name in PRESETS
        if getattr(policy, name) is None and (value := getattr(CLOSED, name)) is not None
    }
    sentence = (
        f"The policy file {policy.path} cannot be followed: {why}. Until it is mended, signing in "
        "anew and updates stay off. Please tell your administrator."
    )
    return replace(policy, **missing, trouble=sentence)


def _address(value: object) -> str:
    return server_address(_text(value))


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value.strip()
    raise ValueError("must be a text")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("must be true or false")


def _off(value: object) -> bool:
    if _flag(value):
        raise ValueError("cannot be true: Companion sends nothing of the kind")
    return False


def _days(value: object) -> int:
    if type(value) is int and 1 <= value <= MOST_LOCK_DAYS:
        return value
    raise ValueError(f"must be a number of days from 1 to {MOST_LOCK_DAYS}")


def _ways(value: object) -> frozenset[SignIn]:
    known = [each.value for each in SignIn]
    if isinstance(value, list) and all(each in known for each in value):
        return frozenset(map(SignIn, value))
    raise ValueError(f"must be a list of {', '.join(known)}")


def _channel(value: object) -> Channel:
    known = [each.value for each in Channel]
    if value in known:
        return Channel(str(value))
    raise ValueError(f"must be one of {', '.join(known)}")


_READERS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "server": ("server", _address),
    "sign_in": ("sign_in", _ways),
    "updates.enabled": ("updates", _flag),
    "updates.channel": ("channel", _channel),
    "updates.source": ("update_source", _text),
    "telemetry": ("telemetry", _off),
    "lock_after_days": ("lock_after_days", _days),
}

KEYS = frozenset(_READERS)
"""Every key that a policy may have; a table's own are written after a dot."""
