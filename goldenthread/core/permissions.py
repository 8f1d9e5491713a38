"""Who may do what to which thing.

A permission is a table of *grounds*: it is given if any row holds, and a row holds if all its
grounds do. One declaration answers three questions, and a property test says they agree:

    given(actor, thing)    may she?
    among(actor, things)   which may she?   (a queryset, narrowed in the database)
    holders(thing)         who may?         (a queryset of parties)

Grounds compile to local columns or Exists, never to joins. Hosting is no ground to read people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from goldenthread.core import partnership, terms
from goldenthread.core.models import Consent, Party, Tie
from goldenthread.core.prepared import Prepared, day, number
from goldenthread.domain.kinds import Purpose, Scope
from goldenthread.domain.words import N_

NOBODY = Q(pk__in=())
EVERYBODY = ~NOBODY
SCOPE_BITS = {scope: 1 << place for place, scope in enumerate(Scope)}


def bits(scopes: Iterable[Scope]) -> int:
    return reduce(or_, (SCOPE_BITS[scope] for scope in scopes), 0)


def scopes_in(number: int) -> list[Scope]:
    return [scope for scope, bit in SCOPE_BITS.items() if number & bit]


@Prepared
def _held_by() -> QuerySet[Any]:
    # Not narrowed: what somebody may do does not end because they are kept out of sight.
    ties = Tie.unnarrowed.filter(Tie.live(day("day")), giver=number("party"), kind=number("kind"), retracted_in=None)
    # But for somebody out of sight nobody acts: what opens would tell.
    return ties.filter(receiver__hidden=False).values_list("receiver", "scopes")


@dataclass(frozen=True, slots=True)
class Actor:
    """The person at the keyboard, whom they may act for and in what, at one moment."""

    party: int | None
    at: datetime
    acts_for: tuple[tuple[int, int], ...] = ()  # (party, scope bits)
    hosts: bool = False

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @classmethod
    def of(cls, party: int | None, at: datetime, *, hosts: bool = False) -> Actor:
        if party is None:
            return cls(None, at, (), hosts)
        held = _held_by(party=party, day=timezone.localdate(at), kind=terms.kind("acts_for"))
        return cls(party, at, tuple(held), hosts)

    def for_in(self, scope: Scope | None) -> list[int]:
        """Parties this actor may act for in a scope (None: in any)."""
        wanted = SCOPE_BITS[Scope.ALL] | (SCOPE_BITS[scope] if scope else ~0)
        return [party for party, held in self.acts_for if held & wanted]

    @property
    def sides(self) -> list[int]:
        """The actor and everybody they act for in matters of people: to whom consent may have been given."""
        return ([self.party] if self.party else []) + self.for_in(Scope.PEOPLE)


class Ground(Protocol):
    def holds(self, actor: Actor, thing: Any) -> bool: ...
    def things(self, actor: Actor) -> Q: ...
    def actors(self, thing: Any, at: datetime) -> Q: ...


def _id_at(thing: Any, path: str) -> int | None:
    """The id found at a path like "promise__giver"; "" is the thing itself."""
    if path in ("", "pk"):
        return int(thing.pk)
    *steps, last = path.split("__")
    found = reduce(getattr, steps, thing)
    return getattr(found, f"{last}_id", None) if hasattr(found, f"{last}_id") else getattr(found, last)


def _column(path: str) -> str:
    return path or "pk"


@dataclass(frozen=True, slots=True)
class Is:
    """The actor is the party found at `path`."""

    path: str

    def holds(self, actor: Actor, thing: Any) -> bool:
        return actor.party is not None and _id_at(thing, self.path) == actor.party

    def things(self, actor: Actor) -> Q:
        return Q(**{_column(self.path): actor.party}) if actor.party is not None else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        return Q(pk=_id_at(thing, self.path))


@dataclass(frozen=True, slots=True)
class ActsFor:
    """The actor acts for the party found at `path`, in `scope` (None: in any)."""

    path: str
    scope: Scope | None = None

    def holds(self, actor: Actor, thing: Any) -> bool:
        return _id_at(thing, self.path) in actor.for_in(self.scope)

    def things(self, actor: Actor) -> Q:
        return Q(**{f"{_column(self.path)}__in": actor.for_in(self.scope)})

    def actors(self, thing: Any, at: datetime) -> Q:
        wanted = SCOPE_BITS[Scope.ALL] | (SCOPE_BITS[self.scope] if self.scope else ~0)
        live = Tie.objects.filter(
            Tie.live(timezone.localdate(at)), kind=terms.kind("acts_for"), receiver=_id_at(thing, self.path)
        )
        held = [giver for giver, scopes in live.values_list("giver", "scopes") if scopes & wanted]
        return Q(pk__in=held)


@dataclass(frozen=True, slots=True)
class TiedTo:
    """The actor is tied, by a live tie of `kind`, to the party found at `path`."""

    kind: str
    path: str = ""

    def _ties(self, at: datetime) -> QuerySet[Tie]:
        return Tie.objects.filter(Tie.live(timezone.localdate(at)), kind=terms.kind(self.kind))

    def holds(self, actor: Actor, thing: Any) -> bool:
        if actor.party is None:
            return False
        return self._ties(actor.at).filter(giver=actor.party, receiver=_id_at(thing, self.path)).exists()

    def things(self, actor: Actor) -> Q:
        if actor.party is None:
            return NOBODY
        mine = self._ties(actor.at).filter(giver=actor.party, receiver=OuterRef(_column(self.path)))
        return Q(Exists(mine))

    def actors(self, thing: Any, at: datetime) -> Q:
        tied = self._ties(at).filter(receiver=_id_at(thing, self.path), giver=OuterRef("pk"))
        return Q(Exists(tied))


@dataclass(frozen=True, slots=True)
class Agreed:
    """The person found at `path` agreed to `purpose` towards the actor, or somebody they act for in people."""

    purpose: Purpose
    path: str = ""

    def holds(self, actor: Actor, thing: Any) -> bool:
        subject = _id_at(thing, self.path)
        return Consent.objects.filter(
            Consent.live(actor.at), subject=subject, purpose=self.purpose, to__in=actor.sides
        ).exists()

    def things(self, actor: Actor) -> Q:
        if not actor.sides:
            return NOBODY
        given = Consent.objects.filter(
            Consent.live(actor.at), subject=OuterRef(_column(self.path)), purpose=self.purpose, to__in=actor.sides
        )
        return Q(Exists(given))

    def actors(self, thing: Any, at: datetime) -> Q:
        holders = Consent.objects.filter(Consent.live(at), subject=_id_at(thing, self.path), purpose=self.purpose)
        held = list(holders.values_list("to", flat=True))
        wanted = SCOPE_BITS[Scope.ALL] | SCOPE_BITS[Scope.PEOPLE]
        live = Tie.objects.filter(Tie.live(timezone.localdate(at)), kind=terms.kind("acts_for"), receiver__in=held)
        helpers = [giver for giver, scopes in live.values_list("giver", "scopes") if scopes & wanted]
        return Q(pk__in=held + helpers)


@dataclass(frozen=True, slots=True)
class Grown:
    """The person at `path` is not under eighteen (organisations and groups always are grown)."""

    path: str = ""

    def _column(self) -> str:
        return f"{self.path}__adult_on" if self.path else "adult_on"

    def holds(self, actor: Actor, thing: Any) -> bool:
        party = reduce(getattr, self.path.split("__"), thing) if self.path else thing
        return party.adult_on is None or party.adult_on <= actor.day

    def things(self, actor: Actor) -> Q:
        return Q(**{self._column(): None}) | Q(**{f"{self._column()}__lte": actor.day})

    def actors(self, thing: Any, at: datetime) -> Q:
        return EVERYBODY if self.holds(Actor(None, at), thing) else NOBODY


@dataclass(frozen=True, slots=True)
class ForPartnership:
    """The actor acts for the partnership itself, in `scope`: the coordinator, not any one hub."""

    scope: Scope

    def holds(self, actor: Actor, thing: Any) -> bool:
        return bool(actor.acts_for) and partnership.party_id() in actor.for_in(self.scope)

    def things(self, actor: Actor) -> Q:
        return EVERYBODY if self.holds(actor, None) else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        return ActsFor("", self.scope).actors(Party(pk=partnership.party_id()), at)


@dataclass(frozen=True, slots=True)
class Member:
    """The actor belongs to the partnership: they are somebody here, whoever they act for."""

    def holds(self, actor: Actor, thing: Any) -> bool:
        return actor.party is not None

    def things(self, actor: Actor) -> Q:
        return EVERYBODY if actor.party is not None else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        return Q(kind="person")


@dataclass(frozen=True, slots=True)
class Where:
    """A plain fact about the thing, whoever is asking: the column at `path` is one of `among`."""

    path: str
    among: tuple[Any, ...] = field(default=(True,))

    def holds(self, actor: Actor, thing: Any) -> bool:
        *steps, last = self.path.split("__")
        return getattr(reduce(getattr, steps, thing), last) in self.among

    def things(self, actor: Actor) -> Q:
        return Q(**{f"{self.path}__in": self.among})

    def actors(self, thing: Any, at: datetime) -> Q:
        return EVERYBODY if self.holds(Actor(None, at), thing) else NOBODY


@dataclass(frozen=True, slots=True)
class Hosts:
    """The actor looks after this installation: settings, backups, the journal. Never people."""

    def holds(self, actor: Actor, thing: Any) -> bool:
        return actor.hosts

    def things(self, actor: Actor) -> Q:
        return EVERYBODY if actor.hosts else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        return Q(account__hosts=True)


@dataclass(frozen=True, slots=True)
class Permission:
    """`why_not` is a message id: what somebody who may see a thing but not do this is told."""

    name: str
    rows: tuple[tuple[Ground, ...], ...]
    why_not: str = ""

    def given(self, actor: Actor, thing: Model | None = None) -> bool:
        return any(all(ground.holds(actor, thing) for ground in row) for row in self.rows)

    def among(self, actor: Actor, things: QuerySet[Any]) -> QuerySet[Any]:
        return things.filter(self._either(lambda ground: ground.things(actor)))

    def holders(self, thing: Model, at: datetime) -> QuerySet[Party]:
        return Party.objects.filter(self._either(lambda ground: ground.actors(thing, at)))

    def opens_for(self, actor: Actor) -> bool:
        """May this actor open a page that is about no single thing?"""
        return self.given(actor, None) if self._thingless() else actor.party is not None

    def _thingless(self) -> bool:
        return all(
            isinstance(ground, Member | Hosts | ActsForSomebody | ForPartnership) for row in self.rows for ground in row
        )

    def _either(self, face: Any) -> Q:
        return reduce(or_, (reduce(and_, map(face, row)) for row in self.rows))


@dataclass(frozen=True, slots=True)
class ActsForSomebody:
    """The actor acts for some party in `scope`, whichever it is: for pages that are about no single thing."""

    scope: Scope

    def holds(self, actor: Actor, thing: Any) -> bool:
        return bool(actor.for_in(self.scope))

    def things(self, actor: Actor) -> Q:
        return EVERYBODY if actor.for_in(self.scope) else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        wanted = SCOPE_BITS[Scope.ALL] | SCOPE_BITS[self.scope]
        live = Tie.objects.filter(Tie.live(timezone.localdate(at)), kind=terms.kind("acts_for"))
        return Q(pk__in=[giver for giver, scopes in live.values_list("giver", "scopes") if scopes & wanted])


@dataclass(frozen=True, slots=True)
class Anyone:
    """Stands where a permission would, on the few pages that are for everybody."""

    name: str = "anyone"
    why_not: str = ""

    def given(self, actor: Actor, thing: Model | None = None) -> bool:
        return True

    def among(self, actor: Actor, things: QuerySet[Any]) -> QuerySet[Any]:
        return things

    def opens_for(self, actor: Actor) -> bool:
        return True


ANYONE = Anyone()
AnyPermission = Permission | Anyone


def permission(name: str, *rows: tuple[Ground, ...], why_not: str = "") -> Permission:
    if not rows or not all(rows):
        raise ValueError(f"{name}: an empty row would let everybody in")
    return Permission(name, rows, why_not)


MEMBERS = permission("core.members", (Member(),))
HOSTS = permission("core.hosts", (Hosts(),))
COORDINATES = permission(
    "core.coordinates",
    (ForPartnership(Scope.PEOPLE),),
    why_not=N_("Only those who act for the partnership can do this. Ask your network coordinator."),
)
