"""After an erasure: nothing of what was removed may stay in the pages of the database.

SQLite: `secure_delete` has overwritten the rows; the search index is written anew, the file is
vacuumed and the write-ahead log emptied. PostgreSQL: the tables that held personal data are written
anew (VACUUM FULL locks each while it does). Out of reach: the server's own write-ahead log until it is
recycled, its archive, replicas' logs, file system snapshots, and backups made earlier.
"""

from __future__ import annotations

import time

from django.apps import apps
from django.db import connection

from goldenthread.core import erasure_rules, search
from goldenthread.core.models import Finding
from goldenthread.domain.words import N_

TRIES, WAIT = 20, 0.5  # seconds between tries: a page that is being read holds the log for a moment
BUSY = N_("Somebody was reading all the time, so the last traces are still in the log of the database. Try again.")
BEYOND_POSTGRES = " The database server’s own log and its archive hold them until they are recycled."
BROUGHT = ("sessions", "account", "mfa")  # apps of others that keep something about who signs in
WITH_WORDS = ("BeforeImage", "Identifier", "Send", "Disclosure")


class StillBusy(Exception):
    """The write-ahead log could not be emptied because other connections were reading it."""


def scrub() -> None:
    """Write anew what held personal data. Not inside a transaction; raises StillBusy."""
    if connection.in_atomic_block:
        raise RuntimeError("a database cannot be scrubbed inside a transaction")
    search.settle()
    if connection.vendor == "sqlite":
        _scrub_sqlite()
    else:
        _scrub_postgres()


def _scrub_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        for _ in range(TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
            if not busy:
                return
            time.sleep(WAIT)
    raise StillBusy


def _scrub_postgres() -> None:
    with connection.cursor() as cursor:
        for table in touched():
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")  # the planner keeps the commonest values of a column


def touched() -> list[str]:
    """The tables an erasure takes words out of."""
    about = (*erasure_rules.about_people(), *erasure_rules.beside_what_they_did())
    ours = [m for m in about if getattr(m, "PERSONAL", None) or m.__name__ in WITH_WORDS]
    brought = [m for m in apps.get_models() if m._meta.app_label in BROUGHT]
    return sorted({model._meta.db_table for model in (*ours, *brought, Finding)} | {search.TABLE})
