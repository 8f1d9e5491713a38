"""How many would be cut off, for every party at once.

Removing each party in turn and counting afresh costs parties x ties. Here the place is cut once into blocks
(`graph.blocks_of`), and blocks and the parties that join them form a forest. What a party leaves behind when it
stops can be read from that forest: one piece for each branch below it, and the rest of its part. One pass from
the leaves upwards gives the size of every branch, so the whole costs parties + ties.
"""

from dataclasses import dataclass

import numpy as np

from goldenthread.domain.place import Place
from goldenthread.engines.findings import Caveat, Seen, seen_in
from goldenthread.engines.graph import Ints, blocks_of, ends_of, parts_of, walk_from


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """What would follow if each party, alone, stopped. All columns are int64 and in the order of the place.

    `cut_off`: parties of its connected part no longer joined to the largest piece that remains, itself not
    counted. `part_before`: parties in its connected part, itself counted. `part_after`: parties in the largest
    piece of that part that remains. `pieces`: how many pieces of that part remain, 0 for a party without ties.
    Always: part_before = 1 + part_after + cut_off.
    """

    party: Ints
    cut_off: Ints
    part_before: Ints
    part_after: Ints
    pieces: Ints
    seen: Seen
    caveat: Caveat = Caveat.ONLY_CONNECTIONS_RECORDED


def for_everyone(place: Place) -> Losses:
    """Count, for every party of the place, who would lose touch if it stopped."""
    size = len(place)
    source, target = ends_of(place)
    part = parts_of(size, source, target)
    part_before = np.bincount(part)[part] if size else np.zeros(0, dtype=np.int64)
    part_after = part_before - 1
    pieces = np.minimum(part_after, 1)
    if len(source):
        cuts, cut_pieces, cut_largest = _cuts(size, source, target, part, part_before)
        pieces[cuts], part_after[cuts] = cut_pieces, cut_largest
    return Losses(
        party=place.party,
        cut_off=part_before - 1 - part_after,
        part_before=part_before,
        part_after=part_after,
        pieces=pieces,
        seen=seen_in(place),
    )


def _cuts(size: int, source: Ints, target: Ints, part: Ints, part_before: Ints) -> tuple[Ints, Ints, Ints]:
    """The parties whose stopping splits their part; into how many pieces; and the size of the largest."""
    party, block = blocks_of(size, source, target)
    memberships = np.bincount(party, minlength=size)
    cuts = np.flatnonzero(memberships > 1)
    if not len(cuts):
        return cuts, cuts, cuts

    # The forest: nodes 0..blocks-1 are blocks, then the cuts, then one root above a block of each part.
    blocks = int(block[-1]) + 1
    shared = memberships[party] > 1
    weight = np.bincount(block[~shared], minlength=blocks)
    tops = _one_block_of_each_part(part[party], block)
    root = blocks + len(cuts)
    order, above = walk_from(
        root,
        root + 1,
        np.concatenate((block[shared], np.full(len(tops), root))),
        np.concatenate((blocks + np.searchsorted(cuts, party[shared]), tops)),
    )
    branch = _branch_sizes(np.concatenate((weight, np.ones(len(cuts) + 1, dtype=np.int64))), order, above)

    below = np.flatnonzero(above[:blocks] != root)  # blocks that hang below a cut
    hung_on = above[below] - blocks
    pieces = 1 + np.bincount(hung_on, minlength=len(cuts))
    largest = part_before[cuts] - branch[blocks:root]  # the piece above, towards the root
    np.maximum.at(largest, hung_on, branch[below])
    return cuts, pieces, largest


def _one_block_of_each_part(part: Ints, block: Ints) -> Ints:
    """Given the part and the block of each membership, some block of each part that has any."""
    return block[np.unique(part, return_index=True)[1]]


def _branch_sizes(weight: Ints, order: Ints, above: Ints) -> Ints:
    """The weight of each node together with everything below it."""
    sizes: list[int] = weight.tolist()
    parents: list[int] = above.tolist()
    for node in order[:0:-1].tolist():  # farthest first, without the root
        sizes[parents[node]] += sizes[node]
    return np.array(sizes, dtype=np.int64)
