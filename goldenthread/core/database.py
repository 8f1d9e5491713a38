"""What each database needs before anything is written: versions, and triggers that keep the journal."""

import sqlite3

from django.core.checks import Error, Tags, register
from django.db import connection

SQLITE_FLOOR = (3, 40, 0)
POSTGRES_FLOOR = 15
APPEND_ONLY = ("core_entry", "core_seal")

SQLITE_PRAGMAS = "; ".join(
    f"PRAGMA {pragma}"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "secure_delete=ON",  # what is erased is overwritten, not only forgotten
        "cache_size=-32000",
        "temp_store=MEMORY",
        "mmap_size=134217728",
    )
)


def register_checks() -> None:
    register(check_versions, Tags.database, deploy=False)


def check_versions(app_configs: object, databases: object = None, **options: object) -> list[Error]:
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SQLITE_FLOOR:
        return [Error(f"SQLite {sqlite3.sqlite_version} is too old: 3.40 or newer is needed.", id="core.E001")]
    if connection.vendor == "postgresql" and databases and connection.pg_version // 10_000 < POSTGRES_FLOOR:
        return [Error(f"PostgreSQL {connection.pg_version // 10_000} is too old: 15 or newer.", id="core.E002")]
    return []


def _sqlite_triggers() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("update", "delete")
    ]


def _postgres_triggers() -> list[str]:
    refuse = (
        "CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION core_append_only()"
        for table in APPEND_ONLY
    ]
    guards = [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
        for table in APPEND_ONLY
    ]
    return [refuse, *triggers, *guards]


def make_append_only(apps: object, schema_editor: object) -> None:
    """Run by a migration: forbid update and delete of entries and seals on either database."""
    sqlite = schema_editor.connection.vendor == "sqlite"  # type: ignore[attr-defined]
    for statement in _sqlite_triggers() if sqlite else _postgres_triggers():
        schema_editor.execute(statement, params=None)  # type: ignore[attr-defined] # a % in it is a %


def make_changeable(apps: object, schema_editor: object) -> None:
    """The way back for the migration."""
    execute = schema_editor.execute  # type: ignore[attr-defined]
    if schema_editor.connection.vendor == "sqlite":  # type: ignore[attr-defined]
        for table in APPEND_ONLY:
            execute(f"DROP TRIGGER {table}_no_update")
            execute(f"DROP TRIGGER {table}_no_delete")
    else:
        execute("DROP FUNCTION core_append_only() CASCADE")
