"""Taking a list of people out: for a named purpose, when a second person agrees, and they can see it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from goldenthread.core import disclosures, exporting, registry
from goldenthread.core.models import Disclosure
from goldenthread.core.permissions import COORDINATES, ForPartnership, Is, Permission, permission
from goldenthread.domain.kinds import PURPOSE_WORDS, Purpose, Scope
from goldenthread.domain.refusals import Refusal
from goldenthread.ui.page import answer, page

AGREE = COORDINATES
TAKE: Permission = permission("web.take_disclosure", (Is("asked_by"), ForPartnership(Scope.PEOPLE)))


class AskForm(forms.Form):
    list = forms.ChoiceField(label=lazy("Which list?"))
    purpose = forms.ChoiceField(
        label=lazy("What for?"),
        choices=[(purpose, lazy(words)) for purpose, words in PURPOSE_WORDS.items()],
        help_text=lazy(
            "Only people who agreed to this are in it. Each of them can see that it was taken, and by whom."
        ),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        named = [(each.name, _(each.words)) for each in registry.every("lists") if each.people is not None]
        self.fields["list"].choices = named  # type: ignore[attr-defined]


@page(allow=COORDINATES, action=disclosures.ask)
def index(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(form.cleaned_data["purpose"])
        disclosures.ask(name=form.cleaned_data["list"], purpose=purpose, by=request.actor.party, at=timezone.now())
        messages.success(request, _("Asked. Somebody else who acts for the partnership has to agree."))
        return redirect("disclosures")
    rows = _asked().select_related("asked_by", "agreed_by").order_by("-pk")[:50]
    shown = [
        {
            "row": row,
            "words": _(PURPOSE_WORDS[Purpose(row.purpose)]),
            "mine": row.asked_by_id == request.actor.party,
            "agreed_by": row.agreed_by.name if row.agreed_by and not row.agreed_by.hidden else "",
        }
        for row in rows
    ]
    return answer(request, "web/disclosures.html", {"form": form, "rows": shown})


def _asked() -> QuerySet[Disclosure]:
    """Those whose asker may be named."""
    return Disclosure.objects.filter(asked_by__hidden=False)


def _waiting() -> QuerySet[Disclosure]:
    return _asked().filter(agreed_by=None)


def _agreed() -> QuerySet[Disclosure]:
    """Agreed to and not yet taken: one agreement is for one list, on one day."""
    return _asked().filter(agreed_by__isnull=False, taken_at=None)


@page(allow=AGREE, of=_waiting, action=disclosures.agree)
def agree(request: HttpRequest, wanted: Disclosure) -> HttpResponse:
    if disclosures.agree(disclosure=wanted, by=request.actor.party, at=timezone.now()):
        messages.error(request, _("Somebody else has to agree: not the one who asked."))
    else:
        messages.success(request, _("Agreed. The list may be taken now."))
    return redirect("disclosures")


@page(allow=TAKE, of=_agreed, action=disclosures.take)
def take(request: HttpRequest, wanted: Disclosure) -> HttpResponse:
    chosen = next((each for each in registry.every("lists") if each.name == wanted.list), None)
    if chosen is None:
        raise Http404
    rows = disclosures.take(
        disclosure=wanted, chosen=chosen, actor=request.actor, by=request.actor.party, at=timezone.now()
    )
    if isinstance(rows, Refusal):
        raise Http404
    response = HttpResponse(content_type=exporting.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{wanted.list}-{timezone.localdate():%Y-%m-%d}.csv"'
    exporting.write([_(column.words) for column in chosen.columns], rows, "csv", response)
    return response
