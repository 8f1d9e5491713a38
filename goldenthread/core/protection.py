"""Keeping somebody, somewhere or a tie out of sight, everywhere at once.

Three views of the same rows, told apart by what they return:

* identity - the managers' own view: a protected row is absent;
* resource - `busy_at`: a room is taken, in the same words for everybody, and no party is named;
* statistic - `core.aggregates`: counted, but only in cells from which nobody can be told.

`hidden` is derived (shielded, erased or taken back) and a constraint keeps it true. A protected
record protects every record linked with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from goldenthread.core import journal, revisions
from goldenthread.core.models import ChangeSet, Entry, Identifier, Party, Place, Promise, Protection, Tie
from goldenthread.domain.refusals import Refusal

ASIDE = "~"  # before the scheme of a number that a list has used while its bearer was out of sight


class ProtectionRefusal(Refusal):
    ALREADY_PROTECTED = "already_protected"
    NOT_PROTECTED = "not_protected"


@dataclass(frozen=True, slots=True)
class Busy:
    """A place is taken between two instants. Says nothing else, and the same for everybody."""

    place: int
    start: datetime
    end: datetime


def settle(parties: Iterable[int]) -> None:
    """Work out afresh who is shielded among these (linked) parties: one protected, all are."""
    from goldenthread.core import identity  # it calls back here when links change

    waiting = set(parties)
    while waiting:
        union = identity.linked_with(waiting.pop())
        waiting -= union
        shielded = Protection.objects.filter(party__in=union, ended_in=None).exists()
        Party.unnarrowed.filter(pk__in=union).update(shielded=shielded, hidden=_party_hidden(shielded))


def _party_hidden(shielded: bool) -> object:
    from django.db.models import BooleanField, Case, Value, When

    if shielded:
        return True
    gone = Q(erased_at__isnull=False) | Q(retracted_in__isnull=False)
    return Case(When(gone, then=Value(True)), default=Value(False), output_field=BooleanField())


def _settle_place(place: int) -> None:
    """Work out afresh a place and everything inside it: the rooms of a refuge would lead to it."""
    row = Place.unnarrowed.get(pk=place)
    under = row.parent_id is not None and Place.unnarrowed.filter(pk=row.parent_id, shielded=True).exists()
    shielded = under or Protection.objects.filter(place=place, ended_in=None).exists()
    Place.unnarrowed.filter(pk=place).update(shielded=shielded, hidden=shielded or row.retracted_in_id is not None)
    for inside in Place.unnarrowed.filter(parent=place).exclude(pk=place).values_list("pk", flat=True):
        _settle_place(inside)


def settle_inside() -> None:
    """Hide every place that has come to lie inside one that is out of sight: a new room of a refuge, at once."""
    while hidden := list(Place.unnarrowed.filter(hidden=True, shielded=True).values_list("pk", flat=True)):
        if not Place.unnarrowed.filter(shielded=False, parent__in=hidden).update(shielded=True, hidden=True):
            return


def _give_back() -> None:
    """Numbers that were set aside are theirs again, where no list has given them to a double meanwhile."""
    mine = Identifier.objects.filter(scheme__startswith=ASIDE)
    shown = (
        mine.filter(party__shielded=False) | mine.filter(place__shielded=False) | mine.filter(party=None, place=None)
    )
    for one in shown:
        scheme = one.scheme.removeprefix(ASIDE)
        if not Identifier.objects.filter(scheme=scheme, value=one.value).exists():
            Identifier.objects.filter(pk=one.pk).update(scheme=scheme)


def _settle_tie(tie: Tie) -> None:
    """A tie goes out of sight by itself, and comes back with what lists have said of it meanwhile."""
    kept = Protection.objects.filter(tie=OuterRef("pk"), ended_in=None)
    same = Tie.unnarrowed.filter(giver=tie.giver_id, receiver=tie.receiver_id, place=tie.place_id, kind=tie.kind_id)
    Tie.unnarrowed.filter(pk=tie.pk).filter(Exists(kept)).update(shielded=True)
    if not same.filter(Exists(kept)).exists():
        same.update(shielded=False)


def _settle(made: Protection) -> None:
    if made.party_id:
        settle([made.party_id])
    elif made.place_id:
        _settle_place(made.place_id)
    else:
        _settle_tie(made.tie)


@journal.action("core.protected", undo="core.unprotected")
def protect(
    *, thing: Party | Place | Tie, worker: int, by: int, at: datetime, change: ChangeSet
) -> Protection | Refusal:
    """Take somebody, somewhere or a tie out of sight. `worker` is the one person who may open the record.

    The change set does not say whom it was about: the journal must not betray it either.
    """
    about = {type(thing).__name__.lower(): thing}
    if Protection.objects.filter(ended_in=None, **about).exists():
        return ProtectionRefusal.ALREADY_PROTECTED
    made = Protection.objects.create(worker_id=worker, made_in=change, **about)
    _settle(made)
    revisions.withdrawn("protection")
    return made


@journal.action("core.unprotected", undo="core.protected")
def unprotect(*, thing: Party | Place | Tie, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    """Bring it back into sight; only the named worker may (see permissions of the capability that asks)."""
    about = {type(thing).__name__.lower(): thing}
    standing = Protection.objects.filter(ended_in=None, **about).first()
    if standing is None:
        return ProtectionRefusal.NOT_PROTECTED
    Protection.objects.filter(pk=standing.pk).update(ended_in=change)
    _settle(standing)
    _give_back()
    revisions.withdrawn("protection")
    return None


def find(ref: str) -> Party | Place | None:
    """What a reference leads to, in sight or not: for the page that protects, which answers the same either way."""
    return Party.unnarrowed.filter(ref=ref).first() or Place.unnarrowed.filter(ref=ref).first()


def standing(thing: Party | Place) -> list[Protection]:
    """What keeps it out of sight: its own protection, and those of the records that are the same."""
    from goldenthread.core import identity

    own = {"place": thing} if isinstance(thing, Place) else {"party__in": identity.linked_with(thing.pk)}
    return list(Protection.objects.filter(ended_in=None, **own).select_related("party", "place", "made_in"))


def held_by(worker: int) -> list[int]:
    """The protected parties this worker, and nobody else, may open."""
    held = Protection.objects.filter(worker=worker, ended_in=None, party__isnull=False)
    return list(held.values_list("party", flat=True))


def busy_at(place: int, start: datetime, end: datetime) -> list[Busy]:
    """The resource view: when a place is taken, whoever it is taken by, protected or not."""
    overlapping = Q(place=place, from_at__lt=end, until_at__gt=start)
    agreed = Promise.unnarrowed.filter(overlapping, retracted_in=None, giver__isnull=False, receiver__isnull=False)
    happened = Entry.unnarrowed.filter(overlapping, Entry.standing(), promise=None)
    spells = set(agreed.values_list("from_at", "until_at")) | set(happened.values_list("from_at", "until_at"))
    return [Busy(place, a, b) for a, b in sorted(spells)]
