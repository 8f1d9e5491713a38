"""What every finding carries: what the engine was shown, and what its figures do not mean."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from goldenthread.domain.kinds import Purpose
from goldenthread.domain.place import Codes, Place

KindCounts = tuple[tuple[str, int], ...]  # (kind of tie, how many), by kind


class Caveat(StrEnum):
    """What a reader has to be told beside the figures; the screen has the sentence."""

    ONLY_CONNECTIONS_RECORDED = "only_connections_recorded"


@dataclass(frozen=True, slots=True)
class Seen:
    """The inputs of a finding, so that a reader can check it and a cache can tell that it is stale."""

    purpose: Purpose
    audience: int
    as_of: date
    revision: str
    parties: int
    ties: int
    ties_by_kind: KindCounts


def seen_in(place: Place) -> Seen:
    """Say what an engine that was given `place` has seen."""
    return Seen(
        purpose=place.purpose,
        audience=place.audience,
        as_of=place.as_of,
        revision=place.revision,
        parties=len(place),
        ties=len(place.source),
        ties_by_kind=count_kinds(place.tie_kind, place.tie_kinds),
    )


def count_kinds(codes: Codes, kinds: tuple[str, ...]) -> KindCounts:
    """How many of each kind of tie: only kinds that occur, in alphabetical order."""
    counts = np.bincount(codes, minlength=len(kinds))
    return tuple(sorted((kind, int(count)) for kind, count in zip(kinds, counts, strict=True) if count))
