"""Postcodes: written one way, and leading to a ward, a small area and its deprivation decile."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenthread.core import terms
from goldenthread.core.models import Claim, Place, Postcode

# The shape Royal Mail gives to postcodes: outward code, then a digit and two letters.
_SHAPE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Located:
    """Where a postcode is. `decile`: 1 is the most deprived tenth in England; None when not loaded."""

    code: str
    lat: float
    lon: float
    ward: Area | None
    lsoa: Area | None
    decile: int | None
    source: str


def tidy(written: str) -> str | None:
    """ "b661ba" as "B66 1BA"; None when it is not shaped like a postcode."""
    found = _SHAPE.fullmatch(re.sub(r"[^A-Z0-9]", "", written.upper()))
    return f"{found[1]} {found[2]}" if found else None


def locate(written: str) -> Located | None:
    """What is known of a postcode: ward, LSOA and deprivation decile; None when it is not loaded."""
    code = tidy(written)
    row = Postcode.objects.filter(pk=code).first() if code else None
    if row is None:
        return None
    small = area(row.lsoa)
    return Located(row.code, row.lat, row.lon, _told(row.ward), _told(row.lsoa), _decile(small), row.source)


def area(code: str) -> Place | None:
    """The place that the ONS calls `code`, if it was brought in."""
    known = Place.objects.filter(identifiers__scheme="ons", identifiers__value=code) if code else Place.objects.none()
    return known.first()


def _told(code: str) -> Area | None:
    """An area by its code, with its name where that is known."""
    known = area(code)
    return Area(code, known.name if known else code) if code else None


def _decile(small: Place | None) -> int | None:
    """The latest decile claimed of a small area."""
    if small is None:
        return None
    indicators = terms.ids_of("indicator", ["imd2025_decile", "imd2019_decile"])
    claims = Claim.objects.filter(place=small, indicator__in=indicators, amount__isnull=False).order_by("as_of", "pk")
    said = dict(claims.values_list("indicator", "amount"))
    return next((said[indicator] for indicator in indicators if indicator in said), None)
