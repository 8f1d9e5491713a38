"""Records that look alike wait for a person: nothing is joined because two names are the same.

What a preview may tell (`pairs`) are bodies, and rows of the file itself: whoever brings a list in must not learn from
it who else is here. People who are here, and telephones and e-mails of anybody, are compared only as the list is
written (`write`), by their keyed digests; what is found waits in the queue, where only those who may see both sides
meet it, and is not counted in the receipt.

The work is bounded. Equal names are found by the database. The engine compares those that it would be quick about:
lists a person might have typed, with the whole of a small record or with what begins alike in a large one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goldenthread.core.importing.side import Side
from goldenthread.core.models import ChangeSet
from goldenthread.engines import linkage
from goldenthread.engines.linkage import Record, folding

MOST = 1_000  # pairs from one import: nobody decides more in one sitting
TYPED = 50_000  # above this many new names only equal ones are looked for
PEOPLE = 20_000  # people here above whom only those whose names begin alike, or who share an address, are compared
Rows = list[tuple[str, str, int]]  # kind, name, id


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    reason: str  # same_name, same_number, or the first of the engine's reasons
    likeness: int


class Found(list[Pair]):
    """What a preview may tell, and `quietly` what it may not: people who are here with a name of the list."""

    def __init__(self, told: list[Pair], quietly: list[Pair]) -> None:
        super().__init__(told)
        self.quietly = quietly


def pairs(side: Side) -> Found:
    """The likeliest pairs between what this import makes and what is here or in it."""
    bodies, people = _named_as_here(side)
    return Found(_likeliest((*_same_number(side), *bodies, *_named_alike(side), *_near_name(side))), people)


def _likeliest(found: Iterable[Pair]) -> list[Pair]:
    """Each two records once, for the first reason that was found."""
    kept: dict[tuple[int, int], Pair] = {}
    for pair in found:
        kept.setdefault((pair.one, pair.other), pair)
        if len(kept) >= 4 * MOST:
            break
    return sorted(kept.values(), key=lambda pair: (-pair.likeness, pair.one, pair.other))[:MOST]


def _pair(one: int, other: int, reason: str, likeness: int) -> Pair:
    return Pair(min(one, other), max(one, other), reason, likeness)


def _same_number(side: Side) -> Iterator[Pair]:
    """One row of the file has the identifiers of two records: the first counts, and a person may join them."""
    if side.empty("hit_party"):
        return
    rows = side.rows(
        "SELECT DISTINCT a.id, h.id FROM hit_party h JOIN at_party a ON a.n = h.n JOIN core_party o ON o.id = a.id "
        "JOIN core_party c ON c.id = h.id WHERE h.id <> a.id AND o.kind = c.kind AND NOT c.hidden AND NOT "
        f"o.hidden LIMIT {MOST}"
    )
    yield from (_pair(one, other, "same_number", 100) for one, other in rows)


def _named_as_here(side: Side) -> tuple[list[Pair], list[Pair]]:
    """Each new record with the first of those of its kind that have its name: bodies, and people."""
    if side.empty("core_party"):
        return [], []
    rows = side.rows(
        "SELECT p.kind, a.id, min(c.id) FROM in_party p CROSS JOIN core_party c JOIN at_party a ON a.n = p.n "
        "WHERE a.made AND c.name_key = p.name_key AND c.kind = p.kind AND NOT c.hidden AND c.id <> a.id "
        f"GROUP BY p.kind, a.id LIMIT {MOST}"
    )
    found = [(kind == "person", _pair(one, other, "same_name", 100)) for kind, one, other in rows]
    return [pair for person, pair in found if not person], [pair for person, pair in found if person]


def _named_alike(side: Side) -> Iterator[Pair]:
    """Rows of the file with one name: each with the first of them."""
    rows = side.rows(
        "SELECT a.id, f.first FROM (SELECT name_key, kind, min(n) AS n FROM in_party GROUP BY name_key, kind "
        "HAVING count(*) > 1) t JOIN (SELECT n, id AS first FROM at_party) f ON f.n = t.n "
        "JOIN in_party p ON p.name_key = t.name_key AND p.kind = t.kind JOIN at_party a ON a.n = p.n "
        f"WHERE a.made AND a.id <> f.first LIMIT {MOST}"
    )
    yield from (_pair(one, other, "same_name", 100) for one, other in rows)


def _near_name(side: Side) -> Iterator[Pair]:
    if not _typed(side):
        return
    new = _new(side, "p.kind <> 'person'")
    yield from _compared(new, _beginning_alike(side, new, "kind <> 'person'", TYPED), {}) if new else ()


def _typed(side: Side) -> bool:
    """A list that a person might have typed."""
    return not side.rows(f"SELECT 1 FROM at_party WHERE made LIMIT 1 OFFSET {TYPED}")


def _new(side: Side, which: str) -> Rows:
    return side.rows(
        f"SELECT p.kind, p.name, a.id FROM in_party p JOIN at_party a ON a.n = p.n WHERE a.made AND {which}"
    )


def _beginning_alike(side: Side, new: Rows, which: str, whole: int) -> Rows:
    """All that are here; where they are more than `whole`, a bounded number for each first word of what is new."""
    here = f"SELECT kind, name, id FROM core_party WHERE NOT hidden AND {which}"
    if len(every := side.rows(f"{here} LIMIT {whole + 1}")) <= whole:
        return every
    found: Rows = []
    words = sorted({said[0] for _, name, _ in new if (said := folding.bare(name))})
    for word in (f"{article}{word}" for word in words[: TYPED // 10] for article in ("", "the ")):
        within = f"{here} AND name_key >= %s AND name_key < %s ORDER BY name_key LIMIT 200"
        found += side.rows(within, word, word + "\uffff")
    return found


Digests = dict[int, dict[str, tuple[str, ...]]]  # party -> phone, email -> keyed digests


def _compared(new: Rows, here: Rows, digests: Digests) -> Iterator[Pair]:
    """What the engine finds likely, between two of which one at least is new."""
    fresh = {row[2] for row in new}
    rows = {row[2]: row for row in (*here, *new)}
    records = [
        Record(
            party, kind, name, phones=digests.get(party, {}).get("phone", ()),
            emails=digests.get(party, {}).get("email", ()),
        )
        for kind, name, party in rows.values()
    ]  # fmt: skip
    for found in linkage.likely(records):
        if found.one in fresh or found.other in fresh:
            yield Pair(found.one, found.other, str(found.reasons[0]), found.percent)


# ---- As the list is written ----


def write(side: Side, found: Found, change: ChangeSet) -> int:
    """Raise pairs that nobody has been asked about; returns how many of those that the preview told."""
    told = sum(_raise(side, pair, change) for pair in found)
    for pair in _likeliest((*found.quietly, *_quietly(side))):
        _raise(side, pair, change)
    return told


def _quietly(side: Side) -> Iterator[Pair]:
    """Pairs with people who are here, and by telephone or e-mail: the new rows are in the record by now."""
    if not _typed(side):
        return
    digests = _digests(side)
    new = [row for row in _new(side, "TRUE") if row[0] == "person" or row[2] in digests]
    if not new:
        return
    people = [row for row in new if row[0] == "person"]
    here = _beginning_alike(side, people, "kind = 'person'", PEOPLE) if people else []
    yield from _compared(new, [*here, *_reached_alike(side, digests)], digests)


def _digests(side: Side) -> Digests:
    """By which telephones and e-mails, as keyed digests, those are reached who share one with somebody of the list."""
    if side.empty("now_contact"):
        return {}
    rows = side.rows(
        "SELECT party_id, kind, digest FROM now_contact WHERE kind <> 'address' UNION "
        'SELECT c.party_id, c.kind, c."index" FROM core_contactpoint c JOIN core_party p ON p.id = c.party_id '
        "WHERE NOT p.hidden AND c.kind <> 'address' AND c.\"index\" IN (SELECT digest FROM now_contact)"
    )
    found: Digests = {}
    for party, kind, digest in rows:
        kinds = found.setdefault(party, {})
        kinds[kind] = (*kinds.get(kind, ()), digest)
    return found


def _reached_alike(side: Side, digests: Digests) -> Rows:
    ids = sorted(digests)
    found: Rows = []
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        marks = ", ".join(["%s"] * len(some))
        found += side.rows(f"SELECT kind, name, id FROM core_party WHERE NOT hidden AND id IN ({marks})", *some)
    return found


def _raise(side: Side, pair: Pair, change: ChangeSet) -> int:
    return side.run(
        "INSERT INTO core_likelypair (ref, one_id, other_id, reason, likeness, found_in_id) "
        f"SELECT {side.fresh_ref('1')}, %s, %s, %s, %s, %s WHERE NOT EXISTS "
        "(SELECT 1 FROM core_likelypair WHERE one_id = %s AND other_id = %s) AND NOT EXISTS "
        "(SELECT 1 FROM core_identitylink WHERE one_id = %s AND other_id = %s AND ended_in_id IS NULL)",
        pair.one, pair.other, pair.reason, pair.likeness, change.pk, pair.one, pair.other, pair.one, pair.other,
    )  # fmt: skip
