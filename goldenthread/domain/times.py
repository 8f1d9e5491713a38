"""Days, instants and half-open spells. A fact known to a day is a date, never midnight."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """From a day (or as far back as we know) until, but not including, a day (or no end yet)."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise TypeError("a spell is kept in days; an instant is not a day")
        if self.start and self.end and self.end < self.start:
            raise ValueError("a spell cannot end before it starts")

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class When:
    """When something happens: on days or between instants (UTC), never a mixture."""

    from_day: date | None = None
    until_day: date | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.from_day and self.from_at:
            raise ValueError("give a day or an instant, not both")
        for instant in (self.from_at, self.until_at):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("an instant needs its time zone")
        if self.from_day and self.until_day and self.until_day <= self.from_day:
            raise ValueError("until is after from, and not included")
        if self.from_at and self.until_at and self.until_at <= self.from_at:
            raise ValueError("until is after from, and not included")
