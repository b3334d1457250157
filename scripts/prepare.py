"""Make this clone ready: system libraries, ``.venv``, hash-locked dependencies.

Run by the doors in this folder with any Python from 3.11 on; uses the standard library alone.
``prepare.py run`` wants what the window needs, ``prepare.py test`` a database and a browser too,
``prepare.py package`` what installers are built with (in an environment of their own).
A second run finds its own mark and ends at once.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "resources" / "locks" / "development.txt"
AXE = VENV / "axe.min.js"
AXE_PACKAGE = "axe-core-4.14.1.tgz"
AXE_SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
WINDOW = [
    "libegl1", "libgl1", "libglib2.0-0|libglib2.0-0t64", "libfontconfig1", "libxkbcommon0",
    "libdbus-1-3", "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1",
    "libxcb-shape0", "libxcb-image0", "libxcb-render-util0", "libxcb-xinerama0", "xvfb",
    "fonts-inter|fonts-inter-variable", "fonts-noto-core", "fonts-noto-color-emoji",
    "ca-certificates",
]  # fmt: skip
TESTS = [
    "postgresql", "chromium|chromium-browser", "gnome-keyring", "dbus-daemon", "libsecret-1-0",
    "shellcheck", "git", "pgbouncer", "haproxy",
    "desktop-file-utils", "appstream", "nsis", "debconf",
    "at-spi2-core", "gir1.2-atspi-2.0", "python3-gi", "xdotool",
]  # fmt: skip
WANTED = {
    "run": [],
    "test": TESTS,
    "package": ["binutils", "nsis", "dpkg", "dpkg-dev", "git"],
    "installer": ["debootstrap", "mount"],
    "failover": [*TESTS, "patroni", "python3-etcd", "etcd-server"],
}


def main() -> None:
    """Make everything ready for the purpose named on the command line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        sys.exit(f"Companion needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    purpose = sys.argv[1]
    packages = WINDOW + WANTED[purpose]
    if purpose == "test" and shutil.which("npm") is None:
        packages = [*packages, "npm"]
    if importlib.util.find_spec("ensurepip") is None:
        packages = ["python3-venv", *packages]
    install_packages(packages)
    if purpose in {"package", "installer"}:
        return
    mark = VENV / "prepared"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode() + str(ROOT).encode())
    if not mark.is_file() or mark.read_text() != wanted.hexdigest():
        install_dependencies()
        mark.write_text(wanted.hexdigest())
    if purpose == "test" and not AXE.is_file():
        fetch_axe()
    compile_translations(VENV / "bin" / "pyside6-lrelease")


def install_packages(wanted: list[str]) -> None:
    """Install the system packages that are missing, or say the exact command that does."""
    if shutil.which("apt-get") is None:
        return
    missing = [names for names in wanted if not any(is_installed(n) for n in names.split("|"))]
    if not missing:
        return
    rights = [] if os.geteuid() == 0 else ["sudo"]
    if rights and not has_sudo():
        names = " ".join(each.split("|")[0] for each in missing)
        sys.exit(
            f"These system packages are missing. Please run this, then start again:\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        )
    print(f"Installing system packages: {', '.join(missing)}", flush=True)
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    run([*apt, "update"])
    names = [next(filter(has_candidate, each.split("|")), each.split("|")[0]) for each in missing]
    run([*apt, "install", "-y", "--no-install-recommends", *names])


def is_installed(name: str) -> bool:
    """Tell whether dpkg has the package installed."""
    query = ["dpkg-query", "-W", "-f", "${Status}", name]
    asked = subprocess.run(query, capture_output=True, text=True, check=False)
    return asked.stdout == "install ok installed"


def has_candidate(name: str) -> bool:
    """Tell whether apt could install the package."""
    asked = subprocess.run(
        ["apt-cache", "policy", name], capture_output=True, text=True, check=True
    )
    return "Candidate:" in asked.stdout and "Candidate: (none)" not in asked.stdout


def has_sudo() -> bool:
    """Tell whether sudo would work: without a password, or with somebody there to type it."""
    if shutil.which("sudo") is None:
        return False
    quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return quiet.returncode == 0 or sys.stdin.isatty()


def install_dependencies() -> None:
    """Make ``.venv`` anew and install exactly what the lock names, and Companion itself."""
    print("Installing the locked dependencies into .venv", flush=True)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "-q",
    ]
    run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)])
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def fetch_axe() -> None:
    """Fetch axe-core, which tests whether everybody can use the pages, and check that it is it."""
    name = AXE_PACKAGE.removesuffix(".tgz").replace("axe-core-", "axe-core@")
    with tempfile.TemporaryDirectory() as folder:
        run(["npm", "pack", "--silent", "--pack-destination", folder, name])
        package = Path(folder) / AXE_PACKAGE
        if hashlib.sha256(package.read_bytes()).hexdigest() != AXE_SHA256:
            sys.exit(f"{AXE_PACKAGE} is not the one that is expected. Nothing was kept.")
        with tarfile.open(package) as packed:
            script = packed.extractfile("package/axe.min.js")
            AXE.write_bytes(script.read() if script else b"")


def compile_translations(lrelease: Path) -> None:
    """Compile each translation that changed since it was compiled last."""
    for source in sorted((ROOT / "resources" / "translations").glob("*.ts")):
        compiled = source.with_suffix(".qm")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            run([str(lrelease), "-silent", str(source), "-qm", str(compiled)])


def run(command: list[str]) -> None:
    """Run one command in silence; when it fails, show what it said and stop."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nThis failed (exit {done.returncode}): {' '.join(command)}")


if __name__ == "__main__":
    main()
