"""What people fill in to list a group or an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory.kinds import SORTS
from goldenthread.capabilities.directory.rules import LONGEST_ABOUT, LONGEST_NAME, Wanted
from goldenthread.core import postcodes
from goldenthread.domain.kinds import PartyKind, Sector

SECTORS = (
    ("", _("Not sure")),
    (Sector.SOCIAL, _("Social: run by neighbours, charities, faiths, co-operatives")),
    (Sector.PUBLIC, _("Public: the council, health, schools, libraries")),
    (Sector.COMMERCIAL, _("Commercial: shops, firms, landlords")),
)


class ListingForm(forms.Form):
    """Produces a frozen `Wanted`."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=((PartyKind.GROUP, _("A group: people who meet")), (PartyKind.ORGANISATION, _("An organisation"))),
        widget=forms.RadioSelect,
        initial=PartyKind.GROUP,
    )
    name = forms.CharField(label=_("Its name"), max_length=LONGEST_NAME, help_text=_("As people here call it."))
    sort = forms.ChoiceField(label=_("What sort?"), required=False)
    sector = forms.ChoiceField(label=_("Which sector?"), choices=SECTORS, required=False)
    about = forms.CharField(
        label=_("What it does"),
        required=False,
        max_length=LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two. Leave out people’s names and telephone numbers."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        max_length=10,
        help_text=_("Of an office or hall, never of somebody’s home."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        from django.utils.translation import gettext

        sorts = sorted(((each.code, gettext(each.label)) for each in SORTS), key=lambda choice: choice[1])
        self.fields["sort"].choices = [("", _("Something else")), *sorts]  # type: ignore[attr-defined]

    def clean_postcode(self) -> str:
        written = self.cleaned_data["postcode"]
        tidy = postcodes.tidy(written) if written else ""
        if tidy is None:
            raise forms.ValidationError(_("This is not a postcode we can read. Write it like B66 1BA."))
        return tidy

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            kind=PartyKind(said["kind"]),
            name=said["name"],
            sector=Sector(said["sector"]) if said["sector"] else None,
            sort=said["sort"],
            about=said["about"],
            website=said["website"],
            postcode=said["postcode"],
        )
