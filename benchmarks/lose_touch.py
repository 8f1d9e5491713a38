"""Who would lose touch, for every party at once: our engine beside networkx. `python -m benchmarks.lose_touch`

networkx has no such function; a program built on it can answer in two ways, and both are measured:
* take out every party and walk through what remains (a sample is timed, the whole is worked out from it);
* find the cut points first, and take out only those (again a sample).
`articulation_points` alone is timed too; it says which parties cut somebody off, but not how many, so it is not the
same work: it is shown, and not held against anybody. Every program runs in a process of its own, so that the peak of
memory is its own. The place is made before the clock starts, and the graph of networkx too; ours builds its inside.
"""

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from time import perf_counter
from typing import TypeVar

import networkx as nx
import numpy as np

from goldenthread.domain.kinds import PartyKind, Purpose
from goldenthread.domain.place import PARTY_KINDS, Index, Place
from goldenthread.engines.losing_touch import for_everyone, for_one

PARTIES, TIES = 100_000, 400_000
SAMPLE = 5  # parties taken out one at a time, by networkx
Answer = TypeVar("Answer")
MOST_SECONDS = 3.0
TIMES_NETWORKX = 100


@dataclass(frozen=True)
class Figure:
    """One line of the table. `seconds` is for the whole place, measured or worked out from a sample."""

    place: str
    program: str
    seconds: float
    peak_mb: float
    found: int  # parties that cut somebody off
    measured: bool = True


def random_heavy_tailed(parties: int, ties: int) -> tuple[Index, Index]:
    """One end anybody, the other end much more often one of a few: nearly all in one connected part."""
    draw = np.random.default_rng(1)
    source = draw.integers(0, parties, ties)
    return source.astype(np.int32), (parties * draw.random(ties) ** 3).astype(np.int32)


def people_in_groups(parties: int, ties: int) -> tuple[Index, Index]:
    """A tenth are groups. Half of the people belong to one group only; all other ties are heavy-tailed."""
    draw = np.random.default_rng(2)
    groups, loose = parties // 10, parties // 2
    members = np.arange(parties - loose, parties)
    busy = draw.integers(0, parties - loose, ties - loose)
    joined = groups * draw.random(ties) ** 3
    return np.concatenate((members, busy)).astype(np.int32), joined.astype(np.int32)


def one_long_path(parties: int, _: int) -> tuple[Index, Index]:
    """The most blocks and the deepest forest that are possible."""
    along = np.arange(parties, dtype=np.int32)
    return along[:-1], along[1:]


PLACES = {shape.__name__: shape for shape in (random_heavy_tailed, people_in_groups, one_long_path)}


def place_of(name: str) -> Place:
    source, target = PLACES[name](PARTIES, TIES)
    return Place(
        purpose=Purpose.RESEARCH,
        audience=1,
        as_of=date(2026, 3, 31),
        revision="benchmark",
        party=np.arange(PARTIES, dtype=np.int64),
        kind=np.full(PARTIES, PARTY_KINDS.index(PartyKind.GROUP), dtype=np.int8),
        sector=np.zeros(PARTIES, dtype=np.int8),
        source=source,
        target=target,
        tie_kind=np.zeros(len(source), dtype=np.int8),
        tie_kinds=("works_with",),
    )


def ours(name: str) -> Figure:
    place = place_of(name)
    seconds, losses = _timed(lambda: for_everyone(place))
    return Figure(name, "ours, everyone", seconds, _peak_mb(), int(np.count_nonzero(losses.cut_off)))


def ours_for_one(name: str) -> Figure:
    """The page of one party: the one with the most ties, so that the other ways round cost most."""
    place = place_of(name)
    busiest = int(np.bincount(np.concatenate((place.source, place.target))).argmax())
    seconds, loss = _timed(lambda: for_one(place, busiest))
    return Figure(name, "ours, the busiest party, with reasons", seconds, _peak_mb(), int(loss.cut_off > 0))


def networkx_cut_points(name: str) -> Figure:
    graph = _networkx(name)
    seconds, found = _timed(lambda: sum(1 for _ in nx.articulation_points(graph)))
    return Figure(name, "networkx, articulation_points (who, not how many)", seconds, _peak_mb(), found)


def networkx_cut_points_then_each(name: str) -> Figure:
    graph = _networkx(name)
    seconds, cuts = _timed(lambda: sorted(nx.articulation_points(graph)))
    seconds += _seconds_for_each(graph, cuts)
    return Figure(name, "networkx, cut points, then each taken out", seconds, _peak_mb(), len(cuts), measured=False)


def networkx_each(name: str) -> Figure:
    graph = _networkx(name)
    seconds = _seconds_for_each(graph, list(range(PARTIES)))
    return Figure(name, "networkx, each party taken out", seconds, _peak_mb(), -1, measured=False)


def main() -> list[Figure]:
    """Print the table, and stop with an error when a bound is not met."""
    programs = (ours, ours_for_one, networkx_cut_points, networkx_cut_points_then_each, networkx_each)
    print(f"Who would lose touch: {PARTIES:,} parties, {TIES:,} ties (a path: {PARTIES - 1:,})")
    figures = []
    for name in PLACES:
        for program in programs:
            with get_context("spawn").Pool(1) as alone:
                figures.append(alone.apply(program, (name,)))
            _show(figures[-1])
    _judge(figures)
    return figures


def _show(figure: Figure) -> None:
    about = "" if figure.measured else f"  worked out from {SAMPLE}"
    found = f"{figure.found:>7,} cut points" if figure.found > 1 else " " * 18
    print(
        f"{figure.place:20} {figure.program:50} {figure.seconds:12,.2f} s {figure.peak_mb:6,.0f} MB {found}{about}",
        flush=True,
    )


def _judge(figures: list[Figure]) -> None:
    for name in PLACES:
        of_place = {figure.program: figure for figure in figures if figure.place == name}
        mine = of_place["ours, everyone"]
        known, peer, _ = (figure for program, figure in of_place.items() if program.startswith("networkx"))
        times = peer.seconds / mine.seconds
        print(
            f"{name}: {mine.seconds:.2f} s (bound {MOST_SECONDS:g} s), {times:,.0f} times networkx for the same answer "
            f"(bound {TIMES_NETWORKX}), {known.seconds / mine.seconds:.0f} times its cut points alone"
        )
        if mine.found != known.found:
            sys.exit(f"{name}: networkx finds {known.found} cut points, we find {mine.found}")
        if mine.seconds > MOST_SECONDS or times < TIMES_NETWORKX:
            sys.exit(f"{name}: the bound is not met")


def _networkx(name: str) -> nx.Graph:
    source, target = PLACES[name](PARTIES, TIES)
    graph = nx.Graph()
    graph.add_nodes_from(range(PARTIES))
    graph.add_edges_from((a, b) for a, b in zip(source.tolist(), target.tolist(), strict=True) if a != b)
    return graph


def _seconds_for_each(graph: nx.Graph, parties: list[int]) -> float:
    """How long it takes to take out each of `parties`, worked out from a sample drawn evenly."""
    sample = parties[:: max(1, len(parties) // SAMPLE)][:SAMPLE]
    seconds, _ = _timed(lambda: [_take_out(graph, party) for party in sample])
    return seconds / max(1, len(sample)) * len(parties)


def _take_out(graph: nx.Graph, party: int) -> int:
    """How many of its part are cut off, by walking through what remains of it."""
    part = nx.node_connected_component(graph, party)
    pieces = nx.connected_components(graph.subgraph(part - {party}))
    return len(part) - 1 - max(map(len, pieces), default=0)


def _timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    start = perf_counter()
    answer = work()
    return perf_counter() - start, answer


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
