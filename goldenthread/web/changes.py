"""What was changed, by what kind of action, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import history, registry, undo
from goldenthread.core.models import ChangeSet
from goldenthread.core.permissions import COORDINATES
from goldenthread.domain.refusals import Refusal
from goldenthread.ui.page import answer, page

SHOWN = 50


def _undoable() -> QuerySet[ChangeSet]:
    return ChangeSet.objects.filter(action__in=undoable())


def undoable() -> list[str]:
    """Actions that the general undo takes back, of every capability and the core."""
    return ["core.import", *(code for capability in registry.capabilities() for code in capability.actions)]


@page(allow=COORDINATES)
def index(request: HttpRequest) -> HttpResponse:
    return answer(request, "web/changes.html", {"changes": history.latest([*undoable(), "core.undo"], SHOWN)})


@page(allow=COORDINATES, of=_undoable, action=undo.undo)
def take_back(request: HttpRequest, change: ChangeSet) -> HttpResponse:
    outcome = undo.undo(change=change, by=request.actor.party, at=timezone.now())
    if isinstance(outcome, Refusal):
        messages.error(request, _("This has already been taken back, or something newer rests on it."))
    else:
        messages.success(request, _("Taken back. What others have changed since was left as it is."))
    return redirect("changes")
