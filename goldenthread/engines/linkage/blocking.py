"""Who is compared with whom: records that share a key. A large block is compared along the alphabet only.

Without blocks 100,000 people would be five thousand million comparisons. A block of at most `WHOLE` records is
compared whole; in a larger one (a frequent name, the number of a switchboard) each record meets its `NEAR_BY`
neighbours in the order of names, so that the work stays in proportion and nothing depends on the order of the input.
"""

from collections.abc import Iterator

import numpy as np

from goldenthread.engines.linkage import folding
from goldenthread.engines.linkage.columns import Columns, Ints
from goldenthread.engines.linkage.records import PERSON

WHOLE = 40
NEAR_BY = 6


def keys(columns: Columns, at: int) -> Iterator[str]:
    """The blocks that the record at this position stands in. A key begins with its kind, so kinds never meet."""
    kind = columns.records[at].kind
    for what in ("numbers", "phones", "emails"):
        for value in getattr(columns, what)[at]:
            yield f"{kind}|{what}|{value}"
    own = _person_keys(columns, at) if kind == PERSON else _body_keys(columns, at)
    for key in own:
        yield f"{kind}|{key}"


def _person_keys(columns: Columns, at: int) -> Iterator[str]:
    given, family = columns.given_sound[at], columns.family_sound[at]
    sounds = " ".join(sorted((given, family)))
    born, postcode = columns.born[at], columns.postcode[at]
    if given and family:
        yield f"sounds|{sounds}"
    if len(born) == 8:
        yield f"born|{born}"
        yield f"day|{born[4:]}|{columns.postcode[at] or columns.town[at]}"
    for part in {given, family} - {""}:
        if born:
            yield f"year|{part}|{born[:4]}"
        if postcode:
            yield f"post|{part}|{postcode}"
        elif columns.town[at]:
            yield f"town|{part}|{columns.town[at]}"
    if postcode and columns.address[at]:
        yield f"door|{columns.address[at].split(' ', 1)[0]}|{postcode}"
    for email in columns.emails[at]:
        yield f"mailbox|{email.split('@')[0]}"


def _body_keys(columns: Columns, at: int) -> Iterator[str]:
    said = folding.bare(columns.records[at].name)
    if not said:
        return
    ordered = sorted(said)
    yield f"first|{said[0]}"
    yield f"low|{' '.join(ordered[:2])}"
    yield f"high|{' '.join(ordered[-2:])}"
    yield f"sounds|{' '.join(sorted(folding.sound_of(columns.records[at].name, word) for word in said))}"
    if columns.postcode[at]:
        yield f"post|{columns.postcode[at]}"


class Blocks:
    """Every key of every record, as numbers in order: `key` (n keys, int64) and the record `at` each.

    Keys are kept as 64-bit hashes, 16 bytes a key. Should two ever fall together, two records more are compared;
    what is found alike is decided by comparing, never by a hash.
    """

    def __init__(self, columns: Columns) -> None:
        found = [(hash(key), at) for at in range(len(columns)) for key in set(keys(columns, at))]
        all_keys = np.array([key for key, _ in found], dtype=np.int64)
        all_at = np.array([at for _, at in found], dtype=np.int64)
        order = np.lexsort((all_at, all_keys))
        self.key, self.at = all_keys[order], all_at[order]

    def pairs(self, size: int) -> tuple[Ints, Ints]:
        """Positions of all that meet, each two once, the lower first; `size` is how many records there are."""
        starts = np.flatnonzero(np.r_[True, self.key[1:] != self.key[:-1]]) if len(self.key) else np.zeros(0, np.int64)
        lengths = np.diff(np.r_[starts, len(self.key)])
        reach = np.where(lengths <= WHOLE, lengths - 1, NEAR_BY)
        last = np.repeat(starts + lengths, lengths)
        far = np.repeat(reach, lengths)
        rows, met = np.arange(len(self.key)), [np.zeros(0, dtype=np.int64)]
        for step in range(1, int(far.max(initial=0)) + 1):
            rows = rows[(far[rows] >= step) & (rows + step < last[rows])]
            met.append(np.unique(self.at[rows] * size + self.at[rows + step]))
        pairs = np.unique(np.concatenate(met))
        return pairs // max(size, 1), pairs % max(size, 1)

    def meeting(self, columns: Columns, other: Columns) -> Ints:
        """Positions in `columns` of all that the only record of `other` would meet if it were among them."""
        found: set[int] = set()
        for key in set(keys(other, 0)):
            low, high = np.searchsorted(self.key, (hash(key), hash(key)), side="left")
            high = np.searchsorted(self.key, hash(key), side="right")
            block = self.at[low:high]
            if len(block) >= WHOLE:
                place = _place(columns, block, other.order[0])
                block = block[max(place - NEAR_BY, 0) : place + NEAR_BY]
            found.update(block.tolist())
        return np.array(sorted(found), dtype=np.int64)


def _place(columns: Columns, block: Ints, order: tuple[str, int]) -> int:
    """Where in the block a record of this order would stand."""
    low, high = 0, len(block)
    while low < high:
        middle = (low + high) // 2
        if columns.order[int(block[middle])] < order:
            low = middle + 1
        else:
            high = middle
    return low
