"""Records that look alike, waiting for a person to say whether they are the same."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from goldenthread.core import identity, names, sight
from goldenthread.core.models import LikelyPair
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Empty, Link, Search
from goldenthread.web import alike

SHOWN = 25
ANSWERED = 10


def _waiting() -> QuerySet[LikelyPair]:
    return LikelyPair.objects.filter(decided_in=None, one__hidden=False, other__hidden=False)


def _answered() -> QuerySet[LikelyPair]:
    return LikelyPair.objects.exclude(decided_in=None).filter(one__hidden=False, other__hidden=False)


def _within_sight(pairs: QuerySet[LikelyPair], actor: Actor) -> QuerySet[LikelyPair]:
    """Pairs of which the actor may see both: even that a pair waits would tell of somebody else."""
    visible = sight.parties(actor).values("pk")
    return pairs.filter(one__in=visible, other__in=visible)


def waiting(actor: Actor) -> QuerySet[LikelyPair]:
    """Pairs that wait and of which the actor may see both."""
    return _within_sight(_waiting(), actor)


def _named(pairs: QuerySet[LikelyPair], words: str) -> QuerySet[LikelyPair]:
    """Pairs in which every word is in the name of one of the two."""
    for word in names.key(words).split() if words else ():
        pairs = pairs.filter(Q(one__name_key__contains=word) | Q(other__name_key__contains=word))
    return pairs


def _after(pairs: QuerySet[LikelyPair], ref: str) -> QuerySet[LikelyPair]:
    """Those that come after the pair of this reference, in the order of the page."""
    last = pairs.filter(ref=ref).values_list("likeness", "pk").first() if ref else None
    if last is None:
        return pairs
    return pairs.filter(Q(likeness__lt=last[0]) | Q(likeness=last[0], pk__gt=last[1]))


@page(allow=COORDINATES)
def index(request: HttpRequest) -> HttpResponse:
    actor, words = request.actor, request.GET.get("q", "").strip()[:100]
    found = _after(_named(waiting(actor), words).order_by("-likeness", "pk"), request.GET.get("after", ""))
    shown = list(found[: SHOWN + 1])
    answered = list(_named(_within_sight(_answered(), actor), words).order_by("-decided_in")[:ANSWERED])
    more = f"?{urlencode({'q': words, 'after': shown[SHOWN - 1].ref})}" if len(shown) > SHOWN else ""
    both = alike.Both.of(actor, [*shown[:SHOWN], *answered])
    return answer(request, "web/pairs.html", {
        "pairs": [both.told(pair) for pair in shown[:SHOWN]],
        "answered": [both.settled(pair) for pair in answered],
        "search": Search(reverse("pairs"), words, _("Search by name")),
        "more": more,
        "empty": _empty(words),
    })  # fmt: skip


def _empty(words: str) -> Empty:
    if words:
        return Empty(
            _("No two records with this name wait here"),
            _("Try part of the name, or show all that wait."),
            Link(_("Show all"), reverse("pairs")),
        )
    return Empty(
        _("Nothing looks alike just now"),
        _("When a list you bring in has a name like one that is here, it waits on this page."),
    )


@page(allow=COORDINATES, of=_waiting, action=identity.decide)
def decide(request: HttpRequest, pair: LikelyPair) -> HttpResponse:
    _must_see(request, pair)
    same = request.POST.get("same") == "yes"
    refusal = identity.decide(pair=pair, same=same, by=request.actor.party, at=timezone.now())
    if refusal:
        messages.warning(request, _("Somebody has already answered this."))
    else:
        messages.success(
            request, _("They are linked. Nothing was rewritten: you can take it back.") if same else _("Kept apart.")
        )
    return _back(request)


@page(allow=COORDINATES, of=_answered, action=identity.reopen)
def reopen(request: HttpRequest, pair: LikelyPair) -> HttpResponse:
    _must_see(request, pair)
    identity.reopen(pair=pair, by=request.actor.party, at=timezone.now())
    messages.success(request, _("Taken back. Both records are as they were, and the question waits again."))
    return _back(request)


def _must_see(request: HttpRequest, pair: LikelyPair) -> None:
    if not _within_sight(LikelyPair.objects.filter(pk=pair.pk), request.actor).exists():
        raise Http404


def _back(request: HttpRequest) -> HttpResponse:
    """To the queue, with what was searched for."""
    words = request.POST.get("q", "").strip()[:100]
    return redirect(f"{reverse('pairs')}?{urlencode({'q': words})}" if words else "pairs")
