"""The connections as a file: organisations and groups, which everybody may see.

People are never in it: a list of people leaves the house for a named purpose and with a second person's
agreement, and a drawing without names would still show who they are to somebody who knows the place.
"""

from __future__ import annotations

from typing import BinaryIO

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


def write(actor: Actor, form: str, stream: BinaryIO) -> None:
    """Write what this actor may take away to a stream of bytes. Raises KeyError for a format we do not write."""
    place = reading.bodies(actor)
    write_place(place, names_of(actor, place), form, stream)


def names_of(actor: Actor, place: Place) -> dict[int, Name]:
    """The reference and name of everybody in the place, as this reader may see them."""
    found = sight.parties(actor).exclude(kind="person").values_list("pk", "ref", "name").iterator(5_000)
    inside = set(place.party.tolist())
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
