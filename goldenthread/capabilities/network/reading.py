"""Who is in the picture that somebody may see, and what they are called there.

Everybody may see organisations and groups. Members of the partnership also see the people who agreed to be
in the connection picture; those of them who did not agree to be found by name are each "a neighbour".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.core import identity, names, partnership, registry, sight
from goldenthread.core.permissions import Actor
from goldenthread.core.snapshots import open_place
from goldenthread.domain.kinds import PartyKind, Purpose
from goldenthread.domain.place import PARTY_KINDS, Place

NAMELESS = "#neighbours"  # where a page says why somebody has no name
_AT_A_TIME = 10_000  # ids in one query
_BLANK = "0" * 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A party as the picture shows it; `href` is NAMELESS for a person who is not to be found by name."""

    label: str
    href: str
    kind: str
    sector: str

    @property
    def named(self) -> bool:
        return self.href != NAMELESS


@dataclass(frozen=True, slots=True)
class Together:
    """Several parties: those with a name, in its order, and how many more are shown without one."""

    named: tuple[Shown, ...]
    neighbours: int

    def __len__(self) -> int:
        return len(self.named) + self.neighbours


def for_reader(actor: Actor) -> Place:
    """The part of the place that this actor may see drawn."""
    return _part(_whole(actor), _kinds(actor), actor.party is not None)


def bodies(actor: Actor) -> Place:
    """The same without people: what may be taken away in a file."""
    return _part(_whole(actor), _kinds(actor), False)


def _whole(actor: Actor) -> Place:
    return open_place(purpose=Purpose.CONNECTING, audience=partnership.party_id(), at=actor.at)


def _kinds(actor: Actor) -> frozenset[str]:
    return frozenset(kind.code for kind in sight.open_kinds(actor))


@lru_cache(maxsize=4)  # the snapshot is kept as long as nothing changes; so are its parts
def _part(whole: Place, kinds: frozenset[str], people: bool) -> Place:
    everybody = np.ones(len(whole), dtype=np.bool_)
    parties = everybody if people else whole.kind != PARTY_KINDS.index(PartyKind.PERSON)
    open_kind = np.array([code in kinds for code in whole.tie_kinds], dtype=np.bool_)
    return whole.only(parties, open_kind[whole.tie_kind])


def standing_for(place: Place, party: int) -> int | None:
    """The record that stands for a party in this place: itself, or the one it was found to be the same as."""
    if place.position(party) is not None:
        return party
    return min((same for same in identity.linked_with(party) if place.position(same) is not None), default=None)


def shown(actor: Actor, place: Place, ids: Iterable[int]) -> dict[int, Shown]:
    """What parties of the place are called, for this reader; one query for every ten thousand."""
    wanted = sorted(set(ids))
    seen: dict[int, sight.Seen] = {}
    for start in range(0, len(wanted), _AT_A_TIME):
        seen |= sight.seen(actor, wanted[start : start + _AT_A_TIME])
    return {party: _shown(place, party, seen.get(party)) for party in wanted}


def _shown(place: Place, party: int, seen: sight.Seen | None) -> Shown:
    if seen is not None:
        return Shown(seen.name, href_of(seen.ref), seen.kind, seen.sector)
    at = place.position(party)
    return Shown(gettext("a neighbour"), NAMELESS, str(PARTY_KINDS[place.kind[at]]) if at is not None else "person", "")


@lru_cache(maxsize=1)
def _pattern() -> str:
    return reverse("directory:show", kwargs={"ref": _BLANK})


def href_of(ref: str) -> str:
    """The page of a party; by replacing, because ten thousand reversals take a second."""
    return _pattern().replace(_BLANK, ref)


def together(found: Iterable[Shown]) -> Together:
    everybody = list(found)
    named = sorted((one for one in everybody if one.named), key=lambda one: names.key(one.label))
    return Together(tuple(named), len(everybody) - len(named))


def kind_words(code: str, *, back: bool = False) -> str:
    """What a kind of connection is called: "belongs to", or told from its other end: "has as a member"."""
    kind = registry.kinds()[code]
    return gettext(kind.back if back else kind.words)
