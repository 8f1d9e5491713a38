"""Who would lose touch if one party stopped, and what else carries the connection."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from goldenthread.domain.place import Place
from goldenthread.engines.findings import Caveat, KindCounts, Seen, count_kinds, seen_in
from goldenthread.engines.graph import Graph, Ints, ends_of, graph_of, kind_ranks, parts_of, steps_between

MOST_NEIGHBOURS = 24  # other ways round are sought between at most this many neighbours: 276 pairs
MOST_CARRIERS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Parties that would still reach each other, but no longer the largest piece. Ids are ascending.

    `through`: those of them who had a tie with the party that stopped, so through whom all were attached.
    """

    parties: tuple[int, ...]
    through: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A shortest other way between two neighbours, both ends included. Of several, the one whose ids come first."""

    parties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A party able to carry the connection: so many `pairs` of neighbours have a shortest other way through it."""

    party: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What would follow if `party` stopped, with the reasons.

    * `ties`: the ties of the party itself, by kind (the other ends of parallel ties are one neighbour).
    * `part_before`, `part_after`: parties in its connected part, itself counted; and in the largest piece that
      remains. Of equally large pieces, the one with the lowest id counts as the one that remains.
    * `place_before`, `place_after`: the same for the largest connected part of the whole place.
    * `pieces`: those cut off from the largest piece, by lowest id; `cut_off` is the number of parties in them.
    * `still_joined`: its neighbours in the largest piece, ids ascending; `asked`: those of them between whom other
      ways were sought - organisations first, then groups, then people, lowest ids first, at most MOST_NEIGHBOURS.
    * `routes`: one for each pair of `asked`, in the order of the pairs.
    * `carriers`: at most MOST_CARRIERS parties with the most pairs, ids ascending. A pair with a tie of its own
      needs no carrier; a pair with several shortest ways counts for everyone on any of them.
    """

    party: int
    ties: KindCounts
    cut_off: int
    part_before: int
    part_after: int
    place_before: int
    place_after: int
    pieces: tuple[Piece, ...]
    still_joined: tuple[int, ...]
    asked: tuple[int, ...]
    routes: tuple[Route, ...]
    carriers: tuple[Carrier, ...]
    seen: Seen
    caveat: Caveat = Caveat.ONLY_CONNECTIONS_RECORDED


def for_one(place: Place, party: int) -> Loss:
    """Say who would lose touch if `party` (a database id) stopped. Raises KeyError if it is not in the place."""
    at = place.position(party)
    if at is None:
        raise KeyError(party)
    size = len(place)
    source, target = ends_of(place)
    before = parts_of(size, source, target)
    kept = (source != at) & (target != at)
    source_kept, target_kept = source[kept], target[kept]
    after = parts_of(size, source_kept, target_kept)

    members = np.flatnonzero((before == before[at]) & (np.arange(size) != at))
    neighbours = np.unique(np.concatenate((target[source == at], source[target == at])))
    largest = _largest(after[members])
    still_joined = neighbours[after[neighbours] == largest]
    asked = _ask(place, still_joined)
    routes, carriers = _other_ways(place, asked, source_kept, target_kept)
    own = (place.source == at) ^ (place.target == at)  # a tie with itself joins nobody
    part_after = int(np.count_nonzero(after[members] == largest))
    return Loss(
        party=party,
        ties=count_kinds(place.tie_kind[own], place.tie_kinds),
        cut_off=len(members) - part_after,
        part_before=len(members) + 1,
        part_after=part_after,
        place_before=int(np.bincount(before).max()),
        place_after=int(np.bincount(np.delete(after, at)).max()) if size > 1 else 0,
        pieces=_pieces(place, members[after[members] != largest], after, neighbours),
        still_joined=_ids(place, still_joined),
        asked=_ids(place, asked),
        routes=routes,
        carriers=carriers,
        seen=seen_in(place),
    )


def _ids(place: Place, positions: Ints) -> tuple[int, ...]:
    return tuple(place.party[positions].tolist())


def _largest(labels: Ints) -> int:
    """The commonest label; of several, the lowest (parts are numbered by their first party). -1 if there is none."""
    return int(np.argmax(np.bincount(labels))) if len(labels) else -1


def _pieces(place: Place, cut_off: Ints, after: Ints, neighbours: Ints) -> tuple[Piece, ...]:
    """Group the parties cut off by the piece they are in."""
    by_piece = cut_off[np.argsort(after[cut_off], kind="stable")]
    starts = np.flatnonzero(np.diff(after[by_piece])) + 1
    found = np.split(by_piece, starts) if len(by_piece) else []
    is_neighbour = np.zeros(len(place), dtype=np.bool_)
    is_neighbour[neighbours] = True
    return tuple(Piece(_ids(place, piece), _ids(place, piece[is_neighbour[piece]])) for piece in found)


def _ask(place: Place, still_joined: Ints) -> Ints:
    """Choose between whom other ways are sought: see `Loss.asked`. Positions, ascending."""
    return np.sort(still_joined[np.lexsort((still_joined, kind_ranks(place)[still_joined]))][:MOST_NEIGHBOURS])


def _other_ways(place: Place, asked: Ints, source: Ints, target: Ints) -> tuple[tuple[Route, ...], tuple[Carrier, ...]]:
    """The shortest ways between each pair of `asked`, all of one piece, and who is on them."""
    if len(asked) < 2:
        return (), ()
    graph = graph_of(len(place), source, target)
    steps = steps_between(graph, asked.tolist())
    pairs = np.zeros(len(place), dtype=np.int64)
    routes = []
    for one, other in combinations(range(len(asked)), 2):
        apart = steps[one, asked[other]]
        pairs += (steps[one] + steps[other] == apart) & (steps[one] > 0) & (steps[other] > 0)
        routes.append(Route(_ids(place, _shortest(graph, int(asked[one]), steps[other]))))
    return tuple(routes), _carriers(place, pairs)


def _shortest(graph: Graph, start: int, steps_to_go: Ints) -> Ints:
    """Walk from `start` to where no steps are left to go, by the lowest position that is one step nearer."""
    way = [start]
    while left := steps_to_go[way[-1]]:
        way.append(min(near for near in graph.neighbors(way[-1]) if steps_to_go[near] == left - 1))
    return np.array(way)


def _carriers(place: Place, pairs: Ints) -> tuple[Carrier, ...]:
    """Those with the most pairs (of equals, the lowest ids), in the order of ids."""
    most = np.lexsort((np.arange(len(pairs)), -pairs))[:MOST_CARRIERS]
    return tuple(Carrier(int(place.party[at]), int(pairs[at])) for at in np.sort(most) if pairs[at])
