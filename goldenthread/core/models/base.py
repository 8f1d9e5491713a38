"""What every table of the core shares: references, traces of who wrote a row, and narrowing.

Narrowing is what keeps a protected, withdrawn or erased row out of every list, count and export:
the default manager leaves it out, so that nobody has to remember to. `unnarrowed` sees all rows;
only the core may use it, and a test of the house says so.
"""

from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from goldenthread.core import refs


class ReferenceField(models.CharField):
    """The public reference of a row."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", refs.LENGTH)
        options.setdefault("unique", True)
        options.setdefault("default", refs.new)
        options.setdefault("editable", False)
        super().__init__(**options)


@cache
def _shown(model: type[models.Model]) -> models.QuerySet:
    """The narrowed rows of a table, worked out once: every query of a page begins as a copy of this."""
    return models.QuerySet(model).filter(model.shown())  # type: ignore[attr-defined]


class Narrowed(models.Manager):
    """The manager pages get: rows that may be shown at all. Who may see which comes after."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(self.model.shown()) if self._db else _shown(self.model).all()


class Traced(models.Model):
    """A row that knows which change made it, last changed it, and took it back."""

    made_in = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="+")
    changed_in = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="+", db_index=False)
    retracted_in = models.ForeignKey(
        "core.ChangeSet", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        abstract = True

    PERSONAL: ClassVar[dict[str, str]] = {}

    @classmethod
    def shown(cls) -> Q:
        return Q(retracted_in=None)


class HalfOpenDays(models.Model):
    """From a day until, not including, a day; either may be unknown."""

    from_day = models.DateField(null=True, blank=True)
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def live(day: Any, path: str = "") -> Q:
        """Rows in force on `day`; the one place that reads these dates."""
        started = Q(**{f"{path}from_day": None}) | Q(**{f"{path}from_day__lte": day})
        lasting = Q(**{f"{path}until_day": None}) | Q(**{f"{path}until_day__gt": day})
        return started & lasting


class DaysOrInstants(models.Model):
    """When: whole days, or instants in UTC, never a mixture."""

    from_day = models.DateField(null=True, blank=True)
    until_day = models.DateField(null=True, blank=True)
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _named(name: str, condition: Q, sentence: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=sentence)


def ends_after_start(table: str) -> models.CheckConstraint:
    in_order = Q(from_day=None) | Q(until_day=None) | Q(until_day__gte=F("from_day"))
    return _named(f"{table}_ends_after_start", in_order, "It cannot end before it starts.")


def days_or_instants(table: str) -> models.CheckConstraint:
    days = Q(from_at=None, until_at=None) & (Q(until_day=None) | Q(from_day=None) | Q(until_day__gt=F("from_day")))
    instants = Q(from_day=None, until_day=None) & (Q(until_at=None) | Q(from_at=None) | Q(until_at__gt=F("from_at")))
    return _named(f"{table}_days_or_instants", days | instants, "Give days or times, and the end after the start.")


def amount_with_unit(table: str) -> models.CheckConstraint:
    both = Q(amount=None, unit=None) | Q(amount__isnull=False, unit__isnull=False)
    return _named(f"{table}_amount_with_unit", both, "An amount needs its unit, and a unit its amount.")


def exactly_one(table: str, *fields: str) -> models.CheckConstraint:
    ways = Q(pk__in=())
    for chosen in fields:
        ways |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return _named(f"{table}_exactly_one", ways, "It must be about exactly one thing.")


def one_of(table: str, field: str, choices: Any, *, blank: bool = False) -> models.CheckConstraint:
    allowed = [str(choice) for choice in choices] + ([""] if blank else [])
    return _named(f"{table}_{field}_is_known", Q(**{f"{field}__in": allowed}), f"This {field} is not one we know.")


def some_index(name: str, field: str, condition: Q | None = None) -> models.Index:
    """An index over the rows where a rarely filled column is filled."""
    return models.Index(fields=[field], name=name, condition=condition or Q(**{f"{field}__isnull": False}))


def narrow(*paths: str, places: tuple[str, ...] = ()) -> Q:
    """Leave out rows one of whose parties (`paths`) or `places` is hidden."""
    from goldenthread.core.models.spine import Party, Place

    shown = Q()
    for path in paths:
        shown &= ~Q(**{f"{path}__in": Party.unnarrowed.filter(hidden=True).values("pk")})
    for path in places:
        shown &= ~Q(**{f"{path}__in": Place.unnarrowed.filter(hidden=True).values("pk")})
    return shown
