"""The tour: one lunch club, in steps of at most fifty words, on the real pages.

Steps come from the manifests: a capability that is not there brings none, so nothing is mocked.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from goldenthread.core import registry
from goldenthread.core.models import Identifier
from goldenthread.core.permissions import ANYONE
from goldenthread.core.registry import Step
from goldenthread.domain.words import N_
from goldenthread.ui import shapes
from goldenthread.ui.page import answer, page
from goldenthread.web.addresses import to

KEY = "tour"
OWN = (
    Step(10, N_("This is the home of a place: what is on today, what needs a person, who is new and what changed. "
                "We follow one lunch club from here."), "home"),
    Step(60, N_("Nobody’s page shows before they say yes, and this page says who can see what. To see what a neighbour "
                "sees: at the top of the page look as “Neighbour”, then open “My page”. They can stop any of "
                "it there."), "who_runs_this"),
)  # fmt: skip


def steps() -> list[tuple[Step, str]]:
    """Every step whose page exists here, with its address."""
    every = sorted([*OWN, *registry.every("tour")], key=lambda step: step.order)
    refs = dict(
        Identifier.objects.filter(
            value__in={step.subject for step in every if step.subject}, scheme__startswith="local/", party__hidden=False
        ).values_list("value", "party__ref")
    )
    return [
        (step, to(step.url, refs.get(step.subject, ""))) for step in every if not step.subject or step.subject in refs
    ]


@page(allow=ANYONE)
def start(request: HttpRequest) -> HttpResponse:
    found = steps()
    if found and request.method == "GET" and "begin" in request.GET:
        return redirect(f"{found[0][1]}?{KEY}=1")
    return answer(request, "web/tour.html", {"steps": [gettext(step.words) for step, _ in found]})


def context(request: HttpRequest) -> dict[str, object]:
    """Django's context processor: where the reader is on the tour, if they are on it."""
    asked = request.GET.get(KEY, "")
    if not settings.DEMO or not asked.isdecimal():
        return {}
    found, at = steps(), int(asked[:3])
    if not 1 <= at <= len(found):
        return {}
    step, _ = found[at - 1]

    def address(number: int) -> str:
        return f"{found[number - 1][1]}?{KEY}={number}"

    return {
        "tour": shapes.Step(
            title="",
            words=gettext(step.words),
            at=at,
            of=len(found),
            back_href=address(at - 1) if at > 1 else "",
            next_href=address(at + 1) if at < len(found) else "",
            leave_href=request.path,
        )
    }
