"""What is held about one person, as data: the one reading their page, sheet, export and receipt share.

Which tables there are comes from the declarations that erasure uses, so that none can be forgotten. What is told
only in person (a safety purpose, a safety organisation, its look-ups, protection, and whoever is kept out of sight)
is kept back here and nowhere else. The person's own protection changes nothing in what is read: somebody who looks
over their shoulder must not see it from the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from goldenthread.core import erasure_rules, history, registry, terms
from goldenthread.core.models import (
    Account,
    BeforeImage,
    Card,
    ChangeSet,
    Claim,
    Consent,
    Look,
    Party,
    Place,
    Promise,
    Protection,
    Send,
    Term,
    Tie,
)
from goldenthread.domain.kinds import (
    SAFETY_ACTIONS,
    SAFETY_LETTERS,
    SAFETY_PURPOSES,
    SAFETY_SORTS,
    Purpose,
    Sensitivity,
)

Model = type[models.Model]
NEVER: tuple[Model, ...] = (Protection,)  # told in person by the named worker
OWN_WAYS: Mapping[Model, tuple[str, ...]] = {
    Party: ("pk",),
    Card: ("account__party",),  # not the cards that somebody printed for others at a desk
    Claim: ("party", "said_by", "tie__giver", "tie__receiver"),
}
WORK = ("works_for", "acts_for", "volunteers_for", "runs")  # by these a person looks for an organisation
DEEP = 2


@cache
def tables() -> tuple[Model, ...]:
    """Every table that can hold something about a person, in the order it is read out."""
    found = {*erasure_rules.about_people(), *erasure_rules.beside_what_they_did()}
    found |= {model for model in apps.get_models() if _of_ours(model) and getattr(model, "PERSONAL", None)}
    kept = [model for model in apps.get_models() if model in found and model not in NEVER and ways(model)]
    return tuple(sorted(kept, key=lambda model: (model is not Party, model._meta.app_label != "core")))


def _of_ours(model: Model) -> bool:
    return model.__module__.startswith("goldenthread.")


@cache
def ways(model: Model, deep: int = DEEP) -> tuple[str, ...]:
    """How rows of a table lead to the person: ("giver", "receiver"), ("account__party",), ("promise__giver", …)."""
    if model in OWN_WAYS:
        return OWN_WAYS[model]
    found: list[str] = []
    for field in model._meta.concrete_fields:
        to = field.related_model
        if to is Party:
            found.append(field.name)
        elif to is Account:
            found.append(f"{field.name}__party")
        elif deep and isinstance(to, type) and _of_ours(to) and model._meta.app_label != "core":
            found += (f"{field.name}__{way}" for way in ways(to, deep - 1))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the reading is about: their record. `linked` are records said to be the same person."""

    party: int
    linked: frozenset[int]

    @classmethod
    def of(cls, party: int) -> Subject:
        from goldenthread.core import identity

        return cls(party, frozenset(identity.linked_with(party)))


def rows(model: Model, who: Subject) -> QuerySet[Any]:
    """What a table holds about somebody, as far as it may be said on a screen or on paper."""
    theirs = Q()
    for way in ways(model):
        theirs |= Q(**{way: who.party})
    return model._base_manager.filter(theirs, _may_be_said(model, who)).order_by("pk")


def consents(who: Subject) -> QuerySet[Consent]:
    """What they agreed to."""
    return rows(Consent, who).filter(subject=who.party)


def agreements() -> QuerySet[Consent]:
    """Everybody's agreements, as far as a page may speak of them; whose is for a permission to say."""
    return Consent.objects.exclude(purpose__in=SAFETY_PURPOSES)


def purposes() -> list[Purpose]:
    """What somebody may be asked to agree to on a page."""
    return [purpose for purpose in Purpose if purpose not in SAFETY_PURPOSES]


def looks(who: Subject) -> QuerySet[Look]:
    """Who looked at their details."""
    return rows(Look, who).filter(subject=who.party)


def sheets(who: Subject) -> QuerySet[ChangeSet]:
    """Who printed their sheet for them at a desk."""
    about = Party.unnarrowed.filter(pk=who.party).values("ref")
    printed = ChangeSet.objects.filter(action=history.SHEET, about__in=about)
    return printed.exclude(by__in=_kept_back(who).values("pk")).exclude(by__in=_their_workers(who)).order_by("-pk")


def helpers(who: Subject) -> QuerySet[Tie]:
    """By which connections others may act for them; live or not."""
    return rows(Tie, who).filter(receiver=who.party, retracted_in=None, kind=terms.kind("acts_for"))


def authority() -> QuerySet[Tie]:
    """Every connection by which somebody acts for somebody, whether or not the other end is in sight: theirs to end."""
    out_of_sight = Party.unnarrowed.filter(hidden=True).values("pk")
    acting = Tie.unnarrowed.filter(kind=terms.kind("acts_for"), retracted_in=None, shielded=False)
    return acting.exclude(giver__in=out_of_sight)


def sayable_ties(who: Subject) -> QuerySet[Tie]:
    """Anybody's connections, as far as they may be said to this person by what they join."""
    return Tie.unnarrowed.filter(_may_be_said(Tie, who), retracted_in=None)


def count(ids: Iterable[int]) -> dict[str, int]:
    """Table -> how many rows are held about these records of one person: what a receipt is made from."""
    parties = list(ids)
    linked = frozenset(parties)
    held = {}
    for model in tables():
        found = {pk for one in parties for pk in rows(model, Subject(one, linked)).values_list("pk", flat=True)}
        held[model.__name__] = len(found)
    return held


# ---- What may be said ----


def _kept_back(who: Subject) -> QuerySet[Party]:
    """Whoever is out of sight, and organisations whose very name would tell; never the person themself."""
    return Party.unnarrowed.filter(Q(hidden=True) | Q(sort__in=_safety_sorts())).exclude(pk__in=who.linked)


def _safety_sorts() -> QuerySet[Any]:
    return Term.objects.filter(scheme="sort", code__in=SAFETY_SORTS).values("pk")


def _their_workers(who: Subject) -> QuerySet[Any]:
    """People who work for an organisation that is kept back: a look of theirs is its look."""
    bodies = _kept_back(who).exclude(kind="person").values("pk")
    kinds = [terms.kind(code) for code in WORK if code in registry.kinds()]
    return Tie.unnarrowed.filter(kind__in=kinds, receiver__in=bodies).values("giver")


def _safety_kinds() -> list[int]:
    codes = [kind.code for kind in registry.kinds().values() if kind.sensitivity is Sensitivity.SAFETY]
    if not codes:
        return []
    return list(Term.objects.filter(scheme__in=(terms.KIND, terms.ROLE), code__in=codes).values_list("pk", flat=True))


def _may_be_said(model: Model, who: Subject) -> Q:
    said = Q()
    for part in _conditions(model, who):
        said &= part
    return said


def _conditions(model: Model, who: Subject) -> Iterator[Q]:
    for field in model._meta.concrete_fields:
        yield from _of_field(model, field, who)
    if model is Tie:
        yield Q(shielded=False)
    elif model is Look:
        yield ~Q(by__in=_their_workers(who))
    elif model is Send:
        yield ~Q(template__startswith=SAFETY_LETTERS)
    elif model is BeforeImage:  # how their own record was; how something else was may name others
        yield Q(table=Party._meta.db_table, row=who.party)
    elif model is ChangeSet:
        yield _speakable_changes(who)


def _of_field(model: Model, field: models.Field[Any, Any], who: Subject) -> Iterator[Q]:
    to, name = field.related_model, field.name
    if to is Party:
        yield ~Q(**{f"{name}__in": _kept_back(who).values("pk")})
    elif to is Place:
        yield ~Q(**{f"{name}__in": Place.unnarrowed.filter(hidden=True).values("pk")})
    elif name == "purpose":
        yield ~Q(purpose__in=SAFETY_PURPOSES)
    elif name in ("kind", "role") and to is Term and (unsaid := _safety_kinds()):
        yield ~Q(**{f"{name}__in": unsaid})
    elif _leads_on(model, to):
        may = Q(**{f"{name}__in": to._base_manager.filter(_may_be_said(to, who)).values("pk")})
        yield may | Q(**{f"{name}__isnull": True}) if field.null else may


def _leads_on(model: Model, to: Any) -> bool:
    return (
        isinstance(to, type)
        and _of_ours(to)
        and to is not model
        and to not in (Party, Place, Term, ChangeSet, Account)
        and (to._meta.app_label != "core" or to in (Tie, *erasure_rules.ENDS))
    )


def _speakable_changes(who: Subject) -> Q:
    """Only what was done to something that the person may read about: another line would tell by being there."""
    own_ties = rows(Tie, who).values("ref")
    known = Q(about__in=Party.objects.values("ref")) | Q(about__in=Place.objects.values("ref"))
    known |= Q(about__in=Party.unnarrowed.filter(pk=who.party).values("ref")) | Q(about__in=own_ties)
    known |= Q(about__in=rows(Consent, who).values("ref")) | Q(about__in=rows(Promise, who).values("ref"))
    return known & ~Q(action__in=SAFETY_ACTIONS)
