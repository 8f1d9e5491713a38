"""Where to draw whom: the whole place for exploring, and the surroundings of one party for a page.

All coordinates are float32 between 0 and 1 of a square; y grows downwards, as on a page. The same place and seed
give the same picture. Tried for the whole place, 2,000 and 10,000 parties: DrL 2 and 11 s, and neighbourhoods fall
into heaps; the fast grid of Fruchterman and Reingold from a random start 0.2 and 0.7 s, a ball of wool; from a start
by distances, with the parties that hang on a single tie set round their neighbour afterwards, 0.5 and 2 s, and clear.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from goldenthread.domain.place import Codes, Place
from goldenthread.engines.graph import (
    Graph,
    Ints,
    Points,
    ends_of,
    graph_of,
    kind_ranks,
    parts_of,
    pull_together,
    steps_between,
)

Unit: TypeAlias = NDArray[np.float32]

PIVOTS = 24  # parties whose distances to all others give the start
ALL_PUSHED = 30  # parties; in a larger part, those that hang on a single tie are set round their neighbour afterwards
EXACT_UP_TO = 6_000  # parties; beyond, only those nearby push each other
PUSHES = 3e8  # about how many to spend: 0.7 s
INNER_RING, OUTER_RING = 0.26, 0.47  # how far from the middle, when there are two; one alone is the outer
GOLDEN = np.pi * (3 - 5**0.5)  # the angle that spreads seeds in a sunflower


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A spot for every party, in the order of the place."""

    party: Ints
    x: Unit
    y: Unit


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The surroundings of one party. `step`, `x` and `y` are in the order of `place`.

    `place`: those drawn and all ties among them, with the purpose and revision of the whole. `middle`: the id of
    the party in the middle; `step`: how many ties away each is (int8: 0 the middle, 1, 2). `left_out`: how many
    others are as near, and not drawn.
    """

    place: Place
    middle: int
    step: Codes
    x: Unit
    y: Unit
    left_out: int


def layout(place: Place, seed: int) -> Layout:
    """Draw the whole place: its largest connected part on top, the others in rows below, the largest first.

    Each part gets an area in proportion to its parties.
    """
    size = len(place)
    source, target = _once(size, *ends_of(place))
    part = parts_of(size, source, target)
    members = _split(np.arange(size), part)
    ties = _split(np.arange(len(source)), part[source], len(members))
    spots = np.zeros((size, 2))
    within = np.empty(size, dtype=np.int64)
    for inside, held in zip(members, ties, strict=True):
        within[inside] = np.arange(len(inside))
        spots[inside] = _draw_part(len(inside), within[source[held]], within[target[held]], seed)
    return Layout(place.party, *_unit(_in_rows(spots, members)))


def _once(size: int, source: Ints, target: Ints) -> tuple[Ints, Ints]:
    """The two ends of every pair that has a tie, each pair once, in order."""
    return np.divmod(np.unique(np.minimum(source, target) * size + np.maximum(source, target)), max(size, 1))


def _split(rows: Ints, group: Ints, groups: int | None = None) -> list[Ints]:
    """The rows of each group, in order."""
    counts = np.bincount(group, minlength=groups or 0)
    return np.split(rows[np.argsort(group, kind="stable")], np.cumsum(counts)[:-1]) if len(counts) else []


def _draw_part(size: int, source: Ints, target: Ints, seed: int) -> Points:
    """Spots for one connected part, in a square of area `size` with its upper left corner at 0, 0."""
    if size == 1:
        return np.full((1, 2), 0.5)
    ties = np.bincount(np.concatenate((source, target)), minlength=size)
    leaf = (ties == 1) & (size > ALL_PUSHED)
    core = np.flatnonzero(~leaf)
    inside = np.cumsum(~leaf) - 1
    among = ~leaf[source] & ~leaf[target]
    spots = np.zeros((size, 2))
    spots[core] = _draw_core(graph_of(len(core), inside[source[among]], inside[target[among]]), len(core), seed)
    held_by = np.empty(size, dtype=np.int64)
    held_by[source], held_by[target] = target, source
    gap = 0.6 * float(np.ptp(spots[core], axis=0).max()) / size**0.5 or 1.0
    leaves = np.flatnonzero(leaf)
    outwards = _away_from_neighbours(spots, source[among], target[among])
    spots[leaves] = spots[held_by[leaves]] + gap * _sunflower(held_by[leaves], outwards[held_by[leaves]])
    return _fit(_pull_in(spots), size**0.5)


def _draw_core(graph: Graph, size: int, seed: int) -> Points:
    """Spots for a connected graph: a start by distances, then pulling and pushing."""
    if size == 1:
        return np.zeros((1, 2))
    start = _by_distances(graph, size)
    start *= size**0.5 / np.abs(start).max()
    start += np.random.default_rng(seed).normal(0, 0.3, start.shape)  # parties with the same distances lie on one spot
    exact = size <= EXACT_UP_TO
    rounds = int(np.clip(PUSHES / size**2, 30, 300)) if exact else 200
    return pull_together(graph, start, rounds, exact, seed)


def _by_distances(graph: Graph, size: int) -> Points:
    """Pivot scaling (Brandes and Pich 2007): the plane that best keeps the distances to a few far-apart parties."""
    steps = np.empty((min(PIVOTS, size), size))
    nearest = np.full(size, np.inf)
    pivot = 0
    for row in range(len(steps)):
        steps[row] = steps_between(graph, [pivot])[0]
        nearest = np.minimum(nearest, steps[row])
        pivot = int(nearest.argmax())
    squares = steps.T**2
    centred = squares.mean(axis=0) + squares.mean(axis=1, keepdims=True) - squares - squares.mean()
    axes = np.linalg.svd(centred.T @ centred)[2][:2]
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]  # either way round is as good
    spots: Points = centred @ axes.T
    return spots


def _away_from_neighbours(spots: Points, source: Ints, target: Ints) -> NDArray[np.float64]:
    """For each party, the angle that points away from the others it is tied to."""
    away = np.zeros_like(spots)
    np.add.at(away, source, spots[source] - spots[target])
    np.add.at(away, target, spots[target] - spots[source])
    angles: NDArray[np.float64] = np.arctan2(away[:, 1], away[:, 0])
    return angles


def _sunflower(held_by: Ints, outwards: NDArray[np.float64]) -> Points:
    """Steps from the one neighbour to each of its leaves: round it from the angle given, farther out one by one."""
    order = np.argsort(held_by, kind="stable")
    first = np.searchsorted(held_by[order], held_by[order])
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = np.arange(len(order)) - first
    turn = outwards + nth * GOLDEN
    steps: Points = np.sqrt(nth + 1.5)[:, None] * np.stack((np.cos(turn), np.sin(turn)), axis=1)
    return steps


def _pull_in(spots: Points) -> Points:
    """Bring the farthest few nearer, so that one long arm does not shrink everybody else. Keeps all directions."""
    away = spots - np.median(spots, axis=0)
    far = np.hypot(away[:, 0], away[:, 1])
    usual = float(np.quantile(far, 0.95))
    beyond = (far > usual) & (usual > 0)
    away[beyond] *= (usual * (1 + np.log(far[beyond] / usual)) / far[beyond])[:, None]
    return away


def _fit(spots: Points, side: float) -> Points:
    """Move and scale to the middle of a square with this side, a quarter of a party's room from its edges."""
    low, high = spots.min(axis=0), spots.max(axis=0)
    fitted: Points = (spots - (low + high) / 2) * ((side - 0.5) / float((high - low).max())) + side / 2
    return fitted


def _in_rows(spots: Points, members: list[Ints]) -> Points:
    """Move each part to its square: largest first, in rows as wide as the whole is high, each row in the middle."""
    in_order = sorted(members, key=len, reverse=True)  # of equals, the one with the lowest party first
    total = sum(map(len, in_order))
    width = total**0.5
    placed = spots.copy()
    top, row, used = 0.0, list[Ints](), 0.0
    for inside in [*in_order, np.zeros(0, dtype=np.int64)]:
        side = len(inside) ** 0.5
        if row and (not len(inside) or used + side > width or 2 * len(row[0]) > total):
            _set_row(placed, row, (width - used) / 2, top)
            top, row, used = top + len(row[0]) ** 0.5, [], 0.0
        row.append(inside)
        used += side
    return placed


def _set_row(placed: Points, row: list[Ints], left: float, top: float) -> None:
    for inside in row:
        placed[inside] += (left, top)
        left += len(inside) ** 0.5


def _unit(spots: Points) -> tuple[Unit, Unit]:
    """Scale everything into the square from 0 to 1, keeping its proportions."""
    if not len(spots):
        return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)
    low, high = spots.min(axis=0), spots.max(axis=0)
    scale = float((high - low).max()) or 1.0
    x, y = np.clip(((spots - (low + high) / 2) / scale + 0.5).T, 0, 1).astype(np.float32)
    return x, y


# ---- The surroundings of one party ----


def around(place: Place, party: int, steps: int = 1, most: int = 40) -> Around:
    """Draw `party` (a database id) in the middle and its neighbours in a ring round it, sector by sector from the top.

    With two steps the neighbours' neighbours stand in a second ring, each behind the first neighbour it has in the
    first. At most `most` are drawn: nearest first, then organisations, groups, people, then the lowest ids.
    Raises KeyError if the party is not in the place, ValueError for other steps than 1 and 2.
    """
    if steps not in (1, 2):
        raise ValueError(f"steps is {steps}; the surroundings can be drawn for 1 step or 2")
    middle = place.position(party)
    if middle is None:
        raise KeyError(party)
    step = _steps_from(place, middle, steps)
    near = np.flatnonzero(step > 0)
    chosen = near[np.lexsort((near, kind_ranks(place)[near], step[near]))][:most]
    kept = np.sort(np.append(chosen, middle))
    part = _only(place, kept)
    x, y = _rings(part, step[kept])
    return Around(part, party, step[kept].astype(np.int8), x, y, len(near) - len(chosen))


def _steps_from(place: Place, middle: int, steps: int) -> Ints:
    """How many ties away from the middle everyone is; -1 for farther than `steps`."""
    source, target = ends_of(place)
    step = np.full(len(place), -1, dtype=np.int64)
    step[middle] = 0
    for here in range(steps):
        reached = np.concatenate((target[step[source] == here], source[step[target] == here]))
        step[reached[step[reached] < 0]] = here + 1
    return step


def _only(place: Place, kept: Ints) -> Place:
    """The place with only those at the positions `kept`, ascending, and the ties among them (none with itself)."""
    now_at = np.full(len(place), -1, dtype=np.int32)
    now_at[kept] = np.arange(len(kept))
    source, target = now_at[place.source], now_at[place.target]
    ties = (source >= 0) & (target >= 0) & (source != target)
    return replace(
        place,
        party=place.party[kept],
        kind=place.kind[kept],
        sector=place.sector[kept],
        source=source[ties],
        target=target[ties],
        tie_kind=place.tie_kind[ties],
    )


def _rings(place: Place, step: Ints) -> tuple[Unit, Unit]:
    """Spots in two rings. The circle is cut into slots: one for each that stands behind a neighbour, at least one
    for each neighbour, and one left empty between sectors; a neighbour stands before the middle of its slots."""
    inner, outer = np.flatnonzero(step == 1), np.flatnonzero(step == 2)
    inner = inner[np.lexsort((inner, kind_ranks(place)[inner], place.sector[inner]))]
    before = _before(place, inner, outer)
    outer_order = np.lexsort((outer, place.sector[outer], before))
    outer, before = outer[outer_order], before[outer_order]

    behind = np.bincount(before, minlength=len(inner))
    sectors = place.sector[inner]
    new_sector = np.concatenate(([False], sectors[1:] != sectors[:-1])) if len(inner) else np.zeros(0, dtype=np.bool_)
    room = np.maximum(behind, 1)
    first = np.cumsum(room) - room + np.cumsum(new_sector)
    slots = int(room.sum() + new_sector.sum() + new_sector.any())  # and one where the circle closes

    slot, far = np.zeros(len(place)), np.zeros(len(place))
    slot[inner] = first + (room - 1) / 2
    slot[outer] = first[before] + np.arange(len(outer)) - (np.cumsum(behind) - behind)[before]
    far[inner] = INNER_RING if len(outer) else OUTER_RING
    far[outer] = OUTER_RING
    turn = 2 * np.pi * slot / max(slots, 1)
    x, y = 0.5 + far * np.sin(turn), 0.5 - far * np.cos(turn)  # from the top, clockwise
    return x.astype(np.float32), y.astype(np.float32)


def _before(place: Place, inner: Ints, outer: Ints) -> Ints:
    """For each in the outer ring, its first neighbour in the inner ring (an index into `inner`)."""
    nth = np.full(len(place), len(inner), dtype=np.int64)
    nth[inner] = np.arange(len(inner))
    first = np.full(len(place), len(inner), dtype=np.int64)
    np.minimum.at(first, place.source, nth[place.target])
    np.minimum.at(first, place.target, nth[place.source])
    return first[outer]
