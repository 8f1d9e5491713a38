"""Run one engine on a file: `python -m goldenthread.engines NAME FILE.json`."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from goldenthread.engines import linkage, losing_touch
from goldenthread.engines.schemas import BadInput, Json


class Engine(Protocol):
    """What a module offers to be run from here: the schema of its input, and a function from JSON to JSON."""

    SCHEMA: dict[str, Json]

    def run(self, data: Json, /) -> dict[str, Json]: ...


ENGINES: Mapping[str, Engine] = {
    "linkage": linkage,
    "losing_touch": losing_touch,
}

EXAMPLE = """\
example:
  echo '{"parties": [{"id": "Amina"}, {"id": "lunch club"}, {"id": "library"}],
         "ties": [{"source": "Amina", "target": "lunch club"},
                  {"source": "lunch club", "target": "library"}],
         "party": "lunch club"}' > place.json
  python -m goldenthread.engines losing_touch place.json

engines:
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the answer and return 0; or print one sentence on standard error and return 2."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    engine = ENGINES[asked.engine]
    try:
        if asked.schema:
            answer = engine.SCHEMA
        elif asked.file:
            answer = engine.run(_read(asked.file))
        else:
            raise BadInput("No file was named; name one, or - to read what is piped in.")
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    print(json.dumps(answer, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m goldenthread.engines",
        description="Ask one of the engines of Golden Thread about a place written as JSON.",
        epilog=EXAMPLE + "\n".join(f"  {name}: {engine.SCHEMA['title']}" for name, engine in ENGINES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("engine", choices=ENGINES, metavar="NAME", help="the engine: " + ", ".join(ENGINES))
    parser.add_argument("file", nargs="?", metavar="FILE.json", help="the file to read, or - for what is piped in")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of the file instead")
    return parser


def _read(name: str) -> Json:
    """Read JSON from the file called `name`, or from standard input for "-"."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as problem:
        raise BadInput(f"{name} could not be read ({problem.strerror}); check its name and folder.") from None
    name = "What was piped in" if name == "-" else name
    try:
        return json.loads(content)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno} ({problem.msg})"
        raise BadInput(
            f"{name} is not whole JSON: it goes wrong at {where}; was it cut off? Save or send it again."
        ) from None
    except RecursionError:
        raise BadInput(f"{name} has lists inside lists too deep to read; it is not a place file.") from None
    except ValueError:
        raise BadInput(f"{name} is not readable as JSON text; save it as UTF-8.") from None


if __name__ == "__main__":
    sys.exit(main())
