"""What the directory adds to a person, group or organisation, and to a service it offers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goldenthread.core import refs
from goldenthread.core.models import ChangeSet, Party, Place, Promise, Term

ANSWERS = ("right", "changed", "gone")
RUNNING = ("active", "inactive", "defunct", "temporarily closed")  # Open Referral UK's four


class Listing(models.Model):
    """What a group or organisation says about itself. People have none: what they say is theirs to give."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="listing")
    about = models.TextField(blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")  # what `about` is written in
    website = models.CharField(max_length=300, blank=True, default="")
    checked_on = models.DateField(null=True, blank=True)  # when somebody who knows said that it is right
    check_by = models.DateField(null=True, blank=True)  # when they are asked again

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(
        ("about", "language", "website", "checked_on", "check_by"), "row deleted"
    )


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
    free = models.BooleanField(null=True, blank=True)  # None: nobody said
    checked_on = models.DateField(null=True, blank=True)  # when somebody who knows said that it is right
    check_by = models.DateField(null=True, blank=True)  # when they are asked again
    times = models.JSONField(default=list)  # opening times as given; read whole
    more = models.JSONField(default=dict)  # the rest of the feed, kept so that it can be given back

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(
        ("title", "about", "website", "running", "fees", "free", "checked_on", "check_by", "times", "more"),
        "row deleted",
    )  # goes with whoever offers it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(running__in=RUNNING), name="service_running_is_known"),
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(oldest__gte=models.F("youngest")),
                name="service_ages_in_order",
            ),
        ]


class ServiceTerm(models.Model):
    """What a service can be found by: a need it meets, an access need, a language, a kind of asset."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="marks")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", db_index=False)

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "service"], name="service_marked_once")]


class Opening(models.Model):
    """A service is open on this day of the week, from a minute of the day until another."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.PositiveSmallIntegerField()  # minutes after midnight, by the clock of the place
    closes = models.PositiveSmallIntegerField()
    from_day = models.DateField(null=True, blank=True)
    until_day = models.DateField(null=True, blank=True)  # not including it
    every = models.PositiveSmallIntegerField(default=1)  # weeks; counted from `from_day`

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_has_a_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")) & Q(closes__lte=24 * 60), name="opening_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(every=1) | Q(every__gt=1, from_day__isnull=False), name="opening_counts_weeks_from_a_day"
            ),
        ]
        indexes = [models.Index(fields=["weekday", "opens"], name="opening_by_day")]


class Spot(models.Model):
    """Where a service is found: one of its places, with the point that distances are measured from."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="spots")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    lat = models.FloatField()
    lon = models.FloatField()

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "place"], name="spot_once")]
        indexes = [models.Index(fields=["lat", "lon"], name="spot_by_point")]


class Found(models.Model):
    """What a search reads of a service at one of its places: one narrow row, worked out by `indexing` alone.

    The bits are those of `vocabulary`: of part-days, of marks (needs, access, kinds of asset) and of languages.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="found")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    lat = models.FloatField(null=True, blank=True)  # none: by telephone, on the web, or nobody said where
    lon = models.FloatField(null=True, blank=True)
    open_in = models.BigIntegerField(default=0)
    marks = models.BigIntegerField(default=0)
    languages = models.BigIntegerField(default=0)
    free = models.BooleanField(default=False)
    running = models.BooleanField(default=True)  # or only closed for a while
    name_key = models.CharField(max_length=80)  # the beginning of the title, folded, to sort by

    PERSONAL: ClassVar[dict[str, str]] = {}  # goes with the service

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "place"], name="found_once"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False), name="found_has_both_or_none"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lat", "lon", "open_in", "marks", "languages", "free", "running", "service", "place"],
                name="found_by_point",
            ),
            models.Index(fields=["name_key", "service"], name="found_by_name"),
        ]


class Question(models.Model):
    """“Is this still right?”: asked once by e-mail about a service or a listing, answered with a link, once."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="questions")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, blank=True, related_name="questions")
    digest = models.CharField(max_length=64, unique=True)  # keyed; the link itself is only in the mail
    asked_at = models.DateTimeField()
    until_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(("asked_at", "until_at", "answered_at", "answer"), "row deleted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(service=None, listing__isnull=False) | Q(service__isnull=False, listing=None),
                name="question_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False, answer__in=ANSWERS),
                name="question_answered_with_words",
            ),
        ]


class Ask(models.Model):
    """What somebody asked for because nothing here fitted, beside the promise that has only a receiver."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="ask")
    words = models.TextField()
    language = models.CharField(max_length=12, default="en")
    answer_by = models.DateField()  # the day that the page named
    kept_until = models.DateField(db_index=True)  # then the words go, and a guest with them
    guest = models.BooleanField(default=False)  # whoever asked is in the record for this alone
    answered_in = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(("words", "language", "answer_by", "kept_until"), "row deleted")


class Grant(models.Model):
    """What the funder published about a grant, beside the promise of the money."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="grant")
    title = models.CharField(max_length=500)
    about = models.TextField(blank=True, default="")
    programme = models.CharField(max_length=300, blank=True, default="")

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(
        ("title", "about", "programme"), "row deleted"
    )  # a title may name either end; the sum and the day stay


class Feed(models.Model):
    """Another directory that this one follows: where it is read, how often, and what came of it."""

    ref = models.CharField(max_length=12, unique=True, default=refs.new, editable=False)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=500, unique=True)  # without /services
    website = models.CharField(max_length=300, blank=True, default="")  # where people read the same
    owner = models.CharField(max_length=200, blank=True, default="")  # the organisation that publishes it, in words
    licence = models.CharField(max_length=200)
    every_days = models.PositiveSmallIntegerField(default=7)
    by_itself = models.BooleanField(default=False)  # small changes come in without being asked about
    paused = models.BooleanField(default=False)
    followed = models.BooleanField(default=True)  # not any more: what came from it stays, and is ours to change
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, blank=True, default="")  # a code of `feed_rules.ANSWERS`, or of `fetching`
    etag = models.CharField(max_length=200, blank=True, default="")  # of an answer that said nothing new
    staged = models.CharField(max_length=12, blank=True, default="")  # the import that waits to be agreed to
    read_at = models.DateTimeField(null=True, blank=True)  # when what is here was last what the feed said

    PERSONAL: ClassVar[dict[str, str]] = {}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(every_days__gte=1), name="feed_read_at_most_daily")]


class FromFeed(models.Model):
    """A service that another directory publishes: changed there, not here."""

    promise = models.OneToOneField(Promise, models.CASCADE, primary_key=True, related_name="from_feed")
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="services")
    uuid = models.CharField(max_length=36)
    gone_on = models.DateField(null=True, blank=True)  # since when the feed does not list it

    PERSONAL: ClassVar[dict[str, str]] = dict.fromkeys(("uuid", "gone_on"), "row deleted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "uuid"], name="feed_lists_a_service_once")]
