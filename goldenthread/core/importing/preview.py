"""What an import would do, row by row, before anybody agrees to it. It only reads the record.

The answers are kept in the staging file, so that a screen can page through them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import registry
from goldenthread.core.importing import pairs
from goldenthread.core.importing.commit import count, judge
from goldenthread.core.importing.compare import KEPT, Kept
from goldenthread.core.importing.resolve import Moment
from goldenthread.core.importing.side import POSTGRES, Side, beside
from goldenthread.core.importing.staged import Gone, Staged, told
from goldenthread.core.importing.staging import A_FILE
from goldenthread.core.importing.tables import ANSWERS
from goldenthread.core.importing.write import details
from goldenthread.domain.facts import Refused
from goldenthread.domain.words import Sentence

PAGE = 50
LONGEST = 120  # letters of a text that are shown
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
OUTCOMES = (CREATED, UPDATED, UNCHANGED)
_NAMES = {"party": "f.name", "place": "f.name", "promise": "f.key", "entry": "f.key", "consent": "f.purpose",
          "tie": "f.giver || ' ' || substr(f.kind, 6) || ' ' || f.receiver || f.place", "contact": "f.kind",
          "claim": "f.indicator", "postcode": "f.code"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a row that is already here: from what, to what."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would become of one fact: its row in the file, what kind of thing it is, how the file names it."""

    row: int
    about: str
    what: str  # created, updated or unchanged
    words: str
    changes: tuple[Change, ...] = ()
    file: str = ""  # in a folder, the file the row stands in


@dataclass(frozen=True, slots=True)
class Preview:
    """What a staged file would do. The rows themselves are read in pages: `outcomes`."""

    staged: Staged
    by_kind: dict[str, dict[str, int]]
    refused: tuple[Refused, ...]
    pairs: tuple[tuple[str, str, str, int], ...]  # one name, the other name, reason, likeness in per cent

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_kind.values())

    @property
    def may_be_written(self) -> bool:
        return not self.refused and bool(self.total(CREATED) + self.total(UPDATED))


def preview(staged: Staged, *, at: datetime, rows: bool = True) -> Preview:
    """Work out what would happen. Without `rows` only the counts, for a dry run of a long file."""
    early = staged.refused()
    if early:
        _keep(Preview(staged, {}, tuple(early), ()))
        return kept(staged)
    files = staged.files()  # later the staging file is the side's alone
    with beside(staged.path) as side, _leaving_nothing(side):
        side.fill()
        refused = judge(side, Moment(at, writing=False))
        if refused:
            _keep(Preview(staged, {}, tuple(told(refused, files)), ()))
        else:
            besides = _besides(side)
            counts = {**count(side), "details": {CREATED: 0, UPDATED: len(besides), UNCHANGED: 0}}
            found = Preview(staged, counts, (), tuple(_named(side, pairs.pairs(side))))
            _keep(found, _outcomes(side, besides) if rows else (), files)
    return kept(staged)


class _leaving_nothing:  # noqa: N801 - reads as a clause of the with statement
    """A transaction that is always taken back, where the working tables lie in the record's own database."""

    def __init__(self, side: Side) -> None:
        self.atomic = transaction.atomic() if side.vendor == POSTGRES else None

    def __enter__(self) -> None:
        if self.atomic:
            self.atomic.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if self.atomic:
            if error is None:
                transaction.set_rollback(True)
            self.atomic.__exit__(kind, error, trace)


Besides = dict[tuple[str, int], list[list[str]]]


def _besides(side: Side) -> Besides:
    """What would change beside rows that are here, in the tables of the capabilities: by (about, n)."""
    found: Besides = {}
    if side.empty("in_detail"):
        return found
    for writer in registry.every("details"):
        numbers: dict[int, int] = {}
        rows = ((row, detail) for n, row, detail in details(side, writer, made=False) if numbers.setdefault(row, n))
        for row, *change in writer.compare(rows):
            found.setdefault((writer.about, numbers[row]), []).append([_short(value) for value in change])
    return found


def _short(value: Any) -> str:
    """A value of a capability as it is shown: the beginning of a long text, and of a list only that there is one."""
    text = "…" if isinstance(value, list | dict) and value else str(value or "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _outcomes(side: Side, besides: Besides) -> Iterator[tuple[Any, ...]]:
    """(line, about, what, words, changes as JSON) of every fact."""
    for line, about, what, words, n, changes in _facts(side):
        more = besides.get((about, n), [])
        yield (
            line,
            about,
            UPDATED if more and what == UNCHANGED else what,
            words,
            json.dumps([*changes, *more], default=str),
        )


def _facts(side: Side) -> Iterator[tuple[Any, ...]]:
    """(line, about, what, words, n, changes) of every fact."""
    for kept in KEPT:
        yield from _changed(side, kept)
        at = f"SELECT n, made, NULL AS no FROM at_{kept.about} WHERE n NOT IN (SELECT n FROM new_{kept.about})"
        yield from _plain(side, kept.about, at)
    changed = "CASE WHEN n IN (SELECT n FROM new_entry) THEN 2 WHEN made THEN 1 ELSE 0 END"
    yield from _states(side, "entry", f"SELECT n, {changed} AS state FROM at_entry")
    for about in ("consent", "contact"):
        yield from _plain(side, about, f"SELECT n, made FROM now_{about}")
    state = "CASE WHEN made THEN 1 WHEN changed THEN 2 ELSE 0 END"
    yield from _states(side, "postcode", f"SELECT n, {state} AS state FROM now_postcode")


def _plain(side: Side, about: str, at: str) -> Iterator[tuple[Any, ...]]:
    yield from _states(side, about, f"SELECT n, CASE WHEN made THEN 1 ELSE 0 END AS state FROM ({at}) m")


def _states(side: Side, about: str, states: str) -> Iterator[tuple[Any, ...]]:
    words = (UNCHANGED, CREATED, UPDATED)
    rows = side.stream(
        f"SELECT f.line, s.state, {_NAMES[about]}, s.n FROM ({states}) s JOIN in_{about} f ON f.n = s.n ORDER BY s.n"
    )
    for line, state, name, n in rows:
        yield line, about, words[state], name, n, ()


def _changed(side: Side, kept: Kept) -> Iterator[tuple[Any, ...]]:
    """Rows that are here and would change, with each column that differs."""
    if side.empty(f"new_{kept.about}"):
        return
    columns = [name for name in kept.columns if name != "name_key"]
    both = ", ".join(f"c.{name}, r.{name}" for name in columns)
    rows = side.stream(
        f"SELECT f.line, {_NAMES[kept.about]}, w.n, {both} FROM new_{kept.about} w "
        f"JOIN now_{kept.about} r ON r.n = w.n JOIN in_{kept.about} f ON f.n = w.n "
        f"JOIN {kept.table} c ON c.id = w.id ORDER BY w.n"
    )
    for line, name, n, *values in rows:
        found = [
            [column.removesuffix("_id"), _said(column, old), _said(column, new)]
            for column, old, new in zip(columns, values[::2], values[1::2], strict=True)
            if new is not None and new != old
        ]
        yield line, kept.about, UPDATED, name, n, found


def _said(column: str, value: Any) -> str:
    """A value as it is shown; a term by its words. Rows that others name stay numbers nobody sees."""
    from goldenthread.core import terms

    if value is None or value == "":
        return ""
    if column in ("sort_id", "unit_id", "what_id", "word_id", "kind_id") and value > 0:
        return terms.words_of(value) or terms.code_of(value)
    return "…" if column.endswith("_id") else str(value)


def _named(side: Side, found: list[pairs.Pair]) -> list[tuple[str, str, str, int]]:
    ids = sorted({end for pair in found for end in (pair.one, pair.other)})
    names: dict[int, str] = {}
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        marks = ", ".join(["%s"] * len(some))
        names |= dict(side.rows(f"SELECT id, name FROM core_party WHERE id IN ({marks}) AND NOT hidden", *some))
        names |= dict(side.rows(
            "SELECT a.id, f.name FROM at_party a JOIN in_party f ON f.n = a.n WHERE a.made AND a.id IN "
            f"({marks})", *some
        ))  # fmt: skip
    return [(names.get(pair.one, ""), names.get(pair.other, ""), pair.reason, pair.likeness) for pair in found]


def _keep(found: Preview, rows: Iterable[tuple[Any, ...]] = (), files: Mapping[int, str] | None = None) -> None:
    """Write the answers to a file of their own beside the staging file, which may still be in use."""
    with closing(_answers(found.staged)) as db:
        db.execute("BEGIN")
        for name, columns in ANSWERS.items():
            db.execute(f"DROP TABLE IF EXISTS {name}")
            db.execute(f"CREATE TABLE {name} ({columns})")
        names = files or {}
        numbered = ((line % A_FILE, *rest, names.get(line // A_FILE, "")) for line, *rest in rows)
        db.executemany(
            "INSERT INTO outcome (line, about, what, words, changes, file) VALUES (?, ?, ?, ?, ?, ?)", numbered
        )
        refused = ((said.row, said.column, said.value, said.why.written()) for said in found.refused)
        db.executemany("INSERT INTO outcome_refused VALUES (?, ?, ?, ?)", refused)
        counts = ((kind, *(counts[what] for what in OUTCOMES)) for kind, counts in found.by_kind.items())
        db.executemany("INSERT INTO outcome_count VALUES (?, ?, ?, ?)", counts)
        db.executemany("INSERT INTO outcome_pair VALUES (?, ?, ?, ?)", found.pairs)
        db.execute("CREATE INDEX outcome_by_what ON outcome (what, n)")
        db.execute("COMMIT")


def kept(staged: Staged) -> Preview:
    """The preview that was worked out before. Errors: Gone."""
    if not staged.answers.exists():
        raise Gone
    with closing(_answers(staged)) as db:
        counts = db.execute("SELECT * FROM outcome_count").fetchall()
        refused = db.execute("SELECT line, col, value, why FROM outcome_refused").fetchall()
        pairs_found = db.execute("SELECT * FROM outcome_pair").fetchall()
    by_kind = {kind: dict(zip(OUTCOMES, numbers, strict=True)) for kind, *numbers in counts}
    reasons = tuple(Refused(line, col, value, Sentence.read(why)) for line, col, value, why in refused)
    return Preview(staged, by_kind, reasons, tuple(pairs_found))


def _answers(staged: Staged) -> sqlite3.Connection:
    db = sqlite3.connect(staged.answers, isolation_level=None, timeout=20)
    db.execute("PRAGMA synchronous=OFF")
    return db


def outcomes(staged: Staged, *, what: str = "", page: int = 1) -> list[Outcome]:
    """A page of rows, in the order of the file; `what` keeps those created, updated or unchanged."""
    only = "WHERE what = ? " if what in OUTCOMES else ""
    with closing(_answers(staged)) as db:
        rows = db.execute(
            f"SELECT line, about, what, words, changes, file FROM outcome {only}ORDER BY n LIMIT ? OFFSET ?",
            (*([what] if only else []), PAGE, PAGE * (max(page, 1) - 1)),
        ).fetchall()
    return [Outcome(*row[:4], tuple(Change(*change) for change in json.loads(row[4])), row[5]) for row in rows]
