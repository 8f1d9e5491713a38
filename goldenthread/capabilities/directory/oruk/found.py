"""Which things a reader asked for, as ids in a fixed order: counted exactly, and any page of them is a slice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, itemgetter
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone

from goldenthread.capabilities.directory.models import Opening, ServiceTerm, Spot
from goldenthread.capabilities.directory.oruk.asked import Asked
from goldenthread.capabilities.directory.oruk.vocabulary import Vocabulary
from goldenthread.core import sight, terms
from goldenthread.core.models import Identifier, Party, Place, Promise
from goldenthread.core.permissions import Actor
from goldenthread.engines.oruk_feed import id_of, is_uuid, ref_of, refs_of_pair

Ids = np.ndarray[Any, np.dtype[np.int64]]
SCHEMES = {"party": "oruk", "promise": "oruk/promise", "place": "oruk/place"}  # of the UUIDs that importing keeps
EARTH = 6_371_008.8  # metres: the mean radius


def stranger() -> Actor:
    """Whoever asks, the feed answers as it would somebody who is not signed in."""
    return Actor(None, timezone.now())


def organizations() -> QuerySet[Party]:
    """Groups and organisations; a stranger sees nobody else, and this says so once more."""
    return sight.parties(stranger()).filter(kind__in=sight.BODIES)


def offers() -> QuerySet[Promise]:
    """Standing offers of those: the managers leave out whatever is kept out of sight."""
    return _standing().filter(giver__in=organizations().values("pk"))


def some_offers(ids: Sequence[int]) -> QuerySet[Promise]:
    """A few of them by their rows. The reader looks up who runs each, and leaves out what nobody seen here runs."""
    return _standing().filter(pk__in=[int(pk) for pk in ids])


def _standing() -> QuerySet[Promise]:
    return Promise.objects.filter(kind=terms.kind("service"), receiver=None, service__isnull=False)


# ---- One thing, by its id ----


def one_offer(uuid: str) -> QuerySet[Promise]:
    return _one(offers(), "promise", "service", uuid)


def one_organization(uuid: str) -> QuerySet[Party]:
    return _one(organizations(), "party", "organization", uuid)


def one_pair(uuid: str) -> tuple[int, int] | None:
    """The service and the place of a service at a location."""
    service, place = refs_of_pair(uuid)
    offer = offers().filter(ref=service).values_list("pk", flat=True).first() if service else None
    if offer is None:
        return None
    known = Place.objects.filter(ref=place).values_list("pk", flat=True).first()
    pairs = _pairs(some_offers([offer]))[0]
    return next(((int(a), int(b)) for a, b in pairs if b == known), None)


def _one(rows: QuerySet[Any], what: str, kind: str, uuid: str) -> QuerySet[Any]:
    """By the UUID it came with, else by the reference in a UUID of our own."""
    if not is_uuid(uuid):
        return rows.none()
    known = Identifier.objects.filter(scheme=SCHEMES[what], value=uuid.lower(), **{f"{what}__isnull": False})
    found = known.values_list(what, flat=True).first()
    if found is not None:
        return rows.filter(pk=found)
    ref = ref_of(kind, uuid)
    return rows.filter(ref=ref) if ref else rows.none()


# ---- Lists ----


def organization_ids(asked: Asked) -> Ids:
    words = reduce(and_, (Q(name__icontains=word) for word in asked.search), Q())
    return _ids(organizations().filter(words))


def service_ids(asked: Asked, vocabulary: Vocabulary) -> Ids:
    rows = _wanted(asked, vocabulary)
    if asked.near is None:
        return _ids(rows)
    return np.unique(_within(asked, *_pairs(rows))[:, 0])


def pair_ids(asked: Asked, vocabulary: Vocabulary) -> Ids:
    """(service, place) for every service at every one of its places, in that order."""
    pairs, points = _pairs(_wanted(asked, vocabulary))
    return pairs if asked.near is None else _within(asked, pairs, points)


def _ids(rows: QuerySet[Any]) -> Ids:
    return np.fromiter(rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=20_000), np.int64)


def _wanted(asked: Asked, vocabulary: Vocabulary) -> QuerySet[Promise]:
    """Offers that answer everything asked but the distance."""
    rows = offers()
    for word in asked.search:
        rows = rows.filter(
            Q(service__title__icontains=word) | Q(service__about__icontains=word) | Q(giver__name__icontains=word)
        )
    if asked.taxonomy_term:
        rows = rows.filter(_marked(vocabulary.rows_of.get(asked.taxonomy_term, [])))
    if asked.taxonomy:
        rows = rows.filter(_marked(vocabulary.rows_in(asked.taxonomy)))
    if asked.organization:
        rows = rows.filter(giver__in=one_organization(asked.organization).values("pk"))
    if asked.modified_after:
        rows = rows.filter(changed_in__at__gte=asked.modified_after)
    return _in_hours(_of_age(rows, asked), asked)


def _marked(chosen: list[int]) -> Q:
    marks = ServiceTerm.objects.filter(term__in=chosen)
    return Q(what__in=chosen) | Q(pk__in=marks.values("service"))


def _of_age(rows: QuerySet[Promise], asked: Asked) -> QuerySet[Promise]:
    """Services for at least one age between the two."""
    youngest, oldest = asked.ages
    if youngest is not None:
        rows = rows.filter(Q(service__oldest=None) | Q(service__oldest__gte=youngest))
    if oldest is not None:
        rows = rows.filter(Q(service__youngest=None) | Q(service__youngest__lte=oldest))
    return rows


def _in_hours(rows: QuerySet[Promise], asked: Asked) -> QuerySet[Promise]:
    """Services open at some moment of that day between the two times."""
    start, end = asked.hours
    if asked.weekday is None and start is None and end is None:
        return rows
    open_then = Opening.objects.all()
    if asked.weekday is not None:
        open_then = open_then.filter(weekday=asked.weekday)
    if start is not None:
        open_then = open_then.filter(closes__gt=start)
    if end is not None:
        open_then = open_then.filter(opens__lt=end)
    return rows.filter(pk__in=open_then.values("service"))


# ---- Services at places ----


def _pairs(rows: QuerySet[Promise]) -> tuple[Ids, np.ndarray[Any, np.dtype[np.float64]]]:
    """(service, place) in order, each once; and their points, NaN where a place has none."""
    places = Place.objects.values("pk")
    at = rows.filter(place__in=places).values_list("pk", "place", "place__lat", "place__lon")
    spots = Spot.objects.filter(service__in=rows.values("pk"), place__in=places)
    found = {(service, place): (lat, lon) for service, place, lat, lon in at.order_by()}
    found |= {row[:2]: row[2:] for row in spots.values_list("service", "place", "lat", "lon")}
    order = sorted(found)
    pairs = np.array(order, np.int64).reshape(-1, 2)
    return pairs, np.array([found[pair] for pair in order], np.float64).reshape(-1, 2)


def _within(asked: Asked, pairs: Ids, points: np.ndarray[Any, np.dtype[np.float64]]) -> Ids:
    if asked.near is None or not len(pairs):
        return pairs
    return pairs[metres_from(asked.near, points) <= asked.metres]


def metres_from(
    here: tuple[float, float], points: np.ndarray[Any, np.dtype[np.float64]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Great-circle distances (haversine); a point that is not known is endlessly far away."""
    lat, lon = np.radians(here)
    lats, lons = np.radians(points).T
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return np.nan_to_num(2 * EARTH * np.arcsin(np.sqrt(half)), nan=np.inf)


def pairs_of(services: list[int]) -> list[tuple[int, int]]:
    """(service, place) of a few services that the reader was found to see."""
    return [(int(a), int(b)) for a, b in _pairs(some_offers(services))[0]]


# ---- Ids ----


def called(what: str, rows: Iterable[int]) -> dict[int, dict[str, str]]:
    """Row -> scheme -> what others call it; of several in one scheme the first. One query.

    `what` is promise, party or place. The scheme is left to Python: asked for in SQL, it draws SQLite to the wrong
    index, and fifty rows take as long as all.
    """
    known = Identifier.objects.filter(**{f"{what}__in": list(rows)}).order_by()
    names: dict[int, dict[str, str]] = {}
    for row, scheme, value, _ in sorted(known.values_list(what, "scheme", "value", "pk"), key=itemgetter(3)):
        names.setdefault(row, {}).setdefault(scheme, value)
    return names


def uuids(what: str, kind: str, refs: Mapping[int, str], names: Mapping[int, Mapping[str, str]]) -> dict[int, str]:
    """Row -> UUID: the one it came with, else one from its reference. `kind` is what the standard calls it."""
    came_with = {row: names.get(row, {}).get(SCHEMES[what], "") for row in refs}
    return {row: came_with[row].lower() if is_uuid(came_with[row]) else id_of(kind, ref) for row, ref in refs.items()}
