"""Make `.venv` and put into it exactly what the locked requirements say. Started by `make setup`.

Works with any Python from 3.11, as root or not, and leaves the choice of package index to the machine.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = "requirements-dev.txt"

REMEDY = """\
This Python has no `venv` with `pip` in it. One line mends it:

    {sudo}apt install python3-venv

and on Fedora `dnf install python3-pip`, on Alpine `apk add py3-pip`. Then run the same command again.
"""


def main() -> None:
    """Make the environment, fill it, and install the project so that edits take effect at once."""
    os.chdir(ROOT)
    if not usable():
        make_venv()
    install_requirements()
    install_project()


def usable() -> bool:
    """Say whether `.venv` is there and its Python starts."""
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0


def make_venv() -> None:
    """Make `.venv` the ordinary way, or with uv, or with a pip from outside; else say what to install."""
    if importlib.util.find_spec("ensurepip") and quietly([sys.executable, "-m", "venv", "--clear", VENV]):
        return
    if shutil.which("uv") and quietly(["uv", "venv", "--seed", "--clear", "--python", sys.executable, VENV]):
        return
    if importlib.util.find_spec("pip") and quietly([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(REMEDY.format(sudo="" if os.geteuid() == 0 else "sudo "))


def install_requirements() -> None:
    """Install the lock: with uv, ten times faster, where uv can be had; with pip otherwise.

    uv reads its own settings and not pip's, so on a machine with an index of its own it may find nothing: then pip.
    """
    if uv := find_uv():
        say("Installing what the project stands on (with uv)")
        environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
        command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", LOCK]
        if subprocess.run(command, check=False, env=environment).returncode == 0:
            return
    say("Installing what the project stands on (with pip; about a minute)")
    run([*pip(), "install", "--quiet", "--require-hashes", "-r", LOCK])


def find_uv() -> str | Path | None:
    """Return a uv: the environment's own, the machine's, or the locked one installed by pip just now."""
    own = VENV / "bin" / "uv"
    if own.exists():
        return own
    if found := shutil.which("uv"):
        return found
    pin = VENV / "uv.txt"
    pin.write_text(entry_of("uv"), encoding="utf-8")
    return own if quietly([*pip(), "install", "--quiet", "--require-hashes", "-r", pin]) else None


def entry_of(name: str) -> str:
    """Return the lines of one package, with its hashes, from the lock."""
    lines = (ROOT / LOCK).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next(n for n in range(start, len(lines)) if not lines[n].endswith("\\"))
    return "\n".join(lines[start : end + 1]) + "\n"


def install_project() -> None:
    """Install the project itself as a pointer to this folder, without asking any index."""
    command = [*pip(), "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    run(command)


def pip() -> list[str | Path]:
    """Return how to call pip for `.venv`: its own pip, or an outside one pointed at it."""
    inside = subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
    return [PYTHON, "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def quietly(command: list[str | Path]) -> bool:
    """Run a command whose failure has another way out; its words go to the screen only when it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


def run(command: list[str | Path]) -> None:
    """Run a command that has to work."""
    done = subprocess.run(command, check=False)
    if done.returncode:
        sys.exit(f"\nThis did not work: {' '.join(map(str, command))}\nMend what it says above and run the same again.")


def say(words: str) -> None:
    """Tell the person waiting what is going on."""
    print(f"· {words}", flush=True)


if __name__ == "__main__":
    main()
