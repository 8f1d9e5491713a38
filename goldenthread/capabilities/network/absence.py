"""What the page says when somebody asks who would lose touch if one group or organisation stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.capabilities.network import reading
from goldenthread.capabilities.network.reading import Shown, Together
from goldenthread.core.models import Party
from goldenthread.core.permissions import Actor
from goldenthread.domain.place import Place
from goldenthread.engines.findings import count_kinds
from goldenthread.engines.losing_touch import Loss, for_one

WIDTH = 380  # of the longer bar


@dataclass(frozen=True, slots=True)
class Bars:
    """The largest connected part before and after, as lengths up to WIDTH."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Absence:
    """`apart`: pieces that would still have each other; `alone`: those with no other connection recorded.

    `through`: the only one that joins it to the rest, where there is just one. `kinds`: (words, how many) of the
    connections of the party itself, told from its side.
    """

    name: str
    cut_off: int
    apart: tuple[Together, ...]
    alone: Together
    still_joined: int
    carriers: Together
    through: Shown | None
    before: int
    after: int
    bars: Bars
    kinds: tuple[tuple[str, int], ...]
    own: int
    connections: int
    parties: int
    as_of: date
    members: bool

    @property
    def nameless(self) -> bool:
        """Is anybody on the page told of without a name?"""
        several = (self.alone, self.carriers, *self.apart)
        return any(some.neighbours for some in several) or (self.through is not None and not self.through.named)


def of(actor: Actor, party: Party) -> Absence | None:
    """What is known; None when the party is not in the picture, so that nothing can be said."""
    place = reading.for_reader(actor)
    standing = reading.standing_for(place, party.pk)
    if standing is None:
        return None
    loss = for_one(place, standing)
    return _told(actor, party.name, place, loss)


def _told(actor: Actor, name: str, place: Place, loss: Loss) -> Absence:
    people = [other for piece in loss.pieces for other in piece.parties]
    carriers = [carrier.party for carrier in loss.carriers]
    called = reading.shown(actor, place, [*people, *carriers, *loss.still_joined])
    alone = [piece.parties[0] for piece in loss.pieces if len(piece.parties) == 1]
    apart = [piece.parties for piece in loss.pieces if len(piece.parties) > 1]
    return Absence(
        name=name,
        cut_off=loss.cut_off,
        apart=tuple(reading.together(called[other] for other in piece) for piece in apart),
        alone=reading.together(called[other] for other in alone),
        still_joined=len(loss.still_joined),
        carriers=reading.together(called[other] for other in carriers),
        through=called[loss.still_joined[0]] if len(loss.still_joined) == 1 else None,
        before=loss.place_before,
        after=loss.place_after,
        bars=Bars(WIDTH, round(WIDTH * loss.place_after / max(loss.place_before, 1))),
        kinds=_own(place, loss.party),
        own=sum(number for _, number in loss.ties),
        connections=loss.seen.ties,
        parties=loss.seen.parties,
        as_of=loss.seen.as_of,
        members=actor.party is not None,
    )


def _own(place: Place, party: int) -> tuple[tuple[str, int], ...]:
    """How many connections of a party there are in each way of telling them: "belongs to", "has as a member"."""
    at = place.position(party)
    found: dict[str, int] = {}
    for back, mine in ((False, place.source == at), (True, place.target == at)):
        for code, count in count_kinds(place.tie_kind[mine], place.tie_kinds):
            words = reading.kind_words(code, back=back)
            found[words] = found.get(words, 0) + count  # "works with" is told alike from both ends
    return tuple(sorted(found.items()))
