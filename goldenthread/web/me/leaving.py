"""Leaving: everything about a person is erased at once, on their word, and they get a receipt without a name."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from goldenthread.core import erasure, sight
from goldenthread.core.erasure import Erased, ErasureRefusal
from goldenthread.core.permissions import ANYONE, MEMBERS, Actor
from goldenthread.core.subject_words import OTHER, TABLES
from goldenthread.domain.words import N_
from goldenthread.ui.page import answer, page
from goldenthread.web.accounts import sessions

SALT = "goldenthread.receipt"
WHY_NOT = {
    ErasureRefusal.ALREADY_ERASED: N_("This has been done already."),
    ErasureRefusal.THE_PARTNERSHIP: N_("The partnership itself cannot be erased."),
    ErasureRefusal.LAST_HOST: N_("You are the only one who looks after this site. Ask somebody else to, first."),
}


@page(allow=MEMBERS, action=erasure.erase)
def leave(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; then, with a tick and a second button, it is done."""
    actor: Actor = request.actor
    fresh = sessions.is_fresh(request)
    sure = request.POST.get("sure") == "yes"
    if request.method != "POST" or not (fresh and sure):
        status = 200 if request.method != "POST" else 409
        given = {"fresh": fresh, "unsure": request.method == "POST" and fresh and not sure}
        return answer(request, "web/me/leave.html", given, status=status)
    done = erasure.erase(party=sight.oneself(actor), by=actor.party, at=timezone.now())
    if isinstance(done, ErasureRefusal):
        messages.error(request, _(WHY_NOT[done]))
        return redirect("leave")
    sessions.end(request)
    return HttpResponseRedirect(f"{reverse('receipt')}?{urlencode({'r': signed(done, timezone.localdate())})}")


def signed(done: Erased, day: date) -> str:
    """The receipt itself, signed: reference, day, and table -> rows. It names nobody, and we keep no copy."""
    said = {"ref": done.receipt, "day": day.isoformat(), "emptied": done.emptied, "removed": dict(done.removed)}
    return signing.dumps(said, salt=SALT, compress=True)


def read(text: str) -> dict[str, Any]:
    """What a receipt says; raises BadSignature when this site did not write it."""
    said = signing.loads(text, salt=SALT)
    removed = [(_(TABLES.get(table, OTHER)[0]), rows) for table, rows in said["removed"].items()]
    return {**said, "day": date.fromisoformat(said["day"]), "removed": removed}


@page(allow=ANYONE)
def receipt(request: HttpRequest) -> HttpResponse:
    try:
        return answer(request, "web/me/receipt.html", read(request.GET.get("r", "")))
    except signing.BadSignature:
        raise Http404 from None
