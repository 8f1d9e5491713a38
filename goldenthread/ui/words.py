"""Days, times, amounts and lists as people say them, in the reader's language.

Pure: every function takes Babel's name of the locale ("en_GB", "pa_Guru", "ar"), and the day or zone
it needs. The forms the templates use, which know the reader, are in `goldenthread.ui.jinja`.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import cache

from babel import Locale
from babel.dates import format_datetime, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from goldenthread.domain.quantities import Quantity

DAY_ONLY = "MMMMEEEEd"
DAY_AND_YEAR = "yMMMMEEEEd"


@cache
def locale_of(name: str) -> Locale:
    """Babel's locale; parsing one costs a millisecond, so each is kept."""
    return Locale.parse(name)


def day(value: date, locale: str, today: date) -> str:
    """ "Tuesday 3 March", with the year unless it is this one. `today` is the place's own."""
    with_year = value.year != today.year
    if locale.startswith("en"):  # English as the house writes it: no comma after the weekday
        return format_datetime(value, "EEEE d MMMM y" if with_year else "EEEE d MMMM", locale=locale_of(locale))
    skeleton = DAY_AND_YEAR if with_year else DAY_ONLY
    return format_skeleton(skeleton, value, locale=locale_of(locale))


def short_day(value: date, locale: str) -> str:
    """ "3 Mar 2026", for a column of dates."""
    return format_skeleton("yMMMd", value, locale=locale_of(locale))


def month(value: date, locale: str) -> str:
    """ "March 2026"."""
    return format_skeleton("yMMMM", value, locale=locale_of(locale))


def clock(value: datetime, locale: str) -> str:
    """ "6.30pm", "9am"; "midday" and "midnight" because 12am is always misread. `value` is local already."""
    if not locale.startswith("en"):
        return format_time(value, "short", locale=locale_of(locale))
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}.{value.minute:02d}{half}" if value.minute else f"{hour}{half}"


def moment(value: datetime, locale: str, zone: tzinfo, today: date) -> str:
    """ "Tuesday 3 March, 6.30pm" in the place's zone. An instant without a zone is refused."""
    if value.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    local = value.astimezone(zone)
    return pair(day(local.date(), locale, today), clock(local, locale), locale)


def between(start: datetime, end: datetime, locale: str, zone: tzinfo, today: date) -> str:
    """ "Tuesday 3 March, 6.30pm to 8pm"; both days when they differ."""
    opening = moment(start, locale, zone, today)
    local = end.astimezone(zone)
    same_day = local.date() == start.astimezone(zone).date()
    closing = clock(local, locale) if same_day else moment(end, locale, zone, today)
    joint = " to " if locale.startswith("en") else " – "
    return f"{opening}{joint}{closing}"


def pair(first: str, second: str, locale: str) -> str:
    """Two things with the script's own comma."""
    comma = "، " if locale_of(locale).character_order == "right-to-left" else ", "
    return f"{first}{comma}{second}"


def number(value: int | float, locale: str) -> str:
    """ "1,234"."""
    return format_decimal(value, locale=locale_of(locale))


def money(amount: Quantity, locale: str) -> str:
    """ "£1,234.50": every decimal place the currency has, kept exact.

    The pound is written as on the coins in a reader's pocket, not "UK£" as some languages do from afar.
    """
    said = format_currency(amount.decimal(), amount.unit.code, locale=locale_of(locale))
    return said.replace("UK£", "£")


def length(minutes: int, locale: str) -> str:
    """ "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [format_unit(hours, "duration-hour", locale=locale_of(locale))] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", locale=locale_of(locale)))
    return " ".join(parts)


def weight(grams: int, locale: str) -> str:
    """ "2.5 kilograms", or grams below one."""
    if abs(grams) >= 1000:
        return format_unit(grams / 1000, "mass-kilogram", locale=locale_of(locale))
    return format_unit(grams, "mass-gram", locale=locale_of(locale))


def size(count: int, locale: str) -> str:
    """The size of a file: "2.5 MB"."""
    for step, unit in ((10**9, "gigabyte"), (10**6, "megabyte"), (10**3, "kilobyte")):
        if count >= step:
            return format_unit(round(count / step, 1), f"digital-{unit}", "short", locale=locale_of(locale))
    return format_unit(count, "digital-byte", locale=locale_of(locale))


def join(items: Sequence[str], locale: str) -> str:
    """ "Amina, Bob and Chen"."""
    return format_list(list(items), locale=locale_of(locale))
