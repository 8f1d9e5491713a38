"""The pages of a service, and of how to reach whoever offers it. Each one: open, act, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.capabilities.directory import permissions, service_actions, service_reading, services
from goldenthread.capabilities.directory.service_forms import HoursRows, ReachForm, ServiceForm, rows_of
from goldenthread.capabilities.directory.service_wording import REFUSALS
from goldenthread.core import contact
from goldenthread.core.models import ContactPoint, Party, Promise
from goldenthread.domain.refusals import Refusal
from goldenthread.ui.page import answer, page


@page(allow=services.SEE, of=services.whole)
def service(request: HttpRequest, service: Promise) -> HttpResponse:
    return answer(request, "directory/service.html", service_reading.page(request.actor, service))


@page(allow=services.SEE, of=services.whole)
def slip(request: HttpRequest, service: Promise) -> HttpResponse:
    """How to ask, on paper: nothing about whoever takes it with them."""
    return answer(request, "directory/service_slip.html", service_reading.told(service, request.actor.day))


def forms_for(
    request: HttpRequest, body: Party, now: Promise | None = None, *, asked: bool = True
) -> tuple[ServiceForm, Any]:  # fmt: skip
    """The form of a service and its lines of opening times, filled in as it is now or as it was sent."""
    data = request.POST if request.method == "POST" and asked else None
    places = service_reading.choices_of_place(body, request.actor.day, now)
    form = ServiceForm(data, initial=service_reading.as_written(now) if now else None, places=places)
    return form, HoursRows(
        data, initial=rows_of(service_reading.hours(now)) if now and not data else None, prefix="hours"
    )


@page(allow=permissions.CHANGE, see=permissions.SEE, of=Party.objects.all, action=service_actions.add)
def add(request: HttpRequest, body: Party) -> HttpResponse:
    form, rows = forms_for(request, body)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        made = service_actions.add(body=body, wanted=form.wanted(rows), by=request.actor.party, at=timezone.now())
        if not isinstance(made, Refusal):
            messages.success(request, _("“%(title)s” is in the directory.") % {"title": form.cleaned_data["title"]})
            return redirect("directory:service", ref=made.ref)
        form.add_error(None, REFUSALS[made])
    context = {"form": form, "rows": rows, "body": body, "promise": None}
    return answer(request, "directory/service_edit.html", context, status=422 if _wrong(form, rows) else 200)


@page(allow=services.CHANGE, see=services.SEE, of=services.whole, action=service_actions.change)
def change(request: HttpRequest, service: Promise) -> HttpResponse:
    form, rows = forms_for(request, service.giver, service)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        outcome = service_actions.change(
            service=service, wanted=form.wanted(rows), seen=form.cleaned_data["seen"], by=request.actor.party,
            at=timezone.now(),
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Your change is kept, and counts as a check."))
            return redirect("directory:service", ref=service.ref)
        form.add_error(None, REFUSALS[outcome])
    context = {"form": form, "rows": rows, "body": service.giver, "promise": service}
    return answer(request, "directory/service_edit.html", context, status=422 if _wrong(form, rows) else 200)


def _wrong(form: ServiceForm, rows: Any) -> bool:
    return form.is_bound and (bool(form.errors) or not rows.is_valid())


@page(allow=services.CHANGE, see=services.SEE, of=services.whole, action=service_actions.archive)
def archive(request: HttpRequest, service: Promise) -> HttpResponse:
    if request.method != "POST":
        return answer(request, "directory/service_archive.html", {"promise": service, "service": service.service})
    refusal = service_actions.archive(service=service, by=request.actor.party, at=timezone.now())
    if refusal:
        messages.error(request, REFUSALS[refusal])
    else:
        messages.success(request, _("It has been taken out of the directory."))
    return redirect("directory:show", ref=service.giver.ref)


# ---- How to reach a body ----


@page(allow=permissions.CHANGE, see=permissions.SEE, of=Party.objects.all, action=contact.add)
def reach(request: HttpRequest, body: Party) -> HttpResponse:
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = contact.add(
            party=body.pk, kind=said["kind"], address=said["address"], may_contact=said["shown"],
            safe_when=said["safe_when"], by=request.actor.party, at=timezone.now(),
        )  # fmt: skip
        if not isinstance(made, Refusal):
            messages.success(request, _("It is kept."))
            return redirect("directory:reach", ref=body.ref)
        form.add_error("address", REFUSALS[made])
    points = ContactPoint.objects.filter(party=body).order_by("pk").values_list("pk", flat=True)
    context = {"form": form, "body": body, "points": list(zip(points, contact.own(body.pk), strict=True))}
    return answer(request, "directory/service_reach.html", context, status=422 if form.errors else 200)


@page(allow=permissions.CHANGE, see=permissions.SEE, of=Party.objects.all, action=contact.allow)
def reach_change(request: HttpRequest, body: Party) -> HttpResponse:
    """Show one of its numbers or addresses, hide it again, or take it out."""
    said = request.POST
    number = said.get("point", "")
    point = ContactPoint.objects.filter(party=body, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
    found = point.first()
    if found is None:
        raise Http404
    stamp = {"by": request.actor.party, "at": timezone.now()}
    if said.get("what") == "remove":
        contact.remove(point=found, **stamp)
    else:
        contact.allow(point=found, may_contact=said.get("what") == "show", safe_when=found.safe_when, **stamp)
    messages.success(request, _("Your change is kept."))
    return redirect("directory:reach", ref=body.ref)
