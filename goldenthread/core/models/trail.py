"""Who changed what, when and why; the seals that make it evident; and how it can be undone."""

from django.db import models
from django.db.models import F, Q

from goldenthread.core import refs
from goldenthread.core.models.base import ReferenceField, exactly_one, some_index


class ChangeSet(models.Model):
    """One action: who did it, when, why, and a digest of the entries it wrote."""

    ref = ReferenceField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=80)  # "directory.add"; the registry knows its words
    about = models.CharField(max_length=12, blank=True, default="")  # public reference of what it was done to
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    digest = models.CharField(max_length=64, blank=True, default="")  # set once, as the action ends

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(undoes=None) | ~Q(undoes=F("id")), name="change_not_its_own_undo")
        ]
        indexes = [models.Index(fields=["about"], name="change_by_about", condition=~Q(about=""))]


class Seal(models.Model):
    """Chains the digests of change sets, written after they are committed. Append-only."""

    change = models.OneToOneField(ChangeSet, models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64, unique=True)  # a chain, not a tree
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()


class BeforeImage(models.Model):
    """How a row was before a change, kept ninety days so that the change can be undone; erasable."""

    change = models.ForeignKey(ChangeSet, models.PROTECT, related_name="before_images")
    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    party = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    values = models.JSONField()
    kept_until = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["table", "row"], name="before_image_by_row")]


class Revision(models.Model):
    """A row for each write to ties, consents, protection or links: snapshots are keyed by these."""

    reason = models.CharField(max_length=40)
    # Numbers come again after a rollback or a restore, and with them a picture from before; this never does.
    token = models.CharField(max_length=12, default=refs.new)


class Finding(models.Model):
    """What an engine found in one snapshot; gone in the same transaction as a consent it rests on."""

    engine = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    revision = models.CharField(max_length=40)
    value = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "key"], name="finding_once")]


class Look(models.Model):
    """Who looked at a person's details, for which purpose, on which day: the person can see it."""

    subject = models.ForeignKey("core.Party", models.PROTECT, related_name="looks")
    by = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "by", "purpose", "day"], name="look_once_a_day")]


class Identifier(models.Model):
    """What others call a thing: a charity number, a list's own number, an ONS code."""

    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    party = models.ForeignKey(
        "core.Party", models.PROTECT, null=True, blank=True, related_name="identifiers", db_index=False
    )
    place = models.ForeignKey(
        "core.Place", models.PROTECT, null=True, blank=True, related_name="identifiers", db_index=False
    )
    promise = models.ForeignKey(
        "core.Promise", models.PROTECT, null=True, blank=True, related_name="identifiers", db_index=False
    )
    entry = models.ForeignKey(
        "core.Entry", models.PROTECT, null=True, blank=True, related_name="identifiers", db_index=False
    )
    made_in = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_thing"),
            exactly_one("identifier", "party", "place", "promise", "entry"),
        ]
        indexes = [
            some_index("identifier_by_party", "party"),
            some_index("identifier_by_place", "place"),
            some_index("identifier_by_promise", "promise"),
            some_index("identifier_by_entry", "entry"),
        ]


class IdentityLink(models.Model):
    """Two records are the same person or body. A row, never a rewritten key, so it can be taken back."""

    one = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    other = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    made_in = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+")
    ended_in = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="link_in_one_order"),
            models.UniqueConstraint(fields=["one", "other"], condition=Q(ended_in=None), name="link_once"),
        ]


class LikelyPair(models.Model):
    """Two records that look alike and wait for a person to say whether they are the same."""

    ref = ReferenceField()
    one = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    other = models.ForeignKey("core.Party", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)  # a code; the screen has the words
    likeness = models.PositiveSmallIntegerField()  # per cent
    found_in = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+")
    decided_in = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")
    same = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_one_order"),
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
            models.CheckConstraint(
                condition=Q(decided_in=None, same=None) | Q(decided_in__isnull=False, same__isnull=False),
                name="pair_decided_has_an_answer",
            ),
        ]


class Protection(models.Model):
    """Somebody, or somewhere, or a tie, is kept out of sight. Says no reason."""

    party = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("core.Place", models.PROTECT, null=True, blank=True, related_name="+")
    tie = models.ForeignKey("core.Tie", models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.ForeignKey("core.Party", models.PROTECT, related_name="+")  # who may open the record
    made_in = models.ForeignKey(ChangeSet, models.PROTECT, related_name="+")
    ended_in = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [exactly_one("protection", "party", "place", "tie")]
