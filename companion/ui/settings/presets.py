"""What an administrator preset, in words: shown beside what a person may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.domain.policies import SignIn

if TYPE_CHECKING:
    from companion.domain.policies import Policy

translate = QCoreApplication.translate


def preset_words(policy: Policy) -> list[str]:
    """Return a line for each matter that is preset, under a heading; none if nothing is."""
    lines = [*_servers(policy), *_updates(policy), *_others(policy)]
    if not lines:
        return []
    heading = translate("Presets", "Preset by your administrator, and not to be changed here:")
    return [heading, *(f"• {line}" for line in lines)]


def _servers(policy: Policy) -> list[str]:
    lines = []
    if policy.server is not None:
        lines.append(translate("Presets", "Server: {server}").format(server=policy.server))
    if policy.sign_in is not None:
        ways = {
            SignIn.BROWSER: translate("Presets", "the browser"),
            SignIn.CODE: translate("Presets", "a code"),
            SignIn.LINK: translate("Presets", "a link"),
            SignIn.ALONE: translate("Presets", "without a server"),
            SignIn.DEMO: translate("Presets", "looking around"),
        }
        open_ones = ", ".join(words for way, words in ways.items() if policy.allows(way))
        named = open_ones or translate("Presets", "none")
        lines.append(translate("Presets", "Ways to begin: {ways}").format(ways=named))
    return lines


def _updates(policy: Policy) -> list[str]:
    lines = []
    if policy.updates is not None:
        on = translate("Presets", "Companion updates itself")
        off = translate("Presets", "Updates come another way, Companion looks for none")
        lines.append(on if policy.updates else off)
    if policy.channel is not None:
        words = translate("Presets", "Releases: {channel}")
        lines.append(words.format(channel=policy.channel.value))
    return lines


def _others(policy: Policy) -> list[str]:
    lines = []
    if policy.telemetry is not None:
        lines.append(translate("Presets", "Nothing about how you work is sent to anybody"))
    if policy.lock_after_days is not None:
        words = translate("Presets", "The window locks after {days} days without contact at most")
        lines.append(words.format(days=policy.lock_after_days))
    return lines
