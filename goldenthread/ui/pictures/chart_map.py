"""A map drawn from what is loaded: outlines and points, no tiles and no download.

Projection: equirectangular about the middle of what is shown (x shrunk by the cosine of its latitude).
Across a borough, about 15 km, its error is under a metre: far below one pixel.
Outlines are simplified together, so that neighbours keep their common edge.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from goldenthread.ui.pictures import labels
from goldenthread.ui.pictures.ego import Dot

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km
MARGIN = 36.0
RADIUS = 7.0
STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # metres a scale bar may show
TOLERANCE = 1.5  # pixels: a bend whose area is below this, squared, is straightened


@dataclass(frozen=True, slots=True)
class Outline:
    """`geometry` is a GeoJSON Polygon or MultiPolygon in WGS84, as a mapping or as text."""

    name: str
    geometry: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Point:
    name: str
    lat: float
    lon: float
    href: str
    sector: str = "social"
    kind: str = "organisation"


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    path: str  # SVG path data


@dataclass(frozen=True, slots=True)
class ScaleBar:
    x1: float
    x2: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlaceMap:
    width: int
    height: int
    title: str
    description: str
    areas: Sequence[Area]
    area_labels: Sequence[labels.Placed]
    dots: Sequence[Dot]
    scale: ScaleBar
    north: Spot


@dataclass(frozen=True, slots=True)
class Projection:
    """From degrees to pixels. `per_metre` is pixels to a metre."""

    west: float
    north: float
    stretch: float
    per_metre: float
    left: float
    top: float

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.stretch * METRES_PER_DEGREE * self.per_metre
        y = self.top + (self.north - lat) * METRES_PER_DEGREE * self.per_metre
        return round(x, 1), round(y, 1)


def place_map(
    outlines: Sequence[Outline], points: Sequence[Point], *, title: str, description: str, width: int = 720,
    most: int = 720,
) -> PlaceMap:  # fmt: skip
    """The picture; its height follows from the place, up to `most`. Refuses a map of nothing."""
    shapes = [geometry_of(outline) for outline in outlines]
    bounds = extent(shapes, points)
    height = height_for(bounds, width, most)
    project = projection(bounds, width, height)
    degrees = TOLERANCE / (project.per_metre * METRES_PER_DEGREE)
    thinned = list(shapely.coverage_simplify(shapes, degrees)) if shapes else []
    areas = [Area(outline.name, path_of(thin, project)) for outline, thin in zip(outlines, thinned, strict=True)]
    marks = [(*project(point.lon, point.lat), RADIUS, point.name) for point in points]
    scale = scale_bar(project, width, height)
    corner = labels.Box(scale.x1 - 8, scale.y - 26, scale.x2 + 8, height)
    names = labels.place(marks, width, height, [corner])
    dots = [dot_of(point, mark, name) for point, mark, name in zip(points, marks, names, strict=True)]
    middle = [(*project(*thin.representative_point().coords[0]), 0.0, outline.name)
              for outline, thin in zip(outlines, thinned, strict=True)]  # fmt: skip
    taken = [corner, *(labels.box_of(name) for name in names if name.lines), *(box_around(*mark[:3]) for mark in marks)]
    area_labels = [label for label in labels.place(middle, width, height, taken) if label.lines]
    return PlaceMap(width, height, title, description, areas, area_labels, dots, scale, Spot(width - 22.0, 26.0))


def geometry_of(outline: Outline) -> BaseGeometry:
    read = json.loads(outline.geometry) if isinstance(outline.geometry, str) else outline.geometry
    found = shape(read)
    if found.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"the outline of {outline.name} is a {found.geom_type}: it must be a Polygon or MultiPolygon")
    return found


def extent(shapes: Sequence[BaseGeometry], points: Sequence[Point]) -> tuple[float, float, float, float]:
    """West, south, east, north of everything; at least a hundred metres each way."""
    lons = [edge for found in shapes for edge in (found.bounds[0], found.bounds[2])] + [point.lon for point in points]
    lats = [edge for found in shapes for edge in (found.bounds[1], found.bounds[3])] + [point.lat for point in points]
    if not lons:
        raise ValueError("a map needs at least one outline or one point")
    least = 0.001
    pad_x = max(0.0, least - (max(lons) - min(lons))) / 2
    pad_y = max(0.0, least - (max(lats) - min(lats))) / 2
    return min(lons) - pad_x, min(lats) - pad_y, max(lons) + pad_x, max(lats) + pad_y


def stretch_at(bounds: tuple[float, float, float, float]) -> float:
    return math.cos(math.radians((bounds[1] + bounds[3]) / 2))


def height_for(bounds: tuple[float, float, float, float], width: int, most: int) -> int:
    west, south, east, north = bounds
    tall = (north - south) / ((east - west) * stretch_at(bounds)) * (width - 2 * MARGIN) + 2 * MARGIN
    return int(min(most, max(width * 0.4, tall)))


def projection(bounds: tuple[float, float, float, float], width: int, height: int) -> Projection:
    west, south, east, north = bounds
    stretch = stretch_at(bounds)
    wide, tall = (east - west) * stretch * METRES_PER_DEGREE, (north - south) * METRES_PER_DEGREE
    per_metre = min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / tall)
    left, top = (width - wide * per_metre) / 2, (height - tall * per_metre) / 2
    return Projection(west, north, stretch, per_metre, left, top)


def path_of(geometry: BaseGeometry, project: Projection) -> str:
    """SVG path data of every ring, holes included (they run the other way, so they stay empty)."""
    polygons = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    rings = [ring for polygon in polygons if not polygon.is_empty for ring in (polygon.exterior, *polygon.interiors)]
    drawn = (
        " ".join(f"{x:g},{y:g}" for x, y in (project(*corner[:2]) for corner in ring.coords[:-1])) for ring in rings
    )
    return "".join(f"M{corners}Z" for corners in drawn)


def dot_of(point: Point, mark: tuple[float, float, float, str], name: labels.Placed) -> Dot:
    return Dot(
        label=point.name, href=point.href, sector=point.sector or "person", x=mark[0], y=mark[1], r=mark[2],
        hollow=point.kind == "group", centre=False,
        lines=name.lines, label_x=name.x, label_y=name.y, anchor=name.anchor,
    )  # fmt: skip


def box_around(x: float, y: float, radius: float) -> labels.Box:
    return labels.Box(x - radius, y - radius, x + radius, y + radius)


def scale_bar(project: Projection, width: int, height: int) -> ScaleBar:
    """The longest round distance that fits in a fifth of the width."""
    fitting = [step for step in STEPS if step * project.per_metre <= width / 5]
    metres = fitting[-1] if fitting else STEPS[0]
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return ScaleBar(16.0, round(16 + metres * project.per_metre, 1), height - 12.0, words)
