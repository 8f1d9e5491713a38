"""The addresses a calendar subscribes to."""

from django.http import Http404, HttpRequest, HttpResponse

from goldenthread.capabilities.directory import calendars, permissions
from goldenthread.core.models import Party, Place
from goldenthread.core.permissions import ANYONE
from goldenthread.ui.page import page


@page(allow=permissions.SEE, of=Party.objects.all)
def of_party(request: HttpRequest, party: Party) -> HttpResponse:
    return _file(calendars.of_party(party), party.ref)


@page(allow=ANYONE, of=Place.objects.all)
def of_place(request: HttpRequest, place: Place) -> HttpResponse:
    return _file(calendars.of_place(place), place.ref)


@page(allow=ANYONE)
def of_ones_own(request: HttpRequest, key: str) -> HttpResponse:
    """A calendar cannot sign in: the address itself is the secret, and says so where it is shown."""
    person = calendars.owner(key)
    if person is None:
        raise Http404
    response = _file(calendars.of_ones_own(person), "golden-thread")
    response["Cache-Control"] = "private, no-store"
    return response


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=calendars.TYPE,
        headers={"Content-Disposition": f'inline; filename="{name}.ics"', "X-Robots-Tag": "noindex"},
    )
