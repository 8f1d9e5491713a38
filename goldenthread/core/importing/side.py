"""Where an import is worked out: beside the record, in whichever database that is.

SQLite *attaches* the staging file and reads it where it lies. PostgreSQL (and SQLite inside a
transaction, where nothing can be attached) gets the staged rows *copied* into temporary tables.
The statements that follow are the same text for both; what differs between the two is in here.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

from django.db import connection

from goldenthread.core import refs
from goldenthread.core.importing.tables import FACTS, INDEXES, WORKING

POSTGRES = "postgresql"
BATCH = 5_000
ROOM = {
    "work_mem": "64MB",
    "maintenance_work_mem": "128MB",
    "jit": "off",
}  # PostgreSQL sorts and joins a town in memory
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Side:
    """Runs statements in the record's database, with the staged rows within reach."""

    prefix = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.vendor = connection.vendor

    # ---- Statements ----

    def run(self, statement: str, *values: Any) -> int:
        """Run a statement; returns how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return max(cursor.rowcount, 0)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall()

    def one(self, statement: str, *values: Any) -> Any:
        """The first column of the only row."""
        return self.rows(statement, *values)[0][0]

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(statement, rows)

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Rows a few at a time, for results that may be as long as the file."""
        if self.vendor == POSTGRES:
            connection.ensure_connection()
            with connection.connection.cursor(name="import_rows") as cursor:  # kept by the server, fetched in parts
                cursor.itersize = BATCH
                yield from cursor.execute(statement)
            return
        with connection.cursor() as cursor:
            cursor.execute(statement)
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    # ---- Tables ----

    def create(self, name: str) -> None:
        """An empty working table."""
        self.run(f"CREATE {self.temporary}TABLE {self.prefix}{name} ({self._typed(WORKING[name])})")

    def _typed(self, columns: str) -> str:
        """PostgreSQL joins these tables whole: the numbers are unique already, and an index of them costs a second."""
        if self.vendor != POSTGRES:
            return columns
        return columns.replace("TIMESTAMP", "TIMESTAMPTZ").replace("n INTEGER PRIMARY KEY", "n INTEGER NOT NULL")

    @property
    def temporary(self) -> str:
        return "" if self.prefix else "TEMP "

    def settle(self, name: str) -> None:
        """Let PostgreSQL know how large a table is before it plans around it."""
        if self.vendor == POSTGRES:
            self.run(f"ANALYZE {name}")

    def empty(self, table: str) -> bool:
        return not self.rows(f"SELECT 1 FROM {table} LIMIT 1")

    # ---- What the two databases say differently ----

    def new_id(self, table: str, n: str) -> str:
        """An expression for the id of a row yet to be made, from its number `n` in the staging file."""
        if self.vendor == POSTGRES:
            sequence = self.one("SELECT pg_get_serial_sequence(%s, 'id')", table)  # asked once, not for every row
            return f"nextval('{sequence}')"
        last = self.rows("SELECT seq FROM sqlite_sequence WHERE name = %s", table)
        return f"({last[0][0] if last else 0} + {n})"

    def fresh_ref(self, each: str) -> str:
        """An expression for a new public reference: sixty random bits, new for every row; `each` is its id or number.

        PostgreSQL digests that with a secret drawn for this one statement: a third of the cost of drawing each.
        """
        if self.vendor != POSTGRES:
            return "fresh_ref()"
        letters = " || ".join(
            f"substr('{refs.ALPHABET}'::bytea, (get_byte(u, {at}) & 31) + 1, 1)" for at in range(refs.LENGTH)
        )
        digest = f"SELECT sha256(convert_to('{secrets.token_hex(32)}' || {each}, 'UTF8')) AS u OFFSET 0"
        return f"(SELECT convert_from({letters}, 'UTF8') FROM ({digest}) one)"

    def in_order(self, columns: str) -> str:
        """SQLite writes an index much faster in its own order; PostgreSQL makes it afterwards."""
        return f"ORDER BY {columns}" if self.vendor != POSTGRES else ""

    def instant(self, at: datetime) -> Any:
        """An instant as this database keeps it."""
        return connection.ops.adapt_datetimefield_value(at)

    def json(self, pairs: Sequence[tuple[str, str]]) -> str:
        """A JSON object of (name, expression) pairs."""
        name = "jsonb_build_object" if self.vendor == POSTGRES else "json_object"
        return f"{name}({', '.join(f'{chr(39)}{key}{chr(39)}, {value}' for key, value in pairs)})"


class Attached(Side):
    """SQLite, outside any transaction: the staging file is attached, and read where it lies."""

    prefix = "staging."
    spare = {"mmap_size": 0, "temp_store": 1}  # a large import would map, and sort, all it writes in memory

    def open(self) -> None:
        self.run("ATTACH %s AS staging", str(self.path))
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-24000", "mmap_size=0"):
            self.rows(f"PRAGMA staging.{pragma}")
        self.usual = {name: self.rows(f"PRAGMA {name}") for name in self.spare}  # a database in memory maps nothing
        for name, value in self.spare.items():
            self.rows(f"PRAGMA {name}={value}")
        for name in WORKING:
            self.run(f"DROP TABLE IF EXISTS staging.{name}")
        _teach(connection.connection)

    def fill(self) -> None:
        """Nothing to copy: the rows are within reach."""

    def close(self) -> None:
        self.run("DETACH staging")
        for name, value in self.usual.items():
            self.rows(f"PRAGMA {name}={value[0][0] if value else 0}")


class Copied(Side):
    """The staged rows in temporary tables of the record's database, gone with the transaction or the connection."""

    def open(self) -> None:
        connection.ensure_connection()
        if self.vendor != POSTGRES:
            _teach(connection.connection)

    def fill(self) -> None:
        """Copy every staged row. On PostgreSQL by COPY, some thousands at a time."""
        if self.vendor == POSTGRES:
            for setting, value in ROOM.items():
                self.run(f"SET LOCAL {setting} = '{value}'")
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            for name, columns in FACTS.items():
                self.run(f"CREATE TEMP TABLE {name} ({self._typed(columns)})")
                self._copy(source, name)
        finally:
            source.close()
        for name, columns in INDEXES.items():
            where = "temp." if self.vendor != POSTGRES else ""
            self.run(f"CREATE INDEX {where}{name} ON {columns}")
        for name in FACTS:
            self.settle(name)

    def _copy(self, source: sqlite3.Connection, name: str) -> None:
        if self.vendor == POSTGRES:
            self._copy_text(source, name)
            return
        rows = iter(source.execute(f"SELECT * FROM {name}"))
        holes = ", ".join(["%s"] * len(source.execute(f"SELECT * FROM {name} LIMIT 0").description))
        while some := list(islice(rows, BATCH)):
            self.many(f"INSERT INTO {name} VALUES ({holes})", some)

    def _copy_text(self, source: sqlite3.Connection, name: str) -> None:
        found = source.execute(f"SELECT * FROM {name}")
        template = "\t".join(["%s"] * len(found.description)) + "\n"
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            while some := found.fetchmany(BATCH):
                copy.write(_copy_lines(some, template))

    def close(self) -> None:
        for name in (*FACTS, *WORKING):
            self.run(f"DROP TABLE IF EXISTS {'temp.' if self.vendor != POSTGRES else 'pg_temp.'}{name}")


def _copy_lines(rows: Sequence[tuple[Any, ...]], template: str) -> str:
    """Rows as PostgreSQL's COPY text. Few hold anything to escape, so that is asked of all of them together."""
    plain = "".join([template % row for row in rows])
    parts = len(rows) * template.count("\t"), len(rows)
    if (plain.count("\t"), plain.count("\n")) == parts and not any(sign in plain for sign in ("\\", "\r", "None")):
        return plain
    return "".join(template % tuple(map(_copy_value, row)) for row in rows)


def _copy_value(value: Any) -> Any:
    return "\\N" if value is None else value.translate(_ESCAPES) if isinstance(value, str) else value


def _teach(link: sqlite3.Connection) -> None:
    """`fresh_ref()` in SQL: references drawn some thousands at a time."""
    drawn = chain.from_iterable(refs.many(BATCH) for _ in repeat(None))
    link.create_function("fresh_ref", 0, partial(next, drawn))


@contextmanager
def beside(path: Path) -> Iterator[Side]:
    """The staged rows of `path` within reach of the record."""
    attach = connection.vendor == "sqlite" and not connection.in_atomic_block
    side: Attached | Copied = Attached(path) if attach else Copied(path)
    side.open()
    try:
        yield side
    finally:
        if connection.is_usable() and not connection.needs_rollback:
            side.close()
