"""Copies of a whole database, made while it is in use, and put back: one way for each kind."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from goldenthread.core import archives, portable
from goldenthread.core.archives import DAMAGED, BadArchive, Manifest
from goldenthread.domain.words import N_

Copied = tuple[dict[str, Path], Mapping[str, int]]  # parts of the archive, rows by table
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
NO_TOOLS = N_("PostgreSQL’s own programs (%(program)s) are not on this machine: install postgresql-client.")
TOOL_REFUSED = N_("PostgreSQL’s program %(program)s stopped: %(said)s")


class ToolFailed(Exception):
    """One of PostgreSQL's programs is missing or refused. The message is a plain sentence."""


# ---- SQLite ----


def copy_sqlite(folder: Path) -> Copied:
    """SQLite's own online copy: one consistent moment, and writers need not wait (WAL)."""
    connection.ensure_connection()
    to = folder / SQLITE
    with closing(sqlite3.connect(to)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _must_be_whole(copy, to.name)
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if not name.startswith(("sqlite_", "core_search"))
        }
    return {SQLITE: to}, rows


def _must_be_whole(copy: sqlite3.Connection, name: str) -> None:
    try:
        sound = copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        sound = sound and copy.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise BadArchive(DAMAGED % {"part": name})


@contextmanager
def put_back_sqlite(path: Path, manifest: Manifest, folder: Path) -> Iterator[None]:
    """Prepare the copy beside the site's database; put it in place in one transaction when that went well."""
    prepared = folder / SQLITE
    if manifest.database == "sqlite":
        archives.unpack(path, SQLITE, prepared)
        with closing(sqlite3.connect(prepared)) as copy:
            _must_be_whole(copy, SQLITE)
    live = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(prepared)
    try:
        if manifest.database == "portable":
            portable.load(path, manifest)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(live, timeout=20)) as place:
        place.execute("PRAGMA journal_mode=WAL")
        source.backup(place)


# ---- PostgreSQL ----


def _program(name: str) -> str:
    """Where one of PostgreSQL's programs is: on the path, where pg_config says, or in the usual folder."""
    found = shutil.which(name)
    if not found and (pg_config := shutil.which("pg_config")):
        said = subprocess.run([pg_config, "--bindir"], check=False, capture_output=True, text=True)  # noqa: S603
        found = shutil.which(name, path=said.stdout.strip())
    usual = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if not found and not usual:
        raise ToolFailed(NO_TOOLS % {"program": name})
    return found or str(usual[-1])


def _where() -> dict[str, str]:
    """The environment that tells PostgreSQL's programs which database: no password on a command line."""
    said = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return os.environ | {variable: str(said[name]) for variable, name in names.items() if said[name]}


def _run(program: str, *words: str, **options: object) -> None:
    done = subprocess.run(  # type: ignore[call-overload] # noqa: S603
        [_program(program), *words], env=_where(), check=False, stderr=subprocess.PIPE, **options
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ToolFailed(TOOL_REFUSED % {"program": program, "said": said[-1] if said else ""})


def copy_postgres(folder: Path) -> Copied:
    """pg_dump's own format, and the rows counted in the very moment that it copies."""
    to = folder / POSTGRES
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}"
        )  # fmt: skip
        rows = {}
        for name in connection.introspection.table_names(cursor):
            if not name.startswith("core_search"):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
                rows[name] = cursor.fetchone()[0]
    return {POSTGRES: to}, rows


EMPTY = """
DO $$ DECLARE thing record; BEGIN
  FOR thing IN SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || thing.name || ' CASCADE';
  END LOOP;
  FOR thing IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p
      WHERE p.pronamespace = current_schema()::regnamespace AND p.proname = 'core_append_only' LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || thing.name || ' CASCADE';
  END LOOP;
END $$;
"""


@contextmanager
def put_back_postgres(path: Path, manifest: Manifest, folder: Path) -> Iterator[None]:
    """Empty the database and fill it in one transaction; a portable copy is even prepared inside it."""
    if manifest.database == "portable":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(EMPTY)
            portable.load(path, manifest)
            yield
        return
    dump = archives.unpack(path, POSTGRES, folder / POSTGRES)
    script = folder / "restore.sql"
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={folder / 'rows.sql'}", str(dump))
    with script.open("wb") as out:
        out.write(EMPTY.encode())
        with (folder / "rows.sql").open("rb") as rows:
            shutil.copyfileobj(rows, out)
    connection.close()
    _run(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}",
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    yield


COPY: Mapping[str, Callable[[Path], Copied]] = {
    "sqlite": copy_sqlite,
    "postgresql": copy_postgres,
    "portable": portable.copy,
}
_PUT_BACK = {"sqlite": put_back_sqlite, "postgresql": put_back_postgres}


@contextmanager
def put_back(path: Path, manifest: Manifest, folder: Path) -> Iterator[None]:
    """Bring the rows of a checked archive to this site's database; what runs inside prepares them."""
    with _PUT_BACK[connection.vendor](path, manifest, folder):
        yield
