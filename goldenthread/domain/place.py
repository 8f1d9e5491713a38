"""The place as columns of plain values: what an engine is allowed to see, and nothing else."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from goldenthread.domain.kinds import PartyKind, Purpose, Sector

PARTY_KINDS = tuple(PartyKind)
SECTORS = (None, *Sector)  # code 0 is "none given"

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Index = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A consented, dated, folded picture of who is tied to whom, opened for one purpose.

    Parties: `party` (database ids, ascending, int64), `kind` (index into PARTY_KINDS, int8) and
    `sector` (index into SECTORS, int8), all of length n. Ties: `source` and `target` (positions
    0..n-1, int32) and `tie_kind` (index into `tie_kinds`, int8), all of length m.
    Who has not agreed is not in it, so no engine can see them.
    """

    purpose: Purpose
    audience: int
    as_of: date
    revision: str
    party: Ints
    kind: Codes
    sector: Codes
    source: Index
    target: Index
    tie_kind: Codes
    tie_kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        n, m = len(self.party), len(self.source)
        if not (len(self.kind) == len(self.sector) == n):
            raise ValueError("the columns of parties differ in length")
        if not (len(self.target) == len(self.tie_kind) == m):
            raise ValueError("the columns of ties differ in length")
        if n > 1 and not bool(np.all(np.diff(self.party) > 0)):
            raise ValueError("parties must be in ascending order, each once")
        for end in (self.source, self.target):
            if m and (int(end.min()) < 0 or int(end.max()) >= n):
                raise ValueError("a tie names a party outside the place")

    def __len__(self) -> int:
        return len(self.party)

    def position(self, party: int) -> int | None:
        """Where a party stands in the columns, or None if it is not in this picture."""
        at = int(np.searchsorted(self.party, party))
        return at if at < len(self.party) and int(self.party[at]) == party else None

    def only(self, parties: Mask, ties: Mask | None = None) -> "Place":
        """The same place with fewer in it: the parties marked True, and the ties among them that are marked too.

        `parties` is of length n, `ties` of length m (left out: all of them). Raises ValueError for other lengths.
        """
        if len(parties) != len(self.party) or (ties is not None and len(ties) != len(self.source)):
            raise ValueError("a mask says yes or no for each party, and for each tie")
        now_at = np.cumsum(parties, dtype=np.int32) - 1
        kept = parties[self.source] & parties[self.target]
        if ties is not None:
            kept &= ties
        return replace(
            self,
            party=self.party[parties],
            kind=self.kind[parties],
            sector=self.sector[parties],
            source=now_at[self.source[kept]],
            target=now_at[self.target[kept]],
            tie_kind=self.tie_kind[kept],
        )
