"""What a file says, as values: the common language of everything that can be brought in.

A reader turns a file into facts and refusals; the core writes facts. A fact names parties and
places by *key*, "scheme:value", the strongest identifier the file gives ("GB-CHC:1122405"). Keys
are how the same thing is recognised when it is brought in again; a name alone never is.
`row` is the row (or the position in a JSON list, from 1) the fact came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Sector
from goldenthread.domain.quantities import Quantity
from goldenthread.domain.words import Sentence

Identifiers = tuple[tuple[str, str], ...]  # (scheme, value), strongest first


@dataclass(frozen=True, slots=True)
class Refused:
    """A row we cannot take, and why. `why` is a plain sentence that ends with the remedy."""

    row: int
    column: str
    value: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader noticed and went on: said in the preview, refuses nothing."""

    row: int
    column: str
    value: str
    what: Sentence


class PartyFact(NamedTuple):
    """A tuple, unlike the others: a town brings in a million, and a dataclass takes three times as long to make."""

    row: int
    key: str
    kind: PartyKind
    name: str
    sector: Sector | None = None
    identifiers: Identifiers = ()
    postcode: str = ""
    sort: str = ""  # code of a Term in scheme "sort": lunch_club, charity, school …
    detail: Mapping[str, Any] = MappingProxyType({})  # for the capability's own columns


@dataclass(frozen=True, slots=True)
class ContactFact:
    row: int
    party: str
    kind: str  # email | phone | address
    value: str


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """This person agreed, on this day, to this purpose (towards the partnership, unless `to`)."""

    row: int
    subject: str
    purpose: Purpose
    given_on: date
    to: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PlaceFact:
    row: int
    key: str
    kind: PlaceKind
    name: str
    parent: str = ""
    identifiers: Identifiers = ()
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    outline: str = ""  # GeoJSON geometry, WGS84
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostcodeFact:
    row: int
    code: str  # "B66 1BA"
    lat: float
    lon: float
    ward: str = ""  # ONS code
    lsoa: str = ""  # ONS code
    source: str = ""


@dataclass(frozen=True, slots=True)
class TieFact:
    """`receiver` is a party's key, or `place` a place's key; exactly one of them."""

    row: int
    giver: str
    kind: str
    receiver: str = ""
    place: str = ""
    from_day: date | None = None
    until_day: date | None = None
    scopes: tuple[str, ...] = ()
    derived: bool = False  # worked out from entries, and says so


@dataclass(frozen=True, slots=True)
class PromiseFact:
    row: int
    key: str
    kind: str
    giver: str = ""
    receiver: str = ""
    place: str = ""
    what: str = ""  # "scheme:code" of a Term
    quantity: Quantity | None = None
    from_day: date | None = None
    until_day: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryFact:
    """What happened, on a day or between instants."""

    row: int
    key: str
    kind: str
    promise: str = ""
    giver: str = ""
    receiver: str = ""
    place: str = ""
    what: str = ""
    quantity: Quantity | None = None
    from_day: date | None = None
    until_day: date | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """A number, or a word from a scheme, said about one party, place or promise."""

    row: int
    about: str  # "party", "place" or "promise"
    subject: str  # its key
    indicator: str  # "scheme:code"
    value: int | None = None
    unit: str = ""
    word: str = ""  # "scheme:code" of the Term that is the value
    as_of: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TermFact:
    row: int
    scheme: str
    code: str
    label: str
    parent: str = ""
    source: str = ""
    licence: str = ""
    uri: str = ""


Fact = (
    PartyFact | ContactFact | ConsentFact | PlaceFact | PostcodeFact | TieFact
    | PromiseFact | EntryFact | ClaimFact | TermFact
)  # fmt: skip
Said = Fact | Refused | Remark
