"""The pages of the network. Each one: open, read, answer. None of them changes anything."""

from __future__ import annotations

import tempfile

import orjson
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from goldenthread.capabilities.network import absence as absences
from goldenthread.capabilities.network import drawing, exports, jobs, permissions, reading, tables
from goldenthread.core.models import Party
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Link

IN_MEMORY = 1024 * 1024  # bytes of a file being written, before it goes to the disk


@page(allow=permissions.PICTURE)
def picture(request: HttpRequest) -> HttpResponse:
    """How are we connected?"""
    place = reading.for_reader(request.actor)
    working = None
    if drawing.AT_ONCE < len(place) <= drawing.MOST and drawing.kept(request.actor, place) is None:
        working = jobs.progress(jobs.ask(request.actor, place))
    if request.htmx and working is None:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the picture's script starts with a whole page
    seen = {
        "parties": len(place), "connections": len(place.source), "as_of": place.as_of,
        "people": request.actor.party is not None,
    }  # fmt: skip
    context = {
        "seen": seen, "working": working, "too_many": len(place) > drawing.MOST, "exports": _exports(),
        "refresh_seconds": 5 if working else 0,
    }  # fmt: skip
    return answer(request, "network/picture.html", context, block="working")


@page(allow=permissions.PICTURE)
def data(request: HttpRequest) -> HttpResponse:
    """What the script draws."""
    place = reading.for_reader(request.actor)
    drawn = drawing.spots(request.actor, place)
    if drawn is None:
        raise Http404
    return HttpResponse(orjson.dumps(drawing.columns(request.actor, place, drawn)), content_type="application/json")


@page(allow=permissions.PICTURE)
def table(request: HttpRequest) -> HttpResponse:
    """The same as a list, which needs no script."""
    place = reading.for_reader(request.actor)
    found = tables.page(request, request.actor, place, _exports())
    context = {"found": found, "people": request.actor.party is not None, "crumbs": _crumbs()}
    return answer(request, "network/table.html", context)


@page(allow=permissions.ABSENCE, of=Party.objects.all)
def absence(request: HttpRequest, party: Party) -> HttpResponse:
    """Who would lose touch if this group stopped?"""
    found = absences.of(request.actor, party)
    crumbs = [*_crumbs(), Link(party.name, reading.href_of(party.ref))]
    return answer(request, "network/absence.html", {"party": party, "absence": found, "crumbs": crumbs})


@page(allow=permissions.PICTURE)
def export(request: HttpRequest, ending: str) -> FileResponse:
    """The connections as a file that another program reads."""
    if ending not in exports.ENDINGS:
        raise Http404
    form = exports.ENDINGS[ending]
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    exports.write(request.actor, form, file, people=False)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"connections.{ending}", content_type=exports.TYPES[form])


def _crumbs() -> list[Link]:
    return [Link(_("How are we connected?"), reverse("network:picture"))]


def _exports() -> list[Link]:
    names = {"csv": "CSV", "graphml": "GraphML", "gexf": "GEXF (Gephi)", "json": "JSON (Kumu)"}
    return [Link(words, reverse("network:export", kwargs={"ending": ending})) for ending, words in names.items()]
