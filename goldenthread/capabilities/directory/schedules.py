"""When a service is open, from its times as they were given (Open Referral's schedules, or a sheet's). Pure.

Each is a mapping: `byday` ("TU,TH"; "1TU" is the first Tuesday of a month), `freq` (WEEKLY or MONTHLY), `interval`,
`opens_at`, `closes_at` ("12:00", "12:00:00Z"), `valid_from`, `valid_to` (its last day), `dtstart`.
What cannot be read is left out: the words as given are still shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MIDNIGHT = 24 * 60
_DAY = re.compile(r"([+-]?\d)?\s*(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Spell:
    """Open on a weekday (0 is Monday) from a minute until another; `every` so many weeks counted from `from_day`.

    `monthly`: only in some weeks of a month, which the words as given say.
    """

    weekday: int
    opens: int
    closes: int
    from_day: date | None = None
    until_day: date | None = None
    every: int = 1
    monthly: bool = False


def spells(times: Iterable[Any]) -> list[Spell]:
    """All that can be read of the times as given, each once, in order of the week."""
    found = {spell for given in times if isinstance(given, Mapping) for spell in _of(given)}
    return sorted(found, key=lambda s: (s.weekday, s.opens, s.closes, s.every, str(s.from_day), str(s.until_day)))


def _of(given: Mapping[str, Any]) -> Iterator[Spell]:
    opens, closes = minute(given.get("opens_at"), 0), minute(given.get("closes_at"), MIDNIGHT)
    closes = closes or MIDNIGHT
    start = day(given.get("valid_from")) or day(given.get("dtstart"))
    last = day(given.get("valid_to")) or day(given.get("until"))
    until = last + timedelta(days=1) if last else None
    if opens is None or closes is None or (start and until and until <= start):
        return
    interval = str(given.get("interval") or "1")
    every = int(interval) if interval.isdigit() and 1 <= int(interval) <= 52 else 1
    every = every if start else 1
    for nth, code in _DAY.findall(str(given.get("byday") or "").upper()):
        weekday = CODES.index(code)
        monthly = bool(nth) or str(given.get("freq") or "").upper() == "MONTHLY"
        weeks = 1 if monthly else every
        if closes > opens:
            yield Spell(weekday, opens, closes, start, until, weeks, monthly)
        else:  # past midnight
            yield Spell(weekday, opens, MIDNIGHT, start, until, weeks, monthly)
            yield Spell((weekday + 1) % 7, 0, closes, start, until, weeks, monthly)


def minute(written: Any, missing: int) -> int | None:
    """The minute of the day: "12:30" is 750. `missing` when nothing is written, None when it cannot be read."""
    if written in (None, ""):
        return missing
    found = _CLOCK.match(str(written).strip())
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    return min(int(found[1]) * 60 + int(found[2]), MIDNIGHT)


def day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None
