"""The connections as a file that another program reads.

From a page, everybody takes away organisations and groups and never people: a list of people leaves the house for a
named purpose and with a second person's agreement, and a drawing without names would still show who they are to
somebody who knows the place. Whoever runs `goldenthread export` for the partnership also gets those people who agreed
both to be in the picture and to be found by name.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from django.conf import settings
from django.utils.translation import gettext

from goldenthread.capabilities.network import reading
from goldenthread.core import exporting, sight
from goldenthread.core.permissions import Actor
from goldenthread.domain.place import Place
from goldenthread.domain.words import N_
from goldenthread.engines import exchange
from goldenthread.engines.exchange import Name

FORMATS = ("graphml", "gexf", "kumu", "csv")
ENDINGS = {"graphml": "graphml", "gexf": "gexf", "json": "kumu", "csv": "csv"}
TYPES = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "kumu": "application/json",
    "csv": exporting.TYPES["csv"],
}
HEADINGS = (N_("From"), N_("How"), N_("To"), N_("Golden thread ref, from"), N_("Golden thread ref, to"))


def write(actor: Actor, form: str, stream: BinaryIO, *, people: bool = True) -> int:
    """Write what this actor may see by name to a stream of bytes; returns how many connections there are in it.

    Raises KeyError for a format we do not write.
    """
    place = reading.for_reader(actor) if people else reading.bodies(actor)
    names = names_of(actor, place)
    named = place.only(np.isin(place.party, list(names)))
    write_place(named, names, form, stream)
    return len(named.source)


def names_of(actor: Actor, place: Place) -> dict[int, Name]:
    """The reference and name of those in the place whom this reader may see by name, in one query."""
    inside = set(place.party.tolist())
    found = sight.parties(actor).values_list("pk", "ref", "name").iterator(5_000)
    return {pk: Name(ref, name) for pk, ref, name in found if pk in inside}


def write_place(place: Place, names: dict[int, Name], form: str, stream: BinaryIO) -> None:
    """Write a place whose parties are all named. In the demonstration every file says that it is invented."""
    words = {code: reading.kind_words(code) for code in place.tie_kinds}
    if form == "csv":
        _csv(place, names, words, stream)
    else:
        note = exporting.INVENTED if settings.DEMO else ""
        exchange.write(place, names, form, stream, words=words, note=note)


def _csv(place: Place, names: dict[int, Name], words: dict[str, str], stream: BinaryIO) -> None:
    """A line for each connection; those without any are left to the other formats."""
    named = [names[party] for party in place.party.tolist()]
    called = [words[code] for code in place.tie_kinds]
    ties = zip(place.source.tolist(), place.target.tolist(), place.tie_kind.tolist(), strict=True)
    rows = (
        (named[one].label, called[kind], named[other].label, named[one].ref, named[other].ref)
        for one, other, kind in ties
    )
    exporting.write([gettext(heading) for heading in HEADINGS], rows, "csv", stream)
