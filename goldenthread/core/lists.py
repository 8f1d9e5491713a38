"""Lists, declared once: the page, its filters and counts, CSV, XLSX, JSON, print and empty state.

Pages are by key, not by number: "after this one". Counts stop at a thousand ("more than 1,000"):
counting a hundred thousand permitted rows costs more than the page is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from goldenthread.core import refs, standing
from goldenthread.core.permissions import Actor, AnyPermission

SIZE = 50
CAP = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """`read(row)` turns a row of values into what is shown; `numeric` aligns it.

    `by` names the one value that decides what is shown, where few rows differ in it: read once for each.
    """

    code: str
    words: str
    read: Callable[[Mapping[str, Any]], Any]
    numeric: bool = False
    shown: bool = True  # False: exported, but not on the page
    by: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One of a few values of a column; `choices` are (value, message id)."""

    code: str
    words: str
    column: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """Ascending by `column`, then id."""

    code: str
    words: str
    column: str


@dataclass(frozen=True, slots=True)
class List:
    """`of()` gives the narrowed queryset, `values` the columns read from the database (one query)."""

    name: str
    words: str
    of: Callable[[], QuerySet[Any]]
    allow: AnyPermission
    values: tuple[str, ...]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    sorts: tuple[Sort, ...] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    empty: str = ""
    people: Q | None = None  # rows that are people: exported only as a disclosure


@dataclass(frozen=True, slots=True)
class Count:
    """`capped` says that there are more."""

    number: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str
    count: int | None  # None when the whole is too large to count
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    words: str
    choices: tuple[Choice, ...]
    everything: str | None  # the address without this filter, when one is chosen


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, ready to be drawn."""

    list: List
    rows: list[dict[str, Any]]
    count: Count
    facets: tuple[Facet, ...]
    newer: str | None
    older: str | None
    words: str
    chosen: Mapping[str, str] = field(default_factory=dict)


def show(wanted: List, permitted: QuerySet[Any], asked: Mapping[str, str]) -> Shown:
    """The page of `wanted` that `asked` (the address's query) describes, in a fixed number of queries.

    `permitted` are the rows the reader may see, as the page's permission gives them.
    """
    asked = _clean(asked)
    chosen = _chosen(wanted, asked)
    words = asked.get("q", "").strip()[:100]
    base = standing.settled(_searched(wanted, permitted, words))
    narrowed = base.filter(_conditions(wanted, chosen))
    rows, newer, older = _page(wanted, narrowed, asked)
    count, tallies = _tally(wanted, narrowed, chosen, base)
    facets = tuple(_facet(each, asked, chosen, tallies.get(each.code)) for each in wanted.filters)
    return Shown(wanted, rows, count, facets, newer, older, words, chosen)


def every_row(
    wanted: List, actor: Actor, asked: Mapping[str, str], people: Q | None = None
) -> Iterator[dict[str, Any]]:
    """All rows for an export, a few thousand at a time. Rows that are people need `people`: which of them."""
    asked = _clean(asked)
    rows = _searched(wanted, wanted.allow.among(actor, wanted.of()), asked.get("q", "").strip()[:100])
    rows = rows.filter(_conditions(wanted, _chosen(wanted, asked)))
    if wanted.people is not None:
        rows = rows.filter(~wanted.people | people if people is not None else ~wanted.people)
    sort = _sort(wanted, asked)
    return iter(
        rows.order_by(sort.column, "pk")
        .values("ref", *(name for name in wanted.values if name != "ref"))
        .iterator(2000)
    )


def _clean(asked: Mapping[str, str]) -> dict[str, str]:
    """Without the letter NUL, at which PostgreSQL stops."""
    return {key: value.replace("\0", "") for key, value in asked.items()}


def _searched(wanted: List, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return wanted.search(rows, words) if words and wanted.search else rows


def _chosen(wanted: List, asked: Mapping[str, str]) -> dict[str, str]:
    return {
        each.code: asked[each.code]
        for each in wanted.filters
        if asked.get(each.code) in [value for value, _ in each.choices]
    }


def _conditions(wanted: List, chosen: Mapping[str, str], but: str = "") -> Q:
    condition = Q()
    for each in wanted.filters:
        if each.code in chosen and each.code != but:
            condition &= Q(**{each.column: chosen[each.code]})
    return condition


def _sort(wanted: List, asked: Mapping[str, str]) -> Sort:
    code = asked.get("sort", "")
    return next((sort for sort in wanted.sorts if sort.code == code), wanted.sorts[0])


def _page(
    wanted: List, rows: QuerySet[Any], asked: Mapping[str, str]
) -> tuple[list[dict[str, Any]], str | None, str | None]:
    """Fifty rows after (or before) a reference, and the addresses of the pages on either side."""
    column = _sort(wanted, asked).column
    after, before = asked.get("after", ""), asked.get("before", "")
    backwards = bool(before) and not after
    edge = rows.filter(ref=refs.read(after or before)).values_list(column, "pk").first() if after or before else None
    if edge is not None:
        way = "lt" if backwards else "gt"
        rows = rows.filter(
            Q(**{f"{column}__{way}e": edge[0]}), Q(**{f"{column}__{way}": edge[0]}) | Q(**{f"pk__{way}": edge[1]})
        )
    order = (f"-{column}", "-pk") if backwards and edge else (column, "pk")
    found = list(rows.order_by(*order).values("ref", *wanted.values)[: SIZE + 1])
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards and edge:
        found.reverse()
    has_older = more if not backwards or not edge else True
    has_newer = edge is not None if not backwards else more and edge is not None
    older = address(asked, after=found[-1]["ref"], before=None) if found and has_older else None
    newer = address(asked, before=found[0]["ref"], after=None) if found and has_newer else None
    return found, newer, older


def _tally(
    wanted: List, narrowed: QuerySet[Any], chosen: Mapping[str, str], base: QuerySet[Any]
) -> tuple[Count, dict[str, Counter[str]]]:
    """How many there are, and how many of each filter's values; nothing is counted beyond the cap."""
    columns = [each.column for each in wanted.filters]
    capped = bool(narrowed.order_by().values_list("pk")[CAP : CAP + 1])
    seen = [] if capped else list(narrowed.order_by().values_list("pk", *columns)[:CAP])
    count = Count(CAP if capped else len(seen), capped)
    tallies: dict[str, Counter[str]] = {}
    for position, each in enumerate(wanted.filters, start=1):
        if each.code in chosen:
            others = base.filter(_conditions(wanted, chosen, but=each.code))
            values = list(others.order_by().values_list(each.column, flat=True)[: CAP + 1])
            if len(values) <= CAP:
                tallies[each.code] = Counter(values)
        elif not count.capped:
            tallies[each.code] = Counter(row[position] for row in seen)
    return count, tallies


def _facet(each: Filter, asked: Mapping[str, str], chosen: Mapping[str, str], tally: Counter[str] | None) -> Facet:
    here = chosen.get(each.code)
    choices = tuple(
        Choice(
            value,
            words,
            tally[value] if tally is not None else None,
            value == here,
            address(asked, **{each.code: None if value == here else value, "after": None, "before": None}),
        )
        for value, words in each.choices
    )
    everything = address(asked, **{each.code: None, "after": None, "before": None}) if here else None
    return Facet(each.words, choices, everything)


def address(asked: Mapping[str, str], **changes: str | None) -> str:
    """The query of the address with some of it changed or (None) left out."""
    from django.utils.http import urlencode

    kept = {key: value for key, value in asked.items() if value and key not in changes}
    kept |= {key: value for key, value in changes.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
