"""Write people, groups, organisations, places, connections, what happened, grants, or the network to a file.

People are in it only when they agreed to be found in the directory; a protected person never is.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import BinaryIO

EXAMPLE = "goldenthread export entries --format csv -o what-happened.csv"
TABLES = ("parties", "places", "ties", "entries")
FORMS = {
    "network": ("graphml", "gexf", "kumu"),
    "360giving": ("json", "csv"),
    **dict.fromkeys(TABLES, ("csv", "xlsx", "json")),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=[*TABLES, "network", "360giving"])
    parser.add_argument(
        "--format",
        default="",
        help="csv, xlsx or json; for the network graphml, gexf or kumu; for 360giving json or csv",
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="the file to write; - for standard output"
    )


def run(arguments: argparse.Namespace) -> int:
    from goldenthread.core import partnership

    form = arguments.format or FORMS[arguments.what][0]
    if form not in FORMS[arguments.what]:
        print(f"{arguments.what} can be written as {', '.join(FORMS[arguments.what])}, not {form}.", file=sys.stderr)
        return 2
    try:
        if arguments.output == "-":
            count = _write(arguments.what, form, sys.stdout.buffer)
        else:
            with Path(arguments.output).open("wb") as stream:
                count = _write(arguments.what, form, stream)
    except partnership.NotSetUp as missing:
        print(missing, file=sys.stderr)
        return 2
    except OSError as wrong:
        print(f"{arguments.output} cannot be written: {wrong.strerror}.", file=sys.stderr)
        return 2
    print(f"{count:,} written.", file=sys.stderr)
    return 0


def _write(what: str, form: str, stream: BinaryIO) -> int:
    from django.utils import timezone

    from goldenthread.core import exporting, partnership, registry, tables
    from goldenthread.core.permissions import SCOPE_BITS, Actor
    from goldenthread.domain.kinds import Scope

    house = partnership.party_id()
    actor = Actor(house, timezone.now(), ((house, SCOPE_BITS[Scope.ALL]),))
    if what not in TABLES:
        exporter = next(each for each in registry.every("exporters") if each.name == what)
        return int(exporter.write(actor, form, stream) or 0)
    table = tables.TABLES[what]
    return exporting.write(table.headings, table.rows(actor), form, stream, what)
