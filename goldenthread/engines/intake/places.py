"""Areas, neighbourhoods, streets, buildings, rooms and plots in one sheet."""

from collections.abc import Iterator
from typing import BinaryIO

from goldenthread.domain.facts import PlaceFact, Refused, Said
from goldenthread.domain.kinds import PlaceKind
from goldenthread.engines.intake.contacts import is_nothing
from goldenthread.engines.intake.keys import RowKeys, Twice, gt_key, refer
from goldenthread.engines.intake.limits import LONGEST_NAME, shorten
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, postcode_of, text_of
from goldenthread.engines.intake.words import PLACE_KINDS, squash

_KIND = f"“{{}}” is not a kind of place we know. Write one of: {', '.join(PlaceKind)}."
_NO_KIND = f"The kind of this place is missing. Write one of: {', '.join(PlaceKind)}."
_NO_NAME = "This row has no name. Write the name of the place, or delete the row."
_LONG_NAME = f"This name is longer than {LONGEST_NAME} letters. Shorten it."
_NOT_THERE = "“{}” is not a {} in degrees, such as {}. Put it right, or leave it empty."
_HALF = "There is a latitude without a longitude, or the other way round. Write both, or neither."
_TWICE = "“{}” stands in row {} and in row {}. Delete one of the two, or put its number right."


def read_places(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order; identifiers that stand twice come last."""
    table = pick(stream, "places")
    yield from table.said
    reader = PlaceReader(table, source)
    for number, row in table.data():
        yield from reader.row(number, row)
    yield from table.skipped
    yield from reader.twice_over()


def degrees(value: object, most: int, word: str, example: str) -> float:
    """Read a latitude (most=90) or longitude (most=180)."""
    text = text_of(value)
    try:
        number = float(text)
    except ValueError:
        raise Bad(_NOT_THERE.format(shorten(text), word, example)) from None
    if not -most <= number <= most:
        raise Bad(_NOT_THERE.format(shorten(text), word, example))
    return number


class PlaceReader:
    def __init__(self, table: Table, source: str) -> None:
        self.table, self.source = table, source
        self.keys, self.twice = RowKeys(source), Twice()

    def row(self, number: int, row: Row) -> Iterator[Said]:
        table, problems = self.table, list[Refused]()
        name = " ".join(table.text(row, "name").split())
        if not name or len(name) > LONGEST_NAME:
            problems.append(
                Refused(number, table.heading.title("name"), shorten(name), _LONG_NAME if name else _NO_NAME)
            )
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
            why = _KIND.format(shorten(said)) if said else _NO_KIND
            problems.append(Refused(number, self.table.heading.title("kind"), shorten(said), why))
        return kind

    def checked(self, number: int, row: Row, name: str, problems: list[Refused]) -> str:
        said = self.table.cell(row, name)
        if said == "" or is_nothing(said):
            return ""
        try:
            return postcode_of(said)
        except Bad as fault:
            problems.append(Refused(number, self.table.heading.title(name), shorten(text_of(said)), str(fault)))
            return ""

    def point(self, number: int, row: Row, problems: list[Refused]) -> tuple[float | None, float | None]:
        lat, lon = self.table.cell(row, "lat"), self.table.cell(row, "lon")
        if lat == "" and lon == "":
            return None, None
        if lat == "" or lon == "":
            problems.append(Refused(number, self.table.heading.title("lat"), f"{lat}{lon}", _HALF))
            return None, None
        name = "lat"
        try:
            north = degrees(lat, 90, "latitude", "52.4936")
            name = "lon"
            return north, degrees(lon, 180, "longitude", "-1.9712")
        except Bad as fault:
            said = lat if name == "lat" else lon
            problems.append(Refused(number, self.table.heading.title(name), shorten(text_of(said)), str(fault)))
            return None, None

    def identifiers(self, number: int, row: Row, problems: list[Refused]) -> list[tuple[str, str]]:
        found = [(scheme, text) for scheme in ("ons", "uprn") if (text := self.table.text(row, scheme))]
        if own := self.table.text(row, "gt"):
            try:
                found.append(gt_key(own))
            except Bad as fault:
                problems.append(Refused(number, self.table.heading.title("gt"), own, str(fault)))
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
                    yield Refused(number, pair[0], pair[1], _TWICE.format(pair[1], earlier, number))
                    break
