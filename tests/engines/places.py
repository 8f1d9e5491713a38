"""Small places for the tests of engines, and a way to draw many of them."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from goldenthread.domain.kinds import PartyKind, Purpose, Sector
from goldenthread.domain.place import PARTY_KINDS, SECTORS, Place

SPRING = date(2026, 3, 31)


def place_of(
    *pairs: tuple[int, int],
    alone: Sequence[int] = (),
    kinds: Mapping[int, PartyKind] | None = None,
    sectors: Mapping[int, Sector] | None = None,
    tie_kinds: Sequence[str] = (),
) -> Place:
    """A place of groups tied in `pairs` of ids, and of those `alone`; all of kind works_with unless said."""
    party = sorted({party for pair in pairs for party in pair} | set(alone))
    at = {known: position for position, known in enumerate(party)}
    words = list(tie_kinds) or ["works_with"] * len(pairs)
    vocabulary = tuple(sorted(set(words)))
    return Place(
        purpose=Purpose.CONNECTING,
        audience=1,
        as_of=SPRING,
        revision="r1",
        party=np.array(party, dtype=np.int64),
        kind=np.array([PARTY_KINDS.index((kinds or {}).get(p, PartyKind.GROUP)) for p in party], dtype=np.int8),
        sector=np.array([SECTORS.index((sectors or {}).get(p)) for p in party], dtype=np.int8),
        source=np.array([at[one] for one, _ in pairs], dtype=np.int32),
        target=np.array([at[other] for _, other in pairs], dtype=np.int32),
        tie_kind=np.array([vocabulary.index(word) for word in words], dtype=np.int8),
        tie_kinds=vocabulary,
    )


Pairs = list[tuple[int, int]]


@st.composite
def pairs_among(draw: st.DrawFn, most_parties: int = 10) -> tuple[int, Pairs]:
    """How many parties, and ties among them: none, a tree, a ring, with parallel and self ties, in any direction."""
    size = draw(st.integers(0, most_parties))
    if not size:
        return 0, []
    party = st.integers(0, size - 1)
    # Sparse draws make forests, whose every branch can be cut off; dense ones make rings.
    most_ties = draw(st.sampled_from([0, max(size - 1, 0), size, 2 * size]))
    return size, draw(st.lists(st.tuples(party, party), max_size=most_ties))


@st.composite
def places(draw: st.DrawFn, most_parties: int = 10) -> Place:
    """A place with ids 0..n-1, possibly empty."""
    size, pairs = draw(pairs_among(most_parties))
    return place_of(*pairs, alone=range(size))
