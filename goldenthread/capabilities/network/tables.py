"""The connection picture as a list: who is connected to whom, in the order of names and in no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from goldenthread.capabilities.network import reading
from goldenthread.capabilities.network.permissions import NAMED
from goldenthread.core import lists, search
from goldenthread.core.lists import Column, Filter, List, Sort
from goldenthread.core.models import Party
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.domain.place import Place
from goldenthread.domain.words import N_
from goldenthread.ui import jinja, shapes
from goldenthread.ui.listing import page_of

MOST_NAMED = 30  # connections named in one line; the rest are on the party's own page
KIND_WORDS = {
    PartyKind.ORGANISATION: N_("Organisation"), PartyKind.GROUP: N_("Group"), PartyKind.PERSON: N_("Person"),
}  # fmt: skip
CONNECTED = List(
    name="network.connected",
    words=N_("Who is connected to whom"),
    of=Party.objects.all,
    allow=NAMED,
    values=("pk", "name", "kind", "sector"),
    columns=(
        Column("name", N_("Name"), lambda row: row["name"]),
        Column("kind", N_("What it is"), lambda row: gettext(KIND_WORDS[row["kind"]])),
    ),
    filters=(
        Filter("kind", N_("What it is"), "kind",
               ((PartyKind.ORGANISATION, N_("Organisations")), (PartyKind.GROUP, N_("Groups")),
                (PartyKind.PERSON, N_("People")))),
        Filter("sector", N_("Sector"), "sector",
               ((Sector.SOCIAL, N_("Social")), (Sector.PUBLIC, N_("Public")), (Sector.COMMERCIAL, N_("Commercial")))),
    ),
    sorts=(Sort("name", N_("Name"), "name_key"),),
    search=search.matching,
    empty=N_("Bring in a list of who works with whom, and it will be shown here."),
    people=Q(kind=PartyKind.PERSON),
)  # fmt: skip


def page(request: HttpRequest, actor: Actor, place: Place, exports: list[shapes.Link]) -> shapes.ListPage:
    """A page of the list, each line with everybody it is connected to."""
    shown = lists.show(CONNECTED, CONNECTED.allow.among(actor, CONNECTED.of()), request.GET.dict())
    found = page_of(shown, request, leads_to="directory:show")
    near = {row["pk"]: neighbours(place, row["pk"]) for row in shown.rows}
    called = reading.shown(actor, place, {other for others in near.values() for other in others})
    told = [in_words(row, reading.together(called[other] for other in near[row["pk"]])) for row in shown.rows]
    name, *rest = found.columns
    return replace(
        found,
        columns=[replace(name, sorted="ascending"), *rest, shapes.Column(gettext("Is connected to"))],
        rows=[[*cells, words] for cells, words in zip(found.rows, told, strict=True)],
        exports=exports,
    )


def neighbours(place: Place, party: int) -> list[int]:
    """Everybody with a tie to a party, each once; nobody when it is not in the place."""
    at = place.position(party)
    if at is None:
        return []
    ends = np.concatenate((place.target[place.source == at], place.source[place.target == at]))
    return [int(other) for other in place.party[np.unique(ends)]]


def in_words(row: Mapping[str, Any], others: reading.Together) -> Markup:
    """ "Old Chapel, the Library and 2 neighbours", with links."""
    link = Markup('<a href="{}"><bdi>{}</bdi></a>')
    said = [link.format(one.href, one.label) for one in others.named[:MOST_NAMED]]
    if (more := len(others.named) - MOST_NAMED) > 0:
        said.append(link.format(reading.href_of(row["ref"]), gettext("%(n)s more") % {"n": jinja.number(more)}))
    if others.neighbours:
        words = ngettext("%(n)s neighbour", "%(n)s neighbours", others.neighbours)
        said.append(Markup("{}").format(words % {"n": jinja.number(others.neighbours)}))
    if not said:
        return Markup("{}").format(gettext("Nobody yet, as far as is recorded"))
    spaces = jinja.together([f"{{{number}}}" for number in range(len(said))])
    return Markup(spaces).format(*said)  # noqa: S704 - the language's own commas, and places for the links
