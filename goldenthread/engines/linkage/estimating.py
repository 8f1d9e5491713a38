"""Weights learned from the records themselves, without anybody having said which are the same.

Expectation and maximisation (Dempster, Laird and Rubin 1977; Winkler 1988 for linkage). Of the pairs that meet in a
block some are one person and the others are not: how many, and how often each detail agrees within either sort, is
what explains best how the details agree. `OURS` are where it begins. Blocks bring together what agrees already, so
both sorts are learned from pairs that met: among pairs drawn at random strangers would look too unlike.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from goldenthread.engines.linkage.blocking import Blocks
from goldenthread.engines.linkage.columns import Levels, columns_of
from goldenthread.engines.linkage.comparing import compare
from goldenthread.engines.linkage.records import PERSON, Record
from goldenthread.engines.linkage.weights import FIELDS, LEVELS, NOT_SAID, OURS, SAME, Weights

COMPARED = 200_000  # pairs of those that meet that are looked at, drawn with a fixed seed
ROUNDS = 30
FEWEST = 50  # people below which nothing is estimated
_SOFT = 0.5  # of a pair is added to each count, so that nothing is impossible
Floats = NDArray[np.float64]


def estimated(records: Iterable[Record]) -> Weights:
    """Weights for these people. `OURS` where there are too few to learn from; deterministic."""
    columns = columns_of(record for record in records if record.kind == PERSON)
    size = len(columns)
    one, other = Blocks(columns).pairs(size)
    if size < FEWEST or len(one) < FEWEST:
        return OURS
    if len(one) > COMPARED:
        some = np.sort(np.random.default_rng(1).choice(len(one), COMPARED, replace=False))
        one, other = one[some], other[some]
    return _weigh(compare((columns, one), (columns, other)).levels)


def _frequencies(levels: Levels, weight: Floats) -> Floats:
    """fields x levels: how often each level is met among pairs where both have said something."""
    counts = np.stack([np.bincount(row, weights=weight, minlength=LEVELS) for row in levels]) + _SOFT
    found: Floats = counts / counts[:, NOT_SAID + 1 :].sum(axis=1, keepdims=True)
    return found


def _weigh(met: Levels) -> Weights:
    """Weights from the levels (fields x pairs) of those that met."""
    patterns, times = np.unique(met, axis=1, return_counts=True)
    bits = np.array([OURS.bits[field] for field in FIELDS])
    prior, rows = OURS.prior, np.arange(len(FIELDS))[:, None]
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp2(-(prior + bits[rows, patterns].sum(axis=0))))
        within, between = _frequencies(patterns, chance * times), _frequencies(patterns, (1 - chance) * times)
        bits = np.log2(within / between)
        bits[:, NOT_SAID] = 0  # no evidence either way
        bits[:, SAME] = np.maximum(bits[:, SAME], 0)  # agreeing is never a sign of being two
        share = float((chance * times).sum() / times.sum())
        prior = float(np.log2(max(share, 1e-9) / max(1 - share, 1e-9)))
    return Weights(prior, {field: tuple(row) for field, row in zip(FIELDS, bits.tolist(), strict=True)})
