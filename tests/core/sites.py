"""Whole sites of their own for tests: a database and a data folder, and `goldenthread …` run on them as people do."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.apps import apps
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A site in a process of its own."""

    folder: Path
    database: str  # DATABASE_URL
    refs: dict[str, str]  # public references by name in the cast

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.database, "GT_DATA_DIR": str(self.folder), "GT_MODE": "demo",
            "GT_SECRET": "known to everybody", "GT_FIELD_KEYS": "known to everybody too",
        }  # fmt: skip
        return os.environ | own

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`goldenthread …` on this site; its words and its exit code."""
        command = [sys.executable, "-m", "goldenthread.web.cli", *words]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=self.environment, cwd=ROOT, **options
        )

    def must(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, f"goldenthread {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def python(self, program: str) -> str:
        """Run a few lines of Python on this site; what they print."""
        begun = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", begun + program], check=False, capture_output=True, text=True,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "goldenthread.web.settings"}, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self) -> dict[str, int]:
        """How many rows each table of the house has."""
        ours = [m._meta.db_table for m in apps.get_models() if m.__module__.startswith("goldenthread.")]
        return {table: self.ask(f'SELECT count(*) FROM "{table}"') for table in ours}

    def ask(self, query: str) -> Any:
        """The first value that a query finds, asked of the database itself."""
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.folder / "site.sqlite3")) as there:
                return there.execute(query).fetchone()[0]
        with psycopg.connect(self.database, autocommit=True) as there:
            return there.execute(query).fetchone()[0]

    def bytes_of_database(self) -> bytes:
        """Everything the database keeps on the disk for this site, its log beside it included (SQLite)."""
        if self.database.startswith("sqlite"):
            return b"".join(path.read_bytes() for path in sorted(self.folder.glob("site.sqlite3*")))
        with psycopg.connect(self.database, autocommit=True) as there:
            there.execute("CHECKPOINT")
            asked = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            folder, oid = there.execute(asked).fetchone() or ("", 0)
            return b"".join(path.read_bytes() for path in sorted(Path(folder, "base", str(oid)).iterdir()))


def empty_site(folder: Path) -> Site:
    """A data folder and a database without tables."""
    folder.mkdir(parents=True, exist_ok=True)
    server = os.environ["DATABASE_URL"]
    if not server.startswith("postgres"):
        return Site(folder, f"sqlite:///{folder / 'site.sqlite3'}", {})
    name = f"gt_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Site(folder, f"{server.rsplit('/', 1)[0]}/{name}", {})


def sqlite_site(folder: Path) -> Site:
    folder.mkdir(parents=True, exist_ok=True)
    return Site(folder, f"sqlite:///{folder / 'site.sqlite3'}", {})


def copy_of(site: Site, folder: Path) -> Site:
    """The same site once more, to do with as a test likes."""
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("site.sqlite3*", "worker.lock"))
    if site.database.startswith("sqlite"):
        held, fresh = (sqlite3.connect(where / "site.sqlite3") for where in (site.folder, folder))
        with closing(held), closing(fresh):
            held.backup(fresh)
        return Site(folder, f"sqlite:///{folder / 'site.sqlite3'}", site.refs)
    made = empty_site(folder)
    name, template = (address.rsplit("/", 1)[1] for address in (made.database, site.database))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as there:
        there.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        there.execute(query)
    return Site(folder, made.database, site.refs)


@contextmanager
def gone_afterwards(site: Site) -> Iterator[Site]:
    """Drop the database of a site when its test is over."""
    try:
        yield site
    finally:
        if site.database.startswith("postgres"):
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as there:
                name = sql.Identifier(site.database.rsplit("/", 1)[1])
                there.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
