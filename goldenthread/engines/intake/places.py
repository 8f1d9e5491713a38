"""Areas, neighbourhoods, streets, buildings, rooms and plots in one sheet."""

from collections.abc import Iterator
from typing import BinaryIO

from goldenthread.domain.facts import PlaceFact, Refused, Said
from goldenthread.domain.kinds import PlaceKind
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.contacts import is_nothing
from goldenthread.engines.intake.keys import RowKeys, Twice, gt_key, refer
from goldenthread.engines.intake.limits import LONGEST_NAME, shorten
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, postcode_of, text_of
from goldenthread.engines.intake.words import PLACE_KINDS, squash

_CODES = ", ".join(PlaceKind)
_KIND = N_("“%(kind)s” is not a kind of place we know. Write one of: %(codes)s.")
_NO_KIND = N_("The kind of this place is missing. Write one of: %(codes)s.")
_NO_NAME = N_("This row has no name. Write the name of the place, or delete the row.")
_LONG_NAME = N_("This name is longer than %(most)s letters. Shorten it.")
_NOT_LATITUDE = N_("“%(value)s” is not a latitude in degrees, such as 52.4936. Put it right, or leave it empty.")
_NOT_LONGITUDE = N_("“%(value)s” is not a longitude in degrees, such as -1.9712. Put it right, or leave it empty.")
_HALF = N_("There is a latitude without a longitude, or the other way round. Write both, or neither.")
_TWICE = N_(
    "“%(value)s” stands in row %(first)s and in row %(second)s. Delete one of the two, or put its number right."
)


def read_places(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order; identifiers that stand twice come last."""
    table = pick(stream, "places")
    yield from table.said
    reader = PlaceReader(table, source)
    for number, row in table.data():
        yield from reader.row(number, row)
    yield from table.skipped
    yield from reader.twice_over()


def latitude(value: object) -> float:
    """Read degrees north of the equator."""
    return _degrees(value, 90, _NOT_LATITUDE)


def longitude(value: object) -> float:
    """Read degrees east of Greenwich."""
    return _degrees(value, 180, _NOT_LONGITUDE)


def _degrees(value: object, most: int, refusal: str) -> float:
    text = text_of(value)
    try:
        number = float(text)
    except ValueError:
        raise Bad(say(refusal, value=shorten(text))) from None
    if not -most <= number <= most:
        raise Bad(say(refusal, value=shorten(text)))
    return number


class PlaceReader:
    def __init__(self, table: Table, source: str) -> None:
        self.table, self.source = table, source
        self.keys, self.twice = RowKeys(source), Twice()

    def row(self, number: int, row: Row) -> Iterator[Said]:
        table, problems = self.table, list[Refused]()
        name = " ".join(table.text(row, "name").split())
        if not name or len(name) > LONGEST_NAME:
            why = say(_LONG_NAME, most=LONGEST_NAME) if name else say(_NO_NAME)
            problems.append(Refused(number, table.heading.title("name"), shorten(name), why))
        kind = self.kind(number, row, problems)
        postcode = self.checked(number, row, "postcode", problems)
        lat, lon = self.point(number, row, problems)
        identifiers = self.identifiers(number, row, problems)
        if problems or kind is None:
            yield from problems
            return
        for scheme, value in identifiers:
            self.twice.add(f"{scheme}:{value}", number)
        parent = table.text(row, "parent")
        key = ":".join(identifiers[0]) if identifiers else self.keys.key((kind, name, postcode, parent))
        detail = {field: text for field in ("source", "address", "capacity") if (text := table.text(row, field))}
        yield PlaceFact(
            number, key, kind, name, refer(parent, self.source) if parent else "", tuple(identifiers), postcode,
            lat, lon, "", detail,
        )  # fmt: skip

    def kind(self, number: int, row: Row, problems: list[Refused]) -> PlaceKind | None:
        said = self.table.text(row, "kind")
        kind = PLACE_KINDS.get(squash(said))
        if kind is None:
            why = say(_KIND, kind=shorten(said), codes=_CODES) if said else say(_NO_KIND, codes=_CODES)
            problems.append(Refused(number, self.table.heading.title("kind"), shorten(said), why))
        return kind

    def checked(self, number: int, row: Row, name: str, problems: list[Refused]) -> str:
        said = self.table.cell(row, name)
        if said == "" or is_nothing(said):
            return ""
        try:
            return postcode_of(said)
        except Bad as fault:
            problems.append(Refused(number, self.table.heading.title(name), shorten(text_of(said)), fault.sentence))
            return ""

    def point(self, number: int, row: Row, problems: list[Refused]) -> tuple[float | None, float | None]:
        lat, lon = self.table.cell(row, "lat"), self.table.cell(row, "lon")
        if lat == "" and lon == "":
            return None, None
        if lat == "" or lon == "":
            problems.append(Refused(number, self.table.heading.title("lat"), f"{lat}{lon}", say(_HALF)))
            return None, None
        name = "lat"
        try:
            north = latitude(lat)
            name = "lon"
            return north, longitude(lon)
        except Bad as fault:
            said = lat if name == "lat" else lon
            problems.append(Refused(number, self.table.heading.title(name), shorten(text_of(said)), fault.sentence))
            return None, None

    def identifiers(self, number: int, row: Row, problems: list[Refused]) -> list[tuple[str, str]]:
        found = [(scheme, text) for scheme in ("ons", "uprn") if (text := self.table.text(row, scheme))]
        if own := self.table.text(row, "gt"):
            try:
                found.append(gt_key(own))
            except Bad as fault:
                problems.append(Refused(number, self.table.heading.title("gt"), own, fault.sentence))
        if ref := self.table.text(row, "ref"):
            found.append((f"local/{self.source}", ref))
        return found

    def twice_over(self) -> Iterator[Refused]:
        suspects = self.twice.suspects()
        first: dict[tuple[str, str], int] = {}
        for number, row in self.table.data() if suspects else ():
            if number not in suspects:
                continue
            for pair in self.identifiers(number, row, []):
                earlier = first.setdefault(pair, number)
                if earlier != number:
                    why = say(_TWICE, value=pair[1], first=earlier, second=number)
                    yield Refused(number, pair[0], pair[1], why)
                    break
