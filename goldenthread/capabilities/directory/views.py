"""The pages of the directory. Each one: open, act, answer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.capabilities.directory import actions, lists, maps, permissions, reading
from goldenthread.capabilities.directory.forms import ListingForm
from goldenthread.capabilities.directory.rules import ListingRefusal
from goldenthread.capabilities.directory.wording import REFUSALS
from goldenthread.core.lists import show as show_list
from goldenthread.core.models import Party, Place
from goldenthread.core.permissions import ANYONE
from goldenthread.ui import panels
from goldenthread.ui.listing import download, page_of
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Link


@page(allow=permissions.SEE, of=Party.objects.all)
def index(request: HttpRequest, visible: QuerySet[Party]) -> HttpResponse:
    taken = download(lists.PARTIES, request)
    if taken:
        return taken
    shown = show_list(lists.PARTIES, visible, request.GET.dict())
    add = permissions.ADD.opens_for(request.actor)
    bring = Link(_("Bring in a list"), reading.address("imports:bring")) if add else None
    found = page_of(shown, request, leads_to="directory:show", add=bring)
    return answer(request, "directory/index.html", {"found": found, "may_add": add})


@page(allow=permissions.SEE, of=Party.objects.all)
def show(request: HttpRequest, party: Party) -> HttpResponse:
    context = reading.party(request.actor, party)
    return answer(request, "directory/show.html", {**context, "panels": panels.on("party", request.actor, party)})


@page(allow=permissions.ADD, action=actions.add)
def add(request: HttpRequest) -> HttpResponse:
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = actions.add(wanted=form.wanted(), by=request.actor.party, at=timezone.now())
        if not isinstance(outcome, ListingRefusal):
            messages.success(request, _("“%(name)s” is in the directory.") % {"name": outcome.name})
            return redirect("directory:show", ref=outcome.ref)
        form.add_error(None, REFUSALS[outcome])
    return answer(request, "directory/edit.html", {"form": form, "party": None}, status=422 if form.errors else 200)


@page(allow=permissions.CHANGE, see=permissions.SEE, of=Party.objects.all, action=actions.change)
def change(request: HttpRequest, party: Party) -> HttpResponse:
    form = ListingForm(request.POST or None, initial=reading.as_written(party))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        outcome = actions.change(
            party=party, wanted=form.wanted(), seen=seen, by=request.actor.party, at=timezone.now()
        )
        if not isinstance(outcome, ListingRefusal):
            messages.success(request, _("Your change to “%(name)s” is kept.") % {"name": outcome.name})
            return redirect("directory:show", ref=outcome.ref)
        form.add_error(None, REFUSALS[outcome])
    return answer(request, "directory/edit.html", {"form": form, "party": party}, status=422 if form.errors else 200)


@page(allow=permissions.CHANGE, see=permissions.SEE, of=Party.objects.all, action=actions.archive)
def archive(request: HttpRequest, party: Party) -> HttpResponse:
    if request.method != "POST":
        return answer(request, "directory/archive.html", {"party": party})
    refusal = actions.archive(party=party, by=request.actor.party, at=timezone.now())
    if refusal:
        messages.error(request, REFUSALS[refusal])
    else:
        messages.success(request, _("“%(name)s” has been taken out of the directory.") % {"name": party.name})
    return redirect("directory:index")


@page(allow=ANYONE, of=lists.PLACES.of)
def places(request: HttpRequest, visible: QuerySet[Place]) -> HttpResponse:
    taken = download(lists.PLACES, request)
    if taken:
        return taken
    shown = show_list(lists.PLACES, visible, request.GET.dict())
    found = page_of(shown, request, leads_to="directory:place")
    return answer(request, "directory/places.html", {"found": found})


@page(allow=ANYONE, of=Place.objects.all)
def place(request: HttpRequest, place: Place) -> HttpResponse:
    context = reading.place(place)
    return answer(request, "directory/place.html", {**context, "panels": panels.on("place", request.actor, place)})


@page(allow=ANYONE)
def map_of_places(request: HttpRequest) -> HttpResponse:
    return answer(request, "directory/map.html", {"drawn": maps.draw()})


@page(allow=ANYONE)
def postcode(request: HttpRequest) -> HttpResponse:
    return answer(request, "directory/postcode.html", reading.postcode(request.GET.get("postcode", "")))
