"""What a coordinator fills in to follow another directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory.feed_rules import MOST_DAYS, FeedRefusal, WantedFeed
from goldenthread.capabilities.directory.models import Feed

REFUSALS = {
    FeedRefusal.NOT_AN_ADDRESS: _(
        "This is not an address we can ask. It has to begin with https:// and the name of a site, without a port, a "
        "name to sign in with or a password. Copy it again from whoever publishes it."
    ),
    FeedRefusal.FOLLOWED_ALREADY: _("This directory is followed already. Change that one instead."),
    FeedRefusal.NO_LICENCE: _("Say under which licence it is published: without one it may not be shown here."),
    FeedRefusal.DAYS_OUT_OF_RANGE: _("Have it read between once a day and once in ninety days."),
    FeedRefusal.NOT_FOLLOWED: _("This directory is not followed any more. Follow it again to read it."),
    FeedRefusal.NOTHING_CHOSEN: _("Choose at least one service first."),
}
COLUMNS = {FeedRefusal.NOT_AN_ADDRESS: "address", FeedRefusal.FOLLOWED_ALREADY: "address",
           FeedRefusal.NO_LICENCE: "licence", FeedRefusal.DAYS_OUT_OF_RANGE: "every_days"}  # fmt: skip


class FeedForm(forms.Form):
    """Produces a frozen `WantedFeed`."""

    title = forms.CharField(label=_("What is it called?"), max_length=200, help_text=_("As people know it."))
    address = forms.CharField(
        label=_("Address of its feed"),
        max_length=490,
        help_text=_("Open Referral UK 3.0, such as https://directory.example.org/oruk/v3"),
    )
    owner = forms.CharField(label=_("Which organisation publishes it?"), max_length=200, required=False)
    website = forms.URLField(
        label=_("Where people read it"), max_length=300, required=False, assume_scheme="https",
        help_text=_("Each service that comes from it leads there."),
    )  # fmt: skip
    licence = forms.CharField(
        label=_("Licence"), max_length=200, initial="Open Government Licence v3.0",
        help_text=_("It is shown with every service that comes from there."),
    )  # fmt: skip
    every_days = forms.IntegerField(label=_("Read it every so many days"), initial=7, min_value=1, max_value=MOST_DAYS)
    by_itself = forms.BooleanField(
        label=_("Bring in small changes without asking"),
        required=False,
        help_text=_(
            "Only after you have agreed to it once, only if every line can be taken, and only if no more than a tenth "
            "of its services go or change their names. Everything else waits for you."
        ),
    )

    def wanted(self) -> WantedFeed:
        return WantedFeed(**{name: self.cleaned_data[name] for name in self.fields})

    def refuse(self, refusal: FeedRefusal) -> None:
        self.add_error(COLUMNS.get(refusal), REFUSALS[refusal])


def as_written(feed: Feed) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in FeedForm.base_fields}
