"""What was done to the record: change sets in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from goldenthread.core import registry
from goldenthread.core.models import ChangeSet, IdentityLink, Party, Place, Tie

SHEET = "core.sheet_printed"  # a look, not a change: it stands on the person's own page, and nowhere else


@dataclass(frozen=True, slots=True)
class Done:
    """One change: its reference, when, in words; `undone` when it was taken back."""

    ref: str
    at: datetime
    words: str
    about: str
    undone: bool


def of(ref: str, most: int = 20) -> list[Done]:
    """The latest changes to the thing with this public reference."""
    return _told(ChangeSet.objects.filter(about=ref).exclude(action=SHEET), most)


def latest(actions: list[str], most: int = 10) -> list[Done]:
    """The latest changes of these actions, whatever they were about."""
    return _told(ChangeSet.objects.filter(action__in=actions), most)


def _told(rows: QuerySet[ChangeSet], most: int) -> list[Done]:
    latest = _in_sight(rows).order_by("-pk").values_list("ref", "at", "action", "about", "undone_by")[:most]
    return [
        Done(ref, at, gettext(registry.action_words(action)), about, undone is not None)
        for ref, at, action, about, undone in latest
    ]


def _in_sight(rows: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
    """Without what was done to, undone for, or linked with anything protected: a line without a name still tells."""
    people = Party.unnarrowed.filter(hidden=True, shielded=True)
    things = (people, Place.unnarrowed.filter(hidden=True, shielded=True), Tie.unnarrowed.filter(shielded=True))
    links = IdentityLink.objects.filter(Q(one__in=people.values("pk")) | Q(other__in=people.values("pk")))
    for protected in things:
        rows = rows.exclude(about__in=protected.values("ref")).exclude(undoes__about__in=protected.values("ref"))
    return rows.exclude(pk__in=links.values("made_in")).exclude(pk__in=links.exclude(ended_in=None).values("ended_in"))
