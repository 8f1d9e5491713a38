"""The same reading for tidy text files of name, kind, sector and one identifier, several times as fast.

A million rows is a town. Any row that is not perfectly plain goes to the careful reader, so both
give the same facts (a law in the tests says so).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from goldenthread.domain.facts import PartyFact, Said
from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.engines.intake.keys import Twice
from goldenthread.engines.intake.limits import LONGEST_NAME
from goldenthread.engines.intake.tables import Row, Table
from goldenthread.engines.intake.words import PARTY_KINDS, SECTORS, SORTS, squash

_FIELDS = {"name", "organisation", "group", "kind", "sector", "charity", "company_no", "ref", "org_id"}
_IDS = ("charity", "company_no", "ref", "org_id")
_MOST_REMEMBERED = 1_000  # different spellings of a kind or sector; more than this is another column
_NOTHING: MappingProxyType[str, str] = MappingProxyType({})
_PREFIXES = {"GB-CHC-": ("GB-CHC", (6, 7)), "GB-COH-": ("GB-COH", (8,))}


@dataclass(frozen=True, slots=True)
class Plan:
    name: int
    kind: int  # column, or -1: the heading of the name says it
    kind_said: PartyKind | None
    sector: int  # column, or -1
    id_field: str
    id_column: int


class Kinds(dict[str, PartyKind | None]):
    """A kind as written -> the kind, or None for the careful reader (people, and words that are sorts too)."""

    def __missing__(self, written: str) -> PartyKind | None:
        word = squash(written)
        kind = None if word in SORTS else PARTY_KINDS.get(word)
        kind = None if kind is PartyKind.PERSON else kind
        if len(self) < _MOST_REMEMBERED:
            self[written] = kind
        return kind


class Sectors(dict[str, tuple[bool, Sector | None]]):
    """A sector as written -> (known, sector); an empty cell is known to say nothing."""

    def __missing__(self, written: str) -> tuple[bool, Sector | None]:
        sector = SECTORS.get(squash(written))
        answer = (sector is not None or written == "", sector)
        if len(self) < _MOST_REMEMBERED:
            self[written] = answer
        return answer


def quick_plan(table: Table) -> Plan | None:
    """Where to look in each row, or None when the file is not as simple as that."""
    fields = table.heading.fields
    names = [name for name in ("name", "organisation", "group") if name in fields]
    ids = [name for name in _IDS if name in fields]
    if not (table.strict and fields.keys() <= _FIELDS and len(names) == len(ids) == 1):
        return None
    if any(len(columns) > 1 for columns in fields.values()) or ("kind" not in fields and names == ["name"]):
        return None
    said = None if "kind" in fields else PartyKind(names[0])
    kind, sector = fields.get("kind", [-1])[0], fields.get("sector", [-1])[0]
    return Plan(fields[names[0]][0], kind, said, sector, ids[0], fields[ids[0]][0])


def _identifier(field: str, source: str) -> Callable[[str], tuple[str, str] | None]:
    """A function that reads a plain identifier, and gives None for one that needs care."""
    if field == "ref":
        local = f"local/{source}"

        def ref(text: str) -> tuple[str, str] | None:
            plain = text and text.isprintable() and text[0] != " " and text[-1] != " "
            return (local, text) if plain else None

        return ref
    if field == "org_id":

        def org_id(text: str) -> tuple[str, str] | None:
            scheme, lengths = _PREFIXES.get(text[:7], ("", ()))
            digits = text[7:]
            return (scheme, digits) if len(digits) in lengths and digits.isdigit() and digits.isascii() else None

        return org_id
    scheme, lengths = _PREFIXES["GB-CHC-" if field == "charity" else "GB-COH-"]

    def number(text: str) -> tuple[str, str] | None:
        return (scheme, text) if len(text) in lengths and text.isdigit() and text.isascii() else None

    return number


def read_quickly(
    table: Table, plan: Plan, source: str, twice: Twice, careful: Callable[[int, Row], Iterator[Said]]
) -> Iterator[Said]:
    """Yield the facts of every row; `careful` reads those that are not plain."""
    kinds, sectors, identifier = Kinds(), Sectors(), _identifier(plan.id_field, source)
    at_name, at_kind, at_sector, at_id = plan.name, plan.kind, plan.sector, plan.id_column
    remember, remember_row = twice.hashes.append, twice.rows.append
    kind, known, sector = plan.kind_said, True, None
    for number, row in table.data():
        name = row[at_name]
        if at_kind >= 0:
            kind = kinds[row[at_kind]]
        if at_sector >= 0:
            known, sector = sectors[row[at_sector]]
        found = identifier(row[at_id])
        if (
            kind is None or not known or found is None
            or not name or len(name) > LONGEST_NAME or not name.isprintable()
            or "  " in name or name[0] == " " or name[-1] == " "
        ):  # fmt: skip
            yield from careful(number, row)
            continue
        key = f"{found[0]}:{found[1]}"
        remember(hash(key))
        remember_row(number)
        yield PartyFact(number, key, kind, name, sector, (found,), "", "", _NOTHING)
