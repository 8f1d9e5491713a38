"""Where postcodes lie: in which ward and small area, by the file or else by the boundaries that are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goldenthread.core.importing.side import Side
from goldenthread.core.models import ChangeSet, Outline, Postcode

if TYPE_CHECKING:
    import numpy as np

WARD_CODES = ("E05", "W05", "S13", "N08")  # ONS codes of electoral wards, by country
SMALL_AREA_CODES = ("E01", "W01", "S01", "N20", "N21")  # lower super output areas, data zones
BATCH = 5_000


class Boundaries:
    """The outlines of one kind of area, searchable by point."""

    def __init__(self, starts: tuple[str, ...]) -> None:
        import numpy as np  # like shapely, only where there are outlines: most imports start faster without
        from shapely import STRtree, from_geojson

        rows = [row for row in _outlines() if row[0].startswith(starts)]
        self.codes = [code for code, _ in rows]
        self.tree = STRtree(from_geojson(np.array([geometry for _, geometry in rows], dtype=object))) if rows else None

    def around(self, lon: np.ndarray, lat: np.ndarray) -> dict[int, str]:
        """For each point (by its position) the code of the area it lies in; points outside all of them are left out."""
        from shapely import points

        if self.tree is None:
            return {}
        point, area = self.tree.query(points(lon, lat), predicate="intersects")
        return {int(p): self.codes[a] for p, a in zip(point[::-1], area[::-1], strict=True)}


def _outlines() -> Iterator[tuple[str, str]]:
    rows = Outline.objects.filter(place__hidden=False, place__identifiers__scheme="ons")
    return rows.order_by("place").values_list("place__identifiers__value", "geometry").iterator(500)


def settle(side: Side, change: ChangeSet) -> None:
    """After postcodes or boundaries: give postcodes their areas, and new places their points."""
    if not (side.empty("in_postcode") and side.empty("in_outline")):
        _give_areas(change, only_new=side.empty("in_outline"))
    _give_points(side, change)


def _give_areas(change: ChangeSet, *, only_new: bool) -> None:
    lacking = Postcode.objects.filter(ward="") | Postcode.objects.filter(lsoa="")
    lacking = lacking.filter(made_in=change) if only_new else lacking
    if not lacking.exists() or not Outline.objects.exists():
        return
    import numpy as np

    wards, small = Boundaries(WARD_CODES), Boundaries(SMALL_AREA_CODES)
    after = ""
    while rows := list(lacking.filter(code__gt=after).order_by("code")[:BATCH]):
        after = rows[-1].code
        lon, lat = (np.array([getattr(row, axis) for row in rows]) for axis in ("lon", "lat"))
        in_ward, in_small = wards.around(lon, lat), small.around(lon, lat)
        found = [at for at in range(len(rows)) if at in in_ward or at in in_small]
        for at in found:
            rows[at].ward = rows[at].ward or in_ward.get(at, "")
            rows[at].lsoa = rows[at].lsoa or in_small.get(at, "")
        Postcode.objects.bulk_update([rows[at] for at in found], ["ward", "lsoa"], batch_size=300)


def _give_points(side: Side, change: ChangeSet) -> None:
    """New places with a postcode and no point stand where the postcode does; a postcode lies in its small area."""
    if not side.rows("SELECT 1 FROM in_place WHERE postcode <> '' LIMIT 1") or side.empty("core_postcode"):
        return
    side.run(
        "UPDATE core_place SET lat = p.lat, lon = p.lon FROM core_postcode p "
        "WHERE core_place.made_in_id = %s AND core_place.lat IS NULL AND p.code = core_place.postcode",
        change.pk,
    )
    side.run(
        "UPDATE core_place SET parent_id = i.place_id FROM core_postcode p JOIN core_identifier i "
        "ON i.scheme = 'ons' AND i.value = p.lsoa AND i.place_id IS NOT NULL "
        "WHERE core_place.made_in_id = %s AND core_place.parent_id IS NULL AND p.code = core_place.postcode "
        "AND core_place.kind = 'street' AND core_place.name = p.code",
        change.pk,
    )
