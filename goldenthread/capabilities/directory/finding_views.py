"""The front door: what is on, found by words, day, distance and what one needs. Nothing asked is kept."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldenthread.capabilities.directory import danger, finding, maps
from goldenthread.capabilities.directory import finding_reading as reading
from goldenthread.core import exporting
from goldenthread.core.permissions import ANYONE, Actor
from goldenthread.ui.addresses import path_if_mounted
from goldenthread.ui.jinja import count
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Link

FORMS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}
TYPES = {**exporting.TYPES, "geojson": "application/geo+json"}
LAST_PAGE = finding.CAP // finding.SIZE


@page(allow=ANYONE)
def services(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = finding.read(request.GET)
    hits = finding.find(asked, actor.day)
    form = request.GET.get("form", "")
    response = taken(hits, form, actor) if form in FORMS else shown(request, hits, actor)
    patch_cache_control(response, private=True, no_store=True)  # what somebody looked for stays with them
    return response


def shown(request: HttpRequest, hits: finding.Hits, actor: Actor) -> HttpResponse:
    asked, total = hits.asked, len(hits.rows)
    at = _page(request.GET.get("page", ""), total)
    start = (at - 1) * finding.SIZE
    found = reading.entries(hits, start, finding.SIZE, actor.day)
    more = total > at * finding.SIZE and at < LAST_PAGE
    context: dict[str, Any] = {
        "asked": asked, "found": found, "options": reading.options, "miles": _miles(),
        "count": _("%(count)s found") % {"count": count(min(total, finding.CAP), total > finding.CAP)},
        "close": hits.close, "total": total, "ended": more is False and total > LAST_PAGE * finding.SIZE,
        "unknown_postcode": bool(asked.postcode) and asked.point is None,
        "facets": reading.facets(hits), "everything": reading.address(finding.Asked()) if asked.narrowed else "",
        "earlier": reading.address(asked, at - 1) if at > 1 else "",
        "later": reading.address(asked, at + 1) if more else "",
        "exports": [Link(words, _with_form(asked, form)) for form, words in FORMS.items()] if total else [],
        "map": drawn(hits), "whole_map": reading.address(asked, box=None) if asked.box else "",
        "less": reading.less(asked, actor.day) if not total and asked.narrowed else [],
        "ask_href": path_if_mounted("directory:ask"),
        "help": danger.HELP if danger.speaks_of_danger(asked.q) else (),
    }  # fmt: skip
    return answer(request, "directory/services.html", context)


def _miles() -> list[tuple[str, str]]:
    return [
        (each, ngettext("%(miles)s mile", "%(miles)s miles", 1 if each == "1" else 2) % {"miles": each})
        for each in finding.MILES
    ]


def _page(written: str, total: int) -> int:
    last = max(1, min(LAST_PAGE, -(-total // finding.SIZE)))
    return min(int(written), last) if written.isdecimal() and len(written) < 6 and int(written) else 1


def drawn(hits: finding.Hits) -> maps.Gathered | None:
    shelf, rows = hits.shelf, hits.rows

    def one(n: int) -> tuple[str, str]:
        return _("One service: see it alone"), _alone(hits, float(shelf.lat[rows[n]]), float(shelf.lon[rows[n]]))

    return maps.gathered(
        shelf.lat[rows], shelf.lon[rows], here=hits.asked.point, one=one,
        closer=lambda box: reading.address(hits.asked, box=box),
    )  # fmt: skip


def _alone(hits: finding.Hits, lat: float, lon: float) -> str:
    return reading.address(hits.asked, box=(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4))


def _with_form(asked: finding.Asked, form: str) -> str:
    here = reading.address(asked)
    return f"{here}{'&' if '?' in here else '?'}form={form}"


def taken(hits: finding.Hits, form: str, actor: Actor) -> HttpResponseBase:
    """All of what was found, as a file."""
    rows = reading.every(hits, actor.day)
    name = f"services-{actor.day:%Y-%m-%d}.{form}"
    response: HttpResponseBase
    if form == "csv":
        cells = ([str("" if cell is None else cell) for cell in reading.cells(one)] for one in rows)
        response = StreamingHttpResponse(exporting.stream_csv(reading.headings(), cells), content_type=TYPES[form])
    elif form == "xlsx":
        response = HttpResponse(content_type=TYPES[form])
        exporting.write(reading.headings(), map(reading.cells, rows), form, response, _("What is on"))  # type: ignore[arg-type]
    else:
        note = {"note": exporting.INVENTED} if settings.DEMO else {}
        features = [reading.feature(one) for one in rows]
        body = orjson.dumps({"type": "FeatureCollection", **note, "features": features})
        response = HttpResponse(body, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
