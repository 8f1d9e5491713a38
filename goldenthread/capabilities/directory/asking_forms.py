"""What somebody fills in to ask for what is not there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory.asking_rules import LONGEST_NAME, LONGEST_WORDS, WantedAsk


class AskForm(forms.Form):
    """Produces a frozen `WantedAsk`. Whoever is signed in is not asked for a name."""

    words = forms.CharField(
        label=_("What do you need?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two is enough. Leave out what nobody needs to know."),
    )
    name = forms.CharField(
        label=_("What shall we call you?"), max_length=LONGEST_NAME, help_text=_("A first name, or any name you like.")
    )
    reach = forms.CharField(
        label=_("Your telephone number or e-mail address"),
        max_length=200,
        help_text=_("Kept in secret writing, opened only by whoever answers you."),
    )
    safe_when = forms.CharField(
        label=_("When is it safe and easy to ring?"), required=False, max_length=120,
        help_text=_("Such as: mornings, and do not leave a message."),
    )  # fmt: skip

    def __init__(self, *args: Any, known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if known:
            del self.fields["name"]

    def wanted(self) -> WantedAsk:
        said = self.cleaned_data
        return WantedAsk(said["words"], said.get("name", ""), said["reach"].strip(), said["safe_when"])
