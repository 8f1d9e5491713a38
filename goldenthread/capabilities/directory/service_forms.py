"""What people fill in to offer a service, and how to reach whoever offers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory import vocabulary
from goldenthread.capabilities.directory.service_rules import (
    LONGEST_ABOUT,
    LONGEST_TITLE,
    PAUSED,
    RUNNING,
    STOPPED,
    Hours,
    WantedService,
)

SPARE_ROWS = 3
RUNNING_WORDS = (
    (RUNNING, _("It is running")),
    (PAUSED, _("It is closed for a while")),
    (STOPPED, _("It has stopped")),
)
PRICES = (("", _("Nobody said")), ("yes", _("Free of charge")), ("no", _("It costs something")))


class HoursForm(forms.Form):
    """One line of the opening times."""

    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, required=False, empty_value=None)
    opens = forms.TimeField(
        label=pgettext_lazy("time of day", "From"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    closes = forms.TimeField(
        label=pgettext_lazy("time of day", "Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = [(str(at), gettext(words)) for at, words in enumerate(vocabulary.DAYS)]
        self.fields["weekday"].choices = [("", _("No day")), *days]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        given = [said.get("weekday") is not None, said.get("opens") is not None, said.get("closes") is not None]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError(_("Give the day, and from when until when. Or leave all three empty."))
        if all(given) and said["opens"] >= said["closes"]:
            raise forms.ValidationError(_("It must close after it opens."))
        return said

    def hours(self) -> Hours | None:
        said = self.cleaned_data
        if said.get("weekday") is None or said.get("opens") is None:
            return None
        return Hours(said["weekday"], _minutes(said["opens"]), _minutes(said["closes"]))


HoursRows = forms.formset_factory(HoursForm, extra=SPARE_ROWS, max_num=60, absolute_max=60)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def rows_of(hours: Iterable[Hours]) -> list[dict[str, Any]]:
    """The first values of the lines."""
    return [{"weekday": one.weekday, "opens": _time(one.opens), "closes": _time(one.closes)} for one in hours]


def _time(minute: int) -> time:
    return time(23, 59) if minute >= 24 * 60 else time(minute // 60, minute % 60)


class ServiceForm(forms.Form):
    """With its lines of opening times, produces a frozen `WantedService`."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=LONGEST_TITLE, help_text=_("As people here call it.")
    )
    about = forms.CharField(
        label=_("What is it?"),
        required=False,
        max_length=LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What people can come for. Leave out people’s names and telephone numbers."),
    )
    running = forms.ChoiceField(label=_("Is it running?"), choices=RUNNING_WORDS, initial=RUNNING)
    place = forms.ChoiceField(label=_("Where?"), required=False)
    hours_words = forms.CharField(
        label=_("More about when"), required=False, max_length=300, help_text=_("Such as: not in the school holidays.")
    )
    free = forms.ChoiceField(label=_("What does it cost?"), choices=PRICES, required=False)
    fees = forms.CharField(
        label=_("The price in words"), required=False, max_length=300, help_text=_("Such as: £2, tea included.")
    )
    eligibility = forms.CharField(label=_("Who is it for?"), required=False, max_length=300)
    youngest = forms.IntegerField(label=_("From which age?"), required=False, min_value=0, max_value=120)
    oldest = forms.IntegerField(label=_("Up to which age?"), required=False, min_value=0, max_value=120)
    needs = forms.MultipleChoiceField(
        label=_("What does it help with?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    access = forms.MultipleChoiceField(label=_("Getting in"), required=False, widget=forms.CheckboxSelectMultiple)
    access_words = forms.CharField(
        label=_("More about getting in"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("place", [("", _("By telephone, online, or nobody said")), *places])
        for scheme, name in (("need", "needs"), ("access", "access"), ("language", "languages")):
            self._choose(name, [(code, gettext(label)) for code, label in vocabulary.choices(scheme)])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        youngest, oldest = said.get("youngest"), said.get("oldest")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("oldest", _("The oldest age is below the youngest. Change one of them."))
        return said

    def wanted(self, rows: Any) -> WantedService:
        """`rows`: the lines of opening times, found right before."""
        said = self.cleaned_data
        plain = ("title", "about", "website", "running", "fees", "youngest", "oldest", "eligibility", "place",
                 "hours_words", "access_words")  # fmt: skip
        hours = [one for row in rows if (one := row.hours())]
        return WantedService(
            **{name: said[name] for name in plain}, free={"yes": True, "no": False}.get(said["free"]),
            hours=tuple(sorted(set(hours))), needs=tuple(said["needs"]), access=tuple(said["access"]),
            languages=tuple(said["languages"]),
        )  # fmt: skip


class ReachForm(forms.Form):
    """Another way to reach a group or an organisation."""

    kind = forms.ChoiceField(
        label=_("Which?"),
        choices=(("phone", _("Telephone")), ("email", _("E-mail")), ("address", _("Postal address"))),
        widget=forms.RadioSelect,
        initial="phone",
    )
    address = forms.CharField(
        label=_("The number or address"), max_length=200, help_text=_("Of an office, never somebody’s own.")
    )
    shown = forms.BooleanField(
        label=_("Show it to everybody, and use it to ask whether the page is right"), required=False
    )
    safe_when = forms.CharField(label=_("When to ring"), required=False, max_length=120)
