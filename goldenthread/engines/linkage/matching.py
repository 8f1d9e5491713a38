"""Finding the pairs: meet in a block, compare, weigh, and say why."""

from collections.abc import Iterable, Iterator

import numpy as np

from goldenthread.engines.linkage import bodies
from goldenthread.engines.linkage.blocking import Blocks
from goldenthread.engines.linkage.columns import Ints, columns_of
from goldenthread.engines.linkage.comparing import Compared, Rows, compare
from goldenthread.engines.linkage.records import Likeness, Reason, Record
from goldenthread.engines.linkage.weights import ALIKE, DIFFERENT, FIELDS, NEAR, NOT_SAID, OURS, SAME, Weights

AT_LEAST = 50  # per cent from which two records are worth a person's look
BATCH = 250_000  # pairs compared at once: bounds the memory

AGREEING = {
    ("born", SAME): Reason.SAME_BORN, ("born", NEAR): Reason.NEAR_BORN,
    ("postcode", SAME): Reason.SAME_POSTCODE, ("postcode", NEAR): Reason.NEAR_POSTCODE,
    ("address", SAME): Reason.SAME_ADDRESS, ("address", NEAR): Reason.NEAR_ADDRESS,
    ("town", SAME): Reason.SAME_TOWN, ("phone", SAME): Reason.SHARED_PHONE,
    ("email", SAME): Reason.SHARED_EMAIL, ("email", NEAR): Reason.NEAR_EMAIL, ("number", NEAR): Reason.NEAR_NUMBER,
}  # fmt: skip
NAMED = {"phone": "phones", "email": "emails", "number": "numbers"}  # a field of the model -> a field of Record


def likely(records: Iterable[Record], *, weights: Weights = OURS, at_least: int = AT_LEAST) -> list[Likeness]:
    """Every two records that look alike by at least so many per cent; likeliest first, then by id.

    Errors: ValueError when two records have one id.
    """
    columns = columns_of(records)
    one, other = Blocks(columns).pairs(len(columns))
    found: list[Likeness] = []
    for start in range(0, len(one), BATCH):
        some = slice(start, start + BATCH)
        found += _likenesses((columns, one[some]), (columns, other[some]), weights, at_least)
    return sorted(found, key=_likeliest)


class Register:
    """Many records, made ready once, to be asked who looks like one more."""

    def __init__(self, records: Iterable[Record], *, weights: Weights = OURS) -> None:
        self.columns = columns_of(records)
        self.blocks = Blocks(self.columns)
        self.weights = weights

    def like(self, record: Record, *, at_least: int = AT_LEAST) -> list[Likeness]:
        """Who looks like `record`: the pairs with it that `likely` would find if it stood among them."""
        new = columns_of([record])
        met = self.blocks.meeting(self.columns, new)
        met = met[self.columns.ids[met] != record.id]
        rows = (self.columns, met), (new, np.zeros(len(met), dtype=np.int64))
        return sorted(_likenesses(*rows, self.weights, at_least), key=_likeliest)


def explain(one: Record, other: Record, *, weights: Weights = OURS) -> Likeness:
    """All that two records share and all in which they differ, however unlike they are (then 0 per cent)."""
    mine, theirs = columns_of([one]), columns_of([other])
    rows = (mine, np.zeros(1, dtype=np.int64)), (theirs, np.zeros(1, dtype=np.int64))
    if one.kind == other.kind and (found := list(_likenesses(*rows, weights, 0))):
        return found[0]
    differ = _differ(compare(*rows), 0, rows[0], rows[1])
    return Likeness(min(one.id, other.id), max(one.id, other.id), 0, (), differ)


def _likeliest(found: Likeness) -> tuple[int, int, int]:
    return -found.percent, found.one, found.other


def _likenesses(one: Rows, other: Rows, weights: Weights, at_least: int) -> Iterator[Likeness]:
    people = one[0].people[one[1]]
    yield from _people(_only(one, people), _only(other, people), weights, at_least)
    yield from _bodies(_only(one, ~people), _only(other, ~people), at_least)


def _only(rows: Rows, kept: np.typing.NDArray[np.bool_]) -> Rows:
    return rows[0], rows[1][kept]


def _people(one: Rows, other: Rows, weights: Weights, at_least: int) -> Iterator[Likeness]:
    if not len(one[1]):
        return
    compared = compare(one, other)
    percents = percents_of(compared, weights)
    for pair in np.flatnonzero(percents >= max(at_least, 1)).tolist():
        yield _told(one, other, pair, int(percents[pair]), _reasons(compared, pair, one, other), compared)


def percents_of(compared: Compared, weights: Weights) -> Ints:
    """Chances in per cent: 100 only where a number is shared, else at most 99."""
    chance = 1 / (1 + np.exp2(-compared.bits(weights)))
    percents = np.minimum(np.floor(100 * chance), 99).astype(np.int64)
    percents[compared.levels[FIELDS.index("number")] == SAME] = 100
    return percents


def _bodies(one: Rows, other: Rows, at_least: int) -> Iterator[Likeness]:
    found: list[tuple[int, int, tuple[Reason, ...]]] = []
    for pair, (at, there) in enumerate(zip(one[1].tolist(), other[1].tolist(), strict=True)):
        percent, reasons = bodies.likeness(one[0], at, other[0], there)
        if percent >= max(at_least, 1):
            found.append((pair, percent, reasons))
    if not found:
        return
    kept = np.array([pair for pair, _, _ in found])
    one, other = (one[0], one[1][kept]), (other[0], other[1][kept])
    compared = compare(one, other)
    for at, (_, percent, reasons) in enumerate(found):
        yield _told(one, other, at, percent, reasons, compared)


def _told(one: Rows, other: Rows, pair: int, percent: int, reasons: tuple[Reason, ...], compared: Compared) -> Likeness:
    ids = sorted((int(one[0].ids[one[1][pair]]), int(other[0].ids[other[1][pair]])))
    return Likeness(ids[0], ids[1], percent, reasons, _differ(compared, pair, one, other))


def _reasons(compared: Compared, pair: int, one: Rows, other: Rows) -> tuple[Reason, ...]:
    at, there = int(one[1][pair]), int(other[1][pair])
    levels = dict(zip(FIELDS, compared.levels[:, pair].tolist(), strict=True))
    numbers = bodies.numbers_shared(one[0].numbers[at] & other[0].numbers[there])
    name = _name_reason(levels["given"], levels["family"], bool(compared.crossed[pair]),
                        bool(one[0].foreign[at] != other[0].foreign[there]),
                        one[0].whole[at] == other[0].whole[there])  # fmt: skip
    details = (AGREEING[field, level] for field, level in levels.items() if (field, level) in AGREEING)
    return (*numbers, *((name,) if name else ()), *details)


def _name_reason(given: int, family: int, crossed: bool, scripts: bool, whole: bool) -> Reason | None:
    """The one reason that says best how two names agree."""
    agree = {level for level in (given, family) if level not in (NOT_SAID, DIFFERENT)}
    if not agree:
        return None
    if DIFFERENT in (given, family):
        return Reason.PART_OF_NAME
    if scripts:
        return Reason.TRANSLITERATED_NAME
    if crossed:
        return Reason.REORDERED_NAME
    if whole:
        return Reason.SAME_NAME
    if NEAR in agree or ALIKE in agree:
        return Reason.NEAR_NAME if NEAR in agree else Reason.SOUNDS_ALIKE
    return Reason.NO_SURNAME if NOT_SAID in (given, family) else Reason.NEAR_NAME


def _differ(compared: Compared, pair: int, one: Rows, other: Rows) -> tuple[str, ...]:
    """Fields of Record that both have said, and not in the same way."""
    names = ("name",) if one[0].whole[one[1][pair]] != other[0].whole[other[1][pair]] else ()
    levels = zip(FIELDS[2:], compared.levels[2:, pair].tolist(), strict=True)
    return (*names, *(NAMED.get(field, field) for field, level in levels if level in (NEAR, DIFFERENT)))
