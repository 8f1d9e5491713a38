"""Lets a test with real transactions be tidied away, where the database itself forbids that anything is deleted.

Entries and seals can only be added: triggers say so on both databases. Django empties every table after a test marked
`django_db(transaction=True)`; for just that moment, and only here, the triggers stand aside.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql.base import DatabaseOperations as Postgres
from django.db.backends.sqlite3.base import DatabaseOperations as Sqlite

Flush = Callable[..., list[str]]


def let_tests_tidy_up() -> None:
    """Wrap how Django empties tables; the triggers are back before the next statement of anybody else."""
    Postgres.sql_flush = around_postgres(Postgres.sql_flush)  # type: ignore[method-assign]
    Sqlite.sql_flush = around_sqlite(Sqlite.sql_flush)  # type: ignore[method-assign]


def around_postgres(flush: Flush) -> Flush:
    """In the role of a replica, triggers do not fire; SET LOCAL ends with the transaction of the flush."""

    def sql_flush(self: Any, *arguments: Any, **options: Any) -> list[str]:
        statements = flush(self, *arguments, **options)
        return ["SET LOCAL session_replication_role = 'replica'", *statements] if statements else []

    return sql_flush


def around_sqlite(flush: Flush) -> Flush:
    """Take the triggers away and put back the very same ones, in the transaction of the flush."""

    def sql_flush(self: Any, *arguments: Any, **options: Any) -> list[str]:
        statements = flush(self, *arguments, **options)
        if not statements:
            return []
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'")
            triggers = cursor.fetchall()
        away = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
        return [*away, *statements, *(sql for _, sql in triggers)]

    return sql_flush
