"""Records that look alike, waiting for a person to say whether they are the same."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from goldenthread.core import identity, sight
from goldenthread.core.models import Identifier, LikelyPair
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.ui.page import answer, page

SHOWN = 25
REASONS = {
    "same_name": lazy("the names are the same"),
    "near_name": lazy("the names are nearly the same"),
    "shared_identifier": lazy("a number is shared"),
}


def _waiting() -> QuerySet[LikelyPair]:
    return LikelyPair.objects.filter(decided_in=None, one__hidden=False, other__hidden=False)


def waiting(actor: Actor) -> QuerySet[LikelyPair]:
    """Pairs of which the actor may see both: even that a pair waits would tell of somebody else."""
    visible = sight.parties(actor).values("pk")
    return _waiting().filter(one__in=visible, other__in=visible)


@page(allow=COORDINATES)
def index(request: HttpRequest) -> HttpResponse:
    found = list(waiting(request.actor).order_by("-likeness", "pk")[:SHOWN])
    seen = sight.seen(request.actor, {end for pair in found for end in (pair.one_id, pair.other_id)})
    shown = [
        {
            "pair": pair,
            "sides": [_side(pk, seen[pk]) for pk in (pair.one_id, pair.other_id)],
            "why": REASONS.get(pair.reason, ""),
        }
        for pair in found
    ]
    return answer(request, "web/pairs.html", {"pairs": shown})


def _side(pk: int, seen: sight.Seen) -> dict[str, object]:
    numbers = Identifier.objects.filter(party=pk).exclude(scheme__startswith="row/").values_list("scheme", "value")
    return {"seen": seen, "numbers": [f"{scheme} {value}" for scheme, value in numbers[:6]]}


@page(allow=COORDINATES, of=_waiting, action=identity.decide)
def decide(request: HttpRequest, pair: LikelyPair) -> HttpResponse:
    if not waiting(request.actor).filter(pk=pair.pk).exists():
        raise Http404
    same = request.POST.get("same") == "yes"
    refusal = identity.decide(pair=pair, same=same, by=request.actor.party, at=timezone.now())
    if refusal:
        messages.warning(request, _("Somebody has already answered this."))
    else:
        messages.success(
            request, _("They are linked. Nothing was rewritten: you can take it back.") if same else _("Kept apart.")
        )
    return redirect("pairs")
