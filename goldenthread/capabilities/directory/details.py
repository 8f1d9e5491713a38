"""What the directory keeps beside the rows of an import: what a body says of itself, services and grants.

A file that leaves a column empty never empties what is here. How a row was before is kept, so that the
import can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Model

from goldenthread.capabilities.directory import indexing
from goldenthread.capabilities.directory.models import RUNNING, Grant, Listing, Service
from goldenthread.core import undo
from goldenthread.core.models import ChangeSet, Party
from goldenthread.core.registry import DetailWriter
from goldenthread.domain.kinds import PartyKind

BATCH = 400
AS_WE_SAY = {  # Open Referral's names -> ours
    "name": "title", "description": "about", "url": "website", "status": "running", "minimum_age": "youngest",
    "maximum_age": "oldest", "assured_date": "checked_on",
}  # fmt: skip
Detail = Mapping[str, Any]
Rows = Iterable[tuple[int, Detail]]


def _listing(detail: Detail) -> dict[str, Any]:
    return _said(Listing, detail, "about", "language", "website")


def _service(detail: Detail) -> dict[str, Any]:
    detail = {AS_WE_SAY.get(name, name): value for name, value in detail.items()}
    own = ("title", "about", "website", "fees", "youngest", "oldest", "checked_on", "check_by", "times")
    said = _said(Service, detail, *own)
    free = indexing.free_of(detail)
    said |= {"free": free} if free is not None else {}
    if detail.get("running") in RUNNING:
        said["running"] = detail["running"]
    more = dict(detail.get("more") or {}) | {
        key: value
        for key, value in detail.items()
        if key not in (*own, "running", "free", "more", "feed") and value not in (None, "")
    }
    return said | ({"more": more} if more else {})


def _grant(detail: Detail) -> dict[str, Any]:
    return _said(Grant, {**detail, "about": detail.get("description")}, "title", "about", "programme")


def _said(model: type[Model], detail: Detail, *columns: str) -> dict[str, Any]:
    """The columns that a detail fills, as the table keeps them."""
    found = {}
    for name in columns:
        if detail.get(name) in (None, "", [], {}):
            continue
        column = model._meta.get_field(name)
        value = column.to_python(detail[name])
        found[name] = value[: column.max_length] if isinstance(value, str) and column.max_length else value
    return found


def _writer(model: type[Model], read: Callable[[Detail], dict[str, Any]]) -> Callable[[Rows, ChangeSet], int]:
    """Write details of one kind in batches; the function returns how many were new or different."""

    def write(rows: Rows, change: ChangeSet) -> int:
        written = 0
        for said in _batches(model, read, rows):
            written += _write(model, said, change)
            if model is Service:
                indexing.settle(said)
        return written

    return write


def _comparer(
    model: type[Model], read: Callable[[Detail], dict[str, Any]]
) -> Callable[[Rows], Iterator[tuple[int, str, Any, Any]]]:
    """What an import would change, for its preview: row, column, what is here now, what the file says."""

    def compare(rows: Rows) -> Iterator[tuple[int, str, Any, Any]]:
        for said in _batches(model, read, rows):
            here = model._default_manager.in_bulk(list(said))
            for row, values in said.items():
                for name, value in values.items():
                    before = getattr(here.get(row), name, None)
                    if before != value:
                        yield row, name, before, value

    return compare


def _batches(
    model: type[Model], read: Callable[[Detail], dict[str, Any]], rows: Rows
) -> Iterator[dict[int, dict[str, Any]]]:
    """What each row is said to be, some hundreds at a time; of two rows about one thing the first counts."""
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        said: dict[int, dict[str, Any]] = {}
        for row, detail in some:
            said[row] = {**read(detail), **said.get(row, {})}
        if model is Listing:
            people = set(Party.objects.filter(pk__in=said, kind=PartyKind.PERSON).values_list("pk", flat=True))
            said = {row: values for row, values in said.items() if row not in people}
        yield {row: values for row, values in said.items() if values}


def _write(model: type[Model], said: Mapping[int, dict[str, Any]], change: ChangeSet) -> int:
    here = model._default_manager.in_bulk(list(said))
    other = [row for row, values in said.items() if row in here and _differs(here[row], values)]
    new = [row for row in said if row not in here]
    columns = sorted({name for row in other for name in said[row]})
    party = model._meta.pk.attname if model is Listing else ""
    if other:
        undo.remember(model._default_manager.filter(pk__in=other), columns, change=change, party=party)
        for row in other:
            for name, value in said[row].items():
                setattr(here[row], name, value)
        model._default_manager.bulk_update([here[row] for row in other], columns)
    undo.remember_absent(model, new, change=change, party=model is Listing)
    model._default_manager.bulk_create(model(pk=row, **_complete(model, said[row])) for row in new)
    return len(other) + len(new)


def _complete(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    return (
        values if model is Listing or values.get("title") else {**values, "title": str(values.get("about", "…"))[:80]}
    )


def _differs(row: Model, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


DETAILS = (
    DetailWriter("party", "", _writer(Listing, _listing), _comparer(Listing, _listing)),
    DetailWriter("promise", "service", _writer(Service, _service), _comparer(Service, _service)),
    DetailWriter("promise", "grant", _writer(Grant, _grant), _comparer(Grant, _grant)),
)
