"""Write the parts of docs/reference that the code knows best: every command and every kind. `make docs` starts it.

python -m scripts.write_reference           writes the pages
python -m scripts.write_reference --check   exits with 1 when a page is not what the code says
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; edit the code instead. -->\n"


def commands() -> str:
    """Return the page of commands: what `--help` says, one heading each."""
    from goldenthread.web.cli import parser

    os.environ["COLUMNS"] = "100"  # help is wrapped at the width of the terminal: here, always the same
    top = parser()
    under = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    parts = ["# Commands\n", NOTE, f"{top.description}\n\n{top.epilog}\n"]
    for name, command in sorted(dict(under.choices or {}).items()):
        parts.append(f"## goldenthread {name}\n\n```\n{command.format_help().rstrip()}\n```\n")
    return "\n".join(parts)


def kinds() -> str:
    """Return the page of kinds: one table for connections, one for promises, and so on."""
    os.environ.update(GT_MODE="demo", GT_DATA_DIR=tempfile.mkdtemp(prefix="gt-docs-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
    import django

    django.setup()
    from goldenthread.core import registry
    from goldenthread.domain.kinds import Spine

    parts = ["# Kinds\n", NOTE, "What can be recorded, as the capabilities of this version declare it.\n"]
    for spine in Spine:
        rows = sorted(registry.kinds_of(spine), key=lambda kind: kind.code)
        if rows:
            parts.append(f"## {spine.value.capitalize()}\n")
            parts.append("\n".join(table(rows)) + "\n")
    return "\n".join(parts)


def table(rows: list) -> Iterator[str]:  # type: ignore[type-arg]  # Kind is imported only once Django is ready
    """Yield the lines of one Markdown table of kinds."""
    yield "| Code | In words | From | To | Unit | Who may know | Half-life in days |"
    yield "|---|---|---|---|---|---|---|"
    for kind in rows:
        to = ", ".join(kind.receiver) + (", a place" if kind.place else "")
        cells = (f"`{kind.code}`", kind.words, ", ".join(kind.giver), to, kind.unit, kind.sensitivity, str(kind.decay))
        yield "| " + " | ".join(cells) + " |"


PAGES = {"commands.md": commands, "kinds.md": kinds}


def main() -> int:
    """Write every page that has changed, or with --check only say which."""
    stale = []
    for name, write in PAGES.items():
        path, text = FOLDER / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                FOLDER.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale:
        print(f"docs/reference: {', '.join(stale)}", "differs from the code: run `make docs`" * ("--check" in sys.argv))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
