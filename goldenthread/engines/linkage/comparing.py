"""How far each detail of two people agrees, for many pairs at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cpdist

from goldenthread.engines.linkage.columns import Columns, Ints, Levels, Words
from goldenthread.engines.linkage.weights import ALIKE, DIFFERENT, FIELDS, NEAR, NOT_SAID, SAME, Weights

NEAR_NAME = (
    0.88  # Jaro-Winkler: "gurpreet" and "gurprit" are 0.93, "daniel" and "danielle" 0.95, "amina" and "anita" 0.76
)
NEAR_LINE = 80  # per cent of an address
NEAR_MAILBOX = 0.9
HOUSEHOLD = ("family", "postcode", "address", "town", "phone")
OWN = ("number", "born", "email")  # what relatives do not share
Rows = tuple[Columns, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """`levels`: fields x pairs, in the order of FIELDS. `crossed`: given and family name agree the other way round."""

    levels: Levels
    crossed: NDArray[np.bool_]

    def bits(self, weights: Weights) -> NDArray[np.float64]:
        """The evidence of each pair, prior included. What a household shares says nothing of two given names."""
        table = np.array([weights.bits[field] for field in FIELDS])
        total = np.full(self.levels.shape[1], weights.prior)
        relatives = self._relatives()
        for field, row, levels in zip(FIELDS, table, self.levels, strict=True):
            said = row[levels]
            total += np.where(relatives, np.minimum(said, 0), said) if field in HOUSEHOLD else said
        return total

    def _relatives(self) -> NDArray[np.bool_]:
        """Another given name, and nothing that is somebody's own agrees: perhaps two of one household."""
        own = np.stack([self.levels[FIELDS.index(field)] for field in OWN])
        agrees = ((own > NOT_SAID) & (own < DIFFERENT)).any(axis=0)
        relatives: NDArray[np.bool_] = np.equal(self.levels[FIELDS.index("given")], DIFFERENT) & np.logical_not(agrees)
        return relatives


def compare(one: Rows, other: Rows) -> Compared:
    """Compare people: the positions of `one` with those of `other`, pair by pair."""
    given, family, crossed = _names(one, other)
    details = (
        _sets(one, other, "numbers", _near_number),
        _born(_picked(one, "born"), _picked(other, "born")),
        _postcode(_picked(one, "postcode"), _picked(other, "postcode")),
        _line(_picked(one, "address"), _picked(other, "address")),
        _line(_picked(one, "town"), _picked(other, "town")),
        _sets(one, other, "phones", None),
        _sets(one, other, "emails", _near_email),
    )
    return Compared(np.stack((given, family, *details)), crossed)


def _picked(rows: Rows, what: str) -> Words:
    picked: Words = getattr(rows[0], what)[rows[1]]
    return picked


# ---- Names ----


def _names(one: Rows, other: Rows) -> tuple[Levels, Levels, NDArray[np.bool_]]:
    """Given with given and family with family, or crossed where that agrees better."""
    given, family = _name(one, "given", other, "given"), _name(one, "family", other, "family")
    crossed_given, crossed_family = _name(one, "given", other, "family"), _name(one, "family", other, "given")
    better = _worth(crossed_given) + _worth(crossed_family) > _worth(given) + _worth(family)
    # Crossed, neither record says which of its names is the given one: in one order, so that likeness is symmetric.
    low, high = np.minimum(crossed_given, crossed_family), np.maximum(crossed_given, crossed_family)
    return np.where(better, low, given), np.where(better, high, family), better


def _worth(levels: Levels) -> Levels:
    return np.array((0, 4, 3, 2, -1), dtype=np.int8)[levels]


def _name(one: Rows, part: str, other: Rows, other_part: str) -> Levels:
    mine, theirs = _picked(one, part), _picked(other, other_part)
    levels, asked = _told(mine, theirs)
    sounds = _picked(one, f"{part}_sound"), _picked(other, f"{other_part}_sound")
    near = cpdist(mine[asked], theirs[asked], scorer=JaroWinkler.similarity) >= NEAR_NAME
    initial = np.array(
        [(len(a) == 1 or len(b) == 1) and a[0] == b[0] for a, b in zip(mine[asked], theirs[asked], strict=True)],
        dtype=np.bool_,
    )
    alike = np.array(
        [a == b and len(a) > 1 for a, b in zip(sounds[0][asked], sounds[1][asked], strict=True)], dtype=np.bool_
    )
    levels[asked] = np.select((alike, near | initial), (ALIKE, NEAR), DIFFERENT)
    return levels


def _told(mine: Words, theirs: Words) -> tuple[Levels, Ints]:
    """NOT_SAID and SAME where that is so; and the positions that are left to be looked at."""
    levels = np.full(len(mine), NOT_SAID, dtype=np.int8)
    both = (mine != "") & (theirs != "")
    same = mine == theirs
    levels[both & same] = SAME
    return levels, np.flatnonzero(both & ~same)


# ---- Details with one value ----


def _born(mine: Words, theirs: Words) -> Levels:
    """Near: one figure or two neighbouring ones differ, day and month are exchanged, or only the year is known."""
    levels, asked = _told(mine, theirs)
    a, b = mine[asked], theirs[asked]
    slip = cpdist(a, b, scorer=OSA.distance, score_cutoff=1) <= 1
    other = [
        ((x[4:6] == y[6:] and x[6:] == y[4:6]) or min(len(x), len(y)) == 4) and x[:4] == y[:4]
        for x, y in zip(a, b, strict=True)
    ]
    whole = np.array([len(x) == len(y) == 8 for x, y in zip(a, b, strict=True)], dtype=np.bool_)
    levels[asked] = np.where(slip & whole | np.array(other, dtype=np.bool_), NEAR, DIFFERENT)
    levels[(levels == SAME) & np.array([len(x) == 4 for x in mine], dtype=np.bool_)] = NEAR  # only the year is known
    return levels


def _postcode(mine: Words, theirs: Words) -> Levels:
    levels, asked = _told(mine, theirs)
    near = cpdist(mine[asked], theirs[asked], scorer=OSA.distance, score_cutoff=1) <= 1
    levels[asked] = np.where(near, NEAR, DIFFERENT)
    return levels


def _line(mine: Words, theirs: Words) -> Levels:
    levels, asked = _told(mine, theirs)
    near = cpdist(mine[asked], theirs[asked], scorer=token_sort_ratio) >= NEAR_LINE
    levels[asked] = np.where(near, NEAR, DIFFERENT)
    return levels


# ---- Details with several values ----

Near = Callable[[str, str], bool]


def _sets(one: Rows, other: Rows, what: str, near: Near | None) -> Levels:
    """SAME when a value is shared, NEAR when two nearly are; the same for one value and for several."""
    mine, theirs = _picked(one, what), _picked(other, what)
    found = [_of_sets(a, b, near) if a and b else NOT_SAID for a, b in zip(mine, theirs, strict=True)]
    return np.array(found, dtype=np.int8)


def _of_sets(mine: frozenset[str], theirs: frozenset[str], near: Near | None) -> int:
    if not mine.isdisjoint(theirs):
        return SAME
    if near and any(near(a, b) for a in mine for b in theirs):
        return NEAR
    return DIFFERENT


def _near_number(one: str, other: str) -> bool:
    """One figure or two neighbouring ones differ, in the same register."""
    mine, theirs = one.rpartition(":"), other.rpartition(":")
    return mine[0] == theirs[0] and OSA.distance(mine[2], theirs[2], score_cutoff=1) <= 1


def _near_email(one: str, other: str) -> bool:
    mine, theirs = one.split("@")[0], other.split("@")[0]
    return JaroWinkler.similarity(mine, theirs) >= NEAR_MAILBOX
