"""What the doctor's checks are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def check_name(check: str) -> str:
    """Return the name of a check for a person; one without a name keeps its own."""
    names = {
        "version": translate("Checks", "Version"),
        "resources": translate("Checks", "Program files"),
        "encryption": translate("Checks", "Encryption"),
        "keychain": translate("Checks", "Keychain"),
        "disk": translate("Checks", "Disk"),
        "profile": translate("Checks", "Profile"),
        "database": translate("Checks", "Database"),
        "backups": translate("Checks", "Backups"),
        "network": translate("Checks", "Network"),
        "proxy": translate("Checks", "Proxy"),
        "certificate": translate("Checks", "Certificate"),
        "server": translate("Checks", "Server"),
        "versions": translate("Checks", "Both versions"),
        "clock": translate("Checks", "Clock"),
    }
    return names.get(check, check)
