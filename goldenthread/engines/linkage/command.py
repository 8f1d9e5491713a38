"""This engine at the command line: JSON in, JSON out."""

from goldenthread.engines.linkage.estimating import estimated
from goldenthread.engines.linkage.matching import AT_LEAST, likely
from goldenthread.engines.linkage.records import PERSON, Reason, Record
from goldenthread.engines.linkage.weights import OURS
from goldenthread.engines.schemas import BadInput, Json, check

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
CAVEAT = "likeness_is_not_identity"

SCHEMA: dict[str, Json] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Which records look like the same person or organisation?",
    "description": "Pairs that a person should look at, with a likeness in per cent and the reasons. "
    "Nothing is joined: alike is not the same.",
    "type": "object",
    "properties": {
        "records": {
            "description": "people, groups and organisations; only those of one kind are compared",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"description": "a number that no other record has", "type": "integer"},
                    "kind": {"description": "person (if not said), group or organisation", **_TEXT},
                    "name": {"description": "as it is written, in any script", **_TEXT},
                    "numbers": {"description": "register and number, GB-CHC:1122405", **_TEXTS},
                    "phones": {"description": "telephone numbers", **_TEXTS},
                    "emails": {"description": "e-mail addresses", **_TEXTS},
                    "born": {"description": "a day, 1980-02-01, or a year", **_TEXT},
                    "postcode": {"description": "in any spacing", **_TEXT},
                    "address": {"description": "the line with house and street", **_TEXT},
                    "town": {"description": "or another place name", **_TEXT},
                },
                "required": ["id"],
            },
        },
        "at_least": {"description": f"per cent of likeness from which a pair is told ({AT_LEAST})", "type": "integer"},
        "weights": {
            "description": "ours (if not said), or estimated from these records",
            "type": "string",
            "enum": ["ours", "estimated"],
        },
    },
    "required": ["records"],
    "examples": [
        {
            "records": [
                {"id": 1, "name": "Gurpreet Kaur", "phones": ["0121 555 0101"], "postcode": "B66 1BA"},
                {"id": 2, "name": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ ਗਿੱਲ", "phones": ["+44 121 555 0101"], "postcode": "B66 1BA"},
            ]
        }
    ],
    "$defs": {
        "answer": {
            "type": "object",
            "properties": {
                "pairs": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "one": {"type": "integer"},
                            "other": {"type": "integer"},
                            "percent": {"description": "likeness, 1 to 100", "type": "integer"},
                            "reasons": {"type": "array", "items": {"enum": [str(reason) for reason in Reason]}},
                            "differ": {"description": "fields that both have, and not alike", **_TEXTS},
                        },
                    },
                },
                "caveat": {"description": "what a reader has to be told beside the figures", **_TEXT},
                "seen": {"description": "how many records the engine was given", "type": "object"},
            },
        }
    },
}


def run(data: Json) -> dict[str, Json]:
    """Find the likely pairs in `data`. Raises BadInput with a sentence."""
    check(data, SCHEMA)
    records = [_record(said) for said in data["records"]]
    if len({record.id for record in records}) < len(records):
        raise BadInput("records has the same id twice; give each record a number of its own.")
    weights = estimated(records) if data.get("weights") == "estimated" else OURS
    found = likely(records, weights=weights, at_least=data.get("at_least", AT_LEAST))
    return {
        "pairs": [
            {
                "one": pair.one,
                "other": pair.other,
                "percent": pair.percent,
                "reasons": [str(reason) for reason in pair.reasons],
                "differ": list(pair.differ),
            }
            for pair in found
        ],
        "caveat": CAVEAT,
        "seen": {"records": len(records)},
    }


def _record(said: dict[str, Json]) -> Record:
    numbers, phones, emails = (tuple(said.get(name, ())) for name in ("numbers", "phones", "emails"))
    born, postcode, address, town = (said.get(name, "") for name in ("born", "postcode", "address", "town"))
    return Record(
        said["id"], said.get("kind", PERSON), said.get("name", ""), numbers, phones, emails, born, postcode, address,
        town,
    )  # fmt: skip
