"""Check the built sdist and wheel: complete, and usable in an environment that holds nothing else.

    python tools/check_package.py DIST

DIST holds one of each. The wheel is installed with the extra `server` and runs README's first command, `authing demo`;
the sdist is installed without extras.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BESIDES = ("CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "setup.py", "tox.ini")

USE_CLIENTS = """
import authing
from authing import AuthenticationClient, ManagementClient
from authing.logto import Logto
from authing.zitadel import UserServiceGetUserByIDRequest, Zitadel

ManagementClient(user_pool_id="pool", secret="secret").close()
AuthenticationClient(app_id="app")
with Zitadel.with_access_token("https://id.example", "token") as zitadel:
    zitadel.users, UserServiceGetUserByIDRequest(userId="1")
with Logto("https://logto.example", "m2m", "secret") as logto:
    logto.users, logto.operation("GetUser")
assert "site-packages" in authing.__file__, authing.__file__
print("authing", authing.__version__)
"""


def main(dist: Path) -> None:
    """Check one sdist and one wheel."""
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "authing").rglob("*") if is_source(path)}
    require_all(sources, set(zipfile.ZipFile(wheel).namelist()), wheel)
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    require_all(sources | set(BESIDES), inside, sdist)
    require_licence(wheel)
    with tempfile.TemporaryDirectory() as directory:
        scripts = install(f"{wheel}[server]", Path(directory) / "wheel")
        run(scripts / "python", "-c", USE_CLIENTS, cwd=directory)
        run(scripts / "authing", "--help", cwd=directory)
        run(scripts / "authing", "demo", cwd=directory)
        scripts = install(str(sdist), Path(directory) / "sdist")
        run(scripts / "python", "-c", USE_CLIENTS, cwd=directory)
        require_hint(scripts / "authing", directory)
    print(f"{sdist.name} and {wheel.name} are complete and can be used")


def is_source(path: Path) -> bool:
    """Whether a file belongs to the package."""
    return path.is_file() and "__pycache__" not in path.parts


def require_all(needed: set[str], inside: set[str], archive: Path) -> None:
    """Refuse an archive that lacks a file."""
    if missing := needed - inside:
        sys.exit(f"{archive.name} lacks {', '.join(sorted(missing))}")


def require_licence(wheel: Path) -> None:
    """Refuse a wheel whose metadata names no licence, or that does not carry its text."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = archive.read(metadata).decode("utf-8")
        carried = any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())
    if "License-Expression: Apache-2.0" not in told or "License-File: LICENSE" not in told or not carried:
        sys.exit(f"{wheel.name} does not carry its licence")


def require_hint(command: Path, cwd: str) -> None:
    """Without extras the command line must tell, in one line, what to install."""
    done = subprocess.run([command, "--help"], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode == 0 or "pip install" not in done.stderr or len(done.stderr.splitlines()) != 1:
        sys.exit(f"without extras, `authing` does not tell what to install: {done.stdout}{done.stderr}")


def install(what: str, directory: Path) -> Path:
    """Install into a new environment; returns where its commands are."""
    venv.create(directory, with_pip=True)
    scripts = directory / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", what)
    return scripts


def run(*command: str | Path, cwd: str | None = None) -> None:
    """Run a command, and stop if it fails."""
    print("$", *(str(part) if "\n" not in str(part) else "…" for part in command), flush=True)
    if code := subprocess.run(command, cwd=cwd, check=False).returncode:
        sys.exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
