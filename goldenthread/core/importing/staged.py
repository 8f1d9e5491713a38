"""A staged import: a file that was read and waits to be looked at and agreed to."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from goldenthread.core import names, refs
from goldenthread.core.importing import staging
from goldenthread.domain.facts import Refused, Remark, Said
from goldenthread.domain.words import Sentence

KEPT = timedelta(days=1)  # how long a file waits to be agreed to
MOST_SAID = 1_000  # refusals and remarks that are kept


def folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def path_of(ref: str) -> Path:
    return folder() / f"{refs.read(ref)}.sqlite"


class Gone(Exception):
    """There is no such staged file: it was brought in, given up, or kept for its day."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A staging file and who brought it. `source` names the list; `reader` says what it was read as."""

    ref: str
    name: str
    reader: str
    source: str
    digest: str
    by: int | None
    at: datetime

    @property
    def path(self) -> Path:
        return path_of(self.ref)

    @property
    def answers(self) -> Path:
        """Beside it: what the preview found."""
        return self.path.with_suffix(".preview")

    def db(self) -> sqlite3.Connection:
        """The staging file itself; close it."""
        if not self.path.exists():
            raise Gone
        return sqlite3.connect(self.path, isolation_level=None, timeout=20)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(self.db()) as db:
            return db.execute(statement, values).fetchall()

    def refused(self) -> list[Refused]:
        """What the reader could not take."""
        rows = self.rows("SELECT line, col, value, why, file FROM in_refused ORDER BY rowid LIMIT ?", MOST_SAID)
        return [Refused(line, _in(file, col), value, Sentence.read(why)) for line, col, value, why, file in rows]

    def remarks(self) -> list[Remark]:
        """What the reader noticed, and went on."""
        rows = self.rows("SELECT line, col, value, what, file FROM in_remark ORDER BY rowid LIMIT ?", MOST_SAID)
        return [Remark(line, _in(file, col), value, Sentence.read(what)) for line, col, value, what, file in rows]

    def files(self) -> dict[int, str]:
        """The files of a folder, by their number; none where there is only one file."""
        return dict(self.rows("SELECT nth, name FROM in_file"))

    def drop(self) -> None:
        """Give the file up: nothing of it stays."""
        for path in (self.path, self.answers, self.path.with_name(f"{self.path.name}-journal")):
            path.unlink(missing_ok=True)


def told(refused: Iterable[Refused], files: Mapping[int, str]) -> list[Refused]:
    """Refusals of a folder, each with the row of its own file and the name of that file."""
    found = []
    for said in refused:
        nth, row = divmod(said.row, staging.A_FILE)
        found.append(replace(said, row=row, column=_in(files.get(nth, ""), said.column)))
    return found


def _in(file: str, column: str) -> str:
    return f"{file}: {column}" if file else column


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an import: its name as refusals say it ("" for the only one), and what its reader says."""

    file: str
    said: Iterable[Said]


def stage(
    parts: Iterable[Part],
    *,
    name: str,
    reader: str,
    source: str,
    by: int | None,
    at: datetime,
    digest: str = "",
    ref: str = "",
    progress: Callable[[int], None] | None = None,
) -> Staged:
    """Write what readers say to a new staging file. The record is not touched. Errors: the reader's own."""
    staged = Staged(ref or refs.new(), name[-200:], reader, source[:60], digest, by, at)
    staged.drop()
    db = staging.make(staged.path)
    try:
        stager = staging.Stager(db)
        for part in parts:
            stager.take(part.said, part.file, progress)
        stager.finish()
        db.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
            (staged.ref, staged.name, staged.reader, staged.source, digest, at.isoformat(), by),
        )
    except BaseException:
        db.close()
        staged.drop()
        raise
    db.close()
    return staged


def find(ref: str) -> Staged:
    """The staged import with this reference. Errors: Gone."""
    path = path_of(ref)
    if not path.exists():
        raise Gone
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            row = db.execute("SELECT ref, name, reader, source, digest, party, at FROM file").fetchone()
        except sqlite3.DatabaseError:  # being written, or left by a process that was stopped
            row = None
    if row is None:
        raise Gone
    *words, by, at = row
    return Staged(*words, by, datetime.fromisoformat(at))


def waiting() -> list[Staged]:
    """Every staged import, the newest first."""
    found = []
    for path in sorted(folder().glob("*.sqlite"), key=lambda path: -path.stat().st_mtime):
        try:
            found.append(find(path.stem))
        except Gone:
            continue
    return found


def naming(words: Iterable[str], brought_by: Iterable[int]) -> list[Staged]:
    """Staged imports that somebody brought, or that hold one of these names, references or numbers."""
    known, whose = [(names.key(word),) for word in words], set(brought_by)
    return [staged for staged in waiting() if staged.by in whose or _names_one(staged, known)]


def _names_one(staged: Staged, known: list[tuple[str]]) -> bool:
    with closing(staged.db()) as db:
        db.execute("CREATE TEMP TABLE wanted (word TEXT PRIMARY KEY)")
        db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", known)
        return any(
            db.execute(f"SELECT 1 FROM {table} WHERE lower({column}) IN (SELECT word FROM wanted) LIMIT 1").fetchone()
            for table, column in (("in_party", "name_key"), ("in_key", "value"), ("in_mention", "value"))
        )


def tidy(at: datetime) -> int:
    """Throw away staged files that nobody agreed to within a day; returns how many."""
    old = at.timestamp() - KEPT.total_seconds()
    gone = [path for path in folder().glob("*") if path.stat().st_mtime < old]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of a file, read in parts; the stream is wound back."""
    running = hashlib.sha256()
    while block := stream.read(1 << 20):
        running.update(block)
    stream.seek(0)
    return running.hexdigest()
