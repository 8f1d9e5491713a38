"""A hub desk: somebody stands in front of it, with a card or a reference, and a worker helps them on their word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from goldenthread.core import history, journal, partnership, refs, terms
from goldenthread.core.models import ChangeSet, Party, Tie
from goldenthread.core.permissions import (
    EVERYBODY,
    NOBODY,
    SCOPE_BITS,
    Actor,
    ActsForSomebody,
    ForPartnership,
    permission,
)
from goldenthread.domain.kinds import PartyKind, Scope
from goldenthread.domain.words import N_


def _hubs(day: Any) -> QuerySet[Tie]:
    """Organisations that are part of the partnership and based somewhere: a hub is one tied to a building."""
    live = Tie.objects.filter(Tie.live(day))
    based = live.filter(kind=terms.kind("based_at"), place__isnull=False).values("giver")
    return live.filter(kind=terms.kind("part_of"), receiver=partnership.party_id(), giver__in=based)


@dataclass(frozen=True, slots=True)
class ActsForHub(ActsForSomebody):
    """The actor acts for a hub of the partnership, in `scope`."""

    def holds(self, actor: Actor, thing: Any) -> bool:
        mine = actor.for_in(self.scope)
        return bool(mine) and _hubs(actor.day).filter(giver__in=mine).exists()

    def things(self, actor: Actor) -> Q:
        return EVERYBODY if self.holds(actor, None) else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        day = timezone.localdate(at)
        hubs = _hubs(day).values("giver")
        held = Tie.objects.filter(Tie.live(day), kind=terms.kind("acts_for"), receiver__in=hubs)
        return Q(pk__in=_in_scope(held.values_list("giver", "scopes"), self.scope))


def _in_scope(held: Iterable[tuple[int, int]], scope: Scope) -> list[int]:
    wanted = SCOPE_BITS[Scope.ALL] | SCOPE_BITS[scope]
    return [giver for giver, scopes in held if scopes & wanted]


AT_A_DESK = permission(
    "core.at_a_desk",
    (ForPartnership(Scope.PEOPLE),),
    (ActsForHub(Scope.PEOPLE),),
    why_not=N_("Only those who act for a hub, or for the partnership, can do this. Ask at a hub desk."),
)


def find(reference: str) -> Party | None:
    """The person with this public reference. Whoever is kept out of sight is helped by the worker they know."""
    return Party.objects.filter(kind=PartyKind.PERSON, ref=refs.read(reference[:64])).first()


@journal.action(history.SHEET, final="The person can see on their page that it was printed, and by whom.")
def print_sheet(*, person: Party, by: int, at: datetime, change: ChangeSet) -> None:
    """Write down that somebody's sheet was printed for them: a look, for them to read."""
    change.about = person.ref
