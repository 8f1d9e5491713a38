"""Records that look alike wait for a person: nothing is joined because two names are the same.

The work is bounded. Equal names are found by the database. Nearly equal ones are compared only with
neighbours in the alphabet that share the first word, a leading "the" set aside, and only for lists a
person might have typed; of the pairs found, the likeliest are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.fuzz import token_sort_ratio

from goldenthread.core.importing.side import Side
from goldenthread.core.models import ChangeSet

MOST = 1_000  # pairs from one import: nobody decides more in one sitting
TYPED = 50_000  # above this many new names only equal ones are looked for
NEAR = 92  # per cent of likeness
SHARED = 3  # words in common from which one more word in one of the names is not enough to tell them apart
NEIGHBOURS = 6  # how far down the alphabet one name is compared
_FIGURES = re.compile(r"\d+")
_ARTICLES = ("the ", "a ", "an ", "y ", "yr ")  # English and Welsh, as the file begins with them or leaves them out


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    reason: str  # same_name, near_name, same_number
    likeness: int


def pairs(side: Side) -> list[Pair]:
    """The likeliest pairs between what this import makes and what is here or in it, each once."""
    found: dict[tuple[int, int], Pair] = {}
    for pair in (*_same_number(side), *_same_name(side), *_near_name(side)):
        found.setdefault((pair.one, pair.other), pair)
        if len(found) >= 4 * MOST:
            break
    return sorted(found.values(), key=lambda pair: (-pair.likeness, pair.one, pair.other))[:MOST]


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


def _same_name(side: Side) -> Iterator[Pair]:
    """Each new record with the first of those of its kind that have its name."""
    here = side.rows(
        "SELECT a.id, min(c.id) FROM in_party p CROSS JOIN core_party c JOIN at_party a ON a.n = p.n "
        "WHERE a.made AND c.name_key = p.name_key AND c.kind = p.kind AND NOT c.hidden AND c.id <> a.id "
        f"GROUP BY a.id LIMIT {MOST}"
    ) if not side.empty("core_party") else []  # fmt: skip
    yield from (_pair(one, other, "same_name", 100) for one, other in here)
    rows = side.rows(
        "SELECT a.id, f.first FROM (SELECT name_key, kind, min(n) AS n FROM in_party GROUP BY name_key, kind "
        "HAVING count(*) > 1) t JOIN (SELECT n, id AS first FROM at_party) f ON f.n = t.n "
        "JOIN in_party p ON p.name_key = t.name_key AND p.kind = t.kind JOIN at_party a ON a.n = p.n "
        f"WHERE a.made AND a.id <> f.first LIMIT {MOST}"
    )
    yield from (_pair(one, other, "same_name", 100) for one, other in rows)


def _near_name(side: Side) -> Iterator[Pair]:
    if side.one("SELECT count(*) FROM at_party WHERE made") > TYPED:
        return
    new = side.rows(
        "SELECT p.kind, p.name_key, a.id FROM in_party p JOIN at_party a ON a.n = p.n WHERE a.made AND "
        "p.kind <> 'person'"
    )
    words = sorted({_first(_bare(name)) for _, name, _ in new})
    yield from _near(new, _here(side, words))


def _here(side: Side, words: list[str]) -> list[tuple[str, str, int]]:
    """Bodies here whose names begin with one of these words; in a large record a bounded number for each."""
    bodies = "SELECT kind, name_key, id FROM core_party WHERE NOT hidden AND kind <> 'person'"
    if len(all_here := side.rows(f"{bodies} LIMIT {TYPED + 1}")) <= TYPED:
        wanted = set(words)
        return [row for row in all_here if _first(_bare(row[1])) in wanted]
    found: list[tuple[str, str, int]] = []
    starts = [f"{article}{word}" for word in words[: TYPED // 10] for article in ("", "the ")]
    for word in starts:
        within = f"{bodies} AND name_key >= %s AND name_key < %s ORDER BY name_key LIMIT 200"
        found += side.rows(within, word, word + "\uffff")
    return found


def _bare(name: str) -> str:
    """A folded name without its leading article: "The Stairwell Singers" stands where "Stairwell Singers" does."""
    for article in _ARTICLES:
        if name.startswith(article):
            return name.removeprefix(article)
    return name


def _first(name: str) -> str:
    return name.split(" ", 1)[0]


def _near(new: Iterable[tuple[str, str, int]], here: Iterable[tuple[str, str, int]]) -> Iterator[Pair]:
    """Names next to each other in the alphabet, of one kind, with the same first word."""
    fresh = {row[2] for row in new}
    rows = sorted((kind, _bare(name), name, row) for kind, name, row in {*new, *here})
    for _, block in groupby(rows, key=lambda row: (row[0], _first(row[1]))):
        names = list(block)
        for place, (_, bare, name, one) in enumerate(names):
            for _, other_bare, other_name, other in names[place + 1 : place + 1 + NEIGHBOURS]:
                asked = name != other_name and one != other and (one in fresh or other in fresh)
                if asked and (likeness := _likeness(bare, other_bare)):
                    yield _pair(one, other, "near_name", likeness)


def _likeness(one: str, other: str) -> int:
    """How alike two names are, in per cent; 0 when they are not alike enough to trouble a person with.

    Names that differ in a number are different. One word more ("Development Trust", "Community Development
    Trust") is often the same body under a longer name.
    """
    if _FIGURES.findall(one) != _FIGURES.findall(other):
        return 0
    if near := token_sort_ratio(one, other, score_cutoff=NEAR):
        return int(near)
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    longer = len(fewer) >= SHARED and fewer < more and len(more) == len(fewer) + 1
    return int(token_sort_ratio(one, other)) if longer else 0


def write(side: Side, found: list[Pair], change: ChangeSet) -> int:
    """Raise pairs that nobody has been asked about; returns how many."""
    return sum(
        side.run(
            "INSERT INTO core_likelypair (ref, one_id, other_id, reason, likeness, found_in_id) "
            f"SELECT {side.fresh_ref('1')}, %s, %s, %s, %s, %s WHERE NOT EXISTS "
            "(SELECT 1 FROM core_likelypair WHERE one_id = %s AND other_id = %s) AND NOT EXISTS "
            "(SELECT 1 FROM core_identitylink WHERE one_id = %s AND other_id = %s AND ended_in_id IS NULL)",
            pair.one, pair.other, pair.reason, pair.likeness, change.pk, pair.one, pair.other, pair.one, pair.other,
        )
        for pair in found
    )  # fmt: skip
