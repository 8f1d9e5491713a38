"""Long work, what was brought in, what was taken out, and the files in between."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models.base import ReferenceField, one_of
from goldenthread.domain.kinds import Purpose


class Job(models.Model):
    """Work that takes longer than a page may: how far it is, what came of it."""

    ref = ReferenceField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)  # asking again for the same work changes nothing
    words = models.CharField(max_length=200, blank=True, default="")  # what it is doing now; a message id
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    by = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=400, blank=True, default="")
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar[dict[str, str]] = {"arguments": "blanked", "result": "blanked"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")) | Q(total=0), name="job_done_within_total")
        ]


class StoredFile(models.Model):
    """A file kept beside the database: its name here is random, its own name is a label."""

    ref = ReferenceField()
    label = models.CharField(max_length=200)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    party = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    kept_until = models.DateTimeField(db_index=True)

    PERSONAL: ClassVar[dict[str, str]] = {"label": "row and file deleted"}


class Import(models.Model):
    """A file somebody brought in: staged and previewed, then written in one change, then perhaps undone."""

    ref = ReferenceField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    reader = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    by = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    staged_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    change = models.OneToOneField("core.ChangeSet", models.PROTECT, null=True, blank=True, related_name="import_made")

    PERSONAL: ClassVar[dict[str, str]] = {"name": "kept: the name of a file, not of a person; said on the page"}


class Disclosure(models.Model):
    """A list of people that somebody asked to take out: for which purpose, and who agreed to it."""

    ref = ReferenceField()
    list = models.CharField(max_length=60)
    asked_by = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    filters = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("disclosure", "purpose", Purpose),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="disclosure_agreed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="disclosure_needs_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(agreed_at__isnull=False), name="disclosure_taken_was_agreed"
            ),
        ]


class Outline(models.Model):
    """The shape of a place, as GeoJSON (WGS84), drawn and searched by its box."""

    place = models.OneToOneField("core.Place", models.CASCADE, primary_key=True, related_name="outline")
    geometry = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(max_length=300, blank=True, default="")


class Postcode(models.Model):
    """Where a postcode is, and which ward and small area it lies in. Reference data, not people.

    The areas are kept as the ONS writes them: their names and outlines may come later, or never.
    """

    code = models.CharField(max_length=10, primary_key=True)
    lat = models.FloatField()
    lon = models.FloatField()
    ward = models.CharField(max_length=9, blank=True, default="")
    lsoa = models.CharField(max_length=9, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    made_in = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="+")
