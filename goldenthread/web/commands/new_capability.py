"""Begin a new capability: write the least number of files that passes every test of the house.

Works in a clone of the repository, not in an installed copy. It writes goldenthread/capabilities/NAME and
tests/capabilities/NAME, and adds one line to INSTALLED_APPS. Nothing that is already there is written over.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path
from string import Template

EXAMPLE = 'goldenthread new-capability bookings --words "Rooms and bookings"'
NEEDS_DJANGO = False
ROOT = Path(__file__).resolve().parents[3]
FORMS = Path(__file__).resolve().parents[1] / "new_capability"
SETTINGS = Path("goldenthread/web/settings.py")
URLS = Path("goldenthread/web/urls.py")
LAST_LINE = re.compile(r'(?:^ *"goldenthread\.capabilities\.\w+",\n)+', re.MULTILINE)
LABELS = re.compile(r'^ *"(?:[\w.]+\.)?(\w+)",', re.MULTILINE)
ADDRESSES = re.compile(r'path\("([a-z-]+)/')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="one lower-case word: its folder, its address and its label")
    parser.add_argument("--words", help="what the menu and its page call it, in sentence case (otherwise NAME)")


def run(args: argparse.Namespace) -> int:
    words = (args.words or args.name.replace("_", " ").capitalize()).strip()
    wrong = _wrong_name(args.name) or _wrong_words(words)
    if wrong:
        print(wrong, file=sys.stderr)
        return 1
    for path, text in files(args.name, words).items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        print(f"Wrote    {path}")
    _install(args.name)
    print(f"Changed  {SETTINGS}: one line in INSTALLED_APPS")
    print(f"\nNow:  make messages && .venv/bin/pytest tests/architecture tests/capabilities/{args.name}")
    print(f"Then: make run, sign in, and open /{args.name}/. What goes where: docs/where-things-go.md")
    return 0


def files(name: str, words: str) -> dict[Path, str]:
    """Return what each file of a new capability says, by its path in the repository."""
    code, tests = Path("goldenthread/capabilities") / name, Path("tests/capabilities") / name
    known = {"name": name, "Name": name.title().replace("_", ""), "words": words}
    forms = {
        code / "apps.py": "apps.py.txt",
        code / "manifest.py": "manifest.py.txt",
        code / "permissions.py": "permissions.py.txt",
        code / "urls.py": "urls.py.txt",
        code / "views.py": "views.py.txt",
        code / "templates" / name / "index.html": "index.html.txt",
        tests / f"test_{name}.py": "test.py.txt",
    }
    written = {path: Template((FORMS / form).read_text("utf-8")).substitute(known) for path, form in forms.items()}
    return {code / "__init__.py": "", tests / "__init__.py": "", **written}


def _wrong_name(name: str) -> str:
    """Return why a capability cannot be called this, in a sentence; empty when it can."""
    if not (ROOT / "pyproject.toml").exists() or not (ROOT / SETTINGS).exists():
        return "This works in a clone of the repository, where a capability is written and tested."
    if not re.fullmatch(r"[a-z][a-z_]{1,29}", name) or keyword.iskeyword(name):
        return f"“{name}” cannot be a name here: use one lower-case English word of letters, such as bookings."
    if name in LABELS.findall(_apps()) or (ROOT / "goldenthread/capabilities" / name).exists():
        return f"There is a part called “{name}” already. Choose another name."
    if name in ADDRESSES.findall((ROOT / URLS).read_text("utf-8")):
        return f"The address /{name}/ is taken by a page of the house. Choose another name."
    return ""


def _wrong_words(words: str) -> str:
    if not words or len(words) > 40 or re.search(r'["\\$%{}<>\n]', words):
        return "Give --words of at most 40 letters, without quotation marks or signs: they stand in the menu."
    return ""


def _apps() -> str:
    """Return the part of the settings that names the apps."""
    return (ROOT / SETTINGS).read_text("utf-8").split("INSTALLED_APPS = [", 1)[1].split("]", 1)[0]


def _install(name: str) -> None:
    """Add the capability after the last one in INSTALLED_APPS: their order is the order of the registry."""
    path = ROOT / SETTINGS
    text = path.read_text("utf-8")
    line = f'    "goldenthread.capabilities.{name}",\n'
    path.write_text(LAST_LINE.sub(lambda found: found[0] + line, text, count=1), encoding="utf-8")
