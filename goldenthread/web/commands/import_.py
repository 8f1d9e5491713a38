"""Bring a file, or a folder of files, in: all of it or none of it.

What it is (people and groups, places, connections, what happened, grants, a service directory, postcodes,
boundaries) is worked out from what is in it. With --dry-run it only says what would happen. The same file twice
changes nothing, and `goldenthread undo` takes an import back.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

EXAMPLE = "goldenthread import hirers.xlsx --dry-run"
READERS = ("parties", "places", "ties", "entries", "360giving", "oruk", "postcodes", "boundaries")
SHOWN = 20  # refusals and remarks that are printed; --json has them all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE|FOLDER", help="what to bring in")
    parser.add_argument(
        "--as", dest="as_", choices=READERS, default="", help="what it is, where that cannot be worked out"
    )
    parser.add_argument("--source", metavar="NAME", default="", help="what the list is called; refs are kept under it")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from goldenthread.core import importing

    if not args.path.exists() or (args.path.is_dir() and args.as_):
        why = (
            "a folder is several lists, so leave out --as" if args.path.exists() else "there is no such file or folder"
        )
        print(f"goldenthread import: {args.path}: {why}.", file=sys.stderr)
        return 2
    at, bar = timezone.now(), Bar(sys.stderr)
    given: dict[str, Any] = {"source": args.source, "by": None, "at": at, "progress": bar.read}
    if args.path.is_dir():
        staged = importing.stage_folder(args.path, **given)
    else:
        staged = importing.stage_file(args.path, as_=args.as_, **given)
    try:
        if args.dry_run:
            outcome = importing.preview(staged, at=at, rows=False)
            return show(args, found(outcome, "", staged), bar)
        receipt = importing.commit(staged, by=None, at=at, say=bar.say)
        if receipt.made:
            catch_up(receipt.made.change_id, at)
        return show(args, found(receipt, receipt.made.ref if receipt.made else "", staged), bar)
    except importing.Stopped as reason:
        bar.end()
        print(json.dumps({**EMPTY, "refused": [cell(0, "", "", str(reason))]}) if args.json else str(reason))
        return 1
    finally:
        staged.drop()


def catch_up(change: int, at: Any) -> None:
    """Let search find what is new, in a job: the import itself need not wait for it."""
    from goldenthread.core import jobs

    jobs.ask("core.search", key=f"core.search:{change}", by=None, at=at, change=change)


EMPTY: dict[str, Any] = {"import": None, "created": 0, "updated": 0, "unchanged": 0, "by_kind": {}, "refused": []}


def cell(row: int, column: str, value: str, why: str) -> dict[str, Any]:
    return {"row": row, "column": column, "value": value, "why": why}


def found(outcome: Any, ref: str, staged: Any) -> dict[str, Any]:
    """What came of it, as the JSON has it."""
    pairs = outcome.pairs if isinstance(outcome.pairs, int) else len(outcome.pairs)
    return {
        "import": ref or None,
        "created": outcome.total("created"),
        "updated": outcome.total("updated"),
        "unchanged": outcome.total("unchanged"),
        "by_kind": outcome.by_kind,
        "refused": [cell(said.row, said.column, said.value, str(said.why)) for said in outcome.refused],
        "remarks": [cell(said.row, said.column, said.value, str(said.what)) for said in staged.remarks()],
        "likely_pairs": pairs,
    }


def show(args: argparse.Namespace, said: dict[str, Any], bar: "Bar") -> int:
    bar.end()
    if args.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        print("\n".join(in_words(said, dry=args.dry_run)))
    return 1 if said["refused"] else 0


def in_words(said: dict[str, Any], *, dry: bool) -> list[str]:
    if said["refused"]:
        refused = said["refused"]
        lines = [f"Nothing was brought in: {len(refused)} to put right first."]
        lines += [f"  row {one['row']}, {one['column'] or 'the row'}: {one['why']}" for one in refused[:SHOWN]]
        return lines + ([f"  … and {len(refused) - SHOWN} more: --json lists them"] if len(refused) > SHOWN else [])
    lines = [
        f"  {kind}: {n['created']:,} new, {n['updated']:,} changed, {n['unchanged']:,} as they were"
        for kind, n in said["by_kind"].items()
        if any(n.values())
    ]
    lines += [f"  noticed: {one['why']}" for one in said["remarks"][:SHOWN]]
    if said["likely_pairs"]:
        one = said["likely_pairs"] == 1
        pairs = "1 pair looks alike and waits" if one else f"{said['likely_pairs']:,} pairs look alike and wait"
        lines.append(f"  {pairs} for a person to decide.")
    if dry:
        return ["This would happen:", *lines]
    if not said["import"]:
        return ["Nothing new: everything in this file is here already.", *lines]
    return ["Brought in:", *lines, f"To take it back:  goldenthread undo {said['import']}"]


class Bar:
    """A progress bar on the terminal; silent when nobody watches."""

    WIDTH = 30  # signs

    def __init__(self, out: Any) -> None:
        self.out, self.watched, self.wide = out, out.isatty(), 0

    def read(self, done: int, total: int) -> None:
        self.say("Reading the file", done, total)

    def say(self, words: str, done: int = 0, total: int = 0) -> None:
        """Draw the bar where the total is known, say the number where only that is, and else what is being done."""
        if not self.watched:
            return
        if total:
            filled = self.WIDTH * min(done, total) // total
            words = f"{words}  [{'#' * filled}{'.' * (self.WIDTH - filled)}] {100 * min(done, total) // total:3d}%"
        elif done:
            words = f"{words}: {done:,}"
        self.out.write("\r" + words.ljust(self.wide))
        self.out.flush()
        self.wide = max(self.wide, len(words))

    def end(self) -> None:
        if self.watched and self.wide:
            self.out.write("\r" + " " * self.wide + "\r")
            self.out.flush()
