"""The nine tables: parties, tied together in places, who promise and do things for one another,
with consent, and can show what came of it. `docs/words.md` says what people call them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models.base import (
    DaysOrInstants,
    HalfOpenDays,
    Narrowed,
    ReferenceField,
    Traced,
    amount_with_unit,
    days_or_instants,
    ends_after_start,
    exactly_one,
    narrow,
    one_of,
    some_index,
)
from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Sector


def _optional(to: str, related_name: str = "+", **options: object) -> models.ForeignKey:
    """A reference that most rows leave empty, indexed only where it is filled (see `some_index`)."""
    return models.ForeignKey(
        to, models.PROTECT, null=True, blank=True, related_name=related_name, db_index=False, **options
    )


class Term(models.Model):
    """A concept in a scheme: a kind, a skill, a unit, a language. Modelled on SKOS."""

    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=120)
    labels = models.JSONField(default=dict)  # language code -> words; read whole, never queried
    parent = _optional("self", "narrower")
    exponent = models.SmallIntegerField(null=True, blank=True)  # units: decimal places
    uri = models.CharField(max_length=300, blank=True, default="")  # exact match elsewhere
    source = models.CharField(max_length=300, blank=True, default="")
    licence = models.CharField(max_length=80, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="term_once_in_scheme")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class Party(Traced):
    """A person, group or organisation. A sign-in account is not one; it points to one."""

    ref = ReferenceField()
    kind = models.CharField(max_length=12)
    sector = models.CharField(max_length=10, blank=True, default="")
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)  # folded for sorting and for finding likely pairs
    sort = _optional("core.Term")
    adult_on = models.DateField(null=True, blank=True)  # set only for people under 18
    shielded = models.BooleanField(default=False)  # written by core.protection alone
    erased_at = models.DateTimeField(null=True, blank=True)
    hidden = models.BooleanField(default=False)

    objects = Narrowed()
    unnarrowed = models.Manager()

    PERSONAL: ClassVar[dict[str, str]] = {
        "name": "blanked", "name_key": "blanked", "adult_on": "blanked", "sort": "blanked",
    }  # fmt: skip

    class Meta:
        constraints = [
            one_of("party", "kind", PartyKind),
            one_of("party", "sector", Sector, blank=True),
            models.CheckConstraint(
                condition=~Q(kind=PartyKind.PERSON) | Q(sector=""), name="party_person_has_no_sector"
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.PERSON) | Q(adult_on=None), name="party_only_people_grow_up"
            ),
            models.CheckConstraint(condition=~Q(name="") | Q(erased_at__isnull=False), name="party_has_a_name"),
            models.CheckConstraint(
                condition=Q(hidden=True)
                & (Q(shielded=True) | Q(erased_at__isnull=False) | Q(retracted_in__isnull=False))
                | Q(hidden=False, shielded=False, erased_at=None, retracted_in=None),
                name="party_hidden_when_it_should",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="party_by_name", condition=Q(hidden=False)),
            models.Index(fields=["kind", "name_key", "id"], name="party_by_kind", condition=Q(hidden=False)),
            models.Index(fields=["id"], name="party_hidden", condition=Q(hidden=True)),
        ]

    @classmethod
    def shown(cls) -> Q:
        return Q(hidden=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"  # never the name: this ends up in logs


class Place(Traced):
    """An area, neighbourhood, street, building, room or plot; nested."""

    ref = ReferenceField()
    kind = models.CharField(max_length=14)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="inside")
    zone = models.CharField(max_length=40, default="Europe/London")
    postcode = models.CharField(max_length=10, blank=True, default="")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    shielded = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)

    objects = Narrowed()
    unnarrowed = models.Manager()

    class Meta:
        constraints = [
            one_of("place", "kind", PlaceKind),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="place_not_inside_itself"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="place_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(hidden=True) & (Q(shielded=True) | Q(retracted_in__isnull=False))
                | Q(hidden=False, shielded=False, retracted_in=None),
                name="place_hidden_when_it_should",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="place_by_name", condition=Q(hidden=False)),
            models.Index(fields=["id"], name="place_hidden", condition=Q(hidden=True)),
        ]

    @classmethod
    def shown(cls) -> Q:
        return Q(hidden=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Tie(Traced, HalfOpenDays):
    """One party tied to another, or to a place: typed, dated, directed, on somebody's word."""

    ref = ReferenceField()
    giver = models.ForeignKey(Party, models.PROTECT, related_name="ties_given")
    receiver = _optional("core.Party", "ties_received")
    place = _optional("core.Place", "ties")
    kind = models.ForeignKey(Term, models.PROTECT, related_name="+", db_index=False)
    scopes = models.PositiveSmallIntegerField(default=0)  # acts_for: a bit for each Scope
    said_by = _optional("core.Party")
    derived = models.BooleanField(default=False)  # worked out from entries
    shielded = models.BooleanField(default=False)

    objects = Narrowed()
    unnarrowed = models.Manager()

    class Meta:
        constraints = [
            exactly_one("tie", "receiver", "place"),
            ends_after_start("tie"),
            models.CheckConstraint(condition=Q(receiver=None) | ~Q(receiver=F("giver")), name="tie_joins_two"),
        ]
        indexes = [some_index("tie_by_receiver", "receiver"), some_index("tie_by_place", "place")]

    @classmethod
    def shown(cls) -> Q:
        return Q(retracted_in=None, shielded=False) & narrow("giver", "receiver", "said_by", places=("place",))


class Consent(models.Model):
    """This person lets this party use these details for this purpose until they say otherwise."""

    ref = ReferenceField()
    subject = models.ForeignKey(Party, models.PROTECT, related_name="consents_given")
    to = models.ForeignKey(Party, models.PROTECT, related_name="consents_held")
    purpose = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=20, default="web")  # web, paper, spoken, list
    language = models.CharField(max_length=12, default="en")
    made_in = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="+")
    withdrawn_in = _optional("core.ChangeSet")

    class Meta:
        constraints = [
            one_of("consent", "purpose", Purpose),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_in=None)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_in__isnull=False),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("given_at")), name="consent_ends_after_given"
            ),
        ]
        indexes = [models.Index(fields=["subject", "purpose", "to"], name="consent_by_subject")]

    @staticmethod
    def live(at: object, path: str = "") -> Q:
        """Consents in force at an instant; the one place that reads these dates."""
        lasting = Q(**{f"{path}until_at": None}) | Q(**{f"{path}until_at__gt": at})
        standing = Q(**{f"{path}withdrawn_at": None}) | Q(**{f"{path}withdrawn_at__gt": at})
        return Q(**{f"{path}given_at__lte": at}) & lasting & standing


class Promise(Traced, DaysOrInstants):
    """Somebody undertakes something for somebody. One side empty: an offer, or a need."""

    ref = ReferenceField()
    kind = models.ForeignKey(Term, models.PROTECT, related_name="+")
    giver = _optional("core.Party", "promises_made")
    receiver = _optional("core.Party", "promises_held")
    what = _optional("core.Term")
    amount = models.BigIntegerField(null=True, blank=True)
    unit = _optional("core.Term")
    place = _optional("core.Place", "promises")
    answers_offer = _optional("self", "agreements_from_offer")
    answers_need = _optional("self", "agreements_from_need")
    series = _optional("self", "occurrences")

    objects = Narrowed()
    unnarrowed = models.Manager()

    class Meta:
        constraints = [
            days_or_instants("promise"),
            amount_with_unit("promise"),
            models.CheckConstraint(
                condition=Q(giver__isnull=False) | Q(receiver__isnull=False), name="promise_has_a_side"
            ),
        ]
        indexes = [
            some_index("promise_by_giver", "giver"),
            some_index("promise_by_receiver", "receiver"),
            some_index("promise_by_place", "place"),
            some_index("promise_by_series", "series"),
            some_index("promise_by_offer", "answers_offer"),
            some_index("promise_by_need", "answers_need"),
        ]

    @classmethod
    def shown(cls) -> Q:
        return Q(retracted_in=None) & narrow("giver", "receiver", places=("place",))


class Entry(DaysOrInstants):
    """What happened. Never edited; a correction is another entry that reverses it."""

    ref = ReferenceField()
    kind = models.ForeignKey(Term, models.PROTECT, related_name="+", db_index=False)
    promise = _optional("core.Promise", "entries")
    giver = _optional("core.Party", "entries_given")
    receiver = _optional("core.Party", "entries_received")
    what = _optional("core.Term")
    amount = models.BigIntegerField(null=True, blank=True)
    unit = _optional("core.Term")
    place = _optional("core.Place", "entries")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    recorded_at = models.DateTimeField()
    change = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="entries")

    objects = Narrowed()
    unnarrowed = models.Manager()

    class Meta:
        constraints = [
            days_or_instants("entry"),
            amount_with_unit("entry"),
            models.CheckConstraint(
                condition=Q(from_day__isnull=False) | Q(from_at__isnull=False), name="entry_happened_some_time"
            ),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reverses=F("id")), name="entry_not_its_own_reverse"),
        ]
        indexes = [
            some_index("entry_by_giver", "giver"),
            some_index("entry_by_receiver", "receiver"),
            some_index("entry_by_promise", "promise"),
            some_index("entry_by_place", "place"),
            some_index("entry_by_day", "from_day"),
            some_index("entry_by_instant", "from_at"),
        ]

    @classmethod
    def shown(cls) -> Q:
        return narrow("giver", "receiver", places=("place",))

    @staticmethod
    def standing() -> Q:
        """Entries that count: neither reversed nor a reversal."""
        return Q(reverses=None, reversed_by=None)


class Part(models.Model):
    """Everybody else in a promise or an entry, with their role."""

    promise = _optional("core.Promise", "parts")
    entry = _optional("core.Entry", "parts")
    party = models.ForeignKey(Party, models.PROTECT, related_name="parts")
    role = models.ForeignKey(Term, models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField(null=True, blank=True)
    unit = _optional("core.Term")

    objects = Narrowed()
    unnarrowed = models.Manager()

    class Meta:
        constraints = [exactly_one("part", "promise", "entry"), amount_with_unit("part")]
        indexes = [some_index("part_by_promise", "promise"), some_index("part_by_entry", "entry")]

    @classmethod
    def shown(cls) -> Q:
        return narrow("party")


class Claim(Traced):
    """A measured or stated fact about exactly one party, place, tie, promise or entry."""

    ref = ReferenceField()
    party = _optional("core.Party", "claims")
    place = _optional("core.Place", "claims")
    tie = _optional("core.Tie", "claims")
    promise = _optional("core.Promise", "claims")
    entry = _optional("core.Entry", "claims")
    indicator = models.ForeignKey(Term, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(null=True, blank=True)
    unit = _optional("core.Term")
    word = _optional("core.Term")
    as_of = models.DateField(null=True, blank=True)
    said_by = _optional("core.Party")
    source = models.CharField(max_length=300, blank=True, default="")
    sure = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent, as the one who says it judges

    objects = Narrowed()
    unnarrowed = models.Manager()

    PERSONAL: ClassVar[dict[str, str]] = {"party": "row deleted", "source": "row deleted"}

    class Meta:
        constraints = [
            exactly_one("claim", "party", "place", "tie", "promise", "entry"),
            amount_with_unit("claim"),
            models.CheckConstraint(
                condition=Q(amount__isnull=False, word=None) | Q(amount=None, word__isnull=False),
                name="claim_says_a_number_or_a_word",
            ),
            models.CheckConstraint(condition=Q(sure=None) | Q(sure__lte=100), name="claim_sure_up_to_100"),
        ]
        indexes = [
            some_index("claim_by_party", "party"),
            some_index("claim_by_place", "place"),
            some_index("claim_by_tie", "tie"),
            some_index("claim_by_promise", "promise"),
            some_index("claim_by_entry", "entry"),
        ]

    @classmethod
    def shown(cls) -> Q:
        return Q(retracted_in=None) & narrow("party", "said_by", places=("place",))
