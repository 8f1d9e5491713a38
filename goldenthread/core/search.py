"""Finding by words, behind one small interface: FTS5 on SQLite, a stored tsvector on PostgreSQL.

What is searched is kept apart from what it finds, so that it can be caught up in a job and emptied at
an erasure. Results are always a filter on a queryset that is already permitted: a protected or
unseen row cannot be found, and cannot push another one out.

`Index` is the same for texts of a capability's own, and forgives one slip of the pen in a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA

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
    """After an erasure: rewrite the indexes so that no trace of a removed word stays in their pages."""
    for each in INDEXES:
        each.prune()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in (TABLE, *(each.table for each in INDEXES)):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _copy() -> str:
    value = _VALUE[connection.vendor].format("name_key")
    return f"INSERT INTO {TABLE} (rowid, words) SELECT id, {value} FROM core_party"


def _chunks(wanted: list[int], size: int = 500) -> Iterable[list[int]]:
    return (wanted[start : start + size] for start in range(0, len(wanted), size))


# ---- Texts of a capability's own ----

Wanted = Sequence[Sequence[Sequence[str]]]  # every one of: any one of: all these words
FORGIVEN = 4  # letters a word needs before a slip in it is forgiven
INDEXES: list[Index] = []


def words_of(text: str) -> list[str]:
    """The words of a text as they are kept and looked for, whatever its script, case or accents."""
    return _WORD.findall(names.key(text))


@dataclass(frozen=True, slots=True)
class Index:
    """Texts by the number of what they are about, in a table that a migration makes with `create`.

    Beside it stand the words met so far, each under every form that leaves one letter out: two words that one
    slip tells apart (a letter more, fewer, another, or two changed about) share such a form.
    """

    table: str
    forgiving: bool = True

    def __post_init__(self) -> None:
        if self.forgiving:
            INDEXES.append(self)

    def create(self, apps: object, schema_editor: Any) -> None:
        for statement in _CREATE[schema_editor.connection.vendor]:
            schema_editor.execute(statement.replace(TABLE, self.table))
        schema_editor.execute(
            f"CREATE TABLE {self.table}_slip (slip varchar(40) NOT NULL, word varchar(40) NOT NULL, "
            "PRIMARY KEY (slip, word))"
        )

    def drop(self, apps: object, schema_editor: Any) -> None:
        for table in (self.table, f"{self.table}_slip"):
            schema_editor.execute(f"DROP TABLE {table}")

    def put(self, texts: Iterable[tuple[int, str]]) -> None:
        """Keep these texts, in place of those there were."""
        kept = [(row, " ".join(words_of(text))) for row, text in texts]
        self.forget([row for row, _ in kept])
        met = {word for _, text in kept for word in text.split() if FORGIVEN <= len(word) <= 40}
        value = _VALUE[connection.vendor].format("%s")
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self.table} (rowid, words) VALUES (%s, {value})", kept)
            cursor.executemany(
                f"INSERT INTO {self.table}_slip (slip, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                sorted((slip, word) for word in met for slip in _slips(word)),
            )

    def forget(self, rows: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            for some in _chunks(list(rows)):
                marks = ",".join(["%s"] * len(some))
                cursor.execute(f"DELETE FROM {self.table} WHERE rowid IN ({marks})", some)

    def found(self, wanted: Wanted) -> RawSQL:
        """The numbers of the texts in which there is what is wanted, each word standing for those it begins."""
        sqlite = connection.vendor == "sqlite"
        write, both, either = ('"{}"*', " AND ", " OR ") if sqlite else ("'{}':*", " & ", " | ")
        ways = [[f"({both.join(write.format(word) for word in way)})" for way in group] for group in wanted]
        asked = both.join(f"({either.join(group)})" for group in ways)
        match = "MATCH %s" if sqlite else "@@ to_tsquery('simple', %s)"
        return RawSQL(f"SELECT rowid FROM {self.table} WHERE words {match}", [asked])

    def numbers(self, wanted: Wanted) -> list[int]:
        found = self.found(wanted)
        with connection.cursor() as cursor:
            cursor.execute(found.sql, found.params)
            return [row[0] for row in cursor.fetchall()]

    def near(self, word: str) -> list[str]:
        """Words met in some text that one slip makes of this one, itself not among them."""
        if len(word) < FORGIVEN:
            return []
        slips = sorted(_slips(word))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT word FROM {self.table}_slip WHERE slip IN ({','.join(['%s'] * len(slips))})", slips
            )
            met = [row[0] for row in cursor.fetchall()]
        return sorted(other for other in met if other != word and OSA.distance(word, other, score_cutoff=1) == 1)

    def prune(self) -> None:
        """Forget words that no text holds any longer."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT word FROM {self.table}_slip")
            for (word,) in cursor.fetchall():
                found = self.found([[[word]]])
                cursor.execute(f"{found.sql} LIMIT 1", found.params)
                if cursor.fetchone() is None:
                    cursor.execute(f"DELETE FROM {self.table}_slip WHERE word = %s", [word])


def _slips(word: str) -> set[str]:
    """A word, and every form of it that leaves one letter out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


NAMES = Index(TABLE, forgiving=False)  # of parties
