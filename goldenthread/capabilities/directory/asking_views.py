"""Asking for what is not there, and answering it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from goldenthread.capabilities.directory import asking, asking_rules, danger, services
from goldenthread.capabilities.directory.asking_forms import AskForm
from goldenthread.capabilities.directory.asking_rules import AskRefusal
from goldenthread.capabilities.directory.service_wording import REFUSALS
from goldenthread.core.models import Party, Promise
from goldenthread.core.permissions import ANYONE
from goldenthread.ui.page import answer, page


@page(allow=ANYONE, action=asking.ask)
def ask(request: HttpRequest) -> HttpResponse:
    by = Party.objects.filter(pk=request.actor.party).values_list("pk", flat=True).first()
    wished = request.GET.get("q", "").replace("\0", "")[: asking_rules.LONGEST_WORDS]
    form = AskForm(request.POST or None, initial={"words": wished}, known=by is not None)
    said = " ".join([wished, *(request.POST.get(name, "") for name in ("words", "name", "safe_when"))])
    if danger.speaks_of_danger(said):
        response = answer(request, "directory/ask_danger.html", {"urgent": danger.HELP})
    else:
        response = _ask(request, form, by)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _ask(request: HttpRequest, form: AskForm, by: int | None) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        outcome = asking.ask(wanted=form.wanted(), language=request.LANGUAGE_CODE, by=by, at=now)
        if not isinstance(outcome, AskRefusal):
            return answer(request, "directory/ask_kept.html", {"asked": outcome})
        form.add_error("reach" if outcome is AskRefusal.NOT_A_PHONE else None, REFUSALS[outcome])
    today = timezone.localdate(now)
    context = {
        "form": form, "answer_by": asking_rules.answer_by(today), "kept_until": asking_rules.kept_until(today),
    }  # fmt: skip
    return answer(request, "directory/ask.html", context, status=422 if form.errors else 200)


@page(allow=services.ANSWERS, of=services.all_asks)
def asked(request: HttpRequest, asked: Promise) -> HttpResponse:
    return answer(request, "directory/asked.html", {"promise": asked, "ask": asked.ask, "reaches": None})


@page(allow=services.ANSWERS, of=services.all_asks, action=asking.open_reach)
def reach(request: HttpRequest, asked: Promise) -> HttpResponse:
    """Pressing shows how to reach them; they can read on their page who looked."""
    reaches = asking.open_reach(asked=asked, by=request.actor.party, at=timezone.now())
    return answer(request, "directory/asked.html", {"promise": asked, "ask": asked.ask, "reaches": reaches})


@page(allow=services.ANSWERS, of=services.all_asks, action=asking.answer)
def answered(request: HttpRequest, asked: Promise) -> HttpResponse:
    refusal = asking.answer(asked=asked, by=request.actor.party, at=timezone.now())
    if refusal:
        messages.error(request, REFUSALS[refusal])
    else:
        messages.success(request, _("Marked as answered. Thank you for ringing."))
    return redirect("home")
