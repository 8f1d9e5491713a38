"""Take an import back: what it brought in goes, what it changed is as it was before.

What somebody changed since stays as it is, and is counted. Give the reference that `goldenthread import` printed.
"""

import argparse
import sys

EXAMPLE = "goldenthread undo 4k7m2x9q0bfe"
REASONS = {
    "already_undone": "this import was undone before.",
    "is_an_undo": "this is itself an undo: bring the file in again instead.",
    "nothing_to_undo": "this wrote nothing that can be taken back.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="IMPORT", help="the reference of the import")


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from goldenthread.core import refs, undo
    from goldenthread.core.models import Import

    made = Import.objects.filter(ref=refs.read(args.ref), change__isnull=False).select_related("change").first()
    if made is None:
        print(f"goldenthread undo: there is no import {args.ref}.", file=sys.stderr)
        return 2
    done = undo.undo(made.change, by=None, at=timezone.now())
    if isinstance(done, undo.UndoRefusal):
        print(f"goldenthread undo: {REASONS[done.value]}", file=sys.stderr)
        return 1
    print(
        f"Undone: {done.removed:,} removed, {done.hidden:,} hidden because something refers to them, "
        f"{done.restored:,} put back as before, {done.reversed:,} entries reversed."
    )
    if done.left:
        print(f"{len(done.left):,} changed since were left as they are.")
    return 0
