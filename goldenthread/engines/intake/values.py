"""Days, times, postcodes, phone numbers and the rest, as people write them.

Every function returns the value or raises `Bad`, whose sentence ends with the remedy.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.limits import shorten

ZONE = ZoneInfo("Europe/London")  # files of a place say times as its clocks do; ours are read in Great Britain
_SERIAL_DAY_0 = date(1899, 12, 30)  # both Excel and LibreOffice count days from here
_EXAMPLE = "3 April 2025"  # of a day, in a remedy; who needs another form says so: `Sentence.saying(example=…)`
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?$")
_IN_WORDS = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-]+(?:of\s+)?([a-z]{3,9})\.?,?[\s\-]+(\d{4}|\d{2})$"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_POSTCODE = re.compile(r"(GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2})$")
_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}$")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*(am|pm|a\.m\.?|p\.m\.?)?$", re.I)


_NO_DATE = N_("The date is missing. Write it like %(example)s.")
_NOT_DATE = N_("“%(value)s” is not a date. Write it like %(example)s.")
_NOT_WHOLE = N_(
    "“%(value)s” is not a date: it does not give a day, a month and a year together. Write it like %(example)s."
)
_NOT_MONTH = N_("“%(value)s” is not a date: “%(month)s” is not a month. Write it like %(example)s.")
_NOT_A_DAY = N_("“%(value)s” is not a day in the calendar. Write it like %(example)s.")
_TURNED = N_(
    "“%(value)s” is not a day in the calendar. We read the day first, then the month. Write it like %(example)s."
)
_MISTYPED = N_("“%(value)s” is in the year %(year)s, which looks mistyped. Write it like %(example)s.")
_NOT_TIME = N_("“%(value)s” is not a time of day. Write it like 18:30.")
_SKIPPED = N_("%(time)s on %(day)s does not exist: the clocks go forward over it. Write the time they showed.")
_NOT_POSTCODE = N_("“%(value)s” is not a UK postcode. Write it like B66 1BA, or leave it empty.")
_NOT_EMAIL = N_("“%(value)s” is not an e-mail address. Write it like name@example.org, or leave it empty.")
_NOT_PHONE = N_("“%(value)s” is not a phone number. Write it like 0121 496 0000, or leave it empty.")
_NOT_CHARITY = N_(
    "“%(value)s” is not a charity number: it has 6 or 7 digits, or SC and 6 digits in Scotland. "
    "Put it right, or leave it empty."
)
_NOT_COMPANY = N_(
    "“%(value)s” is not a company number: it has 8 digits, or 2 letters and 6 digits. Put it right, or leave it empty."
)
_NOT_URN = N_("“%(value)s” is not a school's reference number (URN): it has 6 digits. Put it right.")


class Bad(ValueError):
    """The value cannot be taken. `sentence` says why, and ends with the remedy."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text_of(value: object) -> str:
    """A cell as text: a whole number without its “.0”, a day as 2025-04-03, spaces at the ends gone."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return "" if value is None else str(value)


def day_of(value: object) -> date:
    """Read a day. Day comes before month, as in Britain; “4/13/2025” is refused, not turned round."""
    if isinstance(value, datetime):
        return _sane(value.date(), value)
    if isinstance(value, date):
        return _sane(value, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 10_000 <= value < 110_000:
            return _sane(_SERIAL_DAY_0 + timedelta(days=int(value)), value)
        raise Bad(say(_NOT_DATE, value=f"{value:g}", example=_EXAMPLE))
    text = " ".join(text_of(value).split())
    low = text.lower()
    if found := _ISO.match(text):
        return _build(found[1], found[2], found[3], text)
    if found := _DAY_FIRST.match(text):
        return _build(found[3], found[2], found[1], text)
    if found := _IN_WORDS.match(low):
        return _build(found[3], _month(found[2], text), found[1], text)
    if found := _MONTH_FIRST.match(low):
        return _build(found[3], _month(found[1], text), found[2], text)
    if re.fullmatch(r"[1-9][0-9]{4,5}(\.[0-9]+)?", text) and float(text) < 110_000:
        return _sane(_SERIAL_DAY_0 + timedelta(days=int(float(text))), text)
    raise Bad(_not_a_day(text))


def _not_a_day(text: str) -> Sentence:
    """Say what is missing, when the text is at least about time."""
    if not text:
        return say(_NO_DATE, example=_EXAMPLE)
    return say(_NOT_WHOLE, value=shorten(text), example=_EXAMPLE)


def _month(word: str, text: str) -> str:
    if word[:3] not in _MONTHS:
        raise Bad(say(_NOT_MONTH, value=shorten(text), month=word, example=_EXAMPLE))
    return str(_MONTHS.index(word[:3]) + 1)


def _build(year: str, month: str, day: str, text: str) -> date:
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    try:
        return _sane(date(number, int(month), int(day)), text)
    except ValueError as fault:
        if isinstance(fault, Bad):
            raise
        turned = 12 < int(month) <= 31 and int(day) <= 12
        raise Bad(say(_TURNED if turned else _NOT_A_DAY, value=shorten(text), example=_EXAMPLE)) from None


def _sane(day: date, written: object) -> date:
    if not 1800 <= day.year <= 2200:
        raise Bad(say(_MISTYPED, value=shorten(written), year=day.year, example=_EXAMPLE))
    return day


def time_of(value: object) -> time:
    """Read a time of day: 18:30, 6.30pm, 6 pm, 1830, or a spreadsheet's own time."""
    if isinstance(value, datetime | time):
        return (value.time() if isinstance(value, datetime) else value).replace(microsecond=0)
    if isinstance(value, timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, float) and 0 <= value < 1:
        minutes = min(round(value * 1440), 1439)
        return time(minutes // 60, minutes % 60)
    text = text_of(value)
    if text.lower() in ("noon", "midday"):
        return time(12)
    return _clock(f"{text[:2]}:{text[2:]}" if re.fullmatch(r"\d{4}", text) else text)


def _clock(text: str) -> time:
    found = _TIME.match(text)
    half = (found[3] or "").lower()[:1] if found else ""
    if found and (found[2] or half):
        hour, minute = int(found[1]), int(found[2] or 0)
        if half and 1 <= hour <= 12:
            return time(hour % 12 + (12 if half == "p" else 0), min(minute, 59))
        if not half and hour < 24 and minute < 60:
            return time(hour, minute)
    raise Bad(say(_NOT_TIME, value=shorten(text)))


def times_of(value: object) -> tuple[time, time | None]:
    """Read one time, or two joined by a dash (“6-8pm”, “18:00 – 20:00”)."""
    text = text_of(value) if isinstance(value, str) else ""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", text) if text else []
    if len(parts) != 2:
        return time_of(value), None
    half = re.search(r"[ap]\.?m\.?$", parts[1], re.I)
    first = parts[0] if re.search(r"[ap]\.?m\.?$|[:.]\d\d", parts[0], re.I) or not half else parts[0] + half[0]
    return time_of(first), time_of(parts[1])


def instant_of(day: date, clock: time) -> datetime:
    """The instant, in UTC, at which the clocks of the place show this time."""
    local = datetime.combine(day, clock, ZONE)
    instant = local.astimezone(UTC)
    if instant.astimezone(ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Bad(say(_SKIPPED, time=f"{clock:%H:%M}", day=day.isoformat()))
    return instant


def postcode_of(value: object) -> str:
    """“b661ba” -> “B66 1BA”."""
    bare = re.sub(r"[\s.\-]+", "", text_of(value)).upper()
    if not _POSTCODE.match(bare):
        raise Bad(say(_NOT_POSTCODE, value=shorten(text_of(value))))
    return f"{bare[:-3]} {bare[-3:]}"


def email_of(value: object) -> str:
    text = text_of(value).removeprefix("mailto:")
    if not _EMAIL.match(text):
        raise Bad(say(_NOT_EMAIL, value=shorten(text)))
    return text


def phone_of(value: object) -> str:
    """Light check only: 7 to 15 digits. A leading zero that a spreadsheet dropped is put back."""
    text = text_of(value)
    digits = re.sub(r"\D", "", text)
    if not 7 <= len(digits) <= 15 or re.search(
        r"[a-z]{4,}", re.sub(r"\b(ext|extension)\b", "", text, flags=re.I), re.I
    ):
        raise Bad(say(_NOT_PHONE, value=shorten(text)))
    return f"0{digits}" if text == digits and len(digits) == 10 and digits[0] in "127" else text


def charity_of(value: object) -> tuple[str, str]:
    """A charity number of England and Wales, Scotland or Northern Ireland -> (list, number)."""
    text = re.sub(r"[\s./\-]", "", text_of(value)).upper()
    text = re.sub(r"^(GBCHC|REGISTEREDCHARITY|CHARITY)?(NO|NUMBER)?", "", text)
    if re.fullmatch(r"\d{6,7}", text):
        return "GB-CHC", text
    if re.fullmatch(r"SC\d{6}", text):
        return "GB-SC", text
    if found := re.fullmatch(r"(?:NIC?)?(1\d{5})", text):
        return "GB-NIC", found[1]
    raise Bad(say(_NOT_CHARITY, value=shorten(text_of(value))))


def company_of(value: object) -> tuple[str, str]:
    """A company number, eight characters: zeros that a spreadsheet dropped are put back."""
    text = re.sub(r"[\s.\-]", "", text_of(value)).upper().removeprefix("GBCOH")
    if re.fullmatch(r"\d{5,8}", text):
        return "GB-COH", text.zfill(8)
    if re.fullmatch(r"[A-Z]{2}\d{6}|[A-Z]{2}\d{5}[A-Z]", text):
        return "GB-COH", text
    raise Bad(say(_NOT_COMPANY, value=shorten(text_of(value))))


def urn_of(value: object) -> tuple[str, str]:
    """The unique reference number of a school in England."""
    text = text_of(value)
    if not re.fullmatch(r"\d{5,6}", text):
        raise Bad(say(_NOT_URN, value=shorten(text)))
    return "GB-EDU", text
