"""A person's own page and its sheet: what is held, who may see it, and how to stop an agreement or a helper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import consent, partnership, sight, subject
from goldenthread.core.desk import AT_A_DESK
from goldenthread.core.models import Consent, Tie
from goldenthread.core.permissions import MEMBERS, Actor, ActsFor, Is, permission, scopes_in
from goldenthread.core.subject import Subject
from goldenthread.domain.kinds import Purpose, Scope
from goldenthread.ui import panels
from goldenthread.ui.page import answer, page
from goldenthread.web.me import reading

OWN = permission("web.own_consent", (Is("subject"),), (ActsFor("subject", Scope.PEOPLE),))
OWN_HELPER = permission("web.own_helper", (Is("receiver"),))  # not a helper: they could shut out the others


@page(allow=MEMBERS)
def me(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    person = sight.oneself(actor)
    given = {
        **reading.about(person, actor.at),
        "offers": reading.offers(person, actor.at),
        "acts_for": _acts_for(actor),
        "at_a_desk": AT_A_DESK.opens_for(actor),
        "panels": panels.on("me", actor, person),
    }
    return answer(request, "web/me/page.html", given)


@page(allow=MEMBERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """The same on paper: everything open, nothing to press."""
    actor: Actor = request.actor
    return answer(request, "web/me/sheet.html", reading.about(sight.oneself(actor), actor.at, most=200))


def _acts_for(actor: Actor) -> list[tuple[sight.Seen, list[str]]]:
    held = dict(actor.acts_for)
    return [(one, [str(scope) for scope in scopes_in(held[pk])]) for pk, one in sight.seen(actor, held).items()]


@page(allow=MEMBERS, action=consent.give)
def agree(request: HttpRequest) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    if purpose in subject.purposes():
        consent.give(
            subject=request.actor.party, to=partnership.party_id(), purpose=Purpose(purpose), by=request.actor.party,
            at=timezone.now(), language=request.LANGUAGE_CODE,
        )  # fmt: skip
        messages.success(request, _("Thank you. You can stop it here at any time."))
    return redirect("me")


@page(allow=OWN, of=subject.agreements, action=consent.withdraw)
def withdraw(request: HttpRequest, given: Consent) -> HttpResponse:
    if not subject.consents(Subject.of(given.subject_id)).filter(pk=given.pk).exists():
        raise Http404
    consent.withdraw(consent=given, by=request.actor.party, at=timezone.now())
    messages.success(request, _("Stopped. Nothing will use your details for this from now on."))
    return redirect("me")


@page(allow=OWN_HELPER, of=subject.authority, action=consent.end_help)
def end_help(request: HttpRequest, tie: Tie) -> HttpResponse:
    consent.end_help(tie=tie, by=request.actor.party, at=timezone.now())
    messages.success(request, _("Done. They may not act for you any more, and we do not tell them."))
    return redirect("me")
