"""Write everything into one checked file, while the site runs.

The file holds the database, the files beside it and the list of erasures; it does not hold the site's secrets.
Keep it where only those who look after the installation can read it.
"""

import argparse
import sys

EXAMPLE = "goldenthread backup /var/backups/golden-thread-2026-03-02.zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--portable", action="store_true", help="as lines of JSON, to move between SQLite and PostgreSQL (slower)"
    )


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    from django.utils import timezone

    from goldenthread.core import archives, copies, keeping

    path = Path(args.file)
    try:
        manifest = keeping.backup(path, at=timezone.now(), portable=args.portable)
    except (keeping.WillNot, archives.BadArchive, copies.ToolFailed) as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as reason:
        print(f"The backup could not be written: {reason.strerror}. Nothing was left behind.", file=sys.stderr)
        return 1
    rows, size = sum(manifest.rows.values()), path.stat().st_size / 1e6
    print(f"Backed up {rows:,} rows in {len(manifest.rows)} tables, and read the file back: {path} ({size:,.1f} MB).")
    print("It does not hold the site’s secrets (GT_SECRET, GT_FIELD_KEYS). Keep those too, somewhere else.")
    return 0
