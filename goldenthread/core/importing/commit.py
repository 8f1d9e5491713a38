"""Bringing a staged file in: one transaction, one change set, all of it or none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from goldenthread.core import journal, revisions, terms
from goldenthread.core.importing import apart, bulk, checks, compare, geography, pairs
from goldenthread.core.importing.resolve import Moment, resolve
from goldenthread.core.importing.side import POSTGRES, Side, beside
from goldenthread.core.importing.staged import Staged, told
from goldenthread.core.importing.write import Writer
from goldenthread.core.models import ChangeSet, Import
from goldenthread.domain.facts import Refused, Remark
from goldenthread.domain.words import N_

SECONDS_TO_WAIT = 20  # for another import to finish
LOCK = 7_216_845  # any number: imports take the same one
KINDS = {  # what is counted, by the name a person gives it
    "parties": "party", "places": "place", "promises": "promise", "ties": "tie", "claims": "claim",
}  # fmt: skip

READING, WRITING, SEALING = N_("Looking at what is here"), N_("Writing"), N_("Finishing")
Say = Callable[[str, int, int], None]  # words (a message id), rows done, rows in all (0: not known yet)


class Stopped(Exception):
    """The import was not written, and nothing was changed. The message is a plain sentence (a message id)."""


BUSY = N_("Somebody else is bringing something in just now. Nothing was changed: wait a minute, and try again.")
FULL = N_("The disk is full. Nothing was changed: make room, or tell whoever runs this site, and try again.")
CHANGED = N_(
    "What is here changed while this was being written. Nothing was changed: look at the preview, and try again."
)
BROKEN = N_(
    "The database stopped this. Nothing was changed: try again, and if it happens again tell whoever runs this site."
)


class _NothingNew(Exception):
    """Takes the change set back when the file says nothing that is not already here."""


class _Refused(Exception):
    def __init__(self, refused: list[Refused]) -> None:
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of an import. `made` is None when something was refused, or when nothing was new."""

    made: Import | None
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    remarks: tuple[Remark, ...] = ()
    pairs: int = 0

    @property
    def nothing_new(self) -> bool:
        return self.made is None and not self.refused

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_kind.values())


def commit(staged: Staged, *, by: int | None, at: datetime, say: Say = lambda words, done, total: None) -> Receipt:
    """Write what was staged. Errors: Stopped, with the database as it was."""
    early, remarks, files = staged.refused(), tuple(staged.remarks()), staged.files()  # later it is ours alone
    if early:
        return Receipt(None, refused=tuple(early), remarks=remarks)
    try:
        with _sentences(), beside(staged.path) as side:
            receipt = _write(side, staged, remarks, by, at, say)
    except _Refused as reason:
        return Receipt(None, refused=tuple(told(reason.refused, files)), remarks=remarks)
    terms.forget()
    return receipt


def _write(side: Side, staged: Staged, remarks: tuple[Remark, ...], by: int | None, at: datetime, say: Say) -> Receipt:
    counts: dict[str, dict[str, int]] = {}
    try:
        with transaction.atomic():
            _one_at_a_time()
            with journal.change(action="core.import", by=by, at=at, about=staged.ref) as change:
                say(READING, 0, 0)
                side.fill()
                refused = judge(side, Moment(at, writing=True))
                if refused:
                    raise _Refused(refused)
                counts = count(side)
                rows = sum(kind["created"] + kind["updated"] for kind in counts.values())
                say(WRITING, 0, rows)
                found = pairs.pairs(side)
                aside = apart.set_aside(side)
                writer = Writer(side, change, lambda done: say(WRITING, done, rows))
                with bulk.loosened(side):
                    writer.write()
                geography.settle(side, change)
                apart.hide_doubles(side, aside, change)
                counts["identifiers"] = {"created": writer.given, "updated": 0, "unchanged": 0}
                counts["details"] = {"created": 0, "updated": writer.details, "unchanged": 0}
                if not any(kind["created"] + kind["updated"] for kind in counts.values()):
                    raise _NothingNew
                raised = pairs.write(side, found, change)
                revisions.moved("import")
                say(SEALING, 0, 0)
                made = _remember(staged, change, by, {"by_kind": counts, "pairs": raised}, remarks)
    except _NothingNew:
        return Receipt(None, counts, remarks=remarks)
    return Receipt(made, counts, remarks=remarks, pairs=raised)


def judge(side: Side, moment: Moment) -> list[Refused]:
    """Work everything out; returns what has to be put right first."""
    refused = resolve(side, moment)
    if not refused:
        compare.compare(side, moment)
        refused = checks.refusals(side)
    return refused


def count(side: Side) -> dict[str, dict[str, int]]:
    """Rows to be made, to be changed, and left as they are, by kind."""
    found = {}
    for name, about in KINDS.items():
        made = side.one(f"SELECT count(*) FROM at_{about} WHERE made")
        changed = side.one(f"SELECT count(*) FROM new_{about}")
        found[name] = _counted(side.one(f"SELECT count(*) FROM at_{about}"), made, changed)
    entries = side.one("SELECT count(*) FROM at_entry"), side.one("SELECT count(*) FROM at_entry WHERE made")
    found["entries"] = _counted(*entries, side.one("SELECT count(*) FROM new_entry"))
    for name in ("consent", "contact"):
        all_rows, made = side.rows(
            f"SELECT count(*), coalesce(sum(CASE WHEN made THEN 1 ELSE 0 END), 0) FROM now_{name}"
        )[0]
        found[f"{name}s"] = _counted(all_rows, made, 0)
    found["postcodes"] = _counted(*side.rows(
        "SELECT count(*), coalesce(sum(CASE WHEN made THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN changed THEN 1 ELSE 0 END), 0) FROM now_postcode"
    )[0])  # fmt: skip
    return found


def _counted(every: int, made: int, changed: int) -> dict[str, int]:
    return {"created": int(made), "updated": int(changed), "unchanged": int(every - made - changed)}


def _remember(
    staged: Staged, change: ChangeSet, by: int | None, counts: dict[str, Any], remarks: tuple[Remark, ...]
) -> Import:
    said = [[one.row, one.column, "", without_values(one)] for one in remarks]
    made: Import = Import.objects.create(
        ref=staged.ref, name=staged.name, digest=staged.digest, reader=staged.reader, source=staged.source, by_id=by,
        staged_at=staged.at, counts={**counts, "remarks": said}, change=change,
    )  # fmt: skip
    return made


def without_values(remark: Remark) -> str:
    """The sentence of a remark as it is kept for good: not what it quotes, which may name somebody.

    The preview and the receipt of the moment say it in full; the kept one leads by row and column to the file.
    """
    return remark.what.without_quotes().written()


def _one_at_a_time() -> None:
    """Imports wait for each other. SQLite has one writer anyway."""
    if connection.vendor == POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@contextmanager
def _sentences() -> Iterator[None]:
    """Tell a failed write in words; the transaction has been rolled back by then."""
    try:
        yield
    except DatabaseError as error:
        said = str(error).lower()
        if "lock" in said:
            raise Stopped(BUSY) from error
        if "full" in said or "no space" in said:
            raise Stopped(FULL) from error
        if "unique" in said or "constraint" in said:
            raise Stopped(CHANGED) from error
        raise Stopped(BROKEN) from error
