"""Resolve the requirements in pyproject.toml and write the two locks, with a hash for every file.

requirements.txt is what runs; requirements-dev.txt adds what tests and builds. Both hold for Python 3.11 and
newer on Linux and macOS. Neither names an index: that choice belongs to the machine that installs.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
HEADER = "# Made by `make lock` from pyproject.toml; not edited by hand.\n"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
)


def lock(name: str, *extras: str) -> None:
    """Write one lock, keeping every version it already holds that still fits."""
    path = ROOT / name
    subprocess.run([UV, "pip", "compile", "pyproject.toml", *OPTIONS, *extras, "-o", name], cwd=ROOT, check=True)
    path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    lock("requirements-dev.txt", "--extra=dev")
    lock("requirements.txt", "--constraint=requirements-dev.txt", "--no-annotate")
