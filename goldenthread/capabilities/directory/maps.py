"""The map, drawn from what is loaded: outlines and buildings, no tiles and no download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from goldenthread.core.models import Outline, Place
from goldenthread.domain.kinds import PlaceKind
from goldenthread.ui.jinja import number
from goldenthread.ui.pictures import chart_map

MOST_OUTLINES, MOST_POINTS = 1000, 300


def draw() -> dict[str, Any] | None:
    """The picture and its table twin; None when nothing with a position is loaded."""
    outlines = Outline.objects.filter(place__in=Place.objects.values("pk")).order_by("pk")
    found = list(outlines.values_list("place__name", "geometry", "source")[:MOST_OUTLINES])
    points = [
        chart_map.Point(name, lat, lon, reverse("directory:place", kwargs={"ref": ref}), "public")
        for name, lat, lon, ref in Place.objects.filter(kind=PlaceKind.BUILDING, lat__isnull=False)
        .order_by("name_key")
        .values_list("name", "lat", "lon", "ref")[:MOST_POINTS]
    ]
    if not points and not found:
        return None
    areas = [chart_map.Outline(name, geometry) for name, geometry, _ in found]
    title = gettext("Buildings and areas")
    picture = chart_map.place_map(
        areas, points, title=title, description=gettext("The list below says the same."), close=True
    )
    return {"picture": picture, "points": points, "sources": sorted({source for _, _, source in found if source})}


# ---- What a search found, gathered into marks ----

WIDE, TALL, GATHER = 720, 480, 56  # pixels; marks nearer to each other than this become one
LEAST, MOST = 13.0, 26.0  # radius of a mark


@dataclass(frozen=True, slots=True)
class Mark:
    """One service, or several near each other. `href` leads to the one, or closer to the many."""

    x: float
    y: float
    r: float
    words: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Gathered:
    width: int
    height: int
    marks: list[Mark]
    here: tuple[float, float] | None
    scale: chart_map.ScaleBar
    placed: int


Box = tuple[float, float, float, float]


def gathered(
    lats: Any, lons: Any, *, here: tuple[float, float] | None, one: Callable[[int], tuple[str, str]],
    closer: Callable[[Box], str],
) -> Gathered | None:  # fmt: skip
    """The map of some points (degrees; those that are nowhere are NaN); None when none has a place.

    `one(n)` gives words and address of the nth point, `closer(box)` the address of the same search within a box.
    Points are gathered by the squares of a grid: the cost does not grow with how many there are, nor does the page.
    """
    there = np.flatnonzero(~np.isnan(lats))
    if not len(there):
        return None
    lats, lons = lats[there], lons[there]
    project = _around(lats, lons, here)
    x = project.left + (lons - project.west) * project.stretch * chart_map.METRES_PER_DEGREE * project.per_metre
    y = project.top + (project.north - lats) * chart_map.METRES_PER_DEGREE * project.per_metre
    square = (x // GATHER).astype(np.int64) * 1000 + (y // GATHER).astype(np.int64)
    _, first, inverse, how_many = np.unique(square, return_index=True, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    middle = [np.bincount(inverse, weights=each) / how_many for each in (x, y)]
    largest = int(how_many.max())
    marks = []
    for at, many in enumerate(how_many.tolist()):
        mx, my = round(float(middle[0][at]), 1), round(float(middle[1][at]), 1)
        if many == 1:
            words, href = one(int(there[first[at]]))
            marks.append(Mark(mx, my, LEAST, "", words, href))
        else:
            inside = inverse == at if len(lats) <= 5000 else None
            box = _box_of(lats[inside], lons[inside]) if inside is not None else _square(project, square[first[at]])
            label = ngettext("%(n)s service", "%(n)s services", many) % {"n": number(many)}
            radius = round(LEAST + (MOST - LEAST) * (many / largest) ** 0.5, 1)
            marks.append(Mark(mx, my, radius, number(many), label, closer(box)))
    spot = project(here[1], here[0]) if here else None
    return Gathered(WIDE, TALL, marks, spot, chart_map.scale_bar(project, WIDE, TALL), len(there))


def _around(lats: Any, lons: Any, here: tuple[float, float] | None) -> chart_map.Projection:
    """All the points, and where somebody looks from."""
    south, north, west, east = float(lats.min()), float(lats.max()), float(lons.min()), float(lons.max())
    if here:
        south, north, west, east = min(south, here[0]), max(north, here[0]), min(west, here[1]), max(east, here[1])
    pad = 0.002
    return chart_map.projection((west - pad, south - pad, east + pad, north + pad), WIDE, TALL)


def _box_of(lats: Any, lons: Any) -> Box:
    """Around some points, with a little to spare so that rounding loses none."""
    spare = 0.00005
    return (float(lons.min()) - spare, float(lats.min()) - spare, float(lons.max()) + spare, float(lats.max()) + spare)


def _square(project: chart_map.Projection, square: int) -> Box:
    x, y = int(square) // 1000 * GATHER, int(square) % 1000 * GATHER
    west, north = project.back(x, y)
    east, south = project.back(x + GATHER, y + GATHER)
    return west, south, east, north
