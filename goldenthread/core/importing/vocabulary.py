"""The words of an import: kinds, units, sorts and indicators, found as terms or added when they are new."""

from __future__ import annotations

from goldenthread.core import registry
from goldenthread.core.importing.side import Side
from goldenthread.core.models import Term
from goldenthread.domain import quantities
from goldenthread.domain.facts import Refused
from goldenthread.domain.kinds import Spine
from goldenthread.domain.words import N_, say

USED = (
    ("in_party", "sort"), ("in_tie", "kind"), ("in_promise", "kind"), ("in_promise", "what"), ("in_promise", "unit"),
    ("in_entry", "kind"), ("in_entry", "what"), ("in_entry", "unit"), ("in_claim", "indicator"), ("in_claim", "word"),
    ("in_claim", "unit"),
)  # fmt: skip
_OF = {"in_tie": Spine.TIE, "in_promise": Spine.PROMISE, "in_entry": Spine.ENTRY}
_CLOSED = ("kind", "unit", "role")  # an import may not invent these, but for currencies
_KIND = N_("“%(kind)s” is not a kind we know here. Write one of: %(codes)s.")
_UNIT = N_("“%(unit)s” is not a unit or a currency we know. Write GBP, minute, people, times or gram.")


def terms_used(side: Side) -> set[str]:
    found: set[str] = set()
    for table, column in USED:
        found |= {row[0] for row in side.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")}
    return found


def terms(side: Side, *, writing: bool) -> list[Refused]:
    """Fill `term_at`; terms met for the first time are added (or, while only looking, thought of)."""
    given = {
        f"{scheme}:{code}": (label, parent, source, licence, uri)
        for scheme, code, label, parent, source, licence, uri in side.rows(
            "SELECT scheme, code, label, parent, source, licence, uri FROM in_term ORDER BY n"
        )
    }
    used = terms_used(side)
    known = _known(used | given.keys())
    missing = [key for key in (*given, *sorted(used - given.keys())) if key not in known]
    new = [key for key in missing if _may_add(key)]
    known |= _add(new, given) if writing else {key: -place for place, key in enumerate(new, 1)}
    side.many("INSERT INTO term_at VALUES (%s, %s)", sorted(known.items()))
    side.settle("term_at")
    return _refused(side)


def _known(keys: set[str]) -> dict[str, int]:
    schemes = {key.partition(":")[0] for key in keys}
    rows = Term.objects.filter(scheme__in=schemes).values_list("scheme", "code", "pk")
    return {key: pk for scheme, code, pk in rows.iterator(5_000) if (key := f"{scheme}:{code}") in keys}


def _may_add(key: str) -> bool:
    scheme, _, code = key.partition(":")
    currency = scheme == "unit" and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
    return currency or scheme not in _CLOSED


def _add(keys: list[str], given: dict[str, tuple[str, ...]]) -> dict[str, int]:
    made: dict[str, int] = {}
    for key in keys:
        scheme, _, code = key.partition(":")
        label, parent, source, licence, uri = given.get(key, (code, "", "", "", ""))
        exponent = quantities.currency(code).exponent if scheme == "unit" else None
        row = Term.objects.create(
            scheme=scheme, code=code, labels={"en": label}, exponent=exponent, source=source, licence=licence, uri=uri,
            parent_id=made.get(parent) or (_known({parent}).get(parent) if parent else None),
        )  # fmt: skip
        made[key] = row.pk
    return made


def _refused(side: Side) -> list[Refused]:
    """Rows whose kind or unit is none of ours."""
    found = []
    for table, spine in _OF.items():
        codes = [kind.code for kind in registry.kinds_of(spine)]
        ours = ", ".join(f"'kind:{code}'" for code in codes)
        for line, kind in side.rows(
            f"SELECT line, kind FROM {table} WHERE kind NOT IN ({ours}) ORDER BY line LIMIT 1000"
        ):
            code = kind.partition(":")[2]
            found.append(Refused(line, "kind", code, say(_KIND, kind=code, codes=", ".join(sorted(codes)))))
    for table in ("in_promise", "in_entry", "in_claim"):
        for line, unit in side.rows(
            f"SELECT line, unit FROM {table} t WHERE unit <> '' AND NOT EXISTS "
            "(SELECT 1 FROM term_at a WHERE a.key = t.unit) ORDER BY line LIMIT 1000"
        ):
            code = unit.partition(":")[2]
            found.append(Refused(line, "unit", code, say(_UNIT, unit=code)))
    return found
