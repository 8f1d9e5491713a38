"""Write the parts of docs/reference that the code knows best: commands, kinds and engines. `make docs` starts it.

python -m scripts.write_reference           writes the pages
python -m scripts.write_reference --check   exits with 1 when a page is not what the code says
"""

import argparse
import atexit
import json
import os
import shutil
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
    folder = tempfile.mkdtemp(prefix="gt-docs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(GT_MODE="demo", GT_DATA_DIR=folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
    import django

    django.setup()
    from goldenthread.core import registry
    from goldenthread.domain.kinds import Spine

    titles = {
        Spine.TIE: "Connections (ties)", Spine.PROMISE: "Offers, asks and agreements (promises)",
        Spine.ENTRY: "What happened (entries)", Spine.ROLE: "Parts that others play in them (roles)",
    }  # fmt: skip
    parts = ["# Kinds\n", NOTE, "What can be recorded, as the capabilities of this version declare it.\n"]
    for spine, title in titles.items():
        rows = sorted(registry.kinds_of(spine), key=lambda kind: kind.code)
        if rows:
            parts.append(f"## {title}\n")
            parts.append("\n".join(table(rows)) + "\n")
    return "\n".join(parts)


def table(rows: list) -> Iterator[str]:  # type: ignore[type-arg]  # Kind is imported only once Django is ready
    """Yield the lines of one Markdown table of kinds."""
    yield "| Code | In words | From | To | Unit | Who may know | Half-life in days |"
    yield "|---|---|---|---|---|---|---|"
    for kind in rows:
        to = ", ".join([*kind.receiver, *(["a place"] if kind.place else [])])
        cells = (f"`{kind.code}`", kind.words, ", ".join(kind.giver), to, kind.unit, kind.sensitivity, str(kind.decay))
        yield "| " + " | ".join(cells) + " |"


def engines() -> str:
    """Return the page of engines: for each its question, what its file may say, and an example with its answer."""
    from goldenthread.engines.__main__ import ENGINES

    parts = [
        "# Engines\n", NOTE,
        "The analytics run alone: JSON in, JSON out, no database and no network.\n",
        "    python -m goldenthread.engines NAME FILE.json\n    python -m goldenthread.engines NAME --schema\n",
        "`-` reads what is piped in. It ends with 2 and one sentence when the file cannot be used.\n",
    ]  # fmt: skip
    for name, engine in sorted(ENGINES.items()):
        schema = engine.SCHEMA
        parts.append(f"## {name}: {schema['title']}\n\n{schema['description']}\n")
        parts.append("| In the file | Needed | What it is |\n|---|---|---|\n" + "\n".join(fields(schema)) + "\n")
        for example in schema["examples"]:
            parts.append(f"For example this file:\n\n```json\n{json.dumps(example, indent=2)}\n```\n")
            parts.append(f"gives this answer:\n\n```json\n{json.dumps(engine.run(example), indent=2)}\n```\n")
    return "\n".join(parts)


def fields(schema: dict, path: str = "") -> Iterator[str]:  # type: ignore[type-arg]
    """Yield a row of a Markdown table for each property of a JSON schema, those of lists included."""
    for name, about in schema.get("properties", {}).items():
        needed = "yes" if name in schema.get("required", ()) else ""
        choices = ", ".join(f"`{one}`" for one in about.get("enum", ()) if one is not None)
        told = "; ".join(filter(None, (about.get("description", ""), choices and f"one of {choices}")))
        yield f"| `{path}{name}` | {needed} | {told} |"
        yield from fields(about.get("items", {}), f"{path}{name}[].")


PAGES = {"commands.md": commands, "kinds.md": kinds, "engines.md": engines}


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
