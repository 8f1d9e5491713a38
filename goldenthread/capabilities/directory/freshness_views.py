"""What is going stale, and the page behind the links of a mail. Looking changes nothing: only a press does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from goldenthread.capabilities.directory import freshness, freshness_reading, permissions, reading, services
from goldenthread.capabilities.directory.forms import ListingForm
from goldenthread.capabilities.directory.models import Listing, Question
from goldenthread.capabilities.directory.service_views import forms_for
from goldenthread.capabilities.directory.service_wording import REFUSALS
from goldenthread.core.models import Party, Promise
from goldenthread.core.permissions import ANYONE
from goldenthread.domain.refusals import Refusal
from goldenthread.ui.page import answer, page

Made = tuple[Any, Any, Callable[[], Any]]  # the form, its lines if it has any, and what it wants


@page(allow=services.KEEPS_FRESH)
def index(request: HttpRequest) -> HttpResponse:
    return answer(request, "directory/fresh_index.html", freshness_reading.stale(request.actor))


def listed() -> QuerySet[Party]:
    """Bodies that have a listing to check."""
    return Party.objects.filter(pk__in=Listing.objects.values("pk"))


@page(allow=services.CHANGE, see=services.SEE, of=services.whole, action=freshness.check)
def check_service(request: HttpRequest, service: Promise) -> HttpResponse:
    return _check(request, service)


@page(allow=permissions.CHANGE, see=permissions.SEE, of=listed, action=freshness.check)
def check_listing(request: HttpRequest, body: Party) -> HttpResponse:
    return _check(request, body)


def _check(request: HttpRequest, thing: Promise | Party) -> HttpResponse:
    said = freshness.GONE if request.POST.get("answer") == freshness.GONE else freshness.RIGHT
    freshness.check(thing=thing, answer=said, by=request.actor.party, at=timezone.now())
    messages.success(request, _("Thank you. It is written down with today’s date."))
    return redirect("directory:freshness")


@page(allow=ANYONE, action=freshness.answer)
def fresh(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    now = timezone.now()
    question = freshness.asked_by(given.get("key", ""), now)
    if question is None:
        response = answer(request, "directory/fresh_over.html", {}, status=404)
    elif given.get("answer") == freshness.CHANGED:
        response = _put_right(request, question)
    elif request.method == "POST" and given.get("answer") in (freshness.RIGHT, freshness.GONE):
        refusal = freshness.answer(question=question, answer=given["answer"], by=None, at=now)
        template = "directory/fresh_over.html" if refusal else "directory/fresh_thanks.html"
        response = answer(request, template, {}, status=404 if refusal else 200)
    else:
        context = {"question": question, "title": _title(question), "chosen": given.get("answer", "")}
        response = answer(request, "directory/fresh.html", {**context, "key": given["key"]})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _title(question: Question) -> str:
    return str(question.service.title if question.service else question.listing.party.name)


def _put_right(request: HttpRequest, question: Question) -> HttpResponse:
    """The form of what the link is about; sent, it changes the page and uses the link up."""
    form, rows, wanted = _form_of(request, question)
    key = (request.POST if request.method == "POST" else request.GET)["key"]
    valid = form.is_bound and form.is_valid() and (rows is None or rows.is_valid())
    if valid:
        outcome = freshness.put_right(
            question=question, wanted=wanted(), seen=form.cleaned_data["seen"], by=None, at=timezone.now()
        )
        if not isinstance(outcome, Refusal):
            return answer(request, "directory/fresh_thanks.html", {})
        form.add_error(None, REFUSALS[outcome])
    context = {"form": form, "rows": rows, "key": key, "title": _title(question)}
    return answer(request, "directory/fresh_change.html", context, status=422 if form.is_bound else 200)


def _form_of(request: HttpRequest, question: Question) -> Made:
    if question.service is None:
        body = question.listing.party
        listing = ListingForm(request.POST or None, initial=reading.as_written(body))
        return listing, None, listing.wanted
    promise = question.service.promise
    form, rows = forms_for(request, promise.giver, promise)
    return form, rows, lambda: form.wanted(rows)
