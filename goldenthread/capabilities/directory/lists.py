"""The lists the directory declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from goldenthread.capabilities.directory.permissions import SEE
from goldenthread.core import postcodes, search, terms
from goldenthread.core.lists import Column, Filter, List, Sort
from goldenthread.core.models import Party, Place, Tie
from goldenthread.core.permissions import ANYONE
from goldenthread.domain.kinds import PartyKind, PlaceKind, Sector
from goldenthread.domain.words import N_

KINDS = (
    (PartyKind.ORGANISATION, N_("Organisations")),
    (PartyKind.GROUP, N_("Groups")),
    (PartyKind.PERSON, N_("People")),
)
SECTORS = ((Sector.SOCIAL, N_("Social")), (Sector.PUBLIC, N_("Public")), (Sector.COMMERCIAL, N_("Commercial")))
KIND_WORDS = {
    PartyKind.ORGANISATION: N_("Organisation"), PartyKind.GROUP: N_("Group"), PartyKind.PERSON: N_("Person"),
}  # fmt: skip
PLACE_KINDS = (
    (PlaceKind.BUILDING, N_("Buildings")), (PlaceKind.ROOM, N_("Rooms")), (PlaceKind.PLOT, N_("Plots")),
    (PlaceKind.STREET, N_("Streets")), (PlaceKind.NEIGHBOURHOOD, N_("Neighbourhoods")), (PlaceKind.AREA, N_("Areas")),
)  # fmt: skip
PLACE_WORDS = {
    PlaceKind.BUILDING: N_("Building"), PlaceKind.ROOM: N_("Room"), PlaceKind.PLOT: N_("Plot"),
    PlaceKind.STREET: N_("Street"), PlaceKind.NEIGHBOURHOOD: N_("Neighbourhood"), PlaceKind.AREA: N_("Area"),
}  # fmt: skip


def _by_words_or_postcode(rows: QuerySet[Party], words: str) -> QuerySet[Party]:
    """By name; or, when the words are a postcode, the groups and organisations based or meeting there."""
    code = postcodes.tidy(words)
    if code:
        at_it = Tie.objects.filter(Tie.live(timezone.localdate()), place__postcode=code)
        return rows.filter(~Q(kind=PartyKind.PERSON), pk__in=at_it.values("giver"))
    return search.matching(rows, words)


def _place_by_words(rows: QuerySet[Place], words: str) -> QuerySet[Place]:
    code = postcodes.tidy(words)
    return rows.filter(postcode=code) if code else rows.filter(name__icontains=words)


def _places_with_a_name() -> QuerySet[Place]:
    """Without the places that are no more than the postcode of somebody's office."""
    return Place.objects.exclude(name=F("postcode"))


def _sector(row: Mapping[str, Any]) -> str:
    return gettext(dict(SECTORS).get(row["sector"], "")) if row["sector"] else ""


PARTIES = List(
    name="directory.parties",
    words=N_("People, groups and organisations"),
    of=Party.objects.all,
    allow=SEE,
    values=("name", "kind", "sector", "sort"),
    columns=(
        Column("name", N_("Name"), lambda row: row["name"]),
        Column("kind", N_("What it is"), lambda row: gettext(KIND_WORDS[row["kind"]]), by="kind"),
        Column("sort", N_("Sort"), lambda row: terms.words_of(row["sort"]), by="sort"),
        Column("sector", N_("Sector"), _sector, by="sector"),
        Column("ref", N_("Golden thread ref"), lambda row: row["ref"], shown=False),
    ),
    filters=(
        Filter("kind", N_("What it is"), "kind", KINDS),
        Filter("sector", N_("Sector"), "sector", SECTORS),
    ),
    sorts=(Sort("name", N_("Name"), "name_key"),),
    search=_by_words_or_postcode,
    empty=N_("Bring in a list you already keep: groups, organisations, people."),
    people=Q(kind=PartyKind.PERSON),
)

PLACES = List(
    name="directory.places",
    words=N_("Places"),
    of=_places_with_a_name,
    allow=ANYONE,
    values=("name", "kind", "postcode", "parent__name", "parent__hidden"),
    columns=(
        Column("name", N_("Name"), lambda row: row["name"]),
        Column("kind", N_("What it is"), lambda row: gettext(PLACE_WORDS[row["kind"]]), by="kind"),
        Column("postcode", N_("Postcode"), lambda row: row["postcode"]),
        Column("parent", N_("Part of"), lambda row: "" if row["parent__hidden"] else row["parent__name"] or ""),
        Column("ref", N_("Golden thread ref"), lambda row: row["ref"], shown=False),
    ),
    filters=(Filter("kind", N_("What it is"), "kind", PLACE_KINDS),),
    sorts=(Sort("name", N_("Name"), "name_key"),),
    search=_place_by_words,
    empty=N_("Bring in a list of buildings and rooms, or a file of boundaries."),
)
