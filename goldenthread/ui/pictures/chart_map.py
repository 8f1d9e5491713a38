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

import shapely  # type: ignore[import-untyped]
from shapely.geometry import shape  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

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

    def back(self, x: float, y: float) -> tuple[float, float]:
        """From pixels to degrees: longitude, latitude."""
        lon = self.west + (x - self.left) / (self.stretch * METRES_PER_DEGREE * self.per_metre)
        return lon, self.north - (y - self.top) / (METRES_PER_DEGREE * self.per_metre)


def place_map(
    outlines: Sequence[Outline], points: Sequence[Point], *, title: str, description: str, width: int = 720,
    most: int = 720, close: bool = False,
) -> PlaceMap:  # fmt: skip
    """The picture; its height follows from the place, up to `most`. Refuses a map of nothing.

    `close` shows the surroundings of the points and cuts outlines off at the edge; else all is shown.
    """
    shapes = [geometry_of(outline) for outline in outlines]
    bounds = around_points(points) if close and points else extent(shapes, points)
    height = height_for(bounds, width, most)
    project = projection(bounds, width, height)
    drawn = [(outline.name, thin) for outline, thin in zip(outlines, thinned(shapes, project), strict=True)]
    areas = [(name, seen) for name, thin in drawn if (seen := within_frame(thin, project, width, height))]
    marks = [(*project(point.lon, point.lat), RADIUS, point.name) for point in points]
    scale = scale_bar(project, width, height)
    names = labels.place(marks, width, height, [corner_of(scale, height)])
    return PlaceMap(
        width, height, title, description,
        [Area(name, path_of(seen, project)) for name, seen in areas],
        area_names(areas, project, width, height, [corner_of(scale, height), *filled(marks, names)]),
        [dot_of(point, mark, name) for point, mark, name in zip(points, marks, names, strict=True)],
        scale, Spot(width - 22.0, 26.0),
    )  # fmt: skip


def thinned(shapes: Sequence[BaseGeometry], project: Projection) -> list[BaseGeometry]:
    """The outlines without bends too small to see; neighbours are thinned alike."""
    return (
        list(shapely.coverage_simplify(shapes, TOLERANCE / (project.per_metre * METRES_PER_DEGREE))) if shapes else []
    )


def within_frame(geometry: BaseGeometry, project: Projection, width: int, height: int) -> list[Any]:
    """The polygons of an outline, cut off a little beyond the picture's edge."""
    west, north = project.back(-MARGIN, -MARGIN)
    east, south = project.back(width + MARGIN, height + MARGIN)
    cut = shapely.clip_by_rect(geometry, west, south, east, north)
    return [part for part in shapely.get_parts(cut) if part.geom_type == "Polygon" and not part.is_empty]


def area_names(
    areas: Sequence[tuple[str, list[Any]]], project: Projection, width: int, height: int, taken: Sequence[labels.Box]
) -> list[labels.Placed]:
    """A name in the middle of the largest part of each area, where there is room."""
    middles = [(name, max(parts, key=lambda part: part.area).representative_point()) for name, parts in areas]
    wanted = [(*project(middle.x, middle.y), 0.0, name) for name, middle in middles]
    return [label for label in labels.place(wanted, width, height, taken) if label.lines]


def corner_of(scale: ScaleBar, height: int) -> labels.Box:
    """The corner where the scale bar stands, kept free of names."""
    return labels.Box(scale.x1 - 8, scale.y - 26, scale.x2 + 8, height)


def filled(marks: Sequence[tuple[float, float, float, str]], names: Sequence[labels.Placed]) -> list[labels.Box]:
    """What the points and their names already fill."""
    dots = [labels.Box(x - r, y - r, x + r, y + r) for x, y, r, _ in marks]
    return dots + [labels.box_of(name) for name in names if name.lines]


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


def around_points(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """The extent of the points and a quarter more on each side, so that what lies about them is seen."""
    west, south, east, north = extent([], points)
    wide, tall = (east - west) / 4, (north - south) / 4
    return west - wide, south - tall, east + wide, north + tall


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


def path_of(polygons: Sequence[Any], project: Projection) -> str:
    """SVG path data of every ring, holes included (the template fills by even and odd)."""
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{corners(ring, project)}Z" for ring in rings)


def corners(ring: Any, project: Projection) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in (project(*corner[:2]) for corner in ring.coords[:-1]))


def dot_of(point: Point, mark: tuple[float, float, float, str], name: labels.Placed) -> Dot:
    return Dot(
        label=point.name, href=point.href, sector=point.sector or "person", x=mark[0], y=mark[1], r=mark[2],
        hollow=point.kind == "group", centre=False,
        lines=name.lines, label_x=name.x, label_y=name.y, anchor=name.anchor,
    )  # fmt: skip


def scale_bar(project: Projection, width: int, height: int) -> ScaleBar:
    """The longest round distance that fits in a fifth of the width."""
    fitting = [step for step in STEPS if step * project.per_metre <= width / 5]
    metres = fitting[-1] if fitting else STEPS[0]
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return ScaleBar(16.0, round(16 + metres * project.per_metre, 1), height - 12.0, words)
