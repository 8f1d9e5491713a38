"""Who may see whom, and what of what ties them: the one reading that every page and export shares.

Organisations and groups may be seen by anybody. A person may be seen by themself, by those who act for
them, and by those they agreed to be found by. A connection may be seen when both its ends may, and its
kind is not more private than the one who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from goldenthread.core import registry, terms
from goldenthread.core.models import Entry, Party, Tie
from goldenthread.core.permissions import Actor, ActsFor, Agreed, Grown, Is, Where, permission
from goldenthread.domain.kinds import Kind, PartyKind, Purpose, Scope, Sensitivity, Spine
from goldenthread.domain.quantities import Quantity

BODIES = (PartyKind.GROUP, PartyKind.ORGANISATION)
PARTY = permission(
    "core.see_party",
    (Where("kind", BODIES),),
    (Is(""),),
    (ActsFor("", Scope.PEOPLE),),
    (Agreed(Purpose.DIRECTORY), Grown()),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A party as a page shows it."""

    ref: str
    name: str
    kind: str
    sector: str


@dataclass(frozen=True, slots=True)
class Connection:
    """One tie of a party, told from its side: "`words` `other`"."""

    ref: str
    words: str
    kind: str
    other: Seen | None
    place: tuple[str, str] | None  # (ref, name)
    since: date | None
    until: date | None
    derived: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a party, told from its side."""

    words: str
    other: Seen | None
    somebody: bool  # there is another end, whom the reader may not see
    place: tuple[str, str] | None
    day: date | None
    at: datetime | None
    quantity: Quantity | None


def parties(actor: Actor) -> QuerySet[Party]:
    """Everybody this actor may see."""
    return PARTY.among(actor, Party.objects.all())


def seen(actor: Actor, ids: Iterable[int | None]) -> dict[int, Seen]:
    """Those of `ids` whom the actor may see, in one query."""
    wanted = {pk for pk in ids if pk is not None}
    rows = parties(actor).filter(pk__in=wanted).values_list("pk", "ref", "name", "kind", "sector")
    return {pk: Seen(ref, name, kind, sector) for pk, ref, name, kind, sector in rows}


def open_kinds(actor: Actor, party: int | None = None, of: Spine = Spine.TIE) -> list[Kind]:
    """Kinds of tie (or entry) this actor may see of a party (of anybody, when None)."""
    allowed = {Sensitivity.OPEN}
    if actor.party is not None:
        allowed.add(Sensitivity.MEMBERS)
    if party is not None and (party == actor.party or party in actor.for_in(Scope.PEOPLE)):
        allowed.add(Sensitivity.PRIVATE)
    return [kind for kind in registry.kinds_of(of) if kind.sensitivity in allowed]


def ties(actor: Actor, party: int) -> QuerySet[Tie]:
    """The live ties of a party whose kind the actor may see (the ends are checked in `connections`)."""
    kinds = terms.ids_of(terms.KIND, [kind.code for kind in open_kinds(actor, party)])
    return Tie.objects.filter(Q(giver=party) | Q(receiver=party), Tie.live(actor.day), kind__in=kinds)


def connections(actor: Actor, party: int) -> list[Connection]:
    """Who and where a party is tied to, as far as this actor may see; two queries."""
    rows = list(
        ties(actor, party).values_list(
            "ref", "giver", "receiver", "place__ref", "place__name", "kind", "from_day", "until_day", "derived"
        )
    )
    ends = seen(actor, {end for row in rows for end in row[1:3]} - {party})
    told = [_told(row, party, ends) for row in rows]
    return sorted((one for one in told if one), key=lambda one: (one.words, one.other.name if one.other else ""))


def _told(row: tuple[Any, ...], party: int, ends: dict[int, Seen]) -> Connection | None:
    ref, giver, receiver, place_ref, place_name, kind_id, since, until, derived = row
    kind = registry.kinds()[terms.code_of(kind_id)]
    other = ends.get(receiver if giver == party else giver)
    place = (place_ref, place_name) if place_ref else None
    if other is None and place is None:
        return None
    words = kind.words if giver == party else kind.back
    return Connection(ref, words, kind.code, other, place, since, until, derived)


def happenings(actor: Actor, party: int, most: int = 12) -> list[Happening]:
    """The latest of what happened with a party. Whoever the actor may not see is not named.

    What people who are not named did on one day, in one place, is said once.
    """
    kinds = terms.ids_of(terms.KIND, [kind.code for kind in open_kinds(actor, party, Spine.ENTRY)])
    rows = (
        Entry.objects.filter(Entry.standing(), Q(giver=party) | Q(receiver=party), kind__in=kinds)
        .order_by("-from_day", "-from_at", "-pk")
        .values_list("kind", "giver", "receiver", "place__ref", "place__name", "from_day", "from_at", "amount", "unit")
    )
    latest = list(rows[: 2 * most])
    ends = seen(actor, {end for row in latest for end in row[1:3]} - {party})
    return _said_once([_happened(row, party, ends) for row in latest])[:most]


def _said_once(told: list[Happening]) -> list[Happening]:
    kept: list[Happening] = []
    for one in told:
        if kept and one.somebody and kept[-1].somebody and _heard_as(one) == _heard_as(kept[-1]):
            kept[-1] = replace(kept[-1], quantity=None)
        else:
            kept.append(one)
    return kept


def _heard_as(one: Happening) -> tuple[Any, ...]:
    return one.words, one.day or timezone.localdate(one.at), one.place


def _happened(row: tuple[Any, ...], party: int, ends: dict[int, Seen]) -> Happening:
    kind_id, giver, receiver, place_ref, place_name, day, at, amount, unit = row
    kind = registry.kinds()[terms.code_of(kind_id)]
    quantity = Quantity(amount, terms.unit_of(unit)) if unit is not None else None
    place = (place_ref, place_name) if place_ref else None
    other = receiver if giver == party else giver
    words = (kind.words if giver == party else kind.back) if other else kind.alone or kind.words
    seen_other = ends.get(other) if other else None
    return Happening(words, seen_other, other is not None and seen_other is None, place, day, at, quantity)


def oneself(actor: Actor) -> Party:
    """The signed-in person's own record, which they may always open, protected or not."""
    return Party.unnarrowed.get(pk=actor.party)
