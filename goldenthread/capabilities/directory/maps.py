"""The map, drawn from what is loaded: outlines and buildings, no tiles and no download."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.core.models import Outline, Place
from goldenthread.domain.kinds import PlaceKind
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
