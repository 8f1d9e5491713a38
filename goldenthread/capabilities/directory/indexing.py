"""What services are found by, worked out from what was given of them. Nothing here is told only here.

Openings, places, marks, the narrow rows that a search reads and the words it looks among all follow from the
service, its promise and its places: so they are worked out afresh whenever those change, and after an undo.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils import translation

from goldenthread.capabilities.directory import schedules, vocabulary
from goldenthread.capabilities.directory.models import Found, Opening, Service, ServiceTerm, Spot
from goldenthread.core import names, revisions, terms
from goldenthread.core.models import Identifier, Place, Postcode, Promise
from goldenthread.core.search import Index

TEXTS = Index("directory_search")
BATCH = 500
LONGEST_KEY = 80
_NOT = re.compile(r"\b(no|not|without|isn't|isn’t|aren't|aren’t|cannot)\b", re.I)
_FREE = re.compile(r"\b(free( of charge)?|no charge|nothing to pay)\b", re.I)
_NOT_FREE = re.compile(r"\b(not|never|isn['’]t)\s+(a\s+)?free\b", re.I)
_AMOUNT = re.compile(r"\d+(\.\d+)?")
_PRICED = re.compile(r"[£€$]\s*\d|\d\s*(p\b|pence|pounds)", re.I)
_APART = re.compile(r"[.;,\n]+")


def settle(services: Iterable[int]) -> None:
    """Make what is searched agree with these services as they are now, those that are gone included."""
    waiting = iter(services)
    while some := list(islice(waiting, BATCH)):
        _settle(some)


def restored(table: str, rows: Iterable[int]) -> None:
    """After an undo put back, or removed, these rows of a table."""
    if table == Service._meta.db_table:
        settle(list(rows))


def rebuild() -> int:
    """Everything afresh; returns how many services there are."""
    every = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    settle(every)
    return len(every)


def _settle(some: Sequence[int]) -> None:
    for model in (Opening, Spot, ServiceTerm, Found):
        model.objects.filter(service__in=some).delete()
    TEXTS.forget(some)
    services = list(Service.objects.filter(pk__in=some).order_by("pk"))
    where = _places(services)
    marks = {service.pk: marks_of(service.more) for service in services}
    open_when = {service.pk: schedules.spells(times_of(service)) for service in services}
    Opening.objects.bulk_create(_openings(open_when))
    Spot.objects.bulk_create(
        Spot(service_id=pk, place_id=place, lat=lat, lon=lon)
        for pk, spots in where.items() for place, lat, lon in spots if lat is not None and lon is not None
    )  # fmt: skip
    ServiceTerm.objects.bulk_create(
        ServiceTerm(service_id=pk, term_id=terms.id_of(*mark)) for pk, found in marks.items() for mark in sorted(found)
    )
    Found.objects.bulk_create(_found(services, where, marks, open_when))
    TEXTS.put((service.pk, text_of(service, marks[service.pk])) for service in services)
    revisions.moved("service")


def _openings(open_when: Mapping[int, list[schedules.Spell]]) -> Iterator[Opening]:
    for pk, spells in open_when.items():
        for s in spells:
            if not s.monthly:
                yield Opening(
                    service_id=pk, weekday=s.weekday, opens=s.opens, closes=s.closes, from_day=s.from_day,
                    until_day=s.until_day, every=s.every,
                )  # fmt: skip


def _found(
    services: Iterable[Service], where: Mapping[int, list[Any]], marks: Mapping[int, set[tuple[str, str]]],
    open_when: Mapping[int, list[schedules.Spell]],
) -> Iterator[Found]:  # fmt: skip
    for service in services:
        said = marks[service.pk]
        for place, lat, lon in where.get(service.pk) or [(None, None, None)]:
            yield Found(
                service=service, place_id=place, lat=lat, lon=lon, open_in=open_bits(open_when[service.pk]),
                marks=sum(vocabulary.mark_bit(*mark) for mark in said if mark[0] != "language"),
                languages=sum(vocabulary.language_bit(code) for scheme, code in said if scheme == "language"),
                free=bool(service.free), running=service.running in ("active", "temporarily closed"),
                name_key=names.key(service.title)[:LONGEST_KEY],
            )  # fmt: skip


def open_bits(spells: Iterable[schedules.Spell]) -> int:
    """The parts of the week in which it is open, as bits."""
    bits = 0
    for s in spells:
        for part, _, begins, ends in vocabulary.PARTS:
            if s.opens < ends and s.closes > begins:
                bits |= vocabulary.part_bits(s.weekday, part)
        if not s.monthly and (s.from_day or s.until_day):
            bits |= vocabulary.DATED
    return bits


# ---- Places ----


def _places(services: Sequence[Service]) -> dict[int, list[tuple[int, float | None, float | None]]]:
    """(place, latitude, longitude) of each service: its promise's place, and others it names. Hidden ones are kept:
    whether a place may be shown is asked when somebody looks."""
    found: dict[int, list[int]] = defaultdict(list)
    wanted = [service.pk for service in services]
    for pk, place in Promise.objects.filter(pk__in=wanted, place__isnull=False).values_list("pk", "place"):
        found[pk].append(place)
    named = {service.pk: [str(key) for key in service.more.get("locations") or ()] for service in services}
    known = _identified({key for keys in named.values() for key in keys})
    for pk, keys in named.items():
        found[pk] += [known[key] for key in keys if key in known and known[key] not in found[pk]]
    points = _points({place for places in found.values() for place in places})
    return {pk: [(place, *points.get(place, (None, None))) for place in places] for pk, places in found.items()}


def _identified(keys: set[str]) -> dict[str, int]:
    values = {key.partition(":")[2] for key in keys}
    rows = Identifier.objects.filter(value__in=values, place__isnull=False).values_list("scheme", "value", "place")
    return {f"{scheme}:{value}": place for scheme, value, place in rows if f"{scheme}:{value}" in keys}


def _points(places: set[int]) -> dict[int, tuple[float, float]]:
    """Where each place is: its own point, else its postcode's, else those of what it lies in."""
    found: dict[int, tuple[float, float]] = {}
    up = {place: place for place in places}  # asked for -> where we have come to
    for _ in range(4):
        rows = Place.objects.filter(pk__in=set(up.values())).values_list("pk", "lat", "lon", "postcode", "parent")
        here = {pk: rest for pk, *rest in rows}
        codes = {postcode for lat, _, postcode, _ in here.values() if lat is None and postcode}
        told = {p.code: (p.lat, p.lon) for p in Postcode.objects.filter(pk__in=codes)}
        onward = {}
        for place, at in up.items():
            lat, lon, postcode, parent = here.get(at, (None, None, "", None))
            point = (lat, lon) if lat is not None else told.get(postcode)
            if point:
                found[place] = point
            elif parent:
                onward[place] = parent
        up = onward
        if not up:
            break
    return found


# ---- Marks, money, times ----


def times_of(service: Service) -> list[Any]:
    return list(service.times or service.more.get("schedules") or ())


def free_of(detail: Mapping[str, Any]) -> bool | None:
    """Is it free of charge? None when nobody said. A price anywhere means no."""
    said = detail.get("free")
    if isinstance(said, bool):
        return said
    prices = [cost.get("amount") for cost in detail.get("cost_options") or () if isinstance(cost, Mapping)]
    known = [float(price) for price in prices if _AMOUNT.fullmatch(str(price))]
    fees = str(detail.get("fees") or "")
    if any(known) or _PRICED.search(fees) or _NOT_FREE.search(fees):
        return False
    return True if known or _FREE.search(fees) else None


def says_more_than_free(fees: str) -> bool:
    """Does a price in somebody's own words say anything that "free of charge" does not?"""
    return bool(fees) and not _FREE.fullmatch(fees.strip(" .!"))


def marks_of(more: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(scheme, code) of all a service can be found by, out of what was given; nothing is guessed from its name."""
    attributes = [
        (each.get("taxonomy_term") or {}).get("name") for each in _list(more, "attributes") if isinstance(each, Mapping)
    ]
    found = {("need", code) for code in _codes("need", [*_list(more, "needs"), *attributes])}
    found |= {("asset", code) for code in _codes("asset", _list(more, "asset"))}
    found |= {("access", code) for code in access_in([*_list(more, "access"), *_list(more, "accessibility")])}
    spoken = [
        each.get(key) for each in _list(more, "languages") if isinstance(each, Mapping) for key in ("code", "name")
    ]
    plain = [each for each in _list(more, "languages") if isinstance(each, str)]
    return found | {("language", code) for code in _codes("language", [*spoken, *plain])}


def _list(more: Mapping[str, Any], name: str) -> list[Any]:
    """What was given under a name: a list, or one text with several parts."""
    given = more.get(name) or []
    return [part.strip() for part in _APART.split(given)] if isinstance(given, str) else list(given)


def _codes(scheme: str, written: Iterable[Any]) -> set[str]:
    known = vocabulary.spellings(scheme)
    return {known[text] for each in written if each and (text := str(each).strip().lower()) in known}


def access_in(written: Iterable[Any]) -> set[str]:
    """What sentences about getting in promise. A sentence that denies something promises nothing."""
    known = vocabulary.spellings("access")
    found = set()
    for sentence in (part.strip().lower() for each in written if each for part in _APART.split(str(each))):
        plain = sentence.replace("no steps", "step-free").replace("without steps", "step-free")
        if not _NOT.search(plain):
            found |= {code for words, code in known.items() if re.search(rf"\b{re.escape(words)}\b", plain)}
    return found


# ---- Words ----


def text_of(service: Service, marks: Iterable[tuple[str, str]]) -> str:
    """All that a service is found by when somebody types words; the names of whoever offers it are looked up apart."""
    labels = {(scheme, code): label for scheme, code, label, _ in vocabulary.MARKS}
    labels |= {("language", code): label for code, label, _ in vocabulary.LANGUAGES}
    said = [service.title, service.about]
    for code in ("en", "pa", "ar"):
        with translation.override(code):
            said += [translation.gettext(labels[mark]) for mark in sorted(marks) if mark != ("language", "en")]
    return " ".join(said)
