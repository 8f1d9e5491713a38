"""Writing an import: one statement for each kind of row, however many rows there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from goldenthread.core import registry, undo
from goldenthread.core.importing.compare import ENTRY, KEPT, Kept
from goldenthread.core.importing.resolve import SHOWN
from goldenthread.core.importing.side import Side
from goldenthread.core.models import ChangeSet

DEFAULTS = {  # what a new row says where the file says nothing
    "core_party": {"sector": "''", "shielded": "FALSE", "hidden": "FALSE"},
    "core_place": {"postcode": "''", "zone": "'Europe/London'", "shielded": "FALSE", "hidden": "FALSE"},
    "core_promise": {},
    "core_tie": {"scopes": "0", "shielded": "FALSE"},
    "core_claim": {"source": "''"},
}


class Writer:
    """Writes the working tables of a side into the record, as part of one change."""

    def __init__(self, side: Side, change: ChangeSet, progress: Callable[[int], None]) -> None:
        self.side, self.change, self.progress, self.written = side, change, progress, 0
        self.until = (timezone.localdate(change.at) + timedelta(days=undo.KEPT_DAYS)).isoformat()

    def write(self) -> None:
        for kept in KEPT:
            self.count(self.insert(kept))
            self.count(self.update(kept))
            if kept.about == "place":
                self.postcodes()
                self.outlines()
        self.entries()
        self.given = self.identifiers()
        self.consents()
        self.contacts()
        self.details = self.write_details()

    def count(self, rows: int) -> None:
        """Say that so many rows more are written."""
        if rows:
            self.written += rows
            self.progress(self.written)

    # ---- Rows that may be made and may be changed ----

    def insert(self, kept: Kept) -> int:
        defaults = DEFAULTS[kept.table]
        said = (*kept.fixed, *kept.columns)
        values = [f"coalesce(r.{c}, {defaults[c]})" if c in defaults else f"r.{c}" for c in said]
        others = [name for name in defaults if name not in said]
        columns = ", ".join(["id", "ref", "made_in_id", "changed_in_id", *said, *others])
        values = ["a.id", self.side.fresh_ref("a.id"), "%s", "%s", *values, *(defaults[name] for name in others)]
        return self.side.run(
            f"INSERT INTO {kept.table} ({columns}) SELECT {', '.join(values)} FROM now_{kept.about} r "
            f"JOIN at_{kept.about} a ON a.n = r.n WHERE a.made {self.side.in_order('r.n')}",
            self.change.pk, self.change.pk,
        )  # fmt: skip

    def update(self, kept: Kept) -> int:
        if self.side.empty(f"new_{kept.about}"):
            return 0
        kept_values = self.side.json([(name, f"c.{name}") for name in ("changed_in_id", *kept.columns)])
        self.remember(kept.table, "c.id", kept.personal, kept_values,
                      f"{kept.table} c WHERE c.id IN (SELECT id FROM new_{kept.about})")  # fmt: skip
        assigned = ", ".join(f"{name} = coalesce(r.{name}, {kept.table}.{name})" for name in kept.columns)
        return self.side.run(
            f"UPDATE {kept.table} SET {assigned}, changed_in_id = %s FROM now_{kept.about} r "
            f"JOIN new_{kept.about} w ON w.n = r.n WHERE {kept.table}.id = w.id",
            self.change.pk,
        )

    def remember(self, table: str, row: str, party: str, values: str, of: str) -> None:
        """Keep how rows were, so that the change can be undone."""
        self.side.run(
            'INSERT INTO core_beforeimage (change_id, "table", "row", party_id, "values", kept_until) '
            f"SELECT %s, %s, {row}, {party}, {values}, %s FROM {of}",
            self.change.pk, table, self.until,
        )  # fmt: skip

    # ---- Entries: only ever added to ----

    def entries(self) -> None:
        self.count(self._tell("a.made"))
        if not self.side.empty("new_entry"):
            self._take_back()
            self.count(self._tell("r.n IN (SELECT n FROM new_entry)"))

    def _tell(self, which: str) -> int:
        columns = ", ".join(ENTRY)
        values = ", ".join(f"r.{name}" for name in ENTRY)
        return self.side.run(
            f"INSERT INTO core_entry (id, ref, change_id, recorded_at, {columns}) "
            f"SELECT a.id, {self.side.fresh_ref('a.id')}, %s, %s, {values} FROM now_entry r "
            f"JOIN at_entry a ON a.n = r.n WHERE {which} ORDER BY r.n",
            self.change.pk, self.side.instant(self.change.at),
        )  # fmt: skip

    def _take_back(self) -> None:
        """Reverse entries that the file now tells differently; their identifiers go to the new telling."""
        mine = "core_identifier i WHERE i.entry_id IN (SELECT id FROM new_entry)"
        self.remember("core_identifier", "i.id", "NULL", self.side.json([("entry_id", "i.entry_id")]), mine)
        told = [row[0] for row in self.side.rows("SELECT id FROM new_entry ORDER BY id")]
        undo.reverse_entries(told, change=self.change)
        new = self.side.new_id("core_entry", "n")
        self.side.run(f"UPDATE at_entry SET id = {new} WHERE n IN (SELECT n FROM new_entry)")
        self.side.run(
            "UPDATE core_identifier SET entry_id = a.id FROM new_entry w JOIN at_entry a ON a.n = w.n "
            "WHERE core_identifier.entry_id = w.id"
        )

    # ---- What names and reaches things ----

    def identifiers(self) -> int:
        """Rows get the identifiers that the file gives and nobody has yet; returns how many rows that were here got."""
        given = 0
        for about in ("party", "place", "promise", "entry"):
            known = "SELECT 1 FROM core_identifier i WHERE i.scheme = k.scheme AND i.value = k.value"
            recognised = not self.side.empty(f"hit_{about}")
            new = f"AND NOT EXISTS ({known})" if recognised else ""
            rows = f"FROM in_key k CROSS JOIN at_{about} a WHERE a.n = k.n AND k.about = '{about}'"
            mine = f"{rows} AND k.scheme <> 'gt' {new}"
            given += self.side.one(f"SELECT count(*) {mine} AND NOT a.made") if recognised else 0
            self.side.run(
                f"INSERT INTO core_identifier (scheme, value, {about}_id, made_in_id) "
                f"SELECT k.scheme, k.value, a.id, %s {mine} {self.side.in_order('k.scheme, k.value')}",
                self.change.pk,
            )
        return given

    def consents(self) -> None:
        if self.side.empty("now_consent"):
            return
        self.side.run(
            "INSERT INTO core_consent (ref, subject_id, to_id, purpose, given_at, until_at, how, language, made_in_id) "
            f"SELECT {self.side.fresh_ref('n')}, subject_id, to_id, purpose, given_at, until_at, 'list', 'en', %s "
            "FROM now_consent WHERE made ORDER BY n",
            self.change.pk,
        )

    def contacts(self) -> None:
        self.side.run(
            'INSERT INTO core_contactpoint (party_id, kind, sealed, "index", may_contact, safe_when, made_in_id) '
            "SELECT party_id, kind, sealed, digest, FALSE, '', %s FROM now_contact WHERE made ORDER BY n",
            self.change.pk,
        )

    # ---- Geography ----

    def postcodes(self) -> None:
        if self.side.empty("now_postcode"):
            return
        columns = ("lat", "lon", "ward", "lsoa", "source")
        self.side.run(
            "INSERT INTO core_postcode (code, lat, lon, ward, lsoa, source, made_in_id) "
            "SELECT code, lat, lon, coalesce(ward, ''), coalesce(lsoa, ''), coalesce(source, ''), %s "
            "FROM now_postcode WHERE made",
            self.change.pk,
        )
        values = self.side.json([(name, f"c.{name}") for name in ("code", *columns)])
        changed = "core_postcode c WHERE c.code IN (SELECT code FROM now_postcode WHERE changed)"
        self.remember("core_postcode", "0", "NULL", values, changed)
        assigned = ", ".join(f"{name} = coalesce(r.{name}, core_postcode.{name})" for name in columns)
        self.side.run(
            f"UPDATE core_postcode SET {assigned} FROM now_postcode r WHERE r.changed AND core_postcode.code = r.code"
        )

    def outlines(self) -> None:
        if self.side.empty("in_outline"):
            return
        columns = ("geometry", "west", "south", "east", "north", "source")
        known = "core_outline c JOIN at_place a ON a.id = c.place_id JOIN in_outline o ON o.n = a.n"
        other = f"{known} WHERE o.geometry <> c.geometry"
        self.remember("core_outline", "c.place_id", "NULL", self.side.json([(c, f"c.{c}") for c in columns]), other)
        assigned = ", ".join(f"{name} = o.{name}" for name in columns)
        self.side.run(
            f"UPDATE core_outline SET {assigned} FROM in_outline o JOIN at_place a ON a.n = o.n "
            "WHERE core_outline.place_id = a.id AND o.geometry <> core_outline.geometry"
        )
        names = ", ".join(columns)
        self.side.run(
            f"INSERT INTO core_outline (place_id, {names}) SELECT a.id, {', '.join(f'o.{c}' for c in columns)} "
            "FROM in_outline o JOIN at_place a ON a.n = o.n "
            "WHERE NOT EXISTS (SELECT 1 FROM core_outline c WHERE c.place_id = a.id)"
        )

    # ---- What the capabilities keep beside a row ----

    def write_details(self) -> int:
        """Hand each detail to the capability that keeps it; returns how many rows that were here it changed."""
        if self.side.empty("in_detail"):
            return 0
        changed = 0
        for writer in registry.every("details"):
            writer.write(self._details(writer, made=True), self.change)
            changed += writer.write(self._details(writer, made=False), self.change)
        return changed

    def _details(self, writer: registry.DetailWriter, *, made: bool) -> Iterator[tuple[int, Any]]:
        return ((row, detail) for _, row, detail in details(self.side, writer, made=made))


def details(side: Side, writer: registry.DetailWriter, *, made: bool) -> Iterator[tuple[int, int, Any]]:
    """(number in the staging file, row of the record, detail) of what a capability keeps beside its rows."""
    kind = "r.kind" if writer.about in ("party", "place") else "substr(r.kind, 6)"  # "kind:grant"
    shown = SHOWN[writer.about].format("c")
    rows = side.rows(
        f"SELECT a.n, a.id, d.detail FROM in_detail d JOIN at_{writer.about} a ON a.n = d.n "
        f"JOIN in_{writer.about} r ON r.n = d.n WHERE d.about = %s AND a.made = %s AND (%s = '' OR {kind} = %s) "
        f"AND NOT EXISTS (SELECT 1 FROM core_{writer.about} c WHERE c.id = a.id AND NOT ({shown})) ORDER BY d.n",
        writer.about, made, writer.kind, writer.kind,
    )  # fmt: skip
    for n, row, detail in rows:
        yield n, row, json.loads(detail)
