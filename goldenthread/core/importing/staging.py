"""From facts to a staging file: a small SQLite database beside the record, written with the standard library.

The record itself is not touched while a file is read, so the site stays writable however long the
file is; memory stays flat, because rows go out in batches; and the preview outlives the page.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from goldenthread.core import names, permissions, refs
from goldenthread.core.importing import settling
from goldenthread.core.importing.tables import FACTS, INDEXES, KEPT
from goldenthread.domain.facts import (
    ClaimFact,
    ConsentFact,
    ContactFact,
    EntryFact,
    Identifiers,
    PartyFact,
    PlaceFact,
    PostcodeFact,
    PromiseFact,
    Refused,
    Remark,
    Said,
    TermFact,
    TieFact,
)
from goldenthread.domain.kinds import PartyKind, Scope, Sector
from goldenthread.domain.quantities import Quantity
from goldenthread.domain.words import N_, say

BATCH = 4_000  # rows of one table that are written at once
A_FILE = 1 << 32  # rows are numbered on from here in each file of a folder
LONGEST = {"party": 300, "place": 200, "value": 200}
_KINDS = {kind: kind.value for kind in PartyKind}
_SECTORS: dict[Sector | None, str] = {None: "", **{sector: sector.value for sector in Sector}}
_TOO_LONG = N_("This name is longer than %(most)s letters. Shorten it, and try again.")
_TOO_SOON = N_("This agreement is dated in the future. Put the day on which it was given, and try again.")


def make(path: Path) -> sqlite3.Connection:
    """A new staging file. If the machine stops while it is written, nothing is lost but the file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "page_size=8192",
        "journal_mode=OFF",
        "synchronous=OFF",
        "cache_size=-16000",
        "locking_mode=EXCLUSIVE",
    ):
        db.execute(f"PRAGMA {pragma}")
    for name, columns in {**FACTS, **KEPT}.items():
        db.execute(f"CREATE TABLE {name} ({columns})")
    return db


class Stager:
    """Writes facts, refusals and remarks to a staging file, in batches."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.file, self.before = db, "", 0
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in (*FACTS, *KEPT)}
        self.count = dict.fromkeys(self.rows, 0)
        self.holes = {
            name: f"INSERT OR IGNORE INTO {name} VALUES ({', '.join('?' * _width(db, name))})" for name in self.rows
        }
        self.ways: dict[type, Callable[[Any], None]] = {
            PartyFact: self.party, PlaceFact: self.place, TieFact: self.tie, PromiseFact: self.promise,
            EntryFact: self.entry, ContactFact: self.contact, ConsentFact: self.consent, ClaimFact: self.claim,
            PostcodeFact: self.postcode, TermFact: self.term, Refused: self.refused, Remark: self.remark,
        }  # fmt: skip
        db.execute("BEGIN")

    def take(self, said: Iterable[Said], file: str = "", progress: Callable[[int], None] | None = None) -> None:
        """Write everything a reader says; `progress` hears, now and then, how many facts there were."""
        self.file, self.before = file, self.before + A_FILE if file else 0
        if file:
            self.rows["in_file"].append((self.before // A_FILE, file))
        ways, parties = self.ways, self.rows["in_party"]
        for number, fact in enumerate(said, 1):
            ways[type(fact)](fact)
            if len(parties) >= BATCH:
                self.flush()
            if number % 2_000 == 0:
                self.flush_full()
                if progress:
                    progress(number)

    def finish(self) -> None:
        self.flush()
        self.db.execute(
            "INSERT INTO in_key SELECT 'party', n, 0, substr(key, 1, instr(key, ':') - 1), CASE WHEN "
            "substr(key, 1, 3) = 'gt:' "
            "THEN lower(substr(key, 4)) ELSE substr(key, instr(key, ':') + 1) END FROM in_party"
        )
        for name, columns in INDEXES.items() if connection.vendor == "sqlite" else ():  # PostgreSQL gets copies
            self.db.execute(f"CREATE INDEX {name} ON {columns}")
        settling.settle(self.db)
        self.db.execute("COMMIT")

    def flush(self) -> None:
        for name, rows in self.rows.items():
            if rows:
                self.db.executemany(self.holes[name], rows)
                rows.clear()

    def flush_full(self) -> None:
        if any(len(rows) >= BATCH for rows in self.rows.values()):
            self.flush()

    def next(self, table: str) -> int:
        self.count[table] += 1
        return self.count[table]

    def add(self, table: str, line: int, *row: Any) -> int:
        """Add a row whose first column counts from 1; returns that number. `line` is the row of the file."""
        n = self.next(table)
        self.rows[table].append((n, line + self.before, *row))
        return n

    # ---- What names a thing ----

    def named(self, about: str, n: int, key: str, identifiers: Identifiers) -> None:
        """Remember by what a fact's subject may be recognised, strongest first."""
        scheme, _, value = key.partition(":")
        keys = self.rows["in_key"]
        if about != "party":
            keys.append((about, n, 0, _list(about, scheme), value if scheme != "gt" else refs.read(value)))
        for nth, (other, known) in enumerate(identifiers, 1):
            if (other, known) != (scheme, value):
                keys.append((about, n, nth, _list(about, other), known if other != "gt" else refs.read(known)))

    def mentioned(self, about: str, key: str) -> str:
        """Remember that a fact refers to something by key, and return that key."""
        if key:
            scheme, _, value = key.partition(":")
            if scheme == "gt":
                value = refs.read(value)
            elif scheme == "name":
                value = names.key(value)
            self.rows["in_mention"].append((about, key, _list(about, scheme), value))
        return key

    def too_long(self, line: int, name: str, most: int) -> None:
        self.refused(Refused(line, "name", name[:80], say(_TOO_LONG, most=most)))

    def detail(self, about: str, n: int, detail: Any) -> None:
        if detail:
            self.rows["in_detail"].append((about, n, json.dumps(dict(detail), default=str, ensure_ascii=False)))

    # ---- One way for each kind of fact ----

    def party(self, fact: PartyFact) -> None:
        n = self.count["in_party"] = self.count["in_party"] + 1
        name = fact.name
        if len(name) > LONGEST["party"]:
            self.too_long(fact.row, name, LONGEST["party"])
            return
        row = (n, fact.row + self.before, fact.key, _KINDS[fact.kind], name, names.key(name), _SECTORS[fact.sector],
               f"sort:{fact.sort}" if fact.sort else "")  # fmt: skip
        self.rows["in_party"].append(row)
        known = fact.identifiers
        if known and (len(known) > 1 or ":".join(known[0]) != fact.key):  # its own key is added at the end, for all
            self.named("party", n, fact.key, fact.identifiers)
        if fact.postcode:
            self.rows["in_home"].append((n, fact.key, fact.postcode, fact.row + self.before))
        if fact.detail:
            self.detail("party", n, fact.detail)

    def place(self, fact: PlaceFact) -> None:
        if len(fact.name) > LONGEST["place"]:
            self.too_long(fact.row, fact.name, LONGEST["place"])
            return
        folded = names.key(fact.name)[: LONGEST["place"]]
        n = self.add("in_place", fact.row, fact.key, fact.kind.value, fact.name, folded,
                     self.mentioned("place", fact.parent), fact.postcode, fact.lat, fact.lon)  # fmt: skip
        self.named("place", n, fact.key, fact.identifiers)
        self.detail("place", n, fact.detail)
        if fact.outline:
            self.rows["in_outline"].append((n, fact.outline, str(fact.detail.get("source", "")), *_box(fact.outline)))

    def tie(self, fact: TieFact) -> None:
        scopes = permissions.bits(Scope(scope) for scope in fact.scopes)
        self.add("in_tie", fact.row, *self.ends(fact), f"kind:{fact.kind}", _day(fact.from_day), _day(fact.until_day),
                 scopes, fact.derived)  # fmt: skip

    def ends(self, fact: TieFact | PromiseFact | EntryFact) -> tuple[str, str, str]:
        return (
            self.mentioned("party", fact.giver),
            self.mentioned("party", fact.receiver),
            self.mentioned("place", fact.place),
        )

    def promise(self, fact: PromiseFact) -> None:
        n = self.add("in_promise", fact.row, fact.key, f"kind:{fact.kind}", *self.ends(fact), fact.what,
                     *_amount(fact.quantity), _day(fact.from_day), _day(fact.until_day))  # fmt: skip
        self.named("promise", n, fact.key, ())
        self.detail("promise", n, fact.detail)

    def entry(self, fact: EntryFact) -> None:
        n = self.add(
            "in_entry", fact.row, fact.key, f"kind:{fact.kind}", self.mentioned("promise", fact.promise),
            *self.ends(fact), fact.what, *_amount(fact.quantity), _day(fact.from_day), _day(fact.until_day),
            _instant(fact.from_at), _instant(fact.until_at),
        )  # fmt: skip
        self.named("entry", n, fact.key, ())

    def contact(self, fact: ContactFact) -> None:
        from goldenthread.core import contact  # the staging file holds no address in the clear either

        sealed, digest = contact.seal(fact.value), contact.digests(fact.kind, fact.value)[0]
        self.add("in_contact", fact.row, self.mentioned("party", fact.party), fact.kind, sealed, digest)

    def consent(self, fact: ConsentFact) -> None:
        if fact.given_on > timezone.localdate():
            self.refused(Refused(fact.row, "agreed on", fact.given_on.isoformat(), say(_TOO_SOON)))
            return
        until = _midnight(fact.until) if fact.until else None
        self.add("in_consent", fact.row, self.mentioned("party", fact.subject), self.mentioned("party", fact.to),
                 fact.purpose.value, _midnight(fact.given_on), until)  # fmt: skip

    def claim(self, fact: ClaimFact) -> None:
        unit = f"unit:{fact.unit}" if fact.unit else ""
        self.add("in_claim", fact.row, fact.about, self.mentioned(fact.about, fact.subject), fact.indicator, fact.word,
                 fact.source, fact.value, unit, _day(fact.as_of))  # fmt: skip

    def postcode(self, fact: PostcodeFact) -> None:
        self.add("in_postcode", fact.row, fact.code, fact.ward, fact.lsoa, fact.source, fact.lat, fact.lon)

    def term(self, fact: TermFact) -> None:
        parent = fact.parent if ":" in fact.parent or not fact.parent else f"{fact.scheme}:{fact.parent}"
        self.add("in_term", fact.row, fact.scheme, fact.code, fact.label, parent, fact.source, fact.licence, fact.uri)

    def refused(self, said: Refused) -> None:
        self.rows["in_refused"].append((said.row, self.file, said.column, str(said.value), said.why.written()))

    def remark(self, said: Remark) -> None:
        self.rows["in_remark"].append((said.row, self.file, said.column, str(said.value), said.what.written()))


def _width(db: sqlite3.Connection, table: str) -> int:
    return len(db.execute(f"SELECT * FROM {table}").description)


def _list(about: str, scheme: str) -> str:
    """A list's own numbers count parties, places, promises and entries apart: room 7 is not group 7."""
    return f"{scheme}/{about}" if about != "party" and scheme.startswith(("local/", "oruk")) else scheme


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: datetime | None) -> str | None:
    """As both databases keep an instant: in UTC, without saying so."""
    return str(at.astimezone(UTC).replace(tzinfo=None)) if at else None


def _midnight(day: date) -> str | None:
    return _instant(timezone.make_aware(datetime.combine(day, time())))


def _amount(quantity: Quantity | None) -> tuple[int | None, str]:
    return (quantity.amount, f"unit:{quantity.unit.code}") if quantity else (None, "")


def _box(geometry: str) -> tuple[float, ...]:
    """West, south, east and north of a GeoJSON geometry."""
    from shapely import from_geojson

    return tuple(float(edge) for edge in from_geojson(geometry).bounds)
