"""What each staged key means here: which row of the record a fact is about, or that it has yet to be made.

Identifiers decide, the strongest first; our own reference decides too; a name never makes two things
one, but a *reference* by name is understood where exactly one thing bears it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goldenthread.core.importing import apart, vocabulary
from goldenthread.core.importing.side import Side
from goldenthread.core.importing.tables import TO_KIND, WORKING
from goldenthread.core.registry import kinds
from goldenthread.domain.facts import Refused
from goldenthread.domain.kinds import Spine
from goldenthread.domain.words import N_, Sentence, say

MOST_REFUSED = 1_000
CORE = {"party": "core_party", "place": "core_place", "promise": "core_promise", "entry": "core_entry"}
_A_DOUBLE = "{0}.shielded AND {0}.retracted_in_id IS NULL"
SHOWN = {  # to a list: what may be seen, and the doubles of what may not
    "party": f"(NOT {{0}}.hidden OR {{0}}.erased_at IS NULL AND {_A_DOUBLE} AND {apart.double('party', '{0}')})",
    "place": f"(NOT {{0}}.hidden OR {_A_DOUBLE} AND {apart.double('place', '{0}')})",
    "promise": "{}.retracted_in_id IS NULL",
    "tie": f"{{0}}.retracted_in_id IS NULL AND NOT ({{0}}.shielded AND {apart.PROTECTED_TIE.format('{0}.id')})",
    "claim": "{}.retracted_in_id IS NULL",
}
MENTIONS = (  # fact, its column, what that refers to, what the file calls the column
    ("in_tie", "giver", "party", "from"),
    ("in_tie", "receiver", "party", "to"),
    ("in_tie", "place", "place", "to"),
    ("in_place", "parent", "place", "part of"),
    ("in_promise", "giver", "party", "from"),
    ("in_promise", "receiver", "party", "to"),
    ("in_promise", "place", "place", "place"),
    ("in_entry", "giver", "party", "from"),
    ("in_entry", "receiver", "party", "to"),
    ("in_entry", "place", "place", "place"),
    ("in_entry", "promise", "promise", "promise"),
    ("in_consent", "subject", "party", "ref"),
    ("in_consent", "towards", "party", "agreed to"),
    ("in_contact", "party", "party", "ref"),
    ("in_claim", "subject", None, "ref"),
)
_NONE_NAMED = {
    "party": N_(
        "There is no person, group or organisation called “%(name)s” in this file or here. "
        "Check the spelling, or add a row for it."
    ),
    "place": N_("There is no place called “%(name)s” in this file or here. Check the spelling, or add a row for it."),
    "promise": N_(
        "There is no offer, ask or agreement called “%(name)s” in this file or here. "
        "Check the spelling, or add a row for it."
    ),
}
_SEVERAL = N_(
    "There are several called “%(name)s”, so we cannot tell which is meant. Write the ref of the right one instead."
)
_NO_REF = {
    "party": N_(
        "“%(ref)s” is not the ref of any person, group or organisation in this file or here. "
        "Check it, or bring in the list that it stands in first."
    ),
    "place": N_(
        "“%(ref)s” is not the ref of any place in this file or here. "
        "Check it, or bring in the list that it stands in first."
    ),
    "promise": N_(
        "“%(ref)s” is not the ref of any offer, ask or agreement in this file or here. "
        "Check it, or bring in the list that it stands in first."
    ),
}
_NOT_OURS = N_("“%(ref)s” is not a reference we have given out. Copy it from the page again, or leave it empty.")


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and whether the import is being written or only looked at (then nothing is numbered for good)."""

    at: datetime
    writing: bool


def resolve(side: Side, moment: Moment) -> list[Refused]:
    """Fill the working tables up to `met_`; returns what cannot be understood."""
    for name in WORKING:
        side.create(name)
    refused = vocabulary.terms(side, writing=moment.writing)
    for about in (*TO_KIND, "entry"):
        recognise(side, about, moment)
    for about in TO_KIND:
        meet(side, about)
        side.settle(f"met_{about}")
    refused += unknown_refs(side)
    for mention in MENTIONS:
        refused += unmet(side, *mention)
    return refused[:MOST_REFUSED]


def recognise(side: Side, about: str, moment: Moment) -> None:
    """`at_` of every staged thing: the row that has its strongest known identifier, or a new one."""
    column = f"{about}_id"
    side.run(
        f"INSERT INTO hit_{about} SELECT k.n, k.nth, i.{column} FROM in_key k CROSS JOIN core_identifier i "
        f"WHERE k.about = '{about}' AND i.scheme = k.scheme AND i.value = k.value AND i.{column} IS NOT NULL "
        f"AND NOT {apart.kept_apart(about, f'i.{column}')}"
    )
    side.run(
        f"INSERT INTO hit_{about} SELECT k.n, k.nth, o.id FROM in_key k CROSS JOIN {CORE[about]} o "
        f"WHERE k.about = '{about}' AND k.scheme = 'gt' AND o.ref = k.value AND NOT {apart.kept_apart(about, 'o.id')}"
    )
    number(side, about, moment)


def number(side: Side, about: str, moment: Moment) -> None:
    """Give every staged row the id its first hit has, or a new id (negative while only looking)."""
    new = side.new_id(f"core_{about}", "s.n") if moment.writing else "-s.n"
    if side.empty(f"hit_{about}"):
        side.run(f"INSERT INTO at_{about} SELECT s.n, {new}, TRUE FROM in_{about} s")
    else:
        side.run(
            f"INSERT INTO at_{about} SELECT s.n, coalesce(h.id, {new}), h.id IS NULL FROM in_{about} s LEFT JOIN ("
            f"SELECT n, id, row_number() OVER (PARTITION BY n ORDER BY nth, id) AS first FROM hit_{about}) h "
            "ON h.n = s.n AND h.first = 1"
        )
    side.settle(f"at_{about}")


def meet(side: Side, about: str) -> None:
    """`met_` of every key that some fact mentions: in this import first, then here."""
    new = f"NOT EXISTS (SELECT 1 FROM met_{about} e WHERE e.key = m.key)"
    into = f"INSERT INTO met_{about} SELECT m.key, "
    side.run(
        f"{into} min(a.id) FROM in_mention m CROSS JOIN in_key k JOIN at_{about} a ON a.n = k.n "
        f"WHERE m.about = '{about}' AND k.about = '{about}' AND k.scheme = m.scheme AND k.value = m.value "
        "GROUP BY m.key"
    )
    side.run(
        f"{into} i.{about}_id FROM in_mention m CROSS JOIN core_identifier i WHERE m.about = '{about}' "
        f"AND i.scheme = m.scheme AND i.value = m.value AND i.{about}_id IS NOT NULL AND {new} "
        f"AND NOT {apart.kept_apart(about, f'i.{about}_id')}"
    )
    side.run(
        f"{into} o.id FROM in_mention m CROSS JOIN {CORE[about]} o WHERE m.about = '{about}' AND m.scheme = 'gt' "
        f"AND o.ref = m.value AND {new} AND NOT {apart.kept_apart(about, 'o.id')}"
    )
    if about != "promise":
        _by_name(side, about, into, new)


def _by_name(side: Side, about: str, into: str, new: str) -> None:
    named = f"m.about = '{about}' AND m.scheme = 'name' AND {new}"
    if not side.rows(f"SELECT 1 FROM in_mention m WHERE {named} LIMIT 1"):
        return
    side.run(
        f"{into} min(a.id) FROM in_mention m JOIN in_{about} s ON s.name_key = m.value JOIN at_{about} a ON a.n = s.n "
        f"WHERE {named} GROUP BY m.key HAVING count(DISTINCT a.id) = 1"
    )
    unclear = f"NOT EXISTS (SELECT 1 FROM in_{about} s WHERE s.name_key = m.value)"
    side.run(
        f"{into} min(o.id) FROM in_mention m CROSS JOIN {CORE[about]} o WHERE {named} AND {unclear} "
        f"AND o.name_key = m.value AND {SHOWN[about].format('o')} GROUP BY m.key HAVING count(*) = 1"
    )


def unknown_refs(side: Side) -> list[Refused]:
    """Rows that carry a Golden Thread reference that nobody has, or nobody may see: both are told the same."""
    found = []
    for about in ("party", "place"):
        rows = side.rows(
            f"SELECT s.line, k.value FROM in_key k JOIN in_{about} s ON s.n = k.n WHERE k.about = '{about}' "
            f"AND k.scheme = 'gt' AND NOT EXISTS (SELECT 1 FROM {CORE[about]} o "
            "WHERE o.ref = k.value AND NOT o.hidden) "
            f"ORDER BY s.line LIMIT {MOST_REFUSED}"
        )
        found += [Refused(line, "golden thread ref", ref, say(_NOT_OURS, ref=ref)) for line, ref in rows]
    return found


def unmet(side: Side, table: str, column: str, about: str | None, title: str) -> list[Refused]:
    """Facts that refer to something nobody knows, or to a name that several bear."""
    if about is None:
        return [
            lack for kind in TO_KIND for lack in _unmet(side, table, column, kind, title, f" AND f.about = '{kind}'")
        ]
    return _unmet(side, table, column, about, title, "")


def _unmet(side: Side, table: str, column: str, about: str, title: str, only: str) -> list[Refused]:
    rows = side.rows(
        f"SELECT f.line, f.{column} FROM {table} f LEFT JOIN met_{about} m ON m.key = f.{column} "
        f"WHERE f.{column} <> '' AND m.id IS NULL{only} ORDER BY f.line LIMIT {MOST_REFUSED}"
    )
    return [Refused(line, title, key.partition(":")[2], _why(side, about, key)) for line, key in rows]


def _why(side: Side, about: str, key: str) -> Sentence:
    scheme, _, value = key.partition(":")
    if scheme != "name":
        return say(_NO_REF[about], ref=value)
    folded = side.one("SELECT value FROM in_mention WHERE about = %s AND key = %s", about, key)
    here = f"SELECT 1 FROM {CORE[about]} WHERE name_key = %s AND NOT hidden"
    if about != "promise" and side.rows(
        f"{here} UNION ALL SELECT 1 FROM in_{about} WHERE name_key = %s", folded, folded
    ):
        return say(_SEVERAL, name=value)
    return say(_NONE_NAMED[about], name=value)


def allowed_ends(spine: Spine) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Kind, its words, and the kinds of party that may stand at either end of it."""
    return [
        (f"kind:{kind.code}", kind.code, tuple(map(str, kind.giver)), tuple(map(str, kind.receiver)))
        for kind in kinds().values()
        if kind.of is spine
    ]
