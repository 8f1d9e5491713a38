"""The plain way to say who would lose touch: take the party out, and walk. Too slow and plain to be wrong."""

from itertools import combinations

from goldenthread.domain.place import Place

Neighbours = dict[int, set[int]]


def neighbours_of(place: Place) -> Neighbours:
    found: Neighbours = {party: set() for party in place.party.tolist()}
    for source, target in zip(place.party[place.source].tolist(), place.party[place.target].tolist(), strict=True):
        if source != target:
            found[source].add(target)
            found[target].add(source)
    return found


def without(neighbours: Neighbours, gone: int) -> Neighbours:
    return {party: near - {gone} for party, near in neighbours.items() if party != gone}


def steps_from(neighbours: Neighbours, start: int) -> dict[int, int]:
    """Breadth-first: everyone within reach, and in how many steps."""
    steps, to_visit = {start: 0}, [start]
    for here in to_visit:  # grows while it is walked
        for there in sorted(neighbours[here] - steps.keys()):
            steps[there] = steps[here] + 1
            to_visit.append(there)
    return steps


def parts_of(neighbours: Neighbours) -> list[set[int]]:
    """The connected parts, by lowest id."""
    parts: list[set[int]] = []
    for party in sorted(neighbours):
        if not any(party in part for part in parts):
            parts.append(set(steps_from(neighbours, party)))
    return parts


def pieces_without(place: Place, party: int) -> tuple[int, list[set[int]]]:
    """The size of the party's part, and the pieces of it that remain: the largest first, then by lowest id."""
    neighbours = neighbours_of(place)
    part = set(steps_from(neighbours, party))
    pieces = [piece for piece in parts_of(without(neighbours, party)) if piece <= part]
    largest = max(pieces, key=len, default=set())  # the first of equals: the one with the lowest id
    return len(part), ([largest] if pieces else []) + [piece for piece in pieces if piece is not largest]


def routes_between(neighbours: Neighbours, one: int, other: int) -> list[tuple[int, ...]]:
    """Every shortest way from one to the other, in the order of the ids on it."""
    steps = steps_from(neighbours, other)
    ways = [(one,)]
    for left in range(steps[one] - 1, -1, -1):
        ways = [(*way, near) for way in ways for near in neighbours[way[-1]] if steps.get(near) == left]
    return sorted(ways)


def carried(neighbours: Neighbours, asked: tuple[int, ...]) -> dict[int, int]:
    """For how many pairs of `asked` each party is on a shortest way."""
    counts: dict[int, int] = {}
    for one, other in combinations(asked, 2):
        for party in {party for way in routes_between(neighbours, one, other) for party in way[1:-1]}:
            counts[party] = counts.get(party, 0) + 1
    return counts
