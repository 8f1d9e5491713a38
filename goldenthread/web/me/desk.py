"""A hub desk: print the sheet of the person in front of it, or end a helper's access, at their word.

The person shows their card or says their reference, and it is sent, not put in an address: nothing of it stays in
a browser's history. Whoever is kept out of sight is answered like somebody who was never here.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import consent, desk, who_may
from goldenthread.core.models import Party
from goldenthread.core.permissions import COORDINATES
from goldenthread.core.subject import Subject, helpers
from goldenthread.ui.page import answer, page
from goldenthread.web import cards
from goldenthread.web.cards import CardRefusal
from goldenthread.web.limits import address_of
from goldenthread.web.me import reading


@page(allow=desk.AT_A_DESK)
def index(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/me/desk.html", {"prints": COORDINATES.opens_for(request.actor)})


def _person(request: HttpRequest) -> Party | None:
    """Whose card or reference was typed; None, with a message, when it is nobody's here."""
    typed = request.POST.get("who", "")[:64]
    found: Party | None = None
    if cards.read(typed):
        account = cards.sign_in(typed, address=address_of(request))
        if not isinstance(account, CardRefusal) and account.party_id:
            found = Party.objects.filter(pk=account.party_id).first()
    else:
        found = desk.find(typed)
    if found is None:
        messages.error(request, _("We know nobody by that. Look at the card again, or ask who usually helps them."))
    return found


@page(allow=COORDINATES, action=desk.print_sheet)
def print_sheet(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    if person is None:
        return redirect("desk")
    now = timezone.now()
    desk.print_sheet(person=person, by=request.actor.party, at=now)
    return answer(request, "web/me/sheet.html", reading.about(person, now, most=200))


@page(allow=desk.AT_A_DESK)
def show_helpers(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    if person is None:
        return redirect("desk")
    found = who_may.helpers(Subject.of(person.pk), timezone.now())
    given = {"person": person, "helpers": found, "who": request.POST.get("who", "")[:64]}
    return answer(request, "web/me/desk_helpers.html", given)


@page(allow=desk.AT_A_DESK, action=consent.end_help)
def end_help(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    tie = helpers(Subject.of(person.pk)).filter(ref=request.POST.get("helper", "")).first() if person else None
    if tie is not None:
        consent.end_help(tie=tie, by=request.actor.party, at=timezone.now())
        messages.success(request, _("Done. The helper may not act for them any more, and is not told."))
    return redirect("desk")
