"""Finding what is on: by words, need, day, distance, access, language and price. Reads only; keeps nothing asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q
from django.http import QueryDict

from goldenthread.capabilities.directory import vocabulary
from goldenthread.capabilities.directory.indexing import TEXTS
from goldenthread.capabilities.directory.models import Opening
from goldenthread.capabilities.directory.shelf import Column, Shelf, current
from goldenthread.core import postcodes, search, terms
from goldenthread.core.models import Postcode, Promise

MILE = 1609.344
MILES = ("0.5", "1", "2", "5", "10")
MOST_WORDS = 8
SIZE = 20
CAP = 1000
MOST_DATED = 5000
PARTS = tuple((code, label) for code, label, _, _ in vocabulary.PARTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is looking for; an empty string is no condition."""

    q: str = ""
    postcode: str = ""  # as written
    miles: str = ""
    need: str = ""
    day: str = ""  # "0" is Monday
    part: str = ""
    language: str = ""
    access: tuple[str, ...] = ()
    free: bool = False
    box: tuple[float, float, float, float] | None = None  # west, south, east, north, in degrees
    point: tuple[float, float] | None = None  # where the postcode is, when it is known

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in (*CONDITIONS, "box"))


CONDITIONS = ("part", "day", "free", "language", "access", "need", "miles", "q")  # in the order they are given up


def read(query: QueryDict) -> Asked:
    """What an address asks for; what it says that we do not know is as if it were not there."""
    written = {name: query.get(name, "").replace("\0", "").strip()[:100] for name in query}
    code = postcodes.tidy(written.get("postcode", ""))
    known = Postcode.objects.filter(pk=code).values_list("lat", "lon").first() if code else None
    miles = written.get("miles", "")
    codes = [code for each in query.getlist("access") for code in each.split(",")]
    return Asked(
        q=written.get("q", ""), postcode=written.get("postcode", ""),
        miles=(miles if miles in MILES else "" if miles == "any" else "1") if known else "",
        need=_one_of(written.get("need"), vocabulary.choices("need")),
        day=_one_of(written.get("day"), [(str(at), "") for at in range(7)]),
        part=_one_of(written.get("part"), PARTS),
        language=_one_of(written.get("language"), vocabulary.choices("language")),
        access=tuple(code for code, _ in vocabulary.choices("access") if code in codes),
        free=written.get("free") == "yes", box=_box(written.get("box", "")), point=known,
    )  # fmt: skip


def _one_of(written: str | None, choices: Sequence[tuple[str, str]]) -> str:
    return written if written in dict(choices) else ""  # type: ignore[return-value]


def _box(written: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in written.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def written_as(asked: Asked, **changes: Any) -> dict[str, list[str]]:
    """The query of the address that asks for this, with some of it changed."""
    asked = replace(asked, **changes)
    found = {name: [getattr(asked, name)] for name in ("q", "postcode", "need", "day", "part", "language")}
    found["miles"] = [asked.miles or ("any" if asked.point else "")]
    found["access"] = list(asked.access)
    found["free"] = ["yes" if asked.free else ""]
    found["box"] = [",".join(f"{edge:.5f}" for edge in asked.box) if asked.box else ""]
    return {name: values for name, values in found.items() if any(values)}


# ---- Searching ----


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of the shelf that fit, each service once, best first; `apart` is metres from the postcode, if there is one.

    `without` gives, for each condition, the rows that all the others leave: what its filter is counted among.
    """

    asked: Asked
    shelf: Shelf
    rows: Column
    apart: Column | None
    close: bool  # the words were not found as written; these are near them
    without: Callable[[str], Column]

    @property
    def services(self) -> Column:
        return self.shelf.service[self.rows]


def find(asked: Asked, today: date) -> Hits:
    """All that fits. Where no word is found as written, words that one slip tells from them are looked for."""
    shelf = current()
    exact = _hits(shelf, asked, today, close=False)
    if len(exact.rows) or not asked.q:
        return exact
    return _hits(shelf, asked, today, close=True)


def _hits(shelf: Shelf, asked: Asked, today: date, *, close: bool) -> Hits:
    masks = dict(_masks(shelf, asked, today, close))

    def left(name: str) -> Column:
        skip = (name, "when") if name in ("day", "part") else (name,)
        others = [mask for condition, mask in masks.items() if condition not in skip]
        return np.flatnonzero(np.logical_and.reduce(others)) if others else np.arange(len(shelf.service))

    rows = left("")
    apart = None
    if asked.point:
        metres = shelf.apart(rows, *asked.point)
        order = np.lexsort((rows, np.where(np.isnan(metres), np.inf, metres)))
        rows = rows[order]
    elif asked.q:
        rows = _titles_first(shelf, rows, asked)
    rows = shelf.once(rows)
    if asked.point:
        apart = shelf.apart(rows, *asked.point)
    return Hits(asked, shelf, rows, apart, close and len(rows) > 0, lambda name: shelf.once(left(name)))


def _masks(shelf: Shelf, asked: Asked, today: date, close: bool) -> Iterator[tuple[str, Column]]:
    """(condition, which rows meet it), for every condition there is."""
    if asked.q:
        yield "q", np.isin(shelf.service, _with_words(asked.q, close))
    else:
        yield "running", shelf.running  # what has ended is found by its name alone
    if asked.need:
        yield "need", shelf.marks & vocabulary.mark_bit("need", asked.need) != 0
    if asked.language:
        yield "language", shelf.languages & vocabulary.language_bit(asked.language) != 0
    if asked.access:
        bits = sum(vocabulary.mark_bit("access", code) for code in asked.access)
        yield "access", shelf.marks & bits == bits
    if asked.free:
        yield "free", shelf.free
    yield from _when(shelf, asked, today)
    yield from _where(shelf, asked)


def _when(shelf: Shelf, asked: Asked, today: date) -> Iterator[tuple[str, Column]]:
    """A day, a part of the day, and ("when") that part of that day: a morning on Tuesday is not both apart."""
    if asked.day:
        yield "day", _open(shelf, int(asked.day), "", today)
    if asked.part:
        yield "part", _open(shelf, None, asked.part, today)
    if asked.day and asked.part:
        yield "when", _open(shelf, int(asked.day), asked.part, today)


def _where(shelf: Shelf, asked: Asked) -> Iterator[tuple[str, Column]]:
    if asked.point and asked.miles:
        yield "miles", _within(shelf, asked.point, float(asked.miles) * MILE)
    if asked.box:
        west, south, east, north = asked.box
        yield "box", (shelf.lat >= south) & (shelf.lat < north) & (shelf.lon >= west) & (shelf.lon < east)


def _within(shelf: Shelf, point: tuple[float, float], metres: float) -> Column:
    """Rows no further than this: first by a box, then exactly."""
    tall = np.degrees(metres / 6_371_000) * 1.001
    wide = tall / max(0.01, np.cos(np.radians(min(89.0, abs(point[0]) + tall))))
    inside = (np.abs(shelf.lat - point[0]) <= tall) & (np.abs(shelf.lon - point[1]) <= wide)
    rows = np.flatnonzero(inside)
    inside[rows] = shelf.apart(rows, *point) <= metres
    return inside


def _open(shelf: Shelf, weekday: int | None, part: str, today: date) -> Column:
    """Rows open on that day of the week and in that part of the day; openings that have ended do not count."""
    fits = shelf.open_in & vocabulary.part_bits(weekday, part) != 0
    dated = np.flatnonzero(fits & (shelf.open_in & vocabulary.DATED != 0))
    if len(dated):
        fits[dated] = np.isin(shelf.service[dated], _open_now(shelf.service[dated], weekday, part, today))
    return fits


def _open_now(services: Column, weekday: int | None, part: str, today: date) -> list[int]:
    begins, ends = next(((a, b) for code, _, a, b in vocabulary.PARTS if code == part), (0, 24 * 60))
    openings = Opening.objects.filter(opens__lt=ends, closes__gt=begins)
    openings = openings.filter(weekday=weekday) if weekday is not None else openings
    openings = openings.filter(Q(until_day=None) | Q(until_day__gt=today))
    wanted = np.unique(services)[:MOST_DATED].tolist()
    return list(openings.filter(service__in=wanted).values_list("service", flat=True))


# ---- Words ----


def groups_of(text: str, close: bool = False) -> list[list[list[str]]]:
    """What is wanted: every one of the groups; of each, any of its ways; of a way, all its words.

    Ways of saying the same (`vocabulary.SYNONYMS`) stand beside the words as written; with `close`, also words that
    one slip tells from them.
    """
    words, groups = search.words_of(text)[:MOST_WORDS], []
    while words:
        length, ways = _synonyms(words)
        if not ways:
            ways = [[words[0]], *([near] for near in (TEXTS.near(words[0]) if close else ()))]
        groups.append(ways)
        words = words[length:]
    return groups


def _synonyms(words: list[str]) -> tuple[int, list[list[str]]]:
    """How many of the first words are a phrase we know (the longest), and every way of saying it."""
    for length in range(min(4, len(words)), 0, -1):
        for phrases in _PHRASES:
            if words[:length] in phrases:
                return length, phrases
    return 1, []


_PHRASES = [[search.words_of(phrase) for phrase in phrases] for phrases in vocabulary.SYNONYMS]


def _with_words(text: str, close: bool) -> list[int]:
    """Services in whose text, or in the name of whoever offers them, each of the words is found."""
    groups = groups_of(text, close)
    if not groups:
        return []
    found: set[int] | None = None
    for group in groups:
        offered = Promise.objects.filter(kind=terms.kind("service"), giver__in=search.NAMES.found([group]))
        here = {*TEXTS.numbers([group]), *offered.values_list("pk", flat=True)}
        found = here if found is None else found & here
        if not found:
            return []
    return list(found or ())


def _titles_first(shelf: Shelf, rows: Column, asked: Asked) -> Column:
    """Those in whose title all the words are, then the others; both in order of name."""
    groups = groups_of(asked.q)

    def other(row: int) -> bool:
        words = shelf.name_key[row].split()
        return not all(any(all(any(w.startswith(x) for w in words) for x in way) for way in ways) for ways in groups)

    return np.array(sorted(rows.tolist(), key=other), dtype=rows.dtype)  # a sort keeps what is equal in order


# ---- Counting and giving up ----


def counts(hits: Hits, name: str) -> dict[str, int]:
    """How many services there would be with each value of a filter, all other conditions kept."""
    shelf, rows = hits.shelf, hits.without(name)
    column, bits = _bits(shelf, name, hits.asked)
    chosen = column[rows]
    return {code: int(np.count_nonzero(chosen & bit)) for code, bit in bits.items()}


def _bits(shelf: Shelf, name: str, asked: Asked) -> tuple[Column, Mapping[str, int]]:
    if name == "day":
        return shelf.open_in, {str(at): vocabulary.part_bits(at, asked.part) for at in range(7)}
    if name == "part":
        day = int(asked.day) if asked.day else None
        return shelf.open_in, {code: vocabulary.part_bits(day, code) for code, _ in PARTS}
    if name == "language":
        return shelf.languages, {code: vocabulary.language_bit(code) for code, _ in vocabulary.choices("language")}
    if name == "free":
        return shelf.free.astype(np.int8), {"yes": 1}
    return shelf.marks, {code: vocabulary.mark_bit(name, code) for code, _ in vocabulary.choices(name)}


def with_less(asked: Asked, today: date) -> list[tuple[str, Asked, Hits]]:
    """When nothing fits: (condition, what is asked without it, what that finds), for each that alone is in the way.

    When no single one is, conditions are given up one after the other, and the last that made the difference is named.
    """
    given = [name for name in CONDITIONS if getattr(asked, name)]
    found = [(name, less, find(less, today)) for name in given for less in [_without(asked, name)]]
    found = [each for each in found if len(each[2].rows)]
    less = asked
    for name in given if not found else ():
        less = _without(less, name)
        hits = find(less, today)
        if len(hits.rows):
            return [(name, less, hits)]
    return found


def _without(asked: Asked, name: str) -> Asked:
    return replace(asked, **{name: Asked.__dataclass_fields__[name].default})
