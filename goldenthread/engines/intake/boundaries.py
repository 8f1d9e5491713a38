"""Boundary files (GeoJSON): areas with their outline, and what the file measures about them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

import orjson

from goldenthread.domain.facts import ClaimFact, PlaceFact, Refused, Remark, Said
from goldenthread.domain.kinds import PlaceKind
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.document import load_json
from goldenthread.engines.intake.limits import LONGEST_NAME, Unreadable, shorten
from goldenthread.engines.intake.words import squash

_CODE = re.compile(r"(?:^|_)(?:code|cd)$|(?:lsoa|msoa|wd|ward|lad|ltla|oa|rgn|cty|ctyua|par)\d{2}cd$", re.I)
_NAME = re.compile(r"(?:^|_)(?:name|nm)$|(?:lsoa|msoa|wd|ward|lad|ltla|oa|rgn|cty|ctyua|par)\d{2}nm$", re.I)
_SHAPES = {"Polygon", "MultiPolygon"}
_DEGREES = {"4326", "CRS84", "84"}

# squashed property -> (indicator, unit). {} is the year of the index, read from the file.
_MEASURES = {
    "imddecile": ("imd{}_decile", "decile"),
    "indexofmultipledeprivationdecile": ("imd{}_decile", "decile"),
    "imd2025decile": ("imd2025_decile", "decile"),
    "imd2019decile": ("imd2019_decile", "decile"),
    "population": ("population", "people"),
    "totalresidents": ("population", "people"),
    "residents": ("population", "people"),
}
_YEARS = {"2025": date(2025, 10, 30), "2019": date(2019, 9, 26)}  # when the two indices were published

_NOT = N_(
    "This is not a boundary file: it has no “features” with outlines. "
    "Bring in a GeoJSON FeatureCollection, with a code and a name for each area."
)
_METRES = N_(
    "The outlines in this file are in metres (the British National Grid), and we need degrees of latitude and "
    "longitude. "
    "Download the file as WGS84 (EPSG:4326, “GeoJSON”), or convert it, and try again."
)
_NO_CODE = N_(
    "This area has no code. Every area needs one, in a property such as lsoa21cd or ward24_code. Write it in."
)
_NO_OUTLINE = N_("This area has no outline (a Polygon or MultiPolygon). Download the file again, or take the area out.")
_TWICE = N_("The code %(code)s stands at position %(first)s and at position %(second)s. Take one of the two out.")
_YEARLESS = N_(
    "This file does not say which year's index of deprivation it means, so the deciles are left out. "
    "Put the year in the name of the file, such as imd2025, and bring it in again."
)


def is_boundaries(document: object) -> bool:
    return isinstance(document, dict) and document.get("type") in ("FeatureCollection", "Feature")


def read_boundaries(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield a PlaceFact of kind area, and its claims, for every feature. Errors: Unreadable."""
    document = load_json(stream)
    if not is_boundaries(document):
        raise Unreadable(say(_NOT))
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    if not isinstance(features, list) or not features:
        raise Unreadable(say(_NOT))
    _check_degrees(document)
    year = _year(document, name) or _year_of_areas(features[0])
    publisher = _publisher(document)
    seen: dict[str, int] = {}
    yearless = 0
    for row, feature in enumerate(features, 1):
        for said in _area(row, feature, source, seen):
            yield said
            if isinstance(said, PlaceFact):
                properties = feature.get("properties") or {}
                said_by = _publisher(properties) or publisher or source
                claims, missed = _claims(row, said.key, properties, year, said_by)
                yearless += missed
                yield from claims
    if yearless:
        yield Remark(0, "IMD_decile", "", say(_YEARLESS))


def _area(row: int, feature: object, source: str, seen: dict[str, int]) -> Iterator[Said]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    shape = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        properties = {}
    code, name = _found(properties, _CODE), _found(properties, _NAME)
    if not code:
        yield Refused(row, "properties", shorten(name), say(_NO_CODE))
        return
    if seen.setdefault(code, row) != row:
        yield Refused(row, "code", code, say(_TWICE, code=code, first=seen[code], second=row))
        return
    outline = ""
    if shape is not None:  # GeoJSON lets a feature have no place on the map (RFC 7946, 3.2)
        if (
            not isinstance(shape, dict)
            or shape.get("type") not in _SHAPES
            or not _sound(shape.get("coordinates"), shape["type"])
        ):
            yield Refused(row, "geometry", code, say(_NO_OUTLINE))
            return
        outline = orjson.dumps({"type": shape["type"], "coordinates": shape["coordinates"]}).decode()
    key = f"ons:{code}"
    yield PlaceFact(
        row, key, PlaceKind.AREA, name or code, "", (("ons", code),), outline=outline, detail={"source": source}
    )


def _publisher(said: Mapping[str, Any]) -> str:
    """Whom the file itself names as the source of its numbers, or "": the same however it is brought in."""
    named = said.get("source")
    return named.strip()[:LONGEST_NAME] if isinstance(named, str) else ""


def _found(properties: Mapping[str, Any], pattern: re.Pattern[str]) -> str:
    for name, value in properties.items():
        if pattern.search(name.strip()) and value not in (None, ""):
            return str(value).strip()
    return ""


def _sound(coordinates: object, kind: str) -> bool:
    """Rings of at least four points, each a pair of numbers in degrees."""
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        return False
    return all(
        isinstance(rings, list)
        and rings
        and all(isinstance(ring, list) and len(ring) >= 4 and _points(ring) for ring in rings)
        for rings in polygons
    )


def _points(ring: list[Any]) -> bool:
    try:
        return all(-180 <= point[0] <= 180 and -90 <= point[1] <= 90 for point in ring)
    except (TypeError, IndexError, KeyError):
        return False


def _check_degrees(document: Mapping[str, Any]) -> None:
    """Refuse metres, by what the file says of itself or by the first point it has."""
    crs = document.get("crs")
    said = (
        str(crs.get("properties", {}).get("name", ""))
        if isinstance(crs, dict) and isinstance(crs.get("properties"), dict)
        else ""
    )
    if said and re.split(r"[:/]", said)[-1] not in _DEGREES:
        raise Unreadable(say(_METRES), column="crs", value=shorten(said))
    point: Any = document.get("features") or [document]
    first = point[0] if isinstance(point, list) else None
    shape = first.get("geometry") if isinstance(first, dict) else None
    at: Any = shape.get("coordinates") if isinstance(shape, dict) else None
    while isinstance(at, list) and at and isinstance(at[0], list):
        at = at[0]
    if (
        isinstance(at, list)
        and len(at) >= 2
        and all(isinstance(n, int | float) for n in at[:2])
        and max(map(abs, at[:2])) > 180
    ):
        raise Unreadable(say(_METRES), row=1, column="coordinates", value=shorten(at[:2]))


def _year(document: Mapping[str, Any], name: str) -> str:
    for said in (name, str(document.get("name", ""))):
        for year in _YEARS:
            if year in said or f"imd{year[2:]}" in squash(said):
                return year
    return ""


def _year_of_areas(feature: object) -> str:
    """The index of 2025 is about the small areas of 2021, the one of 2019 about those of 2011."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    names = [squash(name) for name in properties] if isinstance(properties, dict) else []
    for vintage, year in (("lsoa21", "2025"), ("lsoa11", "2019")):
        if any(name.startswith(vintage) for name in names):
            return year
    return ""


def _claims(row: int, key: str, properties: Mapping[str, Any], year: str, source: str) -> tuple[list[ClaimFact], bool]:
    """The numbers we know a name for, and whether one was left out because its year is not said."""
    claims: list[ClaimFact] = []
    missed = False
    for name, value in properties.items():
        measure = _MEASURES.get(squash(name))
        if measure is None or isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            continue
        indicator, unit = measure
        if "{}" in indicator and not year:
            missed = True
            continue
        if unit == "decile" and not 1 <= value <= 10:
            continue
        code = indicator.format(year)
        published = next((day for said, day in _YEARS.items() if said in code), None)
        claims.append(
            ClaimFact(row, "place", key, f"indicator:{code}", int(value), unit, as_of=published, source=source)
        )
    return claims, missed
