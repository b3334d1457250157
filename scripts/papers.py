"""What an installer says about the work of others in it: a bill of materials, and their licences.

``build.spec`` calls it between looking for what the window uses and freezing that, so the papers
name what is really inside. Something inside that the laptop's lock does not name ends the build.
"""

import json
import platform
import re
import subprocess
import sys
import sysconfig
from dataclasses import asdict
from importlib.metadata import packages_distributions
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.backends.openssl import backend
from PySide6.QtCore import qVersion

from companion import __version__
from companion.services.about import Foundation, installed_foundations
from companion.system.folders import NAME

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "resources" / "locks" / "laptop.txt"
LICENCES = ROOT / "resources" / "installers" / "licences"
LESSER_GPL = ("pyside6-essentials", "shiboken6")
"""Their wheels name the licence and do not bring its text."""

HEAD = f"""Companion {__version__} stands on the work of others. Each follows with its version,
its licence and the licence's text. The source of a library of Python is in the Python Package Index
under its name and version. Qt and its bindings are used under the LGPL: their libraries lie in the
program's folder, each in a file of its own, and may be replaced there.
"""


def write_papers(folder: Path, frozen: set[str]) -> None:
    """Write the papers for the top-level modules that are frozen into a folder."""
    lock = LOCK.read_text("utf-8")
    locked = {canon(each) for each in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    owners = packages_distributions()
    shipped = {canon(owner) for each in frozen for owner in owners.get(each, ())}
    if strays := shipped - locked:
        sys.exit(f"Frozen, but not in the laptop's lock: {', '.join(sorted(strays))}")
    libraries = [each for each in installed_foundations() if canon(each.name) in shipped]
    foundations = [*map(with_text, libraries), *carried()]
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "foundations.json", [asdict(each) for each in foundations])
    notices = [f"{each.name} {each.version}\n{each.licence}\n\n{each.text}" for each in foundations]
    text = f"\n\n{'=' * 80}\n".join([HEAD, *notices])
    (folder / "third-party-notices.txt").write_text(text, encoding="utf-8")
    (folder / "licence.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    write_bill(folder / "bill-of-materials.cdx.json", shipped)


def with_text(library: Foundation) -> Foundation:
    """Return a library with its licence's text, which two wheels leave out."""
    if library.name not in LESSER_GPL:
        return library
    texts = [(LICENCES / name).read_text("utf-8") for name in ("lgpl-3.0.txt", "gpl-3.0.txt")]
    return Foundation(library.name, library.version, "LGPL-3.0-only", "\n\n".join(texts))


def carried() -> list[Foundation]:
    """Return what is inside without being a package: Python, and what some wheels are linked to."""
    base = sqlcipher.connect(":memory:")
    base.execute("PRAGMA key = 'none'")  # without one it does not say what encrypts
    asked = ("cipher_version", "cipher_provider_version")
    cipher, provider = (base.execute(f"PRAGMA {each}").fetchone()[0] for each in asked)
    base.close()
    licence = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    python = licence.read_text("utf-8") if licence.is_file() else ""
    return [
        Foundation("Python", platform.python_version(), "PSF-2.0", python),
        Foundation("Qt (in pyside6-essentials)", qVersion(), "LGPL-3.0-only"),
        Foundation("SQLCipher (in sqlcipher3)", cipher.split()[0], "BSD-3-Clause"),
        Foundation("SQLite (in sqlcipher3)", sqlcipher.sqlite_version, "blessing"),
        Foundation("OpenSSL (in sqlcipher3)", provider.split()[1], "Apache-2.0"),
        Foundation(
            "OpenSSL (in cryptography)", backend.openssl_version_text().split()[1], "Apache-2.0"
        ),
    ]


def write_bill(to: Path, shipped: set[str]) -> None:
    """Write the bill of materials: of the environment, what is shipped, and what that carries."""
    tool = Path(sys.executable).with_name("cyclonedx-py")
    command = [tool, "environment", "--of", "JSON", "--output-reproducible", sys.executable]
    bill = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    bill["components"] = [each for each in bill["components"] if canon(each["name"]) in shipped]
    known = {each["bom-ref"] for each in bill["components"]}
    bill["dependencies"] = [each for each in bill.get("dependencies", ()) if each["ref"] in known]
    bill["components"] += [component(each) for each in carried()]
    bill["metadata"]["component"] = {
        "bom-ref": NAME, "type": "application", "name": NAME, "version": __version__,
        "licenses": [{"license": {"id": "MIT"}}],
    }  # fmt: skip
    write_json(to, bill)


def component(part: Foundation) -> dict[str, object]:
    """Return a part as the bill of materials says it."""
    named = {"bom-ref": part.name, "type": "library", "name": part.name, "version": part.version}
    return named | {"licenses": [{"license": {"id": part.licence}}]}


def write_json(to: Path, held: object) -> None:
    """Write something as JSON, the same bytes for the same input."""
    to.write_text(json.dumps(held, indent=1, sort_keys=True), encoding="utf-8")


def canon(name: str) -> str:
    """Write a package's name in the one way that names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
