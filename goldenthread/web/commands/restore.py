"""Bring a backup back: into an empty database, or over the one it was taken from.

The backup is checked from end to end before anything is touched. Whoever was erased since is erased again.
Stop the site first where it runs on PostgreSQL.
"""

import argparse
import sys

EXAMPLE = "goldenthread restore /var/backups/golden-thread-2026-03-02.zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--replace", action="store_true", help="even if the database belongs to another partnership")
    parser.add_argument("--yes", action="store_true", help="do not ask whether this is meant")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    from django.utils import timezone

    from goldenthread.core import archives, copies, keeping

    if not args.yes and input("What is in the database now goes. Write RESTORE to go on: ").strip() != "RESTORE":
        print("Nothing was changed.")
        return 1
    try:
        done = keeping.restore(Path(args.file), at=timezone.now(), replace=args.replace)
    except (keeping.WillNot, archives.BadArchive, copies.ToolFailed) as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"Restored {done.rows:,} rows and {done.files} files as they were at {done.manifest.made_at}.")
    print(f"Erased again: {done.erased_again}. Search was built anew.")
    print("Run “goldenthread verify” to check every rule and seal.")
    return 0
