"""Backing a site up while it runs, and bringing it back: on SQLite, on PostgreSQL, and from one to the other.

A backup holds the database, the files beside it and the list of erasures. It does not hold the site's
secrets (GT_SECRET, GT_FIELD_KEYS): keep those elsewhere, or nobody can read addresses out of it.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from goldenthread import __version__
from goldenthread.core import archives, copies, erasure, files, partnership, seals, search
from goldenthread.core.archives import BadArchive, Manifest
from goldenthread.core.models import Party, StoredFile
from goldenthread.domain.words import N_

ERASURES = "erasures.jsonl"
FILES = "files/"


class WillNot(Exception):
    """What was asked would lose something. The message is a plain sentence that says what to do."""


EXISTS = N_("There is already a file of that name. Choose another: a backup never overwrites an older one.")
NO_SUCH_FILE = N_("There is no file of that name.")
NOT_THIS_SITE = N_(
    "This database belongs to another partnership, or is not empty. Restore into an empty one, "
    "or say --replace if everything in it may go."
)
OTHER_KIND = N_(
    "This backup is of the other kind of database. Make one with “goldenthread backup --portable” where it came from."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    rows: int
    files: int
    erased_again: int


def backup(path: Path, *, at: datetime, portable: bool = False) -> Manifest:
    """Write a checked backup while the site runs; raises WillNot when the file exists."""
    if path.exists():
        raise WillNot(EXISTS)
    erasure.mend_list(at)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        kind = "portable" if portable else connection.vendor
        parts, rows = copies.COPY[kind](Path(folder))
        parts |= _copied_files(Path(folder) / "files")
        parts[ERASURES] = erasure.list_path()
        manifest = Manifest(
            archives.PRODUCT, __version__, at.isoformat(), kind, _partnership(), seals.head(), _applied(), rows
        )
        archives.pack(path, manifest, parts)
    return manifest


def _copied_files(to: Path) -> dict[str, Path]:
    """The site's files as they are now; one that is thrown away meanwhile is not waited for."""
    to.mkdir()
    for stored in StoredFile.objects.all():
        with suppress(FileNotFoundError):
            shutil.copyfile(files.path_of(stored), to / stored.ref)
    return {FILES + path.name: path for path in to.iterdir()}


def _applied() -> list[list[str]]:
    return sorted(list(name) for name in MigrationRecorder(connection).applied_migrations())


def _partnership() -> str:
    from goldenthread.core.models import Identifier

    found = Identifier.objects.filter(scheme=partnership.SCHEME, value=partnership.VALUE)
    return found.values_list("party__ref", flat=True).first() or ""


def restore(path: Path, *, at: datetime, replace: bool = False) -> Restored:
    """Bring a backup back: check it, prepare it apart where the database allows, then put it in place.

    Raises BadArchive or WillNot before anything is touched. The list of erasures is the union of this
    site's and the backup's, and is applied before anybody can read the rows (SQLite) or at once after
    (PostgreSQL, where the site should not be running meanwhile).
    """
    if not path.is_file():
        raise WillNot(NO_SUCH_FILE)
    manifest = archives.check(path)
    _can_be_read(manifest)
    if manifest.database not in ("portable", connection.vendor):
        raise WillNot(OTHER_KIND)
    if not replace and not _empty_or_same(manifest):
        raise WillNot(NOT_THIS_SITE)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
        erased = _erasures(path, manifest, Path(folder))
        with copies.put_back(path, manifest, Path(folder)):
            rows = _counted(manifest)
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            again = erasure.reapply(erased, at)
            search.rebuild()
            wanted = set(StoredFile.objects.values_list("ref", flat=True))
        count = _put_files_back(path, manifest, Path(folder), wanted)
    erasure.remember(erased, at)
    _scrub()
    return Restored(manifest, rows, count, len(again))


def _can_be_read(manifest: Manifest) -> None:
    """Refuse a backup whose tables this version does not know: it would be read wrongly."""
    known = {tuple(name) for name in MigrationLoader(None).disk_migrations}
    if any(tuple(name) not in known for name in manifest.migrations):
        raise BadArchive(archives.NEWER)


def _empty_or_same(manifest: Manifest) -> bool:
    if Party._meta.db_table not in connection.introspection.table_names():
        return True
    return not Party.unnarrowed.exists() or (bool(manifest.partnership) and _partnership() == manifest.partnership)


def _erasures(path: Path, manifest: Manifest, folder: Path) -> list[str]:
    found = erasure.listed(erasure.list_path().read_text()) if erasure.list_path().exists() else []
    if ERASURES in manifest.parts:
        found += erasure.listed(archives.unpack(path, ERASURES, folder / ERASURES).read_text())
    return list(dict.fromkeys(found))


def _counted(manifest: Manifest) -> int:
    """Every table has as many rows as the manifest says; returns how many there are in all."""
    with connection.cursor() as cursor:
        for table, expected in manifest.rows.items():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            if cursor.fetchone()[0] != expected:
                raise BadArchive(archives.DAMAGED % {"part": table})
    return sum(manifest.rows.values())


def _put_files_back(path: Path, manifest: Manifest, folder: Path, wanted: set[str]) -> int:
    """Exchange the site's files for those of the backup that a row still knows; returns how many."""
    names = [name for name in manifest.parts if name.startswith(FILES) and name.removeprefix(FILES) in wanted]
    fresh, old = folder / "files", folder / "files-before"
    fresh.mkdir(mode=0o700)
    for name in names:
        archives.unpack(path, name, fresh / Path(name).name)
    files.folder().rename(old)
    fresh.rename(old.parent.parent / "files")
    shutil.rmtree(old)
    return len(names)


def _scrub() -> None:
    """Rows that were erased again must not stay in pages either."""
    from goldenthread.core import scrubbing

    if not connection.in_atomic_block:
        scrubbing.scrub()


__all__ = ["BadArchive", "Restored", "WillNot", "backup", "restore"]
