"""The compiled graph code the engines stand on, with types: nothing else imports igraph or SciPy's graphs.

Everywhere here a graph is a number of parties `size` and two columns of positions, `source` and `target`,
read without direction. Ties of a party with itself join nobody and are dropped by `ends_of`.
"""

import random
from collections.abc import Iterable
from itertools import chain
from threading import Lock
from typing import Any, TypeAlias

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from goldenthread.domain.kinds import PartyKind
from goldenthread.domain.place import PARTY_KINDS, Place

Ints: TypeAlias = NDArray[np.int64]
Points: TypeAlias = NDArray[np.float64]
Graph: TypeAlias = Any  # igraph.GraphBase: it has no type stubs

_GENERATOR = Lock()


def ends_of(place: Place) -> tuple[Ints, Ints]:
    """The two ends of every tie between two different parties, as positions."""
    joins = place.source != place.target
    return place.source[joins].astype(np.int64), place.target[joins].astype(np.int64)


def kind_ranks(place: Place) -> Ints:
    """Whom to take first when only some can be: organisations 0, groups 1, people 2."""
    order = (PartyKind.ORGANISATION, PartyKind.GROUP, PartyKind.PERSON)
    ranks: Ints = np.array([order.index(kind) for kind in PARTY_KINDS])[place.kind]
    return ranks


def graph_of(size: int, source: Ints, target: Ints) -> Graph:
    """An undirected igraph graph; parallel ties are kept, and tie k is edge k."""
    # GraphBase reads the array as it stands; Graph first walks through it in Python (three times slower).
    return igraph.GraphBase(size, np.stack((source, target), axis=1))


def parts_of(size: int, source: Ints, target: Ints) -> Ints:
    """Which connected part each party is in: parts are numbered by their first party, from 0."""
    if not size:
        return np.zeros(0, dtype=np.int64)
    _, label = connected_components(_sparse(size, source, target), directed=False)
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    parts: Ints = rank[inverse]
    return parts


def blocks_of(size: int, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    """Who is in which block: the party and the block of each membership, blocks numbered from 0 and ascending.

    A block is a largest set of ties of which any two lie on a common ring, or a single tie on no ring.
    Two blocks share at most one party, and the parties in several blocks are exactly those whose
    stopping would split their part (Hopcroft and Tarjan 1973, doi 10.1145/362248.362272).
    """
    # igraph gives, for each block, ties that join all its parties without a ring: enough to name the parties.
    joining, _ = graph_of(size, source, target).biconnected_components(True)
    ties = np.fromiter(chain.from_iterable(joining), dtype=np.int64)
    block = np.repeat(np.arange(len(joining)), [len(ties_in) for ties_in in joining])
    memberships = np.unique(np.concatenate((block * size + source[ties], block * size + target[ties])))
    blocks, party = np.divmod(memberships, size)
    return party, blocks


def walk_from(root: int, size: int, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    """Everyone reachable from `root`, nearest first, and for each position whom it was reached from.

    The second column has length `size`; it is negative for the root and for whoever was not reached.
    """
    order, reached_from = breadth_first_order(_sparse(size, source, target), root, directed=False)
    return order.astype(np.int64), reached_from.astype(np.int64)


def steps_between(graph: Graph, starts: Iterable[int]) -> Ints:
    """How many ties lie between each start (rows) and everyone (columns); -1 where there is no way."""
    rows = np.array(graph.distances(list(starts)), dtype=np.float64)
    return np.where(np.isinf(rows), -1, rows).astype(np.int64)


def _sparse(size: int, source: Ints, target: Ints) -> Any:
    return csr_array((np.ones(len(source)), (source, target)), shape=(size, size))


def pull_together(graph: Graph, start: Points, rounds: int, exact: bool, seed: int) -> Points:
    """Let ties pull and parties push (Fruchterman and Reingold 1991) for so many rounds. Shapes (n, 2) in and out.

    `exact` lets every party push every other (parties² a round); otherwise only those nearby do.
    """
    # igraph draws a number when two parties lie on one spot; the generator is the whole process's, so give it back.
    with _GENERATOR:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a drawing, not a secret
        try:
            warmth = len(start) ** 0.5 / 10
            moved = graph.layout_fruchterman_reingold(
                niter=rounds, start_temp=warmth, grid=not exact, seed=start.tolist()
            )
        finally:
            igraph.set_random_number_generator(random)
    return np.array(moved, dtype=np.float64)
