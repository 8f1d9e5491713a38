"""All services that may be found, as columns of numbers: a search reads them all in a thousandth of a second.

Taken from the narrowed rows (nothing of anybody protected is ever in it) and kept until something it rests on is
written. Whether that is so is asked of the database at every search, so no process answers from what was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from goldenthread.capabilities.directory.models import Found
from goldenthread.core import revisions
from goldenthread.core.models import Promise, Revision
from goldenthread.core.models.base import narrow
from goldenthread.core.sight import BODIES

EARTH_M = 6_371_008.8  # mean radius
UNRELATED = ("consent", "tie", "link")  # writes that change nothing of what services there are
NOWHERE = np.nan
Column = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Row for row: a service at one of its places, in order of name. Angles in degrees; place 0 is none."""

    token: str
    resting_on: tuple[int, int]
    service: Column
    place: Column
    lat: Column
    lon: Column
    open_in: Column
    marks: Column
    languages: Column
    free: Column
    running: Column
    name_key: list[str]
    single: bool  # no service stands here twice

    def apart(self, rows: Column, lat: float, lon: float) -> Column:
        """Metres from a point to each of `rows`, along the great circle."""
        return haversine(lat, lon, self.lat[rows], self.lon[rows])

    def once(self, rows: Column) -> Column:
        """`rows` without the further places of a service that is there already."""
        if self.single or not len(rows):
            return rows
        _, first = np.unique(self.service[rows], return_index=True)
        return rows[np.sort(first)]


def haversine(lat: float, lon: float, lats: Column, lons: Column) -> Column:
    here, there = np.radians(lat), np.radians(lats)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(np.radians(lons - lon) / 2) ** 2
    return 2 * EARTH_M * np.arcsin(np.sqrt(half))


_kept: dict[str, Shelf] = {}  # one for each database


def current() -> Shelf:
    """The services there are now."""
    token, name = revisions.current(), str(connection.settings_dict["NAME"])
    kept = _kept.get(name)
    if kept is not None and kept.token == token:
        return kept
    resting_on = _resting_on()
    if kept is None or kept.resting_on != resting_on or not _follows(kept.token):
        kept = _take(token, resting_on)
    else:
        kept = _again(kept, token)
    _kept[name] = kept
    return kept


def _resting_on() -> tuple[int, int]:
    """What moves when services, or who of them may be seen, change: the last such write and how many there were."""
    rows = Revision.objects.exclude(reason__in=UNRELATED)
    return rows.aggregate(last=Max("pk"))["last"] or 0, rows.count()


def _follows(token: str) -> bool:
    """Is the write that a token names still there? After a restore it may not be."""
    return Revision.objects.filter(token=token.rpartition("-")[2]).exists()


def _again(kept: Shelf, token: str) -> Shelf:
    from dataclasses import replace

    return replace(kept, token=token)


def rows() -> QuerySet[Found]:
    """Every row that anybody may find."""
    offered = Promise.objects.filter(Q(giver=None) | Q(giver__kind__in=BODIES), pk=OuterRef("service_id"))
    return Found.objects.filter(narrow(places=("place",)) | Q(place=None), Exists(offered.filter(receiver=None)))


def _take(token: str, resting_on: tuple[int, int]) -> Shelf:
    names = ("service", "place", "lat", "lon", "open_in", "marks", "languages", "free", "running", "name_key")
    found = list(rows().order_by("name_key", "service", "pk").values_list(*names).iterator(10_000))
    columns = list(zip(*found, strict=True)) if found else [()] * len(names)
    service = np.array(columns[0], dtype=np.int64)
    return Shelf(
        token, resting_on, service,
        np.array([place or 0 for place in columns[1]], dtype=np.int64),
        *(np.array([NOWHERE if each is None else each for each in columns[at]], dtype=np.float64) for at in (2, 3)),
        *(np.array(columns[at], dtype=np.int64) for at in (4, 5, 6)),
        *(np.array(columns[at], dtype=bool) for at in (7, 8)),
        list(columns[9]), len(np.unique(service)) == len(service),
    )  # fmt: skip
