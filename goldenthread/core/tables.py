"""The record as four plain tables, for the command line and for whoever takes their data elsewhere.

What a table shows is what the asking actor may see: a person who has not agreed is "somebody", and a
protected one is not there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from goldenthread.core import sight, terms
from goldenthread.core.models import Entry, Identifier, Place, Tie
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import Spine
from goldenthread.domain.quantities import Quantity

CHUNK = 2000
SOMEBODY = "somebody"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]
    rows: Callable[[Actor], Iterator[Row]]


def _chunks(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Rows a few thousand at a time, by key, so that nothing is held longer than needed."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1][0]


def _codes(about: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """What others call each thing: "GB-CHC-1122405", "ons-E05001260", a list's own number."""
    found: dict[int, list[str]] = {}
    wanted = iter(ids)
    while some := list(islice(wanted, 500)):
        rows = Identifier.objects.filter(**{f"{about}__in": some}).order_by("pk")
        for pk, scheme, value in rows.values_list(about, "scheme", "value"):
            if not scheme.startswith("row/"):
                found.setdefault(pk, []).append(value if scheme in ("360giving", "org-id") else f"{scheme}-{value}")
    return found


def _parties(actor: Actor) -> Iterator[Row]:
    rows = sight.parties(actor).values_list("pk", "ref", "name", "kind", "sector", "sort")
    for chunk in _chunks(rows):
        codes = _codes("party", [row[0] for row in chunk])
        for pk, ref, name, kind, sector, sort in chunk:
            yield ref, name, kind, sector, terms.code_of(sort), "; ".join(codes.get(pk, []))


def _places(actor: Actor) -> Iterator[Row]:
    rows = Place.objects.values_list("pk", "ref", "name", "kind", "parent", "postcode", "lat", "lon")
    for chunk in _chunks(rows):
        codes = _codes("place", [row[0] for row in chunk])
        above = Place.objects.filter(pk__in={row[4] for row in chunk}).values_list("pk", "ref", "name")
        named = {pk: (ref, name) for pk, ref, name in above}
        for pk, ref, name, kind, parent, postcode, lat, lon in chunk:
            part_of = named.get(parent, (None, None))
            yield ref, name, kind, *part_of, postcode, lat, lon, "; ".join(codes.get(pk, []))


def _ties(actor: Actor) -> Iterator[Row]:
    kinds = terms.ids_of(terms.KIND, [kind.code for kind in sight.open_kinds(actor)])
    rows = Tie.objects.filter(kind__in=kinds).values_list(
        "pk", "ref", "giver", "receiver", "place__ref", "place__name", "kind", "from_day", "until_day", "derived"
    )
    for chunk in _chunks(rows):
        ends = sight.seen(actor, {end for row in chunk for end in row[2:4]})
        for _, ref, giver, receiver, place_ref, place_name, kind, since, until, derived in chunk:
            one, other = ends.get(giver), ends.get(receiver)
            if one is None or (other is None and place_ref is None):
                continue
            to = (other.ref, other.name) if other else (place_ref, place_name)
            yield ref, one.name, one.ref, terms.code_of(kind), to[1], to[0], since, until, "yes" if derived else ""


def _entries(actor: Actor) -> Iterator[Row]:
    kinds = terms.ids_of(terms.KIND, [kind.code for kind in sight.open_kinds(actor, of=Spine.ENTRY)])
    rows = Entry.objects.filter(Entry.standing(), kind__in=kinds).values_list(
        "pk", "ref", "kind", "from_day", "from_at", "giver", "receiver", "amount", "unit", "promise", "place__name"
    )
    for chunk in _chunks(rows):
        ends = sight.seen(actor, {end for row in chunk for end in row[5:7]})
        called = _codes("party", ends)
        own, promised = (
            _codes("entry", [row[0] for row in chunk]),
            _codes("promise", {row[9] for row in chunk if row[9]}),
        )
        for pk, ref, kind, day, at, giver, receiver, amount, unit, promise, place in chunk:
            quantity = Quantity(amount, terms.unit_of(unit)) if unit is not None else None
            source = promised.get(promise) or own.get(pk, [])
            yield (
                ref, terms.code_of(kind), day or at.isoformat(),
                *_named(giver, ends, called), *_named(receiver, ends, called),
                str(quantity.decimal()) if quantity else "", quantity.unit.code if quantity else "",
                source[0] if source else "", place or "",
            )  # fmt: skip


def _named(pk: int | None, ends: dict[int, sight.Seen], called: dict[int, list[str]]) -> tuple[str, str, str]:
    """Name, reference and what others call a party; somebody the actor may not see is only "somebody"."""
    if pk is None:
        return "", "", ""
    seen = ends.get(pk)
    return (seen.name, seen.ref, (called.get(pk) or [""])[0]) if seen else (SOMEBODY, "", "")


TABLES = {
    "parties": Table(("ref", "name", "kind", "sector", "sort", "identifiers"), _parties),
    "places": Table(
        ("ref", "name", "kind", "part of ref", "part of", "postcode", "latitude", "longitude", "identifiers"), _places
    ),
    "ties": Table(("ref", "from", "from ref", "kind", "to", "to ref", "since", "until", "derived"), _ties),
    "entries": Table(
        (
            "ref", "kind", "date", "giver", "giver ref", "giver id", "receiver", "receiver ref", "receiver id",
            "quantity", "unit", "source id", "place",
        ),
        _entries,
    ),
}  # fmt: skip
