"""This engine at the command line: JSON in, JSON out."""

from typing import Any

from goldenthread.engines.files import PLACE_PROPERTIES, PlaceFile, read_place, seen_in_json
from goldenthread.engines.losing_touch.everyone import Losses, for_everyone
from goldenthread.engines.losing_touch.one import Loss, for_one
from goldenthread.engines.schemas import Json, check

_COUNT = {"type": "integer"}
_ALWAYS = {
    "caveat": {"description": "what a reader has to be told beside the figures", "type": "string"},
    "seen": {"description": "what the engine was given: purpose, day, revision and counts", "type": "object"},
}
_IDS = {"type": "array", "items": {"type": ["string", "integer"]}}

SCHEMA: dict[str, Json] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Who would lose touch if this group stopped?",
    "description": "With party: who would be cut off if it stopped, and what else carries the connection. "
    "Without: the counts for everyone, in the order of the ids. A small number does not mean little worth: "
    "it only knows the connections recorded.",
    "type": "object",
    "properties": {
        **PLACE_PROPERTIES,
        "party": {"description": "the id of the one party to ask about", "type": ["string", "integer"]},
    },
    "required": ["parties", "ties"],
    "examples": [
        {
            "parties": [
                {"id": "lunch club", "kind": "group", "sector": "social"},
                {"id": "Amina", "kind": "person"},
                {"id": "library", "sector": "public"},
            ],
            "ties": [
                {"source": "Amina", "target": "lunch club", "kind": "member_of"},
                {"source": "lunch club", "target": "library", "kind": "meets_at"},
            ],
            "party": "lunch club",
        }
    ],
    "$defs": {
        "answer for everyone": {
            "type": "object",
            "properties": {
                "parties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "id": {"type": ["string", "integer"]},
                            "cut_off": {"description": "parties no longer joined to the largest piece", **_COUNT},
                            "part_before": {"description": "parties in its connected part, with itself", **_COUNT},
                            "part_after": {"description": "parties in the largest piece that remains", **_COUNT},
                            "pieces": {"description": "pieces of its part that remain", **_COUNT},
                        },
                    },
                },
                **_ALWAYS,
            },
        },
        "answer for one": {
            "type": "object",
            "properties": {
                "party": {"type": ["string", "integer"]},
                "ties": {"description": "how many connections of its own, by kind", "type": "object"},
                "cut_off": {"description": "parties no longer joined to the largest piece", **_COUNT},
                "part_before": {"description": "parties in its connected part, with itself", **_COUNT},
                "part_after": {"description": "parties in the largest piece that remains", **_COUNT},
                "place_before": {"description": "parties in the largest part of the place", **_COUNT},
                "place_after": {"description": "the same, once the party has stopped", **_COUNT},
                "pieces": {
                    "description": "the parties cut off, and those of them tied to the party",
                    "type": "array",
                    "items": {"type": "object", "properties": {"parties": _IDS, "through": _IDS}},
                },
                "still_joined": {"description": "its neighbours in the largest piece", **_IDS},
                "asked": {"description": "the neighbours between whom other ways were sought", **_IDS},
                "routes": {"description": "a shortest other way for each two of them", "type": "array", "items": _IDS},
                "carriers": {
                    "description": "who is on most of the shortest other ways, by id",
                    "type": "array",
                    "items": {"type": "object", "properties": {"id": {"type": ["string", "integer"]}, "pairs": _COUNT}},
                },
                **_ALWAYS,
            },
        },
    },
}


def run(data: Json) -> dict[str, Json]:
    """Answer for the one party named in `data`, or for everyone. Raises BadInput with a sentence."""
    check(data, SCHEMA)
    file = read_place(data)
    if "party" in data:
        return _one(for_one(file.place, file.party(data["party"])), file)
    return _everyone(for_everyone(file.place), file)


def _everyone(losses: Losses, file: PlaceFile) -> dict[str, Any]:
    columns = (losses.party, losses.cut_off, losses.part_before, losses.part_after, losses.pieces)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        "parties": [
            {"id": file.ids[party], "cut_off": cut_off, "part_before": before, "part_after": after, "pieces": pieces}
            for party, cut_off, before, after, pieces in rows
        ],
        "caveat": str(losses.caveat),
        "seen": seen_in_json(losses.seen),
    }


def _one(loss: Loss, file: PlaceFile) -> dict[str, Any]:
    def named(parties: tuple[int, ...]) -> list[str | int]:
        return [file.ids[party] for party in parties]

    return {
        "party": file.ids[loss.party],
        "ties": dict(loss.ties),
        "cut_off": loss.cut_off,
        "part_before": loss.part_before,
        "part_after": loss.part_after,
        "place_before": loss.place_before,
        "place_after": loss.place_after,
        "pieces": [{"parties": named(piece.parties), "through": named(piece.through)} for piece in loss.pieces],
        "still_joined": named(loss.still_joined),
        "asked": named(loss.asked),
        "routes": [named(route.parties) for route in loss.routes],
        "carriers": [{"id": file.ids[carrier.party], "pairs": carrier.pairs} for carrier in loss.carriers],
        "caveat": str(loss.caveat),
        "seen": seen_in_json(loss.seen),
    }
