"""Postcodes and boundaries."""

import json
from typing import Any

import numpy as np
import pytest

from goldenthread.domain.facts import ClaimFact, PlaceFact, PostcodeFact, Refused, Remark
from goldenthread.engines.intake.limits import Unreadable
from goldenthread.engines.intake.osgb import to_wgs84

RAW = '"B1 1AY",10,406523,286448,"E92000001","E19000001","E18000005","","E08000025","E05011151"\n'


def of(facts: list[Any], kind: type) -> list[Any]:
    return [each for each in facts if isinstance(each, kind)]


def test_grid_to_degrees() -> None:
    # Ordnance Survey's own transformation puts Code-Point's B1 1AY at 52.475924, -1.905392.
    lat, lon = to_wgs84(np.array([406523.0]), np.array([286448.0]))
    assert abs(lat[0] - 52.475924) * 111_200 < 5 and abs(lon[0] + 1.905392) * 67_700 < 5


def test_code_point_open_as_it_comes(said: Any) -> None:
    without = '"B99 9ZZ",90,0,0,"E92000001","","","","E08000025",""\n'
    facts = said(RAW + without, "b.csv")
    (fact,) = of(facts, PostcodeFact)
    assert (fact.row, fact.code, fact.ward, fact.lsoa) == (1, "B1 1AY", "E05011151", "")
    assert abs(fact.lat - 52.4759) < 1e-3 and abs(fact.lon + 1.9054) < 1e-3
    assert (of(facts, Remark)[0].row, "quality 90" in str(of(facts, Remark)[0].what)) == (2, True)


def test_postcodes_with_headings(said: Any) -> None:
    facts = said("pcds,lat,long,lsoa21cd,osward\nb661ba,52.49,-1.97,E01010001,E05001260\n", "p.csv")
    (fact,) = of(facts, PostcodeFact)
    assert (fact.code, fact.lat, fact.lon, fact.ward, fact.lsoa) == ("B66 1BA", 52.49, -1.97, "E05001260", "E01010001")
    metres = said("postcode,easting,northing\nB1 1AY,406523,286448\n", "p.csv")
    assert abs(of(metres, PostcodeFact)[0].lat - 52.4759) < 1e-3


@pytest.mark.parametrize("row", ["XX,52,-1", "B66 1BA,north,-1", "B66 1BA,152,-1"])
def test_bad_postcodes_are_refused_with_the_remedy(said: Any, row: str) -> None:
    (refused,) = of(said(f"postcode,lat,lon\nB1 1AY,52.4,-1.9\n{row}\n", "p.csv"), Refused)
    assert refused.row == 3 and str(refused.why).endswith(".")


def test_bad_raw_rows_and_a_postcode_twice(said: Any) -> None:
    refused = of(
        said(RAW + RAW + RAW.replace("B1 1AY", "B1 1AZ").replace("406523", "9999999") + '"B1 1BB",10,40\n', "p.csv"),
        Refused,
    )
    assert sorted(each.row for each in refused) == [2, 3, 4]
    assert "row 1 and in row 2" in str(refused[0].why)


SQUARE = [[[-1.9, 52.4], [-1.8, 52.4], [-1.8, 52.5], [-1.9, 52.4]]]


def area(properties: dict[str, Any], coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def boundaries(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


@pytest.mark.parametrize(
    ("code", "name"), [("lsoa21_code", "lsoa21_name"), ("WD24CD", "WD24NM"), ("LAD24CD", "LAD24NM"), ("code", "name")]
)
def test_areas_become_places_with_outlines(said: Any, code: str, name: str) -> None:
    (place,) = of(said(boundaries(area({name: "Abbey", code: "E05001260"})), "wards.geojson"), PlaceFact)
    assert (place.key, place.name, place.kind) == ("ons:E05001260", "Abbey", "area")
    assert json.loads(place.outline) == {"type": "Polygon", "coordinates": SQUARE}


@pytest.mark.parametrize(("file", "code", "indicator"), [
    ("imd2025.geojson", "code", "imd2025_decile"), ("imd2019.geojson", "code", "imd2019_decile"),
    ("areas.geojson", "lsoa21cd", "imd2025_decile"), ("areas.geojson", "lsoa11cd", "imd2019_decile"),
    ("areas.geojson", "code", None),
])  # fmt: skip
def test_deciles_become_claims_of_the_right_year(said: Any, file: str, code: str, indicator: str | None) -> None:
    facts = said(
        boundaries(area({code: "E01008881", "IMD_decile": 2.0, "IMD_rank": 3696.0, "Left Behind Area?": False})), file
    )
    claims = of(facts, ClaimFact)
    if indicator is None:
        assert not claims and "which year's index" in str(of(facts, Remark)[0].what)
    else:
        (claim,) = claims
        assert (claim.indicator, claim.value, claim.unit) == (f"indicator:{indicator}", 2, "decile")
        assert (claim.about, claim.subject) == ("place", "ons:E01008881")


@pytest.mark.parametrize(("feature", "column"), [
    (area({"name": "No code"}), "properties"), (area({"code": "E1"}, [[1, 2]], "LineString"), "geometry"),
    (area({"code": "E1"}, [[[1, 2], [1, 2]]]), "geometry"), (5, "properties"), (area({"code": "E0"}), "code"),
])  # fmt: skip
def test_bad_areas_are_refused_with_the_remedy(said: Any, feature: Any, column: str) -> None:
    (refused,) = of(said(boundaries(area({"code": "E0"}), feature), "a.geojson"), Refused)
    assert (refused.row, refused.column) == (2, column) and str(refused.why).endswith(".")


def test_metres_are_refused_with_a_remedy(said: Any) -> None:
    for document in (
        boundaries(area({"code": "E1"}, [[[406523, 286448]] * 4])),
        boundaries(area({"code": "E1"}), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}),
    ):
        with pytest.raises(Unreadable, match="EPSG:4326"):
            said(document, "a.geojson")
