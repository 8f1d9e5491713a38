"""Is the record whole? Everything the database and the journal promise, checked again from the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, Model, Q, UniqueConstraint

from goldenthread.core import database, identity, registry, seals
from goldenthread.core.models import ChangeSet, IdentityLink, Party, Place, Protection, Tie
from goldenthread.core.registry import Fault

NAMED_AT_MOST = 20  # rows named for one rule; the rest are counted
TRIGGERS = {"sqlite": ("no_update", "no_delete"), "postgresql": ("append_only", "no_truncate")}


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and what is wrong. `unsealed` change sets are no fault: they wait for the sealer."""

    checked: tuple[str, ...]
    faults: tuple[Fault, ...]
    changes: int
    unsealed: int
    head: str

    @property
    def sound(self) -> bool:
        return not self.faults


def verify() -> Report:
    """Check everything; reads only, and may take minutes on a large record."""
    faults = [fault for _, check in CHECKS for fault in check()]
    for capability in registry.capabilities():
        faults += [fault for check in capability.checks for fault in check()]
    checked = tuple(words for words, _ in CHECKS) + tuple(
        f"rules of {capability.name}" for capability in registry.capabilities() if capability.checks
    )
    return Report(checked, tuple(faults), ChangeSet.objects.count(), seals.unsealed(), seals.head())


def _ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("goldenthread.")]


def links_lead_somewhere() -> Iterator[Fault]:
    """Every reference from row to row leads to a row: asked of the rows, whatever the database enforced."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.remote_field is None or not field.db_constraint:
                continue
            there = field.related_model._base_manager.all().values(field.target_field.attname)
            lost = model._base_manager.filter(**{f"{field.name}__isnull": False})
            lost = lost.exclude(**{f"{field.attname}__in": there})
            yield from _named(model, lost, f"its {field.name} leads to a row that is not there")


def rules_of_tables() -> Iterator[Fault]:
    """Every check constraint, asked again as a query: it may have been off when a row was written."""
    editor = connection.schema_editor()
    for model in _ours():
        for rule in model._meta.constraints:
            if isinstance(rule, CheckConstraint):
                as_given = rule._get_check_sql(model, editor).replace("%", "%%")
                broken = model._base_manager.extra(where=[f"NOT ({as_given})"])  # noqa: S610 - our own rule
                yield from _named(model, broken, f"it breaks the rule {rule.name}")


def constraints_are_there() -> Iterator[Fault]:
    """Nobody has taken a constraint out of the database."""
    with connection.cursor() as cursor:
        for model in _ours():
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            for rule in model._meta.constraints:
                expected = isinstance(rule, CheckConstraint | UniqueConstraint)
                if expected and rule.name not in found:
                    yield Fault(model._meta.label, f"The database no longer has the rule {rule.name}.")
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND NOT convalidated",
                    [model._meta.db_table],
                )
                for (name,) in cursor.fetchall():
                    yield Fault(model._meta.label, f"The rule {name} has not been checked against the rows.")


def entries_cannot_change() -> Iterator[Fault]:
    """The triggers that forbid changing entries and seals are in place and switched on."""
    at_work = _triggers_at_work()
    for table in database.APPEND_ONLY:
        for ending in TRIGGERS[connection.vendor]:
            if f"{table}_{ending}" not in at_work:
                yield Fault(table, f"The trigger {table}_{ending} that forbids changes is missing or switched off.")


def _triggers_at_work() -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def file_is_whole() -> Iterator[Fault]:
    """SQLite's own look at every page of the file."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Fault("database file", f"SQLite found damage: {said}.")


def hidden_agrees() -> Iterator[Fault]:
    """Whoever, wherever and whatever is protected is out of sight, and nobody else is shielded."""
    yield from _named(Place, _unlike(Place, "place"), "what is protected and what is out of sight do not agree")
    yield from _named(Tie, _unlike(Tie, "tie"), "what is protected and what is out of sight do not agree")
    standing = Protection.objects.filter(ended_in=None, party__isnull=False)
    named = set(standing.values_list("party", flat=True))
    same = identity.groups(IdentityLink.objects.filter(ended_in=None).values_list("one", "other"))
    unions = {same[party] for party in named if party in same}
    meant = named | {party for party, stands in same.items() if stands in unions}
    shielded = set(Party.unnarrowed.filter(shielded=True).values_list("pk", flat=True))
    wrong = Party.unnarrowed.filter(pk__in=list(meant ^ shielded)[:NAMED_AT_MOST])
    yield from _named(Party, wrong, "what is protected and what is out of sight do not agree")


def _unlike(model: type[Place] | type[Tie], column: str) -> object:
    protected = Protection.objects.filter(ended_in=None, **{f"{column}__isnull": False}).values(column)
    unseen = Q(shielded=False, pk__in=protected)
    return model.unnarrowed.filter(unseen | Q(shielded=True) & ~Q(pk__in=protected))


def _named(model: type[Model], rows: object, what: str) -> Iterator[Fault]:
    """A fault for each of the first rows, by public reference where it has one, and one for the rest."""
    label = model._meta.label
    has_ref = any(field.name == "ref" for field in model._meta.concrete_fields)
    found = list(rows.values_list("ref" if has_ref else "pk", flat=True)[: NAMED_AT_MOST + 1])  # type: ignore[attr-defined]
    for name in found[:NAMED_AT_MOST]:
        yield Fault(f"{label} {name}", f"{what[0].upper()}{what[1:]}.")
    if len(found) > NAMED_AT_MOST:
        yield Fault(label, f"There are more rows of which this is true: {what}.")


CHECKS: tuple[tuple[str, Callable[[], Iterator[Fault]]], ...] = (
    ("the database file", file_is_whole),
    ("links from row to row", links_lead_somewhere),
    ("rules of every table", rules_of_tables),
    ("rules kept by the database", constraints_are_there),
    ("entries and seals cannot be changed", entries_cannot_change),
    ("what is protected is out of sight", hidden_agrees),
    ("journal and seals", seals.check),
)
