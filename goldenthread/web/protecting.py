"""Keeping somebody or somewhere out of sight, and showing them again: by a reference or a card, never from a list.

The page asks first and says what will happen. What it answers does not depend on whether a reference is known, or kept
out of sight already: whoever works here and looks for somebody must not find them with it.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from goldenthread.core import partnership, protection, refs, sight
from goldenthread.core.models import Card, Party, Place
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.ui.page import answer, page
from goldenthread.web import cards

HIDE, SHOW = "hide", "show"
WAYS = ((HIDE, lazy("Keep it out of sight")), (SHOW, lazy("Show it again")))
_LAST_PART = re.compile(r"([^/?#]+)/?(?:[?#].*)?$")


class ProtectingForm(forms.Form):
    """What, which way, and who may open the record afterwards."""

    do = forms.ChoiceField(label=lazy("What should happen?"), choices=WAYS, widget=forms.RadioSelect, initial=HIDE)
    what = forms.CharField(
        label=lazy("The reference of the person, group, organisation or place, or the code on their card"),
        max_length=300,
        help_text=lazy("The twelve signs at the end of the address of their page. You may paste the whole address."),
    )
    worker = forms.CharField(
        label=lazy("The reference of the one person who may show it again"),
        required=False,
        max_length=300,
        help_text=lazy("Somebody who acts for the partnership in matters of people. Leave it empty if it is you."),
    )

    def clean_what(self) -> str:
        return _typed(self.cleaned_data["what"])

    def clean_worker(self) -> str:
        return _typed(self.cleaned_data["worker"])


def _typed(text: str) -> str:
    """A reference or a code from what was typed, or from an address that was pasted."""
    found = _LAST_PART.search(text.strip())
    return found[1] if found else ""


@page(allow=COORDINATES, action=protection.protect)
def protecting(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = ProtectingForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, {"form": form}, 422 if form.errors else 200)
    typed, hide = form.cleaned_data["what"], form.cleaned_data["do"] == HIDE
    worker = _worker(actor, form.cleaned_data["worker"])
    if worker is None:
        form.add_error("worker", _("This is not somebody who acts for the partnership in matters of people. Check it."))
    thing, with_card = _find(typed)
    if isinstance(thing, Party) and thing.pk == partnership.party_id():
        form.add_error("what", _("This is the partnership itself. Everything here rests on it, so it stays in sight."))
    if form.errors or worker is None:
        return _page(request, {"form": form}, 422)
    if "sure" not in request.POST:
        given = {"form": form, "sure": _what_will_happen(actor, thing, worker, hide), "hide": hide}
        return _page(request, given | {"fields": _fields(form, typed)})
    _carry_out(actor, thing, worker.pk, hide=hide, with_card=with_card)
    if hide:
        messages.success(request, _("If it leads to somebody or somewhere here, they are out of sight now."))
    else:
        messages.success(request, _("If it was kept out of sight and it is yours to show, it shows again now."))
    return redirect("protecting")


def _page(request: HttpRequest, given: dict[str, Any], status: int = 200) -> HttpResponse:
    return answer(request, "web/protecting.html", {"sure": [], **given}, status=status)


def _fields(form: ProtectingForm, typed: str) -> list[tuple[str, str]]:
    said = form.cleaned_data
    return [("do", said["do"]), ("what", typed), ("worker", said["worker"]), ("sure", "yes")]


def _worker(actor: Actor, typed: str) -> Party | None:
    """Who may show it again: the one at the keyboard, or another who may open this page."""
    able = COORDINATES.holders(Party(), actor.at)
    return able.filter(ref=refs.read(typed)).first() if typed else able.filter(pk=actor.party).first()


def _find(typed: str) -> tuple[Party | Place | None, bool]:
    """What a reference or the code of a working card leads to, in sight or not; and whether it was a card."""
    if code := cards.read(typed):
        card = (
            Card.objects.select_related("account__party").filter(digest__in=cards.digests(code), ended_at=None).first()
        )
        return (card.account.party if card else None), True
    return protection.find(refs.read(typed)), False


def _what_will_happen(actor: Actor, thing: Party | Place | None, worker: Party, hide: bool) -> list[str]:
    """Whom it is about, where the actor may see them; and in plain words what changes."""
    name = _name(actor, thing)
    if not hide:
        return [
            _("If this is kept out of sight, it shows again, as far as they agreed to it."),
            _("Only the named person and whoever kept it out of sight can do this, or you with their card."),
        ]
    return [
        _("“%(name)s” is kept out of sight, and every record that is said to be the same.") % {"name": name}
        if name
        else _("We cannot show you to whom this leads. Check each sign: a slip would protect nobody."),
        _("No page, list, picture, count, search or file shows it. A place takes its rooms with it."),
        _("Nobody is told. The history says that something was protected, and not whom."),
        _("Only %(worker)s, and you, can show it again, here, with the same reference. Write it down: no list has it.")
        % {"worker": worker.name},
    ]


def _name(actor: Actor, thing: Party | Place | None) -> str:
    if isinstance(thing, Party):
        return "".join(sight.parties(actor).filter(pk=thing.pk).values_list("name", flat=True))
    return thing.name if thing is not None and not thing.hidden else ""


def _carry_out(actor: Actor, thing: Party | Place | None, worker: int, *, hide: bool, with_card: bool) -> None:
    if thing is None or actor.party is None:
        return
    if hide:
        protection.protect(thing=thing, worker=worker, by=actor.party, at=actor.at)
        return
    for standing in protection.standing(thing):
        if with_card or actor.party in (standing.worker_id, standing.made_in.by_id):
            kept = standing.party or standing.place
            protection.unprotect(thing=kept, by=actor.party, at=timezone.now())
