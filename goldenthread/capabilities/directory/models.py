"""What the directory adds to a person, group or organisation, and to a service it offers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goldenthread.core.models import Party, Promise

RUNNING = ("active", "inactive", "defunct", "temporarily closed")  # Open Referral UK's four


class Listing(models.Model):
    """What a group or organisation says about itself. People have none: what they say is theirs to give."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="listing")
    about = models.TextField(blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")  # what `about` is written in
    website = models.CharField(max_length=300, blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = {
        "about": "row deleted", "language": "row deleted", "website": "row deleted",
    }  # fmt: skip


class Service(models.Model):
    """A standing offer: what it is, who it is for and what it costs. Shaped after Open Referral UK."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="service")
    title = models.CharField(max_length=300)
    about = models.TextField(blank=True, default="")
    website = models.CharField(max_length=300, blank=True, default="")
    running = models.CharField(max_length=20, default="active")
    fees = models.TextField(blank=True, default="")
    youngest = models.PositiveSmallIntegerField(null=True, blank=True)
    oldest = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    times = models.JSONField(default=list)  # opening times as given; read whole
    more = models.JSONField(default=dict)  # the rest of the feed, kept so that it can be given back

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(
        ("title", "about", "website", "running", "fees", "checked_on", "times", "more"), "row deleted"
    )  # goes with whoever offers it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(running__in=RUNNING), name="service_running_is_known"),
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(oldest__gte=models.F("youngest")),
                name="service_ages_in_order",
            ),
        ]


class Grant(models.Model):
    """What the funder published about a grant, beside the promise of the money."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="grant")
    title = models.CharField(max_length=500)
    about = models.TextField(blank=True, default="")
    programme = models.CharField(max_length=300, blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(
        ("title", "about", "programme"), "row deleted"
    )  # a title may name either end; the sum and the day stay
