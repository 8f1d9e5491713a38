"""What the page of services shows of what was found: its rows, filters, state, map and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from goldenthread.capabilities.directory import finding, vocabulary
from goldenthread.capabilities.directory.finding import Asked, Hits
from goldenthread.capabilities.directory.models import Opening, Service
from goldenthread.core.models import Place, Promise
from goldenthread.domain.words import N_
from goldenthread.ui import shapes
from goldenthread.ui.jinja import count, number, short_day

CHUNK = 500
DROPPED = {  # what a condition is called when it is given up
    "part": N_("the time of day"), "day": N_("the day"), "free": N_("free of charge"), "language": N_("the language"),
    "access": N_("how to get in"), "need": N_("the need"), "miles": N_("the distance"), "q": N_("the words"),
}  # fmt: skip
STATES = {"temporarily closed": N_("Closed for now"), "inactive": N_("No longer running"),
          "defunct": N_("No longer running")}  # fmt: skip
FACETS = (("need", N_("Need")), ("day", N_("Day")), ("part", N_("Time of day")), ("access", N_("Getting in")),
          ("language", N_("Language")), ("free", N_("Price")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as the page and the files show it. `tone` of its state is "", "warn" or "bad"."""

    ref: str
    title: str
    href: str
    about: str
    by: str
    by_href: str
    place: str
    postcode: str
    lat: float | None
    lon: float | None
    apart: float | None  # metres
    when: str
    marks: tuple[str, ...]
    languages: tuple[str, ...]
    price: str
    state: str
    tone: str
    checked_on: date | None

    @property
    def distance(self) -> str:
        """ "0.4 miles", or "" when nobody asked from where."""
        if self.apart is None or self.apart != self.apart:
            return ""
        miles = max(0.1, round(self.apart / finding.MILE, 1))
        return ngettext("%(miles)s mile away", "%(miles)s miles away", 1 if miles == 1 else 2) % {
            "miles": number(miles)
        }


def entries(hits: Hits, start: int, size: int, today: date) -> list[Entry]:
    """Some of what was found, in its order. What may no longer be shown is left out."""
    at = hits.rows[start : start + size]
    services, places = hits.shelf.service[at].tolist(), hits.shelf.place[at].tolist()
    rows = _services(services)
    where = _places(places)
    open_when = _openings([pk for pk in services if pk in rows], today)
    apart = hits.apart[start : start + size].tolist() if hits.apart is not None else [None] * len(services)
    found = []
    for position, pk in enumerate(services):
        if pk in rows:
            row = int(at[position])
            told = open_when.get(pk, "") or _times_as_given(rows[pk]["times"])
            found.append(_entry(hits, row, rows[pk], where.get(places[position]), told, apart[position], today))
    return found


def _services(wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    offered = Promise.objects.filter(pk__in=wanted)
    columns = ("title", "about", "fees", "free", "running", "checked_on", "check_by", "times")
    named = dict(offered.values_list("pk", "ref"))
    givers = {row["pk"]: row for row in offered.values("pk", "giver__ref", "giver__name")}
    rows = Service.objects.filter(pk__in=list(named)).values("pk", *columns)
    return {row["pk"]: {**row, "ref": named[row["pk"]], **givers[row["pk"]]} for row in rows}


def _places(wanted: Iterable[int]) -> dict[int, tuple[str, str]]:
    return {
        pk: (name, postcode)
        for pk, name, postcode in Place.objects.filter(pk__in=set(wanted) - {0}).values_list("pk", "name", "postcode")
    }


def _openings(services: Sequence[int], today: date) -> dict[int, str]:
    """When each is open, in words: "Tuesday 12:00–14:00; …"."""
    rows = Opening.objects.filter(Q(until_day=None) | Q(until_day__gt=today), service__in=services)
    told: dict[int, list[str]] = defaultdict(list)
    for pk, weekday, opens, closes, every in rows.order_by("service", "weekday", "opens").values_list(
        "service", "weekday", "opens", "closes", "every"
    ):
        hours = gettext("all day") if (opens, closes) == (0, 1440) else f"{_clock(opens)}–{_clock(closes)}"
        weeks = ngettext("every week", "every %(n)s weeks", every) % {"n": number(every)} if every > 1 else ""
        told[pk].append(" ".join(part for part in (gettext(vocabulary.DAYS[weekday]), hours, weeks) if part))
    return {pk: "; ".join(parts) for pk, parts in told.items()}


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _times_as_given(times: Any) -> str:
    said = [str(each.get("description") or "") for each in times or () if isinstance(each, dict)]
    return "; ".join(part for part in said if part)


def _entry(
    hits: Hits, row: int, said: dict[str, Any], place: tuple[str, str] | None, when: str, apart: float | None,
    today: date,
) -> Entry:  # fmt: skip
    shelf = hits.shelf
    state, tone = state_of(said["running"], said["check_by"], said["checked_on"], today)
    marks, spoken = int(shelf.marks[row]), int(shelf.languages[row])
    there = place is not None and shelf.lat[row] == shelf.lat[row]
    price = gettext("Free of charge") if said["free"] else said["fees"]
    return Entry(
        said["ref"], said["title"], service_href(said["ref"]), said["about"], said["giver__name"] or "",
        reverse("directory:show", kwargs={"ref": said["giver__ref"]}) if said["giver__ref"] else "",
        *(place or ("", "")), float(shelf.lat[row]) if there else None, float(shelf.lon[row]) if there else None, apart,
        when,
        tuple(gettext(label) for code, label in vocabulary.choices("access")
              if marks & vocabulary.mark_bit("access", code)),
        tuple(gettext(label) for code, label in vocabulary.choices("language")
              if spoken & vocabulary.language_bit(code)),
        price, state, tone, said["checked_on"],
    )  # fmt: skip


def state_of(running: str, check_by: date | None, checked_on: date | None, today: date) -> tuple[str, str]:
    """What has to be said before anybody sets out: (words, tone); empty when it is running and was checked in time."""
    if running in STATES:
        return gettext(STATES[running]), "warn" if running == "temporarily closed" else "bad"
    if check_by is not None and check_by < today:
        if checked_on is None:
            return gettext("Not checked lately: ask before you go"), "warn"
        return gettext("Not checked since %(day)s: ask before you go") % {"day": short_day(checked_on)}, "warn"
    return "", ""


def service_href(ref: str) -> str:
    """The page of a service, where it is mounted."""
    try:
        return reverse("directory:service", kwargs={"ref": ref})
    except NoReverseMatch:
        return ""


# ---- Filters ----


def address(asked: Asked, page: int = 1, **changes: Any) -> str:
    query = finding.written_as(asked, **changes) | ({"page": [str(page)]} if page > 1 else {})
    return f"{reverse('directory:services')}{'?' if query else ''}{urlencode(query, doseq=True)}"


def facets(hits: Hits) -> list[shapes.Facet]:
    """Each filter with how many there would be; a count stops at a thousand."""
    return [shapes.Facet(gettext(words), list(_choices(hits, name))) for name, words in FACETS]


def options(name: str) -> list[tuple[str, str]]:
    """(value, words) of a filter, in the reader's language."""
    if name == "day":
        return [(str(at), gettext(label)) for at, label in enumerate(vocabulary.DAYS)]
    if name == "part":
        return [(code, gettext(label)) for code, label in finding.PARTS]
    if name == "free":
        return [("yes", gettext("Free of charge"))]
    return [(code, gettext(label)) for code, label in vocabulary.choices(name)]


def _choices(hits: Hits, name: str) -> Iterator[shapes.Choice]:
    asked = hits.asked
    tally = finding.counts(hits, name)
    for value, words in options(name):
        now: Any = getattr(asked, name)
        chosen = value in now if name == "access" else (now if name == "free" else now == value)
        if name == "access":
            then: Any = tuple(code for code in now if code != value) if chosen else (*now, value)
        else:
            then = (not chosen) if name == "free" else ("" if chosen else value)
        if tally[value] or chosen:
            figure = count(min(tally[value], finding.CAP), tally[value] > finding.CAP)
            yield shapes.Choice(words, address(asked, **{name: then}), figure, bool(chosen))


@dataclass(frozen=True, slots=True)
class Less:
    """A search with one condition fewer, for when nothing fits."""

    words: str
    href: str
    entries: list[Entry]


def less(asked: Asked, today: date, most: int = 3) -> list[Less]:
    found = []
    for name, fewer, hits in finding.with_less(asked, today)[:most]:
        figure = count(min(len(hits.rows), finding.CAP), len(hits.rows) > finding.CAP)
        words = gettext("Without %(condition)s: %(count)s") % {"condition": gettext(DROPPED[name]), "count": figure}
        found.append(Less(words, address(fewer), entries(hits, 0, 3, today)))
    return found


# ---- Files ----


def every(hits: Hits, today: date) -> Iterator[Entry]:
    for start in range(0, len(hits.rows), CHUNK):
        yield from entries(hits, start, CHUNK, today)


def headings() -> list[str]:
    return [
        gettext("Name"), gettext("Who offers it"), gettext("What it is"), gettext("When"), gettext("Place"),
        gettext("Postcode"), gettext("Latitude"), gettext("Longitude"), gettext("Getting in"), gettext("Language"),
        gettext("Price"), gettext("State"), gettext("Last checked"), gettext("Golden thread ref"),
    ]  # fmt: skip


def cells(one: Entry) -> list[Any]:
    return [
        one.title, one.by, one.about, one.when, one.place, one.postcode, one.lat, one.lon, "; ".join(one.marks),
        "; ".join(one.languages), one.price, one.state, one.checked_on.isoformat() if one.checked_on else "", one.ref,
    ]  # fmt: skip


def feature(one: Entry) -> dict[str, Any]:
    """As GeoJSON (RFC 7946); a service without a place has no geometry."""
    point = {"type": "Point", "coordinates": [one.lon, one.lat]} if one.lat is not None else None
    return {
        "type": "Feature", "geometry": point,
        "properties": dict(zip(headings(), cells(one), strict=True)),
    }  # fmt: skip
