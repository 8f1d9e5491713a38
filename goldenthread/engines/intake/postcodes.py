"""Postcodes with their coordinates: a table with headings, or OS Code-Point Open as it comes.

Code-Point Open has no headings: postcode, quality, easting, northing, country, two health codes,
county, district, ward. Quality 90 means that it has no coordinates; such postcodes are left out.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import numpy as np

from goldenthread.domain.facts import PostcodeFact, Refused, Remark, Said
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.headings import Heading, compile_words
from goldenthread.engines.intake.limits import MOST_ROWS, Unreadable, shorten
from goldenthread.engines.intake.osgb import to_wgs84
from goldenthread.engines.intake.places import latitude, longitude
from goldenthread.engines.intake.tables import Source, Table, open_sources, pick
from goldenthread.engines.intake.values import Bad, postcode_of, text_of

WORDS = compile_words({
    "postcode": "postcode|post code|postal code|pcd|pcds|pcd7|pcd8",
    "lat": "lat|latitude",
    "lon": "lon|long|longitude|lng",
    "east": "easting|eastings|oseast1m|x easting",
    "north": "northing|northings|osnrth1m|y northing",
    "quality": "quality|positional quality indicator|positional quality|osgrdind",
    "ward": "admin ward|ward|ward code|admin ward code|osward|ward24cd|wd24cd|wd23cd|wd22cd",
    "source": "source|licence|attribution",
    "lsoa": "lsoa21 code|lsoa21cd|lsoa21|lsoa|lsoa code|lsoa11cd|lsoa11",
})  # fmt: skip
_NO_POINT = 90
_BATCH = 5_000  # rows turned from metres to degrees at once
_RAW = 10  # columns of Code-Point Open
_OFF_MAP = N_(
    "“%(east)s, %(north)s” is not a point on the National Grid of Great Britain. Put it right, or delete the row."
)
_TWICE = N_("%(postcode)s stands in row %(first)s and in row %(second)s. Delete one of the two.")
_WITHOUT = N_("Some postcodes have no coordinates (quality 90): %(count)s of them are left out.")
_MORE_THAN_THERE_ARE = N_("There are more postcodes here than there are in the country. Check the file.")
_DAMAGED = N_("This row is cut off or damaged. Download the file again.")

Found = tuple[int, str, float, float, str, str]  # row, postcode, east or lat, north or lon, ward, lsoa


def points(heading: Heading | None) -> int:
    if heading is None or "postcode" not in heading.fields:
        return 0
    fields = heading.fields.keys()
    return len(fields) + 3 if {"lat", "lon"} <= fields or {"east", "north"} <= fields else 0


def is_raw(source: Source) -> bool:
    """Code-Point Open as published: ten columns, no headings, the first row a postcode already."""
    row = source.head[0] if source.head else []
    if len(row) != _RAW or not all(text_of(cell).isdigit() for cell in row[1:4]):
        return False
    try:
        return bool(postcode_of(row[0]))
    except Bad:
        return False


def read_postcodes(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield a PostcodeFact for every postcode with coordinates. Errors: Unreadable."""
    first = next(iter(open_sources(stream)), None)
    reader = PostcodeReader(source)
    if first is not None and is_raw(first):
        yield from reader.raw(first)
    else:
        table = pick(stream, "postcodes", WORDS, points)
        yield from (said for said in table.said if not said.column)
        yield from reader.tidy(table)
        yield from table.skipped
    if reader.without:
        yield Remark(reader.first_without, "quality", "90", say(_WITHOUT, count=reader.without))


class PostcodeReader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.without = self.first_without = 0
        self.seen: dict[str, int] = {}

    def left_out(self, number: int) -> None:
        self.without += 1
        self.first_without = self.first_without or number

    def code(self, written: str) -> str:
        """“B66 1BA” as most files write it, without going through the careful reader."""
        if (
            len(written) == 7
            and written[3] == " "
            and written.isupper()
            and written[:3].isalnum()
            and written[4:].isalnum()
        ):
            return postcode_of(written) if not written[4].isdigit() else written
        return postcode_of(written)

    def twice(self, number: int, code: str) -> Refused | None:
        earlier = self.seen.setdefault(code, number)
        if earlier == number:
            return None
        return Refused(number, "postcode", code, say(_TWICE, postcode=code, first=earlier, second=number))

    def raw(self, source: Source) -> Iterator[Said]:
        rows = enumerate(source.rows(), 1)
        while batch := list(islice(rows, _BATCH)):
            found: list[Found] = []
            for number, row in batch:
                yield from self.raw_row(number, row, found)
            yield from self.in_degrees(found)

    def raw_row(self, number: int, row: Sequence[Any], found: list[Found]) -> Iterator[Said]:
        if number > MOST_ROWS:
            raise Unreadable(say(_MORE_THAN_THERE_ARE), row=number)
        if not any(row):
            return
        try:
            code = self.code(text_of(row[0]))
            if text_of(row[1]) == str(_NO_POINT):
                self.left_out(number)
                return
            again = self.twice(number, code)
            if again:
                yield again
                return
            found.append((number, code, float(row[2]), float(row[3]), text_of(row[9]), ""))
        except Bad as fault:
            yield Refused(number, "postcode", shorten(row[0]), fault.sentence)
        except (ValueError, IndexError):
            yield Refused(number, "easting", shorten(",".join(map(str, row))), say(_DAMAGED))

    def in_degrees(self, found: list[Found]) -> Iterator[Said]:
        if not found:
            return
        lat, lon = to_wgs84(np.array([f[2] for f in found]), np.array([f[3] for f in found]))
        for (number, code, east, north, ward, lsoa), y, x in zip(found, lat.round(6), lon.round(6), strict=True):
            if not (0 <= east <= 700_000 and 0 <= north <= 1_300_000):
                why = say(_OFF_MAP, east=f"{east:g}", north=f"{north:g}")
                yield Refused(number, "easting", f"{east:g}, {north:g}", why)
            else:
                yield PostcodeFact(number, code, float(y), float(x), ward, lsoa, self.source)

    def tidy(self, table: Table) -> Iterator[Said]:
        fields = {name: columns[0] for name, columns in table.heading.fields.items()}
        metres = not {"lat", "lon"} <= fields.keys()
        y, x = (fields["east"], fields["north"]) if metres else (fields["lat"], fields["lon"])
        waiting: list[Found] = []
        for number, row in table.data():
            if "quality" in fields and text_of(row[fields["quality"]]) == str(_NO_POINT):
                self.left_out(number)
                continue
            ward, lsoa = (text_of(row[fields[name]]) if name in fields else "" for name in ("ward", "lsoa"))
            try:
                code = self.code(text_of(row[fields["postcode"]]))
                point = (float(row[y]), float(row[x])) if metres else self.degrees(row[y], row[x])
            except Bad as fault:
                yield Refused(number, "postcode", shorten(text_of(row[fields["postcode"]])), fault.sentence)
                continue
            except (ValueError, TypeError):
                why = say(_OFF_MAP, east=shorten(row[x]), north=shorten(row[y]))
                yield Refused(number, table.heading.titles[y], shorten(row[y]), why)
                continue
            if again := self.twice(number, code):
                yield again
            elif metres:
                waiting.append((number, code, *point, ward, lsoa))
            else:
                said = text_of(row[fields["source"]]) if "source" in fields else ""
                yield PostcodeFact(number, code, *point, ward, lsoa, said or self.source)
            if len(waiting) >= _BATCH:
                yield from self.in_degrees(waiting)
                waiting = []
        yield from self.in_degrees(waiting)

    def degrees(self, lat: Any, lon: Any) -> tuple[float, float]:
        try:
            y, x = float(lat), float(lon)
        except ValueError:
            y = x = 999.0
        if -90 <= y <= 90 and -180 <= x <= 180:
            return y, x
        return latitude(lat), longitude(lon)
