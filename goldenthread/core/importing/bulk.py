"""The first load of a town: indexes and references are checked once at the end instead of a million times.

An import that is large, and larger than what is here, drops the plain indexes (and on PostgreSQL foreign keys
and what must be unique) of the tables it fills, and makes them again in the same transaction: what would break
them stops the import then. Check constraints stay. If the import fails, all of it is as it was. On PostgreSQL
nobody can read these tables for those seconds, which is why a small import into a large record never does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from goldenthread.core.importing.side import POSTGRES, Side

LARGE = 50_000  # rows to be made
FILLED = {"party": ("core_party",), "entry": ("core_entry",), "tie": ("core_tie",), "place": ("core_place",)}


@contextmanager
def loosened(side: Side) -> Iterator[None]:
    """Let the tables that this import fills go without plain indexes until the block ends."""
    tables = [table for about, some in FILLED.items() if _fills(side, about) for table in some]
    undo: list[str] = []
    for table in [*tables, "core_identifier"] if tables else []:
        undo += _loosen(side, table)
    yield
    for statement in undo:
        side.run(statement)


def _fills(side: Side, about: str) -> bool:
    made = int(side.one(f"SELECT count(*) FROM at_{about} WHERE made"))
    return made >= LARGE and made >= int(side.one(f"SELECT count(*) FROM core_{about}"))


def _loosen(side: Side, table: str) -> list[str]:
    """Drop what can be made again; returns the statements that do."""
    if side.vendor == POSTGRES:
        side.run("SET CONSTRAINTS ALL IMMEDIATE")  # what is waiting to be checked would forbid the change
        return [*_constraints(side, table), *_indexes(side, table)]
    rows = side.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL "
        "AND sql NOT LIKE %s",
        table, "CREATE UNIQUE%",
    )  # fmt: skip
    for name, _ in rows:
        side.run(f'DROP INDEX "{name}"')
    return [statement for _, statement in rows]


def _indexes(side: Side, table: str) -> list[str]:
    rows = side.rows(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = to_regclass(%s) AND NOT i.indisprimary",
        table,
    )
    for name, _ in rows:
        side.run(f'DROP INDEX "{name}"')
    return [statement for _, statement in rows]


def _constraints(side: Side, table: str) -> list[str]:
    rows = side.rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(%s) AND "
        "contype IN ('f', 'u')",
        table,
    )
    for name, _ in rows:
        side.run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in rows]
