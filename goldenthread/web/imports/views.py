"""Pages: what was brought in, bring a file in, what it would do, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import files, importing
from goldenthread.core.importing import work
from goldenthread.core.models import Import
from goldenthread.core.permissions import COORDINATES
from goldenthread.ui.page import answer, page
from goldenthread.web.imports import wording
from goldenthread.web.imports.forms import BringForm, too_large

SHOWN = 50


@page(allow=COORDINATES)
def index(request: HttpRequest) -> HttpResponse:
    """What was brought in, newest first, and what waits to be looked at."""
    done = Import.objects.select_related("change__undone_by").order_by("-pk")[:SHOWN]
    waiting = importing.waiting()
    return answer(request, "web/imports/index.html", {"done": done, "waiting": waiting, "total": wording.total})


@page(allow=COORDINATES, action=work.bring)
def bring(request: HttpRequest) -> HttpResponse:
    """The form, and then the page of the work that reads the file."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        try:
            _ref, job = work.bring(
                said["file"].chunks(), name=said["file"].name, as_=said["kind"], source=said["source"],
                url=reverse("imports:show", kwargs={"ref": "REF"}), by=request.actor.party, at=at,
            )  # fmt: skip
            return redirect("job", ref=job.ref)
        except files.TooLarge:
            form.add_error("file", too_large())
    status = 413 if too_large() in form.errors.get("file", []) else 422 if form.errors else 200
    return answer(request, "web/imports/bring.html", {"form": form}, status=status)


@page(allow=COORDINATES)
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """What a file would do, or, once it is in, what came of it."""
    made = Import.objects.filter(ref=ref).select_related("change__undone_by").first()
    if made is not None:
        return answer(request, "web/imports/receipt.html", _receipt(made))
    try:
        found = importing.find(ref)
    except importing.Gone:
        raise Http404 from None
    what, at = request.GET.get("what", ""), _page_of(request)
    return answer(request, "web/imports/preview.html", _preview(found, what, at))


def _page_of(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return min(int(asked), 10_000_000) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _receipt(made: Import) -> dict[str, Any]:
    return {
        "made": made,
        "counts": wording.counts(made.counts.get("by_kind", {})),
        "remarks": wording.remarks(wording.remembered(made.counts.get("remarks", []))),
        "pairs": made.counts.get("pairs", 0),
        "undone": hasattr(made.change, "undone_by"),
    }


def _preview(found: importing.Staged, what: str, at: int) -> dict[str, Any]:
    seen = importing.kept(found)
    rows = importing.outcomes(found, what=what, page=at)
    return {
        "staged": found,
        "seen": seen,
        "counts": wording.counts(seen.by_kind),
        "refused": wording.refused(seen.refused),
        "remarks": wording.remarks(found.remarks()),
        "pairs": wording.pairs(seen.pairs),
        "rows": wording.rows(rows),
        "filters": wording.filters(found.ref, seen, what),
        "newer": wording.further(found.ref, what, at - 1) if at > 1 else "",
        "older": wording.further(found.ref, what, at + 1) if len(rows) == importing.PAGE else "",
        "will": wording.will(seen),
    }


@page(allow=COORDINATES, action=work.agree)
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring it in: the worker writes it, and the page of the work leads to the receipt."""
    try:
        job = work.agree(
            ref, url=reverse("imports:show", kwargs={"ref": ref}), by=request.actor.party, at=timezone.now()
        )
    except importing.Gone:
        messages.error(request, _(work.GONE))
        return redirect("imports:index")
    return redirect("job", ref=job.ref)


@page(allow=COORDINATES, action=work.give_up)
def give_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a file that waits; nothing of it was written."""
    try:
        work.give_up(ref)
        messages.success(request, _("The file was given up. Nothing of it is kept."))
    except importing.Gone:
        messages.error(request, _(work.GONE))
    return redirect("imports:index")
