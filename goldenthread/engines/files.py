"""A place written as JSON: the schema of the file, and the reading of it.

Ids in a file are text or whole numbers, as its writer likes. Inside they become positions, in the order of the ids
(numbers before text), so that the order of rows in the file changes nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np

from goldenthread.domain.kinds import PartyKind, Purpose, Sector
from goldenthread.domain.place import PARTY_KINDS, SECTORS, Codes, Index, Place
from goldenthread.engines.findings import Seen
from goldenthread.engines.schemas import BadInput, Json, show

Id: TypeAlias = str | int

MOST_TIE_KINDS = 127  # the codes of kinds are int8
UNDATED = date.min

_ID = {"type": ["string", "integer"]}
PLACE_PROPERTIES: dict[str, Json] = {
    "parties": {
        "description": "the people, groups and organisations",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "id": {"description": "text or a whole number, each used once", **_ID},
                "kind": {
                    "description": "what it is",
                    "default": str(PartyKind.ORGANISATION),
                    "enum": [str(kind) for kind in PartyKind],
                },
                "sector": {"description": "its sector, if any", "enum": [None, *(str(sector) for sector in Sector)]},
            },
            "required": ["id"],
        },
    },
    "ties": {
        "description": "who is connected to whom",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "source": {"description": "the id of one party", **_ID},
                "target": {"description": "the id of another party", **_ID},
                "kind": {"description": "the kind of connection", "default": "tie", "type": "string"},
            },
            "required": ["source", "target"],
        },
    },
    "purpose": {
        "description": "what the people named agreed to",
        "default": str(Purpose.RESEARCH),
        "enum": [str(purpose) for purpose in Purpose],
    },
    "as_of": {"description": "the day the picture is of, as 2026-03-31", "type": ["string", "null"], "format": "date"},
}


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """A place read from a file, and the ids its parties have there: party `p` of the place is `ids[p]`."""

    place: Place
    ids: tuple[Id, ...]

    def party(self, known_as: Id) -> int:
        """The party with this id in the file. Raises BadInput if there is none."""
        if known_as not in self.ids:
            raise BadInput(f"party is {show(known_as)}, which is not the id of one of the parties; use one that is.")
        return self.ids.index(known_as)


def read_place(data: dict[str, Json]) -> PlaceFile:
    """Read a place from data that already fits `PLACE_PROPERTIES`. Raises BadInput for what a schema cannot say."""
    at = _positions_by_id(data["parties"])
    parties = sorted(data["parties"], key=lambda party: at[party["id"]])
    ties = data["ties"]
    tie_kinds = tuple(sorted({tie.get("kind", "tie") for tie in ties}))
    if len(tie_kinds) > MOST_TIE_KINDS:
        raise BadInput(f"ties have {len(tie_kinds)} different kinds; use at most {MOST_TIE_KINDS}.")
    kind_code = {kind: code for code, kind in enumerate(tie_kinds)}
    as_of = data.get("as_of")
    place = Place(
        purpose=Purpose(data.get("purpose", Purpose.RESEARCH)),
        audience=0,
        as_of=date.fromisoformat(as_of) if as_of else UNDATED,
        revision="",
        party=np.arange(len(at), dtype=np.int64),
        kind=_codes(PARTY_KINDS.index(party.get("kind", PartyKind.ORGANISATION)) for party in parties),
        sector=_codes(SECTORS.index(party.get("sector")) for party in parties),
        source=_ends(ties, "source", at),
        target=_ends(ties, "target", at),
        tie_kind=_codes(kind_code[tie.get("kind", "tie")] for tie in ties),
        tie_kinds=tie_kinds,
    )
    ids = tuple(at)
    return PlaceFile(replace(place, revision=_digest(place, ids)), ids)


def _positions_by_id(parties: list[Json]) -> dict[Id, int]:
    """Where each id stands when they are in order, numbers before text."""
    seen: set[Id] = set()
    for row, party in enumerate(parties):
        if party["id"] in seen:
            raise BadInput(f"parties[{row}].id is {show(party['id'])}, which an earlier row has; give each its own id.")
        seen.add(party["id"])
    ordered = sorted(seen, key=lambda known_as: (isinstance(known_as, str), known_as))
    return {known_as: position for position, known_as in enumerate(ordered)}


def _ends(ties: list[Json], end: str, at: dict[Id, int]) -> Index:
    for row, tie in enumerate(ties):
        if tie[end] not in at:
            raise BadInput(
                f"ties[{row}].{end} is {show(tie[end])}, which is not one of the parties; "
                "add it to the parties, or leave the tie out."
            )
    return np.array([at[tie[end]] for tie in ties], dtype=np.int32)


def _codes(codes: Iterable[int]) -> Codes:
    return np.fromiter(codes, dtype=np.int8)


def _digest(place: Place, ids: tuple[Id, ...]) -> str:
    """A revision that is the same for the same place, whatever the order of its rows."""
    in_order = np.lexsort((place.tie_kind, place.target, place.source))
    columns = (place.kind, place.sector, place.source[in_order], place.target[in_order], place.tie_kind[in_order])
    digest = sha256(json.dumps([ids, place.tie_kinds, place.purpose, str(place.as_of)]).encode())
    for column in columns:
        digest.update(column.tobytes())
    return digest.hexdigest()[:20]


def seen_in_json(seen: Seen) -> dict[str, Any]:
    """What was seen, as JSON."""
    return {
        "purpose": str(seen.purpose),
        "as_of": None if seen.as_of == UNDATED else seen.as_of.isoformat(),
        "revision": seen.revision,
        "parties": seen.parties,
        "ties": seen.ties,
        "ties_by_kind": dict(seen.ties_by_kind),
    }
