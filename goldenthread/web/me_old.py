"""A person's own page: what they promised, who can see what about them, and how to stop it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import consent, partnership, sight
from goldenthread.core.models import Consent, ContactPoint, Look, Promise
from goldenthread.core.permissions import MEMBERS, Actor, ActsFor, Is, permission, scopes_in
from goldenthread.domain.kinds import PURPOSE_WORDS, Purpose, Scope
from goldenthread.ui import panels
from goldenthread.ui.page import answer, page

OWN = permission("web.own_consent", (Is("subject"),), (ActsFor("subject", Scope.PEOPLE),))


@page(allow=MEMBERS)
def me(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    person = sight.oneself(actor)
    return answer(
        request,
        "web/me.html",
        {
            "person": person,
            "consents": _consents(actor),
            "offers": _offers(actor),
            "looks": _looks(actor),
            "acts_for": _acts_for(actor),
            "promises": Promise.objects.filter(Q(giver=actor.party) | Q(receiver=actor.party)).count(),
            "contacts": ContactPoint.objects.filter(party=actor.party).count(),
            "panels": panels.on("me", actor, person),
        },
    )


def _consents(actor: Actor) -> list[dict[str, Any]]:
    live = Consent.objects.filter(Consent.live(actor.at), subject=actor.party, to__hidden=False)
    rows = live.order_by("purpose", "pk").values("ref", "purpose", "given_at", "until_at", "to__name")
    return [{**row, "words": _(PURPOSE_WORDS[Purpose(row["purpose"])])} for row in rows]


def _offers(actor: Actor) -> list[tuple[str, str]]:
    """What they could still agree to, towards the partnership."""
    held = set(
        Consent.objects.filter(Consent.live(actor.at), subject=actor.party, to=partnership.party_id())
        .values_list("purpose", flat=True)
    )  # fmt: skip
    return [(purpose, _(words)) for purpose, words in PURPOSE_WORDS.items() if purpose not in held]


def _looks(actor: Actor) -> list[dict[str, Any]]:
    """Who looked: organisations by name. A look for safety's sake is never written where it could be read."""
    rows = Look.objects.filter(subject=actor.party, by__hidden=False).order_by("-day")
    taken = rows.values("by__name", "purpose", "day")[:50]
    return [{**row, "words": _(PURPOSE_WORDS[Purpose(row["purpose"])])} for row in taken]


def _acts_for(actor: Actor) -> list[tuple[sight.Seen, list[str]]]:
    held = dict(actor.acts_for)
    return [(one, [str(scope) for scope in scopes_in(held[pk])]) for pk, one in sight.seen(actor, held).items()]


@page(allow=MEMBERS, action=consent.give)
def agree(request: HttpRequest) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    if purpose in list(Purpose):
        consent.give(
            subject=request.actor.party, to=partnership.party_id(), purpose=Purpose(purpose), by=request.actor.party,
            at=timezone.now(), language=request.LANGUAGE_CODE,
        )  # fmt: skip
        messages.success(request, _("Thank you. You can stop it here at any time."))
    return redirect("me")


def _own() -> QuerySet[Consent]:
    return Consent.objects.all()


@page(allow=OWN, of=_own, action=consent.withdraw)
def withdraw(request: HttpRequest, given: Consent) -> HttpResponse:
    consent.withdraw(consent=given, by=request.actor.party, at=timezone.now())
    messages.success(request, _("Stopped. Nothing will use your details for this from now on."))
    return redirect("me")
