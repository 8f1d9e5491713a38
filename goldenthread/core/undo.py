"""Taking a change back: what it wrote is reversed, removed, hidden or restored, and nothing later is lost.

* entries are reversed by entries that mirror them; both stay;
* rows it made that nothing refers to go; those that something refers to are retracted (hidden);
* rows it changed are put back as they were (before-images, kept ninety days);
* rows that were changed since are left as they are, and listed.

The law: bringing a list in, undoing it and bringing it in again is the same as bringing it in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from goldenthread.core import journal, protection, registry, revisions, search
from goldenthread.core.models import (
    BeforeImage,
    ChangeSet,
    Claim,
    Consent,
    ContactPoint,
    Entry,
    Identifier,
    IdentityLink,
    LikelyPair,
    Party,
    Place,
    Postcode,
    Promise,
    Tie,
)
from goldenthread.core.models.base import Traced
from goldenthread.domain.refusals import Refusal

KEPT_DAYS = 90  # how long before-images are kept
BATCH = 2_000
TRACED = (Claim, Tie, Promise, Place, Party)  # those that refer to others first
REMOVED = (Identifier, ContactPoint, Consent, IdentityLink, Postcode)  # rows that nothing else stands on


OWN = ("id", "ref", "change", "recorded_at", "reverses")  # what a copy of an entry does not share with it
ABSENT = {"absent": True}  # the before-image of a row that did not exist
MOST_LISTED = 1_000


class UndoRefusal(Refusal):
    ALREADY_UNDONE = "already_undone"
    IS_AN_UNDO = "is_an_undo"
    NOTHING_TO_UNDO = "nothing_to_undo"


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a change back did; `left` lists (table, row) of what was changed since and stays."""

    change: ChangeSet
    removed: int = 0
    hidden: int = 0
    restored: int = 0
    reversed: int = 0
    left: tuple[tuple[str, int], ...] = ()


def undo(change: ChangeSet, *, by: int | None, at: datetime) -> Undone | Refusal:
    """Take a change back, in one transaction and one new change set; or say why it cannot be."""
    if change.undoes_id is not None:
        return UndoRefusal.IS_AN_UNDO
    with transaction.atomic():
        ChangeSet.objects.select_for_update().get(pk=change.pk)
        if ChangeSet.objects.filter(undoes=change).exists():
            return UndoRefusal.ALREADY_UNDONE
        if not _touched(change):
            return UndoRefusal.NOTHING_TO_UNDO
        with journal.change(action="core.undo", by=by, at=at, about=change.ref, undoes=change) as made:
            return Taker(change, made).take()


undo.about = journal.About("core.undo", final="What was taken back can be brought in or done again.")  # type: ignore[attr-defined]


def _touched(change: ChangeSet) -> bool:
    made = [rows.filter(made_in=change) for rows in (model._base_manager.all() for model in (*TRACED, *REMOVED))]
    return any(
        rows.exists()
        for rows in (*made, Entry.unnarrowed.filter(change=change), BeforeImage.objects.filter(change=change))
    )


def remember(rows: QuerySet[Any], columns: Iterable[str], *, change: ChangeSet, party: str = "") -> int:
    """Keep how rows are now, before a change writes to them. `party` names the column of whose details they are."""
    names = [rows.model._meta.get_field(name).attname for name in columns]
    names += ["changed_in_id"] if hasattr(rows.model, "changed_in") else []
    until = timezone.localdate(change.at) + timedelta(days=KEPT_DAYS)
    kept = [
        BeforeImage(
            change=change, table=rows.model._meta.db_table, row=row["pk"], party_id=row[party] if party else None,
            values={name: _plain(row[name]) for name in names}, kept_until=until,
        )
        for row in rows.values("pk", *names, *([party] if party and party not in names else []))
    ]  # fmt: skip
    BeforeImage.objects.bulk_create(kept, batch_size=BATCH)
    return len(kept)


def remember_absent(model: type[models.Model], rows: Iterable[int], *, change: ChangeSet, party: bool = False) -> None:
    """Keep that these rows of a detail table did not exist before a change made them."""
    until = (timezone.localdate(change.at) + timedelta(days=KEPT_DAYS)).isoformat()
    table, values = model._meta.db_table, json.dumps(ABSENT)
    kept = [(change.pk, table, row, row if party else None, values, until) for row in rows]
    if kept:
        with connection.cursor() as cursor:  # an import says this of every detail it brings
            cursor.executemany(
                'INSERT INTO core_beforeimage (change_id, "table", "row", party_id, "values", kept_until) '
                "VALUES (%s, %s, %s, %s, %s, %s)",
                kept,
            )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def reverse_entries(entries: Sequence[int], *, change: ChangeSet) -> int:
    """Append a mirror to each entry that has none yet; returns how many."""
    return _append(
        entries, change, lambda entry: {"reverses": entry, "amount": -entry.amount if entry.amount else entry.amount}
    )


def _append(entries: Sequence[int], change: ChangeSet, different: Callable[[Entry], Mapping[str, Any]]) -> int:
    done = 0
    for start in range(0, len(entries), BATCH):
        some = Entry.unnarrowed.filter(pk__in=entries[start : start + BATCH], reversed_by=None).order_by("pk")
        made = [_copy(entry, change, different(entry)) for entry in some]
        done += len(Entry.unnarrowed.bulk_create(made))
    return done


def _copy(entry: Entry, change: ChangeSet, different: Mapping[str, Any]) -> Entry:
    same = {
        field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields if field.name not in OWN
    }
    return Entry(**{**same, "change": change, "recorded_at": change.at, **different})


class Taker:
    """Takes one change back, as part of another."""

    def __init__(self, undoes: ChangeSet, made: ChangeSet) -> None:
        self.undoes, self.made = undoes, made
        self.left: list[tuple[str, int]] = []
        self.restored = self.removed = self.hidden = 0

    def take(self) -> Undone:
        reversed_count = self.entries()
        self.restore()
        for model in REMOVED:
            rows = model._base_manager.filter(made_in=self.undoes)
            gone = _delete(rows.filter(withdrawn_in=None) if model is Consent else rows)
            # The link of a double with whom it doubles (importing/apart.py) is no row of the list: it is not counted.
            self.removed += 0 if model is IdentityLink and self.undoes.action == "core.import" else gone
        self.removed += _delete(LikelyPair.objects.filter(found_in=self.undoes, decided_in=None))
        for model in TRACED:
            self.take_rows(model)
        protection.settle_inside()
        revisions.withdrawn("undo")
        left = tuple(self.left[:MOST_LISTED])
        return Undone(self.made, self.removed, self.hidden, self.restored, reversed_count, left)

    # ---- Entries ----

    def entries(self) -> int:
        """Mirror what the change told; tell again what it had taken back."""
        told = Entry.unnarrowed.filter(change=self.undoes, reverses=None, reversed_by=None)
        count = reverse_entries(list(told.values_list("pk", flat=True)), change=self.made)
        taken = Entry.unnarrowed.filter(change=self.undoes, reverses__isnull=False).select_related("reverses")
        for mirror in taken.iterator(BATCH):
            again = Entry.unnarrowed.bulk_create([_copy(mirror.reverses, self.made, {"reverses": None})])[0]
            images = BeforeImage.objects.filter(change=self.undoes, table="core_identifier")
            images.filter(values__entry_id=mirror.reverses_id).update(values={"entry_id": again.pk})
            count += 1
        return count

    # ---- Rows that were changed ----

    def restore(self) -> None:
        """Put rows back as they were, where nobody has changed them since."""
        images = BeforeImage.objects.filter(change=self.undoes)
        for table in list(images.order_by("table").values_list("table", flat=True).distinct()):
            model = _model_of(table)
            if model is not None:
                self.restore_table(model, images.filter(table=table).order_by("pk"))
            if model is Party:
                search.index(images.filter(table=table).values_list("row", flat=True))
            for hook in registry.every("restored"):
                hook(table, images.filter(table=table).values_list("row", flat=True))
        _delete(images)  # they have served

    def restore_table(self, model: type[models.Model], images: QuerySet[BeforeImage]) -> None:
        traced = issubclass(model, Traced)
        for image in images.iterator(BATCH):
            rows = model._base_manager.filter(pk=image.values["code"] if model is Postcode else image.row)
            mine = rows.filter(changed_in=self.undoes) if traced else self.not_since(rows, image)
            if image.values == ABSENT:
                self.restored += _delete(mine)
            elif not mine.update(**_fields(model, image.values)):
                self.left += [(image.table, image.row)] if rows.exists() else []
            else:
                self.restored += 1

    def not_since(self, rows: QuerySet[Any], image: BeforeImage) -> QuerySet[Any]:
        """The row, unless another change, itself not undone, has written to it since."""
        later = BeforeImage.objects.filter(table=image.table, row=image.row, change__gt=self.undoes.pk)
        later = later.filter(change__undone_by=None)
        later = later.filter(values__code=image.values["code"]) if "code" in image.values else later
        return rows.none() if later.exists() else rows

    # ---- Rows that were made ----

    def take_rows(self, model: type[Traced]) -> None:
        """Delete what nothing refers to (which may free something else), hide the rest, list what was changed since."""
        mine = model._base_manager.filter(made_in=self.undoes, retracted_in=None)
        since = mine.exclude(changed_in=self.undoes)
        self.left += [(model._meta.db_table, row) for row in since.values_list("pk", flat=True)[:MOST_LISTED]]
        free = mine.filter(changed_in=self.undoes)
        while gone := self.delete_free(model):
            self.removed += gone
            if not any(relation.related_model is model for relation in _relations(model)):
                break
        gone_now: dict[str, Any] = {"retracted_in": self.made}
        if model in (Party, Place):
            gone_now["hidden"] = True
        if model is Party:
            search.forget(free.values_list("pk", flat=True))
        self.hidden += free.update(**gone_now)

    def delete_free(self, model: type[Traced]) -> int:
        """Delete the rows the change made that no row refers to; returns how many."""
        doomed = _Doomed(model)
        doomed.find(self.undoes)
        try:
            return doomed.delete()
        finally:
            doomed.close()


class _Doomed:
    """The rows of one table that may go, worked out and deleted set by set, however many they are."""

    def __init__(self, model: type[Traced]) -> None:
        self.model, self.table = model, model._meta.db_table
        relations = _relations(model)
        self.beside = [r for r in relations if r.on_delete is models.CASCADE]
        self.loose = [r for r in relations if r.on_delete is models.SET_NULL]
        self.holding = [r for r in relations if r not in self.beside and r not in self.loose]

    def find(self, change: ChangeSet) -> None:
        held = " ".join(f"AND {self._not_held(relation)}" for relation in self.holding)
        self.run(
            f"CREATE TEMP TABLE undo_doomed AS SELECT o.id FROM {self.table} o WHERE o.made_in_id = %s "
            f"AND o.changed_in_id = %s AND o.retracted_in_id IS NULL {held}",
            change.pk, change.pk,
        )  # fmt: skip

    def _not_held(self, relation: Any) -> str:
        table, column = relation.related_model._meta.db_table, relation.field.column
        if connection.vendor == "sqlite":  # worked out once, where an index may be missing
            return f"o.id NOT IN (SELECT {column} FROM {table} WHERE {column} IS NOT NULL)"
        return f"NOT EXISTS (SELECT 1 FROM {table} h WHERE h.{column} = o.id)"

    def delete(self) -> int:
        mine = "IN (SELECT id FROM undo_doomed)"
        for relation in self.beside:
            self.drop_beside(relation, "SELECT id FROM undo_doomed")
        for relation in self.loose:
            column = relation.field.column
            self.run(f"UPDATE {relation.related_model._meta.db_table} SET {column} = NULL WHERE {column} {mine}")
        if self.model is Party:
            self.run(f"DELETE FROM {search.TABLE} WHERE rowid {mine}")
        return self.run(f"DELETE FROM {self.table} WHERE id {mine}")

    def drop_beside(self, relation: Any, doomed: str) -> None:
        """Delete the details of rows that go, and first the details of those details."""
        model = relation.related_model
        table, column = model._meta.db_table, relation.field.column
        for further in _relations(model):
            if further.on_delete is models.CASCADE:
                inner = f"SELECT {model._meta.pk.column} FROM {table} WHERE {column} IN ({doomed})"
                self.drop_beside(further, inner)
        self.run(f"DELETE FROM {table} WHERE {column} IN ({doomed})")

    def close(self) -> None:
        self.run("DROP TABLE IF EXISTS undo_doomed")

    @staticmethod
    def run(statement: str, *values: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return max(cursor.rowcount, 0)


def _relations(model: type[models.Model]) -> list[Any]:
    """Every column of every table that refers to a model, those without a name of their own included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]


def _delete(rows: QuerySet[Any]) -> int:
    """Delete rows that nothing refers to, without asking each one."""
    return int(rows._raw_delete(rows.db))


def _model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _fields(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """What to put back. Whether a row is protected is as it is now: taking a change back must not show anybody."""
    fields = {name: value for name, value in values.items() if name not in ("code", "shielded")}
    if model in (Party, Place) and "hidden" in fields:
        fields["hidden"] = F("shielded") if fields["retracted_in_id"] is None else True
    return fields
