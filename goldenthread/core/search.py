"""Finding by words, behind one small interface: FTS5 on SQLite, a stored tsvector on PostgreSQL.

What is searched is kept apart from what it finds, so that it can be caught up in a job and emptied at
an erasure. Results are always a filter on a queryset that is already permitted: a protected or
unseen row cannot be found, and cannot push another one out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.core import names

TABLE = "core_search"
_WORD = re.compile(r"\w+")
_CREATE = {
    "sqlite": [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"],
    "postgresql": [
        f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
    ],
}
_VALUE = {"sqlite": "{}", "postgresql": "to_tsvector('simple', {})"}


def create(apps: object, schema_editor: Any) -> None:
    """Run by a migration."""
    for statement in _CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: object, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE {TABLE}")


def matching(rows: QuerySet[Any], words: str, key: str = "pk") -> QuerySet[Any]:
    """Those of `rows` in whose names every word begins some word; none when there is no word in `words`."""
    wanted = _WORD.findall(names.key(words))
    if not wanted:
        return rows.none()
    return rows.filter(**{f"{key}__in": _found(wanted)})


def _found(wanted: list[str]) -> RawSQL:
    if connection.vendor == "sqlite":
        return RawSQL(f"SELECT rowid FROM {TABLE} WHERE words MATCH %s", [" ".join(f'"{word}"*' for word in wanted)])
    return RawSQL(
        f"SELECT rowid FROM {TABLE} WHERE words @@ to_tsquery('simple', %s)",
        [" & ".join(f"'{word}':*" for word in wanted)],
    )


def index(parties: Iterable[int]) -> None:
    """Make what is searched agree with these parties as they are now."""
    wanted = list(parties)
    forget(wanted)
    with connection.cursor() as cursor:
        for some in _chunks(wanted):
            marks = ",".join(["%s"] * len(some))
            cursor.execute(f"{_copy()} WHERE id IN ({marks}) AND NOT hidden", some)


def index_changed_in(change: int) -> int:
    """Catch up with everything one change set (an import) made or changed; returns how many it found."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid IN "
            "(SELECT id FROM core_party WHERE changed_in_id = %s AND made_in_id <> %s)",
            [change, change],
        )
        cursor.execute(
            f"{_copy()} WHERE changed_in_id = %s AND NOT hidden AND id NOT IN (SELECT rowid FROM {TABLE})", [change]
        )
        return int(cursor.rowcount)


def rebuild() -> None:
    """Everything afresh: after a restore, or when in doubt."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.execute(f"{_copy()} WHERE NOT hidden")


def forget(parties: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        for some in _chunks(list(parties)):
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({','.join(['%s'] * len(some))})", some)


def settle() -> None:
    """After an erasure: rewrite the index so that no trace of a removed word stays in its pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")


def _copy() -> str:
    value = _VALUE[connection.vendor].format("name_key")
    return f"INSERT INTO {TABLE} (rowid, words) SELECT id, {value} FROM core_party"


def _chunks(wanted: list[int], size: int = 500) -> Iterable[list[int]]:
    return (wanted[start : start + size] for start in range(0, len(wanted), size))
